"""Comparing everybody with everybody anew, in batches: first what it would change, then the change.

How far it has come stands in the database, so that it goes on where it was stopped. The register stays in use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import structlog
from django.db import OperationalError
from django.utils import timezone

from register.actions.matching import change_for, match_person, pairs_of
from register.matching.plan import Change
from register.models import CardRow, Match, MatchRun
from register.rules.matching.model import model_in_force

PEOPLE_AT_A_TIME = 200

log = structlog.get_logger(__name__)


def run_to_report() -> MatchRun:
    """The report that was broken off, or a new one."""
    begun = MatchRun.objects.filter(model_version=model_in_force().version, reported_at__isnull=True).first()
    return begun or MatchRun.objects.create(model_version=model_in_force().version)


def run_to_apply() -> MatchRun:
    """What has been reported and not yet carried out, or what has yet to be reported."""
    runs = MatchRun.objects.filter(model_version=model_in_force().version, finished_at__isnull=True)
    return runs.first() or run_to_report()


def people_left(run: MatchRun) -> int:
    """How many people the report has yet to compare."""
    return 0 if run.reported_at else CardRow.objects.filter(pk__gt=run.last_person).count()


def report(run: MatchRun, at_a_time: int = PEOPLE_AT_A_TIME) -> Iterator[int]:
    """Find what would change, without changing it; yields how many people each batch compared."""
    found = {(one, other): change for one, other, change in run.changes}
    while not run.reported_at:
        ids = list(
            CardRow.objects.filter(pk__gt=run.last_person).order_by("pk").values_list("pk", flat=True)[:at_a_time]
        )
        for person_id in ids:
            for pair, change in _changes_of(person_id):
                found.setdefault(pair, change)
        run.changes = [[*pair, change] for pair, change in found.items()]
        run.people += len(ids)
        run.last_person = ids[-1] if ids else run.last_person
        run.reported_at = None if ids else timezone.now()
        run.save()
        yield len(ids)


def _changes_of(person_id: int) -> list[tuple[tuple[int, int], Change]]:
    """What comparing the person would change; nothing where that fails, which is logged and holds up nobody."""
    try:
        changes = [((pair.one.pk, pair.other.pk), change_for(pair)) for pair in pairs_of(person_id)]
    except Exception as error:
        _failed(error)
        return []
    return [(pair, change) for pair, change in changes if change is not Change.NOTHING]


def _failed(error: Exception) -> None:
    log.error("matching_failed", code="match_all", exc_info=error)


def counted(run: MatchRun) -> Counter[str]:
    """How many matches would change in which way, and how many there are that would not."""
    counts = Counter(change for *_, change in run.changes)
    changing = {(one, other) for one, other, _ in run.changes}
    standing = Match.objects.values_list("one", "other").iterator()
    counts[Change.NOTHING] = sum((one, other) not in changing for one, other in standing)
    return counts


def people_to_apply(run: MatchRun) -> list[int]:
    """Whom the changes are about, without those who have been dealt with."""
    return sorted({person for one, other, _ in run.changes for person in (one, other)})[run.applied :]


def apply(run: MatchRun) -> Iterator[int]:
    """Carry out the report, as everything stands by now; yields 1 for each person.

    Whoever is at work on one of the records goes first: such a person is left to the background worker.
    """
    for person_id in people_to_apply(run):
        try:
            match_person(person_id)
        except OperationalError:
            CardRow.objects.filter(pk=person_id).update(is_match_due=True, match_attempts=0)
        except Exception as error:
            _failed(error)
        run.applied += 1
        run.save(update_fields=["applied"])
        yield 1
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at"])
