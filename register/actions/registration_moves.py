"""How a registration changes its status inside the act that moves it: the table, its conditions, the row it leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from audit.core.errors import Refused
from register.duties.facts import running_requirements
from register.duties.failures import open_failures
from register.duties.recompute import recompute
from register.models import (
    Absence,
    NotificationRequirement,
    Person,
    Registration,
    RegistrationAppeal,
    RegistrationReview,
)
from register.models import RegistrationStatusChange as StatusChange
from register.retention.keeping import keep_for
from register.rules.gates import is_open
from register.rules.registration_conditions import Appeal, RegistrationFacts
from register.rules.transitions import ENDED, REGISTRATION, RUNNING, SUSPENDED, move_of

Status = Registration.Status
_APPEALS = {
    "": Appeal.OPEN,
    RegistrationAppeal.Outcome.ALLOWED: Appeal.WON,
    RegistrationAppeal.Outcome.DISMISSED: Appeal.LOST,
    RegistrationAppeal.Outcome.ABANDONED: Appeal.LOST,
}


@dataclass(frozen=True, slots=True)
class Said:
    """What whoever moves a registration says of it: why, and where there is one, the day and the authority."""

    why: str
    effective_on: date | None = None
    authority: str = ""


def facts_of(registration: Registration, *, actor: Actor, on: date, absence: str = "") -> RegistrationFacts:
    """What the conditions of the table look at, as it stands on the day."""
    review = RegistrationReview.objects.filter(registration=registration).first()
    appeal = RegistrationAppeal.objects.filter(registration=registration).first()
    return RegistrationFacts(
        on=on,
        is_gate_open=is_open(registration.gate, on),
        is_designation=registration.is_designation,
        is_proportionality_stated=bool(registration.proportionality),
        is_decided_by_second_person=_is_another(actor, registration.proposed_by_id),
        is_notice_given=registration.notice_given_on is not None,
        is_indefinite=registration.is_indefinite,
        ends_on=registration.ends_on,
        absence=absence,
        appeal=_APPEALS[appeal.outcome] if appeal else Appeal.NONE,
        is_removal_recommended=review is not None and review.outcome == RegistrationReview.Outcome.REMOVE,
        is_removed_by_second_person=review is not None and _is_another(actor, review.reviewed_by_id),
        open_failures=open_failures(registration, on=on),
        running_requirements=running_requirements(registration, on=on),
    )


def move(registration: Registration, to: str, said: Said, *, actor: Actor, absence: str = "", **shown: Any) -> None:
    """Move a registration, if the table has that move and its conditions hold. `shown` are facts that the act itself
    brings, such as who confirms a death.

    Raises:
        Refused: the table has no such move, or a condition does not hold.
    """
    step = move_of(REGISTRATION, registration.status, to)
    if step is None:
        raise Refused(
            f"A registration that is {registration.get_status_display().lower()} cannot become "
            f"{Status(to).label.lower()}."
        )
    facts = facts_of(registration, actor=actor, on=timezone.localdate(), absence=absence)
    unmet = step.unmet(replace(facts, why=said.why, **shown))
    if unmet is not None:
        raise Refused(unmet.refusal, field="why" if unmet.code == "reason" else None)

    was, registration.status = registration.status, to
    registration.version += 1
    registration.save()
    note(registration, was, said, actor)
    recompute(registration)
    if to in ENDED:
        keep_for(registration.person, on=timezone.localdate())


def note(registration: Registration, was: str, said: Said, actor: Actor) -> None:
    """The row that says what a registration became, when, by whom and why."""
    StatusChange.objects.create(
        registration=registration, from_status=was, to_status=registration.status, changed_by_id=actor.user_id,
        why=said.why.strip(), effective_on=said.effective_on, authority=said.authority.strip(),
    )  # fmt: skip


def resting_status(registration: Registration, absence: str = "") -> str:
    """The status of a registration that runs: by the absence that suspends its clocks, if any, and by its end."""
    if absence:
        return SUSPENDED[absence]
    return RUNNING[1] if registration.is_indefinite else RUNNING[0]


def keep_period(registration: Registration, said: Said, *, actor: Actor) -> None:
    """Bring the end of a registration in step with its requirements: indefinite while one of them is."""
    running = NotificationRequirement.objects.filter(registration=registration, ended_on__isnull=True)
    is_indefinite = running.filter(ends_on__isnull=True).exists()
    if is_indefinite == registration.is_indefinite:
        return
    registration.is_indefinite = is_indefinite
    if is_indefinite:
        registration.ends_on = None
    if registration.status in RUNNING:
        move(registration, resting_status(registration), said, actor=actor)
    else:
        registration.version += 1
        registration.save()


def absence_now(registration: Registration) -> str:
    """Custody, hospital or abroad, where any joined record of the person says so; otherwise empty."""
    people = Person.objects.joined_with(registration.person)
    away = Absence.objects.filter(person__in=people, ended_on__isnull=True).first()
    return away.kind if away else ""


def _is_another(actor: Actor, user_id: int | None) -> bool:
    """Whether a person acts who is somebody else than this user. A system is no person, first or second."""
    return None not in (actor.person_id, user_id) and actor.person_id != user_id
