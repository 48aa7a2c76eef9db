"""What happened in a matter starts the clocks of the Victims' Code; telling the victim stops them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import policies
from cases.actions.cases import require_open
from cases.actions.update_clocks import start_updates, step, withdraw
from cases.events import victims_code as events
from cases.holdings import holdings_of
from cases.models import Case, Development, VictimUpdate, VictimUpdateStep
from cases.presenters import Protected, protected_person
from cases.rules.incidents import is_still_to_come

_Status = VictimUpdate.Status


@action(event=events.DEVELOPMENT_RECORDED, policy=policies.WORK_CASE)
def record_development(
    case: Case, *, entry: Entry, actor: Actor, reason: Reason, kind: Development.Kind, happened_on: date, note: str = ""
) -> Development:  # fmt: skip
    """Record what happened in the matter: each victim in the case is to be told, under the limit of their rights."""
    require_open(case)
    if happened_on > timezone.localdate():
        raise Refused("The day is in the future. Record it when it has happened.", field="happened_on")
    if case.developments.filter(kind=kind, happened_on=happened_on, withdrawn_at=None, note=note.strip()).exists():
        raise Refused("This is in the record already, for the same day.", field="kind")

    made = start_updates(case, kind, happened_on, actor=actor, note=note.strip())
    entry.about(made, subject=case.person)
    entry.record(kind=made.kind, happened_on=happened_on, to_tell=made.updates.count())
    return made


@action(event=events.DEVELOPMENT_WITHDRAWN, policy=policies.WORK_CASE)
def withdraw_development(
    case: Case, *, entry: Entry, actor: Actor, reason: Reason, development: Development, why: str
) -> Development:  # fmt: skip
    """Withdraw what was recorded by mistake. Whoever was told of it is told again: that is another development."""
    held = case.developments.select_for_update().filter(pk=development.pk, withdrawn_at=None).first()
    if held is None:
        raise Refused("This was withdrawn already.")
    if not why.strip():
        raise Refused("Say what was wrong.", field="why")

    withdraw(held, actor=actor, why=why)
    entry.about(held, subject=case.person)
    entry.record(kind=held.kind, why=why)
    return held


@dataclass(frozen=True, slots=True)
class ToTell:
    """How the victim may be contacted, and the details of what they are told, as far as the reader may see them."""

    victim: Protected
    note: str


@action(event=events.VICTIM_UPDATE_OPENED, policy=policies.TELL_VICTIM, lock=False)
def open_victim_update(update: VictimUpdate, *, entry: Entry, actor: Actor, reason: Reason) -> ToTell:
    """How the victim may be contacted, for whoever is about to tell them: the safe-contact rule, and what may be shown
    of where they are reached."""
    held = holdings_of(update.case.person, actor=actor, on=timezone.localdate(), case=update.case)
    entry.about(update, subject=update.person)
    entry.showed([update.person.reference])
    return ToTell(protected_person(update.pair, held), held.guard.free_text(update.development.note))


@action(event=events.VICTIM_TOLD, policy=policies.TELL_VICTIM)
def tell_victim(
    update: VictimUpdate, *, entry: Entry, actor: Actor, reason: Reason, means: VictimUpdateStep.Means,
    told_at: datetime, note: str = "",
) -> VictimUpdate:  # fmt: skip
    """Record that the victim was told, when and how. Late is recorded as late."""
    _require_waiting(update)
    if is_still_to_come(told_at, timezone.now()):
        raise Refused("The time is in the future. Check it.", field="time")
    if timezone.localtime(told_at).date() < update.development.happened_on:
        raise Refused("They would have been told before it happened. Check the day.", field="day")

    at = min(told_at, timezone.now())
    step(update, _Status.TOLD, actor, note=note, means=means, at=at)
    entry.about(update, subject=update.person)
    entry.record(kind=update.development.kind, means=means, due_on=update.due_on, told_at=at, note=note)
    return update


@action(event=events.VICTIM_NOT_REACHED, policy=policies.TELL_VICTIM)
def note_victim_not_reached(
    update: VictimUpdate, *, entry: Entry, actor: Actor, reason: Reason, note: str
) -> VictimUpdate:  # fmt: skip
    """Record that it was tried in vain, or held back because contact is not safe. The clock runs on."""
    _require_waiting(update)
    if not note.strip():
        raise Refused("Say what was tried, or why contact is not safe.", field="note")

    step(update, _Status.WAITING, actor, note=note)
    entry.about(update, subject=update.person)
    entry.record(kind=update.development.kind, note=note)
    return update


@action(event=events.VICTIM_UPDATE_NOT_WANTED, policy=policies.TELL_VICTIM)
def note_update_not_wanted(
    update: VictimUpdate, *, entry: Entry, actor: Actor, reason: Reason, note: str
) -> VictimUpdate:  # fmt: skip
    """Record that the victim asked not to be told. They may change their mind at the next development."""
    _require_waiting(update)
    if not note.strip():
        raise Refused("Say when and to whom they said so.", field="note")

    step(update, _Status.NOT_WANTED, actor, note=note)
    entry.about(update, subject=update.person)
    entry.record(kind=update.development.kind, note=note)
    return update


def _require_waiting(update: VictimUpdate) -> None:
    if update.status != _Status.WAITING:
        raise Refused(f"This stands as “{update.get_status_display()}” already.")
