"""The regimes and the kinds of notification, as two tables that a lawyer can read.

A regime of a lower rank gives way to one of a higher rank for as long as both would apply, and revives when that one
ends (Domestic Abuse Act 2021 s.41(8), (9); Stalking Protection Act 2019 s.9(5)–(7)).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from register.rules.limits.terms import Confidence


class DutyKind(StrEnum):
    """What is to be notified."""

    INITIAL = "initial"
    NAME = "name"
    HOME_ADDRESS = "home_address"
    NO_HOME_ADDRESS = "no_home_address"
    OTHER_ADDRESS = "other_address"
    CHILD_HOUSEHOLD = "child_household"
    BANK = "bank"
    IDENTITY_DOCUMENT = "identity_document"
    RELEASE = "release"
    TRAVEL = "travel"
    RETURN = "return"
    PERIODIC = "periodic"
    WEEKLY = "weekly"
    NON_EVENT = "non_event"
    INTENDED_NAME = "intended_name"
    ABSENCE = "absence"
    COURT_ITEM = "court_item"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notification. `restarts_period`: the periodic clock runs anew from it (s.85(1), (2)).

    `happens` is true of what somebody may report as having happened or as coming; the rest follows from other facts.
    """

    code: DutyKind
    title: str
    authority: str
    restarts_period: bool
    happens: bool


_K = DutyKind
_S84 = "Sexual Offences Act 2003 s.84"
_REGULATIONS = f"{_S84}; SI 2012/1876"
_TRAVEL_ACT = "Sexual Offences Act 2003 s.86; SI 2004/1220"
_ACT_2026 = "Crime and Policing Act 2026"
KINDS: Final[Mapping[DutyKind, Kind]] = {
    kind.code: kind
    for kind in (
        Kind(_K.INITIAL, "Initial notification", "Sexual Offences Act 2003 s.83", True, False),
        Kind(_K.NAME, "New name", f"{_S84}(1)(a)", True, True),
        Kind(_K.HOME_ADDRESS, "Change of home address", f"{_S84}(1)(b)", True, True),
        Kind(_K.NO_HOME_ADDRESS, "No longer any home address", "Domestic Abuse Act 2021 s.41(6)", True, True),
        Kind(_K.OTHER_ADDRESS, "Other address after a qualifying period", f"{_S84}(1)(c)", True, True),
        Kind(_K.CHILD_HOUSEHOLD, "Stay in a household with a child", _REGULATIONS, True, True),
        Kind(_K.BANK, "Bank account or card", _REGULATIONS, True, True),
        Kind(_K.IDENTITY_DOCUMENT, "Passport or identity document", _REGULATIONS, True, True),
        Kind(_K.RELEASE, "Release from custody or hospital", f"{_S84}(1)(d)", True, False),
        Kind(_K.TRAVEL, "Travel abroad", _TRAVEL_ACT, False, True),
        Kind(_K.RETURN, "Return from abroad", _TRAVEL_ACT, False, False),
        Kind(_K.PERIODIC, "Periodic notification", "Sexual Offences Act 2003 s.85", True, False),
        Kind(_K.WEEKLY, "Weekly notification with no fixed abode", "Sexual Offences Act 2003 s.85; SI 2012/1876", True,
             False),
        Kind(_K.NON_EVENT, "Announced change that did not happen", f"{_S84}(4)", False, False),
        Kind(_K.INTENDED_NAME, "Name somebody intends to use", _ACT_2026, False, True),
        Kind(_K.ABSENCE, "Absence from home for more than 5 days", _ACT_2026, False, True),
        Kind(_K.COURT_ITEM, "What the court added", "Domestic Abuse Act 2021 s.41(7)", False, True),
    )
}  # fmt: skip
RESTARTS: Final = frozenset(code for code, kind in KINDS.items() if kind.restarts_period)
BEFOREHAND: Final = frozenset((DutyKind.TRAVEL, DutyKind.INTENDED_NAME, DutyKind.ABSENCE))
"""Notified before they happen, so that an earlier notification answers them."""
HAPPENINGS: Final = tuple(code for code, kind in KINDS.items() if kind.happens)


