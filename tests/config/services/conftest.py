"""Real servers and real processes: each test has a place of its own, and nothing of it outlives the test."""

from __future__ import annotations

import os
import select
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.services import postgres, valkey
from config.services.places import Place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A set of embedded services that nobody else uses, in a directory with a space in its name."""
    place = Place(tmp_path / "a checkout" / ".run")
    yield place
    valkey.stop(place)
    postgres.stop(place)
    place.remove()


@dataclass
class Mailbox:
    """A pipe with a name, through which programs under test report: reading waits for them without guessing."""

    path: Path
    descriptor: int
    _kept: bytes = b""

    def read_line(self, *, seconds: float = 20, meanwhile: Callable[[], object] = lambda: None) -> str:
        """The next line; calls `meanwhile` again and again as it waits."""
        for _ in range(int(seconds / 0.05)):
            if b"\n" in self._kept:
                line, _, self._kept = self._kept.partition(b"\n")
                return line.decode()
            meanwhile()
            if select.select([self.descriptor], [], [], 0.05)[0]:
                self._kept += os.read(self.descriptor, 4096)
        raise AssertionError(f"nothing reported within {seconds} s")


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    path = tmp_path / "mailbox"
    os.mkfifo(path)
    # Open for both directions: the reading end is never at its end while programs come and go.
    descriptor = os.open(path, os.O_RDWR)
    yield Mailbox(path, descriptor)
    os.close(descriptor)
