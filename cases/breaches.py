"""A failure to notify as a page shows it. Free text passes the guard."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.actor import Actor
from cases.contact import guard_of
from register.models import Breach, BreachStatusChange
from register.rules.notifications.breaches import BreachStatus, may_become
from ui.dates import day

COLOURS = {
    Breach.Status.SUSPECTED: "red",
    Breach.Status.REFERRED: "orange",
    Breach.Status.EXCUSED: "green",
    Breach.Status.NO_BREACH: "green",
    Breach.Status.CONCLUDED: "grey",
}


@dataclass(frozen=True, slots=True)
class Step:
    """What a failure became, when, by whom and why."""

    title: str
    at: object
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class BreachPage:
    """One failure with its history."""

    reference: str
    kind: str
    about: str
    status: str
    colour: str
    offence: str
    offence_note: str
    force: str
    excuse: str
    referred: str
    outcome: str
    steps: tuple[Step, ...]
    may_be_decided: bool
    may_be_referred: bool
    may_be_concluded: bool
    may_be_explained: bool


@dataclass(frozen=True, slots=True)
class BreachLine:
    """One failure in a list."""

    reference: str
    title: str
    status: str
    colour: str


def breach_page(breach: Breach, *, actor: Actor) -> BreachPage:
    """The page of a failure for this actor."""
    clean = guard_of({breach.registration.person_id}, actor=actor).free_text
    changes = BreachStatusChange.objects.filter(breach=breach).select_related("changed_by")
    referred = ", ".join(part for part in (breach.referred_to, breach.referral_number) if part)
    return BreachPage(
        reference=breach.reference, kind=breach.get_kind_display(), about=clean(_about(breach)),
        status=breach.get_status_display(), colour=_colour(breach), offence=_offence(breach),
        offence_note=breach.offence_note, force=breach.registration.managing_force.name, excuse=clean(breach.excuse),
        referred=referred, outcome=breach.get_outcome_display(),
        steps=tuple(
            Step(each.get_to_status_display(), each.changed_at, _who(each), clean(each.why)) for each in changes
        ),
        may_be_decided=may_become(breach.status, BreachStatus.NO_BREACH),
        may_be_referred=may_become(breach.status, BreachStatus.REFERRED) and bool(breach.offence_code),
        may_be_concluded=may_become(breach.status, BreachStatus.CONCLUDED),
        may_be_explained=breach.status in (Breach.Status.SUSPECTED, Breach.Status.REFERRED),
    )  # fmt: skip


def breach_line(breach: Breach) -> BreachLine:
    about = breach.duty or breach.item
    title = breach.get_kind_display() + (f": {about.get_kind_display().lower()}" if about is not None else "")
    return BreachLine(breach.reference, title, breach.get_status_display(), _colour(breach))


def _colour(breach: Breach) -> str:
    return COLOURS[Breach.Status(breach.status)]


def _offence(breach: Breach) -> str:
    return f"{breach.offence_code} {breach.offence_title}".strip()


def _who(change: BreachStatusChange) -> str:
    return change.changed_by.name if change.changed_by else "The register"


def _about(breach: Breach) -> str:
    if breach.duty is not None:
        met = f" Notified on {day(breach.duty.met_on)}." if breach.duty.met_on else ""
        return f"{breach.duty.get_kind_display()}. {breach.duty.explanation}{met}"
    if breach.item is not None:
        said = f" They said: {breach.item.said}." if breach.item.said else ""
        return f"{breach.item.get_kind_display()}.{said} Officer’s note: {breach.item.doubt}"
    if breach.notification is not None:
        return f"At notification {breach.notification.reference}. {breach.notification.get_refused_display()}."
    return ""
