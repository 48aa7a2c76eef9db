"""The legal facts of registrations as they stand in the database: a fixed number of queries however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch

from register.models import (
    Absence,
    NotifiableChange,
    Notification,
    NotificationItem,
    NotificationRequirement,
    Person,
    ProtectiveOrder,
    Registration,
    RegistrationAppeal,
    RegistrationStatusChange,
)
from register.models.registration import ENDED
from register.rules.orders import ORDER_KINDS
from register.rules.regimes.facts import Away, Detention, Ground, Happening, LegalFacts, Stay, Taken
from register.rules.regimes.spells import Spell, spells_of
from register.rules.regimes.table import DAPO, DutyKind
from register.rules.time_limits import LONDON

NOTIFYING = frozenset(kind.code for kind in ORDER_KINDS.values() if kind.regime != "none")


@dataclass(slots=True)
class _Rows:
    """What was read, by registration and by human being (`Person.group_id`)."""

    requirements: dict[int, list[NotificationRequirement]] = field(default_factory=lambda: defaultdict(list))
    changes: dict[int, list[NotifiableChange]] = field(default_factory=lambda: defaultdict(list))
    notifications: dict[int, list[Notification]] = field(default_factory=lambda: defaultdict(list))
    orders: dict[int, list[ProtectiveOrder]] = field(default_factory=lambda: defaultdict(list))
    absences: dict[int, list[Absence]] = field(default_factory=lambda: defaultdict(list))
    stays: dict[int, list[Stay]] = field(default_factory=lambda: defaultdict(list))
    ended_on: dict[int, date] = field(default_factory=dict)


def facts_of(registrations: Sequence[Registration]) -> Mapping[int, LegalFacts]:
    """The facts of each registration by its number. Orders and absences count whichever joined record holds them: they
    bind one human being. `registrations` have their person selected."""
    rows = _read(registrations)
    return {each.pk: _facts(each, rows) for each in registrations}


def governing_on(registrations: Sequence[Registration], *, on: date) -> Mapping[int, Spell]:
    """The requirement that governs each live registration on the day, by its number, where there is one."""
    live = [each for each in registrations if each.status not in ENDED]
    facts = facts_of(live) if live else {}
    spells = ((number, spell) for number, each in facts.items() for spell in spells_of(each.grounds))
    return {
        number: spell for number, spell in spells
        if spell.first <= on and (spell.last is None or on <= spell.last)
    }  # fmt: skip


def running_requirements(registration: Registration, *, on: date) -> int:
    """How many requirements to notify the person is under on the day, those that give way to another among them."""
    grounds = facts_of([registration])[registration.pk].grounds
    return sum(each.starts_on <= on and (each.ends_on is None or on <= each.ends_on) for each in grounds)


def _read(registrations: Sequence[Registration]) -> _Rows:
    rows, ids = _Rows(), [each.pk for each in registrations]
    groups = {each.person.group_id for each in registrations}
    people = {person.pk: person.group_id for person in Person.objects.of_groups(groups).only("pk", "lead")}
    for requirement in NotificationRequirement.objects.filter(registration__in=ids):
        rows.requirements[requirement.registration_id].append(requirement)
    for happened in NotifiableChange.objects.filter(registration__in=ids):
        rows.changes[happened.registration_id].append(happened)
    items = Prefetch("items", NotificationItem.objects.filter(outcome=NotificationItem.Outcome.COMPLETE))
    for notification in Notification.objects.filter(registration__in=ids).prefetch_related(items):
        rows.notifications[notification.registration_id].append(notification)
    for order in ProtectiveOrder.objects.filter(person__in=people, kind__in=NOTIFYING, made_on__isnull=False):
        rows.orders[people[order.person_id]].append(order)
    for absence in Absence.objects.filter(person__in=people):
        rows.absences[people[absence.person_id]].append(absence)
    for appeal in RegistrationAppeal.objects.filter(registration__in=ids, stayed_on__isnull=False):
        rows.stays[appeal.registration_id].append(_stay(appeal))
    for change in RegistrationStatusChange.objects.filter(registration__in=ids, to_status__in=ENDED):
        rows.ended_on[change.registration_id] = change.effective_on or change.changed_at.astimezone(LONDON).date()
    return rows


def _facts(registration: Registration, rows: _Rows) -> LegalFacts:
    group = registration.person.group_id
    ended_on = rows.ended_on.get(registration.pk)
    has_died = registration.status == Registration.Status.DECEASED
    return LegalFacts(
        grounds=(*_grounds(rows.requirements[registration.pk]), *_order_grounds(rows.orders[group])),
        away=tuple(_away(each) for each in rows.absences[group]),
        happenings=tuple(_happening(each) for each in rows.changes[registration.pk]),
        notifications=tuple(_taken(each) for each in rows.notifications[registration.pk]),
        stops_on=ended_on,
        died_on=ended_on if has_died else None,
        stays=tuple(rows.stays[registration.pk]),
    )


def _grounds(requirements: Iterable[NotificationRequirement]) -> Iterable[Ground]:
    for each in requirements:
        yield Ground(f"requirement:{each.pk}", each.regime, each.relevant_on, _earlier(each.ends_on, each.ended_on))


def _order_grounds(orders: Iterable[ProtectiveOrder]) -> Iterable[Ground]:
    """A domestic abuse protection order counts from the day it was made, the others from service; what replaced an
    interim order goes on with it."""
    for each in orders:
        regime = ORDER_KINDS[each.kind].regime
        days = (each.interim_made_on, each.made_on) if regime == DAPO else (each.interim_served_on, each.served_on)
        starts_on = _earlier(*days)
        if starts_on is not None:
            yield Ground(f"order:{each.pk}", regime, starts_on, _earlier(each.ends_on, each.ended_on))


def _earlier(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _away(absence: Absence) -> Away:
    return Away(
        f"absence:{absence.pk}", Detention(absence.kind), absence.starts_on, absence.ended_on, absence.is_return_told
    )


def _stay(appeal: RegistrationAppeal) -> Stay:
    """The time for which a court suspended the requirements. Where the appeal is allowed they never run again."""
    is_for_good = appeal.outcome == RegistrationAppeal.Outcome.ALLOWED
    begins_on = appeal.stayed_on or appeal.lodged_on
    return Stay(begins_on, appeal.stay_ended_on or (None if is_for_good else appeal.decided_on))


def _happening(change: NotifiableChange) -> Happening:
    return Happening(
        key=f"change:{change.pk}", kind=DutyKind(change.kind), on=change.happened_on, at=change.happens_at,
        expected_on=change.expected_on, known_on=change.known_on, has_come_to_nothing=change.has_come_to_nothing,
    )  # fmt: skip


def _taken(notification: Notification) -> Taken:
    items = notification.items.all()
    return Taken(
        key=f"notification:{notification.pk}",
        on=notification.taken_at.astimezone(LONDON).date(),
        kinds=frozenset(DutyKind(item.kind) for item in items),
        answers=frozenset(f"change:{item.change_id}" for item in items if item.change_id is not None),
        has_fixed_abode=notification.has_fixed_abode,
    )
