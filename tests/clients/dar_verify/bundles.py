"""Logs and bundles of them, made without the register: what an attacker may do is done to these."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from clients.dar_verify.checkpoint import Checkpoint, counts_root, counts_text
from clients.dar_verify.keys import PrivateKey
from clients.dar_verify.note import sign
from clients.dar_verify.tiles import tiles_of
from tests.clients import naive

LOG = "register.example/audit"
BEGAN = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
SALT = b"s" * 32


def at(number: int) -> datetime:
    return BEGAN + timedelta(seconds=number)


def payload(number: int, *, force: str = "", when: datetime | None = None, **more: Any) -> bytes:
    """An entry as the register writes it, as far as a verifier looks."""
    said = {
        "actor": {
            "force": force or ("13" if number % 3 else "14"),
            "kind": "person",
            "on_behalf_of": "",
            "ref": f"U-{number}",
            "roles": ["control-room-specialist"],
        },
        "at": (when or at(number)).isoformat(),
        "code": "task.done",
        "commitments": {"outcome": sha256(SALT + f'"done {number}"'.encode()).hexdigest()},
        **more,
    }
    return json.dumps(said, separators=(",", ":"), sort_keys=True).encode()


@dataclass
class Log:
    """A log with its key."""

    entries: list[bytes]
    key: PrivateKey = field(default_factory=lambda: PrivateKey.new(LOG))

    @classmethod
    def of(cls, size: int) -> Log:
        return cls([payload(number) for number in range(size)])

    def counts(self, size: int) -> str:
        forces = Counter(json.loads(entry)["actor"]["force"] for entry in self.entries[:size])
        return counts_text({f"force {force}": count for force, count in forces.items()})

    def checkpoint(self, size: int | None = None, *, signed_at: datetime | None = None) -> bytes:
        size = len(self.entries) if size is None else size
        root, counts = naive.tree_hash(self.entries[:size]), counts_root(self.counts(size))
        head = Checkpoint(LOG, size, root, signed_at or at(size), counts)
        return str(sign(head.text, [self.key])).encode()

    def tile(self, level: int, index: int, width: int) -> bytes:
        step = 256**level
        starts = range(index * 256 * step, (index * 256 + width) * step, step)
        return b"".join(naive.tree_hash(self.entries[start : start + step]) for start in starts)


@dataclass
class Export:
    """A bundle of a log in a folder, and its lines, to be tampered with before they are written.

    `is_spaced`: the lines are not written as the register does, and mean the same. `processes`: so many read them.
    """

    log: Log
    place: Path
    first: int = 0
    scope: dict[str, str] = field(default_factory=dict)
    is_spaced: bool = False
    processes: int = 1

    def __post_init__(self) -> None:
        numbers = range(self.first, len(self.log.entries))
        self.lines = [line(number, self.log.entries[number]) for number in numbers if self._holds(number)]
        self.last_entry = max((number for number in numbers if self._holds(number)), default=-1)

    def _holds(self, number: int) -> bool:
        force = self.scope.get("force")
        return force is None or json.loads(self.log.entries[number])["actor"]["force"] == force

    def write(self, *, size: int | None = None, **manifest: Any) -> Path:
        size = len(self.log.entries) if size is None else size
        text = b"".join(spaced(each) if self.is_spaced else each for each in self.lines)
        said = {"scope": self.scope, "last_entry": self.last_entry, "sha256": sha256(text).hexdigest(), **manifest}
        self._put("manifest.json", json.dumps(said).encode())
        self._put("entries.ndjson", text)
        self._put("checkpoint", self.log.checkpoint(size))
        self._put("counts", self.log.counts(size).encode())
        if self.first:
            self._put("first/checkpoint", self.log.checkpoint(self.first))
            self._put("first/counts", self.log.counts(self.first).encode())
        for tile in tiles_of(size):
            self._put(tile.path, self.log.tile(tile.level, tile.index, tile.width))
        return self.place

    def _put(self, name: str, data: bytes) -> None:
        file = self.place / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def line(number: int, entry: bytes, *, value: str | None = None) -> bytes:
    """A line of the file of entries, with one value disclosed."""
    text = json.dumps(value or f"done {json.loads(entry)['actor']['ref'].removeprefix('U-')}")
    said = {"disclosed": {"outcome": {"json": text, "salt": SALT.hex()}}, "leaf": number}
    head = json.dumps(said, separators=(",", ":"))
    return head[:-1].encode() + b',"payload":' + entry + b"}\n"


def spaced(written: bytes) -> bytes:
    """The same line in another form of JSON."""
    return written.replace(b'{"disclosed":', b'{ "disclosed" : ', 1)
