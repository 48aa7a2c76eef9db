"""The catalogue of time limits and how each is counted.

The table has a row for every limit; a limit without one fails `test_every_limit_has_a_row`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.limits.terms import NO_AUTHORITY, Confidence, Counting, Disregards, TimeLimit, Unit
from register.rules.time_limits import CATALOGUE, LONDON, Due, due, in_words, limit_in_force, months_after
from register.rules.working_days import is_excluded_day, is_working_day


def at(day: str, clock: str = "23:59:59") -> datetime:
    """A moment in London."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=LONDON)


MONDAY = date(2026, 11, 23)  # no bank holiday near, no change of the clocks
TEN_ON_MONDAY = at("2026-11-23", "10:00")
ROWS: list[tuple[str, date | datetime, datetime]] = [
    ("soa.initial", MONDAY, at("2026-11-25")),
    ("soa.name", MONDAY, at("2026-11-25")),
    ("soa.address", MONDAY, at("2026-11-25")),
    ("soa.other_address", MONDAY, at("2026-11-25")),
    ("soa.change", MONDAY, at("2026-11-25")),
    ("soa.child_household", MONDAY, at("2026-11-25")),
    ("soa.release", MONDAY, at("2026-11-25")),
    ("soa.non_event", MONDAY, at("2026-11-28")),
    ("soa.periodic", MONDAY, at("2027-11-23")),
    ("soa.periodic_no_fixed_abode", MONDAY, at("2026-11-30")),
    ("soa.travel", MONDAY, at("2026-11-16")),
    ("soa.travel_late", TEN_ON_MONDAY, at("2026-11-22", "22:00")),
    ("soa.return", MONDAY, at("2026-11-25")),
    ("soa.indefinite_review_adult", MONDAY, at("2041-11-23")),
    ("soa.indefinite_review_child", MONDAY, at("2034-11-23")),
    ("shpo.initial", MONDAY, at("2026-11-25")),
    ("dapo.initial", MONDAY, at("2026-11-25")),
    ("dapo.name", MONDAY, at("2026-11-25")),
    ("dapo.address", MONDAY, at("2026-11-25")),
    ("dapo.no_address", MONDAY, at("2026-11-25")),
    ("dapo.electronic_monitoring", MONDAY, at("2027-11-22")),
    ("dapn.hearing", TEN_ON_MONDAY, at("2026-11-25", "10:00")),
    ("dapn.arrest", TEN_ON_MONDAY, at("2026-11-24", "10:00")),
    ("dvpn.hearing", TEN_ON_MONDAY, at("2026-11-25", "10:00")),
    ("spo.initial", MONDAY, at("2026-11-25")),
    ("spo.name", MONDAY, at("2026-11-25")),
    ("spo.address", MONDAY, at("2026-11-25")),
    ("durations.spo_least", MONDAY, at("2028-11-22")),
    ("durations.shpo_least", MONDAY, at("2031-11-22")),
    ("durations.sro_least", MONDAY, at("2028-11-22")),
    ("durations.dvpo_least", MONDAY, at("2026-12-06")),
    ("durations.dvpo_most", MONDAY, at("2026-12-20")),
    ("durations.occ_most", MONDAY, at("2027-05-22")),
    ("durations.cbo_least", MONDAY, at("2028-11-22")),
    ("durations.voo_least", MONDAY, at("2028-11-22")),
    ("durations.voo_most", MONDAY, at("2031-11-22")),
    ("durations.prebail_custody_officer", MONDAY, at("2027-02-22")),
    ("durations.prebail_inspector", MONDAY, at("2027-05-22")),
    ("durations.prebail_superintendent", MONDAY, at("2027-08-22")),
    ("durations.monitoring_extension", MONDAY, at("2027-11-22")),
    ("durations.reminder_first", MONDAY, at("2026-10-26")),
    ("durations.reminder_second", MONDAY, at("2026-11-16")),
    ("durations.reminder_last", MONDAY, at("2026-11-22")),
    ("arrests.dvpn", TEN_ON_MONDAY, at("2026-11-24", "10:00")),
    ("arrests.dvpo", TEN_ON_MONDAY, at("2026-11-24", "10:00")),
    ("arrests.attached", TEN_ON_MONDAY, at("2026-11-24", "10:00")),
    ("arrests.bail", TEN_ON_MONDAY, at("2026-11-24", "10:00")),
    ("orders.decision", TEN_ON_MONDAY, at("2026-11-24", "10:00")),
    ("meetings.repeat", MONDAY, at("2027-11-23")),
    ("meetings.flag", MONDAY, at("2027-11-23")),
    ("meetings.hearing", MONDAY, at("2026-12-21")),
    ("meetings.refer_again", MONDAY, at("2026-11-25")),
    ("meetings.minutes", MONDAY, at("2026-11-30")),
    ("meetings.mappa_level_2", MONDAY, at("2027-02-15")),
    ("meetings.mappa_level_3", MONDAY, at("2027-01-04")),
    ("meetings.share", MONDAY, at("2027-11-23")),
    ("dvds.checks", TEN_ON_MONDAY, at("2026-11-24", "10:00")),
    ("dvds.meeting", MONDAY, at("2026-12-03")),
    ("dvds.overall", MONDAY, at("2026-12-21")),
    ("dvds.emergency_reading", MONDAY, at("2026-11-24")),
    ("vcop.court", MONDAY, at("2026-11-24")),
    ("vcop.review_request", MONDAY, at("2027-02-23")),
    ("contact.confirm", MONDAY, at("2027-02-21")),
    ("contact.after_refuge", MONDAY, at("2026-11-30")),
    ("safeguards.review", MONDAY, at("2027-02-23")),
    ("safeguards.marker_ends", MONDAY, at("2027-11-23")),
    ("safeguards.device_ends", MONDAY, at("2027-05-23")),
    ("risk.review_standard", MONDAY, at("2027-05-24")),
    ("risk.review_medium", MONDAY, at("2027-02-22")),
    ("risk.review_high", MONDAY, at("2026-12-21")),
    ("risk.after_incident", TEN_ON_MONDAY, at("2026-11-24", "10:00")),
    ("risk.lowered_holds", MONDAY, at("2026-12-23")),
    ("risk.answer_lowering", MONDAY, at("2026-11-26")),
    ("escalation.reminded", MONDAY, at("2026-11-20")),
    ("escalation.due", MONDAY, at("2026-11-23")),
    ("escalation.late", MONDAY, at("2026-11-24")),
    ("escalation.supervisor", MONDAY, at("2026-11-26")),
    ("escalation.lead", MONDAY, at("2026-11-30")),
    ("escalation.standards", MONDAY, at("2026-12-03")),
    ("escalation.oversight", MONDAY, at("2026-12-07")),
    ("escalation.again", MONDAY, at("2026-11-30")),
    ("task.hold_longest", MONDAY, at("2026-12-21")),
    ("task.put_off_longest", MONDAY, at("2026-12-07")),
    ("task.put_off_agreed", MONDAY, at("2027-01-18")),
    ("task.countersign", MONDAY, at("2026-11-25")),
    ("glass.open", TEN_ON_MONDAY, at("2026-11-23", "11:00")),
    ("glass.review", TEN_ON_MONDAY, at("2026-11-26", "10:00")),
    ("glass.answer_for", MONDAY, at("2026-11-30")),
    ("reasons.review", MONDAY, at("2026-12-07")),
    ("reasons.answer_for", MONDAY, at("2026-11-30")),
    ("exceptions.review", MONDAY, at("2027-11-23")),
    ("misuse.answer", MONDAY, at("2026-11-30")),
    ("access.answer", MONDAY, at("2026-12-22")),
    ("case.review_not_set", MONDAY, at("2026-12-21")),
    ("case.review_high", MONDAY, at("2026-12-21")),
    ("case.review_medium", MONDAY, at("2027-02-22")),
    ("case.review_standard", MONDAY, at("2027-05-24")),
    ("dar.initial", MONDAY, at("2026-11-25")),
    ("dar.name", MONDAY, at("2026-11-25")),
    ("dar.address", MONDAY, at("2026-11-25")),
    ("dar.other_address", MONDAY, at("2026-11-25")),
    ("dar.change", MONDAY, at("2026-11-25")),
    ("dar.child_household", MONDAY, at("2026-11-25")),
    ("dar.release", MONDAY, at("2026-11-25")),
    ("dar.non_event", MONDAY, at("2026-11-28")),
    ("dar.periodic", MONDAY, at("2027-11-23")),
    ("dar.periodic_no_fixed_abode", MONDAY, at("2026-11-30")),
    ("dar.travel", MONDAY, at("2026-11-16")),
    ("dar.travel_late", TEN_ON_MONDAY, at("2026-11-22", "22:00")),
    ("dar.return", MONDAY, at("2026-11-25")),
    ("soa.intended_name", MONDAY, at("2026-11-16")),
    ("soa.absence", TEN_ON_MONDAY, at("2026-11-22", "22:00")),
    ("soa.child_household_before", TEN_ON_MONDAY, at("2026-11-22", "22:00")),
    ("dapo.court_item", MONDAY, at("2026-11-25")),
    ("encompass.school", TEN_ON_MONDAY, at("2026-11-24", "08:00")),
    ("vcop.referral", MONDAY, at("2026-11-25")),
    ("vcop.enhanced", MONDAY, at("2026-11-24")),
    ("vcop.standard", MONDAY, at("2026-11-30")),
    ("vcop.victim_contact", MONDAY, at("2026-12-21")),
    ("management.visit_not_set", MONDAY, at("2026-12-23")),
    ("management.visit_very_high", MONDAY, at("2026-12-23")),
    ("management.visit_high", MONDAY, at("2027-02-23")),
    ("management.visit_medium", MONDAY, at("2027-05-23")),
    ("management.visit_low", MONDAY, at("2027-11-23")),
    ("management.reactive_from", MONDAY, at("2029-11-23")),
    ("management.reactive_review", MONDAY, at("2027-11-23")),
    ("management.retry_not_set", MONDAY, at("2026-11-24")),
    ("management.retry_very_high", MONDAY, at("2026-11-24")),
    ("management.retry_high", MONDAY, at("2026-11-25")),
    ("management.retry_medium", MONDAY, at("2026-11-30")),
    ("management.retry_low", MONDAY, at("2026-12-07")),
    ("management.concern", MONDAY, at("2026-11-24")),
    ("management.transfer_answer_not_set", TEN_ON_MONDAY, at("2026-11-24", "10:00")),
    ("management.transfer_answer_very_high", TEN_ON_MONDAY, at("2026-11-24", "10:00")),
    ("management.transfer_answer_high", TEN_ON_MONDAY, at("2026-11-25")),
    ("management.transfer_answer_medium", TEN_ON_MONDAY, at("2026-11-30")),
    ("management.transfer_answer_low", TEN_ON_MONDAY, at("2026-11-30")),
    ("management.plan_first", MONDAY, at("2026-12-14")),
    ("management.plan_after_change", MONDAY, at("2026-12-14")),
    ("management.plan_review", MONDAY, at("2027-11-23")),
    ("management.plan_review_mappa_1", MONDAY, at("2027-05-23")),
    ("management.plan_review_mappa_2", MONDAY, at("2027-03-15")),
    ("management.plan_review_mappa_3", MONDAY, at("2027-01-18")),
    ("register.alert_answer_low", TEN_ON_MONDAY, at("2026-11-26", "10:00")),
    ("register.alert_answer_medium", TEN_ON_MONDAY, at("2026-11-24", "10:00")),
    ("register.alert_answer_high", TEN_ON_MONDAY, at("2026-11-23", "14:00")),
    ("register.alert_answer_very_high", TEN_ON_MONDAY, at("2026-11-23", "11:00")),
    ("register.near_protected", TEN_ON_MONDAY, at("2026-11-23", "11:00")),
    ("register.near_stranger", TEN_ON_MONDAY, at("2026-11-24", "10:00")),
    ("register.match_answer", MONDAY, at("2026-11-30")),
    ("register.match_answer_urgent", TEN_ON_MONDAY, at("2026-11-24", "10:00")),
    ("register.dual_registration", MONDAY, at("2026-11-30")),
    ("register.complete_record", MONDAY, at("2026-11-30")),
    ("retention.minimum", MONDAY, at("2032-11-23")),
    ("retention.group_1", MONDAY, at("2036-11-23")),
    ("retention.group_2", MONDAY, at("2036-11-23")),
    ("retention.group_3", MONDAY, at("2032-11-23")),
    ("retention.group_4", MONDAY, at("2032-11-23")),
    ("retention.aged_100", MONDAY, at("2126-11-23")),
    ("retention.under_18", MONDAY, at("2032-11-23")),
    ("retention.register_record", MONDAY, at("2036-11-23")),
    ("retention.victim", MONDAY, at("2032-11-23")),
    ("retention.address_flag", MONDAY, at("2027-11-23")),
    ("retention.after_death", MONDAY, at("2032-11-23")),
    ("retention.log_details", MONDAY, at("2033-11-23")),
    ("indefinite.acknowledgement", MONDAY, at("2026-12-07")),
    ("indefinite.information", MONDAY, at("2026-12-21")),
    ("indefinite.decision", MONDAY, at("2027-01-04")),
    ("indefinite.appeal", MONDAY, at("2026-12-14")),
    ("indefinite.again", MONDAY, at("2034-11-23")),
    ("indefinite.again_latest", MONDAY, at("2041-11-23")),
    ("review.very_high", MONDAY, at("2027-03-23")),
    ("review.high", MONDAY, at("2027-05-23")),
    ("review.medium", MONDAY, at("2027-11-23")),
    ("review.low", MONDAY, at("2027-11-23")),
    ("review.not_assessed", MONDAY, at("2027-05-23")),
    ("review.designation", MONDAY, at("2027-02-23")),
]


