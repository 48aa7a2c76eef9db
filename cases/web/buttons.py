"""Which ways on a person's pages offer, by policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.actor import Actor
from accounts.policy import Policy
from audit.web.policies import READ_LOG
from cases import policies
from cases.models import Case
from cases.web.registration_steps import STEPS
from register.models import Person, Registration
from register.policies import (
    APPROVE_DESIGNATION,
    DECIDE_REGISTRATION,
    EDIT_PERSON,
    PROPOSE_REGISTRATION,
    RECORD_ORDER,
    RECORD_SIGHTING,
    RESTRICT_PERSON,
    SEE_EXCEPTIONS,
    SEE_MANAGEMENT,
    SEE_NOTIFICATIONS,
    SEE_RETENTION,
)

ASKED = (
    EDIT_PERSON, RECORD_SIGHTING, RECORD_ORDER, PROPOSE_REGISTRATION, RESTRICT_PERSON, policies.OPEN_CASE,
    policies.OPEN_CARD, policies.PRINT_ENTRY, policies.RAISE_RISK, SEE_RETENTION,
    policies.ANSWER_ACCESS,
)  # fmt: skip


# Label, address, policy, in which statuses, and of which registrations.
REGISTRATION_WAYS: tuple[tuple[str, str, Policy, tuple[str, ...], Callable[[Registration], bool]], ...] = (
    (
        "Decide on the proposal", "decide-registration", DECIDE_REGISTRATION, ("proposed",),
        lambda row: not row.is_designation,
    ),
    (
        "Approve the designation", "approve-designation", APPROVE_DESIGNATION, ("proposed",),
        lambda row: row.is_designation,
    ),
    ("Print the notice", "notice-letter", DECIDE_REGISTRATION, ("awaiting_notice",), lambda row: True),
    ("Record the notice", "record-notice", DECIDE_REGISTRATION, ("awaiting_notice",), lambda row: True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Button:
    """A way on, with the access key that takes it, where it has one."""

    label: str
    url: str
    is_grave: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways on that belong together, under what they are for."""

    title: str
    buttons: list[Button]


def allowed(person: Person, actor: Actor) -> frozenset[str]:
    """The permissions that let the actor act on this person: one query for all of them."""
    names = {f"may_{number}": policy for number, policy in enumerate(ASKED)}
    people = Person.objects.visible_to(actor)
    rows = {name: Exists(policy.rows(people, actor).filter(pk=OuterRef("pk"))) for name, policy in names.items()}
    answer = people.filter(pk=person.pk).annotate(**rows).values(*names).first() or {}
    return frozenset(policy.permission for name, policy in names.items() if answer.get(name))


def card_buttons(person: Person, actor: Actor, may: frozenset[str]) -> list[Button]:
    """The ways on from the card."""
    offered = [
        ("Raise risk", "raise-risk", policies.RAISE_RISK.permission in may and person.is_perpetrator),
        ("Edit person", "correct-person", EDIT_PERSON.permission in may),
        ("Add address", "add-address", EDIT_PERSON.permission in may),
        ("Add phone", "add-phone", EDIT_PERSON.permission in may),
        ("Record order", "record-order", RECORD_ORDER.permission in may and person.is_perpetrator),
        ("Full record", "person-record", True),
        ("Who looked", "who-looked", READ_LOG.allows(actor)),
    ]
    return [*_incident_button(person, actor), *_buttons(person, offered), *_case_button(person, actor, may)]


def _incident_button(person: Person, actor: Actor) -> list[Button]:
    """The way to take down an incident: the first one, and by one key, while a call is live."""
    if not policies.RECORD_INCIDENT.allows(actor):
        return []
    return [Button("Record incident", reverse("record-incident", args=[person.reference]), key="i")]


