"""Periodic jobs: one worker at a time, a heartbeat each, and nothing that a second beat does twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from celery.schedules import crontab
from django.db import connection
from django.test import Client
from django.utils import timezone

from config.celery import app
from register import tasks
from register.actions import alerts
from register.jobs import JOBS, Job, periodic
from register.models import Alert, Heartbeat, Task
from tests import builders
from tests.register.matched import joined

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def job() -> Iterator[Job]:
    yield Job("try", "Trying", every=60)
    JOBS.pop("try", None)


def test_every_job_of_the_schedule_has_a_heartbeat_and_every_heartbeat_a_place_in_the_schedule() -> None:
    planned = {name: entry["schedule"] for name, entry in app.conf.beat_schedule.items()}

    assert planned.keys() == JOBS.keys()
    for name, schedule in planned.items():
        assert JOBS[name].every == (86400 if isinstance(schedule, crontab) else schedule), name


def test_no_job_lets_another_in_before_its_own_time_is_up() -> None:
    app.loader.import_default_modules()
    limits = {name: app.tasks[entry["task"]].time_limit for name, entry in app.conf.beat_schedule.items()}

    for name, limit in limits.items():
        assert JOBS[name].lease == 0 or JOBS[name].lease > (limit or app.conf.task_time_limit), name


@pytest.mark.django_db
def test_a_job_says_when_it_began_how_it_ended_and_how_much_there_was(job: Job) -> None:
    with time_machine.travel(NOW, tick=False):
        assert periodic(job)(lambda: 3)() == 3

    beat = Heartbeat.objects.get(job="try")
    assert (beat.started_at, beat.ended_at, beat.done, beat.problem, beat.claimed_until) == (NOW, NOW, 3, "", None)


@pytest.mark.django_db
def test_a_job_that_fails_says_so_lets_go_and_is_begun_again(job: Job) -> None:
    def fails() -> int:
        raise LookupError

    with pytest.raises(LookupError):
        periodic(job)(fails)()
    failed = Heartbeat.objects.get(job="try").problem
    periodic(job)(lambda: None)()

    assert (failed, Heartbeat.objects.get(job="try").problem) == ("LookupError", "")


@pytest.mark.django_db
def test_while_one_worker_is_at_it_another_leaves_until_the_lease_of_a_dead_one_has_run_out(job: Job) -> None:
    done: list[str] = []

    def within() -> int:
        periodic(job)(lambda: done.append("second"))()
        return 0

    with time_machine.travel(NOW, tick=False) as clock:
        periodic(job)(within)()
        assert done == []
        Heartbeat.objects.update(claimed_until=NOW + timedelta(seconds=30))  # as a worker leaves it that was killed
        periodic(job)(lambda: done.append("too soon"))()
        clock.shift(timedelta(seconds=30))
        periodic(job)(lambda: done.append("after it"))()

    assert done == ["after it"]


@pytest.mark.django_db
def test_a_job_without_a_lease_is_done_by_many_at_once() -> None:
    job, done = Job("try", "Trying", every=1, lease=0), []
    try:
        periodic(job)(lambda: periodic(job)(lambda: done.append("second"))())()
    finally:
        JOBS.pop("try")

    assert done == ["second"]


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_do_the_work_once(job: Job) -> None:
    at_work, go_on, done = threading.Event(), threading.Event(), []

    def slow() -> int:
        done.append("once")
        at_work.set()
        go_on.wait(30)
        return 1

    def first() -> None:
        periodic(job)(slow)()
        connection.close()

    worker = threading.Thread(target=first)
    worker.start()
    assert at_work.wait(30)
    try:
        assert periodic(job)(slow)() == 0
    finally:
        go_on.set()
        worker.join(30)

    assert done == ["once"]


@pytest.mark.django_db
def test_an_alert_is_sent_up_the_chain_once_whoever_sweeps_with_an_older_list() -> None:
    joined()
    builders.allow_writes()
    Alert.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    numbers = list(Alert.objects.values_list("pk", flat=True))

    assert tasks.escalate_overdue_alerts() == 2
    assert [alerts._escalate(number) for number in numbers] == [False, False]
    assert Task.objects.filter(title__contains="not answered in time").count() == 4


@pytest.mark.django_db
def test_the_page_says_of_each_job_how_it_stands() -> None:
    client = builders.sign_in(Client(), builders.user("supervisor"))
    with time_machine.travel(NOW, tick=False):
        Heartbeat.objects.create(job="sweep-retention", started_at=NOW, ended_at=NOW)
        Heartbeat.objects.create(job="sweep-outbox", started_at=NOW - timedelta(minutes=5))
        Heartbeat.objects.create(job="mail-inboxes", started_at=NOW, ended_at=NOW, problem="OperationalError")
        page = client.get("/oversight/integrity").content.decode()

    states = {
        title: row for title in (each.title for each in JOBS.values()) for row in page.split("<tr") if title in row
    }
    assert len(states) == len(JOBS)
    for name, said in (
        ("sweep-retention", "Runs"), ("sweep-outbox", "Late"), ("mail-inboxes", "Stopped with an error"),
        ("sweep-risk", "Not yet"),
    ):  # fmt: skip
        assert said in states[JOBS[name].title], name
    assert "OperationalError" not in page
