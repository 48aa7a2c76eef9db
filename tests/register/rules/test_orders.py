"""Kinds of order and their conditions in words; above all, what may never be said."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.models import Registration
from register.rules.orders import (
    ORDER_KINDS,
    Condition,
    ConditionType,
    OrderKind,
    condition_in_words,
    power_of_arrest_in_words,
    read_condition,
    service_in_words,
)
from register.rules.time_limits import limit_in_force

FEEDS = Path(__file__).resolve().parents[4] / "shared" / "feeds"
KINDS = [pytest.param(kind, id=kind.code) for kind in ORDER_KINDS.values()]
TYPES = [pytest.param(type_, id=type_) for type_ in ConditionType]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_order_has_words(kind: OrderKind) -> None:
    assert all((kind.title, kind.legal_basis, kind.court, kind.breach, kind.arrest))
    assert ORDER_KINDS[kind.code] is kind
    assert power_of_arrest_in_words(kind.code) == kind.arrest


@pytest.mark.parametrize("kind", KINDS)
def test_a_crime_may_be_arrested_for_and_contempt_only_where_the_order_says(kind: OrderKind) -> None:
    if kind.breach.startswith("A crime"):
        assert kind.arrest == "May arrest for breach without a warrant: breach is a crime"
    if kind.breach.startswith("Contempt"):
        assert not kind.arrest.startswith("May arrest for breach without a warrant")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.values[0].regime != "none"])
def test_a_notification_requirement_that_comes_with_an_order_has_a_time_limit(kind: OrderKind) -> None:
    assert kind.regime in Registration.Regime.values
    assert limit_in_force(f"{kind.regime}.initial", date(2026, 11, 23)).length == 3


@pytest.mark.parametrize(
    ("code", "words"),
    [
        pytest.param("NMO", "May arrest for breach without a warrant: breach is a crime", id="crime"),
        pytest.param("OCC", "May arrest only if a power of arrest is attached (s.47): check the order", id="attached"),
        pytest.param("DAPN", "May arrest without a warrant (s.26)", id="notice"),
        pytest.param("LIC", "No arrest for breach alone: tell probation at once", id="licence"),
        pytest.param("XXX", "Not known: check the order", id="unknown-kind"),
    ],
)
def test_the_power_of_arrest_in_words(code: str, words: str) -> None:
    assert power_of_arrest_in_words(code) == words


@pytest.mark.parametrize(
    ("code", "attached", "is_unaware", "begins"),
    [
        pytest.param("OCC", "attached", False, "May arrest for breach: a power", id="attached"),
        pytest.param("OCC", "not_attached", False, "No power of arrest is attached", id="not-attached"),
        pytest.param("NMO", "not_attached", False, "May arrest for breach without", id="a-crime-needs-none"),
        pytest.param("NMO", "", True, "No arrest for breach yet", id="no-crime-while-unaware"),
        pytest.param("DAPN", "", True, "May arrest without a warrant", id="a-notice-is-given-to-them"),
    ],
)
def test_whether_an_officer_may_arrest_now(code: str, attached: str, is_unaware: bool, begins: str) -> None:
    assert power_of_arrest_in_words(code, attached, is_unaware=is_unaware).startswith(begins)


@pytest.mark.parametrize(
    ("served_on", "is_without_notice", "aware_on", "words"),
    [
        pytest.param(date(2026, 11, 21), True, None, "Served 21 November 2026", id="served"),
        pytest.param(None, False, None, "Service not recorded", id="with-notice"),
        pytest.param(None, True, date(2026, 11, 22), "aware of it since 22 November 2026", id="aware"),
        pytest.param(None, True, None, "not known to be aware until served", id="unaware"),
    ],
)
def test_service_in_words(served_on: date | None, is_without_notice: bool, aware_on: date | None, words: str) -> None:
    said = service_in_words(served_on=served_on, is_without_notice=is_without_notice, aware_on=aware_on)

    assert words in said


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        pytest.param(
            Condition(ConditionType.NO_CONTACT, "", protected_people=("Ann Lee", "Bo Lee")),
            "Must not contact Ann Lee and Bo Lee, directly or through others", id="two-people",
        ),
        pytest.param(
            Condition(ConditionType.NO_CONTACT, "", protected_people=("Ann Lee",), others_protected=2),
            "Must not contact Ann Lee and 2 more protected people, directly or through others", id="others-unnamed",
        ),
        pytest.param(
            Condition(ConditionType.NO_CONTACT, "", others_protected=2),
            "Must not contact the protected people, directly or through others", id="nobody-named",
        ),
        pytest.param(
            Condition(ConditionType.EXCLUSION_AREA, "", starts_on=date(2026, 12, 1), ends_on=date(2027, 1, 1)),
            "Must not enter the area marked in the order from 1 December 2026 until 1 January 2027", id="its-time",
        ),
        pytest.param(
            Condition(ConditionType.CURFEW, "", is_monitored=True, monitoring_ends_on=date(2027, 1, 1)),
            "Must stay at the address in the order during the hours of the curfew: read the order, watched by an "
            "electronic tag (tag until 1 January 2027)", id="its-tag",
        ),
        pytest.param(
            Condition(ConditionType.NO_CONTACT, "", is_monitored=True, monitoring_ends_on=date(2026, 11, 1)),
            "Must not contact the protected person, directly or through others", id="a-tag-that-has-ended",
        ),
    ],
)  # fmt: skip
def test_people_time_and_tag_are_said(condition: Condition, words: str) -> None:
    assert condition_in_words(condition, may_show_person=True, on=date(2026, 11, 23)) == words


@pytest.mark.parametrize(
    ("text", "type_", "metres"),
    [
        pytest.param("no contact with the protected person", ConditionType.NO_CONTACT, None, id="no-contact"),
        pytest.param("not to communicate by any means", ConditionType.NO_CONTACT, None, id="no-communication"),
        pytest.param("not to enter the named street", ConditionType.EXCLUSION_PLACE, None, id="place"),
        pytest.param("Must not go to 4 Mill Lane", ConditionType.EXCLUSION_PLACE, None, id="go-to"),
        pytest.param("not to go within 200 metres of the address", ConditionType.EXCLUSION_DISTANCE, 200, id="metres"),
        pytest.param("not to go within 100m of it", ConditionType.EXCLUSION_DISTANCE, 100, id="m"),
        pytest.param("not to go within 1,500 metres of it", ConditionType.EXCLUSION_DISTANCE, 1500, id="thousands"),
        pytest.param("not to go within 1.5 km of it", ConditionType.EXCLUSION_DISTANCE, 1500, id="kilometres"),
        pytest.param("not to go within 1 mile of it", ConditionType.EXCLUSION_DISTANCE, 1610, id="a-mile-rounded-up"),
        pytest.param(
            "not to enter or go within 50 yards", ConditionType.EXCLUSION_DISTANCE, 46, id="wider-one-says-it"
        ),
        pytest.param("wear an electronic tag", ConditionType.ELECTRONIC_MONITORING, None, id="tag"),
        pytest.param("leave the home and not enter it", ConditionType.LEAVE_HOME, None, id="leave-home"),
        pytest.param("attend a programme", ConditionType.PROGRAMME, None, id="programme"),
        pytest.param("notify changes of address within 3 days", ConditionType.NOTIFY, None, id="notify"),
        pytest.param("surrender his passport", ConditionType.OTHER, None, id="not-recognised"),
        pytest.param("not to go within 300 feet of it", ConditionType.EXCLUSION_DISTANCE, 92, id="feet"),
        pytest.param("not to visit the school", ConditionType.EXCLUSION_PLACE, None, id="visit"),
        pytest.param("not to go within half a mile", ConditionType.OTHER, None, id="distance-not-read"),
        pytest.param("not to contact her or go within 100m", ConditionType.OTHER, None, id="two-at-once"),
        pytest.param("", ConditionType.OTHER, None, id="empty"),
    ],
)
def test_a_condition_is_read_as_its_type_and_distance(text: str, type_: ConditionType, metres: int | None) -> None:
    read = read_condition(f" {text} ")
    assert (read.type, read.distance_metres, read.text) == (type_, metres, text)


def test_every_condition_of_the_feeds_is_recognised() -> None:
    with (FEEDS / "orders.csv").open(encoding="utf-8", newline="") as rows:
        texts = {row["condition"] for row in csv.DictReader(rows)}
    assert {read_condition(text).type for text in texts} == {
        ConditionType.NO_CONTACT,
        ConditionType.EXCLUSION_PLACE,
        ConditionType.EXCLUSION_DISTANCE,
        ConditionType.ELECTRONIC_MONITORING,
    }


@pytest.mark.parametrize(
    ("condition", "hidden", "shown"),
    [
        pytest.param(
            Condition(ConditionType.NO_CONTACT, "", protected_people=("Ann Lee",)),
            "Must not contact the protected person, directly or through others",
            "Must not contact Ann Lee, directly or through others",
            id="no-contact",
        ),
        pytest.param(
            Condition(ConditionType.EXCLUSION_DISTANCE, "", distance_metres=200, place="4 Mill Lane"),
            "Must not go within 200 metres of a protected address",
            "Must not go within 200 metres of 4 Mill Lane",
            id="distance",
        ),
        pytest.param(
            Condition(ConditionType.EXCLUSION_DISTANCE, "", place="4 Mill Lane"),
            "Must not go near a protected address",
            "Must not go near 4 Mill Lane",
            id="distance-not-known",
        ),
        pytest.param(
            Condition(ConditionType.EXCLUSION_PLACE, "", place="Mill Lane"),
            "Must not enter the named place",
            "Must not enter Mill Lane",
            id="place",
        ),
        pytest.param(
            Condition(ConditionType.LEAVE_HOME, "", place="4 Mill Lane"),
            "Must leave and stay away from a protected address",
            "Must leave and stay away from 4 Mill Lane",
            id="leave-home",
        ),
        pytest.param(
            Condition(ConditionType.EXCLUSION_PLACE, ""),
            "Must not enter the named place",
            "Must not enter the named place",
            id="no-place-recorded",
        ),
    ],
)
def test_a_place_and_a_person_are_named_only_where_allowed(condition: Condition, hidden: str, shown: str) -> None:
    assert condition_in_words(condition) == hidden
    assert condition_in_words(condition, may_show_place=True, may_show_person=True) == shown


@pytest.mark.parametrize("type_", TYPES)
def test_every_type_of_condition_has_words(type_: ConditionType) -> None:
    words = condition_in_words(Condition(type_, "text"))
    assert words
    assert (words == "Another condition: read the order") is (type_ is ConditionType.OTHER)


def test_a_type_that_is_not_known_sends_the_reader_to_the_order() -> None:
    assert condition_in_words(Condition("retired_type", "text")) == "Another condition: read the order"


@given(
    type_=st.sampled_from(ConditionType),
    text=st.text(max_size=40),
    secret=st.text(max_size=40),
    metres=st.none() | st.integers(0, 5000),
)
def test_nothing_secret_is_said_unless_it_may_be(type_: str, text: str, secret: str, metres: int | None) -> None:
    place, person = f"⌂{secret}⌂", f"☺{secret}☺"
    condition = Condition(type_, f"{place} {person} {text}", metres, place, (person,))
    said = {
        (may_place, may_person): condition_in_words(condition, may_show_place=may_place, may_show_person=may_person)
        for may_place in (False, True)
        for may_person in (False, True)
    }
    assert all("⌂" not in words for (may_place, _), words in said.items() if not may_place)
    assert all("☺" not in words for (_, may_person), words in said.items() if not may_person)


@given(st.text())
def test_any_text_is_read_and_said_without_its_own_words(text: str) -> None:
    condition = read_condition(text)
    assert condition.text == text.strip()
    assert condition_in_words(condition)
