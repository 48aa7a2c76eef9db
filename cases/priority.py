"""Keeping where people stand in the priority list in step with the facts: inside the act that changes one, and by day.

What is held of one human being in any record of theirs counts for each of these records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.models import Incident, Pair, PriorityStanding
from cases.models.incident import Role
from cases.rules.harm import ORDER_BREACH, STRANGULATION, harm_table
from cases.rules.priority import Happening, Harmed, Standing, standing, weights_in_force
from register.differences import Difference
from register.duties.checking import CHECKS
from register.harm_changed import harm_listeners
from register.models import Conviction, OrderBreach, Person
from register.policies import PERPETRATORS
from register.rules.offences import offence_of
from register.rules.time_limits import LONDON

PEOPLE_AT_A_TIME = 200
FIELDS = (
    "force", "recency", "frequency", "gravity", "victims", "total", "last_crime_on", "crimes", "incidents",
    "harm_days", "victim_count", "weights", "look_on", "worked_out_on",
)  # fmt: skip
COMPARED = tuple(name for name in FIELDS if name not in ("force", "worked_out_on"))

HappeningSource = Callable[[Collection[int]], Iterable[tuple[int, Happening]]]
happening_sources: list[HappeningSource] = []
"""Each gives (person, what happened) of these records."""


def keep(person_ids: Collection[int], *, on: date) -> None:
    """Work out where the human beings of these records stand, and keep it. The records are locked first, in one order:
    of two acts at once the later one sees both."""
    records = list(_records(person_ids).select_for_update(of=("self",), no_key=True))
    worked_out = _standings(records, on)
    counted = [each for each in records if not worked_out[each.pk].is_empty]
    PriorityStanding.objects.bulk_create(
        [_row(each, worked_out[each.pk], on) for each in counted], update_conflicts=True, unique_fields=["person"],
        update_fields=FIELDS,
    )  # fmt: skip
    gone = {*person_ids, *(each.pk for each in records)} - {each.pk for each in counted}
    PriorityStanding.objects.filter(person__in=gone).delete()


def sweep(*, on: date) -> int:
    """Work out anew whoever changes by themselves by the day. Each batch is a transaction of its own, and moves its
    rows past the day: a sweep that is stopped goes on where it was. Gives how many."""
    count = 0
    while True:
        with transaction.atomic():
            waiting = PriorityStanding.objects.to_look_at(on=on).order_by("look_on", "pk")
            batch = [row.pk for row in waiting.select_for_update(skip_locked=True)[:PEOPLE_AT_A_TIME]]
            keep(batch, on=on)
        if not batch:
            return count
        count += len(batch)


def rebuild(*, on: date, after: int = 0) -> Iterator[int]:
    """Work out everybody anew, from the record after this key on. Gives the last key of each batch that was kept, from
    which to go on."""
    while True:
        people = Person.objects.filter(subject_category__in=PERPETRATORS, pk__gt=after).order_by("pk")
        batch = list(people.values_list("pk", flat=True)[:PEOPLE_AT_A_TIME])
        if not batch:
            return
        with transaction.atomic():
            keep(batch, on=on)
        after = batch[-1]
        yield after


def priority_differences() -> Iterator[Difference]:
    """People whose stored standing is another than their facts give today, whoever is due to be looked at left out."""
    on, after = timezone.localdate(), 0
    while batch := list(Person.objects.registered().filter(pk__gt=after).order_by("pk")[:PEOPLE_AT_A_TIME]):
        after = batch[-1].pk
        stored = {row.person_id: row for row in PriorityStanding.objects.filter(person__in=batch)}
        worked_out = _standings(batch, on)
        for person in batch:
            if fields := _differing(stored.get(person.pk), _row(person, worked_out[person.pk], on), on):
                yield Difference("person", person.pk, person.reference, fields)


def _differing(stored: PriorityStanding | None, now: PriorityStanding, on: date) -> tuple[str, ...]:
    is_empty = not (now.crimes or now.incidents or now.victim_count)
    if stored is None or is_empty:
        return () if stored is None and is_empty else ("missing",) if stored is None else ("too much",)
    if stored.look_on is not None and stored.look_on <= on:
        return ()
    return tuple(name for name in COMPARED if getattr(stored, name) != getattr(now, name))


def _records(person_ids: Collection[int]) -> Any:
    """The records held as having abused, of the human beings of these records, in the order of locking."""
    groups = [lead or pk for pk, lead in Person.objects.filter(pk__in=person_ids).values_list("pk", "lead")]
    return Person.objects.of_groups(groups).filter(subject_category__in=PERPETRATORS).order_by("pk")


def _standings(records: Collection[Person], on: date) -> dict[int, Standing]:
    """Record → where its human being stands: a fixed number of queries for all of them."""
    groups = {each.group_id for each in records}
    members = Person.objects.of_groups(groups).values_list("pk", "lead")
    group_of = {pk: lead or pk for pk, lead in members}
    happenings: defaultdict[int, list[Happening]] = defaultdict(list)
    for source in happening_sources:
        for person_id, happening in source(group_of.keys()):
            happenings[group_of[person_id]].append(happening)
    harmed = _harmed(group_of)
    weights, table = weights_in_force(on), harm_table(on)
    return {each.pk: standing(happenings[each.group_id], harmed[each.group_id], on, weights, table) for each in records}


def _harmed(group_of: dict[int, int]) -> dict[int, list[Harmed]]:
    """Human being → the people they are paired with as victims, each as one human being."""
    found: defaultdict[int, list[Harmed]] = defaultdict(list)
    pairs = Pair.objects.filter(person__in=group_of.keys()).values_list(
        "person", "victim", "victim__lead", "recorded_at"
    )
    for person_id, victim_id, lead_id, recorded_at in pairs:
        found[group_of[person_id]].append(Harmed(lead_id or victim_id, recorded_at.astimezone(LONDON).date()))
    return found


def _row(person: Person, worked_out: Standing, on: date) -> PriorityStanding:
    return PriorityStanding(
        person=person, force_id=person.owner_force_id, recency=worked_out.recency, frequency=worked_out.frequency,
        gravity=worked_out.gravity, victims=worked_out.victims, total=worked_out.total,
        last_crime_on=worked_out.last_crime_on, crimes=worked_out.crimes, incidents=worked_out.incidents,
        harm_days=worked_out.harm_days, victim_count=worked_out.victim_count, weights=worked_out.weights,
        look_on=worked_out.changes_on, worked_out_on=on,
    )  # fmt: skip


def convictions(person_ids: Collection[int]) -> Iterable[tuple[int, Happening]]:
    """Convictions and cautions of domestic abuse that stand, by the day they were given: no earlier day is held."""
    rows = Conviction.objects.standing().filter(person__in=person_ids)
    for each in rows.only("person_id", "cjs_code", "convicted_on", "has_domestic_abuse_finding"):
        if each.has_domestic_abuse_finding or offence_of(each.cjs_code).is_inherently_domestic:
            yield each.person_id, Happening(each.convicted_on, is_crime=True, offence=each.cjs_code)


def order_breaches(person_ids: Collection[int]) -> Iterable[tuple[int, Happening]]:
    """Breaches of protective orders, by the day they happened."""
    rows = OrderBreach.objects.filter(order__person__in=person_ids)
    for person_id, occurred_at, code in rows.values_list("order__person", "occurred_at", "cjs_code"):
        yield person_id, Happening(occurred_at.astimezone(LONDON).date(), is_crime=True, offence=code or ORDER_BREACH)


def incidents(person_ids: Collection[int]) -> Iterable[tuple[int, Happening]]:
    """Incidents in which they are the suspect, but those found not to be so. One whose outcome says that a crime was
    recorded counts as a crime; its offence is not held, unless somebody was strangled."""
    stand = Incident.objects.exclude(status=Incident.Status.DISPROVED)
    told = ("happened_at", "outcome", "has_strangulation")
    held = list(stand.filter(person__in=person_ids, person_role=Role.SUSPECT).values_list("person", *told))
    others = stand.filter(parties__person__in=person_ids, parties__role=Role.SUSPECT)
    held += others.values_list("parties__person", *told)
    for person_id, happened_at, outcome, has_strangulation in held:
        is_crime = outcome not in ("", Incident.Outcome.NO_CRIME)
        offence = STRANGULATION if has_strangulation else ""
        yield person_id, Happening(happened_at.astimezone(LONDON).date(), is_crime=is_crime, offence=offence)


def _changed(person_ids: Collection[int]) -> None:
    keep(person_ids, on=timezone.localdate())


happening_sources.extend((convictions, order_breaches, incidents))
harm_listeners.append(_changed)
CHECKS["priority list"] = priority_differences
