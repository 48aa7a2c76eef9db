"""Examples of the rows of the disclosure scheme."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cases.actions import disclosure_clocks as clocks
from cases.models import Disclosure
from tests.cases import disclosed
from tests.cases.api.example import WHY, Example, by, lead
from tests.cases.builders import Household

OFFICER = "safeguarding-officer"
GROUNDS = {
    "lawful": "Common law powers", "necessary": "She moves in on Friday", "proportionate": "Nothing less warns her",
}  # fmt: skip
TELLING = {
    "told_at": "2026-11-25T11:30:00+00:00", "place": "station", "why_safe": "He is at work until six",
    "safety_plan": "Alarm fitted; code word agreed",
}  # fmt: skip
UNDERTAKEN = TELLING | {"undertaking": "signed"}
DECISION = {"has_credible_risk": True, "grounds": GROUNDS, "recipient": "at_risk", "wording": disclosed.WORDING}
REQUEST = {
    "route": "ask", "person_words": "Jonas Weber, about 40, Leeds", "at_risk_words": "Mina Osei",
    "asked_by": "at_risk", "safe_contact": "Text only, weekdays 9 to 3", "concern": "He reads her messages",
    "channel": "phone", "received_at": "2026-11-25T11:00:00+00:00",
}  # fmt: skip


def nothing(home: Household) -> dict[str, Any]:
    return {}


def _of(disclosure: Disclosure) -> dict[str, Any]:
    return {"reference": disclosure.reference}


def started(home: Household) -> dict[str, Any]:
    return _of(disclosed.started(home.officer))


def checked(home: Household) -> dict[str, Any]:
    return _of(disclosed.checked(disclosed.started(home.officer), home.officer))


def met(home: Household) -> dict[str, Any]:
    """Under the right to know: nobody asked who could be met."""
    know = disclosed.started(home.officer, Disclosure.Route.KNOW)
    return _of(disclosed.checked(know, home.officer))


def considered(home: Household) -> dict[str, Any]:
    return _of(disclosed.considered(home.officer))


def decided(home: Household) -> dict[str, Any]:
    return _of(disclosed.decided(home.officer))


def agreed(home: Household) -> dict[str, Any]:
    return _of(disclosed.agreed(home.officer, lead()))


def nothing_agreed(home: Household) -> dict[str, Any]:
    return _of(disclosed.agreed(home.officer, lead(), is_to_disclose=False))


def stopped(home: Household) -> dict[str, Any]:
    disclosure = disclosed.started(home.officer)
    clocks.stop_clock(disclosure, ends_on=timezone.localdate() + timedelta(days=7), why=WHY, **by(home.officer))
    return _of(disclosure)


EXAMPLES = {
    "api-start-disclosure": Example(nothing, REQUEST, OFFICER),
    "api-assign-disclosure": Example(started, {"owner": "{case owner}"}),
    "api-identify-people": Example(started, {"person": "{suspect}", "at_risk": "{victim}"}, OFFICER),
    "api-record-checks": Example(
        started, {"is_in_danger": False, "found": "Two convictions", "is_pnc_checked": True}, OFFICER
    ),
    "api-record-disclosure-meeting": Example(
        checked,
        {
            "met_on": "2026-11-25", "identity": "document", "is_alone": True, "said": "He took her keys",
            "safety_advice": "Ring 999; keep a bag ready",
        },
        OFFICER,
    ),
    "api-record-forum": Example(
        met, {"held_on": "2026-11-25", "agencies": "Probation, IDVA", "view": "High risk"}, OFFICER
    ),
    "api-decide-disclosure": Example(considered, DECISION | {"is_to_disclose": True}, OFFICER),
    "api-second-read": Example(decided, {"is_agreed": True, "why": "Sound"}),
    "api-disclose": Example(agreed, {"telling": UNDERTAKEN}, OFFICER),
    "api-say-nothing-to-disclose": Example(nothing_agreed, {"telling": TELLING}, OFFICER),
    "api-disclose-at-once": Example(
        started,
        {"grounds": GROUNDS, "recipient": "at_risk", "wording": disclosed.WORDING, "telling": UNDERTAKEN},
        OFFICER,
    ),
    "api-end-disclosure": Example(started, {"status": "withdrawn", "why": "They have parted"}, OFFICER),
    "api-stop-disclosure-clock": Example(
        started, {"ends_on": "2026-12-02", "why": "Cannot be met safely before"}, OFFICER
    ),
    "api-restart-disclosure-clock": Example(stopped, role=OFFICER),
}  # fmt: skip
MADE = {
    "{case owner}": lambda home: home.owner.reference,
    "{suspect}": lambda home: home.person.reference,
}
