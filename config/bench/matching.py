"""Matching one record among a million."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from config.bench.figures import Reading, gives
from config.bench.timing import percentile, seconds_of
from config.bench.world import World, spread
from register.matching.comparing import compare_with_all
from register.models import Person


@gives("match_p95_ms_1m")
def match_among_many(world: World) -> Mapping[str, Reading]:
    """One person's candidates found in all forces and compared, and one person read by primary key, in turn."""
    world.with_nation(world.scale.many)
    people = Person.objects.in_bulk(spread(range(1, world.scale.many), world.scale.asked))
    for person in people.values():
        compare_with_all(person)  # warm
    rounds = [_round(list(people.values())) for _ in world.rounds("Matching people among many")]
    match, read = (median(percentile(each[side], 95) for each in rounds) for side in (0, 1))
    size = f"{world.scale.many:,} people, {len(people)} people matched a round, {len(rounds)} rounds"
    return {"match_p95_ms_1m": Reading(match * 1000, size, ratio=match / read)}


def _round(people: list[Person]) -> tuple[list[float], list[float]]:
    matches, reads = [], []
    for person in people:
        matches.append(seconds_of(lambda: compare_with_all(person)))  # noqa: B023
        reads.append(seconds_of(lambda: Person.objects.get(pk=person.pk)))  # noqa: B023
    return matches, reads
