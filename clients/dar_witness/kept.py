"""What a witness keeps in its folder: its key, and the checkpoint that it signed last for each log.

A file is replaced as a whole and written through to the disk before anybody is told of it, and one process alone has
the folder: a witness that forgets, or that is two, vouches for two logs at once.
"""

from __future__ import annotations

import fcntl
import os
from hashlib import sha256
from pathlib import Path

from ..dar_verify.checkpoint import Checkpoint
from ..dar_verify.keys import COSIGNATURE, PrivateKey
from ..dar_verify.note import Note

KEY = "key"


class Unusable(Exception):
    """The folder cannot be used. Says why in words."""


class Kept:
    """The folder of one witness."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def make_key(self, name: str) -> PrivateKey:
        """Make the witness's key. Raises Unusable when there is one: another key is another witness."""
        if (self.root / KEY).exists():
            raise Unusable(f"{self.root} holds a key already. Another witness has another folder.")
        key = PrivateKey.new(name, COSIGNATURE)
        self._replace(KEY, f"{key.secret()}\n", mode=0o600)
        return key

    def key(self) -> PrivateKey:
        """Raises Unusable when there is none."""
        try:
            return PrivateKey.parse((self.root / KEY).read_text(encoding="utf-8"))
        except OSError as error:
            raise Unusable(f"There is no key in {self.root}. Make one: dar-witness new NAME --keep FOLDER") from error

    def claim(self) -> None:
        """Have the folder for as long as this process runs. Raises Unusable when another process has it."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Unusable(f"Another witness already uses {self.root}.") from error

    def last(self, origin: str) -> Checkpoint | None:
        """What was signed last for a log, or None."""
        try:
            written = (self.root / self._file(origin)).read_bytes()
        except FileNotFoundError:
            return None
        return Checkpoint.parse(Note.parse(written).text)

    def notes(self) -> list[str]:
        """What was signed last for each log, with its signatures."""
        return [file.read_text(encoding="utf-8") for file in sorted(self.root.glob("*.checkpoint"))]

    def remember(self, origin: str, note: Note) -> None:
        self._replace(self._file(origin), str(note), mode=0o644)

    def _file(self, origin: str) -> str:
        """A log's name may hold slashes: the file has a name made of its hash."""
        return f"{sha256(origin.encode()).hexdigest()[:32]}.checkpoint"

    def _replace(self, name: str, text: str, *, mode: int) -> None:
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = self.root / f"{name}.new"
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self.root / name)
        folder = os.open(self.root, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
