"""Looking people up among many."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from statistics import median
from typing import Any

from django.db import connection
from django.utils import timezone

from config.bench.asked import draw, known_people
from config.bench.figures import Reading, gives
from config.bench.timing import percentile
from config.bench.world import World, spread
from register.lookup.search import find
from register.models import Person


@gives("lookup_db_p95_ms_100k")
def lookup_among_many(world: World) -> Mapping[str, Reading]:
    """The queries of each lookup, and the reading of one person by primary key, in turn."""
    world.with_many()
    actor = world.sign_in(force="13").actor
    ids = spread(list(Person.objects.order_by("pk").values_list("pk", flat=True)), 2000)
    people = known_people(Person.objects.filter(pk__in=ids))
    asked = draw(people, world.scale.turns * 5)
    today = timezone.localdate()
    lookups, reads = [], []
    for _ in world.rounds("Looking people up among many"):
        spent: list[float] = []
        for number, each in enumerate(asked):
            visible = Person.objects.visible_to(actor)
            spent.append(_in_database(partial(find, each.terms, visible=visible, today=today)))
            reads.append(_in_database(partial(Person.objects.get, pk=ids[number % len(ids)])))
        lookups.append(percentile(spent, 95))
    size = f"{Person.objects.count():,} people, {len(asked)} lookups of all kinds a round, {len(lookups)} rounds"
    return {"lookup_db_p95_ms_100k": Reading(median(lookups) * 1000, size, ratio=median(lookups) / median(reads))}


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