def record_ways(person: Person, actor: Actor, may: frozenset[str], *, is_registered: bool) -> list[Ways]:
    """The ways on from the full record, under what they are for. Whoever is registered is not proposed again."""
    is_editor, is_perpetrator = EDIT_PERSON.permission in may, person.is_perpetrator
    may_order = RECORD_ORDER.permission in may and is_perpetrator
    may_propose = PROPOSE_REGISTRATION.permission in may and is_perpetrator and not is_registered
    offered: list[tuple[str, list[tuple[str, str, bool]]]] = [
        ("Read", [
            ("Card", "person-card", policies.OPEN_CARD.permission in may),
            ("Legal timeline", "person-timeline", is_perpetrator),
            ("Print register entry", "print-entry", policies.PRINT_ENTRY.permission in may and is_perpetrator),
            ("Who looked", "who-looked", READ_LOG.allows(actor)),
        ]),
        ("Registration", [
            ("Registration", "registration", is_perpetrator),
            ("Propose registration", "propose-registration", may_propose),
            ("Notifications", "person-notifications", SEE_NOTIFICATIONS.allows(actor) and is_perpetrator),
        ]),
        ("Orders", [
            ("Record order", "record-order", may_order),
            ("Consider order", "consider-order", may_order),
            ("Apply for order", "apply-for-order", may_order),
        ]),
        ("Record a fact", _fact_ways(is_editor, actor)),
        ("Access and retention", [
            ("Restrict record", "restrict-person", RESTRICT_PERSON.permission in may),
            ("Exceptions", "person-exceptions", SEE_EXCEPTIONS.allows(actor) and RESTRICT_PERSON.permission in may),
            ("Why this is still here", "retention", SEE_RETENTION.permission in may),
            ("Give them their data", "access-bundle", policies.ANSWER_ACCESS.permission in may and is_perpetrator),
        ]),
    ]  # fmt: skip
    more = {
        "Registration": _management_button(person, actor),
        "Read": _case_button(person, actor, may),
    }
    groups = [Ways(title, [*_buttons(person, rows), *more.get(title, [])]) for title, rows in offered]
    return [group for group in groups if group.buttons]


def _fact_ways(is_editor: bool, actor: Actor) -> list[tuple[str, str, bool]]:
    return [
        ("Edit person", "correct-person", is_editor),
        ("Add name", "add-name", is_editor),
        ("Add address", "add-address", is_editor),
        ("Add phone", "add-phone", is_editor),
        ("Add vehicle", "add-vehicle", is_editor),
        ("Add number", "add-identifier", is_editor),
        ("Add online name", "add-online-handle", is_editor),
        ("Add danger marker", "add-danger-marker", is_editor),
        ("Record observation", "record-observation", policies.RECORD_INCIDENT.allows(actor)),
    ]


def _management_button(person: Person, actor: Actor) -> list[Button]:
    """The way to how the person is managed, for the force that manages."""
    rows = SEE_MANAGEMENT.rows(Registration.objects.visible_to(actor), actor)
    if not rows.filter(person=person).exists():
        return []
    return [Button("Management", reverse("management", args=[person.reference]))]


def registration_buttons(person: Person, live: Registration | None, actor: Actor) -> list[Button]:
    """What may be done next with the live registration of a record: by the table of moves and by policy."""
    if live is None:
        return []
    may = {each.permission for each in (DECIDE_REGISTRATION, APPROVE_DESIGNATION) if each.allows(actor, live)}
    first = [
        Button(label, reverse(name, args=[person.reference]))
        for label, name, policy, statuses, is_for in REGISTRATION_WAYS
        if policy.permission in may and live.status in statuses and is_for(live)
    ]
    if DECIDE_REGISTRATION.permission not in may:
        return first
    review = live.indefinite_reviews.first()
    later = [
        Button(step.title, reverse("registration-step", args=[person.reference, step.slug]), step.is_grave)
        for step in STEPS.values()
        if step.is_offered(live, review)
    ]
    return [*first, *later]


def _case_button(person: Person, actor: Actor, may: frozenset[str]) -> list[Button]:
    """The force's open case about the person, or the way to open one."""
    case = Case.objects.visible_to(actor).open().filter(person=person, force=actor.force_id or 0).first()
    if case is not None:
        return [Button("Case", reverse("case", args=[case.reference]))]
    is_offered = policies.OPEN_CASE.permission in may and person.is_perpetrator
    return [Button("Open case", reverse("open-case", args=[person.reference]))] if is_offered else []


def _buttons(person: Person, offered: list[tuple[str, str, bool]]) -> list[Button]:
    return [Button(label, reverse(name, args=[person.reference])) for label, name, is_offered in offered if is_offered]
