"""What decides how long records are kept, read from the register: a fixed number of queries for any number of people.

The clear period is that of a human being: what any record joined with this one tells counts for all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from register.models import (
    Conviction,
    DangerMarker,
    LegalHold,
    Person,
    ProtectiveOrder,
    Registration,
    RegistrationAppeal,
    RegistrationStatusChange,
    RetentionReview,
    Sighting,
)
from register.models.person import in_groups
from register.models.registration import ENDED
from register.rules.offences import offence_of
from register.rules.retention import Happening, KeptConviction, KeptOrder, KeptRegistration, RecordFacts
from register.rules.time_limits import LONDON

NEVER_RAN = ("", Registration.Status.PROPOSED)

# What the floors above know, each asked for many people at once. Events: (person, day, what it was in words).
happening_sources: list[Callable[[Collection[int]], Iterable[tuple[int, date, str]]]] = []
# (victim, a record that is held as having abused them).
offender_sources: list[Callable[[Collection[int]], Iterable[tuple[int, int]]]] = []
victim_sources: list[Callable[[int], Iterable[int]]] = []
# (person, day of an address marker in force on the day asked).
address_flag_sources: list[Callable[[Collection[int], date], Iterable[tuple[int, date]]]] = []


@dataclass(slots=True)
class _Told:
    """What was found about one human being."""

    convictions: list[KeptConviction] = field(default_factory=list)
    registrations: list[KeptRegistration] = field(default_factory=list)
    orders: list[KeptOrder] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)
    died_on: date | None = None


def facts_for(
    person_ids: Collection[int], *, on: date, seen: QuerySet[Person] | None = None
) -> Mapping[int, RecordFacts]:
    """What decides the retention of each of these records on the day; records that are gone are left out.

    `seen` are the records that a reader may see: what only others know is then left out, so that nothing shows that
    they are there. It can only make the review seem earlier.
    """
    people = list(Person.objects.filter(pk__in=person_ids))
    together = _together(people, Person.objects.all() if seen is None else seen)
    told = _told_of(together, on)
    decided = _Decided(
        flags=_flags(person_ids, on),
        linked={victim for victim, _ in offenders_of(person_ids)},
        holds=_holds(person_ids),
        kept_until=_kept_until(person_ids),
    )
    return {person.pk: _facts(person, told[person.group_id], decided) for person in people}


def offenders_of(victim_ids: Collection[int]) -> set[tuple[int, int]]:
    """(victim, record held as having abused them) for these victims."""
    return {pair for source in offender_sources for pair in source(victim_ids)}


@dataclass(frozen=True, slots=True)
class _Decided:
    """What belongs to single records: address markers, linked offenders, holds and decisions, each by record."""

    flags: Mapping[int, date]
    linked: Collection[int]
    holds: Mapping[int, Sequence[date]]
    kept_until: Mapping[int, date]


def victims_of(offender_id: int) -> list[int]:
    """The victims of somebody, for whose records it matters that this one is kept."""
    return sorted({victim for source in victim_sources for victim in source(offender_id)})


def _facts(person: Person, told: _Told, decided: _Decided) -> RecordFacts:
    return RecordFacts(
        capacity=person.subject_category,
        recorded_on=_day(person.created_at),
        born_on=person.date_of_birth,
        died_on=told.died_on,
        convictions=tuple(told.convictions),
        registrations=tuple(told.registrations),
        orders=tuple(told.orders),
        happenings=tuple(told.happenings),
        has_linked_offender=person.pk in decided.linked,
        address_flag_on=decided.flags.get(person.pk),
        hold_reviews=tuple(decided.holds.get(person.pk, ())),
        retained_until=decided.kept_until.get(person.pk),
    )


def _together(people: Sequence[Person], seen: QuerySet[Person]) -> Mapping[int, int]:
    """Record → the number of the human being, for these people and everybody seen who is joined with them."""
    rows = seen.filter(in_groups({person.group_id for person in people}))
    return dict(rows.annotate(group=Coalesce("lead", "pk")).values_list("pk", "group"))


def _told_of(together: Mapping[int, int], on: date) -> Mapping[int, _Told]:
    """What counts. A conviction that a court quashed is none: nobody stands in a higher group for it, and no clear
    period runs from it."""
    told: defaultdict[int, _Told] = defaultdict(_Told)
    people = list(together)
    for conviction in Conviction.objects.standing().filter(person__in=people):
        told[together[conviction.person_id]].convictions.append(_conviction(conviction))
    _add_orders(told, together, on)
    _add_registrations(told, together)
    for person_id, happened, words in _happenings(people):
        told[together[person_id]].happenings.append(Happening(happened, words))
    return told


def _conviction(conviction: Conviction) -> KeptConviction:
    offence = offence_of(conviction.cjs_code)
    return KeptConviction(
        convicted_on=conviction.convicted_on,
        is_domestic=conviction.has_domestic_abuse_finding or offence.is_inherently_domestic,
        is_indictable_only=offence.is_indictable_only,
        is_imprisonment=conviction.disposal == Conviction.Disposal.IMPRISONMENT,
    )


def _add_orders(told: Mapping[int, _Told], together: Mapping[int, int], on: date) -> None:
    orders = ProtectiveOrder.objects.filter(person__in=list(together))
    running = set(orders.in_force(on=on).values_list("pk", flat=True))
    for order in orders:
        if order.made_on is None:
            continue
        kept = KeptOrder(order.made_on, order.ends_on, order.pk in running)
        told[together[order.person_id]].orders.append(kept)


def _add_registrations(told: Mapping[int, _Told], together: Mapping[int, int]) -> None:
    """Registrations that ran. One that was proposed and never approved is none; of one that a court set aside on appeal
    only its days count, as those of any other event."""
    registrations = Registration.objects.filter(person__in=list(together))
    set_aside = _set_aside(registrations)
    registrations = registrations.prefetch_related("status_changes")
    for registration in registrations:
        changes = sorted(registration.status_changes.all(), key=lambda change: change.changed_at)
        group = told[together[registration.person_id]]
        if registration.status not in ENDED:
            group.registrations.append(KeptRegistration(registration.starts_on, registration.ends_on))
        elif any(change.from_status not in NEVER_RAN for change in changes):
            ended_on = max(map(_effective, changes))
            if registration.pk in set_aside:
                group.happenings.append(Happening(ended_on, "the end of a registration that a court set aside"))
                continue
            group.registrations.append(KeptRegistration(registration.starts_on, registration.ends_on, ended_on))
        group.died_on = group.died_on or _death(changes)


def _set_aside(registrations: QuerySet[Registration]) -> set[int]:
    """The registrations that an appeal ended: what put the person on the register did not stand."""
    allowed = RegistrationAppeal.objects.filter(
        registration__in=registrations, outcome=RegistrationAppeal.Outcome.ALLOWED
    )
    return set(allowed.values_list("registration", flat=True))


def _death(changes: Iterable[RegistrationStatusChange]) -> date | None:
    """The day of a death, as far as it is known: otherwise that on which it was recorded."""
    days = [_effective(each) for each in changes if each.to_status == Registration.Status.DECEASED]
    return days[0] if days else None


def _effective(change: RegistrationStatusChange) -> date:
    """The day of the event itself, or that on which it was recorded."""
    return change.effective_on or _day(change.changed_at)


def _happenings(person_ids: Collection[int]) -> Iterable[tuple[int, date, str]]:
    for person_id, seen_at in Sighting.objects.filter(person__in=person_ids).values_list("person", "seen_at"):
        yield person_id, _day(seen_at), "a sighting"
    markers = DangerMarker.objects.filter(person__in=person_ids).values_list("person", "recorded_at")
    for person_id, recorded_at in markers:
        yield person_id, _day(recorded_at), "a danger marker"
    for source in happening_sources:
        yield from source(person_ids)


def _flags(person_ids: Collection[int], on: date) -> Mapping[int, date]:
    """The oldest address marker in force of each person."""
    oldest: dict[int, date] = {}
    for source in address_flag_sources:
        for person_id, placed_on in source(person_ids, on):
            oldest[person_id] = min(placed_on, oldest.get(person_id, placed_on))
    return oldest


def _holds(person_ids: Collection[int]) -> Mapping[int, Sequence[date]]:
    """The review days of the holds that stand."""
    holds: defaultdict[int, list[date]] = defaultdict(list)
    for person_id, review_on in (
        LegalHold.objects.standing().filter(person__in=person_ids).values_list("person", "review_on")
    ):
        holds[person_id].append(review_on)
    return holds


def _kept_until(person_ids: Collection[int]) -> Mapping[int, date]:
    """The next review that the last decision to keep a record gave."""
    kept = RetentionReview.objects.kept().filter(person__in=person_ids).order_by("reviewed_at", "pk")
    return {person_id: until for person_id, until in kept.values_list("person", "next_review_on") if until}


def _day(moment: datetime) -> date:
    """The day in London."""
    return moment.astimezone(LONDON).date()
