"""What is due in managing registered people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine

from register.actions.management import assign_manager
from register.managed.due import counts_for, due_by, due_of, managed_for, unowned_for
from register.models import Person, Registration
from tests import builders
from tests.register.managed_people import TODAY, act, at_level, officer, registration

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC), tick=False):
        yield


def test_every_managed_registration_has_something_due() -> None:
    found = due_of(registration())

    assert [(each.title, each.due_on, each.page) for each in found] == [
        ("Risk management plan", date(2026, 12, 16), "management"),
        ("Visit", date(2026, 12, 25), "management"),
    ]


def test_what_is_due_by_a_day_is_of_the_own_force_soonest_first() -> None:
    _, by = officer()
    later, sooner = registration(), registration()
    at_level(later, Registration.HarmRisk.HIGH, by)
    registration("14")

    def found(until: date, most: int = 10) -> list[tuple[Registration, str]]:
        return [(each.registration, each.title) for each in due_by(by, until, is_mine=False, most=most)]

    plan, visit = "Risk management plan", "Visit"
    assert found(date(2027, 3, 1)) == [(later, plan), (sooner, plan), (sooner, visit), (later, visit)]
    assert found(date(2027, 3, 1), most=1) == [(later, plan)]
    assert found(date(2026, 12, 25)) == [(later, plan), (sooner, plan), (sooner, visit)]


def test_mine_are_those_that_i_manage() -> None:
    user, by = officer()
    mine, _ = registration(), registration()
    assign_manager(mine, manager=user, why="My area", **act(by))

    assert {each.registration for each in due_by(by, date(2027, 1, 1), is_mine=True, most=10)} == {mine}


def test_a_proposal_is_not_managed_yet() -> None:
    lead = builders.actor("supervisor")
    builders.proposed(builders.person(lead), lead)

    assert not managed_for(lead).exists()


def test_a_restricted_person_is_in_no_list_of_who_may_not_see_them() -> None:
    _, by = officer()
    hidden = registration("14").person
    builders.allow_writes()
    Registration.objects.filter(person=hidden).update(managing_force=builders.force("13"))
    assert managed_for(by).exists()

    Person.objects.filter(pk=hidden.pk).update(is_restricted=True)

    assert not managed_for(by).exists()
    assert counts_for(by, on=TODAY, until=TODAY)["everybody"] == 0


def test_the_queue_of_the_team_holds_whoever_has_no_manager() -> None:
    user, by = officer()
    owned, unowned = registration(), registration()
    assign_manager(owned, manager=user, why="My area", **act(by))

    assert list(unowned_for(by, on=TODAY)) == [unowned]
    assert counts_for(by, on=TODAY, until=date(2026, 12, 25)) == {
        "overdue": 0, "due": 2, "plans": 2, "actions": 0, "unowned": 1, "everybody": 2,
    }  # fmt: skip


def test_the_counts_of_the_lists_cost_one_query(django_assert_num_queries: Callable[..., object]) -> None:
    _, by = officer()
    registration()

    with django_assert_num_queries(1):
        counts_for(by, on=TODAY, until=TODAY)
