"""Every address of the service, who may use it, and what everybody else is told.

A new page needs a row in TABLE and nothing more; without one the first test fails. Each row is then tried by a
stranger, by everybody whose roles lack the permission, and, where the address names a record, by those who hold the
permission but whose reach ends before that record: they get the very bytes of a record that does not exist.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.actions.reference import DIRECTORY
from accounts.models import BulkRequest, ForceClient, User
from accounts.policy import registered
from audit.models import Event
from cases.models import (
    Agency,
    Attachment,
    Case,
    Child,
    Development,
    Disclosure,
    Incident,
    Meeting,
    MeetingReferral,
    MeetingShare,
    NearAlert,
    Observation,
    Pair,
    SchoolNotice,
    VictimUpdate,
)
from register.models import (
    Address,
    Alert,
    Breach,
    BrokenGlass,
    CanaryRecord,
    Disposal,
    FeedRun,
    FeedSource,
    LocalRecord,
    ManagementTransfer,
    Match,
    Notice,
    Notification,
    OwnRecordBar,
    Person,
    ProtectiveOrder,
    QuarantinedRow,
    ReasonSample,
    ReceivedBatch,
    RecordConflict,
    Registration,
    SealedRecord,
    Task,
    Touch,
    UnroutedAlert,
    Webhook,
)
from tests import builders, machines
from tests.register.misuse.trawled import alert as misused

ROLES = tomllib.loads((DIRECTORY / "roles.toml").read_text(encoding="utf-8"))
PUBLIC, OWN_ACCOUNT = "public", "own account"


@dataclass(frozen=True)
class Page:
    """`permission` is a policy's, or PUBLIC, or OWN_ACCOUNT (anybody who has signed in).

    `beyond` makes a record out of the reach of everybody of force 13 and gives the arguments of the address; `absent`
    are arguments that name nothing; `keeps` are roles for which no record is out of reach. An address of the API has a
    `body` to ask it with, of the type that it `takes`, or `is_api` if it is asked by GET, and tells a stranger who
    they must be instead of sending them to sign in.
    """

    permission: str
    beyond: Callable[[], dict[str, object]] | None = None
    absent: dict[str, object] = field(default_factory=dict)
    keeps: frozenset[str] = frozenset()
    body: dict[str, object] | None = None
    is_api: bool = False
    takes: str = "application/json"


# Records of force 14 that nobody of force 13 reaches


def hidden_person() -> dict[str, object]:
    """A restricted record: the national reach ends before it."""
    person = builders.person(builders.actor(force_code="14"))
    builders.allow_writes()
    Person.objects.filter(pk=person.pk).update(is_restricted=True)
    return {"reference": person.reference}


def hidden_notification() -> dict[str, object]:
    return {"reference": _hidden_notification().reference}


def _hidden_notification() -> Notification:
    person = Person.objects.get(**hidden_person())
    registration = Registration.objects.create(
        person=person, managing_force=person.owner_force, gate="order", gate_reason="An order", regime="dapo",
        starts_on="2026-11-01", next_review_on="2026-12-01",
    )  # fmt: skip
    return Notification.objects.create(
        registration=registration, taken_at="2026-11-24T12:00:00Z", method="counter", police_station="Elland Road",
        identity_check="document", refused="both",
    )  # fmt: skip


def hidden_breach() -> dict[str, object]:
    taken = _hidden_notification()
    breach = Breach.objects.create(
        registration=taken.registration, kind="refused_identity", regime="dapo", notification=taken,
        offence_code="DA21005", offence_title="Refused",
    )  # fmt: skip
    return {"reference": breach.reference}


def foreign_case() -> dict[str, object]:
    person = builders.person(builders.actor(force_code="14"))
    builders.allow_writes()
    owner = builders.user("safeguarding-officer", force_code="14")
    case = Case.objects.create(person=person, force=owner.force, owner=owner, next_review_on="2026-12-01")
    return {"reference": case.reference}


def foreign_document() -> dict[str, object]:
    case = Case.objects.get(**foreign_case())
    document = Attachment.objects.create(
        case=case, person=case.person, force=case.force, kind="other", name="Note.txt", media_type="text/plain", size=1,
        sha256="0" * 64, scan="not_configured", uploaded_by=case.owner,
    )  # fmt: skip
    return {"reference": document.reference}


def foreign_incident() -> dict[str, object]:
    builders.allow_writes()
    incident = Incident.objects.create(force=builders.force("14"), happened_at="2026-11-24T12:00:00Z")
    return {"reference": incident.reference}


def foreign_update() -> dict[str, object]:
    case = Case.objects.get(**foreign_case())
    of_case: dict[str, Any] = {"case": case, "force": case.force}
    pair = Pair.objects.create(
        person=case.person, person_role="suspect", victim=builders.person(builders.actor(force_code="14")), **of_case
    )
    happened = Development.objects.create(person=case.person, kind="arrest", happened_on="2026-11-20", **of_case)
    update = VictimUpdate.objects.create(
        development=happened, pair=pair, person=pair.victim, is_enhanced=True, limit_code="vcop.enhanced",
        due_on="2026-11-23", **of_case,
    )  # fmt: skip
    return {"reference": update.reference}


def foreign_observation() -> dict[str, object]:
    person = builders.person(builders.actor(force_code="14"))
    builders.allow_writes()
    seen = Observation.objects.create(
        person=person, force=person.owner_force, observed_at="2026-11-24T12:00:00Z", words="At the bus station"
    )
    return {"reference": seen.reference}


def foreign_lowering() -> dict[str, object]:
    return foreign_case() | {"lowering": "L-0000000000"}


def foreign_sheet() -> dict[str, object]:
    return foreign_case() | {"sheet": "S-0000000000"}


def foreign_school_notice() -> dict[str, object]:
    case = Case.objects.get(**foreign_case())
    child = Child.objects.create(case=case, person=case.person, force=case.force, name="Ravi")
    notice = SchoolNotice.objects.create(
        child=child, case=case, person=case.person, force=case.force, attended_at="2026-11-24T12:00:00Z",
        due_at="2026-11-25T08:00:00Z", due_on="2026-11-25", limit_code="test",
    )  # fmt: skip
    return {"reference": notice.reference}


def foreign_alert() -> dict[str, object]:
    person = builders.person(builders.actor(force_code="14"))
    builders.allow_writes()
    alert = Alert.objects.create(
        kind=Alert.Kind.MOVED_IN, person=person, from_force=builders.force("14"), to_force=builders.force("10"),
        due_at="2026-11-24T12:00:00Z", limit_code="test",
    )  # fmt: skip
    return {"reference": alert.reference}


def foreign_unrouted() -> dict[str, object]:
    person = builders.person(builders.actor(force_code="14"))
    builders.allow_writes()
    address = Address.objects.create(person=person, force=person.owner_force, town="Jedburgh", source="officer")
    waiting = UnroutedAlert.objects.create(
        kind=Alert.Kind.MOVED_IN, cause="no_area", person=person, from_force=person.owner_force, address=address,
        due_at="2026-11-24T12:00:00Z", limit_code="test",
    )  # fmt: skip
    return {"reference": waiting.reference}


def foreign_system() -> dict[str, object]:
    builders.allow_writes()
    return {"reference": machines.issued("changes:read", force_code="14").client.reference}


def foreign_webhook() -> dict[str, object]:
    client = ForceClient.objects.get(**foreign_system())
    builders.allow_writes()
    webhook = Webhook.objects.create(client=client, url="https://records.example.org/changes", secret="x")
    return {"reference": webhook.reference}


def foreign_near_alert() -> dict[str, object]:
    person = builders.person(builders.actor(force_code="14"))
    builders.allow_writes()
    here, there = (
        Address.objects.create(person=person, force=person.owner_force, town="York", source="officer", kind=kind)
        for kind in ("home", "work")
    )
    alert = NearAlert.objects.create(
        person=person, address=here, place=there, force=person.owner_force, nearness="same_postcode", is_linked=True,
        due_at="2026-11-24T12:00:00Z", limit_code="test",
    )  # fmt: skip
    return {"reference": alert.reference}


def foreign_disclosure() -> dict[str, object]:
    builders.allow_writes()
    disclosure = Disclosure.objects.create(
        route="know", force=builders.force("14"), person_words="A man", at_risk_words="A woman", asked_by="police",
        concern="Threats", channel="incident", received_at="2026-11-24T12:00:00Z", due_on="2026-12-22",
        next_due_on="2026-11-25",
    )  # fmt: skip
    return {"reference": disclosure.reference}


def of_disclosure(permission: str) -> Page:
    return Page(permission, foreign_disclosure, {"reference": "DS-0000000000"})


def foreign_agency() -> dict[str, object]:
    builders.allow_writes()
    return {"reference": Agency.objects.create(force=builders.force("14"), kind="idva", name="IDVA").reference}


def foreign_meeting() -> dict[str, object]:
    owner = builders.user("supervisor", force_code="14")
    meeting = Meeting.objects.create(
        kind="marac", force=owner.force, owner=owner, starts_at="2026-12-01T12:00:00Z", held_on="2026-12-01",
        place="Room 1", chair="DI Okoro",
    )  # fmt: skip
    return {"reference": meeting.reference}


def foreign_referral() -> dict[str, object]:
    case = Case.objects.get(**foreign_case())
    referral = MeetingReferral.objects.create(
        kind="matac", force=case.force, case=case, person=case.person, criterion="serial", why="Harms again",
        knows="nobody", hear_by_on="2026-12-01",
    )  # fmt: skip
    return {"reference": referral.reference}


def foreign_share() -> dict[str, object]:
    """What another agency was told."""
    referral = MeetingReferral.objects.get(**foreign_referral())
    share = MeetingShare.objects.create(
        referral=referral, agency=Agency.objects.get(**foreign_agency()), force=referral.force, words="Told",
        why="To visit her",
        starts_on="2026-11-01", ends_on="2030-01-01", shared_by=referral.case.owner,
    )  # fmt: skip
    return {"reference": share.reference}


def of_meeting(permission: str) -> Page:
    return Page(permission, foreign_meeting, {"reference": "ME-0000000000"})


def of_referral(permission: str, **more: object) -> Page:
    return Page(permission, lambda: foreign_referral() | more, {"reference": "MR-0000000000"} | more)


def of_agency(permission: str, **more: object) -> Page:
    return Page(permission, lambda: foreign_agency() | more, {"reference": "AG-0000000000"} | more)


def foreign_match() -> dict[str, object]:
    one, other = (builders.person(builders.actor(force_code=code)) for code in ("14", "10"))
    builders.allow_writes()
    match = Match.objects.create(
        one=one, other=other, force_one=one.owner_force, force_other=other.owner_force, weight=9.5,
        outcome="possible", model_version="test", due_at="2026-11-24T12:00:00Z", limit_code="test",
    )  # fmt: skip
    return {"reference": match.reference}


def foreign_task() -> dict[str, object]:
    builders.allow_writes()
    task = Task.objects.create(
        kind=Task.Kind.REVIEW, title="Review", force=builders.force("14"), team="supervisor", due_on="2026-11-24"
    )
    return {"reference": task.reference}


def foreign_notice() -> dict[str, object]:
    """A line in somebody else's inbox."""
    notice = Notice.objects.create(
        user=builders.user(), topic="given", key="T-0000000000", page="tasks", renewed_at="2026-11-24T12:00:00Z"
    )
    return {"reference": notice.reference}


