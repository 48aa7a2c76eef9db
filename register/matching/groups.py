"""Groups of joined records: who stands together, and under which record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Q

from register.models import Match, Person


def group_of(person_id: int) -> list[int]:
    """The keys of the records joined with this one, itself among them, in order; as they stand now."""
    lead_id = Person.objects.filter(pk=person_id).values_list("lead", flat=True).first() or person_id
    return sorted(Person.objects.filter(Q(pk=lead_id) | Q(lead=lead_id)).values_list("pk", flat=True))


def groups_of(match: Match) -> tuple[list[int], list[int]]:
    """The groups of the two records of a match."""
    return group_of(match.one_id), group_of(match.other_id)


def links_among(person_ids: Collection[int]) -> list[tuple[int, int]]:
    """The joined matches between these records."""
    joined = Match.objects.filter(status=Match.Status.JOINED, one__in=person_ids, other__in=person_ids)
    return list(joined.values_list("one_id", "other_id"))


def leads(person_ids: Iterable[int], links: Iterable[tuple[int, int]]) -> Mapping[int, int | None]:
    """Under which record each stands: the lowest key of those it hangs together with; nobody for that one itself."""
    near: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in links:
        near[one].add(other)
        near[other].add(one)
    found: dict[int, int | None] = {}
    for person_id in sorted(person_ids):
        if person_id not in found:
            together = _reached(person_id, near)
            found |= {each: None if each == person_id else person_id for each in together}
    return found


def _reached(start: int, near: Mapping[int, set[int]]) -> set[int]:
    reached, waiting = {start}, [start]
    while waiting:
        further = near.get(waiting.pop(), set()) - reached
        reached |= further
        waiting.extend(further)
    return reached
