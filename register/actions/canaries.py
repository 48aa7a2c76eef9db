"""Planting records of nobody, so that whoever touches one is found, and taking them out again."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason, write
from audit.core.errors import Refused
from register import events as register_events
from register import policies
from register.actions.facts import Provenance, is_no_name, new_name
from register.actions.feeds import IMPORTING, importer
from register.events import standards as events
from register.lookup.upkeep import refresh
from register.models import (
    Address,
    CanaryRecord,
    CardRow,
    Person,
    PersonName,
    Phone,
    SearchKey,
    Source,
    SubjectCategory,
)
from register.retention import erasing
from register.rules.dates import read_date
from register.rules.phones import read_phone
from register.rules.places import read_postcode


@action(event=events.CANARY_PLANTED, policy=policies.PLANT_CANARY, lock=False)
def plant_canary(
    force: Force, *, entry: Entry, actor: Actor, reason: Reason, forenames: str, surname: str, date_of_birth: date,
    why: str, sex: Person.Sex = Person.Sex.MALE, line_1: str = "", town: str = "", postcode: str = "", number: str = "",
) -> CanaryRecord:  # fmt: skip
    """Plant a record of nobody. It looks as if the force's own system had sent it, and so does what the log tells
    others of it; no task asks anybody to complete it, and it is compared with nobody."""
    if actor.person_id is None:
        raise Refused("Somebody must say that it is planted.")
    if is_no_name(forenames.strip(), surname.strip()):
        raise Refused("Give at least a forename or a surname.", field="surname")
    if problem := read_date(date_of_birth.isoformat(), today=timezone.localdate()).problem:
        raise Refused(problem, field="date_of_birth")
    if not why.strip():
        raise Refused("Say why it is planted.", field="why")

    person = Person.objects.create(
        display_name=f"{forenames.strip()} {surname.strip()}".strip(), owner_force=force, sex=sex,
        subject_category=SubjectCategory.SUSPECT, date_of_birth=date_of_birth,
    )  # fmt: skip
    _give_facts(person, forenames.strip(), surname.strip(), (line_1.strip(), town.strip(), postcode), number)
    canary = CanaryRecord.objects.create(
        person=person, force=force, why=why.strip()[:300], planted_by_id=actor.person_id
    )
    refresh([person.pk])
    CardRow.objects.filter(person=person).update(is_match_due=False)
    _tell_as_of_others(person, force)
    entry.about(canary)
    entry.record(force=force.code, why=why.strip())
    return canary


@action(event=events.CANARY_RETIRED, policy=policies.RETIRE_CANARY)
def retire_canary(canary: CanaryRecord, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> CanaryRecord:
    """Take a planted record out: nobody finds it any more. That it was one is kept, with whoever touched it."""
    if canary.retired_at is not None:
        raise Refused("This was taken out already. Nothing was changed.")
    if not why.strip():
        raise Refused("Say why it is taken out.", field="why")
    if actor.person_id is None:
        raise Refused("Somebody must say that it is taken out.")

    person = Person.objects.select_for_update().get(pk=canary.person_id)
    erasing.empty(person)
    person.disposed_at = timezone.now()
    person.save()
    CardRow.objects.filter(person=person).delete()
    SearchKey.objects.filter(person=person).delete()
    canary.retired_at, canary.retired_by_id, canary.retired_why = timezone.now(), actor.person_id, why.strip()[:300]
    canary.save(update_fields=["retired_at", "retired_by", "retired_why"])
    entry.record(why=why.strip())
    return canary


def _give_facts(person: Person, forenames: str, surname: str, where: tuple[str, str, str], number: str) -> None:
    """Written here and not by the actions of facts: those compare an address with protected places, and would tell
    people to look after somebody who does not exist."""
    line_1, town, postcode = where
    origin = Provenance(Source.FORCE_SYSTEM, person.owner_force, None)
    new_name(person, origin, forenames=forenames, surname=surname, kind=PersonName.Kind.CURRENT)
    if line_1 or town or postcode.strip():
        Address.objects.create(
            person=person, line_1=line_1[:200], town=town[:100], postcode=read_postcode(postcode).canonical,
            **origin.fields(),
        )  # fmt: skip
    if number.strip():
        read = read_phone(number)
        Phone.objects.create(
            person=person, as_received=number[:60], e164=read.e164 or "", digits=read.digits[:20], **origin.fields()
        )


def _tell_as_of_others(person: Person, force: Force) -> None:
    """The entry that stands in the log for everybody who may read of such a record."""
    entry = Entry(register_events.PERSON_REGISTERED, importer(force), IMPORTING)
    entry.about(person)
    entry.record(
        name=person.display_name, date_of_birth=person.date_of_birth, sex=person.sex, category=person.subject_category
    )
    write(entry)