def foreign_team_line() -> dict[str, object]:
    """What somebody else's team is told of."""
    Notice.objects.create(
        user=builders.user(), topic="watched", key="1", source="match", is_of_team=True, page="match",
        renewed_at="2026-11-24T12:00:00Z",
    )  # fmt: skip
    return {"code": "match"}


def foreign_disposal() -> dict[str, object]:
    person = builders.person(builders.actor(force_code="14"))
    builders.allow_writes()
    disposal = Disposal.objects.create(
        person=person, force=person.owner_force, group=4, limit_code="test", due_on="2026-11-24",
        asked_by=builders.user(), approved_by=builders.user(), asked_at="2026-11-24T12:00:00Z",
        disposed_at="2026-11-24T12:00:00Z", erased={}, blanked={}, log_values_erased=0, digest="0" * 64,
        log_due_on="2033-11-24",
    )  # fmt: skip
    return {"reference": disposal.reference}


def foreign_glass() -> dict[str, object]:
    """A record of force 14 that somebody of force 10 opened."""
    person = builders.person(builders.actor(force_code="14"))
    user = builders.user(force_code="10")
    builders.allow_writes()
    glass = BrokenGlass.objects.create(
        person=person, user=user, force=user.force, owner_force=person.owner_force, ground="danger", why="A knife",
        opened_at="2026-11-24T12:00:00Z", until_at="2026-11-24T13:00:00Z", review_due_at="2026-11-27T12:00:00Z",
    )  # fmt: skip
    return {"reference": glass.reference}


def foreign_bulk() -> dict[str, object]:
    """What somebody of force 14 asked for."""
    user = builders.user("professional-standards", force_code="14")
    builders.allow_writes()
    asked = BulkRequest.objects.create(
        act="export", scope={}, scope_digest="0" * 64, count=20_000, why="An inspection", asked_by=user,
        force=user.force, roles=["professional-standards"],
    )  # fmt: skip
    return {"reference": asked.reference}


def foreign_sample() -> dict[str, object]:
    """A reading of force 14."""
    user = builders.user(force_code="14")
    builders.allow_writes()
    sample = ReasonSample.objects.create(
        force=user.force, month_on="2026-10-01", event=UUID(int=1), user=user, code="card.opened", reason="live_call",
        has_incident=True, read_at="2026-10-24T12:00:00Z", due_on="2026-11-24",
    )  # fmt: skip
    return {"reference": sample.reference}


def foreign_misuse() -> dict[str, object]:
    """An alert about somebody of another force."""
    return {"reference": misused(force_code="14").reference}


def foreign_user() -> dict[str, object]:
    return {"reference": builders.user(force_code="14").reference}


def foreign_role() -> dict[str, object]:
    user = builders.user(force_code="14")
    return {"reference": user.reference, "membership": user.memberships.get().pk}


def foreign_touch() -> dict[str, object]:
    user, person = builders.user(force_code="14"), builders.person(builders.actor(force_code="14"))
    builders.allow_writes()
    touch = Touch.objects.create(
        user=user, person=person, force=user.force, kind="own", event="00000000-0000-7000-8000-000000000001",
        code="access.denied", happened_at="2026-11-24T12:00:00Z", noticed_at="2026-11-24T12:00:00Z",
    )  # fmt: skip
    return {"reference": touch.reference}


def foreign_bar() -> dict[str, object]:
    user, person = builders.user(force_code="14"), builders.person(builders.actor(force_code="14"))
    builders.allow_writes()
    return {"reference": OwnRecordBar.objects.create(user=user, person=person, hits=["birth:1"]).reference}


def foreign_canary() -> dict[str, object]:
    desk, person = builders.user(force_code="14"), builders.person(builders.actor(force_code="14"))
    builders.allow_writes()
    canary = CanaryRecord.objects.create(person=person, force=person.owner_force, why="Curiosity", planted_by=desk)
    return {"reference": canary.reference}


def foreign_sealed() -> dict[str, object]:
    """A record that one other force sealed and a third may read."""
    desk, person = builders.user(force_code="14"), builders.person(builders.actor(force_code="14"))
    builders.allow_writes()
    sealed = SealedRecord.objects.create(
        person=person, force=person.owner_force, reading_force=builders.force("10"), why="An officer", sealed_by=desk
    )
    return {"reference": sealed.reference}


def foreign_run() -> dict[str, object]:
    builders.allow_writes()
    return {"reference": FeedRun.objects.create(force=builders.force("14"), file_name="feed.csv").reference}


def foreign_batch() -> dict[str, object]:
    builders.allow_writes()
    source = FeedSource.objects.create(force=builders.force("14"), code="records")
    return {"reference": ReceivedBatch.objects.create(source=source, sequence=1).reference}


