"""What decides how long a record is kept, read from the register and from casework."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions.safeguards import add_safeguard
from cases.models import Case, Safeguard
from register.actions.convictions import Sentence, quash_conviction, record_conviction
from register.actions.registration_ends import decide_appeal, discharge_registration, note_appeal, record_death
from register.actions.registrations import refuse_registration
from register.models import Conviction, Person, Registration, RegistrationAppeal, RetentionClock
from register.retention.facts import facts_for, offenders_of
from register.retention.keeping import keep
from register.rules.retention import RecordFacts
from tests import builders
from tests.cases.builders import TODAY, act, enrich, household, stand_as_one

pytestmark = pytest.mark.django_db


def told(person: Person, **asked: Any) -> RecordFacts:
    return facts_for([person.pk], on=TODAY, **asked)[person.pk]


def registered(person: Person) -> Registration:
    """A registration that runs until November 2031."""
    registration = builders.registered(person, builders.actor("supervisor"), ends_on=date(2031, 11, 1))
    registration.refresh_from_db()
    return registration


def convict(person: Person, **facts: Any) -> None:
    by = builders.actor("offender-manager", force_code=person.owner_force.code)
    told = {
        "cjs_code": "TH68010",
        "offence_title": "Theft",
        "convicted_on": date(2021, 6, 1),
        "disposal": "fine",
    } | facts
    sentence = Sentence(Conviction.Disposal(told.pop("disposal")))
    record_conviction(person, force=person.owner_force, sentence=sentence, **told, **act(by))


@pytest.mark.parametrize(
    ("facts", "domestic", "indictable", "imprisonment"),
    [
        pytest.param({}, False, False, False, id="a fine"),
        pytest.param({"has_domestic_abuse_finding": True}, True, False, False, id="a court's finding"),
        pytest.param({"disposal": "imprisonment"}, False, False, True, id="imprisonment"),
        pytest.param({"cjs_code": "CD71049"}, False, True, False, id="arson that endangers life"),
        pytest.param({"cjs_code": "CD98077"}, True, False, False, id="stalking"),
    ],
)
def test_a_conviction_is_graded_by_what_is_known_of_it(
    facts: dict[str, Any], domestic: bool, indictable: bool, imprisonment: bool
) -> None:
    person = builders.person()
    convict(person, **facts)

    (kept,) = told(person).convictions

    assert (kept.is_domestic, kept.is_indictable_only, kept.is_imprisonment) == (domestic, indictable, imprisonment)


def test_a_conviction_that_a_court_quashed_counts_for_nothing() -> None:
    person = builders.person()
    convict(person, disposal="imprisonment", has_domestic_abuse_finding=True)
    keep([person.pk], on=TODAY)
    assert RetentionClock.objects.get(person=person).group == 1

    quash_conviction(
        Conviction.objects.get(), quashed_on=date(2026, 11, 20), court="Court of Appeal",
        **act(builders.actor("supervisor")),
    )  # fmt: skip

    assert told(person).convictions == ()
    assert RetentionClock.objects.get(person=person).group == 4


def test_a_registration_that_a_court_set_aside_puts_nobody_in_public_protection() -> None:
    person, by = builders.person(), act(builders.actor("supervisor"))
    registration = registered(person)
    note_appeal(registration, court="Leeds Crown Court", lodged_on=date(2026, 11, 2), **by)

    decide_appeal(
        registration, outcome=RegistrationAppeal.Outcome.ALLOWED, decided_on=date(2026, 11, 20), why="Allowed", **by
    )

    assert told(person).registrations == ()
    assert "the end of a registration that a court set aside" in {each.words for each in told(person).happenings}
    assert RetentionClock.objects.get(person=person).group == 4


def test_a_registration_counts_from_its_beginning_until_it_has_come_to_its_end() -> None:
    person = builders.person()
    registration = registered(person)
    assert [(each.ends_on, each.ended_on) for each in told(person).registrations] == [(date(2031, 11, 1), None)]

    discharge_registration(
        registration, court="Leeds Crown Court", decided_on=date(2026, 11, 21), why="The order ended",
        **act(builders.actor("supervisor")),
    )  # fmt: skip

    (kept,) = told(person).registrations
    assert kept.ended_on is not None and kept.ended_on >= date(2026, 11, 21)


def test_a_registration_that_was_never_approved_is_none() -> None:
    person, by = builders.person(), builders.actor("supervisor")
    refuse_registration(builders.proposed(person, by), why="Not needed", **act(by))

    assert told(person).registrations == ()


@pytest.mark.parametrize("died_on", [pytest.param(date(2026, 11, 22), id="known"), pytest.param(None, id="not known")])
def test_a_recorded_death_is_known(died_on: date | None) -> None:
    person = builders.person()
    record_death(
        registered(person),
        confirmed_by="The coroner",
        died_on=died_on,
        why="Found",
        **act(builders.actor("supervisor")),
    )

    assert told(person).died_on == died_on or (died_on is None and told(person).died_on is not None)


def test_casework_tells_of_both_sides_of_a_pair() -> None:
    home = household()
    enrich(home)

    offender, victim = told(home.person), told(home.victim)

    assert {each.words for each in offender.happenings} >= {
        "a case that was opened", "an assessment of risk", "a sighting", "a danger marker",
    }  # fmt: skip
    assert {each.words for each in victim.happenings} >= {
        "a case that was opened",
        "being joined to a case",
        "a safeguard",
    }
    assert victim.has_linked_offender and not offender.has_linked_offender
    assert offenders_of([home.victim.pk]) == {(home.victim.pk, home.person.pk)}
    assert [order.is_in_force for order in offender.orders] == [True]


def test_the_end_of_a_case_counts() -> None:
    home = household()
    builders.allow_writes()
    Case.objects.filter(pk=home.case.pk).update(closed_at=datetime(2031, 3, 1, 23, 30, tzinfo=UTC))

    assert max(each.on for each in told(home.victim).happenings) == date(2031, 3, 1)


def test_an_address_marker_in_force_is_told_with_its_first_day() -> None:
    home = household()
    for starts_on in (TODAY - timedelta(days=20), TODAY - timedelta(days=40)):
        add_safeguard(
            home.pair, kind=Safeguard.Kind.ADDRESS_MARKER, instruction="Answer at once", owner=home.owner,
            starts_on=starts_on, review_on=date(2027, 2, 1), **act(home.officer),
        )  # fmt: skip

    assert told(home.victim).address_flag_on == TODAY - timedelta(days=40)
    assert told(home.person).address_flag_on is None


def test_what_any_joined_record_tells_counts_for_all_but_a_reader_learns_of_no_hidden_one() -> None:
    here, there = builders.person(), builders.person(builders.actor(force_code="14"))
    convict(there, disposal="imprisonment")
    stand_as_one(here, there)
    builders.allow_writes()
    Person.objects.filter(pk=there.pk).update(is_restricted=True)

    seen = Person.objects.visible_to(builders.actor("offender-manager"))

    assert len(told(here).convictions) == 1
    assert told(here, seen=seen).convictions == ()


def test_it_costs_the_same_however_many_are_asked_about() -> None:
    def cost(people: list[Person]) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(facts_for([person.pk for person in people], on=TODAY)) == len(people)
        return len(captured)

    homes = [household() for _ in range(3)]

    assert cost([homes[0].person]) == cost([person for home in homes for person in (home.person, home.victim)])
