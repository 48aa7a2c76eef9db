"""In which review group a record stands, when it is reviewed, and why, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.retention import (
    GROUPS,
    Happening,
    KeptConviction,
    KeptOrder,
    KeptRegistration,
    RecordFacts,
    last_event,
    retention,
)
from register.rules.time_limits import limit_in_force

ON = date(2026, 11, 23)
ENTERED = date(2020, 5, 4)
SUSPECT = RecordFacts("suspect", ENTERED, born_on=date(1984, 3, 27))
CONVICTED = replace(SUSPECT, capacity="convicted")
FINED = KeptConviction(date(2021, 6, 1))
DOMESTIC = KeptConviction(date(2021, 6, 1), is_domestic=True)
JAILED = KeptConviction(date(2021, 6, 1), is_imprisonment=True)
JAILED_FOR_ABUSE = KeptConviction(date(2021, 6, 1), is_domestic=True, is_imprisonment=True)
CROWN_COURT = KeptConviction(date(2021, 6, 1), is_indictable_only=True)
ENDED = KeptRegistration(date(2015, 1, 1), date(2025, 1, 1), ended_on=date(2022, 2, 1))
UNTIL_2030 = KeptRegistration(date(2021, 1, 1), date(2030, 6, 30))
INDEFINITE = KeptRegistration(date(2021, 1, 1))
IN_FORCE = KeptOrder(date(2026, 1, 1), is_in_force=True)
BORN_1930, BORN_2004 = date(1930, 2, 3), date(2004, 7, 1)
VICTIM = RecordFacts("victim", ENTERED)
LATER_CASE = Happening(date(2022, 9, 9), "a case that was closed")

ROWS: list[tuple[str, RecordFacts, int, str, date]] = [
    ("a suspect", SUSPECT, 4, "retention.group_4", date(2026, 5, 4)),
    ("a witness", replace(SUSPECT, capacity="witness"), 4, "retention.group_4", date(2026, 5, 4)),
    ("a suspect who came to notice later", replace(SUSPECT, happenings=(LATER_CASE,)), 4, "retention.group_4",
     date(2028, 9, 9)),
    ("a fine for something else", replace(CONVICTED, convictions=(FINED,)), 3, "retention.group_3", date(2027, 6, 1)),
    ("a community order for abuse", replace(CONVICTED, convictions=(DOMESTIC,)), 2, "retention.group_2",
     date(2031, 6, 1)),
    ("imprisonment for something else", replace(CONVICTED, convictions=(JAILED,)), 2, "retention.group_2",
     date(2031, 6, 1)),
    ("imprisonment for abuse", replace(CONVICTED, convictions=(JAILED_FOR_ABUSE,)), 1, "retention.group_1",
     date(2031, 6, 1)),
    ("what only the Crown Court tries", replace(CONVICTED, convictions=(CROWN_COURT,)), 1, "retention.group_1",
     date(2031, 6, 1)),
    ("the worst of several counts", replace(CONVICTED, convictions=(FINED, JAILED_FOR_ABUSE)), 1, "retention.group_1",
     date(2031, 6, 1)),
    ("a registration that ended before its period", replace(CONVICTED, registrations=(ENDED,)), 1,
     "retention.register_record", date(2032, 2, 1)),
    ("a registration that runs", replace(CONVICTED, registrations=(UNTIL_2030,)), 1, "retention.register_record",
     date(2040, 6, 30)),
    ("an indefinite registration", replace(CONVICTED, registrations=(INDEFINITE,)), 1, "retention.group_1",
     date(2031, 1, 1)),
    ("somebody who would be 100", replace(CONVICTED, registrations=(UNTIL_2030,), born_on=BORN_1930), 1,
     "retention.minimum", date(2036, 6, 30)),
    ("somebody who will be 100 in the clear period",
     replace(CONVICTED, convictions=(JAILED_FOR_ABUSE,), born_on=BORN_1930), 1, "retention.aged_100",
     date(2030, 2, 3)),
    ("an order that outlasts everything", replace(SUSPECT, orders=(KeptOrder(date(2021, 1, 1), date(2026, 1, 1)),)), 4,
     "retention.group_4", date(2032, 1, 1)),
    ("a child convicted of abuse", replace(CONVICTED, convictions=(JAILED_FOR_ABUSE,), born_on=BORN_2004), 1,
     "retention.under_18", date(2027, 6, 1)),
    ("a child on the register", replace(CONVICTED, registrations=(INDEFINITE,), born_on=BORN_2004), 1,
     "retention.group_1", date(2031, 1, 1)),
    ("a death", replace(CONVICTED, convictions=(JAILED_FOR_ABUSE,), died_on=date(2022, 1, 1)), 1,
     "retention.after_death", date(2028, 1, 1)),
    ("a death long after", replace(CONVICTED, convictions=(FINED,), died_on=date(2026, 1, 1)), 3, "retention.group_3",
     date(2027, 6, 1)),
    ("a victim", VICTIM, 4, "retention.victim", date(2026, 5, 4)),
    ("a victim still in a case in 2022", replace(VICTIM, happenings=(LATER_CASE,)), 4, "retention.victim",
     date(2028, 9, 9)),
    ("a victim who was convicted herself", replace(VICTIM, convictions=(DOMESTIC,)), 2, "retention.group_2",
     date(2031, 6, 1)),
    ("kept at a review", replace(SUSPECT, retained_until=date(2032, 5, 4)), 4, "retention.group_4", date(2032, 5, 4)),
    ("kept at a review, then another event",
     replace(SUSPECT, retained_until=date(2027, 1, 1), happenings=(LATER_CASE,)), 4, "retention.group_4",
     date(2028, 9, 9)),
    ("on the twenty-ninth of February", replace(SUSPECT, recorded_on=date(2024, 2, 29)), 4, "retention.group_4",
     date(2030, 2, 28)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "group", "code", "review_on"), [pytest.param(*row[1:], id=row[0].replace(" ", "-")) for row in ROWS]
)
def test_each_kind_of_record(facts: RecordFacts, group: int, code: str, review_on: date) -> None:
    kept = retention(facts, on=ON)

    assert (kept.group.number, kept.limit_code, kept.review_on) == (group, code, review_on)


def test_every_group_and_every_limit_of_a_record_has_a_row() -> None:
    assert {row[2] for row in ROWS} == GROUPS.keys()
    assert {group.limit_code for group in GROUPS.values()} <= {row[3] for row in ROWS}


def test_a_review_is_due_on_its_day_and_not_on_the_day_before() -> None:
    kept = retention(SUSPECT, on=ON)

    assert kept.is_due(kept.review_on)
    assert not kept.is_due(kept.review_on - timedelta(days=1))


def words(facts: RecordFacts) -> str:
    return " ".join(retention(facts, on=ON).why)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        pytest.param(SUSPECT, "review group 4", id="the group"),
        pytest.param(SUSPECT, "suspect without a conviction", id="what gives it"),
        pytest.param(replace(SUSPECT, happenings=(LATER_CASE,)), "closed on 9 September 2022", id="an event"),
        pytest.param(SUSPECT, "Data Protection Act 2018 s.39(2)", id="the authority"),
        pytest.param(replace(CONVICTED, registrations=(UNTIL_2030,)), "A registration runs", id="a registration"),
        pytest.param(replace(SUSPECT, orders=(IN_FORCE,)), "order is in force", id="an order"),
        pytest.param(replace(VICTIM, has_linked_offender=True), "this person is still kept", id="an offender"),
        pytest.param(replace(VICTIM, address_flag_on=date(2026, 2, 1)), "on 1 February 2027", id="an address marker"),
        pytest.param(replace(SUSPECT, hold_reviews=(date(2027, 3, 1),)), "reviewed on 1 March 2027", id="a hold"),
        pytest.param(replace(SUSPECT, retained_until=date(2033, 1, 1)), "decided to keep the record", id="a decision"),
        pytest.param(
            replace(CONVICTED, convictions=(JAILED_FOR_ABUSE,), born_on=BORN_2004), "under 18 at the last", id="a child"
        ),
    ],
)  # fmt: skip
def test_it_says_why(facts: RecordFacts, said: str) -> None:
    assert said in words(facts)


def test_what_does_not_stand_against_disposal_is_not_said() -> None:
    plain = words(SUSPECT)

    assert not [each for each in ("registration runs", "order is in force", "hold", "under 18") if each in plain]


days = st.dates(date(1990, 1, 1), date(2040, 12, 31))
happenings = st.builds(Happening, days, st.sampled_from(("a case", "a sighting")))
convictions = st.builds(KeptConviction, days, st.booleans(), st.booleans(), st.booleans())
orders = st.builds(lambda made, length: KeptOrder(made, made + timedelta(days=length)), days, st.integers(0, 4000))


def _registration(starts_on: date, length: int, is_ended: bool) -> KeptRegistration:
    ends_on = starts_on + timedelta(days=length)
    return KeptRegistration(starts_on, ends_on, ends_on if is_ended else None)


registrations = st.builds(_registration, days, st.integers(1, 6000), st.booleans())
records = st.builds(
    RecordFacts,
    capacity=st.sampled_from(("suspect", "convicted", "victim", "witness")),
    recorded_on=days,
    born_on=st.none() | st.dates(date(1900, 1, 1), date(2010, 1, 1)),
    convictions=st.lists(convictions, max_size=3).map(tuple),
    registrations=st.lists(registrations, max_size=2).map(tuple),
    orders=st.lists(orders, max_size=2).map(tuple),
    happenings=st.lists(happenings, max_size=3).map(tuple),
    retained_until=st.none() | days,
)


@given(records, happenings)
def test_a_later_event_never_brings_the_review_earlier(facts: RecordFacts, more: Happening) -> None:
    after = replace(facts, happenings=(*facts.happenings, more))

    assert retention(after, on=ON).review_on >= retention(facts, on=ON).review_on


@given(records, convictions)
def test_nor_does_another_conviction(facts: RecordFacts, more: KeptConviction) -> None:
    """But for whoever is nearly 100: the gravest group alone is reviewed at that age."""
    facts = replace(facts, born_on=None)
    after = replace(facts, convictions=(*facts.convictions, more))

    assert retention(after, on=ON).review_on >= retention(facts, on=ON).review_on


@given(records)
def test_nothing_is_reviewed_before_the_shortest_time(facts: RecordFacts) -> None:
    last = last_event(facts).on
    assert limit_in_force("retention.minimum", ON).length == 6

    assert retention(facts, on=ON).review_on >= last.replace(year=last.year + 6, day=min(last.day, 28))


@given(records, days)
def test_what_is_worked_out_again_is_the_same_on_any_day_of_the_same_law(facts: RecordFacts, other: date) -> None:
    asked_on = max(other, date(2026, 1, 1))

    again = retention(facts, on=asked_on)

    assert (again.review_on, again.group, again.limit_code) == (
        retention(facts, on=ON).review_on, retention(facts, on=ON).group, retention(facts, on=ON).limit_code,
    )  # fmt: skip