def foreign_conflict() -> dict[str, object]:
    builders.allow_writes()
    person = builders.person(builders.actor("offender-manager", force_code="14"))
    record = LocalRecord.objects.create(
        person=person, force=person.owner_force, local_reference="14/1", received_at="2026-11-25T12:00:00Z"
    )
    conflict = RecordConflict.objects.create(
        record=record, person=person, force=person.owner_force, field="sex", said={"sex": "F"}
    )
    return {"reference": conflict.reference}


def foreign_row() -> dict[str, object]:
    run = FeedRun.objects.get(**foreign_run())
    QuarantinedRow.objects.create(
        run=run, number=1, line=2, record={}, column="name", problem="None", remedy="Give one"
    )
    return {"reference": run.reference, "number": 1}


def foreign_entry() -> dict[str, object]:
    builders.person(builders.actor(force_code="14"))
    return {"entry": Event.objects.filter(actor_force="14").first().pk}


PASSING = ("X-Request-ID", "Expires")
"""Headers that differ from one answer to the next, whoever asks for what."""


def foreign_transfer() -> dict[str, object]:
    """An offer between two other forces."""
    lead = builders.actor("supervisor", force_code="14")
    registration = builders.registered(builders.person(lead), lead)
    transfer = ManagementTransfer.objects.create(
        registration=registration, person=registration.person, from_force=builders.force("14"),
        to_force=builders.force("10"), why="Moved", summary="Visits", offered_by_id=lead.user_id,
        due_at="2026-11-24T12:00:00Z", limit_code="test",
    )  # fmt: skip
    return {"reference": transfer.reference}


NO_PERSON = {"reference": "DAR-0000-0000"}
NO_CASE = {"reference": "C-0000000000"}
NO_VICTIM_ONLY = {"victim": "DAR-0000-0000"}
NO_VICTIM = NO_CASE | NO_VICTIM_ONLY
NO_FACT = NO_PERSON | {"kind": "phone", "number": 1}
NO_ACTION = {"number": "PA-0000000000"}
NO_VISIT = {"visit": "V-0000000000"}
NO_ORDER = NO_PERSON | {"number": 1}
NO_CONDITION = NO_ORDER | {"condition": 1}
NO_TRANSFER = {"reference": "TR-0000000000"}
NO_DISPOSAL = {"reference": "D-0000000000"}
NO_NEAR_ALERT = {"reference": "N-0000000000"}
NO_ALERT = {"reference": "A-0000000000"}
NO_WEBHOOK = {"reference": "WH-0000000000"}
NO_SYSTEM = {"reference": "FC-0000000000"}
NO_UNROUTED = {"reference": "UA-0000000000"}
NO_TASK = {"reference": "T-0000000000"}
NO_LOWERING = NO_CASE | {"lowering": "L-0000000000"}
NO_SHEET = NO_CASE | {"sheet": "S-0000000000"}
NO_GLASS = {"reference": "G-0000000000"}
NO_SAMPLE = {"reference": "RS-0000000000"}
NO_MATCH = {"reference": "M-0000000000"}
NO_MISUSE = {"reference": "MU-0000000000"}
NO_NOTICE = {"reference": "I-0000000000"}
NO_USER = {"reference": "U-000000000000"}
NO_ENTRY = {"entry": "00000000-0000-7000-8000-000000000000"}
A_REQUEST: dict[str, object] = {
    "route": "know", "asked_by": "police", "channel": "incident", "concern": "Threats", "person_words": "A man",
    "at_risk_words": "A woman", "received_at": "2024-01-01T12:00:00Z",
}  # fmt: skip
ALL_FORCES = frozenset({"oversight-auditor", "national-desk"})


def of_person(permission: str) -> Page:
    return Page(permission, hidden_person, NO_PERSON)


def of_fact(permission: str) -> Page:
    return Page(permission, lambda: NO_FACT | hidden_person(), NO_FACT)


def foreign_order() -> dict[str, object]:
    """An order upon somebody whose record is restricted to another force."""
    hidden = hidden_person()
    person = Person.objects.get(reference=hidden["reference"])
    order = ProtectiveOrder.objects.create(
        person=person, force=person.owner_force, kind="NMO", status="made", made_on="2026-11-01"
    )
    return {"reference": person.reference, "number": order.pk}


def of_order(permission: str) -> Page:
    return Page(permission, foreign_order, NO_ORDER)


def of_kind(permission: str) -> Page:
    return Page(permission, lambda: {"kind": "bank"} | hidden_person(), NO_PERSON | {"kind": "bank"})


def of_number(permission: str) -> Page:
    return Page(permission, lambda: {"number": 1} | hidden_person(), NO_PERSON | {"number": 1})


def of_notification(permission: str) -> Page:
    return Page(permission, hidden_notification, {"reference": "N-0000000000"})


def of_breach(permission: str) -> Page:
    return Page(permission, hidden_breach, {"reference": "B-0000000000"})


def of_numbered(permission: str) -> Page:
    return Page(permission, lambda: hidden_person() | {"number": 1}, NO_PERSON | {"number": 1})


def api_of(page: Page, *, is_read: bool = False) -> Page:
    """The address of the API that stands beside a page: it is asked for the same record."""
    return replace(page, is_api=True) if is_read else replace(page, body={})


def read_of_person(permission: str, **more: object) -> Page:
    """An address of the API that reads about a person."""
    return Page(permission, lambda: hidden_person() | more, NO_PERSON | more, is_api=True)


def write_of_person(permission: str, **more: object) -> Page:
    """An address of the API that writes about a person."""
    return Page(permission, lambda: hidden_person() | more, NO_PERSON | more, body={})


def of_incident(permission: str) -> Page:
    return Page(permission, foreign_incident, {"reference": "I-0000000000"})


def of_observation(permission: str) -> Page:
    return Page(permission, foreign_observation, {"reference": "O-0000000000"})


def of_update(permission: str) -> Page:
    return Page(permission, foreign_update, {"reference": "V-0000000000"})


def of_notice(permission: str) -> Page:
    return Page(permission, foreign_school_notice, {"reference": "SN-0000000000"})


def of_case(permission: str) -> Page:
    return Page(permission, foreign_case, NO_CASE)


def of_victim(permission: str) -> Page:
    return Page(permission, lambda: foreign_case() | {"victim": "DAR-0000-0000"}, NO_VICTIM)


def of_victim_and(permission: str, **more: object) -> Page:
    return Page(permission, lambda: foreign_case() | NO_VICTIM_ONLY | more, NO_VICTIM | more)


def of_document(permission: str) -> Page:
    return Page(permission, foreign_document, {"reference": "AT-0000000000"})


def of_user(permission: str) -> Page:
    return Page(permission, foreign_user, NO_USER)


