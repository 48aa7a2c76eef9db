"""What a person types goes into the log apart from the event: the event cannot be erased, what was typed can."""

from __future__ import annotations

from datetime import date

import pytest

from audit.models import Event
from cases.actions.risk import set_risk
from cases.models import RiskAssessment
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
    set_risk(home.case, level=RiskAssessment.Level.HIGH, judgement=TYPED, instrument=TYPED[:40], **by)

    payloads = [bytes(event.payload).decode() for event in Event.objects.all()]

    assert len(payloads) > 8
    assert [payload for payload in payloads if "Canary" in payload or "Asha" in payload] == []
