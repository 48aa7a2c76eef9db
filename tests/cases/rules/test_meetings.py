"""Why cases are referred, what becomes of referrals, the repeat rule and the 12-month flag."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.meetings import (
    CRITERIA,
    TRANSITIONS,
    Criterion,
    Kind,
    Status,
    Step,
    after,
    flag_ends_on,
    hear_by,
    is_repeat,
    minutes_by,
    refer_again_by,
    share_until_at_most,
)

HEARD = date(2026, 11, 23)
ENDED = {Status.HEARD, Status.WITHDRAWN}


@pytest.mark.parametrize(
    ("last", "happened", "repeats"),
    [
        pytest.param(None, HEARD, False, id="never heard"),
        pytest.param(HEARD, date(2026, 11, 22), False, id="before the hearing"),
        pytest.param(HEARD, HEARD, True, id="on the day of the hearing"),
        pytest.param(HEARD, date(2027, 11, 23), True, id="on the last day of twelve months"),
        pytest.param(HEARD, date(2027, 11, 24), False, id="a day after twelve months"),
        pytest.param(date(2028, 2, 29), date(2029, 2, 28), True, id="twelve months from a leap day"),
        pytest.param(date(2028, 2, 29), date(2029, 3, 1), False, id="past twelve months from a leap day"),
    ],
)
def test_a_further_incident_within_twelve_months_is_a_repeat(last: date | None, happened: date, repeats: bool) -> None:
    assert is_repeat(last, happened) is repeats


@given(st.dates(date(2026, 1, 1), date(2040, 1, 1)), st.dates(date(2026, 1, 1), date(2042, 1, 1)))
def test_a_case_is_a_repeat_as_long_as_it_is_flagged(heard: date, happened: date) -> None:
    flag = flag_ends_on(Kind.MARAC, heard)

    assert flag is not None
    assert is_repeat(heard, happened) == (heard <= happened <= flag)


@pytest.mark.parametrize("kind", [Kind.MATAC, Kind.MAPPA])
def test_marac_alone_flags(kind: Kind) -> None:
    assert flag_ends_on(kind, HEARD) is None


def test_the_days_of_a_referral() -> None:
    assert hear_by(HEARD) == date(2026, 12, 21)
    assert refer_again_by(date(2026, 11, 27)) == date(2026, 12, 1)
    assert minutes_by(HEARD) == date(2026, 11, 30)
    assert share_until_at_most(HEARD) == date(2027, 11, 23)


def test_every_reason_is_one_of_a_meeting() -> None:
    assert {each for reasons in CRITERIA.values() for each in reasons} == set(Criterion)
    assert set(CRITERIA) == set(Kind)


def test_every_status_can_be_reached_and_left_unless_it_is_an_end() -> None:
    assert {each.after for each in TRANSITIONS} | {Status.WAITING} == set(Status)
    assert {each.before for each in TRANSITIONS} == set(Status) - ENDED


@pytest.mark.parametrize(
    ("before", "step", "reached"),
    [
        pytest.param(Status.WAITING, Step.HEAR, None, id="nothing is heard that is on no agenda"),
        pytest.param(Status.WAITING, Step.DEFER, None, id="nothing is deferred that is on no agenda"),
        pytest.param(Status.ON_AGENDA, Step.PUT_ON_AGENDA, None, id="nothing is on two agendas"),
        pytest.param(Status.ON_AGENDA, Step.HEAR, Status.HEARD, id="what is on an agenda is heard"),
        pytest.param(Status.ON_AGENDA, Step.DEFER, Status.WAITING, id="or waits again"),
        pytest.param(Status.HEARD, Step.WITHDRAW, None, id="what was heard cannot be withdrawn"),
        pytest.param(Status.WITHDRAWN, Step.PUT_ON_AGENDA, None, id="what was withdrawn is not heard"),
    ],
)
def test_what_a_step_leads_to(before: Status, step: Step, reached: Status | None) -> None:
    assert after(before, step) is reached
