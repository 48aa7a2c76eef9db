"""What a person types goes into the log apart from the event: the event cannot be erased, what was typed can."""

from __future__ import annotations

from datetime import date

import pytest

from audit.models import Event
from cases.actions.instruments import explain_difference, finish_sheet, record_answers
from cases.actions.lowering import answer_risk_lowering, ask_to_lower_risk
from cases.actions.risk import raise_risk, set_risk
from cases.models import InstrumentSheet, RiskAssessment
from register.actions import facts
from register.actions.orders import record_order
from register.models import Source
from tests import builders
from tests.cases.builders import act, household

pytestmark = pytest.mark.django_db

TYPED = "Asha Kaur 7 Canary Lane CA7 4RY"


def test_no_event_holds_what_was_typed() -> None:
    home = household()
    by = act(home.officer)
    record_order(
        home.person, force=builders.force(), kind="DAPO", made_on=date(2026, 11, 1), court=TYPED,
        reference_number=TYPED, conditions=[{"type": "other", "text": TYPED, "place": TYPED}], **by,
    )  # fmt: skip
    facts.record_sighting(home.person, place=TYPED, note=TYPED, phone=TYPED, incident_number=TYPED[:40], **by)
    facts.add_online_handle(home.person, source=Source.OFFICER, service=TYPED, handle=TYPED, **by)
    facts.add_vehicle(home.person, source=Source.OFFICER, mark="BM23 JPF", description=TYPED, **by)
    set_risk(home.case, level=RiskAssessment.Level.HIGH, judgement=TYPED, instrument="dash_24", **by)
    sheet = InstrumentSheet.objects.get()
    record_answers(sheet, answers={"injury": ("yes", TYPED)}, **by)
    explain_difference(finish_sheet(sheet, **by), words=TYPED, **by)
    raise_risk(home.person, level="high", words=TYPED, **by)
    asked = ask_to_lower_risk(home.case, level="medium", why=TYPED, **by)
    answer_risk_lowering(asked, is_agreed=True, answer=TYPED, **act(builders.actor("supervisor")))

    payloads = [bytes(event.payload).decode() for event in Event.objects.all()]

    assert len(payloads) > 8
    assert [payload for payload in payloads if "Canary" in payload or "Asha" in payload] == []