def limit(code: str) -> TimeLimit:
    """The record in force, or the one that is enacted and waits for its commencement."""
    return next(
        each for each in CATALOGUE if each.code == code and (each.in_force_from is None or each.is_in_force(MONDAY))
    )


@pytest.mark.parametrize(("code", "start", "end"), [pytest.param(*row, id=row[0]) for row in ROWS])
def test_each_limit(code: str, start: date | datetime, end: datetime) -> None:
    result = due(limit(code), start)
    assert (result.at, result.limit_code, result.starts_on) == (end, code, MONDAY)
    assert result.due_on == end.date()


def test_every_limit_has_a_row() -> None:
    assert {row[0] for row in ROWS} == {each.code for each in CATALOGUE}


def test_a_limit_that_has_not_commenced_is_never_applied() -> None:
    waiting = next(each for each in CATALOGUE if each.in_force_from is None)

    assert not waiting.is_in_force(date.max)
    with pytest.raises(LookupError):
        limit_in_force(waiting.code, MONDAY)


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        pytest.param("dapn.hearing", at("2026-11-27", "10:00"), at("2026-11-30", "10:00"), id="a-sunday-left-out"),
        pytest.param("dapn.hearing", at("2026-11-26", "10:00"), at("2026-11-28", "10:00"), id="a-saturday-counts"),
        pytest.param("dapn.hearing", at("2026-11-29", "15:00"), at("2026-12-02", "00:00"), id="given-on-a-sunday"),
        pytest.param("dapn.hearing", at("2026-04-02", "18:00"), at("2026-04-07", "18:00"), id="over-easter"),
        pytest.param("dapn.hearing", at("2026-12-24", "12:00"), at("2026-12-30", "12:00"), id="over-christmas"),
        pytest.param("dapn.arrest", at("2026-12-24", "12:00"), at("2026-12-29", "12:00"), id="arrest-on-christmas-eve"),
        pytest.param("dapn.arrest", at("2026-11-28", "22:00"), at("2026-11-30", "22:00"), id="arrest-on-a-saturday"),
        pytest.param("dapn.arrest", at("2026-04-03", "01:00"), at("2026-04-05", "00:00"), id="arrest-on-good-friday"),
        pytest.param(
            "dapn.hearing", at("2026-03-27", "12:00"), at("2026-03-30", "12:00"), id="clocks-on-inside-a-sunday"
        ),
        pytest.param(
            "dapn.hearing", at("2026-10-23", "12:00"), at("2026-10-26", "12:00"), id="clocks-back-inside-a-sunday"
        ),
        pytest.param(
            "dvds.checks", at("2026-03-28", "12:00"), at("2026-03-29", "13:00"), id="clocks-on-24-hours-elapse"
        ),
        pytest.param(
            "dvds.checks", at("2026-10-24", "12:00"), at("2026-10-25", "11:00"), id="clocks-back-24-hours-elapse"
        ),
        pytest.param("soa.travel_late", at("2026-03-29", "12:00"), at("2026-03-28", "23:00"), id="clocks-on-before"),
        pytest.param("soa.initial", date(2026, 12, 25), at("2026-12-27"), id="three-days-count-christmas-and-sunday"),
        pytest.param("dapo.initial", date(2026, 4, 3), at("2026-04-05"), id="three-days-count-good-friday"),
        pytest.param("soa.initial", date(2026, 3, 28), at("2026-03-30"), id="days-over-clocks-on"),
        pytest.param("spo.initial", date(2026, 12, 30), at("2027-01-01"), id="days-over-the-year"),
        pytest.param("soa.periodic", date(2024, 2, 29), at("2025-02-28"), id="a-year-from-a-leap-day"),
        pytest.param("vcop.enhanced", date(2026, 4, 2), at("2026-04-07"), id="working-day-over-easter"),
        pytest.param("vcop.standard", date(2026, 12, 23), at("2027-01-04"), id="working-days-over-christmas"),
        pytest.param(
            "encompass.school", at("2026-11-24", "02:00"), at("2026-11-24", "08:00"), id="night-before-school"
        ),
        pytest.param("encompass.school", at("2026-11-24", "08:00"), at("2026-11-25", "08:00"), id="school-has-begun"),
        pytest.param("encompass.school", at("2026-11-27", "20:00"), at("2026-11-30", "08:00"), id="friday-evening"),
        pytest.param("encompass.school", at("2026-04-02", "20:00"), at("2026-04-07", "08:00"), id="before-easter"),
        pytest.param("dapn.hearing", MONDAY, at("2026-11-25", "00:00"), id="a-day-without-a-time-is-its-first-moment"),
        pytest.param("encompass.school", MONDAY, at("2026-11-23", "08:00"), id="a-day-without-a-time-before-school"),
        pytest.param(
            "soa.initial", datetime(2026, 7, 1, 23, 30, tzinfo=UTC), at("2026-07-04"), id="a-day-is-of-london"
        ),
    ],
)
def test_each_way_of_counting(code: str, start: date | datetime, end: datetime) -> None:
    assert due(limit(code), start).at.astimezone(UTC) == end.astimezone(UTC)


