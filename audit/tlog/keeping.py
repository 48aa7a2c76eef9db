"""What the sealer keeps outside the database: its keys, and the checkpoint that it signed last.

The checkpoint here is the sealer's own memory. A database that was restored from an older copy, or that a failover cut
short, disagrees with it, and nothing more is signed. So the folder is never restored together with the database.
"""

from __future__ import annotations

import os
from pathlib import Path

from clients.dar_verify.checkpoint import Checkpoint
from clients.dar_verify.keys import PrivateKey
from clients.dar_verify.note import Note
from clients.dar_verify.policy import Policy

KEYS = "keys"
PUBLIC_KEYS = "log.vkey"
LAST = "checkpoint"
POLICY = "policy"


class KeyRefused(Exception):
    """The keys cannot be read or changed so. Says in words why."""


class Keeping:
    """The sealer's folder. Every file in it is replaced as a whole and written through to the disk."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def keys(self) -> list[PrivateKey]:
        """The keys that sign, the oldest first. Raises KeyRefused when there is none."""
        keys = self._keys()
        if not keys:
            raise KeyRefused(f"There is no key in {self.root}. Make one: manage.py log_key new NAME")
        return keys

    def add_key(self, name: str) -> PrivateKey:
        """Make a key that signs from the next start on, beside those there are. All of a log's keys have its name.

        Raises KeyRefused when the log has another name.
        """
        keys = self._keys()
        if keys and keys[0].name != name:
            raise KeyRefused(f"The log is called {keys[0].name}, and so are all its keys.")
        key = PrivateKey.new(name)
        self._write_keys([*keys, key])
        return key

    def retire_key(self, key_id: str) -> None:
        """Take away the key with this id (eight hexadecimal digits). Raises KeyRefused unless another one stays."""
        keys = self._keys()
        staying = [key for key in keys if key.public.id.hex() != key_id]
        if len(staying) == len(keys):
            raise KeyRefused(f"There is no key {key_id}.")
        if not staying:
            raise KeyRefused("This is the only key: make the next one first.")
        self._write_keys(staying)

    def last(self) -> Checkpoint | None:
        """What was signed last, or None before the first."""
        try:
            written = (self.root / LAST).read_bytes()
        except FileNotFoundError:
            return None
        return Checkpoint.parse(Note.parse(written).text)

    def policy(self) -> Policy | None:
        """Who is asked to vouch, as the file `policy` says it, or None. Raises WrongPolicy."""
        try:
            return Policy.parse((self.root / POLICY).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None

    def remember(self, note: Note) -> None:
        """Keep what is about to be published."""
        self._replace(LAST, str(note), mode=0o644)

    def _keys(self) -> list[PrivateKey]:
        try:
            lines = (self.root / KEYS).read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [PrivateKey.parse(line) for line in lines]

    def _write_keys(self, keys: list[PrivateKey]) -> None:
        self._replace(KEYS, "".join(f"{key.secret()}\n" for key in keys), mode=0o600)
        self._replace(PUBLIC_KEYS, "".join(f"{key.public}\n" for key in keys), mode=0o644)

    def _replace(self, name: str, text: str, *, mode: int) -> None:
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = self.root / f"{name}.{os.getpid()}"
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
