"""What the log costs beside what the libraries cost that keep the history of rows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping

from config.bench import databases
from config.bench.figures import Reading, gives
from config.bench.world import World
from config.services.places import CHECKOUT, ServiceError

SETTINGS = "config.bench.rivals.settings"
LIBRARIES = ("pghistory", "auditlog", "simple_history")


@gives(*(f"audited_write_vs_{name}" for name in LIBRARIES))
def audited_beside_libraries(world: World) -> Mapping[str, Reading]:
    """The same writes in one process, on one database, under the log and under each library in turn."""
    world.with_feeds()
    user, people, rounds = world.sign_in(force="13").user, world.scale.people, world.scale.rounds
    databases.leave()
    world.console.say(f"Adding phones under the log and under {len(LIBRARIES)} libraries: {rounds} rounds")
    _run("manage.py", "migrate", "--run-syncdb", "--no-input", "--verbosity=0")
    said = json.loads(_run("-m", "config.bench.rivals", user.reference, str(people), str(rounds)))
    # Each turn is warmed by two writes; a library records at least one row for each.
    if min(said["recorded"].values()) < people * rounds:
        raise ServiceError(f"Not all of them recorded what was written: {said['recorded']}.")
    size = f"{people} writes a round under each, {rounds} rounds"
    return {f"audited_write_vs_{name}": Reading(ratio, size, ratio=ratio) for name, ratio in said["ratios"].items()}


def _run(*arguments: str) -> str:
    """What a Python program says on the database in use, with the libraries installed."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS, "DATABASE_NAME": databases.in_use()}
    command = [sys.executable, "-W", "ignore", *arguments]
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise ServiceError(f"{' '.join(arguments[:2])} failed: {done.stderr[-500:]}")
    return done.stdout