def test_what_is_due_at_midnight_is_due_on_the_day_before_it() -> None:
    result = due(limit("dapn.arrest"), at("2026-11-27", "00:00"))
    assert result.at == at("2026-11-28", "00:00")
    assert result.due_on == date(2026, 11, 27)
    assert "until the end of 27 November 2026" in result.explanation


def day(number: int) -> date:
    return date(2026, 11, number)


@pytest.mark.parametrize(
    ("code", "start", "paused", "due_on"),
    [
        pytest.param("soa.initial", day(2), [(day(2), day(10))], day(12), id="from-conviction-to-prison"),
        pytest.param("soa.initial", day(2), [(day(3), day(10))], day(11), id="one-day-was-free"),
        pytest.param("soa.initial", day(2), [(day(5), day(10))], day(4), id="custody-after-the-last-day"),
        pytest.param("soa.initial", day(2), [(day(2), None)], None, id="still-in-custody"),
        pytest.param("soa.initial", day(2), [(day(2), day(4)), (day(5), None)], None, id="in-custody-again"),
        pytest.param(
            "soa.initial", day(2), [(day(5), day(7)), (day(2), day(4))], day(8), id="two-periods-in-any-order"
        ),
        pytest.param(
            "soa.initial", day(2), [(day(4), day(8)), (day(2), day(4))], day(10), id="moved-to-another-prison"
        ),
        pytest.param("soa.initial", day(2), [(day(2), day(8)), (day(4), day(6))], day(10), id="one-inside-the-other"),
        pytest.param("shpo.initial", day(2), [(day(2), day(10))], day(12), id="shpo-is-suspended"),
        pytest.param("dapo.initial", day(2), [(day(2), day(10))], day(4), id="dapo-is-not-suspended"),
        pytest.param(
            "dapo.initial", day(2), [(day(2), None)], day(4), id="dapo-is-not-suspended-by-custody-that-lasts"
        ),
        pytest.param("spo.initial", day(2), [(day(2), day(10))], day(4), id="spo-is-not-suspended"),
        pytest.param("soa.release", day(10), [(day(2), day(10))], day(12), id="release-is-day-1"),
        pytest.param("soa.non_event", day(2), [(day(4), day(6))], day(9), id="six-days"),
        pytest.param("soa.periodic", date(2025, 11, 5), [(day(2), day(10))], day(12), id="year-ends-in-custody"),
        pytest.param("soa.periodic", date(2025, 11, 5), [(day(2), None)], None, id="year-ends-in-custody-that-lasts"),
        pytest.param("soa.periodic", date(2025, 11, 5), [(day(2), day(4))], day(5), id="custody-before-the-year-ends"),
        pytest.param("soa.periodic_no_fixed_abode", day(2), [(day(8), day(20))], day(22), id="week-ends-in-custody"),
    ],
)
def test_custody_and_absence(
    code: str, start: date, paused: list[tuple[date, date | None]], due_on: date | None
) -> None:
    result = due(limit(code), start, paused=paused)
    assert (result and result.due_on) == due_on


