"""What is stored about visits is what the facts give."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine

from register.managed import checking
from register.managed.checking import Difference, stored_and_recomputed
from register.managed.clock import recomputed_visit_due
from register.models import Registration
from tests import builders
from tests.register.managed_people import act, at_level, officer, registration, visited

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_every_stored_day_is_its_recomputation_after_every_kind_of_act() -> None:
    _, by = officer()
    with time_machine.travel(NOON, tick=False) as clock:
        managed = at_level(registration(), Registration.HarmRisk.MEDIUM, by)
        visited(managed, by, at=NOON, outcome="not_at_home")
        clock.move_to(datetime(2026, 12, 20, 12, tzinfo=UTC))
        visited(managed, by, at=datetime(2026, 12, 20, 9, tzinfo=UTC))
        managed = at_level(managed, Registration.HarmRisk.VERY_HIGH, by)

    assert managed.next_visit_on == recomputed_visit_due(managed) == date(2027, 1, 20)
    assert [each for batch in stored_and_recomputed() for each in batch] == []


def test_a_day_that_no_rule_gives_is_reported_in_its_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "BATCH", 1)
    with time_machine.travel(NOON, tick=False):
        right, wrong = registration(), registration()
    builders.allow_writes()
    Registration.objects.filter(pk=wrong.pk).update(next_visit_on=date(2027, 6, 1))

    batches = list(stored_and_recomputed())

    expected = Difference(str(wrong), "next_visit_on", date(2027, 6, 1), date(2026, 12, 25))
    assert batches == [[], [expected]]
    assert right.pk < wrong.pk


def test_a_batch_costs_the_same_however_many_are_in_it(django_assert_num_queries: Callable[..., object]) -> None:
    for _ in range(3):
        at_level(registration(), Registration.HarmRisk.LOW, act(officer()[1])["actor"])

    with django_assert_num_queries(4):
        assert len(list(stored_and_recomputed())) == 1
