"""Changes in somebody's life that must be notified: known of, coming, come about, or come to nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.duties.recompute import recompute
from register.events import notifications as events
from register.models import NotifiableChange, ProtectiveOrder, Registration, Stay
from register.rules.notifications.particulars import kept, shortened
from register.rules.notifications.places import place_key
from register.rules.regimes.stays import qualifying_day
from register.rules.regimes.table import BEFOREHAND, DutyKind
from register.rules.time_limits import LONDON, in_words

LONGEST_STAY_DAYS = 366


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a change. `at` is the moment, for limits that count in hours; `known_on` the day on which a
    journey was known."""

    kind: DutyKind
    on: date
    at: datetime | None = None
    known_on: date | None = None
    detail: str = ""
    particulars: Mapping[str, str] = field(default_factory=dict)
    order: ProtectiveOrder | None = None


@action(event=events.CHANGE_RECORDED, policy=policies.RECORD_CHANGE)
def record_change(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, told: Told
) -> NotifiableChange:  # fmt: skip
    """Record what happened. A journey, an absence and an intended name are recorded with the day they are planned."""
    _require_live(registration)
    if told.kind not in BEFOREHAND and told.on > timezone.localdate():
        raise Refused("That day has not come yet. Announce the change for it instead.", field="on")

    return _written(registration, entry, actor, told, happened_on=told.on)


@action(event=events.CHANGE_RECORDED, policy=policies.RECORD_CHANGE)
def announce_change(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, told: Told
) -> NotifiableChange:  # fmt: skip
    """Record that a change is coming. Told to the police in time, it need not be told again when it comes about within
    2 days before and 3 days from the day named; otherwise that must be told (Sexual Offences Act 2003 s.84(2)–(4))."""
    _require_live(registration)
    if told.kind in BEFOREHAND:
        raise Refused("This is notified beforehand. Record it with the day for which it is planned.", field="on")
    if told.on < timezone.localdate():
        raise Refused("That day is over. Record what happened on it instead.", field="on")

    return _written(registration, entry, actor, told, expected_on=told.on)


@action(event=events.CHANGE_SETTLED, policy=policies.SETTLE_CHANGE)
def change_came_about(
    change: NotifiableChange, *, entry: Entry, actor: Actor, reason: Reason, happened_on: date,
    happens_at: datetime | None = None,
) -> NotifiableChange:  # fmt: skip
    """Record the day on which an announced change came about."""
    _require_announced(change)
    if happened_on > timezone.localdate():
        raise Refused("That day has not come yet. Record the change when it has come about.", field="on")

    change.happened_on, change.happens_at = happened_on, happens_at
    return _settled(change, entry)


@action(event=events.CHANGE_SETTLED, policy=policies.SETTLE_CHANGE)
def change_did_not_happen(
    change: NotifiableChange, *, entry: Entry, actor: Actor, reason: Reason, why: str
) -> NotifiableChange:  # fmt: skip
    """Record that a change did not come about, or was recorded in error. What was told of it stays told: where the law
    asks, the person must say that it came to nothing."""
    if change.has_come_to_nothing:
        raise Refused("It is recorded already that this did not happen.")
    if not why.strip():
        raise Refused("Say how it is known that this did not happen.", field="why")

    change.expected_on = change.expected_on or change.happened_on
    change.happened_on, change.happens_at, change.has_come_to_nothing = None, None, True
    change.why_not = why.strip()
    return _settled(change, entry)


@action(event=events.STAY_RECORDED, policy=policies.RECORD_CHANGE)
def record_stay(
    registration: Registration,
    *,
    entry: Entry,
    actor: Actor,
    reason: Reason,
    place: str,
    starts_on: date,
    ends_on: date,
) -> Stay:
    """Record days at an address that is not home. When they complete 7 in 12 months the change follows by itself."""
    _require_live(registration)
    _require_days(place, starts_on, ends_on)

    stay = Stay.objects.create(
        registration=registration, place=place.strip(), place_key=place_key(place), starts_on=starts_on,
        ends_on=ends_on, recorded_by_id=actor.user_id,
    )  # fmt: skip
    qualifies_on = _qualify(registration, stay, actor)
    recompute(registration)
    entry.about(stay, subject=registration.person)
    entry.record(starts_on=starts_on, ends_on=ends_on, qualifies_on=qualifies_on)
    return stay


