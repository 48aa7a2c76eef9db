"""Bringing the stored duties in step with the facts. Called by the action that changed a fact, in its transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from register.duties.facts import facts_of
from register.models import NotificationDuty, Person, Registration
from register.rules.regimes.duties import duties_of
from register.rules.regimes.facts import Duty

NO_LONGER = "It no longer follows from the facts."


def recompute(registration: Registration) -> None:
    """Store the duties that follow from the facts now. Doing it again changes nothing.

    The registration is locked first, so that of two acts that change its facts the later one sees both changes. A duty
    that no longer follows is kept as ended.
    """
    held = Registration.objects.select_for_update(of=("self",)).select_related("person").get(pk=registration.pk)
    stored = {row.key: row for row in NotificationDuty.objects.filter(registration=held)}
    for duty in duties_of(facts_of([held])[held.pk]):
        _store(held, stored.pop(duty.key, None), values_of(duty))
    today = timezone.localdate()
    for row in stored.values():
        if row.ended_why != NO_LONGER:
            row.met_by, row.met_on, row.ended_on, row.ended_why = None, None, today, NO_LONGER
            row.save()


def recompute_for(person: Person) -> None:
    """Store anew the duties of every live registration of this human being, whichever record holds it."""
    people = Person.objects.joined_with(person)
    for registration in Registration.objects.live().filter(person__in=people).order_by("pk"):
        recompute(registration)


def values_of(duty: Duty) -> Mapping[str, Any]:
    """The columns of a computed duty."""
    return {
        "key": duty.key, "kind": duty.kind.value, "regime": duty.regime, "limit_code": duty.limit_code,
        "starts_on": duty.starts_on, "due_at": duty.due_at, "due_on": duty.due_on, "explanation": duty.explanation,
        "met_by_id": int(duty.met_by.removeprefix("notification:")) if duty.met_by else None, "met_on": duty.met_on,
        "ended_on": duty.ended_on, "ended_why": duty.ended_why,
    }  # fmt: skip


def differing(row: NotificationDuty, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns in which a stored duty differs from its recomputation."""
    return tuple(name for name, value in values.items() if getattr(row, name) != value)


def _store(registration: Registration, row: NotificationDuty | None, values: Mapping[str, Any]) -> None:
    if row is None:
        NotificationDuty.objects.create(registration=registration, **values)
    elif changed := differing(row, values):
        if "due_on" in changed:
            row.overdue_noted_at = None
        for name in changed:
            setattr(row, name, values[name])
        row.save()
