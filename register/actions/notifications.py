"""Taking a notification: what somebody said, to whom, where, and how they were known to be themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.breaches import suspect_breach, suspect_overdue
from register.actions.changes import Told, write_change
from register.actions.tasks import raise_task
from register.actions.told_facts import FromNotification, record_told_facts
from register.duties.failures import is_under_requirement
from register.duties.recompute import recompute
from register.events import notifications as events
from register.models import NotifiableChange, Notification, NotificationDuty, NotificationItem, Registration, Task
from register.rules.notifications.methods import doubt_about
from register.rules.notifications.particulars import kept, shortened
from register.rules.regimes.table import DutyKind
from register.rules.time_limits import LONDON, in_words
from register.rules.working_days import add_working_days

TEAM = "offender-manager"
COMPLETE = NotificationItem.Outcome.COMPLETE
UNPROTECTED = FromNotification()


class TakenMeanwhile(Refused):
    """Somebody else recorded a notification of this person since the form was opened."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was said. It is about a change that is recorded already (`change`), about one that is told now
    (`new`), or about none. `particulars` are those that the person gave; `doubt` says what is missing or why it may be
    false, and is never told to the person."""

    kind: DutyKind
    said: str = ""
    outcome: NotificationItem.Outcome = COMPLETE
    doubt: str = ""
    particulars: Mapping[str, str] = field(default_factory=dict)
    change: NotifiableChange | None = None
    new: Told | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """When, where, how and to whom a notification was given. `taken_by_name` names whoever took it, where that was not
    the one who records it."""

    taken_at: datetime
    method: Notification.Method
    police_station: str
    identity_check: Notification.Identity
    identity_detail: str = ""
    refused: Notification.Refusal = Notification.Refusal.NOTHING
    taken_by_name: str = ""
    has_fixed_abode: bool = True
    phone: str = ""
    remarks: str = ""


@action(event=events.NOTIFICATION_TAKEN, policy=policies.TAKE_NOTIFICATION)
def take_notification(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, given: Given, items: Sequence[Item],
    based_on: int = 0, facts: FromNotification = UNPROTECTED,
) -> Notification:  # fmt: skip
    """Record a notification, item by item, and bring duties in step with it.

    A change told now is recorded and met in one act. A name, a home and a number that were told enter the person's
    facts. `based_on` is the newest notification that the form knew of (its primary key, 0 for none): of two officers
    who take down the same visit the second is told of the first.
    """
    _require_first(registration, based_on)
    _require_sense(registration, given, items)

    taken = _notification(registration, given, actor)
    written = [_item(taken, each, actor) for each in items]
    recompute(registration)
    record_told_facts(registration.person, facts, taken, written, actor=actor, reason=reason)
    _suspect_what_was_seen(taken, written, actor, reason)
    _tell_managing_force(taken, actor, reason)
    entry.about(taken, subject=registration.person)
    entry.record(
        method=given.method, kinds=sorted({item.kind for item in written}), identity_check=given.identity_check,
        refused=given.refused, doubted=sum(item.outcome != COMPLETE for item in written),
        taken_by_name=given.taken_by_name,
    )  # fmt: skip
    return taken


def _notification(registration: Registration, given: Given, actor: Actor) -> Notification:
    return Notification.objects.create(
        registration=registration, taken_at=given.taken_at, taken_by_id=actor.user_id, force_id=actor.force_id,
        taken_by_name=given.taken_by_name.strip(), method=given.method, police_station=given.police_station.strip(),
        identity_check=given.identity_check, identity_detail=given.identity_detail.strip(), refused=given.refused,
        has_fixed_abode=given.has_fixed_abode, phone_told=given.phone.strip(), remarks=given.remarks.strip(),
        method_doubt=doubt_about(given.method, _regimes(registration), _day(given.taken_at)),
    )  # fmt: skip


def _item(taken: Notification, each: Item, actor: Actor) -> NotificationItem:
    change = each.change
    if each.new is not None:
        change = write_change(taken.registration, each.new, actor=actor, today=_day(taken.taken_at))
    given = kept(each.kind, each.new.particulars if each.new is not None else each.particulars)
    if change is not None:
        _complete(change, given)
    return NotificationItem.objects.create(
        notification=taken, kind=each.kind, change=change, said=shortened(each.kind, each.said.strip()),
        particulars=given, outcome=each.outcome, doubt=each.doubt.strip(),
    )  # fmt: skip


def _complete(change: NotifiableChange, given: Mapping[str, str]) -> None:
    """What was known of a change stays; what only the person gave is added."""
    known = {**given, **change.particulars}
    if known != change.particulars:
        change.particulars = known
        change.version += 1
        change.save(update_fields=["particulars", "version"])


def _suspect_what_was_seen(
    taken: Notification, items: Iterable[NotificationItem], actor: Actor, reason: Reason
) -> None:  # fmt: skip
    """What was told late, what an officer takes for false, and a refusal to be identified are suspected failures at
    once. What is only incomplete may still be completed in time."""
    for duty in NotificationDuty.objects.filter(met_by=taken):
        if duty.was_late:
            suspect_overdue(duty, actor=actor)
    if not is_under_requirement(taken.registration):
        return
    act = {"actor": actor, "reason": reason}
    for item in items:
        if item.outcome == NotificationItem.Outcome.FALSE:
            suspect_breach(taken.registration, of=item, why=item.doubt, **act)
    if taken.refused:
        suspect_breach(taken.registration, of=taken, why=taken.get_refused_display(), **act)


def _tell_managing_force(taken: Notification, actor: Actor, reason: Reason) -> None:
    """A person may attend at any station; whoever manages them must know of it."""
    registration = taken.registration
    if actor.force_id == registration.managing_force_id:
        return
    raise_task(
        registration.managing_force, actor=actor, reason=reason, kind=Task.Kind.REVIEW, team=TEAM,
        title=f"Read notification {taken.reference}, taken by another force", person=registration.person,
        due_on=add_working_days(timezone.localdate(), 1),
        detail="It stands among the notifications of this person, with what was said and what is due next.",
    )  # fmt: skip


def _require_first(registration: Registration, based_on: int) -> None:
    newest = Notification.objects.filter(registration=registration, pk__gt=based_on).order_by("-pk").first()
    if newest is not None:
        day = in_words(_day(newest.taken_at))
        raise TakenMeanwhile(
            f"Somebody else recorded notification {newest.reference} of this person, taken on {day}, while you were "
            "typing. Nothing of yours is saved. Save again only if yours is another visit."
        )


def _require_sense(registration: Registration, given: Given, items: Sequence[Item]) -> None:
    if not Registration.objects.live().filter(pk=registration.pk).exists():
        raise Refused("This registration has ended. No notification is due under it.")
    if given.taken_at > timezone.now():
        raise Refused("That time has not come yet. Check the day and the time.", field="taken_on")
    if not given.police_station.strip():
        raise Refused("Say at which police station it was given.", field="police_station")
    if not items:
        raise Refused("Tick at least one thing that the person notified, or add one.")
    _require_items(registration, items)


def _require_items(registration: Registration, items: Iterable[Item]) -> None:
    seen = set()
    for each in items:
        if each.outcome != COMPLETE and not each.doubt.strip():
            raise Refused("Say what is missing, or why it may be false, of each item that is not complete.")
        if each.change is not None and each.change.registration_id != registration.pk:
            raise Refused("One of these changes is of another registration. Open the page again.")
        key = (each.kind, each.change.pk) if each.change else (each.kind, each.new and id(each.new))
        if key in seen:
            raise Refused("The same thing is noted twice. Take one of them away.")
        seen.add(key)


def _regimes(registration: Registration) -> set[str]:
    open_duties = NotificationDuty.objects.filter(registration=registration).open()
    return set(open_duties.values_list("regime", flat=True))


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()
