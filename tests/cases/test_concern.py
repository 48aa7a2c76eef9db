"""Whom the move check looks at: nobody whom it may concern is left out, and those whom it cannot are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions.cases import NewVictim, add_victim, open_case
from cases.concern import people_of_concern
from cases.models import Pair
from register.actions import facts
from register.actions.orders import record_order
from register.models import Person, Protection, Source
from register.tasks import sweep_outbox
from tests import builders
from tests.cases.builders import act, officer, stand_as_one

pytestmark = pytest.mark.django_db


def a_pair() -> Pair:
    """Somebody and their victim, of whom no contact detail is known."""
    owner, by = officer()
    person = builders.person(by)
    case = open_case(person, force=owner.force, owner=owner, **act(by))
    named = NewVictim(forenames="Asha", surname="Kaur", sex=Person.Sex.FEMALE)
    return add_victim(case, victim=named, relationship=Pair.Relationship.EX_INTIMATE_PARTNER, **act(by))


def an_order() -> tuple[Person, Person]:
    """Whom it binds and whom it protects."""
    _, by = officer()
    bound, protected = builders.person(by), builders.person(by, forenames="Asha", surname="Kaur")
    record_order(
        bound, force=builders.force("13"), kind="NMO", made_on=date(2026, 11, 1),
        conditions=[{"type": "no_contact", "text": "no contact", "protected_people": [protected]}], **act(by),
    )  # fmt: skip
    return bound, protected


def with_address(protection: Protection) -> Person:
    _, by = officer()
    person = builders.person(by)
    facts.add_address(
        person, source=Source.OFFICER, line_1="9 Canary Lane", postcode="LS6 3AA", protection=protection, **act(by)
    )
    return person


def registered() -> Person:
    _, by = officer()
    person = builders.person(by)
    builders.registered(person, builders.actor("supervisor"))
    return person


@pytest.mark.parametrize(
    "somebody",
    [
        pytest.param(lambda: a_pair().person, id="has harmed somebody"),
        pytest.param(lambda: a_pair().victim, id="was harmed"),
        pytest.param(lambda: an_order()[0], id="is bound by an order"),
        pytest.param(lambda: an_order()[1], id="is protected by an order"),
        pytest.param(registered, id="is registered"),
        pytest.param(lambda: with_address(Protection.CONFIDENTIAL), id="has a protected address"),
    ],
)
def test_the_check_looks_at_whoever_it_may_concern_by_any_of_their_records(somebody: Callable[[], Any]) -> None:
    person, other = somebody(), builders.person()

    assert people_of_concern([person.pk, other.pk]) == {person.pk}
    stand_as_one(person, other)
    assert people_of_concern([other.pk]) == {other.pk}


def test_the_check_leaves_out_those_whom_it_cannot_concern_by_one_query() -> None:
    people = [with_address(Protection.OPEN).pk for _ in range(3)]

    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert people_of_concern(people) == set()
    assert len(asked) == 1
    assert sweep_outbox() == 3
