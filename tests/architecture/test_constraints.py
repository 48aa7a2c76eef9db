"""Every constraint is tried with the row that it refuses, and a row that differs in that alone is accepted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

import pytest
from allauth.idp.oidc.models import Client
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import IntegrityError, models, transaction
from django.db.models import F

from accounts.models import BulkRequest, BulkTaken, ForceClient, KeptAnswer, Leave, Membership, Role, RoleGrant, User
from cases.models import (
    Agency,
    AgencyAccount,
    Attachment,
    AttachmentChange,
    Attendance,
    Case,
    CaseChange,
    CaseRisk,
    Child,
    ChildSchool,
    CounterAllegation,
    Development,
    Disclosure,
    DisclosureCheck,
    DisclosureDecision,
    DisclosureDelivery,
    DisclosureMeeting,
    DisclosureReading,
    DisclosureStop,
    Figure,
    Incident,
    IncidentChange,
    IncidentParty,
    InstrumentSheet,
    ItemAnswer,
    Lowering,
    Meeting,
    MeetingAction,
    MeetingMinutes,
    MeetingReferral,
    MeetingShare,
    MeetingStatusChange,
    NearAlert,
    Observation,
    Pair,
    PriorityStanding,
    ReferralStatusChange,
    RiskAssessment,
    SafeContactRule,
    Safeguard,
    SafetyPlanStep,
    SchoolNotice,
    SupportService,
    VictimUpdate,
    VictimUpdateStep,
)
from register.models import (
    Absence,
    Acknowledgement,
    Address,
    Alert,
    Breach,
    BreachStatusChange,
    BrokenGlass,
    CanaryRecord,
    Conviction,
    Countersignature,
    DangerMarker,
    Digest,
    Disposal,
    DisposedReference,
    Escalation,
    FeedPart,
    FeedRun,
    FeedSource,
    Handover,
    Identifier,
    IndefiniteReview,
    IntegrityFinding,
    IntegrityRun,
    LegalHold,
    LocalRecord,
    ManagementRisk,
    ManagementTransfer,
    MappaListing,
    Match,
    MisuseAlert,
    NameSlip,
    NameWord,
    Notice,
    NotifiableChange,
    Notification,
    NotificationDuty,
    NotificationItem,
    NotificationRequirement,
    OnlineHandle,
    OrderBreach,
    OrderCondition,
    OwnRecordBar,
    Particular,
    Person,
    PersonGrant,
    PersonName,
    Phone,
    PlanAction,
    ProtectiveOrder,
    QuarantinedRow,
    ReasonSample,
    ReceivedBatch,
    RecordConflict,
    Registration,
    RegistrationAppeal,
    RegistrationReview,
    RetentionClock,
    RetentionReview,
    RiskLowering,
    RiskPlan,
    SealedRecord,
    SequenceGap,
    Sighting,
    Stay,
    Task,
    TaskStatusChange,
    Touch,
    UnroutedAlert,
    Vehicle,
    Visit,
    WarningSignal,
    Watch,
    Webhook,
    WebhookDelivery,
)
from tests import builders

BEFORE, FIRST, LATER = date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 23)
TOLD = {"notice_given_on": "2026-11-20", "notice_given_by": "PC Adeyemi", "notice_means": "handed_over"}
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
FACT = {"source": "officer", "starts_on": FIRST}


class World:
    """One valid row of each model, made when it is asked for, of force 13."""

    def __init__(self) -> None:
        builders.allow_writes()
        self.force, self.other = builders.force("13"), builders.force("14")
        self.user = builders.user()

    @cached_property
    def person(self) -> Person:
        return self.make(Person)

    @cached_property
    def pair(self) -> Pair:
        return self.make(Pair)

    @cached_property
    def case(self) -> Case:
        return self.make(Case)

    @cached_property
    def attachment(self) -> Attachment:
        return self.make(Attachment)

    @cached_property
    def agency(self) -> Agency:
        return self.make(Agency)

    @cached_property
    def meeting(self) -> Meeting:
        return self.make(Meeting)

    @cached_property
    def referral(self) -> MeetingReferral:
        return self.make(MeetingReferral)

    @cached_property
    def sheet(self) -> InstrumentSheet:
        return self.make(InstrumentSheet)

    @cached_property
    def child(self) -> Child:
        return self.make(Child)

    @cached_property
    def registration(self) -> Registration:
        return self.make(Registration)

    @cached_property
    def task(self) -> Task:
        return self.make(Task)

    @cached_property
    def watch(self) -> Watch:
        return self.make(Watch)

    @cached_property
    def conviction(self) -> Conviction:
        return self.make(Conviction)

    @cached_property
    def requirement(self) -> NotificationRequirement:
        return self.make(NotificationRequirement)

    def values(self, model: type[models.Model]) -> dict[str, Any]:
        """What a valid row of the model holds."""
        return VALID[model](self)

    def make(self, model: type[models.Model], **changes: Any) -> Any:
        return model._default_manager.create(**self.values(model) | changes)

    def twice(self, model: type[models.Model], **changes: Any) -> None:
        """The same row a second time."""
        values = self.values(model) | changes
        model._default_manager.create(**values)
        model._default_manager.create(**values)


def fact(**values: Any) -> Callable[[World], dict[str, Any]]:
    return lambda world: {**FACT, "person": world.person, "force": world.force, **values}


VALID: dict[type[models.Model], Callable[[World], dict[str, Any]]] = {
    RoleGrant: lambda w: {"role": Role.objects.first(), "permission": "test.only", "breadth": "force"},
    User: lambda w: {"email": "constraint@example.org", "name": "Somebody", "force": w.force},
    ForceClient: lambda w: {
        "force": w.force, "user": w.user, "name": "Records system", "credential": Client.objects.create(name="x"),
    },
    KeptAnswer: lambda w: {"asker": "FC-1", "key_hash": "k", "asked_hash": "a", "status": 200, "answer": {}},
    BulkRequest: lambda w: {
        "act": "export", "scope": {}, "scope_digest": "0" * 64, "count": 20_000, "why": "An inspection",
        "asked_by": w.user, "force": w.force,
    },
    BulkTaken: lambda w: {"act": "export", "count": 1, "taken_at": NOON, "taken_by": w.user},
    Membership: lambda w: {"user": w.user, "role": Role.objects.get(code="supervisor"), "starts_on": FIRST},
    Person: lambda w: {"display_name": "Marek Kowalski", "owner_force": w.force, "subject_category": "suspect"},
    LocalRecord: lambda w: {"person": w.person, "force": w.force, "local_reference": "13/1", "received_at": NOON},
    PersonName: fact(surname="Kowalski"),
    Address: fact(town="Leeds"),
    Phone: fact(as_received="07700 900001"),
    Vehicle: fact(registration_mark="BM23JPF"),
    OnlineHandle: fact(service="example", handle="somebody"),
    Identifier: fact(kind="pnc", value="2005/2238515U", as_received="05/2238515U"),
    Sighting: fact(seen_at=NOON),
    DangerMarker: lambda w: {
        **fact(review_on=LATER)(w), "signal": WarningSignal.objects.first(),
    },
    Alert: lambda w: {
        "kind": "moved_in", "person": w.person, "from_force": w.force, "to_force": w.other,
        "address": w.make(Address), "due_at": NOON, "limit_code": "test",
    },
    Particular: lambda w: {
        "user": w.user, "kind": "own", "surname": "Adeyemi", "date_of_birth": FIRST, "content_digest": "0" * 64,
        "source": "self",
    },
    OwnRecordBar: lambda w: {"user": w.user, "person": w.person, "hits": ["birth:1"]},
    Touch: lambda w: {
        "user": w.user, "person": w.person, "force": w.force, "kind": "own", "event": UUID(int=1),
        "code": "access.denied", "happened_at": NOON, "noticed_at": NOON,
    },
    CanaryRecord: lambda w: {"person": w.person, "force": w.force, "why": "Curiosity", "planted_by": w.user},
    SealedRecord: lambda w: {
        "person": w.person, "force": w.force, "reading_force": w.other, "why": "An officer", "sealed_by": w.user,
    },
    UnroutedAlert: lambda w: {
        "kind": "moved_in", "cause": "no_area", "person": w.person, "from_force": w.force,
        "address": w.make(Address, kind="work"), "due_at": NOON, "limit_code": "test",
    },
    Webhook: lambda w: {"client": w.make(ForceClient), "url": "https://records.example.org/changes", "secret": "x"},
    MisuseAlert: lambda w: {
        "rule": "name_trawl", "rule_version": 1, "settings": {}, "user": w.user, "force": w.force, "measured": 15,
        "started_at": NOON, "ended_at": NOON, "entries": [UUID(int=1)], "entry_count": 1, "due_on": LATER,
    },
    WebhookDelivery: lambda w: {"webhook": w.make(Webhook), "event": UUID(int=1), "not_before": NOON},
    FeedSource: lambda w: {"force": w.force, "code": "records"},
    SequenceGap: lambda w: {"source": w.make(FeedSource), "first": 3, "last": 4},
    ReceivedBatch: lambda w: {"source": w.make(FeedSource), "sequence": 1, "content_sha256": "0" * 64},
    RecordConflict: lambda w: {
        "record": w.make(LocalRecord), "person": w.person, "force": w.force, "field": "sex", "said": {"sex": "F"},
    },
    FeedRun: lambda w: {"force": w.force, "file_name": "feed.csv", "file_sha256": "0" * 64},
    FeedPart: lambda w: {"run": w.make(FeedRun), "number": 1, "content": b"x"},
    QuarantinedRow: lambda w: {
        "run": w.make(FeedRun), "number": 1, "line": 2, "record": {}, "column": "name", "problem": "None",
        "remedy": "Give one",
    },
    ProtectiveOrder: lambda w: {
        "person": w.person, "force": w.force, "kind": "dapo", "status": "made", "made_on": FIRST,
    },
    OrderBreach: lambda w: {
        "order": w.make(ProtectiveOrder), "force": w.force, "occurred_at": NOON, "account": "Came to the house",
    },
    OrderCondition: lambda w: {"order": w.make(ProtectiveOrder), "type": "no_contact", "text": "No contact"},
    Registration: lambda w: {
        "person": w.person, "managing_force": w.force, "gate": "any_conviction", "gate_reason": "Convicted",
        "regime": "soa", "starts_on": FIRST, "next_review_on": LATER,
    },
    RegistrationReview: lambda w: {
        "registration": w.make(Registration), "outcome": "keep", "reasons": "Still necessary", "was_due_on": FIRST,
        "reviewed_on": FIRST, "next_review_on": LATER, "limit_code": "test",
    },
    IndefiniteReview: lambda w: {
        "registration": w.registration, "requirement": w.requirement, "first_notified_on": FIRST,
        "applied_on": FIRST, "acknowledgement_due_on": LATER,
    },
    RegistrationAppeal: lambda w: {
        "registration": w.make(Registration), "court": "Leeds Crown Court", "lodged_on": FIRST,
    },
    ManagementRisk: lambda w: {
        "registration": w.make(Registration), "level": "low", "decided_on": FIRST, "decided_by": w.user, "why": "Calm",
    },
    ManagementTransfer: lambda w: {
        "registration": w.make(Registration), "person": w.person, "from_force": w.force, "to_force": w.other,
        "why": "Moved", "summary": "Visits", "offered_by": w.user, "due_at": NOON, "limit_code": "test",
    },
    RiskPlan: lambda w: {
        "registration": w.make(Registration), "force": w.force, "number": 1, "status": "in_force", "level": "low",
        "risks": "Threats", "strategy": "Visits", "written_by": w.user, "in_force_on": FIRST,
    },
    PlanAction: lambda w: {
        "registration": (plan := w.make(RiskPlan)).registration, "plan": plan, "person": w.person, "measure": "Ring",
        "due_on": LATER,
    },
    RiskLowering: lambda w: {
        "registration": w.make(Registration), "level": "low", "asked_by": w.user, "why": "Calm",
    },
    Visit: lambda w: {
        "registration": w.make(Registration), "person": w.person, "force": w.force, "status": "planned",
        "planned_on": LATER,
    },
    Conviction: lambda w: {
        "person": w.person, "force": w.force, "cjs_code": "CJ15006", "offence_title": "Coercive behaviour",
        "convicted_on": FIRST, "disposal": "fine",
    },
    MappaListing: lambda w: {
        "person": w.person, "force": w.force, "category": 2, "level": 1, "starts_on": FIRST,
    },
    NotificationRequirement: lambda w: {
        "registration": w.registration, "regime": "soa", "conviction": w.conviction, "relevant_on": FIRST,
        "disposal": "fine", "explanation": "Five years",
    },
    Absence: lambda w: {"person": w.person, "kind": "custody", "starts_on": FIRST},
    NotifiableChange: lambda w: {"registration": w.registration, "kind": "name", "happened_on": FIRST},
    Stay: lambda w: {"registration": w.registration, "place": "Otley", "starts_on": FIRST, "ends_on": LATER},
    Notification: lambda w: {
        "registration": w.registration, "taken_at": NOON, "method": "counter", "police_station": "Elland Road",
        "identity_check": "document",
    },
    NotificationItem: lambda w: {"notification": w.make(Notification), "kind": "initial"},
    Acknowledgement: lambda w: {"notification": w.make(Notification), "language": "en", "digest": "0" * 64},
    Breach: lambda w: {
        "registration": w.registration, "kind": "not_in_time", "regime": "dapo", "offence_code": "DA21002",
        "offence_title": "Fail to comply", "duty": w.make(NotificationDuty),
    },
    BreachStatusChange: lambda w: {"breach": w.make(Breach), "to_status": "suspected", "why": "Not made"},
    NotificationDuty: lambda w: {
        "registration": w.registration, "key": "initial:order:1", "kind": "initial", "regime": "dapo",
        "limit_code": "test", "starts_on": FIRST, "due_on": LATER, "due_at": NOON, "explanation": "Three days",
    },
    Disposal: lambda w: {
        "person": w.person, "force": w.force, "group": 4, "limit_code": "test", "due_on": FIRST, "asked_by": w.user,
        "asked_at": NOON, "approved_by": builders.user(), "disposed_at": NOON, "erased": {}, "blanked": {},
        "log_values_erased": 0, "digest": "0" * 64, "log_due_on": LATER,
    },
    DisposedReference: lambda w: {"force": w.force, "key": "0" * 64, "disposal": w.make(Disposal)},
    RetentionClock: lambda w: {
        "person": w.person, "force": w.force, "group": 4, "limit_code": "test", "review_due_on": LATER,
        "look_on": LATER, "worked_out_on": FIRST,
    },
    RetentionReview: lambda w: {
        "person": w.person, "force": w.force, "group": 4, "limit_code": "test", "due_on": FIRST, "why": "Needed",
        "next_review_on": LATER, "reviewed_by": w.user,
    },
    BrokenGlass: lambda w: {
        "person": w.person, "user": w.user, "force": w.other, "owner_force": w.force, "ground": "danger",
        "why": "A knife", "opened_at": NOON, "until_at": NOON + timedelta(hours=1),
        "review_due_at": NOON + timedelta(hours=72),
    },
    ReasonSample: lambda w: {
        "force": w.force, "month_on": date(2026, 10, 1), "event": UUID(int=7), "user": w.user, "person": w.person,
        "code": "card.opened", "reason": "live_call", "has_incident": False, "read_at": NOON, "due_on": LATER,
    },
    PersonGrant: lambda w: {
        "content_object": w.person, "user": w.user, "permission": Permission.objects.get(codename="open_person"),
        "given_by": w.user, "why": "A joint operation",
    },
    LegalHold: lambda w: {
        "person": w.person, "force": w.force, "why": "An inquest", "authority": "The coroner", "review_on": LATER,
        "placed_by": w.user,
    },
    NameSlip: lambda w: {"word": NameWord.objects.create(word="kowalski", sound="K42"), "slip": "kowalsk"},
    Match: lambda w: {
        "one": w.person, "other": w.make(Person), "force_one": w.force, "force_other": w.force, "weight": 9.5,
        "outcome": "possible", "model_version": "test", "due_at": NOON, "limit_code": "test",
    },
    Task: lambda w: {
        "kind": "review", "title": "Review", "force": w.force, "team": "supervisor", "due_on": LATER,
        "person": w.person,
    },
    TaskStatusChange: lambda w: {"task": w.task, "step": "raised", "to_status": "open", "due_on": LATER},
    Countersignature: lambda w: {
        "task": w.task, "act": "test", "rank": "supervisor", "target": "T-1", "why": "Needed", "asked_by": w.user,
    },
    Watch: lambda w: {"source": "task", "number": 1, "force": w.force, "due_on": LATER, "next_on": LATER},
    Escalation: lambda w: {
        "watch": w.watch, "force": w.force, "step": "due", "taken_on": LATER, "told": 1, "limit_code": "test",
    },
    Notice: lambda w: {"user": w.user, "topic": "given", "key": "T-1", "page": "tasks", "renewed_at": NOON},
    IntegrityRun: lambda w: {"check_code": "test", "checked_on": FIRST, "started_at": NOON},
    IntegrityFinding: lambda w: {
        "check_code": "test", "number": 1, "reference": "T-1", "first_found_on": FIRST, "last_found_on": FIRST,
    },
    Digest: lambda w: {"user": w.user, "sent_on": LATER, "count": 1},
    Handover: lambda w: {"user": w.user, "force": w.force, "source": "task", "number": 1, "why": "left"},
    Leave: lambda w: {"user": w.user, "starts_on": FIRST, "ends_on": LATER},
    Figure: lambda w: {
        "measure": "incidents", "definition": 1, "part": "all", "quarter": "2026-Q1", "force": w.force, "basis": 7,
        "shown": 5, "published_on": FIRST,
    },
    Case: lambda w: {"person": w.person, "force": w.force, "owner": w.user, "next_review_on": LATER},
    Attachment: lambda w: {
        "case": w.pair.case, "person": w.person, "force": w.force, "kind": "statement", "name": "Statement.pdf",
        "media_type": "application/pdf", "size": 1, "sha256": "0" * 64, "scan": "waiting", "uploaded_by": w.user,
    },
    AttachmentChange: lambda w: {"attachment": w.attachment, "step": "attached"},
    CaseChange: lambda w: {"case": w.pair.case, "step": "opened", "owner": w.user, "next_review_on": LATER},
    Incident: lambda w: {"force": w.force, "person": w.person, "happened_at": NOON},
    IncidentParty: lambda w: {"incident": w.make(Incident), "words": "A neighbour"},
    IncidentChange: lambda w: {"incident": w.make(Incident), "kind": "recorded"},
    Development: lambda w: {
        "case": w.pair.case, "person": w.person, "force": w.force, "kind": "arrest", "happened_on": FIRST,
    },
    VictimUpdate: lambda w: {
        "development": w.make(Development), "case": w.pair.case, "pair": w.pair, "person": w.pair.victim,
        "force": w.force, "is_enhanced": True, "limit_code": "vcop.enhanced", "due_on": LATER,
    },
    VictimUpdateStep: lambda w: {
        "update": w.make(VictimUpdate), "to_status": "told", "means": "phone", "taken_at": NOON,
    },
    Observation: lambda w: {"force": w.force, "person": w.person, "observed_at": NOON, "words": "At the station"},
    Pair: lambda w: {
        "case": w.make(Case), "force": w.force, "person": w.person, "person_role": "suspect",
        "victim": w.make(Person, subject_category="victim"), "starts_on": FIRST,
    },
    Child: lambda w: {"case": w.pair.case, "person": w.person, "force": w.force, "name": "Ravi"},
    ChildSchool: lambda w: {
        "child": w.child, "person": w.person, "force": w.force, "education": "school", "name": "Mill Primary",
    },
    SchoolNotice: lambda w: {
        "child": w.child, "case": w.pair.case, "person": w.person, "force": w.force, "attended_at": NOON,
        "due_at": NOON, "due_on": LATER, "limit_code": "test",
    },
    CounterAllegation: lambda w: {
        "case": w.pair.case, "person": w.pair.victim, "force": w.force, "direction": "known_victim",
        "primary": "unclear", "afraid": "She is afraid of him",
    },
    RiskAssessment: lambda w: {
        "case": w.case, "person": w.person, "force": w.force, "level": "high", "judgement": "Threats",
        "assessed_at": NOON, "assessed_by": w.user, "review_on": LATER,
    },
    CaseRisk: lambda w: {
        "case": w.case, "person": w.person, "force": w.force, "level": "standard",
        "assessment": w.make(RiskAssessment), "review_on": LATER, "lowered_until_on": LATER, "falls_back_to": "high",
    },
    Lowering: lambda w: {
        "case": w.case, "person": w.person, "force": w.force, "level_before": "high", "level": "medium",
        "why": "He is in custody", "asked_by": w.user, "asked_rank": 1, "due_on": LATER,
    },
    InstrumentSheet: lambda w: {
        "case": w.case, "person": w.person, "force": w.force, "assessment": w.make(RiskAssessment),
        "judged_level": "high", "instrument": "dash_24", "instrument_version": "2026.1", "started_by": w.user,
    },
    PriorityStanding: lambda w: {
        "person": w.person, "force": w.force, "recency": 100, "frequency": 0, "gravity": 0, "victims": 0, "total": 2500,
        "crimes": 1, "incidents": 0, "harm_days": 0, "victim_count": 0, "weights": "test", "worked_out_on": FIRST,
    },
    ItemAnswer: lambda w: {
        "sheet": w.sheet, "item": "injury", "answer": "yes", "answered_at": NOON, "answered_by": w.user,
    },
    NearAlert: lambda w: {
        "person": w.person, "address": w.make(Address), "place": w.make(Address, kind="work"), "force": w.force,
        "nearness": "same_postcode", "is_linked": True, "due_at": NOON, "limit_code": "test",
    },
    Safeguard: lambda w: {
        "pair": w.pair, "person": w.pair.victim, "force": w.force, "kind": "alarm", "instruction": "Answer at once",
        "owner": w.user, "starts_on": FIRST, "review_on": LATER,
    },
    SafetyPlanStep: lambda w: {
        "safeguard": w.make(Safeguard, kind="safety_plan"), "measure": "Change the locks", "who": "Her brother",
        "due_on": LATER,
    },
    SupportService: lambda w: {
        "code": "constraint", "name": "A service", "what_it_does": "Advice", "source": "The service",
        "checked_on": FIRST,
    },
    SafeContactRule: lambda w: {
        "person": w.person, "force": w.force, "confirmed_on": FIRST, "confirm_by_on": LATER,
    },
    Agency: lambda w: {"force": w.force, "kind": "idva", "name": "IDVA service"},
    AgencyAccount: lambda w: {"agency": w.agency, "user": w.user},
    Meeting: lambda w: {
        "kind": "marac", "force": w.force, "owner": w.user, "starts_at": NOON, "held_on": LATER, "place": "Room 1",
        "chair": "DI Okoro",
    },
    MeetingStatusChange: lambda w: {"meeting": w.make(Meeting), "to_status": "planned", "starts_at": NOON},
    Attendance: lambda w: {"meeting": w.meeting, "agency": w.agency, "presence": "attended"},
    MeetingReferral: lambda w: {
        "kind": "marac", "force": w.force, "case": w.pair.case, "person": w.pair.person, "victim": w.pair.victim,
        "criterion": "professional_judgement", "why": "She is afraid", "knows": "agrees", "hear_by_on": LATER,
    },
    ReferralStatusChange: lambda w: {"referral": w.referral, "to_status": "waiting"},
    MeetingMinutes: lambda w: {
        "referral": w.referral, "meeting": w.meeting, "said": "Locks to be changed", "written_by": w.user,
    },
    MeetingAction: lambda w: {
        "referral": w.referral, "meeting": w.meeting, "force": w.force, "agency": w.agency,
        "measure": "Change the locks", "due_on": LATER,
    },
    MeetingShare: lambda w: {
        "referral": w.referral, "agency": w.agency, "force": w.force, "words": "High risk", "why": "To visit her",
        "starts_on": FIRST, "ends_on": LATER, "shared_by": w.user,
    },
    Disclosure: lambda w: {
        "route": "ask", "force": w.force, "person": w.person, "at_risk_words": "His new partner",
        "asked_by": "third_party", "concern": "He has hurt others", "channel": "phone", "received_at": NOON,
        "due_on": LATER, "next_due_on": LATER,
    },
    DisclosureStop: lambda w: {
        "disclosure": w.make(Disclosure), "starts_on": FIRST, "ends_on": LATER, "why": "Away",
    },
    DisclosureCheck: lambda w: {
        "disclosure": w.make(Disclosure), "is_in_danger": False, "found": "Nothing", "checked_by": w.user,
        "is_local_checked": True,
    },
    DisclosureMeeting: lambda w: {
        "disclosure": w.make(Disclosure), "met_on": FIRST, "identity": "document", "is_alone": True, "said": "Afraid",
        "safety_advice": "Ring 999", "met_by": w.user,
    },
    DisclosureDecision: lambda w: {
        "disclosure": w.make(Disclosure), "is_to_disclose": True, "has_credible_risk": True, "lawful": "Common law",
        "necessary": "New partner", "proportionate": "Grave risk", "recipient": "at_risk",
        "wording": "He was convicted", "decided_by": w.user,
    },
    DisclosureReading: lambda w: {
        "decision": w.make(DisclosureDecision), "is_agreed": True, "why": "Sound", "read_by": w.user,
    },
    DisclosureDelivery: lambda w: {
        "disclosure": w.make(Disclosure), "decision": w.make(DisclosureDecision), "told_at": NOON, "place": "station",
        "why_safe": "He is at work", "undertaking": "signed", "safety_plan": "An alarm", "told_by": w.user,
    },
}  # fmt: skip


def two_plans(world: World, status: str) -> None:
    """Two versions of the plan of one registration, both of this status."""
    values = world.values(RiskPlan) | {"status": status}
    RiskPlan.objects.create(**values)
    RiskPlan.objects.create(**values | {"number": 2})


REFUSED: dict[str, Callable[[World], object]] = {
    "a_role_gives_a_permission_once_at_each_breadth": lambda w: w.twice(RoleGrant),
    "one_user_for_an_email_address": lambda w: [w.make(User), w.make(User, email="Constraint@example.org")],
    "a_membership_ends_after_it_starts": lambda w: w.make(Membership, ends_on=BEFORE),
    "one_person_asks_for_one_scope_once": lambda w: w.twice(BulkRequest),
    "a_bulk_request_says_why": lambda w: w.make(BulkRequest, why=""),
    "an_answered_bulk_request_says_when_by_whom_and_why": lambda w: w.make(BulkRequest, is_approved=False),
    "an_approved_bulk_request_is_valid_until_a_moment": lambda w: w.make(
        BulkRequest, is_approved=True, answered_at=NOON, answered_by=builders.user(), answer_reason="Yes"
    ),
    "only_an_approved_bulk_request_is_used": lambda w: w.make(BulkRequest, used_at=NOON),
    "nobody_answers_their_own_bulk_request": lambda w: w.make(
        BulkRequest, is_approved=False, answered_at=NOON, answered_by=w.user, answer_reason="No"
    ),
    "what_was_taken_was_something": lambda w: w.make(BulkTaken, count=0),
    "a_role_without_an_end_is_held_once": lambda w: w.twice(Membership),
    "a_force_has_one_live_client_of_a_name": lambda w: [w.make(ForceClient), w.make(ForceClient)],
    "one_answer_is_kept_for_a_key_of_one_asker": lambda w: w.twice(KeptAnswer),
    "a_person_has_a_name_to_be_shown": lambda w: w.make(Person, display_name=""),
    "a_date_of_birth_is_of_a_living_memory": lambda w: w.make(Person, date_of_birth=date(1889, 12, 31)),
    "a_record_does_not_stand_under_itself": lambda w: Person.objects.filter(pk=w.person.pk).update(lead=F("pk")),
    "a_force_has_one_record_for_a_local_reference": lambda w: w.twice(LocalRecord),
    "personname_ends_after_it_starts": lambda w: w.make(PersonName, ends_on=BEFORE),
    "a_name_has_a_forename_or_a_surname": lambda w: w.make(PersonName, surname=""),
    "address_ends_after_it_starts": lambda w: w.make(Address, ends_on=BEFORE),
    "an_address_has_a_line_a_town_or_a_postcode": lambda w: w.make(Address, town=""),
    "a_person_has_one_home_address_at_a_time": lambda w: [w.make(Address), w.make(Address, town="York")],
    "phone_ends_after_it_starts": lambda w: w.make(Phone, ends_on=BEFORE),
    "vehicle_ends_after_it_starts": lambda w: w.make(Vehicle, ends_on=BEFORE),
    "onlinehandle_ends_after_it_starts": lambda w: w.make(OnlineHandle, ends_on=BEFORE),
    "identifier_ends_after_it_starts": lambda w: w.make(Identifier, ends_on=BEFORE),
    "a_person_has_each_identifier_once": lambda w: w.twice(Identifier),
    "sighting_ends_after_it_starts": lambda w: w.make(Sighting, ends_on=BEFORE),
    "dangermarker_ends_after_it_starts": lambda w: w.make(DangerMarker, ends_on=BEFORE),
    "a_person_has_each_danger_marker_once": lambda w: w.twice(DangerMarker),
    "a_force_is_told_of_an_address_once": lambda w: w.twice(Alert),
    "a_force_is_told_of_a_match_once": lambda w: w.twice(
        Alert, kind="dual_registration", address=None, match=w.make(Match)
    ),
    "a_pair_of_records_is_matched_once": lambda w: w.twice(Match),
    "a_match_is_of_two_records_in_order": lambda w: w.make(Match, one=w.person, other=w.person),
    "a_match_is_decided_at_a_time": lambda w: w.make(Match, status="joined"),
    "a_person_decides_a_match_with_a_reason": lambda w: w.make(
        Match, status="joined", decided_at=NOON, decided_by=w.user, is_by_person=True
    ),
    "people_alone_keep_two_records_apart": lambda w: w.make(Match, status="kept_apart", decided_at=NOON),
    "a_match_that_waits_for_a_second_says_who_asked": lambda w: w.make(Match, status="awaiting_second"),
    "the_second_person_of_a_match_is_another": lambda w: w.make(
        Match, status="joined", decided_at=NOON, decided_by=w.user, is_by_person=True, why="Same", asked_by=w.user
    ),
    "a_force_is_told_of_a_thing_once": lambda w: w.twice(Alert, kind="breach", address=None, about="breach 1"),
    "an_actioned_alert_says_what_was_done": lambda w: w.make(
        Alert, status="actioned", answered_at=NOON, answer_reason="Known to us", actioned_at=NOON
    ),
    "an_alert_goes_to_another_force": lambda w: w.make(Alert, to_force=w.force),
    "an_address_waits_in_the_national_queue_once": lambda w: w.twice(UnroutedAlert),
    "an_alert_waits_in_the_national_queue_once": lambda w: w.twice(
        UnroutedAlert, cause="nobody_there", address=None, alert=w.make(Alert)
    ),
    "what_waits_in_the_national_queue_says_what_reached_nobody": lambda w: w.make(UnroutedAlert, cause="nobody_there"),
    "what_leaves_the_national_queue_says_how_when_and_why": lambda w: w.make(
        UnroutedAlert, outcome="closed", settled_at=NOON
    ),
    "what_is_sent_on_names_the_alert_that_came_of_it": lambda w: w.make(
        UnroutedAlert, outcome="routed", settled_at=NOON, settle_reason="They look after that place"
    ),
    "an_answered_alert_has_a_time_and_a_reason": lambda w: w.make(Alert, status="accepted", answered_at=NOON),
    "a_record_from_a_batch_names_source_number_and_content": lambda w: w.make(LocalRecord, content_sha256="0" * 64),
    "somebody_declares_a_thing_once": lambda w: w.twice(Particular),
    "a_declared_human_being_has_a_date_of_birth": lambda w: w.make(Particular, date_of_birth=None),
    "whoever_ends_a_particular_says_why": lambda w: w.make(Particular, ended_at=NOON),
    "professional_standards_say_why_they_enter_a_particular": lambda w: w.make(Particular, source="standards"),
    "a_record_is_somebodys_own_once": lambda w: w.twice(OwnRecordBar),
    "whoever_lifts_a_bar_says_why": lambda w: w.make(OwnRecordBar, lifted_at=NOON, lifted_by=w.user),
    "an_entry_touches_a_record_once": lambda w: w.twice(Touch),
    "an_answered_touch_has_an_outcome_and_words": lambda w: w.make(
        Touch, answered_at=NOON, answered_by=builders.user()
    ),
    "nobody_answers_for_their_own_touch": lambda w: w.make(
        Touch, answered_at=NOON, answered_by=w.user, outcome="advice", words="Spoke to them"
    ),
    "a_planted_record_says_once_what_it_is": lambda w: w.make(CanaryRecord, content=b"{}"),
    "whoever_plants_a_record_says_why": lambda w: w.make(CanaryRecord, why=""),
    "whoever_takes_a_planted_record_out_says_why": lambda w: w.make(CanaryRecord, retired_at=NOON, retired_by=w.user),
    "a_record_is_sealed_once_at_a_time": lambda w: w.twice(SealedRecord),
    "a_sealed_record_is_read_by_another_force": lambda w: w.make(SealedRecord, reading_force=w.force),
    "whoever_seals_a_record_says_why": lambda w: w.make(SealedRecord, why=""),
    "whoever_opens_a_sealed_record_says_why": lambda w: w.make(SealedRecord, opened_at=NOON, opened_by=w.user),
    "a_system_has_one_webhook_at_an_address": lambda w: w.twice(Webhook),
    "an_ended_webhook_says_how_it_ended": lambda w: w.make(Webhook, ended_at=NOON),
    "an_old_secret_is_valid_until_a_moment": lambda w: w.make(Webhook, old_secret="x"),
    "one_stretch_of_entries_makes_one_alert": lambda w: w.twice(MisuseAlert),
    "an_alert_of_misuse_is_of_a_user_or_of_an_officer": lambda w: w.make(MisuseAlert, officer="13 4471"),
    "the_entries_of_an_alert_end_after_they_start": lambda w: w.make(MisuseAlert, ended_at=NOON - timedelta(hours=1)),
    "an_alert_of_misuse_has_entries": lambda w: w.make(MisuseAlert, entry_count=0),
    "what_came_of_an_alert_has_words_a_time_and_somebody": lambda w: w.make(MisuseAlert, came_of_it="false_alarm"),
    "nobody_answers_an_alert_about_themselves": lambda w: w.make(
        MisuseAlert, came_of_it="false_alarm", words="No", answered_at=NOON, answered_by=w.user
    ),
    "an_event_is_sent_to_a_webhook_once": lambda w: w.twice(WebhookDelivery),
    "what_is_given_up_was_not_done": lambda w: w.make(WebhookDelivery, done_at=NOON, given_up_at=NOON),
    "a_force_has_each_source_once": lambda w: w.twice(FeedSource),
    "a_gap_of_a_source_begins_once": lambda w: w.twice(SequenceGap),
    "a_gap_ends_after_it_begins": lambda w: w.make(SequenceGap, last=2),
    "a_source_uses_a_number_once": lambda w: w.twice(ReceivedBatch),
    "the_numbers_of_a_source_begin_with_one": lambda w: w.make(ReceivedBatch, sequence=0),
    "a_field_of_a_record_has_one_open_conflict": lambda w: w.twice(RecordConflict),
    "a_decided_conflict_has_an_outcome_and_a_time": lambda w: w.make(RecordConflict, decided_at=NOON),
    "somebody_decides_a_conflict_with_a_reason": lambda w: w.make(
        RecordConflict, decided_at=NOON, decided_by=w.user, outcome="kept"
    ),
    "a_run_has_each_part_once": lambda w: w.twice(FeedPart),
    "a_row_of_a_run_is_in_the_quarantine_once": lambda w: w.twice(QuarantinedRow),
    "an_order_ends_after_it_was_made": lambda w: w.make(ProtectiveOrder, ends_on=BEFORE),
    "an_order_is_served_after_it_was_made": lambda w: w.make(ProtectiveOrder, served_on=BEFORE),
    "an_order_is_recorded_once": lambda w: w.twice(ProtectiveOrder),
    "an_order_that_was_made_has_the_day_it_was_made": lambda w: w.make(ProtectiveOrder, made_on=None),
    "a_served_order_has_the_day_of_service": lambda w: w.make(ProtectiveOrder, status="served"),
    "a_discharged_order_has_the_day_it_ended": lambda w: w.make(ProtectiveOrder, status="discharged"),
    "a_considered_order_has_the_moment_it_was_considered": lambda w: w.make(
        ProtectiveOrder, status="considered", made_on=None
    ),
    "an_appeal_ends_after_it_was_made": lambda w: w.make(ProtectiveOrder, appealed_on=LATER, appeal_ended_on=FIRST),
    "the_hash_of_an_order_is_a_sha256": lambda w: w.make(ProtectiveOrder, certificate_sha256="abc"),
    "a_point_of_an_address_has_two_coordinates": lambda w: w.make(Address, easting=430_000),
    "a_force_is_told_of_a_near_address_once": lambda w: w.twice(NearAlert),
    "a_force_is_told_of_an_address_near_a_zone_once": lambda w: w.twice(
        NearAlert, place=None, condition=w.make(OrderCondition)
    ),
    "a_force_lists_an_agency_once": lambda w: [w.make(Agency), w.make(Agency, name="idva Service")],
    "an_agency_has_a_name": lambda w: w.make(Agency, name=""),
    "an_account_reads_for_one_agency": lambda w: [
        w.make(AgencyAccount),
        w.make(AgencyAccount, agency=w.make(Agency, name="Housing")),
    ],
    "somebody_chairs_a_meeting": lambda w: w.make(Meeting, chair=""),
    "a_meeting_is_cancelled_for_a_reason": lambda w: w.make(MeetingStatusChange, to_status="cancelled"),
    "an_agency_comes_to_a_meeting_once": lambda w: w.twice(Attendance),
    "a_case_waits_for_a_meeting_once": lambda w: [
        w.make(MeetingReferral, kind="matac", victim=None, knows="nobody") for _ in range(2)
    ],
    "marac_hears_a_case_for_a_victim": lambda w: w.make(MeetingReferral, victim=None, knows="nobody"),
    "a_referral_on_an_agenda_names_its_meeting": lambda w: w.make(MeetingReferral, status="on_agenda"),
    "a_referral_is_heard_on_a_day": lambda w: w.make(
        MeetingReferral, status="heard", meeting=w.meeting, flag_ends_on=LATER
    ),
    "what_marac_has_heard_is_flagged": lambda w: w.make(
        MeetingReferral, status="heard", meeting=w.meeting, heard_on=FIRST
    ),
    "a_referral_says_why": lambda w: w.make(MeetingReferral, why=""),
    "only_a_victim_knows_of_a_referral": lambda w: w.make(MeetingReferral, kind="matac", victim=None),
    "a_referral_is_withdrawn_for_a_reason": lambda w: w.make(ReferralStatusChange, to_status="withdrawn"),
    "minutes_say_what_was_said": lambda w: w.make(MeetingMinutes, said=""),
    "an_action_is_an_agencys_or_a_task": lambda w: w.make(MeetingAction, agency=None),
    "a_closed_action_of_a_meeting_has_an_outcome": lambda w: w.make(MeetingAction, status="done"),
    "an_action_of_a_meeting_says_what": lambda w: w.make(MeetingAction, measure=""),
    "a_referral_is_shared_with_an_agency_once": lambda w: w.twice(MeetingShare),
    "what_is_shared_ends_after_it_starts": lambda w: w.make(MeetingShare, ends_on=BEFORE),
    "what_is_shared_is_said_with_a_reason": lambda w: w.make(MeetingShare, words=""),
    "sharing_ends_early_for_a_reason": lambda w: w.make(MeetingShare, ended_at=NOON, ended_by=w.user),
    "a_disclosure_says_about_whom": lambda w: w.make(Disclosure, person=None),
    "a_disclosure_says_who_is_at_risk": lambda w: w.make(Disclosure, at_risk_words=""),
    "a_disclosure_is_about_two_people": lambda w: w.make(Disclosure, at_risk=w.person),
    "an_open_disclosure_has_a_next_day": lambda w: w.make(Disclosure, next_due_on=None),
    "the_right_to_know_begins_with_the_police": lambda w: w.make(Disclosure, route="know"),
    "a_stopped_clock_says_why": lambda w: w.make(DisclosureStop, why=""),
    "a_clock_runs_again_after_it_stops": lambda w: w.make(DisclosureStop, ends_on=BEFORE),
    "danger_found_by_a_check_is_answered": lambda w: w.make(DisclosureCheck, is_in_danger=True),
    "the_first_checks_searched_somewhere": lambda w: w.make(DisclosureCheck, is_local_checked=False),
    "whoever_asks_is_given_safety_advice": lambda w: w.make(DisclosureMeeting, safety_advice=""),
    "a_decision_answers_the_three_tests": lambda w: w.make(DisclosureDecision, necessary=""),
    "a_disclosure_rests_on_a_risk": lambda w: w.make(DisclosureDecision, has_credible_risk=False),
    "a_disclosure_is_made_to_somebody": lambda w: w.make(DisclosureDecision, recipient="nobody"),
    "whoever_is_told_is_named": lambda w: w.make(DisclosureDecision, recipient="best_placed"),
    "a_decision_says_in_which_words": lambda w: w.make(DisclosureDecision, wording=""),
    "only_telling_cannot_wait": lambda w: w.make(DisclosureDecision, is_emergency=True, is_to_disclose=False),
    "a_second_reader_says_why": lambda w: w.make(DisclosureReading, why=""),
    "telling_somebody_is_safe_for_a_reason": lambda w: w.make(DisclosureDelivery, why_safe=""),
    "whoever_is_told_gets_a_safety_plan": lambda w: w.make(DisclosureDelivery, safety_plan=""),
    "a_near_alert_is_about_a_place_or_a_zone": lambda w: w.make(NearAlert, place=None),
    "an_answered_near_alert_says_what_was_done": lambda w: w.make(NearAlert, status="answered", answered_at=NOON),
    "a_point_of_a_condition_has_two_coordinates": lambda w: w.make(OrderCondition, easting=430_000),
    "a_monitored_condition_says_since_when": lambda w: w.make(OrderCondition, is_monitored=True),
    "monitoring_ends_after_it_starts": lambda w: w.make(
        OrderCondition, is_monitored=True, monitoring_starts_on=FIRST, monitoring_ends_on=BEFORE
    ),
    "an_arrest_follows_the_breach": lambda w: w.make(OrderBreach, arrested_at=NOON - timedelta(hours=1)),
    "a_clock_of_a_breach_runs_from_an_arrest_under_a_limit": lambda w: w.make(OrderBreach, court_due_at=NOON),
    "a_condition_ends_after_it_starts": lambda w: w.make(OrderCondition, starts_on=FIRST, ends_on=BEFORE),
    "a_person_has_one_live_registration": lambda w: w.twice(Registration),
    "a_registration_ends_after_it_starts": lambda w: w.make(Registration, ends_on=BEFORE),
    "an_indefinite_registration_has_no_end": lambda w: w.make(Registration, is_indefinite=True, ends_on=LATER),
    "an_indefinite_status_has_an_indefinite_period": lambda w: w.make(Registration, status="indefinite", **TOLD),
    "a_notice_has_a_day_a_giver_and_a_means": lambda w: w.make(Registration, notice_given_on=FIRST),
    "a_person_on_the_register_was_told_in_writing": lambda w: w.make(Registration, status="active"),
    "a_designation_says_why_it_is_proportionate": lambda w: w.make(Registration, gate="police_designation"),
    "a_designation_is_approved_by_a_second_person": lambda w: w.make(
        Registration,
        gate="police_designation",
        proportionality="Needed",
        status="active",
        proposed_by=w.user,
        decided_by=w.user,
        decided_at=NOON,
    ),
    "a_review_sets_the_next_review": lambda w: w.make(RegistrationReview, next_review_on=FIRST),
    "a_review_gives_its_reasons": lambda w: w.make(RegistrationReview, reasons=""),
    "a_decided_appeal_has_an_outcome_and_a_day": lambda w: w.make(RegistrationAppeal, outcome="allowed"),
    "an_appeal_is_decided_after_it_was_lodged": lambda w: w.make(
        RegistrationAppeal, outcome="allowed", decided_on=BEFORE
    ),
    "a_registration_has_one_open_application": lambda w: w.twice(IndefiniteReview),
    "a_decided_application_has_an_outcome_and_a_day": lambda w: w.make(IndefiniteReview, outcome="withdrawn"),
    "a_decision_on_an_application_gives_its_reasons": lambda w: w.make(
        IndefiniteReview, outcome="granted", decided_on=LATER
    ),
    "a_refusal_says_when_to_appeal_and_to_apply_again": lambda w: w.make(
        IndefiniteReview, outcome="refused", decided_on=LATER, reasons="Necessary"
    ),
    "an_application_is_acknowledged_after_it_was_made": lambda w: w.make(IndefiniteReview, acknowledged_on=BEFORE),
    "an_application_is_decided_after_it_was_made": lambda w: w.make(
        IndefiniteReview, outcome="withdrawn", decided_on=BEFORE
    ),
    "information_that_was_asked_for_has_its_due_days": lambda w: w.make(IndefiniteReview, information_asked_on=LATER),
    "an_appeal_that_was_allowed_names_its_court": lambda w: w.make(IndefiniteReview, appeal_allowed_on=LATER),
    "a_stay_has_its_first_day": lambda w: w.make(RegistrationAppeal, is_stayed=True),
    "a_stay_ends_after_it_begins": lambda w: w.make(
        RegistrationAppeal, is_stayed=True, stayed_on=LATER, stay_ended_on=FIRST
    ),
    "a_stay_follows_its_appeal": lambda w: w.make(RegistrationAppeal, is_stayed=True, stayed_on=BEFORE),
    "a_registration_has_one_open_appeal": lambda w: w.twice(RegistrationAppeal),
    "low_risk_alone_goes_without_planned_visits": lambda w: w.make(
        Registration, is_reactive=True, management_level="high"
    ),
    "a_level_of_risk_has_its_reasons": lambda w: w.make(ManagementRisk, why=""),
    "low_risk_alone_is_managed_reactively": lambda w: w.make(ManagementRisk, is_reactive=True, level="medium"),
    "the_second_person_of_a_level_is_another": lambda w: w.make(ManagementRisk, asked_by=w.user),
    "a_registration_has_one_open_request_to_lower_its_risk": lambda w: w.twice(RiskLowering),
    "an_answer_to_a_lower_level_has_all_its_parts": lambda w: w.make(RiskLowering, is_agreed=True),
    "nobody_agrees_to_a_lower_level_alone": lambda w: w.make(
        RiskLowering, is_agreed=True, answered_by=w.user, answered_at=NOON, answer_reason="Yes"
    ),
    "a_registration_has_each_plan_once": lambda w: w.twice(RiskPlan, status="replaced"),
    "a_registration_has_one_plan_in_force": lambda w: two_plans(w, "in_force"),
    "one_plan_at_a_time_waits_for_approval": lambda w: two_plans(w, "awaiting_approval"),
    "a_plan_in_force_has_its_first_day": lambda w: w.make(RiskPlan, in_force_on=None),
    "an_answer_to_a_plan_has_all_its_parts": lambda w: w.make(RiskPlan, answer_reason="Yes"),
    "nobody_approves_a_plan_of_their_own": lambda w: w.make(
        RiskPlan, answered_by=w.user, answered_at=NOON, answer_reason="Yes"
    ),
    "a_plan_for_high_risk_was_approved": lambda w: w.make(RiskPlan, level="high"),
    "an_action_of_a_plan_says_what_to_do": lambda w: w.make(PlanAction, measure=""),
    "a_closed_action_of_a_plan_has_its_outcome": lambda w: w.make(PlanAction, status="done", closed_at=NOON),
    "a_registration_is_offered_once_at_a_time": lambda w: w.twice(ManagementTransfer),
    "an_offer_goes_to_another_force": lambda w: w.make(ManagementTransfer, to_force=w.force),
    "an_answered_offer_has_a_time_a_person_and_a_reason": lambda w: w.make(ManagementTransfer, status="refused"),
    "whoever_takes_a_person_over_names_a_manager": lambda w: w.make(ManagementTransfer, manager=w.user),
    "a_force_is_told_of_a_transfer_once": lambda w: w.twice(
        Alert, kind="transfer", address=None, transfer=w.make(ManagementTransfer)
    ),
    "a_registration_has_one_planned_visit": lambda w: w.twice(Visit),
    "a_planned_visit_has_its_day": lambda w: w.make(Visit, planned_on=None),
    "a_visit_that_was_made_says_when_where_and_how": lambda w: w.make(Visit, status="recorded", visited_at=NOON),
    "a_conviction_is_recorded_once": lambda w: w.twice(Conviction),
    "a_conviction_brings_a_requirement_once": lambda w: w.twice(NotificationRequirement),
    "a_requirement_ends_after_its_relevant_date": lambda w: w.make(NotificationRequirement, ends_on=BEFORE),
    "an_ended_requirement_says_why": lambda w: w.make(NotificationRequirement, ended_on=LATER),
    "an_absence_ends_after_it_starts": lambda w: w.make(Absence, ended_on=BEFORE),
    "a_person_is_away_once_at_a_time": lambda w: w.twice(Absence),
    "a_change_has_a_day": lambda w: w.make(NotifiableChange, happened_on=None),
    "what_has_come_to_nothing_has_no_day": lambda w: w.make(
        NotifiableChange, has_come_to_nothing=True, why_not="He says so"
    ),
    "what_has_come_to_nothing_says_how_that_is_known": lambda w: w.make(
        NotifiableChange, happened_on=None, expected_on=LATER, has_come_to_nothing=True
    ),
    "a_doubted_item_says_why": lambda w: w.make(NotificationItem, outcome="incomplete"),
    "a_notification_has_each_item_once": lambda w: w.twice(NotificationItem),
    "an_acknowledgement_has_a_digest": lambda w: w.make(Acknowledgement, digest="short"),
    "a_breach_is_of_one_failure": lambda w: w.make(Breach, duty=None),
    "a_referred_breach_says_to_whom": lambda w: w.make(Breach, status="referred"),
    "a_concluded_breach_has_an_outcome": lambda w: w.make(Breach, status="concluded", referred_to="The prosecutor"),
    "an_excused_breach_has_an_excuse": lambda w: w.make(Breach, status="excused"),
    "a_step_of_a_breach_says_why": lambda w: w.make(BreachStatusChange, why=""),
    "a_stay_ends_after_it_starts": lambda w: w.make(Stay, ends_on=BEFORE),
    "a_registration_has_a_duty_once": lambda w: w.twice(NotificationDuty),
    "a_due_day_has_its_moment": lambda w: w.make(NotificationDuty, due_at=None),
    "a_duty_is_met_by_a_notification": lambda w: w.make(NotificationDuty, met_on=LATER),
    "an_ended_duty_says_why": lambda w: w.make(NotificationDuty, ended_on=LATER),
    "a_duty_is_met_or_ended_not_both": lambda w: w.make(
        NotificationDuty, met_by=w.make(Notification), met_on=LATER, ended_on=LATER, ended_why="Over"
    ),
    "a_sentence_comes_after_its_conviction": lambda w: w.make(Conviction, sentenced_on=BEFORE),
    "a_conviction_is_quashed_after_it_was_made": lambda w: w.make(Conviction, quashed_on=BEFORE, appeal_court="Leeds"),
    "a_sentence_is_varied_after_its_conviction": lambda w: w.make(Conviction, varied_on=BEFORE, appeal_court="Leeds"),
    "a_court_of_appeal_is_named_with_its_decision": lambda w: w.make(Conviction, quashed_on=LATER),
    "a_term_beside_another_says_how_it_runs": lambda w: w.make(Conviction, term_link="consecutive"),
    "only_partly_concurrent_terms_overlap": lambda w: w.make(Conviction, overlap_months=1),
    "a_term_does_not_run_beside_itself": lambda w: Conviction.objects.filter(pk=w.make(Conviction).pk).update(
        follows=F("pk"), term_link="concurrent"
    ),
    "a_mappa_listing_has_a_category_and_a_level": lambda w: w.make(MappaListing, category=5),
    "a_mappa_listing_ends_after_it_starts": lambda w: w.make(MappaListing, ends_on=BEFORE),
    "a_person_is_listed_once_at_a_time": lambda w: w.twice(MappaListing),
    "a_duty_is_due_after_it_starts": lambda w: w.make(NotificationDuty, due_on=BEFORE),
    "a_disposed_record_says_nothing_of_anybody": lambda w: w.make(Person, disposed_at=NOON),
    "a_disposal_is_approved_by_a_second_person": lambda w: w.make(Disposal, approved_by=w.user),
    "a_reference_is_disposed_of_once_until_let_in_again": lambda w: w.twice(DisposedReference),
    "a_review_group_is_one_of_four": lambda w: w.make(RetentionClock, group=5),
    "a_record_is_looked_at_again_on_a_later_day": lambda w: w.make(RetentionClock, look_on=FIRST),
    "a_record_has_one_disposal_that_waits": lambda w: w.twice(
        RetentionReview, status="awaiting_approval", next_review_on=None
    ),
    "a_record_that_is_kept_has_a_next_review": lambda w: w.make(RetentionReview, next_review_on=None),
    "a_retention_review_has_a_reason": lambda w: w.make(RetentionReview, why=""),
    "a_broken_glass_has_a_reason": lambda w: w.make(BrokenGlass, why=""),
    "a_broken_glass_closes_again": lambda w: w.make(BrokenGlass, until_at=NOON),
    "a_broken_glass_is_reviewed_after_it_broke": lambda w: w.make(BrokenGlass, review_due_at=NOON),
    "a_reviewed_glass_says_when_by_whom_and_why": lambda w: w.make(BrokenGlass, outcome="justified"),
    "a_glass_is_reviewed_by_another_than_who_broke_it": lambda w: w.make(
        BrokenGlass, outcome="justified", reviewed_at=NOON, reviewed_by=w.user, review_reason="Rightly"
    ),
    "a_reading_is_drawn_once": lambda w: w.twice(ReasonSample),
    "a_reading_is_by_a_user_or_for_an_officer": lambda w: w.make(ReasonSample, user=None),
    "a_sample_is_of_a_month": lambda w: w.make(ReasonSample, month_on=date(2026, 10, 2)),
    "a_question_about_a_reason_has_words_a_time_and_somebody": lambda w: w.make(ReasonSample, question="Why?"),
    "an_explanation_answers_a_question": lambda w: w.make(ReasonSample, explanation="A call", explained_at=NOON),
    "a_decided_sample_says_when_and_by_whom": lambda w: w.make(ReasonSample, decision="satisfied"),
    "a_reason_is_not_accepted_for_a_reason": lambda w: w.make(
        ReasonSample, decision="not_satisfied", decided_at=NOON, decided_by=builders.user()
    ),
    "nobody_looks_at_a_reason_of_their_own": lambda w: w.make(
        ReasonSample, decision="satisfied", decided_at=NOON, decided_by=w.user
    ),
    "an_exception_ends_after_it_begins": lambda w: w.make(PersonGrant, starts_at=NOON, expires_at=NOON),
    "a_hold_says_why_and_on_whose_authority": lambda w: w.make(LegalHold, authority=""),
    "a_lifted_hold_says_when_by_whom_and_why": lambda w: w.make(LegalHold, lifted_at=NOON),
    "a_hold_is_lifted_by_another_than_who_placed_it": lambda w: w.make(
        LegalHold, lifted_at=NOON, lifted_by=w.user, lifted_why="Over"
    ),
    "a_word_has_each_slip_once": lambda w: w.twice(NameSlip),
    "an_open_task_is_not_asked_for_twice": lambda w: w.twice(Task),
    "a_done_task_has_an_outcome": lambda w: w.make(Task, done_at=NOON, status="done"),
    "a_task_is_done_when_it_has_a_time_of_doing": lambda w: w.make(Task, done_at=NOON, outcome="Done"),
    "a_task_on_hold_says_until_when": lambda w: w.make(Task, status="held"),
    "a_task_comes_back_before_it_is_due": lambda w: w.make(Task, status="held", held_until=LATER + timedelta(days=1)),
    "a_task_is_put_off_to_a_later_day": lambda w: w.make(Task, first_due_on=LATER + timedelta(days=1)),
    "putting_a_task_off_needs_a_reason": lambda w: w.make(TaskStatusChange, step="put_off"),
    "nobody_countersigns_what_they_asked_for": lambda w: w.make(
        Countersignature, is_agreed=True, answered_by=w.user, answered_at=NOON, answer_reason="Right"
    ),
    "an_answered_countersignature_has_a_person_and_a_reason": lambda w: w.make(Countersignature, is_agreed=True),
    "a_countersignature_is_asked_for_once_at_a_time": lambda w: [
        w.make(Countersignature, task=w.make(Task, title=title)) for title in ("One", "Other")
    ],
    "one_thing_is_watched_once_at_a_time": lambda w: w.twice(Watch),
    "a_step_is_taken_once": lambda w: w.twice(Escalation),
    "only_repeated_reminders_are_counted": lambda w: w.make(Escalation, round=1),
    "one_person_is_told_of_one_thing_once": lambda w: w.twice(Notice),
    "what_a_team_is_told_of_is_watched_and_of_a_kind": lambda w: w.make(Notice, is_of_team=True),
    "one_check_runs_once_a_day": lambda w: w.twice(IntegrityRun),
    "a_check_ends_after_it_starts": lambda w: w.make(IntegrityRun, ended_at=NOON - timedelta(seconds=1)),
    "one_fault_is_found_once_at_a_time": lambda w: w.twice(IntegrityFinding),
    "a_fault_is_found_last_after_it_is_found_first": lambda w: w.make(IntegrityFinding, last_found_on=BEFORE),
    "one_person_has_one_digest_a_day": lambda w: w.twice(Digest),
    "work_handed_over_for_leave_names_it": lambda w: w.make(Handover, why="leave"),
    "work_is_handed_over_to_somebody_else": lambda w: w.make(Handover, to_user=w.user),
    "one_figure_stands_for_a_count": lambda w: w.twice(Figure, force=None),
    "no_small_figure_is_published": lambda w: w.make(Figure, shown=0),
    "a_published_figure_is_rounded": lambda w: w.make(Figure, shown=6),
    "no_figure_is_published_of_a_small_count": lambda w: w.make(Figure, basis=4),
    "a_figure_is_replaced_after_it_was_published": lambda w: w.make(Figure, replaced_on=BEFORE),
    "a_change_of_a_case_says_why": lambda w: w.make(CaseChange, step="closed"),
    "a_review_of_a_case_names_its_clock": lambda w: w.make(CaseChange, step="reviewed", why="Looked at"),
    "a_leave_ends_after_it_starts": lambda w: w.make(Leave, ends_on=BEFORE),
    "nobody_stands_in_for_themselves": lambda w: w.make(Leave, deputy=w.user),
    "a_case_keeps_one_document_once": lambda w: w.twice(Attachment),
    "an_attached_document_is_not_empty": lambda w: w.make(Attachment, size=0),
    "an_attached_document_has_a_name": lambda w: w.make(Attachment, name=""),
    "an_attached_document_has_its_digest": lambda w: w.make(Attachment, sha256="short"),
    "an_attached_document_is_of_a_type_taken": lambda w: w.make(Attachment, media_type="text/html"),
    "a_document_is_clean_or_infected_once_it_was_scanned": lambda w: w.make(Attachment, scan="clean"),
    "a_withdrawn_or_infected_document_says_why": lambda w: w.make(AttachmentChange, step="withdrawn"),
    "a_force_has_one_open_case_about_a_person": lambda w: w.twice(Case),
    "a_checked_incident_says_how_when_and_by_whom": lambda w: w.make(
        Incident, status="confirmed", checked_at=NOON, checked_by=w.user
    ),
    "an_outcome_of_an_incident_has_its_day": lambda w: w.make(Incident, outcome="16"),
    "a_person_is_in_an_incident_once": lambda w: [
        IncidentParty.objects.create(incident=incident, person=w.person) for incident in [w.make(Incident)] * 2
    ],
    "somebody_in_an_incident_is_named_or_described": lambda w: w.make(IncidentParty, words=""),
    "a_correction_of_an_incident_says_why": lambda w: w.make(IncidentChange, kind="corrected"),
    "an_observation_says_what_was_observed": lambda w: w.make(Observation, words=""),
    "sharing_with_conditions_says_which": lambda w: w.make(Observation, sharing="C"),
    "a_graded_observation_says_when_and_by_whom": lambda w: w.make(Observation, graded_at=NOON),
    "a_withdrawn_development_says_when_by_whom_and_why": lambda w: w.make(Development, withdrawn_at=NOON),
    "a_victim_is_told_of_a_development_once": lambda w: [
        w.make(VictimUpdate, development=happened) for happened in [w.make(Development)] * 2
    ],
    "a_victim_who_was_told_was_told_at_a_time": lambda w: w.make(VictimUpdate, status="told"),
    "a_victim_was_told_by_some_means": lambda w: w.make(VictimUpdateStep, means=""),
    "a_victim_who_was_not_told_has_a_reason": lambda w: w.make(VictimUpdateStep, to_status="waiting"),
    "a_step_was_taken_before_it_was_recorded": lambda w: w.make(
        VictimUpdateStep, taken_at=datetime.now(tz=UTC) + timedelta(hours=1)
    ),
    "a_case_has_each_victim_once": lambda w: w.twice(Pair),
    "a_pair_is_of_two_people": lambda w: w.make(Pair, victim=w.person),
    "a_pair_ends_after_it_starts": lambda w: w.make(Pair, ends_on=BEFORE),
    "a_safeguard_ends_after_it_starts": lambda w: w.make(Safeguard, ends_on=BEFORE),
    "a_safeguard_says_what_to_do": lambda w: w.make(Safeguard, instruction=""),
    "a_level_of_risk_is_set_by_somebody": lambda w: w.make(RiskAssessment, assessed_by=None),
    "a_lowered_level_of_risk_has_two_people": lambda w: w.make(RiskAssessment, origin="lowered", agreed_by=w.user),
    "a_judgement_of_risk_has_its_words": lambda w: w.make(RiskAssessment, judgement=""),
    "a_lowered_level_of_risk_has_its_last_day_and_what_follows": lambda w: w.make(CaseRisk, falls_back_to=""),
    "a_level_of_risk_falls_back_to_a_higher_one": lambda w: w.make(CaseRisk, falls_back_to="standard"),
    "a_case_has_one_open_request_to_lower_its_risk": lambda w: w.twice(Lowering),
    "a_request_to_lower_the_risk_has_its_reasons": lambda w: w.make(Lowering, why=""),
    "a_request_to_lower_the_risk_lowers_or_renews_it": lambda w: w.make(Lowering, level="high"),
    "an_answer_to_a_request_to_lower_the_risk_has_all_its_parts": lambda w: w.make(Lowering, status="refused"),
    "the_second_person_is_another_of_at_least_the_same_rank": lambda w: w.make(
        Lowering, status="refused", answer="No", answered_at=NOON, answered_by=w.user, answered_rank=1
    ),
    "an_instrument_is_used_beside_one_judgement": lambda w: w.make(InstrumentSheet, assessment=None),
    "an_instrument_has_its_figure_once_it_is_finished": lambda w: w.make(InstrumentSheet, finished_at=NOON),
    "a_component_of_priority_has_a_hundred_points_at_most": lambda w: w.make(PriorityStanding, gravity=101),
    "somebody_in_the_priority_list_has_something_that_counts": lambda w: w.make(PriorityStanding, crimes=0),
    "an_item_is_answered_once_on_a_sheet": lambda w: w.twice(ItemAnswer),
    "an_item_has_an_answer_of_the_instruments": lambda w: w.make(ItemAnswer, answer="perhaps"),
    "a_victim_has_one_safe_contact_rule_in_force": lambda w: w.twice(SafeContactRule),
    "a_safeguard_that_somebody_ended_says_why": lambda w: w.make(Safeguard, ended_at=NOON, ends_on=LATER),
    "a_step_says_what_is_done_and_by_whom": lambda w: w.make(SafetyPlanStep, who=""),
    "a_step_that_is_done_says_what_came_of_it": lambda w: w.make(SafetyPlanStep, done_on=LATER),
    "a_support_service_says_where_it_is_known_from": lambda w: w.make(SupportService, source=""),
    "a_child_learns_at_one_place_at_a_time": lambda w: w.twice(ChildSchool),
    "only_a_school_has_a_name_and_a_lead": lambda w: w.make(ChildSchool, education="home"),
    "a_school_is_told_of_an_incident_once_for_each_child": lambda w: w.twice(SchoolNotice),
    "a_notice_that_was_sent_has_its_text_time_and_means": lambda w: w.make(SchoolNotice, status="sent"),
    "a_notice_that_is_not_needed_says_why": lambda w: w.make(SchoolNotice, status="not_needed"),
    "a_counter_allegation_says_who_is_afraid": lambda w: w.make(CounterAllegation, afraid=""),
    "a_safe_time_begins_and_ends": lambda w: w.make(SafeContactRule, rings_from="09:00"),
    "a_safe_day_is_a_day_of_the_week": lambda w: w.make(SafeContactRule, days=[8]),
    "nobody_is_in_refuge_and_has_left_it": lambda w: w.make(SafeContactRule, is_in_refuge=True, has_left_refuge=True),
}


def constrained() -> list[type[models.Model]]:
    ours = (model for app in ("accounts", "register", "cases") for model in apps.get_app_config(app).get_models())
    return [model for model in ours if model._meta.constraints]


def test_every_constraint_is_tried() -> None:
    assert {each.name for model in constrained() for each in model._meta.constraints} == REFUSED.keys()


@pytest.mark.django_db
@pytest.mark.parametrize("model", [pytest.param(model, id=model._meta.label) for model in constrained()])
def test_a_valid_row_is_accepted(model: type[models.Model]) -> None:
    assert World().make(model).pk


@pytest.mark.django_db
@pytest.mark.parametrize("constraint", sorted(REFUSED))
def test_the_row_that_a_constraint_speaks_of_is_refused(constraint: str) -> None:
    world = World()

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        REFUSED[constraint](world)

    assert refusal.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]
