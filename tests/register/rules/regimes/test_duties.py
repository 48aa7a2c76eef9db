"""Every duty that follows from the facts: one row for each way in which the law starts, stops and restarts a clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.regimes.duties import duties_of
from register.rules.regimes.facts import Away, Detention, Duty, Ground, Happening, LegalFacts, State, Stay, Taken
from register.rules.regimes.table import KINDS, REGIMES, DutyKind
from register.rules.time_limits import CATALOGUE, LONDON

K = DutyKind
SOA = Ground("requirement:1", "soa", date(2026, 11, 2))
SPO = Ground("order:2", "spo", date(2026, 11, 2))
DAPO = Ground("order:1", "dapo", date(2026, 11, 2))


def day(number: int) -> date:
    return date(2026, 11, number)


def told(number: int, *kinds: DutyKind, key: str = "", answers: str = "", **more: Any) -> Taken:
    keys = frozenset(answers.split())
    return Taken(key or f"notification:{number}", day(number), frozenset(kinds), keys, **more)


def happened(kind: DutyKind, number: int | None, **more: Any) -> Happening:
    return Happening("change:1", kind, number and day(number), **more)


def in_custody(first: int, free: int | None = None) -> Away:
    return Away("absence:1", Detention.CUSTODY, day(first), free and day(free))


def stay(first: int, free: int | None = None) -> Stay:
    return Stay(day(first), free and day(free))


def lines(facts: LegalFacts) -> list[str]:
    return [in_short(each) for each in duties_of(facts)]


def in_short(duty: Duty) -> str:
    due = f"{duty.due_on:%d.%m.%Y}" if duty.due_on else "paused"
    return f"{duty.kind} {duty.limit_code} {due} {duty.state}"


ROWS: list[tuple[str, LegalFacts, list[str]]] = [
    ("soa-from-conviction", LegalFacts((SOA,)), ["initial soa.initial 04.11.2026 open"]),
    ("dapo-from-the-day-made", LegalFacts((DAPO,)), ["initial dapo.initial 04.11.2026 open"]),
    ("spo-from-service", LegalFacts((SPO,)), ["initial spo.initial 04.11.2026 open"]),
    ("soa-in-custody", LegalFacts((SOA,), (in_custody(2),)), ["initial soa.initial paused open"]),
    (
        "soa-released", LegalFacts((SOA,), (in_custody(2, 20),)),
        ["initial soa.initial 22.11.2026 open", "release soa.release 22.11.2026 open"],
    ),
    ("dapo-runs-on-in-custody", LegalFacts((DAPO,), (in_custody(2),)), ["initial dapo.initial 04.11.2026 open"]),
    (
        "the-initial-notification-tells-of-the-release-too",
        LegalFacts((SOA,), (in_custody(2, 20),), notifications=(told(21, K.INITIAL),)),
        ["initial soa.initial 22.11.2026 met", "release soa.release 22.11.2026 met",
         "periodic soa.periodic 21.11.2027 open"],
    ),
    (
        "a-year-after-the-last-notification", LegalFacts((SOA,), notifications=(told(3, K.INITIAL),)),
        ["initial soa.initial 04.11.2026 met", "periodic soa.periodic 03.11.2027 open"],
    ),
    (
        "a-change-restarts-the-year",
        LegalFacts(
            (SOA,), (), (happened(K.HOME_ADDRESS, 9),),
            (told(3, K.INITIAL), told(10, K.HOME_ADDRESS, answers="change:1")),
        ),
        ["initial soa.initial 04.11.2026 met", "periodic soa.periodic 03.11.2027 met",
         "home_address soa.address 11.11.2026 met", "periodic soa.periodic 10.11.2027 open"],
    ),
    (
        "a-journey-does-not-restart-the-year",
        LegalFacts(
            (SOA,), (), (happened(K.TRAVEL, 25, known_on=day(5)),),
            (told(3, K.INITIAL), told(10, K.TRAVEL, answers="change:1")),
        ),
        ["initial soa.initial 04.11.2026 met", "periodic soa.periodic 03.11.2027 open",
         "travel soa.travel 18.11.2026 met"],
    ),
    (
        "no-fixed-abode-is-weekly",
        LegalFacts((SOA,), notifications=(told(3, K.INITIAL, has_fixed_abode=False),)),
        ["initial soa.initial 04.11.2026 met", "weekly soa.periodic_no_fixed_abode 10.11.2026 open"],
    ),
    (
        "a-week-that-ends-in-custody",
        LegalFacts((SOA,), (in_custody(9, 20),), (), (told(3, K.INITIAL, has_fixed_abode=False),)),
        ["initial soa.initial 04.11.2026 met", "weekly soa.periodic_no_fixed_abode 22.11.2026 open",
         "release soa.release 22.11.2026 open"],
    ),
    (
        "a-journey-known-late-is-told-twelve-hours-before",
        LegalFacts(
            (SOA,), (),
            (happened(K.TRAVEL, 5, known_on=day(4), at=datetime(2026, 11, 5, 9, tzinfo=LONDON)),),
        ),
        ["initial soa.initial 04.11.2026 open", "travel soa.travel_late 04.11.2026 open"],
    ),
    (
        "a-return-that-was-not-told",
        LegalFacts((SOA,), (Away("absence:1", Detention.ABROAD, day(10), day(15)),)),
        ["initial soa.initial 04.11.2026 open", "return soa.return 17.11.2026 open"],
    ),
    (
        "a-return-that-was-told-before",
        LegalFacts((SOA,), (Away("absence:1", Detention.ABROAD, day(10), day(15), is_return_told=True),)),
        ["initial soa.initial 04.11.2026 open"],
    ),
    (
        "an-announced-move-that-came-about", LegalFacts(
            (SOA,), (), (happened(K.HOME_ADDRESS, 12, expected_on=day(11)),),
            (told(5, K.HOME_ADDRESS, answers="change:1"),),
        ),
        ["initial soa.initial 04.11.2026 open", "periodic soa.periodic 05.11.2027 open"],
    ),
    (
        "an-announced-move-more-than-two-days-early-must-be-told-again", LegalFacts(
            (SOA,), (), (happened(K.HOME_ADDRESS, 8, expected_on=day(11)),),
            (told(5, K.HOME_ADDRESS, answers="change:1"),),
        ),
        ["initial soa.initial 04.11.2026 open", "periodic soa.periodic 05.11.2027 open",
         "home_address soa.address 10.11.2026 open"],
    ),
    (
        "an-announced-move-of-which-nothing-is-known", LegalFacts(
            (SOA,), (), (happened(K.HOME_ADDRESS, None, expected_on=day(11)),),
            (told(5, K.HOME_ADDRESS, answers="change:1"),),
        ),
        ["initial soa.initial 04.11.2026 open", "periodic soa.periodic 05.11.2027 open",
         "non_event soa.non_event 16.11.2026 open"],
    ),
    (
        "a-journey-that-was-given-up", LegalFacts(
            (SOA,), (), (happened(K.TRAVEL, None, expected_on=day(25)),),
            (told(3, K.INITIAL), told(10, K.TRAVEL, answers="change:1")),
        ),
        ["initial soa.initial 04.11.2026 met", "periodic soa.periodic 03.11.2027 open"],
    ),
    (
        "an-announced-move-that-came-too-late", LegalFacts(
            (SOA,), (), (happened(K.HOME_ADDRESS, 20, expected_on=day(11)),),
            (told(5, K.HOME_ADDRESS, answers="change:1"),),
        ),
        ["initial soa.initial 04.11.2026 open", "periodic soa.periodic 05.11.2027 open",
         "non_event soa.non_event 16.11.2026 open", "home_address soa.address 22.11.2026 open"],
    ),
    (
        "dapo-asks-for-no-bank-account", LegalFacts((DAPO,), (), (happened(K.BANK, 9),)),
        ["initial dapo.initial 04.11.2026 open"],
    ),
    (
        "dapo-asks-for-the-loss-of-an-address", LegalFacts((DAPO,), (), (happened(K.NO_HOME_ADDRESS, 9),)),
        ["initial dapo.initial 04.11.2026 open", "no_home_address dapo.no_address 11.11.2026 open"],
    ),
    (
        "spo-has-no-yearly-notification", LegalFacts((SPO,), notifications=(told(3, K.INITIAL),)),
        ["initial spo.initial 04.11.2026 met"],
    ),
    (
        "dapo-revives-when-soa-ends", LegalFacts((DAPO, replace(SOA, ends_on=day(20)))),
        ["initial soa.initial 04.11.2026 open", "initial dapo.initial 22.11.2026 open"],
    ),
    (
        "a-requirement-that-ends-takes-later-duties-with-it",
        LegalFacts((replace(SOA, ends_on=day(20)),), (), (), (told(3, K.INITIAL),)),
        ["initial soa.initial 04.11.2026 met", "periodic soa.periodic 03.11.2027 ended"],
    ),
    (
        "what-was-missed-stays-open-when-the-requirement-ends", LegalFacts((replace(SOA, ends_on=day(20)),)),
        ["initial soa.initial 04.11.2026 open"],
    ),
    ("a-stay-stops-the-clock", LegalFacts((SOA,), stays=(stay(3),)), ["initial soa.initial paused open"]),
    (
        "a-stay-stops-the-clock-of-dapo-too", LegalFacts((DAPO,), stays=(stay(3),)),
        ["initial dapo.initial paused open"],
    ),
    (
        "after-a-stay-the-days-that-were-left-run", LegalFacts((DAPO,), stays=(stay(3, 20),)),
        ["initial dapo.initial 21.11.2026 open"],
    ),
    (
        "a-stay-and-custody-are-both-left-out", LegalFacts((SOA,), (in_custody(18, 25),), stays=(stay(3, 20),)),
        ["initial soa.initial 26.11.2026 open", "release soa.release 27.11.2026 open"],
    ),
    (
        "what-was-overdue-before-a-stay-stays-overdue", LegalFacts((SOA,), stays=(stay(9),)),
        ["initial soa.initial 04.11.2026 open"],
    ),
    (
        "what-changes-during-a-stay-is-told-after-it",
        LegalFacts((SOA,), (), (happened(K.HOME_ADDRESS, 12),), (told(3, K.INITIAL),), stays=(stay(9, 20),)),
        ["initial soa.initial 04.11.2026 met", "periodic soa.periodic 03.11.2027 open",
         "home_address soa.address 22.11.2026 open"],
    ),
    (
        "a-week-that-ends-in-a-stay-ends-with-day-3-after-it",
        LegalFacts((SOA,), notifications=(told(3, K.INITIAL, has_fixed_abode=False),), stays=(stay(9, 20),)),
        ["initial soa.initial 04.11.2026 met", "weekly soa.periodic_no_fixed_abode 22.11.2026 open"],
    ),
    (
        "a-journey-during-a-stay-is-not-told",
        LegalFacts((SOA,), (), (happened(K.TRAVEL, 19, known_on=day(3)),), (told(3, K.INITIAL),), stays=(stay(9, 20),)),
        ["initial soa.initial 04.11.2026 met", "periodic soa.periodic 03.11.2027 open",
         "travel soa.travel 12.11.2026 ended"],
    ),
    (
        "a-journey-after-a-stay-is-told-when-the-requirement-runs-again",
        LegalFacts((SOA,), (), (happened(K.TRAVEL, 22, known_on=day(3)),), (told(3, K.INITIAL),), stays=(stay(9, 20),)),
        ["initial soa.initial 04.11.2026 met", "periodic soa.periodic 03.11.2027 open",
         "travel soa.travel 20.11.2026 open"],
    ),
    (
        "an-appeal-that-is-allowed-ends-what-was-stayed", LegalFacts((SOA,), stays=(stay(3),), stops_on=day(20)),
        ["initial soa.initial paused ended"],
    ),
    ("death-ends-everything", LegalFacts((SOA,), died_on=day(9)), ["initial soa.initial 04.11.2026 ended"]),
    (
        "after-the-registration-nothing-begins",
        LegalFacts((SOA,), (), (happened(K.NAME, 15),), stops_on=day(9)),
        ["initial soa.initial 04.11.2026 open"],
    ),
    (
        "an-incomplete-notification-meets-nothing", LegalFacts((SOA,), notifications=(told(3),)),
        ["initial soa.initial 04.11.2026 open"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "expected"), [pytest.param(*row[1:], id=row[0]) for row in ROWS])
def test_each_way_in_which_a_clock_runs(facts: LegalFacts, expected: list[str]) -> None:
    assert lines(facts) == expected


def test_a_regime_that_policy_opens_is_modelled_on_the_sexual_offences_act() -> None:
    opened = {**REGIMES, "da_register": replace(REGIMES["da_register"], open_from=date(2026, 1, 1))}
    facts = LegalFacts((Ground("requirement:1", "da_register", day(2)),), (), (), (told(3, K.INITIAL),))

    duties = duties_of(facts, regimes=opened)

    assert [in_short(each) for each in duties] == [
        "initial dar.initial 04.11.2026 met", "periodic dar.periodic 03.11.2027 open",
    ]  # fmt: skip
    assert duties_of(facts) == ()


def test_a_late_notification_meets_the_duty_and_was_late() -> None:
    duty = duties_of(LegalFacts((SOA,), notifications=(told(9, K.INITIAL),)))[0]

    assert duty.state is State.MET
    assert duty.was_late


def test_a_revived_duty_says_so() -> None:
    revived = duties_of(LegalFacts((DAPO, replace(SOA, ends_on=day(20)))))[-1]

    assert revived.explanation.startswith("Revived when the requirement that stood in its place ended.")
    assert revived.key == "initial:order:1"


def test_every_limit_of_a_regime_is_in_the_catalogue_and_every_kind_in_the_table() -> None:
    codes = {limit.code for limit in CATALOGUE}
    named = {
        code for regime in REGIMES.values() for code in (*regime.limits.values(), *(regime.late_limits or {}).values())
    }

    assert named <= codes
    assert set(KINDS) == set(DutyKind)


days = st.integers(0, 700).map(lambda n: date(2025, 1, 1) + timedelta(days=n))


@st.composite
def histories(draw: st.DrawFn) -> LegalFacts:
    """Any history: grounds, absences one after another, changes, notifications."""
    grounds = draw(
        st.lists(st.tuples(st.sampled_from(["soa", "shpo", "spo", "dapo"]), days, st.none() | days), max_size=4)
    )
    marks = sorted(draw(st.lists(days, max_size=6, unique=True)))
    away = [
        Away(f"absence:{n}", draw(st.sampled_from(list(Detention))), first, free)
        for n, (first, free) in enumerate(zip(marks[::2], marks[1::2], strict=False))
    ]
    changes = draw(st.lists(st.tuples(st.sampled_from(list(KINDS)), days, st.none() | days), max_size=5))
    notifications = draw(st.lists(st.tuples(st.sets(st.sampled_from(list(KINDS))), days, st.booleans()), max_size=8))
    return LegalFacts(
        tuple(Ground(f"order:{n}", regime, first, last) for n, (regime, first, last) in enumerate(grounds)),
        tuple(away),
        tuple(Happening(f"change:{n}", kind, on, expected_on=exp) for n, (kind, on, exp) in enumerate(changes)),
        tuple(
            Taken(f"notification:{n}", on, frozenset(kinds), frozenset({f"change:{n % 5}"}), fixed)
            for n, (kinds, on, fixed) in enumerate(notifications)
        ),
        stays=draw(st.just(()) | st.tuples(days, st.integers(1, 90)).map(_stay_of)),
    )


def _stay_of(drawn: tuple[date, int]) -> tuple[Stay, ...]:
    first, length = drawn
    return (Stay(first, first + timedelta(days=length) if length < 60 else None),)


@given(histories())
def test_computing_again_gives_the_same_in_any_order_of_the_facts(facts: LegalFacts) -> None:
    backwards = LegalFacts(
        facts.grounds[::-1], facts.away[::-1], facts.happenings[::-1], facts.notifications[::-1], stays=facts.stays
    )

    assert duties_of(facts) == duties_of(backwards)


@given(st.integers(0, 30), st.integers(1, 60), st.sampled_from(["soa", "shpo", "spo", "dapo"]))
def test_a_stay_never_brings_a_duty_forward(before: int, length: int, regime: str) -> None:
    ground = Ground("order:1", regime, date(2026, 3, 2))
    first = date(2026, 2, 20) + timedelta(days=before)
    free, stayed = (
        duties_of(LegalFacts((ground,), stays=stays))[0]
        for stays in ((), (Stay(first, first + timedelta(days=length)),))
    )

    assert free.due_on is not None
    assert stayed.due_on is not None
    assert stayed.due_on >= free.due_on


def test_a_stayed_duty_says_so_and_one_after_a_stay_says_what_was_left_out() -> None:
    waiting = duties_of(LegalFacts((SOA,), stays=(stay(3),)))[0]
    runs = duties_of(LegalFacts((SOA,), stays=(stay(3, 20),)))[0]

    assert "A court has suspended the requirements while an appeal waits." in waiting.explanation
    assert "Left out too: the time for which a court suspended the requirements." in runs.explanation


def test_a_journey_told_of_though_the_requirement_was_suspended_is_met_and_not_ended() -> None:
    journey = happened(K.TRAVEL, 25, known_on=day(10))
    notified = (told(3, K.INITIAL), told(12, K.TRAVEL, answers="change:1"))

    duties = duties_of(LegalFacts((SOA,), (), (journey,), notified, stays=(stay(20),)))

    travel = next(each for each in duties if each.kind == K.TRAVEL)
    assert (travel.state, travel.met_on, travel.ended_on, travel.ended_why) == (State.MET, day(12), None, "")


@given(histories())
def test_every_duty_has_one_key_and_is_due_after_it_starts(facts: LegalFacts) -> None:
    duties = duties_of(facts)

    assert len({each.key for each in duties}) == len(duties)
    assert all(each.due_on is None or each.due_on >= each.starts_on for each in duties)
    assert all((each.met_on is None) == (each.state is not State.MET) for each in duties)
    assert all((each.ended_on is None) == (each.state is not State.ENDED) for each in duties)


@given(days, st.integers(1, 60), st.sampled_from(["soa", "shpo", "spo", "dapo"]))
def test_a_later_start_is_never_due_earlier(start: date, later: int, regime: str) -> None:
    first, second = (
        duties_of(LegalFacts((Ground("order:1", regime, on),)))[0] for on in (start, start + timedelta(days=later))
    )

    assert first.due_on is not None
    assert second.due_on is not None
    assert first.due_on < second.due_on


@given(st.integers(0, 30), st.integers(1, 30), st.sampled_from(["soa", "dapo"]))
def test_time_in_custody_never_brings_a_duty_forward(before: int, length: int, regime: str) -> None:
    ground = Ground("order:1", regime, date(2026, 3, 2))
    first = date(2026, 2, 20) + timedelta(days=before)
    free, held = (
        duties_of(LegalFacts((ground,), away))[0]
        for away in ((), (Away("absence:1", Detention.CUSTODY, first, first + timedelta(days=length)),))
    )

    assert free.due_on is not None
    assert held.due_on is not None
    assert held.due_on >= free.due_on
