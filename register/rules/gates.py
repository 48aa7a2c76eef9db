"""Why somebody is on the register: the entry gates, as dated configuration with their authority.

No domestic abuse register stands in law yet, so each gate names its model: a rule that was proposed to Parliament, or a
duty that is in force today.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from register.rules.orders import ORDER_KINDS

HIGH_RISK_OF_SERIOUS_HARM = frozenset(("high", "very_high"))
MAPPA_CATEGORIES = frozenset((1, 2))


class Tier(StrEnum):
    """Police designations stand apart: intelligence, reviewed sooner, and with a higher test of proportionality."""

    REGISTER = "register"
    INTELLIGENCE = "intelligence"


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate. `model` is its authority; `open_from` is the first day on which it lets anybody in."""

    code: str
    title: str
    model: str
    is_conviction_based: bool
    open_from: date
    open_to: date | None = None
    tier: Tier = Tier.REGISTER


@dataclass(frozen=True, slots=True)
class ConvictionFacts:
    """What a gate needs to know of one conviction."""

    convicted_on: date
    cjs_code: str
    has_domestic_abuse_finding: bool
    is_inherently_domestic: bool = False


@dataclass(frozen=True, slots=True)
class GateProposal:
    """The gate that seems to follow, and why in words. A person decides."""

    gate: Gate
    why: str


_OPEN = date(2026, 1, 1)
GATES: tuple[Gate, ...] = (
    Gate("serial_conviction", "Serial domestic abuse convictions",
         "Lords amendment 73 (2021), relevant serial offender", True, _OPEN),
    Gate("high_harm_conviction", "Conviction and high or very high risk of serious harm",
         "Lords amendment 73 (2021), risk of serious harm", True, _OPEN),
    Gate("order", "Protective order with a notification requirement",
         "Domestic Abuse Act 2021 s.41; Stalking Protection Act 2019 s.9; Sexual Offences Act 2003 s.103G", False,
         _OPEN),
    Gate("mappa", "MAPPA category 1 or 2 with a domestic abuse marker", "Criminal Justice Act 2003 s.325", True, _OPEN),
    Gate("any_conviction", "Any domestic abuse conviction", "New Clause 12 to the Domestic Abuse Bill (2020)", True,
         _OPEN),
    Gate("police_designation", "Police designation without a conviction",
         "Guidance on potentially dangerous persons; a superintendent's approval", False, _OPEN,
         tier=Tier.INTELLIGENCE),
)  # fmt: skip
NOTIFYING_ORDERS = frozenset(kind.code for kind in ORDER_KINDS.values() if kind.regime != "none")


def gate(code: str) -> Gate:
    """The gate of this code.

    Raises:
        LookupError: there is none.
    """
    for one in GATES:
        if one.code == code:
            return one
    raise LookupError(f"There is no gate {code}")


def open_gates(on: date) -> tuple[Gate, ...]:
    """The gates open on the day."""
    return tuple(one for one in GATES if one.open_from <= on and (one.open_to is None or on <= one.open_to))


def is_open(code: str, on: date) -> bool:
    """Whether the gate of this code exists and lets anybody in on the day."""
    return any(one.code == code for one in open_gates(on))


def tier_of(code: str) -> Tier:
    """The tier of a gate; one that is no longer configured was of the statutory tier."""
    return next((one.tier for one in GATES if one.code == code), Tier.REGISTER)


def propose_gate(
    convictions: Sequence[ConvictionFacts],
    orders_in_force: Sequence[str],
    *,
    on: date,
    risk_of_serious_harm: str = "",
    mappa_category: int | None = None,
) -> GateProposal | None:
    """The first open gate that the facts seem to open on the day, or None. A police designation is never proposed.

    `orders_in_force` are codes of kinds of order; `risk_of_serious_harm` is low, medium, high or very_high.
    """
    abusive = [c for c in convictions if _is_abusive(c) and c.convicted_on <= on]
    high_risk = risk_of_serious_harm in HIGH_RISK_OF_SERIOUS_HARM
    notifying = sorted(NOTIFYING_ORDERS & set(orders_in_force))
    reasons = {
        "serial_conviction": f"{len(abusive)} convictions for domestic abuse" if len(abusive) > 1 else "",
        "high_harm_conviction": _high_harm(risk_of_serious_harm) if abusive and high_risk else "",
        "order": f"{', '.join(notifying)} in force, which carries a notification requirement" if notifying else "",
        "mappa": f"MAPPA category {mappa_category} and a conviction for domestic abuse"
        if abusive and mappa_category in MAPPA_CATEGORIES
        else "",
        "any_conviction": "a conviction for domestic abuse" if abusive else "",
    }
    for one in open_gates(on):
        if why := reasons.get(one.code):
            return GateProposal(one, why)
    return None


def _is_abusive(conviction: ConvictionFacts) -> bool:
    return conviction.has_domestic_abuse_finding or conviction.is_inherently_domestic


def _high_harm(risk: str) -> str:
    return f"a conviction for domestic abuse and {risk.replace('_', ' ')} risk of serious harm"
