"""What may go to the person it is about: an allow-list, closed by default.

Of each table in the bundle every field stands in `given`, with the words it is called by, or in `withheld`; every other
table stands in `NOTHING_OF` with the reason why nothing of it goes. No free text goes, and nothing special. What is
given was served on the person, told to them, or came from them or a court: what anybody else said would point at who
said it. Nothing is chosen, counted, ordered or dated by what is held of victims, so that a bundle cannot tell whether
there are any (ADR 23).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from register.models import (
    Conviction,
    Identifier,
    Notification,
    NotificationDuty,
    NotificationRequirement,
    Person,
    PersonName,
    ProtectiveOrder,
    Registration,
    Source,
)
from register.models.notification import NotificationKind
from register.rules.orders import ORDER_KINDS

FROM_THEM = (Source.OFFENDER, Source.COURT)
FACT = "id person source standing is_confirmed doubt force recorded_by recorded_at"


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the bundle: what it is called, which fields go and by which words, and of which rows."""

    model: type[Model]
    title: str
    given: Mapping[str, str]
    withheld: str
    rows: Callable[[Person], QuerySet[Any]]

    @property
    def label(self) -> str:
        return self.model._meta.label


OF_THE_CALENDAR = (NotificationKind.INITIAL, NotificationKind.PERIODIC, NotificationKind.WEEKLY)


def _self(person: Person) -> QuerySet[Any]:
    return Person.objects.filter(pk=person.pk)


def _names(person: Person) -> QuerySet[Any]:
    return PersonName.objects.filter(person=person, source__in=FROM_THEM)


def _numbers(person: Person) -> QuerySet[Any]:
    return Identifier.objects.filter(person=person, source__in=(*FROM_THEM, Source.FORCE_SYSTEM))


def _convictions(person: Person) -> QuerySet[Any]:
    return Conviction.objects.filter(person=person)


def _registrations(person: Person) -> QuerySet[Any]:
    """Those of which the person was told; one that is only proposed would be a warning."""
    return Registration.objects.filter(person=person, notice_given_on__isnull=False)


def _requirements(person: Person) -> QuerySet[Any]:
    return NotificationRequirement.objects.filter(registration__in=_registrations(person))


def _duties(person: Person) -> QuerySet[Any]:
    """Those that the notice and the calendar bring, and whatever they have met. One that follows from what an officer
    was told of them and they have not notified would be a warning, and name who told."""
    known = Q(kind__in=OF_THE_CALENDAR) | Q(met_on__isnull=False)
    return NotificationDuty.objects.filter(known, registration__in=_registrations(person))


def _notifications(person: Person) -> QuerySet[Any]:
    return Notification.objects.filter(registration__in=_registrations(person))


def _orders(person: Person) -> QuerySet[Any]:
    """Those that were served; one that is considered or applied for would be a warning."""
    return ProtectiveOrder.objects.filter(person=person, served_on__isnull=False)


SECTIONS: tuple[Section, ...] = (
    Section(
        Person, "You",
        {"reference": "Reference", "sex": "Sex", "date_of_birth": "Date of birth",
         "owner_force": "Held by"},
        "id display_name subject_category date_of_birth_as_received date_of_birth_doubt is_restricted lead created_at "
        "disposed_at version", _self,
    ),
    Section(
        PersonName, "Names you gave, or a court stated",
        {"forenames": "Forenames", "surname": "Surname", "kind": "Kind", "starts_on": "From", "ends_on": "Until"},
        FACT, _names,
    ),
    Section(
        Identifier, "Official numbers",
        {"kind": "Kind", "value": "Number"},
        f"{FACT} starts_on ends_on as_received", _numbers,
    ),
    Section(
        Conviction, "Convictions, findings and cautions",
        {"kind": "Kind", "cjs_code": "Offence code", "offence_title": "Offence", "convicted_on": "Day",
         "sentenced_on": "Sentenced on", "court": "Court", "court_name": "Name of the court", "disposal": "Sentence",
         "term_months": "Months", "term_days": "Days",
         "has_domestic_abuse_finding": "Domestic abuse stated by the court", "varied_on": "Varied on",
         "quashed_on": "Quashed on"},
        "id person force follows term_link overlap_months overlap_days is_under_18 is_schedule_3_offence appeal_court "
        "recorded_at version", _convictions,
    ),
    Section(
        Registration, "Registrations of which you were told",
        {"regime": "Requirement", "status": "Status", "starts_on": "From", "ends_on": "Until",
         "is_indefinite": "Without an end", "notice_given_on": "You were told on", "notice_means": "How you were told"},
        "id person managing_force offender_manager gate gate_reason proportionality system_proposal "
        "risk_of_serious_harm next_review_on review_limit_code proposed_by decided_by decided_at notice_given_by "
        "management_level is_reactive next_visit_on plan_due_on created_at version", _registrations,
    ),
    Section(
        NotificationRequirement, "Requirements to notify",
        {"regime": "Requirement", "relevant_on": "Relevant day", "ends_on": "Until", "ended_on": "Ended on"},
        "id registration conviction is_under_18 disposal term_months term_days explanation ended_why recorded_by "
        "recorded_at", _requirements,
    ),
    Section(
        NotificationDuty, "What you have to notify, and by when",
        {"kind": "Duty", "regime": "Requirement", "starts_on": "From", "due_on": "By", "met_on": "Notified on",
         "ended_on": "Ended on"},
        "id registration key limit_code due_at explanation met_by ended_why overdue_noted_at", _duties,
    ),
    Section(
        Notification, "Notifications you made",
        {"reference": "Reference", "taken_at": "Day", "method": "How"},
        "id registration taken_by identity_check refused method_doubt force has_fixed_abode recorded_at taken_by_name "
        "identity_detail phone_told police_station remarks", _notifications,
    ),
    Section(
        ProtectiveOrder, "Orders that were served on you",
        {"kind": "Order", "status": "Status", "made_on": "Made on", "served_on": "Served on", "ends_on": "Last day",
         "ended_on": "Discharged on"},
        "id person force reference_number court considered_at decision_due_at applied_on applicant hearing_on "
        "hearing_due_at interim_made_on interim_served_on is_without_notice aware_on served_at served_by served_means "
        "ends_when arrest_power responsible_person appealed_on appeal_ended_on certificate_sha256 breach_count doubt "
        "next_check_on recorded_at version", _orders,
    ),
)  # fmt: skip
TOLD = (Conviction, Registration, ProtectiveOrder)
"""Where there is a row of any of these to give, the person knows of the record. Otherwise not even that there is one is
told: it would show that somebody reported them."""

