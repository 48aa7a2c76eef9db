"""The entry gates: each has an authority, and what they propose says why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from register.models import Registration
from register.rules import gates
from register.rules.gates import (
    GATES,
    NOTIFYING_ORDERS,
    ConvictionFacts,
    FindingKind,
    Gate,
    HarmRisk,
    MappaFacts,
    Tier,
    gate,
    gates_that_follow,
    highest,
    is_open,
    open_gates,
    propose_gate,
    tier_of,
)

TODAY = date(2026, 11, 23)
ANY = "a conviction for domestic abuse"
FOUND = ConvictionFacts(date(2026, 5, 1), "OF61016", has_domestic_abuse_finding=True)
DOMESTIC = ConvictionFacts(date(2026, 6, 1), "SE15001", has_domestic_abuse_finding=False, is_inherently_domestic=True)
OTHER = ConvictionFacts(date(2026, 7, 1), "TH68001", has_domestic_abuse_finding=False)
FUTURE = ConvictionFacts(TODAY + timedelta(days=1), "OF61016", has_domestic_abuse_finding=True)
AGAIN = ConvictionFacts(date(2026, 5, 2), "OF61016", has_domestic_abuse_finding=True)
STALKING = ConvictionFacts(date(2026, 5, 3), "PH97006", has_domestic_abuse_finding=False, is_specified_stalking=True)
CAUTION = ConvictionFacts(date(2026, 5, 4), "SC15004", has_domestic_abuse_finding=True, kind=FindingKind.CAUTION)


def listed(category: int, *, marker: bool = True) -> MappaFacts:
    return MappaFacts(category, 2, has_domestic_abuse_marker=marker)


@pytest.mark.parametrize("one", [pytest.param(one, id=one.code) for one in GATES])
def test_every_gate_has_a_title_and_an_authority_and_fits_its_column(one: Gate) -> None:
    assert one.title
    assert one.model
    assert gate(one.code) is one
    assert len(one.code) <= Registration._meta.get_field("gate").max_length
    assert (one.tier is Tier.INTELLIGENCE) is (one.code == "police_designation")


def test_there_is_no_unknown_gate() -> None:
    with pytest.raises(LookupError, match="no gate nowhere"):
        gate("nowhere")


def test_the_orders_that_carry_notification_open_the_gate() -> None:
    assert {"DAPO", "SPO", "ISPO", "SHPO"} == NOTIFYING_ORDERS


@pytest.mark.parametrize(
    ("convictions", "orders", "risk", "mappa", "code", "why"),
    [
        pytest.param(
            [FOUND, DOMESTIC], [], "", None, "serial_conviction", "convicted of 2 different specified offences",
            id="two offences",
        ),
        pytest.param(
            [FOUND, AGAIN], [], "", None, "serial_conviction",
            "convicted on 2 occasions of the same specified offence", id="two occasions",
        ),
        pytest.param(
            [FOUND, STALKING], [], "", None, "serial_conviction", "convicted of 2 different specified offences",
            id="one of them stalking",
        ),
        pytest.param(
            [FOUND], [], "very_high", None, "high_harm_conviction",
            "a conviction of a specified offence and very high risk of serious harm", id="one and very high risk",
        ),
        pytest.param(
            [STALKING], [], "high", None, "high_harm_conviction",
            "a conviction of a specified offence and high risk of serious harm", id="stalking and high risk",
        ),
        pytest.param([FOUND], [], "medium", None, "any_conviction", ANY, id="medium risk"),
        pytest.param(
            [FOUND, OTHER], ["NMO", "SPO", "DAPO"], "", None, "order",
            "DAPO, SPO in force, which carries a notification requirement", id="orders",
        ),
        pytest.param(
            [], [], "", listed(2), "mappa", "MAPPA category 2, level 2, with a domestic abuse marker", id="mappa"
        ),
        pytest.param([DOMESTIC], [], "", listed(3), "any_conviction", ANY, id="category 3"),
        pytest.param(
            [DOMESTIC], [], "", listed(1, marker=False), "any_conviction", ANY,
            id="mappa without a marker",
        ),
        pytest.param([FOUND, FUTURE], [], "", None, "any_conviction", ANY, id="not yet"),
        pytest.param([FOUND, FOUND], [], "", None, "any_conviction", ANY, id="received twice"),
        pytest.param([FOUND, CAUTION], [], "", None, "any_conviction", ANY, id="a caution is no conviction"),
        pytest.param(
            [CAUTION], [], "high", None, "any_conviction", "a finding or caution for domestic abuse", id="a caution"
        ),
    ],
)  # fmt: skip
def test_the_first_gate_that_the_facts_open_is_proposed(
    convictions: list[ConvictionFacts], orders: list[str], risk: str, mappa: MappaFacts | None, code: str, why: str
) -> None:
    proposal = propose_gate(convictions, orders, on=TODAY, risk=HarmRisk(risk), mappa=mappa)

    assert proposal is not None
    assert (proposal.gate.code, proposal.why) == (code, why)


@pytest.mark.parametrize(
    ("convictions", "orders", "risk", "mappa"),
    [
        pytest.param([], [], "", None, id="nothing"),
        pytest.param([OTHER, OTHER], [], "very_high", listed(1, marker=False), id="no domestic abuse"),
        pytest.param([], ["NMO", "RO", "DVPO"], "high", None, id="orders without notification"),
        pytest.param([STALKING], [], "low", None, id="one conviction of stalking"),
    ],
)
def test_where_no_gate_opens_nothing_is_proposed(
    convictions: list[ConvictionFacts], orders: list[str], risk: str, mappa: MappaFacts | None
) -> None:
    assert propose_gate(convictions, orders, on=TODAY, risk=HarmRisk(risk), mappa=mappa) is None


def test_every_gate_that_follows_is_named_in_the_order_of_the_table() -> None:
    found = gates_that_follow([FOUND, DOMESTIC], ["DAPO"], on=TODAY, risk=HarmRisk("high"), mappa=listed(2))

    assert [each.gate.code for each in found] == [one.code for one in GATES if one.code != "police_designation"]


def test_a_gate_is_open_by_its_code_and_has_its_tier() -> None:
    assert is_open("order", TODAY)
    assert not is_open("order", date(2025, 12, 31))
    assert not is_open("nowhere", TODAY)
    assert (tier_of("police_designation"), tier_of("nowhere")) == (Tier.INTELLIGENCE, Tier.REGISTER)


def test_a_gate_lets_in_from_its_first_day_to_its_last(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Gate("order", "Order", "Act", False, open_from=date(2026, 3, 1), open_to=date(2026, 3, 31))
    monkeypatch.setattr(gates, "GATES", (one,))
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1))
    assert [open_gates(day) == (one,) for day in days] == [False, True, True, False]
    assert [propose_gate([], ["DAPO"], on=day) is not None for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        pytest.param([], "", id="nothing-assessed"),
        pytest.param(["low", "high", "medium"], "high", id="the-highest"),
        pytest.param(["", "low"], "low", id="low-is-more-than-nothing"),
        pytest.param(["very_high", "high"], "very_high", id="very-high"),
    ],
)
def test_the_highest_risk_counts(levels: list[str], expected: str) -> None:
    assert highest(HarmRisk(level) for level in levels).level == expected


def test_the_high_harm_gate_says_who_says_that_the_risk_is_high() -> None:
    risk = HarmRisk("very_high", "the level of management since 3 March 2026")

    (found,) = [
        each for each in gates_that_follow([FOUND], [], on=TODAY, risk=risk) if each.gate.code == "high_harm_conviction"
    ]

    assert found.why.endswith("very high risk of serious harm, the level of management since 3 March 2026")
