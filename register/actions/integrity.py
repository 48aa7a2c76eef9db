"""Running the integrity checks, once a night each, and reading what they found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Count, F, Min, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from register import policies
from register.events import queues as events
from register.integrity.checks import CHECKS, MOST, Check, Found
from register.jobs import JOBS, Job
from register.models import Heartbeat, IntegrityFinding, IntegrityRun

SHOWN = 10
HEARTBEAT = timedelta(hours=26)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one check stands for this reader: how often it fails, since when, and the first places."""

    check: Check
    count: int
    since: date | None
    first: tuple[IntegrityFinding, ...]
    run: IntegrityRun | None

    @property
    def is_cut(self) -> bool:
        return self.run is not None and self.run.is_cut

    @property
    def problem(self) -> str:
        return self.run.problem if self.run else ""


@dataclass(frozen=True, slots=True)
class JobStanding:
    """How a periodic job stands: when it began last, how it ended, and whether it should have begun again."""

    job: Job
    heartbeat: Heartbeat | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Report:
    """How every check stands, those that fail first, and when they last ran; and how the periodic jobs stand."""

    checked_at: datetime | None
    is_late: bool
    standing: tuple[Standing, ...]
    jobs: tuple[JobStanding, ...]


def run_checks(on: date) -> int:
    """Make each check that was not made today. Gives how many were; another worker at one of them makes the next."""
    return sum(_run(check, on) for check in CHECKS)


@action(event=events.INTEGRITY_READ, policy=policies.SEE_INTEGRITY, lock=False)
def read_integrity(everywhere: None, *, entry: Entry, actor: Actor, reason: Reason) -> Report:
    """What the last night's checks found, as far as the reader's reach goes: six queries, whatever was found."""
    findings = IntegrityFinding.objects.visible_to(actor).standing()
    counts: dict[str, Any] = {
        row["check_code"]: row
        for row in findings.values("check_code").annotate(count=Count("pk"), since=Min("first_found_on")).order_by()
    }
    runs = {run.check_code: run for run in _last_runs()}
    first = _first(findings)
    standing = [_standing(check, counts, first, runs) for check in CHECKS]
    ended = [run.ended_at for run in runs.values() if run.ended_at is not None]
    checked_at = min(ended) if len(ended) == len(CHECKS) else None
    entry.record(count=sum(each.count for each in standing))
    return Report(
        checked_at, checked_at is None or checked_at < timezone.now() - HEARTBEAT,
        tuple(sorted(standing, key=lambda each: (not each.count and not each.problem, CHECKS.index(each.check)))),
        _jobs(),
    )  # fmt: skip


def _jobs() -> tuple[JobStanding, ...]:
    beats, now = {beat.job: beat for beat in Heartbeat.objects.all()}, timezone.now()
    return tuple(_job(job, beats.get(name), now) for name, job in sorted(JOBS.items()))


def _job(job: Job, beat: Heartbeat | None, now: datetime) -> JobStanding:
    began = beat.started_at if beat else None
    return JobStanding(job, beat, is_late=began is not None and job.is_late(began, now))


def _run(check: Check, on: date) -> bool:
    """One check, unless it was made today or another worker is at it. One that fails says so and stops no other."""
    with transaction.atomic():
        IntegrityRun.objects.get_or_create(
            check_code=check.code, checked_on=on, defaults={"started_at": timezone.now()}
        )  # fmt: skip
        rows = IntegrityRun.objects.select_for_update(skip_locked=True)
        run = rows.filter(check_code=check.code, checked_on=on, ended_at__isnull=True).first()
        if run is None:
            return False
        run.started_at = timezone.now()
        try:
            with transaction.atomic():
                _keep(check, list(islice(check.find(timezone.now()), MOST + 1)), run, on)
        except Exception as error:
            run.problem = type(error).__qualname__
            log.error("integrity_check_failed", code=check.code, exc_info=error)
        run.ended_at = timezone.now()
        run.save()
    return True


def _keep(check: Check, found: list[Found], run: IntegrityRun, on: date) -> None:
    """What is found again keeps its first day; what is no longer found is gone."""
    run.is_cut, found = len(found) > MOST, found[:MOST]
    run.found = len(found)
    kept = IntegrityFinding.objects.standing().filter(check_code=check.code)
    known = {(what, number): pk for what, number, pk in kept.values_list("what", "number", "pk")}
    now = {(each.what, each.number): each for each in found}
    kept.filter(pk__in=[pk for key, pk in known.items() if key in now]).update(last_found_on=on)
    if not run.is_cut:
        kept.filter(pk__in=[pk for key, pk in known.items() if key not in now]).update(gone_at=timezone.now())
    IntegrityFinding.objects.bulk_create(_finding(check, each, on) for key, each in now.items() if key not in known)


def _finding(check: Check, each: Found, on: date) -> IntegrityFinding:
    return IntegrityFinding(
        check_code=check.code, what=each.what, number=each.number, reference=each.reference, argument=each.argument,
        force_id=each.force_id, first_found_on=on, last_found_on=on,
    )  # fmt: skip


def _last_runs() -> QuerySet[IntegrityRun]:
    """The newest run of each check."""
    return IntegrityRun.objects.order_by("check_code", "-checked_on").distinct("check_code")


def _first(findings: QuerySet[IntegrityFinding]) -> dict[str, list[IntegrityFinding]]:
    rank = Window(RowNumber(), partition_by=F("check_code"), order_by=[F("first_found_on").asc(), F("pk").asc()])
    found: dict[str, list[IntegrityFinding]] = {}
    for each in findings.annotate(rank=rank).filter(rank__lte=SHOWN).select_related("force"):
        found.setdefault(each.check_code, []).append(each)
    return found


def _standing(
    check: Check, counts: dict[str, Any], first: dict[str, list[IntegrityFinding]],
    runs: dict[str, IntegrityRun],
) -> Standing:  # fmt: skip
    row = counts.get(check.code, {"count": 0, "since": None})
    return Standing(check, row["count"], row["since"], tuple(first.get(check.code, ())), runs.get(check.code))
