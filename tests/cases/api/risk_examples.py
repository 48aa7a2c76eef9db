"""Examples of the rows of risk: the level, lowering it by two people, and the answers to an instrument."""

from __future__ import annotations

from typing import Any

from cases.actions import instruments, lowering, risk
from cases.models import InstrumentSheet, Lowering
from cases.rules.instruments.dash import DASH_24
from tests.cases.api.example import WHY, Example, by, person
from tests.cases.builders import Household

OFFICER = "safeguarding-officer"


def case(home: Household) -> dict[str, Any]:
    return {"reference": home.case.reference}


def high(home: Household) -> dict[str, Any]:
    risk.set_risk(home.case, level="high", judgement="Threats to kill", **by(home.officer))
    return case(home)


def asked(home: Household) -> dict[str, Any]:
    high(home)
    request = lowering.ask_to_lower_risk(home.case, level="medium", why=WHY, **by(home.officer))
    return case(home) | {"lowering": request.reference}


def lowered(home: Household) -> dict[str, Any]:
    asked(home)
    lowering.answer_risk_lowering(Lowering.objects.get(), is_agreed=True, answer=WHY, **by())
    return case(home)


def begun(home: Household) -> dict[str, Any]:
    risk.set_risk(home.case, level="medium", judgement="He follows her", instrument="dash_24", **by(home.officer))
    return case(home) | {"sheet": InstrumentSheet.objects.get().reference}


def finished(home: Household) -> dict[str, Any]:
    arguments = begun(home)
    sheet, said = InstrumentSheet.objects.get(), {item.code: ("yes", "") for item in DASH_24.items[:14]}
    sheet = instruments.record_answers(sheet, answers=said, **by(home.officer))
    instruments.finish_sheet(sheet, **by(home.officer))
    return arguments


EXAMPLES = {
    "api-set-risk": Example(
        case, {"level": "high", "judgement": "Threats to kill; she is leaving", "instrument": "dash_24"}, OFFICER
    ),
    "api-ask-to-lower-risk": Example(high, {"level": "medium", "why": "In custody until March"}, OFFICER),
    "api-ask-to-renew-lowered-risk": Example(lowered, {"why": "Still in custody"}, OFFICER),
    "api-answer-risk-lowering": Example(asked, {"is_agreed": True, "answer": "I read the case, and agree"}),
    "api-withdraw-risk-lowering": Example(
        asked, role=OFFICER, who=lambda: Lowering.objects.latest("pk").asked_by
    ),
    "api-record-answers": Example(
        begun,
        {"answers": [{"item": "injury", "answer": "yes", "note": "A cut lip"}, {"item": "worse", "answer": "no"}]},
        OFFICER,
    ),
    "api-finish-sheet": Example(begun, role=OFFICER),
    "api-explain-difference": Example(finished, {"words": "In custody until March"}, OFFICER),
    "api-raise-risk": Example(person, {"level": "high", "words": "He has bought a knife"}, "control-room-specialist"),
}  # fmt: skip
