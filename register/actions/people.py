"""Entering people in the register and correcting what it says of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force, User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import events, policies
from register.actions.exceptions import review_day
from register.actions.facts import is_no_name, new_name, provenance_of
from register.actions.joining import compare_anew
from register.actions.outbox import enqueue
from register.actions.tasks import raise_task
from register.harm_changed import harm_changed
from register.lookup.upkeep import refresh
from register.models import (
    Alert,
    Identifier,
    Person,
    PersonGrant,
    PersonName,
    Registration,
    Source,
    SubjectCategory,
    Task,
)
from register.rules.dates import read_date
from register.rules.working_days import add_working_days

COMPLETE_WITHIN_WORKING_DAYS = 5


@action(event=events.PERSON_REGISTERED, policy=policies.REGISTER_PERSON, lock=False)
def register_person(
    force: Force, *, entry: Entry, actor: Actor, reason: Reason, source: Source, forenames: str = "",
    surname: str = "", category: SubjectCategory = SubjectCategory.SUSPECT, sex: Person.Sex = Person.Sex.NOT_STATED,
    date_of_birth: date | None = None, date_of_birth_as_received: str = "", date_of_birth_doubt: str = "",
) -> Person:  # fmt: skip
    """Enter a person with whatever is known; a name is enough. What is missing becomes a task."""
    forenames, surname = forenames.strip(), surname.strip()
    if is_no_name(forenames, surname):
        raise Refused("Give at least a forename or a surname.", field="surname")
    _refuse_impossible(date_of_birth)

    person = Person.objects.create(
        display_name=f"{forenames} {surname}".strip(),
        owner_force=force,
        subject_category=category,
        sex=sex,
        date_of_birth=date_of_birth,
        date_of_birth_as_received=date_of_birth_as_received[:60],
        date_of_birth_doubt=date_of_birth_doubt[:200],
    )
    origin = provenance_of(actor, person, source)
    new_name(person, origin, forenames=forenames, surname=surname, kind=PersonName.Kind.CURRENT)
    refresh([person.pk])
    entry.about(person)
    entry.record(name=person.display_name, date_of_birth=date_of_birth, sex=sex, category=category)
    ask_to_complete(person, actor=actor, reason=reason)
    return person


def _refuse_impossible(date_of_birth: date | None) -> None:
    if date_of_birth is None:
        return
    if problem := read_date(date_of_birth.isoformat(), today=timezone.localdate()).problem:
        raise Refused(problem, field="date_of_birth")


def ask_to_complete(person: Person, *, actor: Actor, reason: Reason) -> None:
    """Make the missing facts of somebody held as having abused one task of the force that holds them."""
    missing = missing_facts(person)
    if not (missing and person.is_perpetrator):
        return
    raise_task(
        person.owner_force,
        actor=actor,
        reason=reason,
        kind=Task.Kind.COMPLETE_RECORD,
        title="Complete the record of a person",
        team="offender-manager",
        due_on=add_working_days(timezone.localdate(), COMPLETE_WITHIN_WORKING_DAYS),
        person=person,
        detail=f"Still missing: {', '.join(missing)}.",
    )


def missing_facts(person: Person) -> list[str]:
    """What a complete record still lacks, in words."""
    known = {
        "date of birth": person.date_of_birth is not None,
        "sex": person.sex != Person.Sex.NOT_STATED,
        "home address": person.address_set.filter(kind="home", ends_on__isnull=True).exists(),
        "PNC ID or CRO number": person.identifier_set.filter(
            kind__in=(Identifier.Kind.PNC, Identifier.Kind.CRO)
        ).exists(),
    }
    return [fact for fact, is_known in known.items() if not is_known]


@action(event=events.PERSON_CORRECTED, policy=policies.EDIT_PERSON)
def correct_person(
    person: Person, /, *, entry: Entry, actor: Actor, reason: Reason, source: Source, **corrections: Any
) -> Person:
    """Correct name, sex, date of birth or category. Call it with the version read: a newer one raises Stale."""
    forenames, surname = corrections.pop("forenames", None), corrections.pop("surname", None)
    if forenames is not None and is_no_name(forenames, surname):
        raise Refused("Give at least a forename or a surname.", field="surname")
    _refuse_impossible(corrections.get("date_of_birth"))
    _refuse_to_move(person, str(corrections.get("subject_category", person.subject_category)), actor)

    changes = {name: (getattr(person, name), new) for name, new in corrections.items()}
    for name, new in corrections.items():
        setattr(person, name, new)
    if "date_of_birth" in corrections:
        person.date_of_birth_doubt = ""
    person.version += 1
    person.save()
    if forenames is not None and f"{forenames} {surname}".strip() != person.display_name:
        origin = provenance_of(actor, person, source)
        new_name(person, origin, forenames=forenames, surname=surname, kind=PersonName.Kind.CURRENT)
    refresh([person.pk])
    if "subject_category" in changes:
        compare_anew([person.pk])
        harm_changed([person.pk])
    entry.changed(**{"category" if k == "subject_category" else k: v for k, v in changes.items()})
    return person


def _refuse_to_move(person: Person, category: str, actor: Actor) -> None:
    """Who is held as having abused is seen by every force, and who was harmed by their own force alone: moving a record
    from one to the other hides a danger or shows a victim. Only the force that holds the record may, and not while it
    is at work."""
    becomes_perpetrator = category in policies.PERPETRATORS
    if becomes_perpetrator == person.is_perpetrator:
        return
    if actor.force_id != person.owner_force_id:
        raise Refused(
            f"Only {person.owner_force} may change this: it decides which forces see the record. Ask them.",
            field="subject_category",
        )
    is_live = Registration.objects.live().filter(person=person).exists()
    if not becomes_perpetrator and (is_live or Alert.objects.open().filter(person=person).exists()):
        raise Refused(
            "This would hide the record from other forces while a registration is live or an alert is open. "
            "End that first.",
            field="subject_category",
        )


@action(event=events.PERSON_RESTRICTED, policy=policies.RESTRICT_PERSON)
def restrict_person(person: Person, *, entry: Entry, actor: Actor, reason: Reason, is_restricted: bool) -> Person:
    """Close a record to all but the named roles of its own force and those given an exception; or open it again."""
    person.is_restricted = is_restricted
    person.version += 1
    person.save()
    compare_anew([person.pk])
    entry.record(is_restricted=is_restricted)
    return person


@action(event=events.EXCEPTION_GIVEN, policy=policies.RESTRICT_PERSON)
def make_exception(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, user: User, may_open: bool, why: str,
    starts_at: datetime | None = None, expires_at: datetime | None = None,
) -> PersonGrant:  # fmt: skip
    """Let one user open this record, or bar them from it, from a moment (now) to a moment. What they own of it then
    goes to others."""
    if actor.user_id is None or user.pk == actor.user_id:
        raise Refused("You cannot make an exception for yourself.", field="user")
    if not why.strip():
        raise Refused("Say why.", field="why")
    if expires_at is not None and expires_at <= max(timezone.now(), starts_at or timezone.now()):
        raise Refused("It must end after it begins, and after now.", field="expires_at")

    codename = "open_person" if may_open else "never_open_person"
    permission = Permission.objects.get(content_type__app_label="register", codename=codename)
    grant, _ = PersonGrant.objects.update_or_create(
        content_object=person, user=user, permission=permission,
        defaults={
            "starts_at": starts_at, "expires_at": expires_at, "given_by_id": actor.user_id, "why": why.strip(),
            "given_at": timezone.now(), "review_on": review_day(expires_at),
        },
    )  # fmt: skip
    if not may_open:
        enqueue("hand_over", {"user": user.reference})
    entry.record(user=user.reference, permission=codename, starts_at=starts_at, expires_at=expires_at)
    return grant
