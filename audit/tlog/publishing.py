"""Publishing the log's tree to a folder that a web server or a bucket gives out, as C2SP tlog-tiles lays it out.

What is published are hashes and checkpoints alone: `tile/…`, `checkpoint`, `counts`, and `cosigned`, the newest
checkpoint for which a witness vouches. Entries are not: they say who did what to whose record. Anybody can follow the
log with it, and an auditor's copy cannot be another log than the one that everybody else sees.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from audit.tlog.sealing import Session
from clients.dar_verify.bundle import CHECKPOINT, COUNTS, Unreadable
from clients.dar_verify.checkpoint import Checkpoint, WrongCheckpoint
from clients.dar_verify.merkle import HASH_SIZE, Unproven
from clients.dar_verify.note import Note, WrongNote
from clients.dar_verify.published import COSIGNED
from clients.dar_verify.tiles import Tile, grown_tiles
from clients.dar_verify.trusted import TrustedTiles

PUBLISH_EVERY_SECONDS = 1.0
NEWEST = "SELECT note, counts FROM audit_checkpoint ORDER BY id DESC LIMIT 1"
VOUCHED = """
    SELECT note, (SELECT string_agg(line, '' ORDER BY id) FROM audit_cosignature WHERE checkpoint_id = signed.id)
    FROM audit_checkpoint AS signed
    WHERE id = (SELECT max(checkpoint_id) FROM audit_cosignature)
"""

log = logging.getLogger(__name__)


class NotTheSame(Exception):
    """What was published before is another log than this one, or more of it. Nothing is published over it."""


class Publisher:
    """One folder. A file is written beside its place and moved there as a whole; the checkpoint comes last."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def publish(self, session: Session) -> int:
        """Bring the folder up to the newest checkpoint; gives how many files were written.

        Raises:
            NotTheSame: the folder holds what this log never said.
            OSError: the folder cannot be written.
        """
        row = session.execute(NEWEST).fetchone()
        if row is None:
            return 0
        note, counts = str(row[0]), str(row[1])
        said, before = Checkpoint.parse(Note.parse(note).text), self._published()
        self._require_grown(session, said, before)
        tiles = grown_tiles(before.size if before else 0, said.size)
        stored = _Stored(session)
        files = [(tile.path, stored.read(tile.path)) for tile in tiles]
        files += [(COUNTS, counts.encode()), (CHECKPOINT, note.encode())]
        if vouched := session.execute(VOUCHED).fetchone():
            files.append((COSIGNED, f"{vouched[0]}{vouched[1]}".encode()))
        return sum(self._write(name, data) for name, data in files)

    def _published(self) -> Checkpoint | None:
        """What the folder says now. One that cannot be read was not written by us."""
        try:
            return Checkpoint.parse(Note.parse((self.root / CHECKPOINT).read_bytes()).text)
        except FileNotFoundError:
            return None
        except (WrongNote, WrongCheckpoint) as error:
            raise NotTheSame(f"The checkpoint in {self.root} cannot be read: {error}") from error

    def _require_grown(self, session: Session, said: Checkpoint, before: Checkpoint | None) -> None:
        if before is None or not before.size:
            return
        if (before.origin, before.size > said.size) != (said.origin, False):
            raise NotTheSame(f"{self.root} holds {before.size} entries of {before.origin}, and this log {said.size}.")
        try:
            root = TrustedTiles(_Stored(session), said.size, said.root).root_at(before.size)
        except (Unproven, Unreadable) as error:
            raise NotTheSame(str(error)) from error
        if root != before.root:
            raise NotTheSame(f"The first {before.size} entries in {self.root} are not those of this log.")

    def _write(self, name: str, data: bytes) -> bool:
        """Whether there was anything to write. What reads a file meanwhile has the old one or the new one."""
        place = self.root / name
        if place.exists() and place.read_bytes() == data:
            return False
        place.parent.mkdir(parents=True, exist_ok=True)
        unfinished = place.with_name(f".{place.name}.{os.getpid()}")
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.chmod(0o644)
        unfinished.rename(place)
        return True


class _Stored:
    """The tiles of the database, at the width that is asked for."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def read(self, name: str) -> bytes:
        """Raises Unreadable when the tile is not there."""
        tile = Tile.at(name)
        row = self.session.execute(
            "SELECT hashes FROM audit_tile WHERE level = %s AND index = %s", [tile.level, tile.index]
        ).fetchone()
        if row is None:
            raise Unreadable(f"A part of the tree is missing: {name}.")
        return bytes(row[0])[: tile.width * HASH_SIZE]


class Publishing(threading.Thread):
    """Publishes beside the sealing, on a session of its own: a slow or a full disk holds up nothing and is said."""

    def __init__(self, connect: Callable[[], Session], publisher: Publisher, stop: threading.Event) -> None:
        super().__init__(name="publishing", daemon=True)
        self.connect, self.publisher, self.stop = connect, publisher, stop
        self.error: Exception | None = None

    def run(self) -> None:
        """What goes wrong with the database is kept in `error`, for the sealer to end by."""
        try:
            with closing(self.connect()) as session:
                while not self.stop.wait(PUBLISH_EVERY_SECONDS):
                    self._publish(session)
        except Exception as error:
            self.error = error

    def _publish(self, session: Session) -> None:
        try:
            self.publisher.publish(session)
        except (OSError, NotTheSame) as trouble:
            log.error("the log is not published", extra={"kind": type(trouble).__qualname__})
