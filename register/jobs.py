"""Periodic work: each job is done by one worker at a time, leaves a heartbeat, and may be begun again at any time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps

from django.db.models import Q, QuerySet
from django.utils import timezone

from register.models import Heartbeat

Deed = Callable[[], "int | None"]
LATE_AFTER = 3
"""So many intervals after a job began it is late, and a minute more."""


@dataclass(frozen=True, slots=True)
class Job:
    """One periodic job. `every` is its interval in seconds, `lease` how long one run keeps others out: longer than its
    hard time limit. A job that many workers may do at once has no lease."""

    name: str
    title: str
    every: int
    lease: int = 30

    def is_late(self, began: datetime, now: datetime) -> bool:
        return now - began > timedelta(seconds=LATE_AFTER * self.every + 60)


JOBS: dict[str, Job] = {}
"""Every job by its name: that of its entry in the schedule. The floors above add theirs."""


def periodic(job: Job) -> Callable[[Deed], Callable[[], int]]:
    """Make a deed one that leaves a heartbeat, whoever calls it and however often. It gives how much there was to do;
    while another worker is at it, none."""

    def of(deed: Deed) -> Callable[[], int]:
        JOBS[job.name] = job

        @wraps(deed)
        def run() -> int:
            return _run(job, deed)

        return run

    return of


def _run(job: Job, deed: Deed) -> int:
    if not _begin(job):
        return 0
    done, problem = 0, ""
    try:
        done = deed() or 0
    except Exception as error:
        problem = type(error).__qualname__
        raise
    finally:
        _row(job).update(ended_at=timezone.now(), claimed_until=None, done=done, problem=problem)
    return done


def _begin(job: Job) -> bool:
    """Whether nobody else is at it. One statement decides: two who ask at once are one after the other."""
    now = timezone.now()
    Heartbeat.objects.bulk_create([Heartbeat(job=job.name)], ignore_conflicts=True)
    free = _row(job).filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=now))
    until = now + timedelta(seconds=job.lease) if job.lease else None
    return free.update(started_at=now, claimed_until=until) == 1


def _row(job: Job) -> QuerySet[Heartbeat]:
    return Heartbeat.objects.filter(job=job.name)
