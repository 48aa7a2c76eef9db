"""Ending processes so that nothing is left behind, however deep the tree and however deaf its members.

Linux only: it reads proc(5).
"""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
"""prctl(2): the signal a process gets when the one that started it dies."""

_prctl = ctypes.CDLL(None).prctl


@dataclass(frozen=True)
class Process:
    """A live process. Equal only to itself, never to a later one that was given the same number."""

    pid: int
    started: int
    """Clock ticks since the machine started."""
    name: str = field(compare=False)
    parent: int = field(compare=False)
    session: int = field(compare=False)

    @classmethod
    def find(cls, pid: int) -> Process | None:
        """The process with this number; None when there is none, or it has ended and only awaits its parent."""
        try:
            text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return None
        # The name stands in brackets and may itself hold brackets and spaces.
        head, _, tail = text.rpartition(")")
        state, *fields = tail.split()
        if state in "ZX":
            return None
        parent, session, started = int(fields[0]), int(fields[2]), int(fields[18])
        return cls(pid, started, head.partition("(")[2], parent, session)

    def is_alive(self) -> bool:
        return Process.find(self.pid) == self

    def send(self, number: int) -> None:
        if self.is_alive():
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def ended_within(self, seconds: float) -> bool:
        """Waits at most so long for the process to end. Says whether it did."""
        deadline = time.monotonic() + seconds
        while self.is_alive():
            if time.monotonic() > deadline:
                return False
            reap(self.pid)
            time.sleep(0.02)
        return True


def family(leader: int) -> set[Process]:
    """The leader, its descendants, and every process of their sessions that is alive."""
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    processes = [process for process in map(Process.find, numbers) if process is not None]
    members = {leader}
    while True:
        joined = {p.pid for p in processes if p.parent in members or p.session in members} - members
        if not joined:
            return {process for process in processes if process.pid in members}
        members |= joined


def end(leader: int, *, grace_seconds: float, is_hurried: Callable[[], bool] = lambda: False) -> None:
    """Asks the leader to stop (SIGTERM); after the grace, or when hurried, kills what is left of its family."""
    members = family(leader)
    with suppress(ProcessLookupError):
        os.kill(leader, signal.SIGTERM)
    deadline = time.monotonic() + grace_seconds
    while any(member.is_alive() for member in members):
        if time.monotonic() > deadline or is_hurried():
            break
        reap(leader)
        time.sleep(0.02)
    for member in members | family(leader):
        member.send(signal.SIGKILL)
    reap(leader)


def reap(pid: int) -> None:
    """Takes note of the end of a child, so that it does not linger."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def die_with_parent() -> None:
    """For a child to run before its program: it is told to stop when the process that started it is killed."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
