"""The life of a registration through the API: the register entry, and every step from the proposal to the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import prefetch_related_objects

from accounts.actor import Actor
from accounts.api.bodies import line, one_of, past_day, whole
from accounts.api.bodies import named as named_by
from accounts.api.representations import Reading, named, shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.web import get_or_404
from cases.actions.register_entry import open_register_entry
from cases.api.targets import live_registration_of, managers, own_force, person_named_by, person_of
from register.actions import indefinite_reviews as indefinite
from register.actions import registration_ends as ends
from register.actions import registrations as acts
from register.actions import requirements
from register.actions.registration_reviews import review_registration
from register.api.texts import TEXTS
from register.models import Conviction, Person, Registration
from register.models.registration import ENDED
from register.policies import PROPOSE_REGISTRATION
from register.rules.gates import GATES

MOST_STEPS = 100
LONGEST_TERM, LONGEST_DAYS = 1200, 366


@dataclass(frozen=True, slots=True)
class RequirementShown:
    """A requirement to notify that a conviction brought. `conviction` is the number of that one."""

    number: int
    regime: str
    conviction: int | None
    relevant_on: date
    disposal: str
    term_months: int | None
    term_days: int
    is_under_18: bool
    ends_on: date | None
    explanation: str
    ended_on: date | None
    ended_why: str


@dataclass(frozen=True, slots=True)
class StepShown:
    """What a registration became, when, by whom and why."""

    from_status: str
    to_status: str
    changed_at: datetime
    changed_by: str
    why: str
    effective_on: date | None
    authority: str


@dataclass(frozen=True, slots=True)
class ReviewShown:
    """One look at whether the registration is still necessary."""

    outcome: str
    reasons: str
    risk_of_serious_harm: str
    was_due_on: date
    reviewed_on: date
    reviewed_by: str
    next_review_on: date


@dataclass(frozen=True, slots=True)
class AppealShown:
    """An appeal against what put the person on the register."""

    court: str
    lodged_on: date
    is_stayed: bool
    stayed_on: date | None
    stay_ended_on: date | None
    outcome: str
    decided_on: date | None


@dataclass(frozen=True, slots=True)
class ApplicationShown:
    """An application to end indefinite notification (Sexual Offences Act 2003 ss.91A to 91F)."""

    applied_on: date
    first_notified_on: date
    acknowledgement_due_on: date
    acknowledged_on: date | None
    information_asked_on: date | None
    information_due_on: date | None
    decision_due_on: date | None
    outcome: str
    reasons: str
    decided_on: date | None
    appeal_due_on: date | None
    again_from_on: date | None
    appeal_court: str
    appeal_allowed_on: date | None


@dataclass(frozen=True, slots=True)
class RegistrationShown:
    """One registration with all that happened to it, newest first. `person` is the record that it stands in."""

    number: int
    version: int
    person: str
    is_live: bool
    status: str
    gate: str
    gate_reason: str
    proportionality: str
    system_proposal: str
    regime: str
    managing_force: str
    offender_manager: str
    risk_of_serious_harm: str
    management_level: str
    starts_on: date
    ends_on: date | None
    is_indefinite: bool
    next_review_on: date
    decided_at: datetime | None
    decided_by: str
    notice_given_on: date | None
    notice_given_by: str
    notice_means: str
    requirements: tuple[RequirementShown, ...]
    appeals: tuple[AppealShown, ...]
    applications: tuple[ApplicationShown, ...]
    reviews: tuple[ReviewShown, ...]
    history: tuple[StepShown, ...]


@dataclass(frozen=True, slots=True)
class GateShown:
    """A gate that seems to follow from what is recorded. A person decides."""

    gate: str
    title: str
    why: str
    authority: str


@dataclass(frozen=True, slots=True)
class EntryShown:
    """The register entry of a person. Its version is that of the live registration of this record."""

    reference: str
    registrations: tuple[RegistrationShown, ...]
    gates_that_follow: tuple[GateShown, ...]


def _entry(asking: Asking, person: Person) -> Shown:
    opened = open_register_entry(person, **asking.act)
    held, read = opened.held, opened.held.guard.free_text
    prefetch_related_objects(
        held.registrations, "person", "managing_force", "offender_manager", "decided_by", "requirements", "appeals",
        "indefinite_reviews", "reviews__reviewed_by", "status_changes__changed_by",
    )  # fmt: skip
    live = next((each for each in held.live_registrations if each.person_id == person.pk), None)
    codes = {each.title: each.code for each in GATES}
    entry = EntryShown(
        reference=person.reference,
        registrations=tuple(_registration(each, read) for each in held.registrations),
        gates_that_follow=tuple(
            GateShown(codes.get(title, ""), title, read(why), model) for title, why, model in opened.gates
        ),
    )
    return Shown(entry, live.version if live else None)


def _registration(row: Registration, read: Reading) -> RegistrationShown:
    """Its parts have been read already."""
    steps = sorted(row.status_changes.all(), key=lambda each: (each.changed_at, each.pk), reverse=True)
    return shown(
        RegistrationShown, row, read,
        is_live=row.status not in ENDED, offender_manager=named(row.offender_manager), decided_by=named(row.decided_by),
        requirements=tuple(
            shown(RequirementShown, each, read, conviction=each.conviction_id) for each in row.requirements.all()
        ),
        appeals=tuple(shown(AppealShown, each, read) for each in row.appeals.all()),
        applications=tuple(shown(ApplicationShown, each, read) for each in row.indefinite_reviews.all()),
        reviews=tuple(
            shown(ReviewShown, each, read, reviewed_by=named(each.reviewed_by)) for each in row.reviews.all()
        ),
        history=tuple(shown(StepShown, each, read, changed_by=named(each.changed_by)) for each in steps[:MOST_STEPS]),
    )  # fmt: skip


def _proposed(actor: Actor, person: Person, sent: dict[str, Any]) -> dict[str, Any]:
    return {**sent, "managing_force": own_force(actor, PROPOSE_REGISTRATION.permission)}


def _convictions(actor: Actor, target: Any) -> Any:
    """The convictions that a requirement of this registration may rest on."""
    return Conviction.objects.visible_to(actor).standing().filter(person=target.person_id)


def _requirement_of(actor: Actor, reference: str, number: int) -> Any:
    """A requirement of the live registration of this very record."""
    return get_or_404(live_registration_of(actor, reference).requirements.all(), pk=number)


AT = Place("api-registration", lambda row: {"reference": person_named_by(row)})
PATH = "people/<str:reference>/registration"
RISK = {"risk_of_serious_harm": one_of(Registration.HarmRisk)}
MEANS = {each.value: each for each in Registration.NoticeMeans if each is not Registration.NoticeMeans.NOT_RECORDED}


def step(slug: str, name: str, act: Callable[..., Any], *days: str, **more: Any) -> Write:
    """A step in the life of the live registration. `days` are those that have come when it is recorded."""
    fields = {**dict.fromkeys(days, past_day), **more.pop("fields", {})}
    return Write(
        f"{PATH}/{slug}", name, act, live_registration_of, AT, has_version=True, texts=TEXTS, fields=fields, **more
    )


STATUS = ("status",)
ROWS: tuple[Row, ...] = (
    Read(
        PATH, "api-registration", "The register entry: every registration with what happened to it.", _entry, person_of,
        acts=(open_register_entry,),
    ),
    Write(
        PATH, "api-propose-registration", acts.propose_registration, person_of, AT, makes=True, texts=TEXTS,
        leaves_out=("managing_force", "regime"), fills=_proposed, tells=("status", "regime", "next_review_on"),
        fields={
            **RISK, "gate": one_of({each.code: each.code for each in GATES}), "starts_on": past_day,
            "offender_manager": named_by(managers),
        },
    ),
    step("approve", "api-approve-registration", acts.approve_registration, tells=STATUS),
    step("refuse", "api-refuse-registration", acts.refuse_registration, tells=STATUS),
    step("designation/approve", "api-approve-designation", acts.approve_designation, tells=STATUS),
    step("designation/refuse", "api-refuse-designation", acts.refuse_designation, tells=STATUS),
    step(
        "notice", "api-record-notice", acts.record_notice_given, "given_on", tells=STATUS,
        leaves_out=("note_of_it", "absence"), fields={"means": one_of(MEANS)},
    ),
    step("review", "api-review-registration", review_registration, fields=RISK, tells=("next_review_on",)),
    step("appeal", "api-note-appeal", ends.note_appeal, "lodged_on", "stayed_on", tells=STATUS, leaves_out=("why",)),
    step(
        "appeal-decided", "api-decide-appeal", ends.decide_appeal, "decided_on", tells=STATUS, leaves_out=("absence",)
    ),
    step("stay", "api-record-appeal-stay", ends.record_stay, "effective_on", tells=STATUS),
    step("discharge", "api-discharge-registration", ends.discharge_registration, "decided_on", tells=STATUS),
    step("transfer-out", "api-transfer-out", ends.transfer_registration_out, "accepted_on", tells=STATUS),
    step("expire", "api-expire-registration", ends.expire_registration, tells=STATUS),
    step("remove", "api-remove-registration", ends.remove_registration, tells=STATUS),
    step("death", "api-record-death", ends.record_death, "died_on", tells=STATUS),
    step(
        "application", "api-receive-application", indefinite.receive_application, "applied_on", "first_notified_on"
    ),
    step("application/acknowledged", "api-acknowledge-application", indefinite.acknowledge_application,
         "acknowledged_on"),
    step("application/information", "api-ask-for-information", indefinite.ask_for_information, "asked_on"),
    step(
        "application/decided", "api-decide-application", indefinite.decide_application, "decided_on",
        fields={"again_after_years": whole(15, least=8)},
    ),
    step(
        "application/appeal", "api-review-appeal-allowed", indefinite.record_review_appeal_allowed, "allowed_on"
    ),
    Write(
        f"{PATH}/requirements", "api-begin-requirement", requirements.begin_requirement, live_registration_of, AT,
        makes=True, texts=TEXTS, tells=("ends_on",),
        fields={
            "relevant_on": past_day, "term_months": whole(LONGEST_TERM), "term_days": whole(LONGEST_DAYS),
            "conviction": named_by(_convictions, by="pk"),
        },
    ),
    Write(
        f"{PATH}/requirements/from-conviction", "api-require-notification", requirements.require_notification,
        live_registration_of, AT, texts=TEXTS,
        fields={"conviction": named_by(_convictions, by="pk")},
    ),
    Write(
        f"{PATH}/requirements/none", "api-find-no-requirement", requirements.find_no_requirement,
        live_registration_of, AT, texts=TEXTS,
        fields={"conviction": named_by(_convictions, by="pk")},
    ),
    Write(
        f"{PATH}/requirements/<int:number>/end", "api-end-requirement", requirements.end_requirement, _requirement_of,
        AT, texts=TEXTS, fields={"ended_on": past_day, "why": line(500)}, tells=("ended_on",),
    ),
)  # fmt: skip
