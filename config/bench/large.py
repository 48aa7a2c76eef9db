"""Looking people up among a million, and among five."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import log
from statistics import median
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.actor import Actor
from config.bench.asked import Asked, Known, draw, known_people
from config.bench.figures import Reading, gives
from config.bench.timing import percentile
from config.bench.told import ONE_SLIP, tell
from config.bench.world import World, spread
from register.lookup.narrowed import seen_by
from register.lookup.search import find
from register.models import Person

FIRST_TEN = 10
PEOPLE = 2_000  # so many are asked for, from all over the nation


@gives("lookup_db_p50_ms_1m", "lookup_db_p95_ms_1m")
def lookup_among_many(world: World) -> Mapping[str, Reading]:
    """The queries of each lookup, and the reading of one person by primary key, in turn."""
    world.with_nation(world.scale.many)
    lookups, reads = _measured(world)
    asked = f"{world.scale.asked} lookups of all kinds a round, {len(lookups)} rounds"
    size = f"{world.scale.many:,} people, {asked}"
    return {
        f"lookup_db_p{percent}_ms_1m": Reading(
            _percentile(lookups, percent) * 1000,
            size,
            ratio=_percentile(lookups, percent) / _percentile(reads, percent),
        )
        for percent in (50, 95)
    }


@gives("lookup_recall10_one_slip", "lookup_recall10_all", "lookup_recall1_all")
def recall(world: World) -> Mapping[str, Reading]:
    """Whether the person who was meant is among the first ten, for each kind of what callers tell."""
    world.with_nation(world.scale.many)
    actor = world.sign_in(force="13").actor
    places: defaultdict[str, list[int]] = defaultdict(list)
    for each in tell(some_of_the_nation(world), world.scale.told):
        places[each.kind].append(_place(each, actor))
    slips = [place for kind, found in places.items() if kind.startswith(ONE_SLIP) for place in found]
    every = [place for found in places.values() for place in found]
    told = f"{world.scale.many:,} people, {len(every)} lookups of {len(places)} kinds"
    worst = sorted(places, key=lambda kind: _share(places[kind], FIRST_TEN))[:3]
    named = "; ".join(f"{kind} {_share(places[kind], FIRST_TEN):.3f}" for kind in worst)
    return {
        "lookup_recall10_one_slip": Reading(_share(slips, FIRST_TEN), f"{told}, {len(slips)} of them with one slip"),
        "lookup_recall10_all": Reading(_share(every, FIRST_TEN), f"{told}; the kinds that fared worst: {named}"),
        "lookup_recall1_all": Reading(_share(every, 1), told),
    }


@gives("lookup_growth_exponent")
def growth(world: World) -> Mapping[str, Reading]:
    """The same lookups in a nation, and in one five times as large."""
    small, large = world.scale.many, world.scale.grown
    world.with_nation(small)
    before = _percentile(_measured(world)[0], 95)
    world.with_nation(large)
    after = _percentile(_measured(world)[0], 95)
    size = f"p95 {before * 1000:.1f} ms among {small:,} people, {after * 1000:.1f} ms among {large:,}"
    return {"lookup_growth_exponent": Reading(log(after / before) / log(large / small), size)}


def _measured(world: World) -> tuple[list[list[float]], list[list[float]]]:
    """For each round the seconds of the queries of each lookup, and of reading a person by primary key, in turn."""
    actor = world.sign_in(force="13").actor
    people = some_of_the_nation(world)
    asked = [*tell(people, world.scale.asked // 2), *draw(people, world.scale.asked // 2)]
    ids = list(Person.objects.filter(reference__in=[known.reference for known in people]).values_list("pk", flat=True))
    _round(asked, ids, actor)  # warm
    rounds = [_round(asked, ids, actor) for _ in world.rounds("Looking people up among many")]
    return [lookups for lookups, _ in rounds], [reads for _, reads in rounds]


def _round(asked: Sequence[Asked], ids: Sequence[int], actor: Actor) -> tuple[list[float], list[float]]:
    lookups, reads = [], []
    today = timezone.localdate()
    for number, each in enumerate(asked):
        lookups.append(_in_database(partial(find, each.terms, among=seen_by(actor), today=today)))
        reads.append(_in_database(partial(Person.objects.get, pk=ids[number % len(ids)])))
    return lookups, reads


def some_of_the_nation(world: World) -> list[Known]:
    """What is known of people from all over the nation, the same whoever asks."""
    return known_people(Person.objects.filter(pk__in=spread(range(1, world.scale.many + 1), PEOPLE)))


def _place(asked: Asked, actor: Actor) -> int:
    """In which place the person stands who was meant, from 1; 0 when they are not shown."""
    answer = find(asked.terms, among=seen_by(actor), today=timezone.localdate())
    shown = [found.person.reference for found in answer.found]
    return shown.index(asked.about) + 1 if asked.about in shown else 0


def _share(places: Sequence[int], first: int) -> float:
    return sum(1 <= place <= first for place in places) / max(1, len(places))


def _percentile(rounds: Sequence[Sequence[float]], percent: float) -> float:
    return median(percentile(values, percent) for values in rounds)


def _in_database(act: Callable[[], object]) -> float:
    """How long the queries of one call take together, in seconds, waiting for their answers included."""
    spent = 0.0

    def timed(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal spent
        began = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            spent += time.perf_counter() - began

    with connection.execute_wrapper(timed):
        act()
    return spent
