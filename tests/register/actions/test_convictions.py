"""Convictions: recorded once, with a sentence that can be, and what becomes of them on appeal."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.actor import Actor
from audit.core.errors import Refused
from audit.models import Event
from register.actions.convictions import (
    Sentence,
    end_mappa,
    quash_conviction,
    record_conviction,
    record_mappa,
    vary_conviction,
)
from register.gate_facts import gates_of, period_of, whole_term
from register.models import Conviction, MappaListing, Person
from register.rules.notification_periods import Term
from tests import builders
from tests.builders import CALL
from tests.cases.builders import stand_as_one

pytestmark = pytest.mark.django_db

DISPOSAL, KIND, LINK = Conviction.Disposal, Conviction.Kind, Conviction.TermLink
FINE = Sentence(DISPOSAL.FINE)
ON, LATER, AHEAD = date(2026, 5, 1), date(2026, 6, 1), date(2999, 1, 1)


@pytest.fixture
def by() -> Actor:
    return builders.actor("supervisor")


def convict(person: Person, by: Actor, code: str = "SC15004", **given: Any) -> Conviction:
    told: dict[str, Any] = {
        "force": builders.force(), "cjs_code": code, "offence_title": "Coercive behaviour", "convicted_on": ON,
        "sentence": FINE,
    } | given  # fmt: skip
    return record_conviction(person, actor=by, reason=CALL, **told)


def test_the_same_conviction_received_twice_is_one_and_the_second_fills_in_what_was_open(by: Actor) -> None:
    person = builders.person(by)
    first = convict(person, by)

    again = convict(person, by, court_name="Leeds", sentenced_on=LATER, has_domestic_abuse_finding=True)

    assert again.pk == first.pk
    assert (again.court_name, again.sentenced_on, again.has_domestic_abuse_finding) == ("Leeds", LATER, True)
    assert Event.objects.filter(code="conviction.recorded").count() == 2


def test_a_second_report_takes_nothing_back(by: Actor) -> None:
    person = builders.person(by)
    convict(person, by, court_name="Leeds", has_domestic_abuse_finding=True)

    again = convict(person, by, court_name="York")

    assert (again.court_name, again.has_domestic_abuse_finding) == ("Leeds", True)


@pytest.mark.parametrize(
    ("born", "asked", "expected"),
    [
        pytest.param(date(2010, 1, 1), None, True, id="a child by the date of birth"),
        pytest.param(date(1984, 1, 1), True, False, id="the date of birth beats what was said"),
        pytest.param(None, True, True, id="asked"),
        pytest.param(None, None, None, id="not known"),
    ],
)
def test_the_age_on_the_relevant_date(born: date | None, asked: bool | None, expected: bool | None, by: Actor) -> None:
    person = builders.person(by, date_of_birth=born)

    assert convict(person, by, is_under_18=asked).is_under_18 is expected


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"convicted_on": AHEAD}, "lies ahead", id="ahead"),
        pytest.param({"sentenced_on": date(2026, 4, 1)}, "before the conviction", id="sentenced first"),
        pytest.param({"kind": KIND.CAUTION}, "recorded as a caution", id="a caution with a fine"),
        pytest.param({"sentence": Sentence(DISPOSAL.CAUTION)}, "nothing else is", id="a conviction with a caution"),
    ],
)
def test_what_cannot_be_is_refused(given: dict[str, Any], said: str, by: Actor) -> None:
    person = builders.person(by)

    with pytest.raises(Refused, match=said):
        convict(person, by, **given)

    assert not Conviction.objects.exists()


def test_terms_of_one_sentence_count_as_one(by: Actor) -> None:
    person = builders.person(by)
    first = convict(person, by, sentence=Sentence(DISPOSAL.IMPRISONMENT, 18))
    beside = Sentence(DISPOSAL.IMPRISONMENT, 18, 0, first, LINK.PARTLY_CONCURRENT, 4)

    second = convict(person, by, "OF61016", sentence=beside)

    assert whole_term(second) == Term(32)
    assert period_of(second).ends_on is None
    assert period_of(first).ends_on == date(2036, 4, 30)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        pytest.param({"term_link": ""}, "Say how this term runs", id="no link"),
        pytest.param({"term_months": None}, "Give the length of this term", id="no length"),
        pytest.param({"overlap_months": 12}, "overlap is longer", id="too long an overlap"),
    ],
)
def test_a_term_beside_another_says_how(sentence: dict[str, Any], said: str, by: Actor) -> None:
    person = builders.person(by)
    first = convict(person, by, sentence=Sentence(DISPOSAL.IMPRISONMENT, 6))
    told = {"term_months": 6, "follows": first, "term_link": LINK.PARTLY_CONCURRENT} | sentence

    with pytest.raises(Refused, match=said):
        convict(person, by, "OF61016", sentence=Sentence(DISPOSAL.IMPRISONMENT, **told))


def test_a_term_beside_that_of_somebody_else_is_refused(by: Actor) -> None:
    theirs = convict(builders.person(by), by, sentence=Sentence(DISPOSAL.IMPRISONMENT, 6))
    beside = Sentence(DISPOSAL.IMPRISONMENT, 6, follows=theirs, term_link=LINK.CONSECUTIVE)

    with pytest.raises(Refused, match="the same person"):
        convict(builders.person(by, forenames="Tom"), by, "OF61016", sentence=beside)


def test_a_quashed_conviction_opens_no_gate_and_makes_nobody_convicted(by: Actor) -> None:
    person = builders.person(by)
    conviction = convict(person, by, has_domestic_abuse_finding=True)
    person.refresh_from_db()
    assert person.subject_category == "convicted"
    assert [each.gate.code for each in gates_of(person, actor=by, on=LATER)] == ["any_conviction"]

    quash_conviction(conviction, actor=by, reason=CALL, quashed_on=LATER, court="Court of Appeal")

    person.refresh_from_db()
    assert person.subject_category == "suspect"
    assert gates_of(person, actor=by, on=LATER) == ()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"court": " "}, "Give the court", id="no court"),
        pytest.param({"quashed_on": date(2026, 1, 1)}, "after the conviction", id="before"),
        pytest.param({"quashed_on": AHEAD}, "not ahead", id="ahead"),
    ],
)
def test_an_appeal_says_who_decided_and_when(given: dict[str, Any], said: str, by: Actor) -> None:
    conviction = convict(builders.person(by), by)
    told = {"quashed_on": LATER, "court": "Court of Appeal"} | given

    with pytest.raises(Refused, match=said):
        quash_conviction(conviction, actor=by, reason=CALL, **told)


def test_nothing_is_quashed_twice(by: Actor) -> None:
    conviction = convict(builders.person(by), by)
    quash_conviction(conviction, actor=by, reason=CALL, quashed_on=LATER, court="Court of Appeal")

    with pytest.raises(Refused, match="quashed already"):
        quash_conviction(conviction, actor=by, reason=CALL, quashed_on=LATER, court="Court of Appeal")


def test_a_varied_sentence_takes_the_place_of_the_first(by: Actor) -> None:
    conviction = convict(builders.person(by), by, sentence=Sentence(DISPOSAL.IMPRISONMENT, 36))
    appeal = {"varied_on": LATER, "court": "Court of Appeal", "disposal": DISPOSAL.IMPRISONMENT}

    with pytest.raises(Refused, match="length of the new sentence"):
        vary_conviction(conviction, actor=by, reason=CALL, **appeal)
    varied = vary_conviction(conviction, actor=by, reason=CALL, term_months=6, term_days=10, **appeal)

    assert (varied.term_months, varied.varied_on) == (6, LATER)
    assert period_of(varied).ends_on == date(2036, 4, 30)


def test_convictions_of_joined_records_are_counted_once(by: Actor) -> None:
    here, there = builders.person(by), builders.person(builders.actor("supervisor", force_code="14"))
    convict(here, by)
    convict(there, builders.actor("supervisor", force_code="14"), force=builders.force("14"))
    stand_as_one(here, there)
    here.refresh_from_db()

    assert [each.gate.code for each in gates_of(here, actor=by, on=LATER)] == ["any_conviction"]


def test_a_listing_under_mappa_follows_the_one_before(by: Actor) -> None:
    person = builders.person(by)
    listed = {"force": builders.force(), "category": 2, "has_domestic_abuse_marker": True, "actor": by, "reason": CALL}
    record_mappa(person, level=1, starts_on=ON, **listed)

    second = record_mappa(person, level=2, starts_on=LATER, **listed)

    assert MappaListing.objects.get(level=1).ends_on == date(2026, 5, 31)
    assert [each.gate.code for each in gates_of(person, actor=by, on=LATER)] == ["mappa"]
    with pytest.raises(Refused, match="recorded already"):
        record_mappa(person, level=3, starts_on=LATER, **listed)
    with pytest.raises(Refused, match="lies ahead"):
        record_mappa(person, level=3, starts_on=AHEAD, **listed)
    with pytest.raises(Refused, match="after the first"):
        end_mappa(second, actor=by, reason=CALL, ends_on=ON)
    assert end_mappa(second, actor=by, reason=CALL, ends_on=LATER).ends_on == LATER
    with pytest.raises(Refused, match="ended already"):
        end_mappa(second, actor=by, reason=CALL, ends_on=LATER)
