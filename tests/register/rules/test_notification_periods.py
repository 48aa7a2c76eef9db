"""How long notification lasts: every row of the table in the Sexual Offences Act 2003 s.82."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.models import Conviction
from register.rules.notification_periods import (
    Disposal,
    LinkedTerm,
    Term,
    TermLink,
    aggregate,
    in_years,
    notification_period,
    was_under_18,
)

RELEVANT = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("disposal", "months", "adult", "under_18"),
    [
        pytest.param(Disposal.LIFE, None, None, None, id="life"),
        pytest.param(Disposal.HOSPITAL_RESTRICTED, None, None, None, id="hospital-with-restriction"),
        pytest.param(Disposal.IMPRISONMENT, 30, None, None, id="30-months"),
        pytest.param(Disposal.IMPRISONMENT, 29, date(2036, 11, 22), date(2031, 11, 22), id="29-months"),
        pytest.param(Disposal.IMPRISONMENT, 7, date(2036, 11, 22), date(2031, 11, 22), id="7-months"),
        pytest.param(Disposal.IMPRISONMENT, 6, date(2033, 11, 22), date(2030, 5, 22), id="6-months"),
        pytest.param(Disposal.IMPRISONMENT, 0, date(2033, 11, 22), date(2030, 5, 22), id="some-days"),
        pytest.param(Disposal.SUSPENDED_SENTENCE, 12, date(2036, 11, 22), date(2031, 11, 22), id="suspended"),
        pytest.param(Disposal.HOSPITAL, None, date(2033, 11, 22), date(2030, 5, 22), id="hospital"),
        pytest.param(Disposal.CAUTION, None, date(2028, 11, 22), date(2027, 11, 22), id="caution"),
        pytest.param(Disposal.CONDITIONAL_DISCHARGE, 18, date(2028, 5, 22), date(2028, 5, 22), id="discharge"),
        pytest.param(Disposal.COMMUNITY_ORDER, None, date(2031, 11, 22), date(2029, 5, 22), id="community-order"),
        pytest.param(Disposal.FINE, None, date(2031, 11, 22), date(2029, 5, 22), id="fine"),
        pytest.param(Disposal.OTHER, None, date(2031, 11, 22), date(2029, 5, 22), id="other"),
    ],
)
def test_each_disposal_has_its_period(
    disposal: Disposal, months: int | None, adult: date | None, under_18: date | None
) -> None:
    ends = [
        notification_period(disposal, RELEVANT, term_months=months, is_under_18=young).ends_on
        for young in (False, True)
    ]
    assert ends == [adult, under_18]


@pytest.mark.parametrize(
    ("disposal", "months"),
    [
        pytest.param(Disposal.IMPRISONMENT, None, id="prison"),
        pytest.param(Disposal.SUSPENDED_SENTENCE, None, id="suspended"),
        pytest.param(Disposal.CONDITIONAL_DISCHARGE, None, id="discharge"),
        pytest.param(Disposal.CONDITIONAL_DISCHARGE, 0, id="a-discharge-of-no-length"),
        pytest.param(Disposal.IMPRISONMENT, -1, id="negative"),
    ],
)
def test_a_period_that_depends_on_the_term_is_not_guessed(disposal: Disposal, months: int | None) -> None:
    with pytest.raises(ValueError, match="Say how many months"):
        notification_period(disposal, RELEVANT, term_months=months)


def test_the_explanation_names_the_row_the_length_and_the_act() -> None:
    period = notification_period(Disposal.IMPRISONMENT, RELEVANT, term_months=4, is_under_18=True)
    assert period.explanation == (
        "Imprisonment for 6 months or less: 3 years and 6 months, half because under 18 on the relevant date. "
        "Sexual Offences Act 2003 s.82(1), (2)."
    )
    assert notification_period(Disposal.LIFE, RELEVANT).explanation.endswith(
        "indefinite. Sexual Offences Act 2003 s.82(1), (2)."
    )


def test_every_sentence_that_is_recorded_has_a_period() -> None:
    assert set(Conviction.Disposal.values) == set(Disposal)
    assert set(Conviction.TermLink.values) == set(TermLink)


@given(months=st.integers(0, 60), longer=st.integers(0, 60), on=st.dates(date(2004, 5, 1), date(2060, 1, 1)))
def test_a_longer_term_never_has_a_shorter_period(months: int, longer: int, on: date) -> None:
    shorter, other = (
        notification_period(Disposal.IMPRISONMENT, on, term_months=term).ends_on or date.max
        for term in (months, months + longer)
    )
    assert shorter <= other


@pytest.mark.parametrize(
    ("months", "words"),
    [
        pytest.param(12, "1 year", id="one-year"),
        pytest.param(42, "3 years and 6 months", id="years-and-months"),
        pytest.param(1, "1 month", id="one-month"),
    ],
)
def test_a_length_in_words(months: int, words: str) -> None:
    assert in_years(months) == words


@pytest.mark.parametrize(
    ("first", "others", "whole"),
    [
        pytest.param(Term(18), [], Term(18), id="alone"),
        pytest.param(Term(18), [LinkedTerm(Term(18), TermLink.CONSECUTIVE)], Term(36), id="consecutive"),
        pytest.param(
            Term(18), [LinkedTerm(Term(12), TermLink.PARTLY_CONCURRENT, Term(4))], Term(26), id="x plus y minus z"
        ),
        pytest.param(Term(18), [LinkedTerm(Term(12), TermLink.CONCURRENT)], Term(18), id="concurrent and shorter"),
        pytest.param(Term(6), [LinkedTerm(Term(12), TermLink.CONCURRENT)], Term(12), id="concurrent and longer"),
        pytest.param(
            Term(0, 20), [LinkedTerm(Term(6), TermLink.CONSECUTIVE), LinkedTerm(Term(2, 5), TermLink.CONSECUTIVE)],
            Term(8, 25), id="three with days",
        ),
    ],
)  # fmt: skip
def test_terms_of_one_sentence_count_as_one(first: Term, others: list[LinkedTerm], whole: Term) -> None:
    assert aggregate(first, *others, start=RELEVANT) == whole


def test_an_overlap_is_no_longer_than_either_term() -> None:
    with pytest.raises(ValueError, match="overlap is longer"):
        aggregate(Term(6), LinkedTerm(Term(12), TermLink.PARTLY_CONCURRENT, Term(6, 1)), start=RELEVANT)


@pytest.mark.parametrize(
    ("months", "days", "ends_on"),
    [
        pytest.param(6, 1, date(2036, 11, 22), id="a day more than six months"),
        pytest.param(0, 181, date(2033, 11, 22), id="181 days are six months from November"),
        pytest.param(0, 182, date(2036, 11, 22), id="182 days are more"),
        pytest.param(29, 40, None, id="29 months and 40 days are thirty months"),
    ],
)
def test_days_count_upon_months(months: int, days: int, ends_on: date | None) -> None:
    period = notification_period(Disposal.IMPRISONMENT, RELEVANT, term_months=months, term_days=days)

    assert period.ends_on == ends_on


@pytest.mark.parametrize(
    ("born", "on", "expected"),
    [
        pytest.param(date(2008, 11, 24), RELEVANT, True, id="the day before"),
        pytest.param(date(2008, 11, 23), RELEVANT, False, id="the eighteenth birthday"),
        pytest.param(date(2008, 2, 29), date(2026, 2, 28), True, id="born on a leap day"),
        pytest.param(date(2008, 2, 29), date(2026, 3, 1), False, id="comes of age in March"),
    ],
)
def test_under_18_on_the_relevant_date(born: date, on: date, expected: bool) -> None:
    assert was_under_18(born, on) is expected
