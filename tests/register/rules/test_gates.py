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
    Gate,
    Tier,
    gate,
    open_gates,
    propose_gate,
)

TODAY = date(2026, 11, 23)
FOUND = ConvictionFacts(date(2026, 5, 1), "OF61016", has_domestic_abuse_finding=True)
DOMESTIC = ConvictionFacts(date(2026, 6, 1), "SE15001", has_domestic_abuse_finding=False, is_inherently_domestic=True)
OTHER = ConvictionFacts(date(2026, 7, 1), "TH68001", has_domestic_abuse_finding=False)
FUTURE = ConvictionFacts(TODAY + timedelta(days=1), "OF61016", has_domestic_abuse_finding=True)


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
            [FOUND, DOMESTIC], [], "", None, "serial_conviction", "2 convictions for domestic abuse", id="two"
        ),
        pytest.param(
            [FOUND],
            [],
            "very_high",
            None,
            "high_harm_conviction",
            "a conviction for domestic abuse and very high risk of serious harm",
            id="one-and-very-high-risk",
        ),
        pytest.param(
            [FOUND], [], "medium", None, "any_conviction", "a conviction for domestic abuse", id="medium-risk"
        ),
        pytest.param(
            [FOUND, OTHER],
            ["NMO", "SPO", "DAPO"],
            "",
            None,
            "order",
            "DAPO, SPO in force, which carries a notification requirement",
            id="orders",
        ),
        pytest.param(
            [DOMESTIC], [], "", 2, "mappa", "MAPPA category 2 and a conviction for domestic abuse", id="mappa"
        ),
        pytest.param([DOMESTIC], [], "", 3, "any_conviction", "a conviction for domestic abuse", id="mappa-category-3"),
        pytest.param([FOUND, FUTURE], [], "", None, "any_conviction", "a conviction for domestic abuse", id="not-yet"),
    ],
)
def test_the_first_gate_that_the_facts_open_is_proposed(
    convictions: list[ConvictionFacts], orders: list[str], risk: str, mappa: int | None, code: str, why: str
) -> None:
    proposal = propose_gate(convictions, orders, on=TODAY, risk_of_serious_harm=risk, mappa_category=mappa)
    assert proposal is not None
    assert (proposal.gate.code, proposal.why) == (code, why)


@pytest.mark.parametrize(
    ("convictions", "orders", "risk", "mappa"),
    [
        pytest.param([], [], "", None, id="nothing"),
        pytest.param([OTHER, OTHER], [], "very_high", 1, id="no-domestic-abuse"),
        pytest.param([], ["NMO", "RO", "DVPO"], "high", None, id="orders-without-notification"),
    ],
)
def test_where_no_gate_opens_nothing_is_proposed(
    convictions: list[ConvictionFacts], orders: list[str], risk: str, mappa: int | None
) -> None:
    assert propose_gate(convictions, orders, on=TODAY, risk_of_serious_harm=risk, mappa_category=mappa) is None


def test_a_gate_lets_in_from_its_first_day_to_its_last(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Gate("order", "Order", "Act", False, open_from=date(2026, 3, 1), open_to=date(2026, 3, 31))
    monkeypatch.setattr(gates, "GATES", (one,))
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1))
    assert [open_gates(day) == (one,) for day in days] == [False, True, True, False]
    assert [propose_gate([], ["DAPO"], on=day) is not None for day in days] == [False, True, True, False]