TABLE = {
    "live": Page(PUBLIC),
    "ready": Page(PUBLIC),
    "component-gallery": Page(PUBLIC),
    "component-gallery-dense": Page(PUBLIC),
    "account_login": Page(PUBLIC),
    "api-token": Page(PUBLIC),
    "mfa_authenticate": Page(PUBLIC),
    "forgotten-password": Page(PUBLIC),
    "home": Page(OWN_ACCOUNT),
    "account_logout": Page(OWN_ACCOUNT),
    "account_reauthenticate": Page(OWN_ACCOUNT),
    "account_change_password": Page(OWN_ACCOUNT),
    "mfa_index": Page(OWN_ACCOUNT),
    "mfa_reauthenticate": Page(OWN_ACCOUNT),
    "mfa_activate_totp": Page(OWN_ACCOUNT),
    "mfa_deactivate_totp": Page(OWN_ACCOUNT),
    "mfa_view_recovery_codes": Page(OWN_ACCOUNT),
    "mfa_generate_recovery_codes": Page(OWN_ACCOUNT),
    "choose-reason": Page(OWN_ACCOUNT),
    "session-keep-alive": Page(OWN_ACCOUNT),
    "users": Page("user.see"),
    "create-user": Page("user.create"),
    "user": of_user("user.see"),
    "give-role": of_user("user.manage"),
    "end-role": Page("user.manage", foreign_role, NO_USER | {"membership": 1}),
    "disable-user": of_user("user.manage"),
    "enable-user": of_user("user.manage"),
    "reset-sign-in": of_user("user.manage"),
    "away": Page("leave.declare"),
    "leave": of_user("leave.declare"),
    "withdraw-leave": Page(
        "leave.declare", lambda: foreign_user() | {"leave": "LV-0000000000"}, NO_USER | {"leave": "LV-0000000000"}
    ),
    "declared": Page("particular.declare"),
    "declared-of": of_user("particular.end"),
    "end-declared": Page(
        "particular.end",
        lambda: foreign_user() | {"particular": "PD-0000000000"},
        NO_USER | {"particular": "PD-0000000000"},
    ),
    "touches": Page("touch.see"),
    "touch": Page("touch.see", foreign_touch, {"reference": "ST-0000000000"}),
    "own-records": Page("own_record.see"),
    "own-record": Page("own_record.see", foreign_bar, {"reference": "OB-0000000000"}),
    "planted-records": Page("canary.see"),
    "plant-record": Page("canary.plant"),
    "retire-record": Page("canary.retire", foreign_canary, {"reference": "CN-0000000000"}),
    "sealed-records": Page("sealed.see"),
    "seal-record": Page("record.seal"),
    "unseal-record": Page("record.unseal", foreign_sealed, {"reference": "SL-0000000000"}),
    "log-search": Page("audit.read"),
    # A reference that nobody has touched, or only people out of reach, shows an empty page, never whether it exists.
    "who-looked": Page("audit.read", absent=NO_PERSON),
    "log-entry": Page("audit.read", foreign_entry, NO_ENTRY, keeps=ALL_FORCES),
    "log-status": Page("audit.read"),
    "log-download": Page("audit.export"),
    "bulk-requests": Page("bulk.see"),
    "bulk-request": Page("bulk.see", foreign_bulk, {"reference": "BR-0000000000"}, keeps=ALL_FORCES),
    "ask-second-person": Page("audit.read"),
    "lookup": Page("person.look_up"),
    "api-duties": Page("duty.see", is_api=True),
    "api-timeline": Page("person.see", hidden_person, NO_PERSON, is_api=True),
    "api-entry": Page("person.see", hidden_person, NO_PERSON, is_api=True),
    "api-lookup": Page("person.look_up", body={"q": "Kowalski"}),
    "api-nowhere": Page(OWN_ACCOUNT, is_api=True),
    "api-registration": read_of_person("person.see"),
    "api-propose-registration": write_of_person("registration.propose"),
    **{
        f"api-{act}": write_of_person("registration.decide")
        for act in (
            "approve-registration",
            "refuse-registration",
            "record-notice",
            "review-registration",
            "note-appeal",
            "decide-appeal",
            "record-appeal-stay",
            "discharge-registration",
            "transfer-out",
            "expire-registration",
            "remove-registration",
            "record-death",
            "receive-application",
            "acknowledge-application",
            "ask-for-information",
            "decide-application",
            "review-appeal-allowed",
            "begin-requirement",
            "require-notification",
            "find-no-requirement",
        )
    },
    "api-approve-designation": write_of_person("registration.approve_designation"),
    "api-refuse-designation": write_of_person("registration.approve_designation"),
    "api-end-requirement": write_of_person("registration.end_requirement", number=1),
    "api-convictions": read_of_person("person.see"),
    "api-record-conviction": write_of_person("conviction.record"),
    "api-quash-conviction": write_of_person("conviction.change", number=1),
    "api-vary-conviction": write_of_person("conviction.change", number=1),
    "api-mappa": read_of_person("person.see"),
    "api-record-mappa": write_of_person("conviction.record"),
    "api-end-mappa": write_of_person("conviction.change", number=1),
    "api-notifications": read_of_person("notification.see"),
    "api-take-notification": write_of_person("notification.take"),
    "api-print-acknowledgement": api_of(of_notification("notification.acknowledge")),
    "api-record-change": write_of_person("change.record"),
    "api-announce-change": write_of_person("change.record"),
    "api-change-came-about": write_of_person("change.settle", change="NC-0000000000"),
    "api-change-did-not-happen": write_of_person("change.settle", change="NC-0000000000"),
    "api-record-stay": write_of_person("change.record"),
    "api-begin-absence": write_of_person("absence.record"),
    "api-end-absence": write_of_person("absence.end", number=1),
    "api-suspect-breach": write_of_person("breach.suspect"),
    "api-breach": api_of(of_breach("notification.read"), is_read=True),
    "api-record-excuse": api_of(of_breach("breach.work")),
    "api-accept-excuse": api_of(of_breach("breach.decide")),
    "api-find-no-breach": api_of(of_breach("breach.decide")),
    "api-refer-breach": api_of(of_breach("breach.work")),
    "api-conclude-breach": api_of(of_breach("breach.work")),
    "api-orders": read_of_person("person.see"),
    "api-record-order": write_of_person("order.record"),
    "api-consider-order": write_of_person("order.record"),
    "api-apply-for-order": write_of_person("order.record"),
    "api-order": api_of(of_order("order.see"), is_read=True),
    **{
        f"api-{act}": api_of(of_order("order.work"))
        for act in (
            "apply-as-considered",
            "adjourn-order",
            "make-interim",
            "make-order",
            "serve-order",
            "note-awareness",
            "add-condition",
            "extend-monitoring",
            "record-order-breach",
            "note-order-appeal",
            "end-order-appeal",
            "name-responsible-person",
            "report-compliance",
        )
    },
    **{f"api-{act}": api_of(of_order("order.decide")) for act in ("end-application", "vary-order", "discharge-order")},
    "api-managed-people": Page("management.see", is_api=True),
    "api-managers": Page("management.see", is_api=True),
    "api-hand-over": Page("management.lead", foreign_user, NO_USER, body={}),
    "api-management": read_of_person("management.see"),
    "api-visits": read_of_person("management.see"),
    **{
        f"api-{act}": write_of_person("management.work")
        for act in (
            "assign-manager",
            "set-level",
            "ask-to-lower",
            "record-visit",
            "plan-visit",
            "cancel-visit",
            "write-plan",
            "add-plan-action",
            "change-plan-action",
            "close-plan-action",
        )
    },
    **{
        f"api-{act}": write_of_person("management.lead")
        for act in ("answer-lowering", "withdraw-visit", "answer-plan", "offer-transfer")
    },
    "api-transfers": Page("transfer.see", is_api=True),
    "api-transfer": Page("transfer.see", foreign_transfer, NO_TRANSFER, is_api=True),
    "api-accept-transfer": Page("transfer.answer", foreign_transfer, NO_TRANSFER, body={}),
    "api-refuse-transfer": Page("transfer.answer", foreign_transfer, NO_TRANSFER, body={}),
    "api-cancel-transfer": Page("transfer.cancel", foreign_transfer, NO_TRANSFER, body={}),
    "api-retention-queue": Page("retention.see", is_api=True),
    "api-retention": read_of_person("retention.see"),
    "api-keep-record": write_of_person("retention.review"),
    "api-ask-for-disposal": write_of_person("retention.review"),
    "api-stop-disposal": write_of_person("retention.review"),
    "api-approve-disposal": write_of_person("retention.approve"),
    "api-place-hold": write_of_person("hold.place"),
    "api-lift-hold": write_of_person("hold.lift"),
    "api-disposals": Page("disposal.see", is_api=True),
    "api-disposal": Page("disposal.see", foreign_disposal, NO_DISPOSAL, keeps=ALL_FORCES, is_api=True),
    "api-readmit-reference": Page("disposal.readmit", foreign_disposal, NO_DISPOSAL, body={}),
    "api-meetings": Page("meeting.see", is_api=True),
    "api-meeting-officers": Page("meeting.see", is_api=True),
    "api-plan-meeting": Page("meeting.plan", body={}),
    "api-meeting": api_of(of_meeting("meeting.see"), is_read=True),
    **{
        f"api-{act}": api_of(of_meeting("meeting.work"))
        for act in ("change-meeting", "cancel-meeting", "put-on-agenda", "hold-meeting")
    },
    "api-referrals": Page("referral.see", is_api=True),
    "api-case-referrals": api_of(of_case("referral.see"), is_read=True),
    "api-refer-to-meeting": api_of(of_case("referral.make")),
    "api-referral": api_of(of_referral("referral.see"), is_read=True),
    **{
        f"api-{act}": api_of(of_referral("referral.work"))
        for act in (
            "write-minutes",
            "defer-referral",
            "withdraw-referral",
            "add-meeting-action",
            "close-meeting-action",
        )
    },
    "api-share-referral": api_of(of_referral("referral.share")),
    "api-end-share": api_of(of_referral("referral.share")),
    "api-agencies": Page("agency.see", is_api=True),
    "api-free-readers": Page("agency.keep", is_api=True),
    **{
        f"api-{act}": Page("agency.keep", body={})
        for act in (
            "add-agency",
            "add-usual-agencies",
            "withdraw-agency",
            "give-agency-account",
            "end-agency-account",
        )
    },
    "api-shares": Page("share.see", is_api=True),
    "api-share": Page("share.see", foreign_share, {"reference": "SH-0000000000"}, is_api=True),
    "api-report-own-action": Page("share.report", foreign_share, {"reference": "SH-0000000000"}, body={}),
    "api-documents": api_of(of_case("attachment.read"), is_read=True),
    "api-attach-document": replace(api_of(of_case("case.work")), takes="application/octet-stream"),
    "api-document-file": api_of(of_document("attachment.read"), is_read=True),
    "api-withdraw-document": api_of(of_document("attachment.withdraw")),
    "api-near-alerts": Page("near_alert.see", is_api=True),
    "api-near-alert": Page("near_alert.see", foreign_near_alert, NO_NEAR_ALERT, is_api=True),
    "api-answer-near-alert": Page("near_alert.answer", foreign_near_alert, NO_NEAR_ALERT, body={}),
    "api-changes": Page("change.follow", is_api=True),
    "api-webhooks": Page("webhook.see", is_api=True),
    "api-webhook": Page("webhook.see", foreign_webhook, NO_WEBHOOK, is_api=True),
    "api-create-webhook": Page(
        "webhook.give", foreign_system, NO_SYSTEM, body={"url": "https://records.example.org/changes"}
    ),
    "api-change-webhook-secret": Page("webhook.keep", foreign_webhook, NO_WEBHOOK, body={}),
    "api-end-webhook": Page("webhook.keep", foreign_webhook, NO_WEBHOOK, body={}),
    "api-national-queue": Page("unrouted.see", is_api=True),
    "api-national-alert": Page("unrouted.see", foreign_unrouted, NO_UNROUTED, keeps=ALL_FORCES, is_api=True),
    "api-send-on": Page("alert.route", foreign_unrouted, NO_UNROUTED, keeps=ALL_FORCES, body={}),
    "api-close-unrouted": Page("alert.route", foreign_unrouted, NO_UNROUTED, keeps=ALL_FORCES, body={}),
    "api-alerts": Page("alert.see", is_api=True),
    "api-alert": Page("alert.see", foreign_alert, NO_ALERT, is_api=True),
    "api-answer-alert": Page("alert.answer", foreign_alert, NO_ALERT, body={}),
    "api-act-on-alert": Page("alert.answer", foreign_alert, NO_ALERT, body={}),
    "api-tasks": Page("task.see", is_api=True),
    "api-task": Page("task.see", foreign_task, NO_TASK, is_api=True),
    **{
        f"api-{act}": Page("task.do", foreign_task, NO_TASK, body={})
        for act in (
            "do-task",
            "take-task",
            "give-task",
            "return-task",
            "hold-task",
            "resume-task",
            "put-off-task",
            "ask-to-put-off",
        )
    },
    "api-task-doers": Page("task.do", is_api=True),
    "api-answer-countersignature": Page("task.countersign", foreign_task, NO_TASK, body={}),
    "api-case-risk": api_of(of_case("case.see"), is_read=True),
    "api-set-risk": api_of(of_case("case.work")),
    "api-ask-to-lower-risk": api_of(of_case("case.work")),
    "api-ask-to-renew-lowered-risk": api_of(of_case("case.work")),
    "api-risk-lowering": Page("case.see", foreign_lowering, NO_LOWERING, is_api=True),
    "api-answer-risk-lowering": Page("lowering.answer", foreign_lowering, NO_LOWERING, body={}),
    "api-withdraw-risk-lowering": Page("case.work", foreign_lowering, NO_LOWERING, body={}),
    "api-risk-sheet": Page("case.see", foreign_sheet, NO_SHEET, is_api=True),
    **{
        f"api-{act}": Page("case.work", foreign_sheet, NO_SHEET, body={})
        for act in ("record-answers", "finish-sheet", "explain-difference")
    },
    "api-raise-risk": write_of_person("risk.raise"),
    "api-priority": Page("priority.see", is_api=True),
    "api-disclosures": Page("disclosure.see", is_api=True),
    "api-start-disclosure": Page("disclosure.start", body=A_REQUEST),
    "api-disclosure": api_of(of_disclosure("disclosure.see"), is_read=True),
    "api-undertaking": api_of(of_disclosure("disclosure.work"), is_read=True),
    "api-second-read": api_of(of_disclosure("disclosure.second_read")),
    **{
        f"api-{act}": api_of(of_disclosure("disclosure.work"))
        for act in (
            "assign-disclosure",
            "identify-people",
            "record-checks",
            "record-disclosure-meeting",
            "record-forum",
            "decide-disclosure",
            "disclose",
            "say-nothing-to-disclose",
            "disclose-at-once",
            "end-disclosure",
            "stop-disclosure-clock",
            "restart-disclosure-clock",
        )
    },
    "api-matches": Page("match.see", is_api=True),
    "api-match": Page("match.see", foreign_match, NO_MATCH, is_api=True),
    "api-join-records": Page("match.decide", foreign_match, NO_MATCH, body={}),
    "api-keep-apart": Page("match.decide", foreign_match, NO_MATCH, body={}),
    "api-confirm-join": Page("match.confirm", foreign_match, NO_MATCH, body={}),
    "api-undo-join": Page("match.undo", foreign_match, NO_MATCH, body={}),
    "api-overdue": Page("overdue.see", is_api=True),
    "api-integrity": Page("integrity.see", is_api=True),
    "api-statistics": Page("statistics.see", is_api=True),
    "api-statistic": Page("statistics.see", absent={"measure": "incidents"}, is_api=True),
    "api-inbox": Page("inbox.see", is_api=True),
    "api-inbox-line": Page("inbox.see", foreign_notice, NO_NOTICE, is_api=True),
    "api-acknowledge": Page("inbox.see", foreign_notice, NO_NOTICE, body={}),
    "api-leave": Page("leave.declare", is_api=True),
    "api-leave-of": api_of(of_user("leave.declare"), is_read=True),
    "api-deputies": api_of(of_user("leave.declare"), is_read=True),
    "api-declare-leave": api_of(of_user("leave.declare")),
    "api-withdraw-leave": api_of(of_user("leave.declare")),
    "api-register-person": Page("person.register", body={}),
    **{
        f"api-{act}": write_of_person("person.edit")
        for act in (
            "correct-person",
            "add-name",
            "add-address",
            "add-phone",
            "add-vehicle",
            "add-online-handle",
            "add-identifier",
            "add-danger-marker",
            "confirm-fact",
            "end-fact",
        )
    },
    "api-restrict-person": write_of_person("person.restrict"),
    "api-record-sighting": write_of_person("person.record_sighting"),
    "api-card": read_of_person("card.open"),
    "api-record": read_of_person("person.see"),
    "api-cases": Page("case.see", is_api=True),
    "api-case": api_of(of_case("case.see"), is_read=True),
    "api-case-part": Page("case.see", lambda: foreign_case() | {"part": "due"}, NO_CASE | {"part": "due"}, is_api=True),
    "api-open-case": write_of_person("case.open"),
    **{
        f"api-{act}": api_of(of_case("case.work"))
        for act in (
            "reassign-case",
            "review-case",
            "reopen-case",
            "close-case",
            "add-victim",
            "add-child",
            "set-school",
            "ask-for-notice",
            "record-development",
            "withdraw-development",
        )
    },
    "api-other-role": read_of_person("person.see"),
    "api-victim": api_of(of_victim("case.see"), is_read=True),
    "api-victim-details": api_of(of_victim("case.work"), is_read=True),
    "api-safe-contact": api_of(of_victim("safe_contact.see"), is_read=True),
    **{
        f"api-{act}": api_of(of_victim("case.work"))
        for act in (
            "change-pair",
            "end-pair",
            "set-safe-contact",
            "confirm-safe-contact",
            "decide-after-refuge",
            "add-safeguard",
            "renew-safeguard",
            "test-safeguard",
            "end-safeguard",
            "add-plan-step",
            "do-plan-step",
            "signpost",
        )
    },
    "api-services": Page("service.see", is_api=True),
    "api-children": api_of(of_case("case.see"), is_read=True),
    "api-school-notices": Page("school_notice.see", is_api=True),
    "api-school-notice": api_of(of_notice("school_notice.see"), is_read=True),
    "api-send-notice": api_of(of_notice("school_notice.work")),
    "api-excuse-notice": api_of(of_notice("school_notice.work")),
    "api-incidents": Page("incident.see", is_api=True),
    "api-around": read_of_person("incident.record"),
    "api-record-incident": Page("incident.record", body={"person": ""}),
    "api-incident": api_of(of_incident("incident.see"), is_read=True),
    **{
        f"api-{act}": api_of(of_incident("incident.work"))
        for act in (
            "correct-incident",
            "add-to-incident",
            "identify-in-incident",
            "put-in-case",
            "record-incident-outcome",
        )
    },
    "api-confirm-incident": api_of(of_incident("incident.confirm")),
    "api-disprove-incident": api_of(of_incident("incident.confirm")),
    "api-record-observation": Page("incident.record", body={}),
    "api-observation": api_of(of_observation("observation.see"), is_read=True),
    "api-grade-observation": api_of(of_observation("observation.grade")),
    "api-victim-updates": Page("victim_update.see", is_api=True),
    "api-victim-update": api_of(of_update("victim_update.tell"), is_read=True),
    **{
        f"api-{act}": api_of(of_update("victim_update.tell"))
        for act in ("tell-victim", "victim-not-reached", "update-not-wanted")
    },
    "register-person": Page("person.register"),
    "duties": Page("duty.see"),
    "duties-calendar": Page("duty.see"),
    "alerts": Page("alert.see"),
    "near-alerts": Page("near_alert.see"),
    "near-alert": Page("near_alert.see", foreign_near_alert, {"reference": "N-0000000000"}),
    "alert": Page("alert.see", foreign_alert, {"reference": "A-0000000000"}),
    "national-queue": Page("unrouted.see"),
    "national-alert": Page("unrouted.see", foreign_unrouted, NO_UNROUTED, keeps=ALL_FORCES),
    "matches": Page("match.see"),
    "match": Page("match.see", foreign_match, {"reference": "M-0000000000"}),
    "tasks": Page("task.see"),
    "team-queue": Page("task.see"),
    **{
        name: Page("task.do", foreign_task, {"reference": "T-0000000000"})
        for name in ("take-task", "give-task", "return-task", "hold-task", "resume-task", "put-off-task")
    },
    "countersign-task": Page("task.countersign", foreign_task, {"reference": "T-0000000000"}),
    "inbox": Page("inbox.see"),
    "inbox-line": Page("inbox.see", foreign_notice, {"reference": "I-0000000000"}),
    "inbox-team": Page("inbox.see", foreign_team_line, {"code": "nothing"}),
    "glasses": Page("glass.see"),
    "break-glass": Page("glass.break"),
    "glass": Page("glass.see", foreign_glass, NO_GLASS),
    "review-glass": Page("glass.review", foreign_glass, NO_GLASS),
    "api-glasses": Page("glass.see", is_api=True),
    "api-glass": Page("glass.see", foreign_glass, NO_GLASS, is_api=True),
    "api-break-glass": Page("glass.break", body={}),
    "api-review-glass": Page("glass.review", foreign_glass, NO_GLASS, body={}),
    "reason-samples": Page("reason_sample.see"),
    "reason-sample": Page("reason_sample.see", foreign_sample, NO_SAMPLE),
    "api-reason-samples": Page("reason_sample.see", is_api=True),
    "api-reason-sample": Page("reason_sample.see", foreign_sample, NO_SAMPLE, is_api=True),
    "api-ask-reader": Page("reason_sample.decide", foreign_sample, NO_SAMPLE, body={}),
    "api-decide-reason": Page("reason_sample.decide", foreign_sample, NO_SAMPLE, body={}),
    "api-explain-reading": Page("reason_sample.explain", foreign_sample, NO_SAMPLE, body={}),
    "misuse-alerts": Page("misuse.see"),
    "misuse-alert": Page("misuse.see", foreign_misuse, NO_MISUSE, keeps=ALL_FORCES),
    "misuse-rules": Page("misuse.back_test"),
    "try-misuse-rule": Page("misuse.back_test", None, {"code": "name_trawl"}),
    "api-misuse-alerts": Page("misuse.see", is_api=True),
    "api-misuse-alert": Page("misuse.see", foreign_misuse, NO_MISUSE, keeps=ALL_FORCES, is_api=True),
    "api-misuse-back-test": Page(
        "misuse.back_test", body={"rule": "name_trawl", "since_on": "2026-11-01", "until_on": "2026-11-02"}
    ),
    "api-answer-misuse-alert": Page(
        "misuse.answer",
        foreign_misuse,
        NO_MISUSE,
        keeps=ALL_FORCES,
        body={"came_of_it": "false_alarm", "words": "Training"},
    ),
    "overdue": Page("overdue.see"),
    "integrity": Page("integrity.see"),
    "statistics": Page("statistics.see"),
    "statistic": Page("statistics.see", absent={"measure": "incidents"}),
    "statistic-file": Page("statistics.see", absent={"measure": "incidents", "file_format": "csv"}),
    "task": Page("task.see", foreign_task, {"reference": "T-0000000000"}),
    "retention": of_person("retention.see"),
    "retention-queue": Page("retention.see"),
    "review-retention": of_person("retention.review"),
    "stop-disposal": of_person("retention.review"),
    "approve-disposal": of_person("retention.approve"),
    "disposals": Page("disposal.see"),
    "disposal": Page("disposal.see", foreign_disposal, {"reference": "D-0000000000"}, keeps=ALL_FORCES),
    "readmit-reference": Page("disposal.readmit", foreign_disposal, {"reference": "D-0000000000"}),
    "place-hold": of_person("hold.place"),
    "lift-hold": Page(
        "hold.lift",
        lambda: hidden_person() | {"hold": "H-0000000000"},
        {"reference": "DAR-0000-0000", "hold": "H-0000000000"},
    ),
    "conflicts": Page("conflict.see"),
    "conflict": Page("conflict.see", foreign_conflict, {"reference": "RC-0000000000"}),
    "api-conflicts": Page("conflict.see", is_api=True),
    "api-conflict": Page("conflict.see", foreign_conflict, {"reference": "RC-0000000000"}, is_api=True),
    "api-decide-conflict": Page(
        "conflict.decide", foreign_conflict, {"reference": "RC-0000000000"}, body={"is_taken": True, "why": "Birth"}
    ),
    "api-take-batch": Page("feed.send", body={"source": "records", "sequence": 1, "items": [{}]}),
    "api-upload-people": Page("feed.import", body={}, takes="application/x-ndjson"),
    "api-feeds": Page("feed.see", is_api=True),
    "api-feed": Page("feed.see", foreign_run, {"reference": "F-0000000000"}, is_api=True),
    "api-feed-rows": Page("feed.see", foreign_run, {"reference": "F-0000000000"}, is_api=True),
    "api-batches": Page("feed.send", is_api=True),
    "api-reconciliation": Page("feed.send", is_api=True),
    "api-reconciliation-month": Page("feed.send", None, {"month": "2026-11"}, is_api=True),
    "api-batch": Page("feed.send", foreign_batch, {"reference": "B-0000000000"}, is_api=True),
    "feeds": Page("feed.see"),
    "upload-feed": Page("feed.import"),
    "feed-run": Page("feed.see", foreign_run, {"reference": "F-0000000000"}),
    "quarantined-row": Page("feed.correct", foreign_row, {"reference": "F-0000000000", "number": 1}),
    "person-card": of_person("card.open"),
    "safety-card": of_person("card.open_safety"),
    "record-sighting": of_person("person.record_sighting"),
    "print-entry": of_person("entry.print"),
    "access-bundle": of_person("access.answer"),
    "person-timeline": of_person("person.see"),
    "person-record": of_person("person.see"),
    "correct-person": of_person("person.edit"),
    "restrict-person": of_person("person.restrict"),
    "exceptions": Page("exception.see"),
    "person-exceptions": of_person("exception.see"),
    "make-exception": of_person("person.restrict"),
    "end-exception": of_numbered("exception.end"),
    "keep-exception": of_numbered("exception.end"),
    "api-exceptions": read_of_person("exception.see"),
    "api-make-exception": write_of_person("person.restrict"),
    "api-end-exception": write_of_person("exception.end", number=1),
    "api-keep-exception": write_of_person("exception.end", number=1),
    "add-name": of_person("person.edit"),
    "add-address": of_person("person.edit"),
    "add-phone": of_person("person.edit"),
    "add-vehicle": of_person("person.edit"),
    "add-identifier": of_person("person.edit"),
    "add-danger-marker": of_person("person.edit"),
    "add-online-handle": of_person("person.edit"),
    "confirm-fact": of_fact("person.edit"),
    "end-fact": of_fact("person.edit"),
    "record-order": of_person("order.record"),
    "consider-order": of_person("order.record"),
    "apply-for-order": of_person("order.record"),
    "order": of_order("order.see"),
    "add-condition": of_order("order.work"),
    "extend-monitoring": Page("order.work", lambda: foreign_order() | {"condition": 1}, NO_CONDITION),
    **{
        f"order-{slug}": of_order("order.work")
        for slug in (
            "apply",
            "adjourn",
            "make",
            "serve",
            "aware",
            "breach",
            "appeal",
            "end-appeal",
            "responsible",
            "report",
        )
    },
    **{f"order-{slug}": of_order("order.decide") for slug in ("end-application", "discharge")},
    "vary-order": of_order("order.decide"),
    "propose-registration": of_person("registration.propose"),
    "registration": of_person("person.see"),
    "notice-letter": of_person("registration.decide"),
    "registration-step": Page(
        "registration.decide", lambda: hidden_person() | {"slug": "review"}, NO_PERSON | {"slug": "review"}
    ),
    "record-conviction": of_person("conviction.record"),
    "quash-conviction": of_numbered("conviction.change"),
    "vary-conviction": of_numbered("conviction.change"),
    "decide-requirement": Page(
        "registration.decide",
        lambda: hidden_person() | {"number": 1, "regime": "soa"},
        NO_PERSON | {"number": 1, "regime": "soa"},
    ),
    "record-mappa": of_person("conviction.record"),
    "end-mappa": of_numbered("conviction.change"),
    "decide-registration": of_person("registration.decide"),
    "approve-designation": of_person("registration.approve_designation"),
    "record-notice": of_person("registration.decide"),
    "managed-people": Page("management.see"),
    "hand-over": Page("management.lead"),
    "management": of_person("management.see"),
    "assign-manager": of_person("management.work"),
    "set-level": of_person("management.work"),
    "ask-to-lower": of_person("management.work"),
    "answer-lowering": of_person("management.lead"),
    "record-visit": of_person("management.work"),
    "plan-visit": of_person("management.work"),
    "cancel-visit": of_person("management.work"),
    "offer-transfer": of_person("management.lead"),
    "transfer": Page("transfer.see", foreign_transfer, {"reference": "TR-0000000000"}),
    "write-plan": of_person("management.work"),
    "answer-plan": of_person("management.lead"),
    "add-plan-action": of_person("management.work"),
    "change-plan-action": Page("management.work", lambda: hidden_person() | NO_ACTION, NO_PERSON | NO_ACTION),
    "close-plan-action": Page("management.work", lambda: hidden_person() | NO_ACTION, NO_PERSON | NO_ACTION),
    "withdraw-visit": Page("management.lead", lambda: hidden_person() | NO_VISIT, NO_PERSON | NO_VISIT),
    "person-notifications": of_person("notification.see"),
    "take-notification": of_person("notification.take"),
    "choose-change": of_person("change.record"),
    "record-change": of_kind("change.record"),
    "settle-change": Page(
        "change.settle", lambda: {"change": "NC-0000000000"} | hidden_person(), NO_PERSON | {"change": "NC-0000000000"}
    ),
    "record-stay": of_person("change.record"),
    "begin-absence": of_person("absence.record"),
    "end-absence": of_number("absence.end"),
    "suspect-duty": of_number("breach.suspect"),
    "suspect-item": of_number("breach.suspect"),
    "acknowledgement": of_notification("notification.acknowledge"),
    "breach": of_breach("notification.read"),
    "record-excuse": of_breach("breach.work"),
    "decide-breach": of_breach("breach.decide"),
    "refer-breach": of_breach("breach.work"),
    "conclude-breach": of_breach("breach.work"),
    "disclosures": Page("disclosure.see"),
    "start-disclosure": Page("disclosure.start"),
    "start-disclosure-about": of_person("disclosure.start"),
    "disclosure": of_disclosure("disclosure.see"),
    "renew-disclosure": of_disclosure("disclosure.work"),
    "assign-disclosure": of_disclosure("disclosure.work"),
    "identify-disclosure": of_disclosure("disclosure.work"),
    "check-disclosure": of_disclosure("disclosure.work"),
    "meet-disclosure": of_disclosure("disclosure.work"),
    "consider-disclosure": of_disclosure("disclosure.work"),
    "decide-disclosure": of_disclosure("disclosure.work"),
    "second-read-disclosure": of_disclosure("disclosure.second_read"),
    "tell-disclosure": of_disclosure("disclosure.work"),
    "say-nothing-to-disclose": of_disclosure("disclosure.work"),
    "disclose-at-once": of_disclosure("disclosure.work"),
    "end-disclosure": of_disclosure("disclosure.work"),
    "stop-disclosure-clock": of_disclosure("disclosure.work"),
    "restart-disclosure-clock": of_disclosure("disclosure.work"),
    "print-undertaking": of_disclosure("disclosure.work"),
    "incidents": Page("incident.see"),
    "record-unlinked-incident": Page("incident.record"),
    "record-incident": of_person("incident.record"),
    "record-observation": of_person("incident.record"),
    "grade-observation": of_observation("observation.grade"),
    "incident": of_incident("incident.see"),
    "correct-incident": of_incident("incident.work"),
    "check-incident": of_incident("incident.confirm"),
    "add-to-incident": of_incident("incident.work"),
    "identify-in-incident": Page(
        "incident.work", lambda: foreign_incident() | {"number": 0}, {"reference": "I-0000000000", "number": 0}
    ),
    "put-in-case": of_incident("incident.work"),
    "incident-outcome": of_incident("incident.work"),
    "open-case": of_person("case.open"),
    "cases": Page("case.see"),
    "case": of_case("case.see"),
    "case-section": Page("case.see", lambda: foreign_case() | {"slug": "due"}, NO_CASE | {"slug": "due"}),
    "case-briefing": of_case("case.print"),
    "attach-document": of_case("case.work"),
    "document": of_document("attachment.read"),
    "withdraw-document": of_document("attachment.withdraw"),
    "add-victim": of_case("case.work"),
    "add-child": of_case("case.work"),
    "children": of_case("case.see"),
    "ask-school-notices": of_case("case.work"),
    "set-school": Page("case.work", lambda: foreign_case() | {"number": 1}, NO_CASE | {"number": 1}),
    "school-notices": Page("school_notice.see"),
    "school-notice": of_notice("school_notice.see"),
    "excuse-school-notice": of_notice("school_notice.work"),
    "close-case": of_case("case.work"),
    "reassign-case": of_case("case.work"),
    "review-case": of_case("case.work"),
    "reopen-case": of_case("case.work"),
    "record-development": of_case("case.work"),
    "withdraw-development": Page("case.work", lambda: foreign_case() | {"number": 1}, NO_CASE | {"number": 1}),
    "tell-victim": of_update("victim_update.tell"),
    "set-risk": of_case("case.work"),
    "victim": of_victim("case.see"),
    "change-pair": of_victim("case.work"),
    "end-pair": of_victim("case.work"),
    "counter-allegations": Page("counter_allegation.see"),
    "case-risk": of_case("case.see"),
    "renew-lowered-risk": of_case("case.work"),
    "risk-sheet": Page("case.see", foreign_sheet, NO_CASE | {"sheet": "S-0000000000"}),
    "risk-lowering": Page("case.see", foreign_lowering, NO_CASE | {"lowering": "L-0000000000"}),
    "withdraw-lowering": Page("case.work", foreign_lowering, NO_CASE | {"lowering": "L-0000000000"}),
    "raise-risk": of_person("risk.raise"),
    "priority": Page("priority.see"),
    "instruments": Page(OWN_ACCOUNT),
    "instrument": Page(OWN_ACCOUNT, absent={"code": "none", "version": "1"}),
    "meetings": Page("meeting.see"),
    "plan-meeting": Page("meeting.plan"),
    "waiting-referrals": Page("referral.see"),
    "meeting": of_meeting("meeting.see"),
    **{name: of_meeting("meeting.work") for name in ("change-meeting", "cancel-meeting", "set-agenda", "hold-meeting")},
    "choose-meeting": of_case("referral.make"),
    "refer-to-meeting": Page("referral.make", lambda: foreign_case() | {"kind": "marac"}, NO_CASE | {"kind": "marac"}),
    "referral": of_referral("referral.see"),
    **{
        name: of_referral("referral.work")
        for name in ("write-minutes", "defer-referral", "withdraw-referral", "add-meeting-action")
    },
    "close-meeting-action": of_referral("referral.work", number=1),
    "share-referral": of_referral("referral.share"),
    "end-share": of_referral("referral.share", share="SH-0000000000"),
    "agencies": Page("agency.see"),
    "add-agency": Page("agency.keep"),
    "add-usual-agencies": Page("agency.keep"),
    "withdraw-agency": of_agency("agency.keep"),
    "give-agency-account": of_agency("agency.keep"),
    "end-agency-account": of_agency("agency.keep", number=1),
    "shares": Page("share.see"),
    "share": Page("share.see", foreign_share, {"reference": "SH-0000000000"}),
    "report-own-action": Page(
        "share.report",
        lambda: foreign_share() | {"number": 1},
        {"reference": "SH-0000000000", "number": 1},
    ),
    "set-safe-contact": of_victim("case.work"),
    "confirm-safe-contact": of_victim("case.work"),
    "after-refuge": of_victim("case.work"),
    "choose-safeguard": of_victim("case.work"),
    "add-safeguard": of_victim_and("case.work", kind="alarm"),
    **{
        name: of_victim_and("case.work", number=1)
        for name in ("renew-safeguard", "test-safeguard", "end-safeguard", "add-plan-step")
    },
    "do-plan-step": of_victim_and("case.work", number=1, step=1),
    "services": Page("service.see"),
    "choose-service": of_victim("case.work"),
    "signpost": of_victim_and("case.work", service="galop"),
}
# Public addresses that tell whoever comes with nothing what they must bring.
ASKS_FOR_MORE = {"mfa_authenticate": 302, "api-token": 400}
GUARDED = {name: page for name, page in TABLE.items() if page.permission not in (PUBLIC, OWN_ACCOUNT)}