def test_a_matter_stays_under_the_record_that_was_in_force_when_it_began() -> None:
    """A made-up change: three days until the end of 2026, two from then on."""
    old = TimeLimit("x", "X", "An Act", 3, Unit.DAYS, Counting.BEGINNING_WITH, date(2020, 1, 1), date(2026, 12, 31))
    new = TimeLimit("x", "X", "An Act", 2, Unit.DAYS, Counting.BEGINNING_WITH, date(2027, 1, 1))
    for begun, record in ((date(2020, 1, 1), old), (date(2026, 12, 31), old), (date(2027, 1, 1), new)):
        assert limit_in_force("x", begun, (new, old)) is record
    with pytest.raises(LookupError, match="No limit x was in force on 31 December 2019"):
        limit_in_force("x", date(2019, 12, 31), (new, old))


def test_a_code_has_one_record_at_a_time() -> None:
    by_code: dict[str, list[TimeLimit]] = {}
    for each in CATALOGUE:
        by_code.setdefault(each.code, []).append(each)
    for records in by_code.values():
        for earlier, later in pairwise(sorted(records, key=lambda record: record.in_force_from or date.max)):
            assert earlier.in_force_to is not None
            assert earlier.in_force_to < (later.in_force_from or date.max)


@pytest.mark.parametrize("record", CATALOGUE, ids=lambda record: record.code)
def test_every_record_is_whole(record: TimeLimit) -> None:
    assert record.title
    assert record.length > 0
    assert record.authority
    assert (record.confidence is Confidence.PROPOSAL) == (NO_AUTHORITY in record.authority)
    assert (record.unit is Unit.HOURS) >= (record.counting is Counting.FROM_THE_MOMENT)
    assert record.in_force_to is None or (
        record.in_force_from is not None and record.in_force_from <= record.in_force_to
    )


