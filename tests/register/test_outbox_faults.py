"""The outbox under faults: a real worker killed in the middle of its work, a broker that forgot everything, forged and
repeated messages, and a row that kills whoever takes it."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import IO

import psycopg
import pytest
import redis
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from audit.models import Event
from config.celery import app
from config.services.urls import cache_url
from register import tasks
from register.actions import alerts, facts, outbox
from register.models import Alert, AlertStatusChange, Outbox, Source
from tests.builders import CALL, actor, allow_writes, force, person
from tests.waiting import until

ROOT = Path(__file__).resolve().parent.parent.parent
CELERY = [sys.executable, "-m", "celery", "--app=config.celery"]


def moved() -> Alert:
    """An alert whose delivery stands in the outbox."""
    with transaction.atomic():
        by = actor()
        facts.add_address(
            person(by), actor=by, reason=CALL, source=Source.CALLER, line_1="10 Station Lane",
            police_force=force("14"),
        )  # fmt: skip
    return Alert.objects.get()


def lapse(row: Outbox) -> None:
    """The lease has run out and the waiting time is over."""
    with transaction.atomic():
        allow_writes("lapse")
        now = timezone.now()
        Outbox.objects.filter(pk=row.pk).update(leased_until=now - timedelta(seconds=1), not_before=now)


def delivered_once() -> None:
    """One effect, however often the work was done."""
    assert Alert.objects.get().status == Alert.Status.DELIVERED
    assert AlertStatusChange.objects.filter(to_status=Alert.Status.DELIVERED).count() == 1
    assert Outbox.objects.get(kind="deliver_alert").done_at is not None


class Programs:
    """Celery's worker and beat on this test's database and a broker database of its own."""

    def __init__(self, log: IO[str], schedule: Path) -> None:
        self.log, self.schedule = log, schedule
        self.running: list[subprocess.Popen[bytes]] = []

    def worker(self) -> subprocess.Popen[bytes]:
        return self._start("worker", "--pool=solo", "--without-gossip", "--without-mingle", "--loglevel=WARNING")

    def beat(self) -> subprocess.Popen[bytes]:
        return self._start("beat", f"--schedule={self.schedule}", "--pidfile=", "--loglevel=WARNING")

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "DATABASE_NAME": settings.DATABASES["default"]["NAME"]}
        program = subprocess.Popen([*CELERY, *arguments], cwd=ROOT, env=environment, stdout=self.log, stderr=self.log)
        self.running.append(program)
        return program


@pytest.fixture
def broker() -> Iterator[redis.Redis]:
    """The broker's own database, empty before and after."""
    store = redis.Redis.from_url(cache_url(os.environ["REDIS_URL"], database=int(os.environ["BROKER_DATABASE"])))
    store.flushdb()
    yield store
    store.flushdb()
    store.close()


@pytest.fixture
def programs(transactional_db: None, broker: redis.Redis, tmp_path: Path) -> Iterator[Programs]:
    with (tmp_path / "celery.log").open("w") as log:
        started = Programs(log, tmp_path / "beat")
        yield started
        for program in started.running:
            program.kill()
            program.wait(timeout=30)


def blocker(reference: str) -> psycopg.Connection[tuple[object, ...]]:
    """Somebody who holds the alert's row, so that its delivery stops half-way."""
    settled = connection.get_connection_params()
    held: psycopg.Connection[tuple[object, ...]] = psycopg.connect(
        **{name: settled[name] for name in ("host", "port", "user", "password", "dbname") if name in settled}
    )
    held.execute("SELECT 1 FROM register_alert WHERE reference = %s FOR UPDATE", [reference])
    return held


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock' AND query LIKE '%%register_alert%%'"
        )
        return bool(cursor.fetchone()[0])


def test_a_worker_killed_at_work_loses_nothing_and_does_nothing_twice(programs: Programs) -> None:
    alert = moved()
    held = blocker(alert.reference)
    worker = programs.worker()
    tasks.work_outbox.apply_async((Outbox.objects.get(kind="deliver_alert").pk,))
    until(waits_for_a_lock, "the worker is in the middle of the delivery")

    worker.send_signal(signal.SIGKILL)
    worker.wait(timeout=30)
    held.rollback()
    held.close()
    assert Alert.objects.get().status == Alert.Status.RAISED, "half a delivery is none"
    lapse(Outbox.objects.get(kind="deliver_alert"))
    programs.worker()
    programs.beat()

    until(lambda: Outbox.objects.get(kind="deliver_alert").done_at is not None, "another worker has delivered it")
    delivered_once()
    assert Outbox.objects.get(kind="deliver_alert").attempts == 2


