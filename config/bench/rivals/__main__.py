"""Adds telephone numbers under the log and under each library in turn, on the database in use.

`python -m config.bench.rivals USER PEOPLE ROUNDS` with DJANGO_SETTINGS_MODULE=config.bench.rivals.settings prints, as
JSON, what the log takes divided by what each library takes, and how much each recorded.
"""

from __future__ import annotations

import json
import sys
from statistics import median
from typing import Any

import django

django.setup()

from auditlog.models import LogEntry  # noqa: E402 - after setup
from django.apps import apps  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from audit.models import Event  # noqa: E402
from config.bench.audited import add_phones, spread_people  # noqa: E402
from config.bench.rivals.turns import AUDITLOG, OURS, PGHISTORY, RIVALS, SIMPLE_HISTORY, turn_of  # noqa: E402
from config.bench.timing import seconds_of  # noqa: E402


def compared(user: User, people: int, rounds: int) -> dict[str, float]:
    """By library: seconds under the log divided by seconds under it, the median over rounds."""
    actor, written = user.actor(on=timezone.localdate()), spread_people(people)
    ratios: dict[str, list[float]] = {name: [] for name in RIVALS}
    for number in range(rounds):
        spent = {}
        names = (OURS, *RIVALS) if number % 2 else (*reversed(RIVALS), OURS)
        for name in names:
            with turn_of(name, user) as act:
                add_phones(written[:2], actor, act)  # warm
                spent[name] = seconds_of(lambda act=act: add_phones(written, actor, act))  # type: ignore[misc]
        for name in RIVALS:
            ratios[name].append(spent[OURS] / spent[name])
    return {name: median(each) for name, each in ratios.items()}


def _rows_of(model: str) -> int:
    """How many rows there are of a model that a library has made."""
    made: Any = apps.get_app_config("rivals").get_model(model)
    return int(made._base_manager.count())


def recorded() -> dict[str, int]:
    """How many rows each has written: none of them must have looked away."""
    return {
        OURS: Event.objects.filter(code="person.fact_added").count(),
        PGHISTORY: _rows_of("TrackedPhoneEvent"),
        AUDITLOG: LogEntry.objects.count(),
        SIMPLE_HISTORY: _rows_of("HistoricalPhone"),
    }


if __name__ == "__main__":
    reference, people, rounds = sys.argv[1:]
    before = recorded()
    ratios = compared(User.objects.get(reference=reference), int(people), int(rounds))
    added = {name: count - before[name] for name, count in recorded().items()}
    sys.stdout.write(json.dumps({"ratios": ratios, "recorded": added}))