def test_the_explanation_says_what_how_long_from_when_until_when_and_by_what_authority() -> None:
    result = due(limit("soa.initial"), MONDAY)
    assert result.explanation == (
        "Initial notification: 3 days beginning with 23 November 2026, which is day 1, so until the end of 25 November "
        "2026. Left out: time in custody, in hospital detention or outside the United Kingdom. Sexual Offences Act "
        "2003 s.83(1), (6)."
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_explanation_names_the_start_and_the_authority(row: tuple[str, date | datetime, datetime]) -> None:
    code, start, _ = row
    explanation = due(limit(code), start).explanation
    assert in_words(MONDAY) in explanation
    assert explanation.endswith(f"{limit(code).authority}.")


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        pytest.param(date(2026, 1, 31), 1, date(2026, 2, 28), id="shorter-month"),
        pytest.param(date(2028, 1, 31), 1, date(2028, 2, 29), id="leap-year"),
        pytest.param(date(2026, 11, 30), 1, date(2026, 12, 30), id="to-december"),
        pytest.param(date(2026, 12, 31), 2, date(2027, 2, 28), id="over-the-year"),
        pytest.param(date(2026, 5, 5), 120, date(2036, 5, 5), id="ten-years"),
    ],
)
def test_months_after(start: date, months: int, end: date) -> None:
    assert months_after(start, months) == end


