"""The sealed log: how soon an entry is signed for, and how fast many of them are exported and verified."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from hashlib import file_digest
from pathlib import Path
from statistics import median
from tempfile import NamedTemporaryFile, TemporaryFile

import psycopg
from django.db import connection, transaction
from django.utils import timezone

from accounts.actor import Actor
from audit.core.entry import Entry, write, write_all
from audit.models import Checkpoint, Event
from audit.tlog.keeping import Keeping
from audit.tlog.proof_file import Proof, write_proven
from audit.tlog.sealing import Session, seal_waiting
from audit.tlog.signing import sign_checkpoint
from audit.web.events import ENTRY_READ
from audit.web.policies import EXPORT_LOG
from clients.dar_verify.blocks import PROCESSES
from clients.dar_verify.bundle import ENTRIES, Bundle
from clients.dar_verify.keys import PublicKey
from clients.dar_verify.verify import verify
from config.bench import databases
from config.bench.figures import Reading, gives
from config.bench.timing import percentile, seconds_of
from config.bench.world import CALL, World
from config.env import owner_url
from config.services.places import ServiceError

WRITERS = 4
GIVE_UP_SECONDS = 60
PAUSE_SECONDS = 0.005
AT_ONCE = 1_000
SEALER = "-c role=dar_sealer -c TimeZone=UTC"


@gives("seal_lag_p50_s", "seal_lag_p99_s")
def seal_lag(world: World) -> Mapping[str, Reading]:
    """Writers commit entries one by one, as fast as they can, while `manage.py seal` runs beside them."""
    world.empty()
    actor = world.sign_in(force="13").actor
    count = 50 * world.scale.turns
    with _fresh_folder(world), world.serving("web", "sealer"):
        _wait_until(lambda: Checkpoint.objects.exists())
        world.console.say(f"Writing {WRITERS * count:,} entries while the log is sealed")
        with _watching() as seen:
            began = time.perf_counter()
            committed = _written(actor, count)
            rate = len(committed) / (time.perf_counter() - began)
            _wait_until(lambda: not _lacking(seen))
    rows = Event.objects.filter(code=ENTRY_READ.code).values_list("pk", "leaf__number")
    numbers = {str(event): number for event, number in rows}
    lags = [_signed_at(seen, numbers[event]) - at for event, at in committed]
    size = f"{len(lags):,} entries by {WRITERS} writers, {rate:,.0f} a second"
    return {
        "seal_lag_p50_s": Reading(max(median(lags), PAUSE_SECONDS), size),
        "seal_lag_p99_s": Reading(max(percentile(lags, 99), PAUSE_SECONDS), size),
    }


@gives("export_entries_per_s", "export_peak_mb", "export_growth_mb", "verify_entries_per_s")
def export_and_verify(world: World) -> Mapping[str, Reading]:
    """A log of many entries is exported with proofs and verified, the rulers in turn with each."""
    world.empty()
    keeping = _sealed_log(world, world.scale.many)
    auditor = world.sign_in(force="13", role="oversight-auditor").actor
    proof = Proof.between(None, None, {})
    if proof is None:
        raise ServiceError("The log was not signed.")
    rows = proof.narrow(Event.objects.visible_to(auditor, by=EXPORT_LOG))
    exported, copied, verified, hashed, peaks = [], [], [], [], []
    keys = [key.public for key in list(keeping.keys())]
    held = _resident_mb()
    with NamedTemporaryFile(suffix=".zip") as file:
        for _ in world.rounds(f"Exporting and verifying {proof.last.size:,} entries"):
            with _peak_memory() as peak:
                file.truncate(0)
                exported.append(seconds_of(lambda: write_proven(rows, proof, file=file)))
            peaks.append(peak[0])
            copied.append(seconds_of(_copy))
            hashed.append(seconds_of(lambda: _hash(Bundle(Path(file.name)))))
            verified.append(seconds_of(lambda: _verify(Bundle(Path(file.name)), keys)))
    size = f"{proof.last.size:,} entries, {world.scale.rounds} rounds"
    many = proof.last.size
    return {
        "export_entries_per_s": Reading(many / median(exported), size, ratio=median(copied) / median(exported)),
        "export_peak_mb": Reading(peaks[0], f"{many:,} entries, the first round"),
        "export_growth_mb": Reading(max(peaks[0] - held, 0.1), f"{many:,} entries, the first round"),
        "verify_entries_per_s": Reading(many / median(verified), size, ratio=median(hashed) / median(verified)),
    }


def _hash(bundle: Bundle) -> bytes:
    """What it takes to unzip the same bytes and do no more than hash them."""
    with closing(bundle.open(ENTRIES)) as file:
        return file_digest(file, "sha256").digest()  # type: ignore[arg-type]


def _verify(bundle: Bundle, keys: list[PublicKey]) -> None:
    report = verify(bundle, keys, processes=PROCESSES)
    if not report.is_sound:
        raise ServiceError(f"The export is not sound: {report.found[0].sentence}")


def _sealed_log(world: World, count: int) -> Keeping:
    """So many entries, sealed and signed by this process."""
    actor = world.sign_in(force="13").actor
    for written in range(0, count, AT_ONCE):
        if written % (100 * AT_ONCE) == 0:
            world.console.say(f"Writing entries: {written:,} of {count:,}")
        with transaction.atomic():
            write_all([Entry(ENTRY_READ, actor, CALL) for _ in range(min(count - written, AT_ONCE))])
    keeping = Keeping(world.place.run / "seal-measured")
    shutil.rmtree(keeping.root, ignore_errors=True)
    keeping.add_key("register.example/audit")
    with _as_sealer() as session:
        while seal_waiting(session):
            pass
        sign_checkpoint(session, keeping, now=timezone.now())
    return keeping


def _copy() -> None:
    """What it takes PostgreSQL to give the same bytes."""
    everything = "COPY (SELECT payload FROM audit_event) TO STDOUT"
    with connection.cursor() as cursor, TemporaryFile() as file, cursor.copy(everything) as rows:
        for part in rows:
            file.write(part)


def _as_sealer() -> Session:
    return psycopg.connect(owner_url(), options=SEALER, autocommit=True, dbname=databases.in_use())


@contextmanager
def _fresh_folder(world: World) -> Iterator[None]:
    """The sealer's folder of this database alone: it would not sign another one's log."""
    before, folder = os.environ.get("SEAL_ROOT"), world.place.run / "seal"
    shutil.rmtree(folder, ignore_errors=True)
    os.environ["SEAL_ROOT"] = str(folder)
    try:
        yield
    finally:
        os.environ.pop("SEAL_ROOT")
        if before is not None:
            os.environ["SEAL_ROOT"] = before


def _written(actor: Actor, count: int) -> list[tuple[str, float]]:
    """Id and moment of the commit of each entry."""
    committed: list[tuple[str, float]] = []

    def write_many() -> None:
        try:
            for _ in range(count):
                with transaction.atomic():
                    event = write(Entry(ENTRY_READ, actor, CALL))
                committed.append((event, time.perf_counter()))
        finally:
            connection.close()

    writers = [threading.Thread(target=write_many) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return committed


@contextmanager
def _watching() -> Iterator[list[tuple[float, int]]]:
    """Moments at which a larger checkpoint was first seen, with its size, added as they come."""
    seen: list[tuple[float, int]] = []
    stop = threading.Event()

    def watch() -> None:
        with _as_sealer() as session:
            while not stop.wait(PAUSE_SECONDS):
                row = session.execute("SELECT size FROM audit_checkpoint ORDER BY id DESC LIMIT 1").fetchone()
                if row and (not seen or row[0] > seen[-1][1]):
                    seen.append((time.perf_counter(), row[0]))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        stop.set()
        watcher.join()


def _lacking(seen: list[tuple[float, int]]) -> bool:
    """Whether something that was written is in no checkpoint that was seen."""
    return not seen or seen[-1][1] < Event.objects.count()


def _signed_at(seen: list[tuple[float, int]], number: int) -> float:
    return next(at for at, size in seen if size > number)


def _wait_until(holds: Callable[[], bool]) -> None:
    """Raises ServiceError when it does not come to pass."""
    end = time.monotonic() + GIVE_UP_SECONDS
    while not holds():
        if time.monotonic() > end:
            raise ServiceError(f"The log was not sealed within {GIVE_UP_SECONDS} s.")
        time.sleep(PAUSE_SECONDS * 10)


@contextmanager
def _peak_memory() -> Iterator[list[float]]:
    """The most memory that this process held inside the block, in MB."""
    peak, stop = [_resident_mb()], threading.Event()

    def sample() -> None:
        while not stop.wait(PAUSE_SECONDS * 4):
            peak[0] = max(peak[0], _resident_mb())

    sampler = threading.Thread(target=sample)
    sampler.start()
    try:
        yield peak
    finally:
        stop.set()
        sampler.join()
        peak[0] = max(peak[0], _resident_mb())


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2