WORDS: Mapping[str, Callable[[Any], str]] = {
    "register.ProtectiveOrder.kind": lambda code: ORDER_KINDS[code].title if code in ORDER_KINDS else str(code),
}
"""How a code without choices of its own is said."""

NOTHING_OF: Mapping[str, str] = {
    "Of victims, children, and what protects them.": (
        "cases.Pair cases.PairChange cases.Child cases.ChildSchool cases.SchoolNotice cases.SchoolNoticeStatusChange "
        "cases.SafeContactRule cases.Safeguard cases.SafeguardChange cases.SafetyPlanStep cases.Signposting "
        "cases.SupportService cases.VictimUpdate cases.VictimUpdateStep cases.Development cases.CounterAllegation "
        "cases.NearAlert cases.NearAlertStatusChange register.OrderCondition "
        "register.OrderCondition_protected_people"
    ),
    "Of requests by others to be told, and what was decided on them.": (
        "cases.Disclosure cases.DisclosureCheck cases.DisclosureDecision cases.DisclosureDelivery "
        "cases.DisclosureForum cases.DisclosureMeeting cases.DisclosureReading cases.DisclosureStatusChange "
        "cases.DisclosureStop"
    ),
    "What others reported, saw or said: it would point at who did.": (
        "cases.Incident cases.IncidentChange cases.IncidentParty cases.Incident_orders cases.Observation "
        "cases.Attachment cases.AttachmentChange register.Sighting register.OrderBreach register.ComplianceReport "
        "register.LocalRecord"
    ),
    "An address, a number or a vehicle may have come from a victim, and may be one that protects somebody.": (
        "register.Address register.Phone register.Vehicle register.OnlineHandle register.Stay"
    ),
    "Assessment, plans and intelligence of the police.": (
        "cases.Case cases.CaseChange cases.CaseRisk cases.RiskAssessment cases.Lowering cases.LoweringStatusChange "
        "cases.InstrumentSheet cases.ItemAnswer cases.PriorityStanding register.DangerMarker register.WarningSignal "
        "register.MappaListing register.ManagerAssignment register.ManagementRisk register.RiskLowering register.Visit "
        "register.VisitStatusChange register.RiskPlan register.PlanStatusChange register.PlanAction "
        "register.PlanActionChange register.ManagementTransfer register.TransferStatusChange"
    ),
    "Meetings of agencies, and what was shared there.": (
        "cases.Agency cases.AgencyAccount cases.Attendance cases.Meeting cases.MeetingAction "
        "cases.MeetingActionChange cases.MeetingMinutes cases.MeetingReferral cases.MeetingShare "
        "cases.MeetingStatusChange cases.ReferralStatusChange"
    ),
    "Reasons in an officer’s own words, and steps towards a decision: given by hand after they were read.": (
        "register.RegistrationStatusChange register.RegistrationReview register.RegistrationAppeal "
        "register.IndefiniteReview register.NotifiableChange register.NotificationItem register.Acknowledgement "
        "register.OrderStatusChange register.Absence register.RetentionReview register.RetentionReviewStatusChange "
        "register.RetentionClock register.LegalHold"
    ),
    "A suspected offence that is looked into.": "register.Breach register.BreachStatusChange",
    "Of how people use the register, and of those who use it.": (
        "register.BrokenGlass register.CanaryRecord register.LogReading register.MisuseAlert register.OwnRecordBar "
        "register.Particular register.ReasonSample register.SealedRecord register.Touch"
    ),
    "The register’s own work; it says nothing more of the person, or of others too.": (
        "register.PersonGrant register.Alert register.AlertStatusChange register.UnroutedAlert register.Match "
        "register.MatchStatusChange "
        "register.MatchRun register.Task register.TaskStatusChange register.Countersignature register.Watch "
        "register.Escalation register.Notice register.Heartbeat register.IntegrityRun register.IntegrityFinding "
        "register.Digest register.Handover register.Webhook register.WebhookProgress register.WebhookDelivery "
        "register.Outbox register.FeedRun register.FeedSource register.SequenceGap register.ReceivedBatch "
        "register.RecordConflict register.FeedPart register.QuarantinedRow register.Disposal "
        "register.DisposedReference register.CardRow register.SearchKey register.NameWord register.NameSlip "
        "cases.Figure"
    ),
}
"""Why nothing of a table goes."""
