"""By when a victim is told (Victims' Code): one working day with enhanced rights, five without."""

from __future__ import annotations

from datetime import date

import pytest

from cases.rules.incidents import ENDS, Ends, ends_of
from cases.rules.victims_code import TELLINGS, Happened, clock_of, has_enhanced_rights, review_until
from register.rules.time_limits import CATALOGUE

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("happened", "on", "is_enhanced", "due_on"),
    [
        pytest.param("arrest", MONDAY, True, date(2026, 11, 24), id="enhanced: the next working day"),
        pytest.param("arrest", FRIDAY, True, MONDAY, id="enhanced over a weekend"),
        pytest.param("arrest", MONDAY, False, date(2026, 11, 30), id="standard: five working days"),
        pytest.param("bail", date(2026, 12, 24), True, date(2026, 12, 29), id="over Christmas and Boxing Day in lieu"),
        pytest.param("charge", date(2026, 4, 2), True, date(2026, 4, 7), id="over Good Friday and Easter Monday"),
        pytest.param("hearing", MONDAY, False, date(2026, 11, 24), id="a court: one day for everybody"),
        pytest.param("sentence", FRIDAY, True, MONDAY, id="a sentence"),
        pytest.param("report", MONDAY, True, date(2026, 11, 25), id="a report: two working days to refer"),
        pytest.param("long_sentence", MONDAY, True, date(2026, 12, 21), id="contact scheme: twenty working days"),
    ],
)
def test_the_last_day_to_tell(happened: str, on: date, is_enhanced: bool, due_on: date) -> None:
    assert clock_of(Happened(happened), on, is_enhanced=is_enhanced).due_on == due_on


def test_what_happened_before_the_code_has_no_clock() -> None:
    with pytest.raises(LookupError):
        clock_of(Happened.ARREST, date(2021, 3, 31), is_enhanced=True)


def test_every_development_is_counted_under_limits_that_name_their_authority() -> None:
    authorities = {limit.code: limit.authority for limit in CATALOGUE}

    assert TELLINGS.keys() == set(Happened)
    assert all("Victims' Code" in authorities[each.enhanced] for each in TELLINGS.values())
    assert all("Victims' Code" in authorities[each.standard] for each in TELLINGS.values())


@pytest.mark.parametrize("role", ["victim", "suspect", "convicted"])
def test_whoever_was_harmed_has_enhanced_rights_whatever_else_they_are(role: str) -> None:
    assert has_enhanced_rights(role)


def test_a_mere_witness_has_standard_rights() -> None:
    assert not has_enhanced_rights("witness")


def test_a_decision_not_to_prosecute_may_be_reviewed_for_three_months() -> None:
    assert review_until(Happened.NO_FURTHER_ACTION, MONDAY) == date(2027, 2, 23)
    assert review_until(Happened.CHARGE, MONDAY) is None


@pytest.mark.parametrize(
    ("outcome", "ends"),
    [
        pytest.param("1", Ends.CHARGE, id="charge"),
        pytest.param("3A", Ends.OUT_OF_COURT, id="conditional caution"),
        pytest.param("22", Ends.OUT_OF_COURT, id="diversion"),
        pytest.param("14", Ends.NO_FURTHER_ACTION, id="no suspect"),
        pytest.param("16", Ends.NO_FURTHER_ACTION, id="no support"),
        pytest.param("NC", Ends.NOTHING, id="no crime"),
        pytest.param("", Ends.NOTHING, id="no outcome yet"),
    ],
)
def test_what_an_outcome_is_to_the_victim(outcome: str, ends: Ends) -> None:
    assert ends_of(outcome) is ends


def test_outcomes_1_to_22_are_all_decided_about() -> None:
    assert {str(number) for number in range(1, 23)} - ENDS.keys() == {"19"}