def write_change(registration: Registration, told: Told, *, actor: Actor, today: date) -> NotifiableChange:
    """A change that is told in a notification as it is recorded: announced where its day lies ahead."""
    is_coming = told.on > today and told.kind not in BEFOREHAND
    days = {"expected_on": told.on} if is_coming else {"happened_on": told.on}
    return _created(registration, told, actor, **days)


def _written(
    registration: Registration, entry: Entry, actor: Actor, told: Told, **days: date
) -> NotifiableChange:  # fmt: skip
    change = _created(registration, told, actor, **days)
    recompute(registration)
    entry.about(change, subject=registration.person)
    entry.record(kind=told.kind, happened_on=change.happened_on, expected_on=change.expected_on)
    return change


def _created(registration: Registration, told: Told, actor: Actor, **days: date) -> NotifiableChange:
    if told.at is not None and told.at.astimezone(LONDON).date() != told.on:
        raise Refused("The time is not on that day. Check both.", field="on")
    if told.order is not None and told.order.person.group_id != registration.person.group_id:
        raise Refused("That order binds somebody else. Choose one of this person’s orders.", field="order")
    return NotifiableChange.objects.create(
        registration=registration, kind=told.kind, happens_at=told.at, known_on=told.known_on,
        detail=shortened(told.kind, told.detail.strip()), particulars=kept(told.kind, told.particulars),
        order=told.order, recorded_by_id=actor.user_id, **days,
    )  # fmt: skip


def _settled(change: NotifiableChange, entry: Entry) -> NotifiableChange:
    change.version += 1
    change.save()
    recompute(change.registration)
    entry.about(change, subject=change.registration.person)
    entry.record(
        kind=change.kind,
        happened_on=change.happened_on,
        has_come_to_nothing=change.has_come_to_nothing,
        why_not=change.why_not,
    )
    return change


def _qualify(registration: Registration, stay: Stay, actor: Actor) -> date | None:
    """Make, or move to its true day, the change that follows from the stays at one place. Gives that day."""
    stays = list(Stay.objects.filter(registration=registration, place_key=stay.place_key).select_related("change"))
    day = qualifying_day((each.starts_on, each.ends_on) for each in stays)
    if day is None:
        return None
    change = _change_of(stays)
    if change is None:
        told = Told(DutyKind.OTHER_ADDRESS, day, detail=stay.place, particulars={"line_1": stay.place})
        change = _created(registration, told, actor, happened_on=day)
    elif change.happened_on is not None and day < change.happened_on:
        change.happened_on = day
        change.version += 1
        change.save(update_fields=["happened_on", "version"])
    Stay.objects.filter(pk__in=[each.pk for each in stays]).update(change=change)
    return day


def _change_of(stays: Iterable[Stay]) -> NotifiableChange | None:
    return next(
        (each.change for each in stays if each.change is not None and not each.change.has_come_to_nothing), None
    )


def _require_live(registration: Registration) -> None:
    if not Registration.objects.live().filter(pk=registration.pk).exists():
        raise Refused("This registration has ended. Nothing more is to be notified under it.")


def _require_announced(change: NotifiableChange) -> None:
    if change.happened_on is not None:
        raise Refused(f"It is recorded already that this happened on {in_words(change.happened_on)}.")
    if change.has_come_to_nothing:
        raise Refused("It is recorded that this did not happen. Record a new change.")


def _require_days(place: str, starts_on: date, ends_on: date) -> None:
    if not place_key(place):
        raise Refused("Give the address, or what is known of it.", field="place")
    if ends_on < starts_on:
        raise Refused("The last day is before the first. Check both.", field="ends_on")
    if ends_on > timezone.localdate():
        raise Refused("A stay is recorded up to today. Record the rest when it is over.", field="ends_on")
    if (ends_on - starts_on).days > LONGEST_STAY_DAYS:
        raise Refused("That is more than a year. If the person lives there, record a change of home.", field="ends_on")