DAYS = st.dates(date(2025, 12, 1), date(2035, 12, 31))
LIMITS = st.sampled_from(CATALOGUE)
MOMENTS = st.datetimes(datetime(2025, 12, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
OFFSETS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=3)


def pauses_after(start: date, offsets: list[tuple[int, int]]) -> list[tuple[date, date | None]]:
    """Pauses that begin so many days after the start and last so many days."""
    begins = [(start + timedelta(days=first), length) for first, length in offsets]
    return [(first, first + timedelta(days=length)) for first, length in begins]


def when(result: Due | None) -> datetime:
    """When it is due; a date without an end sorts last."""
    return result.at if result else datetime.max.replace(tzinfo=UTC)


@given(limit=LIMITS, start=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=40)))
def test_a_later_start_is_never_due_earlier(limit: TimeLimit, start: datetime, later: timedelta) -> None:
    assert due(limit, start).at <= due(limit, start + later).at


@given(limit=LIMITS, start=DAYS, later=st.integers(0, 40), offsets=OFFSETS)
def test_a_later_start_is_never_due_earlier_in_and_out_of_custody(
    limit: TimeLimit, start: date, later: int, offsets: list[tuple[int, int]]
) -> None:
    """A year that ends in custody runs until the third day of freedom (s.85(3)), and one that ends just after does not.

    There the Act itself lets a later start end earlier, by two days at the most.
    """
    slack = timedelta(days=2 if limit.disregards is Disregards.UNTIL_AFTER_DETENTION else 0)
    paused = pauses_after(start, offsets)
    first = due(limit, start, paused=paused)
    second = due(limit, start + timedelta(days=later), paused=paused)
    assert first is not None
    assert second is not None
    assert first.at <= second.at + slack


