"""Why somebody is on the register: the entry gates, as dated configuration with their authority.

No domestic abuse register stands in law yet; each gate names its model (shared facts 1.2 and 1.5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate. `open_from` is the first day on which it lets anybody in."""

    code: str
    title: str
    model: str
    is_conviction_based: bool
    open_from: date
    open_to: date | None = None


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
    Gate("serial_conviction", "Serial domestic abuse convictions", "Royall amendment 73 (2021), limb (a)", True, _OPEN),
    Gate("high_harm_conviction", "Conviction and high or very high risk of serious harm",
         "Royall amendment 73 (2021), limb (b)", True, _OPEN),
    Gate("order", "Protective order with a notification requirement",
         "Domestic Abuse Act 2021 s.41; Stalking Protection Act 2019 s.9", False, _OPEN),
    Gate("mappa", "MAPPA category 1 or 2 with a domestic abuse marker", "Criminal Justice Act 2003 s.325", True, _OPEN),
    Gate("any_conviction", "Any domestic abuse conviction", "New Clause 12 (2020)", True, _OPEN),
    Gate("police_designation", "Police designation without a conviction",
         "Potentially dangerous persons guidance; superintendent's approval", False, _OPEN),
)  # fmt: skip
NOTIFYING_ORDERS = frozenset(("DAPO", "SPO", "SHPO"))


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


def propose_gate(
    convictions: Sequence[ConvictionFacts], orders_in_force: Sequence[str], *, on: date
) -> GateProposal | None:
    """The first open gate that the facts seem to open, or None."""
    abusive = [c for c in convictions if c.has_domestic_abuse_finding or c.is_inherently_domestic]
    notifying = sorted(NOTIFYING_ORDERS & set(orders_in_force))
    reasons = {
        "serial_conviction": f"{len(abusive)} convictions for domestic abuse" if len(abusive) > 1 else "",
        "order": f"{', '.join(notifying)} in force, which carries a notification requirement" if notifying else "",
        "any_conviction": "a conviction for domestic abuse" if abusive else "",
    }
    for one in open_gates(on):
        if why := reasons.get(one.code):
            return GateProposal(one, why)
    return None