def names_of(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names_of(pattern.url_patterns)
        else:
            yield pattern.name or str(pattern.pattern)


def ask(client: Client, name: str, arguments: dict[str, object]) -> HttpResponse:
    """The answer of the page, asked in the way it allows."""
    address, body, takes = reverse(name, kwargs=arguments), TABLE[name].body, TABLE[name].takes
    if body is not None:
        sent = body if takes == "application/json" else b"x"
        return client.post(address, sent, content_type=takes)
    answer = client.get(address)
    return client.post(address) if answer.status_code == 405 else answer


def browser_of(role: str) -> Client:
    kind = User.Kind.SYSTEM if role == "force-system" else User.Kind.PERSON
    return builders.sign_in(Client(), builders.user(role, force_code=None if role in ALL_FORCES else "13", kind=kind))


def roles_that(permission: str, *, may: bool) -> list[str]:
    people = [code for code in ROLES if code != "force-system"]
    return [code for code in people if (permission in ROLES[code]["grants"]) is may]


def test_every_address_stands_in_the_table() -> None:
    listed = list(names_of(get_resolver().url_patterns))

    assert sorted(set(listed) - TABLE.keys()) == [], "give each new page a row"
    assert sorted(TABLE.keys() - set(listed)) == [], "these pages are gone"
    assert len(listed) == len(set(listed)), "two addresses share a name"


def test_every_permission_is_one_that_a_policy_declares() -> None:
    assert {page.permission for page in GUARDED.values()} - registered.keys() == set()
    assert {permission for role in ROLES.values() for permission in role["grants"]} - registered.keys() == set()


@pytest.mark.parametrize("name", [name for name, page in TABLE.items() if page.permission == PUBLIC])
def test_a_public_page_is_open(db: None, name: str) -> None:
    answer = ask(Client(), name, {})

    assert answer.status_code == ASKS_FOR_MORE.get(name, 200)


@pytest.mark.parametrize("name", [name for name, page in TABLE.items() if page.permission != PUBLIC])
def test_a_stranger_is_sent_to_sign_in_and_a_strange_system_is_told_to(db: None, name: str) -> None:
    page = TABLE[name]

    answer = ask(Client(), name, page.absent)

    if page.body is not None or page.is_api:
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
        assert answer["WWW-Authenticate"]
        return
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/sign-in")


@pytest.mark.parametrize("name", GUARDED)
def test_whoever_lacks_the_permission_is_refused(db: None, name: str) -> None:
    page = GUARDED[name]
    arguments = page.beyond() if page.beyond else page.absent
    for role in roles_that(page.permission, may=False):
        answer = ask(browser_of(role), name, arguments)

        assert answer.status_code in (403, 404), f"{role} got {answer.status_code}"
        assert Event.objects.filter(code="access.denied").exists()


@pytest.mark.parametrize("name", [name for name, page in GUARDED.items() if page.beyond])
def test_a_record_out_of_reach_answers_as_one_that_does_not_exist(db: None, name: str) -> None:
    page = GUARDED[name]
    beyond = page.beyond()
    for role in set(roles_that(page.permission, may=True)) - page.keeps:
        browser = browser_of(role)
        before = Event.objects.filter(code="access.denied").count()

        there, absent = ask(browser, name, beyond), ask(browser, name, page.absent)

        assert there.status_code == absent.status_code == 404, role
        assert there.content == absent.content
        assert headers_of(there) == headers_of(absent)
        assert Event.objects.filter(code="access.denied").count() == before + 2, "each attempt is in the log"


@pytest.mark.parametrize("name", [name for name, page in GUARDED.items() if not page.beyond])
def test_whoever_holds_the_permission_gets_the_page(db: None, name: str) -> None:
    """Or, where the body that is sent says nothing yet, hears what it must say."""
    page = GUARDED[name]
    for role in roles_that(page.permission, may=True):
        answer = ask(browser_of(role), name, page.absent)

        assert answer.status_code in (200, 201, 202) or (page.body is not None and answer.status_code == 422), role


def headers_of(answer: HttpResponse) -> dict[str, str]:
    return {key: re.sub(r"nonce-\S+", "", value) for key, value in answer.headers.items() if key not in PASSING}
