"""Sealing the record of somebody who works for the police: a named team of another force alone reads it."""

from __future__ import annotations

from django.utils import timezone

from accounts import absence
from accounts.actor import Actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.joining import compare_anew
from register.events import standards as events
from register.models import Person, SealedRecord

READERS = "sealed-records-reader"


@action(event=events.RECORD_SEALED, policy=policies.SEAL_RECORD)
def seal_record(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, reading_force: Force, why: str
) -> SealedRecord:
    """Seal a record, with those joined with it. From now on it is not there for anybody, whoever seals it included, but
    for the readers of sealed records of another force. Work on it stays where it is, out of sight."""
    if actor.user_id is None or actor.force_id is None:
        raise Refused("Somebody of a force must say that it is sealed.")
    if not why.strip():
        raise Refused("Say why it is sealed.", field="why")
    if actor.person_id is None:
        raise Refused("A person must seal a record; a system cannot.")
    if reading_force.pk in (actor.force_id, person.owner_force_id):
        raise Refused("Choose another force: nobody of this one may read it.", field="reading_force")
    if not _has_readers(reading_force):
        raise Refused(
            f"Nobody of {reading_force} reads sealed records yet. Ask them to give somebody the role first: until then "
            "nobody at all could read it.",
            field="reading_force",
        )
    if SealedRecord.objects.live().filter(person__in=Person.objects.joined_with(person)).exists():
        raise Refused("This record is sealed already. Nothing was changed.")

    sealed = SealedRecord.objects.create(
        person=person, force_id=actor.force_id, reading_force=reading_force, why=why.strip()[:1000],
        sealed_by_id=actor.person_id,
    )  # fmt: skip
    compare_anew([person.pk])
    entry.record(reading_force=reading_force.code, why=why.strip())
    return sealed


@action(event=events.RECORD_UNSEALED, policy=policies.UNSEAL_RECORD)
def unseal_record(sealed: SealedRecord, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> SealedRecord:
    """Open a sealed record again to everybody who could see it before."""
    if sealed.opened_at is not None:
        raise Refused("This was opened already. Nothing was changed.")
    if not why.strip():
        raise Refused("Say why it is opened again.", field="why")
    if actor.person_id is None:
        raise Refused("Somebody must say that it is opened.")

    sealed.opened_at, sealed.opened_by_id, sealed.opened_why = timezone.now(), actor.person_id, why.strip()[:1000]
    sealed.version += 1
    sealed.save(update_fields=["opened_at", "opened_by", "opened_why", "version"])
    compare_anew([sealed.person_id])
    entry.record(why=why.strip())
    return sealed


def _has_readers(force: Force) -> bool:
    today = timezone.localdate()
    return absence.in_post(on=today).filter(force=force).holding(READERS, on=today).exists()