@given(limit=LIMITS, start=MOMENTS, offsets=st.frozensets(st.integers(0, 40)))
def test_adding_a_holiday_never_shortens(limit: TimeLimit, start: datetime, offsets: frozenset[int]) -> None:
    more = frozenset(start.date() + timedelta(days=offset) for offset in offsets)
    assert due(limit, start, more_holidays=more).at >= due(limit, start).at


@given(limit=LIMITS, start=DAYS, offsets=OFFSETS, more=st.tuples(st.integers(0, 30), st.none() | st.integers(0, 30)))
def test_more_custody_never_shortens(
    limit: TimeLimit, start: date, offsets: list[tuple[int, int]], more: tuple[int, int | None]
) -> None:
    paused = pauses_after(start, offsets)
    begins = start + timedelta(days=more[0])
    longer = [*paused, (begins, None if more[1] is None else begins + timedelta(days=more[1]))]
    assert when(due(limit, start, paused=longer)) >= when(due(limit, start, paused=paused))


@given(limit=LIMITS, start=MOMENTS, offsets=OFFSETS)
def test_recomputing_changes_nothing(limit: TimeLimit, start: datetime, offsets: list[tuple[int, int]]) -> None:
    """Also from the order of the pauses, and from the time zone in which the start was written."""
    paused = pauses_after(start.date(), offsets)
    once = due(limit, start, paused=paused)
    assert once == due(limit, start, paused=paused)
    assert once == due(limit, start.astimezone(LONDON), paused=paused[::-1])


@given(start=MOMENTS)
def test_what_leaves_out_excluded_days_ends_on_none_of_them(start: datetime) -> None:
    assert not is_excluded_day(due(limit("dapn.hearing"), start).due_on)


@given(start=DAYS)
def test_what_counts_working_days_ends_on_one(start: date) -> None:
    assert is_working_day(due(limit("vcop.standard"), start).due_on)
