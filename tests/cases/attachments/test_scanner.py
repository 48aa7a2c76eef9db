"""The conversation with ClamAV's daemon, on a real socket: what counts as clean, and that nothing else does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from cases.attachments import scanner
from config import env
from tests.cases import documents


@pytest.fixture
def listening(settings: Any) -> Iterator[None]:
    with documents.clamd() as address:
        settings.CLAMAV_URL = address
        yield


def answering(answer: bytes, place: socket.socket) -> threading.Thread:
    """Somebody who takes one conversation and says this, whatever is sent."""

    def talk() -> None:
        with place, place.accept()[0] as taken:
            while not taken.recv(65536).endswith(b"\0\0\0\0"):
                pass
            taken.sendall(answer)

    thread = threading.Thread(target=talk)
    thread.start()
    return thread


def test_a_clean_file_is_clean(listening: None) -> None:
    assert scanner.scan([documents.TEXT, b"", documents.PDF]) == scanner.Verdict()


def test_an_infected_file_is_named_though_its_virus_lies_across_two_chunks(listening: None) -> None:
    verdict = scanner.scan([documents.EICAR[:20], documents.EICAR[20:]])

    assert verdict.is_infected
    assert verdict.virus == "Eicar-Test-Signature"


def test_a_file_that_cannot_be_scanned_is_not_clean(listening: None) -> None:
    with pytest.raises(scanner.Failed):
        scanner.scan([documents.UNSCANNABLE])


@pytest.mark.parametrize(
    "answer",
    [b"", b"OK\0", b"stream: OK and more\0", b"stream: Not OK\0", b"stream:  FOUND\0"],
    ids=["nothing", "half an answer", "more than an answer", "another word", "a virus without a name"],
)
def test_only_the_two_answers_of_the_protocol_count(settings: Any, answer: bytes) -> None:
    place = socket.create_server(("127.0.0.1", 0))
    settings.CLAMAV_URL = f"tcp://127.0.0.1:{place.getsockname()[1]}"
    thread = answering(answer, place)

    with pytest.raises(scanner.Failed):
        scanner.scan([documents.TEXT])

    thread.join()


def test_it_is_reached_on_a_unix_socket_too(settings: Any, tmp_path: Path) -> None:
    place = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    place.bind(str(tmp_path / "clamd.ctl"))
    place.listen()
    settings.CLAMAV_URL = f"unix://{tmp_path}/clamd.ctl"
    thread = answering(b"stream: OK\0", place)

    assert scanner.scan([documents.TEXT]) == scanner.Verdict()

    thread.join()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd.ctl"], ids=["network", "socket"])
def test_a_scanner_that_is_not_there_is_unavailable(settings: Any, address: str) -> None:
    settings.CLAMAV_URL = address

    with pytest.raises(scanner.Unavailable):
        scanner.scan([documents.TEXT])


def test_what_a_virus_is_called_cannot_smuggle_anything_into_the_log() -> None:
    found = scanner._verdict(b"stream: Evil\xff <script>\n' 07700 900123 FOUND")

    assert found.virus == "Evilscript07700900123"


@pytest.mark.parametrize("address", ["localhost:3310", "http://localhost:3310", "unix://relative"])
def test_an_address_that_nobody_understands_stops_the_register(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("CLAMAV_URL", address)

    with pytest.raises(ImproperlyConfigured, match="CLAMAV_URL"):
        env.clamav()


def test_without_an_address_nothing_is_scanned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLAMAV_URL", raising=False)

    assert env.clamav() == ""
