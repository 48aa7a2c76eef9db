from __future__ import annotations

import csv
from pathlib import Path

import pytest

import register
from register.rules.notifications.breaches import (
    INTERIM,
    MOVES,
    NO_OFFENCE,
    UNDECIDED,
    BreachStatus,
    Failure,
    may_become,
    offence_of,
)
from register.rules.regimes.table import REGIMES, DutyKind

LISTED = Path(register.__file__).parent / "reference" / "offences.csv"
GIVEN = (Failure.NOT_IN_TIME, Failure.INCOMPLETE)


@pytest.mark.parametrize("regime", REGIMES)
@pytest.mark.parametrize("kind", list(DutyKind))
@pytest.mark.parametrize("failure", list(Failure))
def test_every_failure_of_every_regime_and_kind_has_an_offence_or_says_that_there_is_none(
    regime: str, kind: DutyKind, failure: Failure
) -> None:
    offence = offence_of(failure, regime, kind)

    assert offence.title and offence.authority
    assert (offence.code == "") is (offence is NO_OFFENCE)
    assert (offence is NO_OFFENCE) is (regime == "da_register")


@pytest.mark.parametrize(
    ("regime", "kind", "code"),
    [
        pytest.param("dapo", DutyKind.INITIAL, "DA21002", id="dapo-initial"),
        pytest.param("dapo", DutyKind.NAME, "DA21003", id="dapo-name"),
        pytest.param("dapo", DutyKind.HOME_ADDRESS, "DA21006", id="dapo-home"),
        pytest.param("dapo", DutyKind.NO_HOME_ADDRESS, "DA21007", id="dapo-no-home"),
        pytest.param("dapo", DutyKind.COURT_ITEM, "DA21001", id="dapo-court-item"),
        pytest.param("spo", DutyKind.INITIAL, "ST19002", id="spo-initial"),
        pytest.param("spo", DutyKind.NAME, "ST19003", id="spo-name"),
        pytest.param("spo", DutyKind.HOME_ADDRESS, "ST19004", id="spo-home"),
        pytest.param("soa", DutyKind.PERIODIC, "SX03204", id="soa-periodic"),
        pytest.param("soa", DutyKind.TRAVEL, "SX03204", id="soa-travel"),
        pytest.param("shpo", DutyKind.INITIAL, "SX03204", id="shpo-initial"),
    ],
)
@pytest.mark.parametrize("failure", GIVEN)
def test_what_was_not_given_has_the_code_of_its_kind(failure: Failure, regime: str, kind: DutyKind, code: str) -> None:
    assert offence_of(failure, regime, kind).code == code


@pytest.mark.parametrize(
    ("failure", "regime", "code"),
    [
        pytest.param(Failure.FALSE, "dapo", "DA21004", id="dapo-false"),
        pytest.param(Failure.FALSE, "spo", "ST19006", id="spo-false"),
        pytest.param(Failure.FALSE, "soa", "SX03204", id="soa-false"),
        pytest.param(Failure.REFUSED_IDENTITY, "dapo", "DA21005", id="dapo-refused"),
        pytest.param(Failure.REFUSED_IDENTITY, "spo", "ST19005", id="spo-refused"),
        pytest.param(Failure.REFUSED_IDENTITY, "shpo", "SX03204", id="shpo-refused"),
    ],
)
def test_falsehood_and_refusal_have_their_own_codes(failure: Failure, regime: str, code: str) -> None:
    assert offence_of(failure, regime).code == code


def test_an_interim_order_has_its_own_code() -> None:
    assert offence_of(Failure.NOT_IN_TIME, "shpo", DutyKind.INITIAL, is_interim=True) is INTERIM
    assert offence_of(Failure.NOT_IN_TIME, "dapo", DutyKind.INITIAL, is_interim=True).code == "DA21002"


def test_what_was_not_given_must_say_what() -> None:
    with pytest.raises(KeyError):
        offence_of(Failure.NOT_IN_TIME, "dapo")


def test_nothing_leads_back_to_suspicion_and_every_status_has_its_moves() -> None:
    assert MOVES.keys() == set(BreachStatus)
    assert BreachStatus.SUSPECTED not in {to for moves in MOVES.values() for to in moves}
    assert UNDECIDED == (BreachStatus.SUSPECTED,)
    assert may_become("excused", BreachStatus.REFERRED)
    assert not may_become("suspected", BreachStatus.CONCLUDED)


def test_every_code_and_title_stands_in_the_list_of_offences() -> None:
    with LISTED.open(encoding="utf-8", newline="") as lines:
        listed = {row["cjs_code"]: row["title"] for row in csv.DictReader(lines)}
    ours = {offence_of(failure, regime, kind) for failure in Failure for regime in REGIMES for kind in DutyKind}

    assert {each.code: each.title for each in ours | {INTERIM} if each.code}.items() <= listed.items()
