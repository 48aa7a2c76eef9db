"""The broker is stopped, loses all its data and comes back: what has to be done stands in PostgreSQL, and the worker
and the beat that ran before do it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction

from config.services import valkey
from config.services.places import Place
from register.actions import facts
from register.models import Alert, AlertStatusChange, Outbox, Source
from tests import builders
from tests.builders import CALL
from tests.register.test_outbox_faults import Programs
from tests.waiting import until

SECONDS = 300
"""Celery comes back ever more slowly the longer the broker was away."""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path / "broker" / ".run")
    yield place
    valkey.stop(place)
    place.remove()


@pytest.fixture
def programs(
    transactional_db: None, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Programs]:
    """Worker and beat on a broker of their own."""
    monkeypatch.setenv("REDIS_URL", valkey.ensure_running(place)["REDIS_URL"])
    with (tmp_path / "celery.log").open("w") as log:
        started = Programs(log, tmp_path / "beat")
        yield started
        for program in started.running:
            program.kill()
            program.wait(timeout=30)


def move(number: int) -> None:
    with transaction.atomic():
        by = builders.actor()
        facts.add_address(
            builders.person(by, surname=f"Person{number}"), actor=by, reason=CALL, source=Source.CALLER,
            line_1=f"{number} Station Lane", police_force=builders.force("14"),
        )  # fmt: skip


def are_delivered(count: int) -> bool:
    return Alert.objects.filter(status=Alert.Status.DELIVERED).count() == count


def lose_everything(place: Place) -> None:
    assert valkey.stop(place)
    shutil.rmtree(place.run / "valkey")


def test_a_broker_that_is_stopped_and_comes_back_empty_loses_nothing_and_doubles_nothing(
    programs: Programs, place: Place
) -> None:
    worker, beat = programs.worker(), programs.beat()
    move(1)
    until(lambda: are_delivered(1), "worker and beat are at work", seconds=SECONDS)

    for number in (2, 3):
        lose_everything(place)
        move(number)
        valkey.ensure_running(place)
        until(lambda number=number: are_delivered(number), "it is done all the same", seconds=SECONDS)

    assert (worker.poll(), beat.poll()) == (None, None), "nobody had to start them again"
    assert AlertStatusChange.objects.filter(to_status=Alert.Status.DELIVERED).count() == 3
    assert not Outbox.objects.filter(kind="deliver_alert", done_at__isnull=True).exists()
