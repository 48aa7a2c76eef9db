"""The silent-call rule: what the control room does when a number with a marker calls, above all if nobody speaks.

Each rule is a dated record; docs/reference/silent-call-rules.md is printed from them. Several may fit one number: the
strictest, which is the one that stands first, is given, and all that fit are named. Changed practice is a new record
with a later `in_force_from`. `confidence` says how sure we are; what is not high is shown as to be confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from register.rules.limits.terms import Confidence

ADULT = 18
HIGH = "high"
EMERGENCY = "Treat this call as an emergency, even if nobody speaks."
NO_RINGING_BACK = "Do not ring back and do not send a text: the phone may be in the wrong hands."
STAY = "Stay on the line and listen. Ask only what can be answered by yes, no or a tap."


@dataclass(frozen=True, slots=True)
class Holder:
    """What is known of somebody who holds a number, as far as a rule asks for it.

    `safeguards` are the kinds in force for them; `risk` is the highest level that counts in an open case, as a victim
    or as the person who harms.
    """

    safeguards: frozenset[str] = frozenset()
    risk: str = ""
    is_in_refuge: bool = False
    is_perpetrator: bool = False
    age: int | None = None


@dataclass(frozen=True, slots=True)
class SilentCallRule:
    """One rule. It fits a holder who has everything that it names; `trigger` says it in words."""

    code: str
    title: str
    trigger: str
    instruction: tuple[str, ...]
    authority: str
    confidence: Confidence
    in_force_from: date
    in_force_to: date | None = None
    safeguard: str = ""
    risk: str = ""
    is_in_refuge: bool = False
    is_perpetrator: bool | None = None
    is_under: int | None = None

    def fits(self, holder: Holder) -> bool:
        """Whether all that the rule names is so."""
        return (
            (not self.safeguard or self.safeguard in holder.safeguards)
            and (not self.risk or self.risk == holder.risk)
            and (not self.is_in_refuge or holder.is_in_refuge)
            and (self.is_perpetrator is None or self.is_perpetrator == holder.is_perpetrator)
            and (self.is_under is None or (holder.age is not None and holder.age < self.is_under))
        )

    def is_in_force(self, on: date) -> bool:
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)


SINCE = date(2026, 1, 1)
OWN_RULE = "The register’s own rule: a silent call is answered by rule"
# Strictest first: the order is the precedence.
RULES = (
    SilentCallRule(
        code="silent_call_instruction",
        title="Silent-call instruction",
        trigger="A safeguard “Silent-call instruction” is in force for whoever holds the number.",
        instruction=(EMERGENCY, "Send officers now.", STAY, NO_RINGING_BACK),
        authority=f"{OWN_RULE}; the Silent Solution (999, then 55) is not waited for",
        confidence=Confidence.PROPOSAL,
        in_force_from=SINCE,
        safeguard="silent_call",
    ),
    SilentCallRule(
        code="tecsos",
        title="TecSOS phone",
        trigger="A safeguard “TecSOS phone” is in force for whoever holds the number.",
        instruction=(
            EMERGENCY, "Send officers now, to the location that the phone gives.",
            "The line is open and recorded: listen.", NO_RINGING_BACK,
        ),
        authority=f"{OWN_RULE}; a TecSOS phone opens the line and gives its location at one press",
        confidence=Confidence.MEDIUM,
        in_force_from=SINCE,
        safeguard="tecsos",
    ),
    SilentCallRule(
        code="alarm",
        title="Alarm",
        trigger="A safeguard “Alarm” is in force for whoever holds the number.",
        instruction=(EMERGENCY, "Send officers now.", STAY, NO_RINGING_BACK),
        authority=f"{OWN_RULE}; alarms of a sanctuary scheme",
        confidence=Confidence.MEDIUM,
        in_force_from=SINCE,
        safeguard="alarm",
    ),
    SilentCallRule(
        code="confidential_whereabouts",
        title="Whereabouts confidential",
        trigger="Whoever holds the number is in refuge.",
        instruction=(
            EMERGENCY, "Send officers by the force that holds the record: it knows where.", STAY, NO_RINGING_BACK,
            "Say nothing of the place to anybody, nor over an open radio.",
        ),
        authority=f"{OWN_RULE}; a refuge keeps every contact detail confidential",
        confidence=Confidence.PROPOSAL,
        in_force_from=SINCE,
        is_in_refuge=True,
    ),
    SilentCallRule(
        code="phone_marker",
        title="Phone marker",
        trigger="A safeguard “Phone marker” is in force for whoever holds the number.",
        instruction=(EMERGENCY, STAY, NO_RINGING_BACK),
        authority=f"{OWN_RULE}; markers of a control room",
        confidence=Confidence.PROPOSAL,
        in_force_from=SINCE,
        safeguard="phone_marker",
    ),
    SilentCallRule(
        code="high_risk_child",
        title="Child at high risk",
        trigger="Whoever holds the number is under 18, was harmed, and the risk in an open case is high.",
        instruction=(EMERGENCY, "The caller may be a child: short questions, no hurry.", STAY, NO_RINGING_BACK),
        authority=f"{OWN_RULE}; a child is a victim too (Domestic Abuse Act 2021 s.3)",
        confidence=Confidence.PROPOSAL,
        in_force_from=SINCE,
        risk=HIGH,
        is_perpetrator=False,
        is_under=ADULT,
    ),
    SilentCallRule(
        code="high_risk_victim",
        title="Victim at high risk",
        trigger="Whoever holds the number was harmed, and the risk in an open case is high.",
        instruction=(EMERGENCY, STAY, NO_RINGING_BACK),
        authority=OWN_RULE,
        confidence=Confidence.PROPOSAL,
        in_force_from=SINCE,
        risk=HIGH,
        is_perpetrator=False,
    ),
    SilentCallRule(
        code="high_risk_person",
        title="Person who may harm somebody, at high risk",
        trigger="Whoever holds the number is held as having abused, and the risk in an open case is high.",
        instruction=(
            EMERGENCY, "The caller may be somebody else on this person’s phone, and this person may be listening.",
            STAY, "Do not ring back before a supervisor has decided.",
        ),
        authority=OWN_RULE,
        confidence=Confidence.PROPOSAL,
        in_force_from=SINCE,
        risk=HIGH,
        is_perpetrator=True,
    ),
)  # fmt: skip


def rules_for(holder: Holder, *, on: date) -> tuple[SilentCallRule, ...]:
    """The rules in force on the day that fit, strictest first."""
    return tuple(rule for rule in RULES if rule.is_in_force(on) and rule.fits(holder))


def strictest_first(rules: Iterable[SilentCallRule]) -> tuple[SilentCallRule, ...]:
    """Rules of several holders, each once, in the order of precedence."""
    fitting = set(rules)
    return tuple(rule for rule in RULES if rule in fitting)
