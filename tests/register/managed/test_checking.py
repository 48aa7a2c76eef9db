"""What is stored about visits is what the facts give."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine

from register.differences import Difference
from register.duties.checking import CHECKS
from register.managed import checking
from register.managed.checking import management_differences
from register.managed.clock import recomputed_visit_due
from register.models import Registration
from tests import builders
from tests.register.managed_people import act, at_level, officer, planned_for, registration, visited

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_every_stored_day_is_its_recomputation_after_every_kind_of_act() -> None:
    _, by = officer()
    with time_machine.travel(NOON, tick=False) as clock:
        managed = at_level(registration(), Registration.HarmRisk.MEDIUM, by)
        visited(managed, by, at=NOON, outcome="not_at_home")
        clock.move_to(datetime(2026, 12, 20, 12, tzinfo=UTC))
        visited(managed, by, at=datetime(2026, 12, 20, 9, tzinfo=UTC))
        planned_for(managed, by)
        managed = at_level(managed, Registration.HarmRisk.VERY_HIGH, by)

    assert managed.next_visit_on == recomputed_visit_due(managed) == date(2027, 1, 20)
    assert list(CHECKS["visits and plans"]()) == []


def test_a_day_that_no_rule_gives_is_reported_in_whatever_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "BATCH", 1)
    with time_machine.travel(NOON, tick=False):
        right, wrong = registration(), registration()
    builders.allow_writes()
    Registration.objects.filter(pk=wrong.pk).update(next_visit_on=date(2027, 6, 1))

    found = list(management_differences())

    assert found == [Difference("registration", wrong.pk, "management", ("next_visit_on",))]
    assert right.pk < wrong.pk


def test_a_batch_costs_the_same_however_many_are_in_it(django_assert_num_queries: Callable[..., object]) -> None:
    for _ in range(3):
        at_level(registration(), Registration.HarmRisk.LOW, act(officer()[1])["actor"])

    with django_assert_num_queries(6):
        assert list(management_differences()) == []