@dataclass(frozen=True, slots=True)
class Regime:
    """One notification regime. `limits` names the time limit of each duty that it knows; what it leaves out it does not
    ask for. `family`: regimes that are one and the same requirement. `open_from` None: no law has switched it on.

    `is_continuous`: whoever comes under a second requirement of the family without a gap owes no new initial
    notification (Sexual Offences Act 2003 s.83(4)).
    """

    code: str
    title: str
    authority: str
    starts: str
    rank: int
    family: str
    is_continuous: bool
    limits: Mapping[DutyKind, str]
    open_from: date | None
    open_to: date | None = None
    late_limits: Mapping[DutyKind, str] | None = None
    confidence: Confidence = Confidence.HIGH

    def is_open(self, on: date) -> bool:
        """Whether a requirement that begins on the day is one of this regime."""
        return self.open_from is not None and self.open_from <= on and (self.open_to is None or on <= self.open_to)


def _modelled(prefix: str, initial: str) -> dict[DutyKind, str]:
    """The duties of Part 2 of the Sexual Offences Act 2003 with the limits of this prefix."""
    return {
        _K.INITIAL: initial, _K.NAME: f"{prefix}.name", _K.HOME_ADDRESS: f"{prefix}.address",
        _K.NO_HOME_ADDRESS: f"{prefix}.address", _K.OTHER_ADDRESS: f"{prefix}.other_address",
        _K.CHILD_HOUSEHOLD: f"{prefix}.child_household", _K.BANK: f"{prefix}.change",
        _K.IDENTITY_DOCUMENT: f"{prefix}.change", _K.RELEASE: f"{prefix}.release", _K.TRAVEL: f"{prefix}.travel",
        _K.RETURN: f"{prefix}.return", _K.PERIODIC: f"{prefix}.periodic",
        _K.WEEKLY: f"{prefix}.periodic_no_fixed_abode", _K.NON_EVENT: f"{prefix}.non_event",
    }  # fmt: skip


_COMING = {_K.INTENDED_NAME: "soa.intended_name", _K.ABSENCE: "soa.absence"}
SOA, SHPO, SPO, DAPO, DA_REGISTER = "soa", "shpo", "spo", "dapo", "da_register"
REGIMES: Final[Mapping[str, Regime]] = {
    regime.code: regime
    for regime in (
        Regime(
            SOA, "Notification under the Sexual Offences Act 2003 Part 2", "Sexual Offences Act 2003 ss.80–86",
            "the conviction, finding or caution", 1, SOA, True, _modelled(SOA, "soa.initial") | _COMING,
            date(2004, 5, 1), late_limits={_K.TRAVEL: "soa.travel_late"},
        ),
        Regime(
            SHPO, "Notification under a sexual harm prevention order", "Sexual Offences Act 2003 s.103G",
            "service of the order", 1, SOA, True, _modelled(SOA, "shpo.initial") | _COMING, date(2015, 3, 8),
            late_limits={_K.TRAVEL: "soa.travel_late"},
        ),
        Regime(
            SPO, "Notification under a stalking protection order", "Stalking Protection Act 2019 s.9",
            "service of the order", 2, SPO, True,
            {_K.INITIAL: "spo.initial", _K.NAME: "spo.name", _K.HOME_ADDRESS: "spo.address"}, date(2020, 1, 20),
        ),
        Regime(
            DAPO, "Notification under a domestic abuse protection order", "Domestic Abuse Act 2021 s.41",
            "the day the order is made", 3, DAPO, False,
            {
                _K.INITIAL: "dapo.initial", _K.NAME: "dapo.name", _K.HOME_ADDRESS: "dapo.address",
                _K.NO_HOME_ADDRESS: "dapo.no_address", _K.COURT_ITEM: "dapo.court_item",
            },
            date(2024, 11, 27),
        ),
        Regime(
            DA_REGISTER, "Notification to the domestic abuse register", "Proposed for the register; no authority yet",
            "the conviction", 4, DA_REGISTER, True, _modelled("dar", "dar.initial"), None,
            late_limits={_K.TRAVEL: "dar.travel_late"}, confidence=Confidence.PROPOSAL,
        ),
    )
}  # fmt: skip


def regimes_open(on: date, regimes: Iterable[Regime] = tuple(REGIMES.values())) -> tuple[Regime, ...]:
    """The regimes under which a requirement may begin on the day."""
    return tuple(regime for regime in regimes if regime.is_open(on))
