"""Asking ClamAV's daemon whether a file is infected, by its INSTREAM command.

The client libraries are under the GPL or not maintained, and the conversation is short: the command, each chunk after
its length in four bytes, a length of nothing, and one line as an answer.
"""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings

SECONDS = 15.0
PORT = 3310
LONGEST_ANSWER = 4096
_FOUND = re.compile(rb"stream: (.+) FOUND", re.DOTALL)
_NAME = re.compile(r"[^A-Za-z0-9._:/-]")


class Unavailable(Exception):
    """The daemon cannot be reached."""


class Failed(Exception):
    """The daemon could not scan this file: it says neither yes nor no, or breaks off."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner found. `virus` is the name of its signature, "" for a clean file."""

    virus: str = ""

    @property
    def is_infected(self) -> bool:
        return bool(self.virus)


def is_configured() -> bool:
    return bool(settings.CLAMAV_URL)


def scan(chunks: Iterable[bytes]) -> Verdict:
    """Let the daemon of `CLAMAV_URL` (`tcp://host:3310` or `unix:///run/clamav/clamd.ctl`) look at a file.

    Raises:
        Unavailable: it cannot be reached.
        Failed: it could not scan the file.
    """
    try:
        talk = _connection()
    except OSError as error:
        raise Unavailable("The virus scanner does not answer") from error
    try:
        with talk:
            talk.sendall(b"zINSTREAM\0")
            for chunk in chunks:
                if chunk:
                    talk.sendall(struct.pack("!L", len(chunk)) + chunk)
            talk.sendall(struct.pack("!L", 0))
            answer = _answer(talk)
    except OSError as error:
        # Of a file that is longer than its StreamMaxLength the daemon hangs up in the middle.
        raise Failed("The virus scanner broke off") from error
    return _verdict(answer)


def _connection() -> socket.socket:
    place = urlsplit(settings.CLAMAV_URL)
    if place.scheme == "unix":
        talk = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        talk.settimeout(SECONDS)
        try:
            talk.connect(unquote(place.path))
        except OSError:
            talk.close()
            raise
        return talk
    return socket.create_connection((place.hostname or "", place.port or PORT), timeout=SECONDS)


def _answer(talk: socket.socket) -> bytes:
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER and (more := talk.recv(LONGEST_ANSWER)):
        said += more
    return said.partition(b"\0")[0]


def _verdict(answer: bytes) -> Verdict:
    """Only the two answers that say yes or no are one; everything else fails."""
    if answer == b"stream: OK":
        return Verdict()
    found = _FOUND.fullmatch(answer)
    if found is None:
        raise Failed("The virus scanner could not scan the file")
    return Verdict(_NAME.sub("", found[1].decode("ascii", "replace"))[:80] or "unnamed")
