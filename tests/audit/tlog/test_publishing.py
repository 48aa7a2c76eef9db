"""The published folder holds what the database holds, byte for byte, verifies, and is never overwritten by a log that
is not the one that stands there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest

from audit.tlog.keeping import Keeping
from audit.tlog.publishing import NotTheSame, Publisher, Publishing
from audit.tlog.running import Sealer
from audit.tlog.sealing import size_of
from audit.tlog.signing import sign_checkpoint
from clients.dar_verify.checkpoint import Checkpoint
from clients.dar_verify.note import Note, sign
from clients.dar_verify.published import verify_published
from clients.dar_verify.tiles import tiles_of
from tests.audit.conftest import Session
from tests.audit.tlog.test_sealing import seal_all
from tests.audit.tlog.test_witnessing import as_sealer
from tests.waiting import until

Happen = Callable[..., list[str]]
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def signed(sealer: Session, keeping: Keeping) -> int:
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=NOW)
    return size_of(sealer)


def check(place: Path, keeping: Keeping, earlier: bytes | None = None) -> None:
    keys = [key.public for key in list(keeping.keys())]
    report = verify_published(place, keys, earlier=[earlier] if earlier else [])
    assert report.found == []


def test_what_is_published_verifies_and_is_what_the_database_holds(
    happen: Happen, sealer: Session, keeping: Keeping, tmp_path: Path
) -> None:
    publisher = Publisher(tmp_path / "public")
    happen(5)
    signed(sealer, keeping)
    publisher.publish(sealer)
    before = (publisher.root / "checkpoint").read_bytes()
    happen(300)
    size = signed(sealer, keeping)

    publisher.publish(sealer)

    check(publisher.root, keeping, before)
    for tile in tiles_of(size):
        row = sealer.execute(
            "SELECT hashes FROM audit_tile WHERE level = %s AND index = %s", [tile.level, tile.index]
        ).fetchone()
        assert row is not None
        assert (publisher.root / tile.path).read_bytes() == bytes(row[0])
    note = sealer.execute("SELECT note, counts FROM audit_checkpoint ORDER BY id DESC LIMIT 1").fetchone()
    assert note is not None
    assert ((publisher.root / "checkpoint").read_text(), (publisher.root / "counts").read_text()) == note
    assert not [each for each in publisher.root.rglob("*") if each.name.startswith(".")], "nothing unfinished"


def test_no_entry_is_published(happen: Happen, sealer: Session, keeping: Keeping, tmp_path: Path) -> None:
    happen(3)
    signed(sealer, keeping)

    Publisher(tmp_path / "public").publish(sealer)

    files = [each for each in (tmp_path / "public").rglob("*") if each.is_file()]
    assert {each.relative_to(tmp_path / "public").parts[0] for each in files} == {"checkpoint", "counts", "tile"}
    assert not [each for each in files if b"U-0" in each.read_bytes()]


def test_publishing_again_writes_nothing_and_a_part_that_was_lost_is_made_up_for(
    happen: Happen, sealer: Session, keeping: Keeping, tmp_path: Path
) -> None:
    publisher = Publisher(tmp_path / "public")
    happen(3)
    size = signed(sealer, keeping)
    first = publisher.publish(sealer)
    (publisher.root / next(iter(tiles_of(size))).path).unlink()

    assert (first > 2, publisher.publish(sealer), publisher.publish(sealer)) == (True, 1, 0)


def test_before_anything_is_signed_nothing_is_published(happen: Happen, sealer: Session, tmp_path: Path) -> None:
    assert Publisher(tmp_path / "public").publish(sealer) == 0


@pytest.mark.parametrize("said", ["longer", "other", "unreadable"])
def test_a_folder_of_another_log_is_left_as_it_is(
    happen: Happen, sealer: Session, keeping: Keeping, tmp_path: Path, said: str
) -> None:
    """The database was restored from an older copy, or somebody pointed the sealer at another log's folder."""
    publisher, key = Publisher(tmp_path / "public"), keeping.keys()[0]
    happen(3)
    size = signed(sealer, keeping)
    publisher.publish(sealer)
    sizes = {"longer": size + 9, "other": size - 1}
    there = b"nothing" if said == "unreadable" else str(
        sign(Checkpoint(key.public.name, sizes[said], b"x" * 32).text, [key])
    ).encode()  # fmt: skip
    (publisher.root / "checkpoint").write_bytes(there)
    happen(1)
    signed(sealer, keeping)

    with pytest.raises(NotTheSame):
        publisher.publish(sealer)

    assert (publisher.root / "checkpoint").read_bytes() == there


def test_the_sealer_publishes_as_it_runs_and_a_folder_that_cannot_be_written_holds_up_nothing(
    happen: Happen, sealer: Session, owner: Session, keeping: Keeping, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("audit.tlog.publishing.PUBLISH_EVERY_SECONDS", 0.05)
    root = tmp_path / "public"
    root.write_text("a file where the folder is to be", encoding="utf-8")
    stop, session = Event(), as_sealer()
    runner = Sealer(session, keeping, stop, as_sealer, Publisher(root))
    running = Thread(target=runner.run)
    running.start()
    happen(2)
    until(lambda: (said := keeping.last()) is not None and said.size == size_of(sealer) > 0, "everything signed")
    assert runner.helpers[0].is_alive()

    root.unlink()
    until(lambda: (root / "checkpoint").exists(), "a published log")

    stop.set()
    running.join()
    for helper in runner.helpers:
        helper.join()
    session.close()
    check(root, keeping)
    assert Note.parse((root / "checkpoint").read_bytes())


def test_a_database_that_went_away_is_told_to_the_sealer(tmp_path: Path, sealer: Session) -> None:
    def closed() -> Session:
        session = as_sealer()
        session.close()
        return session

    thread = Publishing(closed, Publisher(tmp_path), Event())
    thread.start()

    until(lambda: thread.error, "an error that is kept")
    thread.join()
