"""How much work is late, and what the nightly checks found, through the API: counts and references, nobody's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from accounts.api.rows import Asking, Read, Row, Shown
from accounts.models import Force
from register import policies
from register.actions.integrity import JobStanding, Standing, read_integrity
from register.actions.oversight import count_overdue
from register.models import IntegrityFinding


@dataclass(frozen=True, slots=True)
class FailureShown:
    """Where a check fails, since when, and the page where it is put right as far as whoever asks may go there."""

    reference: str
    force: str
    since: date
    days: int
    page: str


@dataclass(frozen=True, slots=True)
class CheckStanding:
    """One check: how often it fails, since when, and the first places. `problem`: it could not be made."""

    code: str
    sentence: str
    severity: str
    remedy: str
    count: int
    since: date | None
    is_cut: bool
    problem: str
    first: tuple[FailureShown, ...]


@dataclass(frozen=True, slots=True)
class JobShown:
    """One periodic job: its interval in seconds, when it began and ended last, and the kind of the error if it ended
    with one. `is_late`: it should have begun again."""

    name: str
    title: str
    every: int
    started_at: datetime | None
    ended_at: datetime | None
    problem: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class IntegrityShown:
    """How every check stands, those that fail first, and every periodic job. `is_late`: the checks did not run last
    night."""

    checked_at: datetime | None
    is_late: bool
    checks: tuple[CheckStanding, ...]
    jobs: tuple[JobShown, ...]


def _overdue(asking: Asking) -> Shown:
    forces = policies.SEE_OVERDUE.rows(Force.objects.all(), asking.actor)
    return Shown(count_overdue(forces, **asking.act))


def _integrity(asking: Asking) -> Shown:
    report = read_integrity(None, **asking.act)
    checks = tuple(_standing(each, asking) for each in report.standing)
    return Shown(IntegrityShown(report.checked_at, report.is_late, checks, tuple(_job(each) for each in report.jobs)))


def _job(standing: JobStanding) -> JobShown:
    job, beat = standing.job, standing.heartbeat
    began, ended, problem = (beat.started_at, beat.ended_at, beat.problem) if beat else (None, None, "")
    return JobShown(job.name, job.title, job.every, began, ended, problem, standing.is_late)


def _standing(standing: Standing, asking: Asking) -> CheckStanding:
    check, today = standing.check, timezone.localdate()
    return CheckStanding(
        check.code, check.sentence, check.severity, check.remedy, standing.count, standing.since, standing.is_cut,
        standing.problem, tuple(_failure(standing, each, asking, today) for each in standing.first),
    )  # fmt: skip


def _failure(standing: Standing, found: IntegrityFinding, asking: Asking, today: date) -> FailureShown:
    check = standing.check
    may_go = bool(check.page and found.argument) and asking.actor.may(check.permission)
    is_near = found.force_id is None or found.force_id == asking.actor.force_id
    page = asking.address_of(reverse(check.page, args=[found.argument])) if may_go and is_near else ""
    force = found.force.code if found.force else ""
    return FailureShown(found.reference, force, found.first_found_on, found.days(on=today), page)


ROWS: tuple[Row, ...] = (
    Read("overdue", "api-overdue", "What is late in the forces that one watches over: counts, and references of what "
         "went up to oversight.", _overdue, policy=policies.SEE_OVERDUE, acts=(count_overdue,)),
    Read("integrity", "api-integrity", "What the last night's checks found, those that fail first.", _integrity,
         policy=policies.SEE_INTEGRITY, acts=(read_integrity,)),
)  # fmt: skip
