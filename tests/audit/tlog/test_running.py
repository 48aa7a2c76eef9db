"""The sealer as a process: killed in the middle, beside another one, it misses and doubles nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from audit.tlog.keeping import Keeping
from audit.tlog.running import Sealer
from audit.tlog.sealing import LogBroken, size_of, tree_at
from clients.dar_verify import checkpoint
from clients.dar_verify.merkle import root_of
from clients.dar_verify.note import sign
from tests.audit.conftest import Session, session_as
from tests.audit.payloads import insert, payload
from tests.audit.tlog.test_sealing import leaf_hashes, sealed_events
from tests.waiting import until

Happen = Callable[..., list[str]]
ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def start(keeping: Keeping, tmp_path: Path) -> Iterator[Start]:
    """Start `manage.py seal` on the worker's database; what still runs at the end is ended."""
    running: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        with (tmp_path / "seal.log").open("ab") as log:
            environment = {**os.environ, "SEAL_ROOT": str(keeping.root)}
            command = [sys.executable, "manage.py", "seal"]
            running.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log))
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.wait()


def events_of(session: Session) -> int:
    row = session.execute("SELECT count(id) FROM audit_event").fetchone()
    assert row is not None
    return int(row[0])


def test_killed_sealers_miss_and_double_nothing(
    happen: Happen, sealer: Session, keeping: Keeping, start: Start
) -> None:
    for _ in range(3):
        first, second = start(), start()
        before = size_of(sealer)
        happen(300)
        until(lambda before=before: size_of(sealer) > before, "a batch sealed")  # type: ignore[misc]
        happen(50)
        for process in (first, second):
            process.kill()
            process.wait()
    happen(20)
    last = start()
    until(lambda: size_of(sealer) == events_of(sealer), "everything sealed")
    until(lambda: (said := keeping.last()) is not None and said.size == size_of(sealer), "everything signed")

    last.send_signal(signal.SIGTERM)

    assert last.wait(30) == 0
    assert len(set(sealed_events(sealer))) == events_of(sealer)
    assert tree_at(sealer, size_of(sealer)).root() == root_of(leaf_hashes(sealer))
    note = sealer.execute("SELECT note FROM audit_checkpoint ORDER BY id DESC LIMIT 1").fetchone()
    assert note is not None
    assert checkpoint.opened(note[0], log=[keeping.keys()[0].public]).checkpoint == keeping.last()


def test_one_leads_and_another_waits(happen: Happen, sealer: Session, owner: Session, keeping: Keeping) -> None:
    assert Sealer(sealer, keeping, Event()).leads()
    assert not Sealer(owner, keeping, Event()).leads()


def test_a_step_seals_and_signs_what_has_changed(happen: Happen, sealer: Session, keeping: Keeping) -> None:
    runner = Sealer(sealer, keeping, Event())
    runner.step(NOW)
    happen(2)

    assert runner.step(NOW + timedelta(seconds=1)) == 2

    assert runner.last is not None
    assert runner.last.size == size_of(sealer)


def signed_sizes(session: Session) -> list[int]:
    return [size for (size,) in session.execute("SELECT size FROM audit_checkpoint ORDER BY id").fetchall()]


def test_what_waited_for_a_sealer_is_sealed_before_it_signs_anything(
    happen: Happen, sealer: Session, keeping: Keeping
) -> None:
    happen(2)

    Sealer(sealer, keeping, Event()).step(NOW)

    assert signed_sizes(sealer) == [size_of(sealer)] == [events_of(sealer)]


def test_nothing_is_signed_while_more_waits_than_one_batch(
    happen: Happen, sealer: Session, keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = Sealer(sealer, keeping, Event())
    runner.step(NOW)
    before = signed_sizes(sealer)
    monkeypatch.setattr("audit.tlog.running.AT_ONCE", 2)
    happen(5)

    sizes = []
    for _ in range(3):
        runner.step(NOW + timedelta(minutes=1))
        sizes.append(signed_sizes(sealer)[len(before) :])

    assert sizes == [[], [], [size_of(sealer)]]


def test_a_log_that_is_not_the_one_signed_before_is_not_sealed_either(
    happen: Happen, sealer: Session, keeping: Keeping
) -> None:
    key = keeping.keys()[0]
    head = checkpoint.Checkpoint(key.public.name, 10**6, b"x" * 32, NOW, b"y" * 32)
    keeping.remember(sign(head.text, [key]))
    happen(2)

    with pytest.raises(LogBroken, match="restored from an older copy"):
        Sealer(sealer, keeping, Event()).step(NOW)

    assert size_of(sealer) == 0


def test_a_sealer_that_is_asked_to_stop_while_it_waits_stops(
    happen: Happen, sealer: Session, owner: Session, keeping: Keeping
) -> None:
    assert Sealer(sealer, keeping, Event()).leads()
    stop = Event()
    stop.set()

    Sealer(owner, keeping, stop).run()

    assert owner.execute("SELECT count(*) FROM audit_checkpoint").fetchone() == (0,)


def test_a_log_that_shrank_stops_the_process_with_a_sentence(
    happen: Happen, sealer: Session, keeping: Keeping, start: Start, tmp_path: Path
) -> None:
    runner = Sealer(sealer, keeping, Event())
    runner.step(NOW)
    key = keeping.keys()[0]
    longer = checkpoint.Checkpoint(key.name, 10**6, b"r" * 32, NOW)
    keeping.remember(sign(longer.text, [key]))

    assert start().wait(120) == 1

    assert "1000000 were signed" in (tmp_path / "seal.log").read_text()


def test_writers_whose_transactions_overlap_lose_nothing_to_sealers_that_are_killed(
    happen: Happen, sealer: Session, keeping: Keeping, start: Start
) -> None:
    """Six writers at once, each with transactions of several events, every third of them rolled back."""
    url, committed = os.environ["DATABASE_URL"], list[str]()
    first, second = start(), start()
    before = size_of(sealer)

    def write() -> None:
        with session_as("dar_app", url) as session:
            for turn in range(30):
                ids = [insert(session, payload(session)) for _ in range(1 + turn % 4)]
                if turn % 3:
                    session.commit()
                    committed.extend(ids)
                else:
                    session.rollback()

    writers = [Thread(target=write) for _ in range(6)]
    for writer in writers:
        writer.start()
    until(lambda: size_of(sealer) > before, "a batch sealed")
    for process in (first, second):
        process.kill()
        process.wait()
    last = start()
    for writer in writers:
        writer.join()
    until(lambda: size_of(sealer) == events_of(sealer), "everything sealed")
    last.kill()

    sealed = sealed_events(sealer)
    assert len(sealed) == len(set(sealed)) == events_of(sealer)
    assert set(committed) <= set(sealed)
    assert tree_at(sealer, size_of(sealer)).root() == root_of(leaf_hashes(sealer))
