"""Running the measurements one after another."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.utils import timezone

from config.bench import (
    alerts,
    audited,
    batches,
    casework,
    changes,
    compared,
    duties,
    imports,
    large,
    lookup,
    matching,
    matching_accuracy,
    queries,
    sealed,
    starts,
    upkeep,
)
from config.bench.figures import FIGURES, MEASUREMENTS, Measurement, Reading
from config.bench.results import entries, machine, merge, said
from config.bench.world import World
from config.services.places import ServiceError

MODULES = (
    imports,
    batches,
    lookup,
    large,
    matching,
    alerts,
    changes,
    audited,
    compared,
    sealed,
    upkeep,
    matching_accuracy,
    queries,
    duties,
    casework,
    starts,
)
"""Each registers its measurements when it is imported."""


def chosen(only: Sequence[str]) -> list[Measurement]:
    """The measurements that give a figure whose name contains one of the words, or all; in the figures' order.

    Raises:
        ServiceError: there is none.
    """
    order = list(FIGURES)
    found = [each for each in MEASUREMENTS if any(word in name for name in each.names for word in only or [""])]
    if not found:
        raise ServiceError(f"No figure is called anything like {' '.join(only)!r}. There are: {', '.join(FIGURES)}.")
    return sorted(found, key=lambda each: order.index(each.names[0]))


def run(world: World, *, only: Sequence[str] = (), into: Path | None = None, load: float = 0) -> int:
    """Measure; `into` is the directory where the results are kept. A measurement that fails stops no other.

    Gives the number of measurements that failed.
    """
    words = " ".join(only)
    command = f"make bench ONLY={shlex.quote(words)}" if only else "make bench"
    failed = 0
    for measurement in chosen(only):
        world.console.say(f"Measuring {', '.join(measurement.names)}")
        try:
            readings = measurement.measure(world)
        except ServiceError as error:
            world.console.say(f"FAILED: {error}")
            failed += 1
            continue
        keep(world, readings, command=command, into=into, load=load)
    return failed


def keep(world: World, readings: Mapping[str, Reading], *, command: str, into: Path | None, load: float) -> None:
    """Say what was measured and write it down at once: a later failure loses nothing."""
    results = entries(readings, command=command, on=timezone.localdate(), machine=machine(load))
    for name, result in results.items():
        world.console.say(said(FIGURES[name], result))
    if into is not None:
        merge(into, results)
