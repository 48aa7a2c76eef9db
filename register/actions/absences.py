"""Time in custody, in hospital detention or abroad, which suspends some clocks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from accounts.actor import Actor, system_actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.registrations import resume_registration, suspend_registration
from register.actions.telling import tell_forces
from register.around import Around
from register.duties.recompute import recompute_for
from register.events import duties as events
from register.models import Absence, Alert, Person, Registration
from register.rules.time_limits import in_words

# Whoever books somebody into custody need not decide on registrations: the status follows by itself.
BY_ITSELF: dict[str, Any] = {
    "actor": system_actor("registration_status", {"registration.decide": "national"}),
    "reason": Reason("system"),
}


@action(event=events.ABSENCE_BEGUN, policy=policies.RECORD_ABSENCE)
def begin_absence(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, kind: Absence.Kind, starts_on: date,
    expected_end_on: date | None = None, is_return_told: bool = False, how_known: str = "",
) -> Absence:  # fmt: skip
    """Record that somebody is in custody, detained in hospital or abroad. Each regime says whether clocks run on."""
    if expected_end_on and expected_end_on < starts_on:
        raise Refused("The expected end is before the beginning. Check both dates.", field="expected_end_on")
    current = Absence.objects.filter(person__in=Person.objects.joined_with(person), ended_on__isnull=True).first()
    if current is not None:
        raise Refused(
            f"This person is away already ({current.get_kind_display().lower()} since {in_words(current.starts_on)}). "
            "Record the end of that first."
        )

    absence = Absence.objects.create(
        person=person, kind=kind, starts_on=starts_on, expected_end_on=expected_end_on,
        is_return_told=is_return_told, how_known=how_known.strip(), recorded_by_id=actor.user_id,
    )  # fmt: skip
    _keep_in_step(person, lambda each: suspend_registration(each, absence=kind, since=starts_on, **BY_ITSELF))
    entry.about(absence, subject=person)
    entry.record(kind=kind, starts_on=starts_on, expected_end_on=expected_end_on, how_known=how_known)
    return absence


@action(event=events.ABSENCE_ENDED, policy=policies.RECORD_ABSENCE_END)
def end_absence(
    absence: Absence, *, entry: Entry, actor: Actor, reason: Reason, ended_on: date
) -> Absence:  # fmt: skip
    """Record the day of release or return. The day itself counts again (Sexual Offences Act 2003 s.84(1)(d))."""
    if absence.ended_on is not None:
        raise Refused(f"This ended on {in_words(absence.ended_on)} already.")
    if ended_on < absence.starts_on:
        raise Refused(f"That is before it began, on {in_words(absence.starts_on)}. Check the date.", field="ended_on")

    absence.ended_on = ended_on
    absence.version += 1
    absence.save(update_fields=["ended_on", "version"])
    _keep_in_step(absence.person, lambda each: resume_registration(each, since=ended_on, **BY_ITSELF))
    if absence.kind == Absence.Kind.CUSTODY:
        sender = Around(absence.person).responsible
        about = f"absence {absence.pk}"
        tell_forces(Alert.Kind.RELEASED, absence.person, about=about, sender=sender, by=actor.user_id)
    entry.about(absence, subject=absence.person)
    entry.record(kind=absence.kind, ended_on=ended_on)
    return absence


def _keep_in_step(person: Person, move: Callable[[Registration], object]) -> None:
    """The status and the duties of this human being's registrations follow."""
    people = Person.objects.joined_with(person)
    for registration in Registration.objects.live().filter(person__in=people).order_by("pk"):
        move(registration)
    recompute_for(person)