def test_a_broker_that_forgot_everything_loses_nothing(programs: Programs, broker: redis.Redis) -> None:
    moved()
    assert broker.llen("celery") == 1, "one wake-up of the alert and of the move check is queued"
    broker.flushdb()
    worker = programs.worker()
    programs.beat()

    until(lambda: Outbox.objects.get(kind="deliver_alert").done_at is not None, "beat's sweep has found it")
    broker.flushdb()
    with transaction.atomic():
        row = outbox.enqueue("deliver_alert", {"alert": Alert.objects.get().reference})

    until(lambda: Outbox.objects.get(pk=row.pk).done_at is not None, "the same worker goes on after the flush")
    assert worker.poll() is None
    assert AlertStatusChange.objects.filter(to_status=Alert.Status.DELIVERED).count() == 1


def test_forged_messages_do_nothing_and_stop_nobody(programs: Programs, broker: redis.Redis, tmp_path: Path) -> None:
    mark = tmp_path / "executed"
    for body, kind in ((_bomb(mark), "application/x-python-serialize"), (b"not json", "application/json")):
        with app.connection_for_write() as line:
            line.default_channel.basic_publish(
                line.default_channel.prepare_message(
                    body.decode("latin-1"), content_type=kind, content_encoding="binary",
                    headers={"task": "register.tasks.work_outbox", "id": "forged", "lang": "py"},
                ),
                exchange="", routing_key="celery",
            )  # fmt: skip
    for arguments in ((10**30,), ("1; DROP TABLE register_outbox",), ({"alert": "A-1"},), ()):
        tasks.work_outbox.apply_async(arguments) if arguments else app.send_task("os.system", ("true",))
    moved()
    worker = programs.worker()
    programs.beat()

    until(lambda: Outbox.objects.get(kind="deliver_alert").done_at is not None, "honest work is done")
    assert worker.poll() is None
    assert not mark.exists()
    delivered_once()


class Bomb:
    """What a pickle can do to whoever reads it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return os.system, (f"touch '{self.path}'",)


def _bomb(path: Path) -> bytes:
    return pickle.dumps(Bomb(path))


def test_only_json_is_read_from_the_broker() -> None:
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"


def test_two_workers_at_one_row_do_it_once(db: None) -> None:
    moved()
    row = Outbox.objects.get(kind="deliver_alert")

    first, second = outbox.claim(row.pk), outbox.claim(row.pk)

    assert first is not None
    assert second is None


def test_a_delivery_twice_after_a_lost_lease_is_one(db: None) -> None:
    alert = moved()
    row = Outbox.objects.get(kind="deliver_alert")
    outbox.claim(row.pk)
    alerts.deliver(alert.reference)  # done, but its worker died before it could say so
    lapse(row)

    assert tasks.work_outbox(row.pk) == 1
    delivered_once()
    assert Event.objects.filter(code="alert.delivered").count() == 1


def test_a_row_that_kills_every_worker_is_parked(db: None) -> None:
    moved()
    row = Outbox.objects.get(kind="deliver_alert")
    for _ in range(outbox.MOST_ATTEMPTS):
        assert outbox.claim(row.pk) is not None
        lapse(row)

    assert outbox.claim(row.pk) is None
    row.refresh_from_db()
    assert row.parked_at is not None
    assert row.last_error == "WorkerLost"
    assert row.pk not in outbox.waiting()


def test_an_overtaken_worker_says_nothing_over_the_one_that_holds_the_row(db: None) -> None:
    moved()
    row = Outbox.objects.get(kind="deliver_alert")
    slow = outbox.claim(row.pk)
    lapse(row)
    quick = outbox.claim(row.pk)

    outbox.fail(slow, RuntimeError("too late"))

    row.refresh_from_db()
    assert row.leased_until == quick.leased_until
    assert row.last_error == ""


def test_the_payload_is_a_reference_and_names_nobody(db: None) -> None:
    moved()

    assert Outbox.objects.get(kind="deliver_alert").payload == {"alert": Alert.objects.get().reference}
