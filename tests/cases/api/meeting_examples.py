"""Examples of the rows of meetings, of what is referred to them, of agencies and of what is shared with them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from cases.actions.meeting_actions import add_meeting_action
from cases.models import Agency, AgencyAccount, Meeting, MeetingAction, MeetingReferral, MeetingShare
from tests import builders
from tests.cases import documents, met
from tests.cases.api.example import WHY, Example
from tests.cases.builders import Household

NAME = "Harbour IDVA service"


def nothing(home: Household) -> dict[str, Any]:
    return {}


def case(home: Household) -> dict[str, Any]:
    return {"reference": home.case.reference}


def agency() -> Agency:
    return Agency.objects.filter(name=NAME).first() or met.agency(name=NAME)


def with_agency(home: Household) -> dict[str, Any]:
    agency()
    return {}


def with_account(home: Household) -> dict[str, Any]:
    met.reader_of(agency())
    return {}


def named(row: MeetingReferral | Meeting) -> dict[str, Any]:
    return {"reference": row.reference}


def planned(home: Household) -> dict[str, Any]:
    return named(met.planned(home.owner, in_days=7))


def with_a_referral(home: Household) -> dict[str, Any]:
    met.referred(home)
    return planned(home)


def referred(home: Household) -> dict[str, Any]:
    return named(met.referred(home))


def on_agenda(home: Household) -> dict[str, Any]:
    return named(met.on_agenda(home))


def begun(home: Household) -> dict[str, Any]:
    agency()
    met.on_agenda(home)
    return named(Meeting.objects.get())


def held(home: Household) -> dict[str, Any]:
    referral = met.on_agenda(home)
    assert referral.meeting is not None
    met.held(referral.meeting, home.officer)
    return named(referral)


def heard(home: Household) -> dict[str, Any]:
    agency()
    return named(met.heard(home))


def with_action(home: Household) -> dict[str, Any]:
    referral = met.heard(home)
    add_meeting_action(
        referral, what="Offer support", due_on=timezone.localdate() + timedelta(days=7), agency=agency(),
        **met.act(home.officer),
    )  # fmt: skip
    return named(referral)


def shared(home: Household) -> dict[str, Any]:
    referral = met.heard(home)
    met.shared(referral, agency(), home.officer)
    return named(referral)


def to_report(home: Household) -> dict[str, Any]:
    """An action of the agency in a case that is shared with it."""
    there = with_action(home)
    referral = MeetingReferral.objects.get(**there)
    return {"reference": met.shared(referral, agency(), home.officer).reference}


def reader() -> User:
    """Somebody who reads for the agency, the same one each time."""
    account = AgencyAccount.objects.running().filter(agency=agency()).select_related("user").first()
    return account.user if account else met.reader_of(agency())


def attached_document(home: Household) -> dict[str, Any]:
    return {"reference": documents.attached(home).reference}


WHEN = {"starts_at": "2026-12-02T10:00:00+00:00", "place": "Room 4", "chair": "DI Okoro", "owner": "{runner}"}
EXAMPLES = {
    "api-plan-meeting": Example(nothing, {"kind": "marac", "when": WHEN}),
    "api-change-meeting": Example(planned, {"when": WHEN}),
    "api-cancel-meeting": Example(planned, {"why": "The room is flooded"}),
    "api-put-on-agenda": Example(with_a_referral, {"references": ["{referral}"]}),
    "api-hold-meeting": Example(
        begun, {"came": [{"agency": "{agency}", "presence": "attended", "who": "A. Price"}]}
    ),
    "api-refer-to-meeting": Example(
        case,
        {
            "kind": "marac", "victim": "{victim}", "criterion": "professional_judgement",
            "why": "He waits outside her work",
            "told": {"knows": "agrees", "view": "She wants the locks changed"},
        },
    ),
    "api-write-minutes": Example(held, {"said": "Housing: the door was broken", "decided": "High risk"}),
    "api-defer-referral": Example(on_agenda, {"why": "Not reached"}),
    "api-withdraw-referral": Example(referred, {"why": "Referred for another victim"}),
    "api-add-meeting-action": Example(
        heard, {"what": "Offer support", "due_on": "2026-12-02", "agency": "{agency}"}
    ),
    "api-close-meeting-action": Example(
        with_action, {"meeting_action": "{meeting action}", "status": "done", "outcome": "She was rung"}
    ),
    "api-share-referral": Example(
        heard,
        {
            "agency": "{agency}", "words": "High risk; she agreed to be rung", "why": "They support her",
            "ends_on": "2027-02-23", "has_minutes": True,
        },
    ),
    "api-end-share": Example(shared, {"share": "{share}", "why": WHY}),
    "api-report-own-action": Example(
        to_report, {"meeting_action": "{meeting action}", "status": "not_done", "outcome": "Not reached"}, who=reader
    ),
    "api-withdraw-document": Example(attached_document, {"why": "It belongs to another case"}),
    "api-add-agency": Example(nothing, {"kind": "idva", "name": NAME}),
    "api-add-usual-agencies": Example(nothing),
    "api-withdraw-agency": Example(with_agency, {"agency": "{agency}"}),
    "api-give-agency-account": Example(with_agency, {"agency": "{agency}", "user": "{reader}"}),
    "api-end-agency-account": Example(with_account, {"account": "{account}"}),
}  # fmt: skip
MADE = {
    "{runner}": lambda home: home.owner.reference,
    "{agency}": lambda home: agency().reference,
    "{agency key}": lambda home: str(agency().pk),
    "{runner key}": lambda home: str(home.owner.pk),
    "{victim key}": lambda home: str(home.victim.pk),
    "{referral}": lambda home: MeetingReferral.objects.get().reference,
    "{meeting action}": lambda home: MeetingAction.objects.get().pk,
    "{share}": lambda home: MeetingShare.objects.get().reference,
    "{reader}": lambda home: builders.user("partner-agency").reference,
    "{account}": lambda home: AgencyAccount.objects.get().pk,
}
