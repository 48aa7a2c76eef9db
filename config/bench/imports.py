"""Importing the feeds."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from config.bench.figures import Reading, gives
from config.bench.timing import seconds_of
from config.bench.world import World
from register.models import FeedRun


@gives("import_rows_per_s")
def import_rows(world: World) -> Mapping[str, Reading]:
    """Every round imports the three feeds into an empty register."""
    speeds = []
    for _ in world.rounds("Importing the three feeds"):
        world.empty()
        runs: list[FeedRun] = []
        seconds = seconds_of(lambda: runs.extend(world.import_feeds()))  # noqa: B023 - called at once
        rows = sum(run.rows_read for run in runs)
        speeds.append(rows / seconds)
    size = f"{rows:,} rows of three feeds, one process, {len(speeds)} rounds"
    return {"import_rows_per_s": Reading(median(speeds), size)}
