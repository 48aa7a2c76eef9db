"""Moves between the forces of England and Wales: from one into the area of each other, and from each other into one.
Which force is told of every pair is tried without a database in `tests/register/rules/test_moves.py`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from accounts.models import Force
from register import tasks
from register.actions import alerts, facts
from register.models import Alert, AlertStatusChange, Outbox, Source, Task
from tests import builders
from tests.builders import CALL

pytestmark = pytest.mark.django_db
HERE = "13"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC), tick=True):
        yield


def others() -> list[Force]:
    return list(Force.objects.filter(kind=Force.Kind.TERRITORIAL).exclude(code=HERE).order_by("code"))


def move(from_force: Force, to_force: Force) -> None:
    by = builders.actor("offender-manager", force_code=from_force.code)
    facts.add_address(
        builders.person(by, surname=f"Of {from_force.code}"), actor=by, reason=CALL, source=Source.OFFICER,
        line_1="10 Station Lane", police_force=to_force,
    )  # fmt: skip


def deliver_twice(alert: Alert) -> None:
    row = Outbox.objects.get(kind="deliver_alert", payload__alert=alert.reference)
    tasks.work_outbox(row.pk)
    tasks.work_outbox(row.pk)
    alerts.deliver(alert.reference)


def test_from_one_force_into_the_area_of_each_other_tells_it_once_and_is_one_task() -> None:
    for there in others():
        move(builders.force(HERE), there)

    told = list(Alert.objects.select_related("to_force").order_by("to_force__code"))
    assert [(each.kind, each.to_force) for each in told] == [("moved_in", force) for force in others()]
    assert {each.from_force.code for each in told} == {HERE}
    for alert in told:
        deliver_twice(alert)
        by = builders.actor("supervisor", force_code=alert.to_force.code)
        alerts.answer_alert(alert, actor=by, reason=CALL, is_accepted=True, why="Ours")
    assert AlertStatusChange.objects.filter(to_status="delivered").count() == len(told) == 42
    taken = Task.objects.filter(kind=Task.Kind.FOLLOW_MOVE).order_by("force__code")
    assert [each.force for each in taken.select_related("force")] == others()


def test_from_each_other_force_into_the_area_of_one_tells_that_one_of_each() -> None:
    for here in others():
        move(here, builders.force(HERE))

    told = Alert.objects.order_by("from_force__code").values_list("from_force__code", "to_force__code")
    assert list(told) == [(force.code, HERE) for force in others()]
