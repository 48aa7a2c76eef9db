"""Why somebody is on the register: the entry gates, as dated configuration with their authority.

No domestic abuse register stands in law yet, so each gate names its model: a rule that was proposed to Parliament, or a
duty that is in force today.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from register.rules.orders import ORDER_KINDS

RISKS_OF_SERIOUS_HARM = ("", "low", "medium", "high", "very_high")
"""From the lowest to the highest; the first is one that nobody has assessed, which is not low."""
HIGH_RISK_OF_SERIOUS_HARM = frozenset(("high", "very_high"))
MAPPA_CATEGORIES = frozenset((1, 2))


class Tier(StrEnum):
    """Police designations stand apart: intelligence, reviewed sooner, and with a higher test of proportionality."""

    REGISTER = "register"
    INTELLIGENCE = "intelligence"


class FindingKind(StrEnum):
    """What a court or the police found, as the Sexual Offences Act 2003 s.80(1) tells them apart."""

    CONVICTION = "conviction"
    NOT_GUILTY_INSANITY = "not_guilty_insanity"
    DISABILITY_DID_ACT = "disability_did_act"
    CAUTION = "caution"


CONVICTIONS_ALONE = frozenset((FindingKind.CONVICTION,))
LIKE_SECTION_80 = frozenset(FindingKind)


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate. `model` is its authority; `open_from` is the first day on which it lets anybody in; `counts` are the
    findings that open it."""

    code: str
    title: str
    model: str
    is_conviction_based: bool
    open_from: date
    open_to: date | None = None
    tier: Tier = Tier.REGISTER
    counts: frozenset[FindingKind] = CONVICTIONS_ALONE


@dataclass(frozen=True, slots=True)
class ConvictionFacts:
    """What a gate needs to know of one conviction, finding or caution. One that was quashed is left out by the caller.
    `is_specified_stalking`: the Protection from Harassment Act 1997 s.2A or s.4A."""

    convicted_on: date
    cjs_code: str
    has_domestic_abuse_finding: bool
    is_inherently_domestic: bool = False
    is_specified_stalking: bool = False
    kind: FindingKind = FindingKind.CONVICTION

    @property
    def is_abusive(self) -> bool:
        """Domestic abuse: the court said so (Sentencing Code s.56A), or the offence is nothing else."""
        return self.has_domestic_abuse_finding or self.is_inherently_domestic


@dataclass(frozen=True, slots=True)
class MappaFacts:
    """How somebody is managed under MAPPA on the day."""

    category: int
    level: int
    has_domestic_abuse_marker: bool


@dataclass(frozen=True, slots=True)
class HarmRisk:
    """A risk of serious harm: its level, and who says so in words, such as "recorded on 3 March 2026"."""

    level: str = ""
    said: str = ""


def highest(risks: Iterable[HarmRisk]) -> HarmRisk:
    """The highest of these risks, the first named of equal ones; one that nobody has assessed where there is none."""
    return max(risks, key=lambda each: RISKS_OF_SERIOUS_HARM.index(each.level), default=HarmRisk())


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
         _OPEN, counts=LIKE_SECTION_80),
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


def gates_that_follow(
    convictions: Sequence[ConvictionFacts],
    orders_in_force: Sequence[str],
    *,
    on: date,
    risk: HarmRisk = HarmRisk(),
    mappa: MappaFacts | None = None,
) -> tuple[GateProposal, ...]:
    """Every open gate that the facts seem to open on the day, in the order of the table. Never a police designation.

    `orders_in_force` are codes of kinds of order; the level of `risk` is low, medium, high or very_high. The same
    conviction received twice is one.
    """
    known = {(each.cjs_code, each.convicted_on): each for each in convictions if each.convicted_on <= on}.values()
    reasons = {
        "serial_conviction": _serial([each for each in known if _is_specified(each)]),
        "high_harm_conviction": _high_harm(known, risk),
        "order": _notifying(orders_in_force),
        "mappa": _mappa(mappa),
        "any_conviction": _any(known),
    }
    return tuple(GateProposal(one, reasons[one.code]) for one in open_gates(on) if reasons.get(one.code))


def propose_gate(
    convictions: Sequence[ConvictionFacts],
    orders_in_force: Sequence[str],
    *,
    on: date,
    risk: HarmRisk = HarmRisk(),
    mappa: MappaFacts | None = None,
) -> GateProposal | None:
    """The first of `gates_that_follow`, or None."""
    found = gates_that_follow(convictions, orders_in_force, on=on, risk=risk, mappa=mappa)
    return found[0] if found else None


def _is_specified(each: ConvictionFacts) -> bool:
    """A conviction of a specified domestic abuse or stalking offence, as amendment 73 defines them."""
    return each.kind in gate("serial_conviction").counts and (each.is_abusive or each.is_specified_stalking)


def _serial(specified: Sequence[ConvictionFacts]) -> str:
    """Convicted on more than one occasion of the same specified offence, or of more than one specified offence."""
    codes = {each.cjs_code for each in specified}
    occasions = max((sum(each.cjs_code == code for each in specified) for code in codes), default=0)
    if occasions > 1:
        return f"convicted on {occasions} occasions of the same specified offence"
    return f"convicted of {len(codes)} different specified offences" if len(codes) > 1 else ""


def _high_harm(known: Iterable[ConvictionFacts], risk: HarmRisk) -> str:
    if risk.level not in HIGH_RISK_OF_SERIOUS_HARM or not any(_is_specified(each) for each in known):
        return ""
    said = f", {risk.said}" if risk.said else ""
    return f"a conviction of a specified offence and {risk.level.replace('_', ' ')} risk of serious harm{said}"


def _notifying(orders_in_force: Sequence[str]) -> str:
    notifying = sorted(NOTIFYING_ORDERS & set(orders_in_force))
    return f"{', '.join(notifying)} in force, which carries a notification requirement" if notifying else ""


def _mappa(mappa: MappaFacts | None) -> str:
    if mappa is None or mappa.category not in MAPPA_CATEGORIES or not mappa.has_domestic_abuse_marker:
        return ""
    return f"MAPPA category {mappa.category}, level {mappa.level}, with a domestic abuse marker"


def _any(known: Iterable[ConvictionFacts]) -> str:
    counted = [each for each in known if each.is_abusive and each.kind in LIKE_SECTION_80]
    if not counted:
        return ""
    is_convicted = any(each.kind is FindingKind.CONVICTION for each in counted)
    return "a conviction for domestic abuse" if is_convicted else "a finding or caution for domestic abuse"
