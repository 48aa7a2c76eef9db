"""Words of a force's system that stand against what somebody else has settled: kept apart until the force decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.facts import Provenance
from register.actions.received_facts import Word, current_home, take_word, with_part
from register.actions.tasks import raise_task
from register.events import conflicts as events
from register.imports.received import Received
from register.lookup.upkeep import refresh
from register.models import LocalRecord, Person, Protection, RecordConflict, Source, Task
from register.protection import least_protection
from register.rules.merging import Field
from register.rules.working_days import add_working_days

DAYS_TO_DECIDE = 5
Outcome = RecordConflict.Outcome


@action(event=events.CONFLICT_FOUND, policy=policies.IMPORT_FEED, lock=False)
def note_conflict(
    force: Force, *, entry: Entry, actor: Actor, reason: Reason, record: LocalRecord, field: Field,
    said: Mapping[str, Any],
) -> RecordConflict:  # fmt: skip
    """Keep what the force's system says of a field, and make it a task to decide. If one waits already, its word moves
    on to the new one."""
    conflict = RecordConflict.objects.select_for_update().filter(record=record, field=field).open().first()
    if conflict is None:
        conflict = RecordConflict(record=record, person=record.person, force=force, field=field, said=dict(said))
    else:
        conflict.said, conflict.version = dict(said), conflict.version + 1
    conflict.save()
    raise_task(
        force, actor=actor, reason=reason, kind=Task.Kind.DATA_QUALITY, title="Decide which of two records is right",
        team="offender-manager", due_on=add_working_days(timezone.localdate(), DAYS_TO_DECIDE), person=record.person,
        detail=f"{conflict.get_field_display()}: conflict {conflict.reference}.", keeps_each_word=True,
    )  # fmt: skip
    entry.about(conflict)
    entry.record(field=field, said=_loggable(record, field, said))
    return conflict


def _loggable(record: LocalRecord, field: Field, said: Mapping[str, Any]) -> dict[str, Any]:
    """What was said; where somebody lives who must not be found stands in no event."""
    home = current_home(record.person) if field is Field.HOME else None
    held = Protection(home.protection) if home else Protection.OPEN
    protection = least_protection(record.person, held) if field is Field.HOME else held
    return dict(said) if protection == Protection.OPEN else {"home": f"{protection.label}: not logged"}


@action(event=events.CONFLICT_AGREED, policy=policies.IMPORT_FEED, lock=False)
def end_as_agreed(
    force: Force, *, entry: Entry, actor: Actor, reason: Reason, conflict: RecordConflict
) -> RecordConflict:
    """End a conflict because the system says by now what the register holds, or may replace it."""
    entry.about(conflict)
    entry.record(field=conflict.field)
    _end(conflict, Outcome.AGREED)
    return conflict


def agree(record: LocalRecord, fields: Collection[Field], *, actor: Actor, reason: Reason) -> None:
    """End the conflicts about these fields."""
    waiting = RecordConflict.objects.open().filter(record=record, field__in=fields) if fields else ()
    for conflict in waiting:
        end_as_agreed(record.force, actor=actor, reason=reason, conflict=conflict)


@action(event=events.CONFLICT_OPENED, policy=policies.SEE_CONFLICTS, lock=False)
def open_conflict(conflict: RecordConflict, *, entry: Entry, actor: Actor, reason: Reason) -> RecordConflict:
    """Show both words side by side."""
    entry.record(field=conflict.field)
    return conflict


@action(event=events.CONFLICT_DECIDED, policy=policies.DECIDE_CONFLICT)
def decide_conflict(
    conflict: RecordConflict, *, entry: Entry, actor: Actor, reason: Reason, is_taken: bool, why: str
) -> RecordConflict:
    """Say which word counts: what the register holds stays, or what the force's system says replaces it."""
    if conflict.decided_at:
        raise Refused("This has been decided already.")
    if not why.strip():
        raise Refused("Say why: whoever reads the record next must be able to follow it.", field="why")

    if is_taken:
        _take(conflict, actor=actor, reason=reason)
    conflict.decided_by_id, conflict.why = actor.user_id, why.strip()
    entry.record(field=conflict.field, outcome=Outcome.TAKEN if is_taken else Outcome.KEPT, why=why)
    _end(conflict, Outcome.TAKEN if is_taken else Outcome.KEPT)
    return conflict


def _take(conflict: RecordConflict, *, actor: Actor, reason: Reason) -> None:
    field = Field(conflict.field)
    record = with_part(Received.from_json(conflict.record.facts), field, conflict.said)
    person = Person.objects.select_for_update().get(pk=conflict.person_id)
    origin = Provenance(Source.FORCE_SYSTEM, conflict.force, actor.user_id, starts_on=timezone.localdate())
    word = Word(person, origin, record, Force.objects.in_bulk(field_name="code"))
    take_word(word, field, was=None, actor=actor, reason=reason)
    refresh([person.pk])


def _end(conflict: RecordConflict, outcome: RecordConflict.Outcome) -> None:
    conflict.outcome, conflict.decided_at = outcome, timezone.now()
    conflict.version += 1
    conflict.save()
