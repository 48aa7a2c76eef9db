"""What casework adds to the change feed."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.actor import Actor
from cases import policies
from cases.models import (
    Attachment,
    Case,
    CaseRisk,
    Child,
    ChildSchool,
    CounterAllegation,
    Development,
    Disclosure,
    Incident,
    InstrumentSheet,
    Lowering,
    Meeting,
    MeetingReferral,
    MeetingShare,
    NearAlert,
    Observation,
    Pair,
    RiskAssessment,
    SafeContactRule,
    Safeguard,
    SafetyPlanStep,
    SchoolNotice,
    Signposting,
    VictimUpdate,
)
from register.change_feed.kinds import NOT_TOLD, tell_of, within
from register.models import Person

CASE = "cases/{reference}"
OF_CASE = {"reference": "case__reference"}
OF_PAIR = {"reference": "pair__case__reference"}


def _safe_contact(actor: Actor) -> QuerySet[Any]:
    """The rules of victims whom the actor may see, for whoever may read when somebody may be rung."""
    seen = SafeContactRule.objects.filter(person__in=Person.objects.visible_to(actor))
    return seen if actor.may(policies.SEE_SAFE_CONTACT.permission) else seen.none()


tell_of(Case, "cases", CASE)
tell_of(Pair, "cases", CASE, rows=within(Pair, "case", Case), key="pk", columns=OF_CASE)
tell_of(CounterAllegation, "cases", CASE, key="pk", columns=OF_CASE)
tell_of(Child, "children", f"{CASE}/children", rows=within(Child, "case", Case), key="pk", columns=OF_CASE)
tell_of(
    ChildSchool, "children", f"{CASE}/children", rows=within(ChildSchool, "child__case", Case), key="pk",
    columns={"reference": "child__case__reference"},
)  # fmt: skip
tell_of(Safeguard, "safeguards", CASE, rows=within(Safeguard, "pair__case", Case), key="pk", columns=OF_PAIR)
tell_of(Signposting, "safeguards", CASE, rows=within(Signposting, "pair__case", Case), key="pk", columns=OF_PAIR)
tell_of(
    SafetyPlanStep, "safeguards", CASE, rows=within(SafetyPlanStep, "safeguard__pair__case", Case), key="pk",
    columns={"reference": "safeguard__pair__case__reference"},
)  # fmt: skip
tell_of(SafeContactRule, "safe-contact", "people/{reference}/record", rows=_safe_contact, key="pk",
        columns={"reference": "person__reference"})  # fmt: skip
tell_of(CaseRisk, "risk", f"{CASE}/risk", key="pk", columns=OF_CASE)
tell_of(RiskAssessment, "risk", f"{CASE}/risk", rows=within(RiskAssessment, "case", Case), key="pk", columns=OF_CASE)
tell_of(Lowering, "risk", f"{CASE}/risk/lowerings/{{lowering}}", columns=OF_CASE | {"lowering": "reference"})
tell_of(InstrumentSheet, "risk", f"{CASE}/risk/sheets/{{sheet}}", columns=OF_CASE | {"sheet": "reference"})
tell_of(Attachment, "documents", f"{CASE}/documents", columns={"reference": "case__reference"})
tell_of(Development, "victim-updates", CASE, rows=within(Development, "case", Case), key="pk", columns=OF_CASE)
tell_of(VictimUpdate, "victim-updates", "victim-updates/{reference}")
tell_of(SchoolNotice, "school-notices", "school-notices/{reference}")
tell_of(Incident, "incidents", "incidents/{reference}")
tell_of(Observation, "observations", "observations/{reference}")
tell_of(NearAlert, "move-check", "move-check/{reference}")
tell_of(Disclosure, "disclosures", "disclosures/{reference}")
tell_of(Meeting, "meetings", "meetings/{reference}")
tell_of(MeetingReferral, "referrals", "referrals/{reference}")
tell_of(MeetingShare, "shares", "shares/{reference}")

IN_ITS_RECORD = "It is noted with the act that changes its record, and the feed tells of that."
NOT_TOLD[IN_ITS_RECORD] += (
    " cases.incidentparty cases.incidentchange cases.attachmentchange cases.casechange cases.pairchange"
    " cases.schoolnoticestatuschange cases.disclosurestatuschange cases.disclosurestop cases.disclosurecheck"
    " cases.disclosuremeeting cases.disclosureforum cases.disclosuredecision cases.disclosurereading"
    " cases.disclosuredelivery cases.meetingstatuschange cases.attendance cases.referralstatuschange"
    " cases.meetingminutes cases.meetingaction cases.meetingactionchange cases.nearalertstatuschange"
    " cases.loweringstatuschange cases.itemanswer cases.safeguardchange cases.victimupdatestep"
)
NOT_TOLD["The register works it out from what the feed tells of."] += " cases.prioritystanding cases.figure"
NOT_TOLD["The same for every force; loaded with the register."] += " cases.supportservice"
NOT_TOLD["It is for the people who work in the register, not for a system."] += " cases.agency cases.agencyaccount"
