"""Work that leaves the database, written in the transaction of the act that asks for it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from celery import current_app
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.planned import planned_cursor
from register.models import Outbox

LEASE = timedelta(seconds=25)  # at least the time limit of a task; a killed worker's row is taken up again after it
MOST_ATTEMPTS = 8
MOST_TOGETHER = 25
"""As many rows are named in one wake-up, or worked together: few enough to be done long before the lease runs out."""

log = structlog.get_logger(__name__)


def enqueue(kind: str, payload: Mapping[str, str]) -> Outbox:
    """Ask for work. The row commits with the act; the wake-up sent after it may be lost: beat sweeps every second."""
    row = Outbox.objects.create(kind=kind, payload=dict(payload), not_before=timezone.now())
    _wake_after_commit(row.pk)
    return row


@dataclass(frozen=True, slots=True)
class _WakeUp:
    """One message for the rows that a transaction asks for."""

    row_ids: list[int]

    def __call__(self) -> None:
        try:
            current_app.send_task("register.tasks.work_outbox", tuple(self.row_ids), retry=False, expires=30)
        except OperationalError:
            log.warning("broker_unreachable", code="outbox")


def _wake_after_commit(row_id: int) -> None:
    """Join the wake-up that waits for the commit already. One within a savepoint that this row is not within may still
    be undone, and is not joined."""
    around = set(connection.savepoint_ids)
    waiting_for_it: list[tuple[set[str], object, bool]] = connection.run_on_commit  # type: ignore[assignment]
    for within, wake_up, _ in reversed(waiting_for_it):
        if isinstance(wake_up, _WakeUp) and within <= around and len(wake_up.row_ids) < MOST_TOGETHER:
            wake_up.row_ids.append(row_id)
            return
    transaction.on_commit(_WakeUp([row_id]), robust=True)


_CLAIM_FRESH = """
UPDATE register_outbox AS kept SET leased_until = %(until)s, attempts = 1
WHERE kept.id IN (
    SELECT id FROM register_outbox
    WHERE done_at IS NULL AND parked_at IS NULL AND not_before <= %(now)s AND attempts = 0
        AND (leased_until IS NULL OR leased_until < %(now)s)
        AND kind = ANY(%(kinds)s) AND kind IN (SELECT kind FROM register_outbox WHERE id = ANY(%(asked)s))
    ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED
)
RETURNING id, kind, payload::text, attempts
"""


def claim_fresh(row_ids: Sequence[int], kinds: Collection[str]) -> list[Outbox]:
    """Lease to this worker what waits of those of `kinds` that these rows are of, and was never tried, oldest first.
    Whatever was tried before is worked alone: a row that kills its worker takes others with it once."""
    now = timezone.now()
    until = now + LEASE
    asked: dict[str, Any] = {
        "asked": list(row_ids), "kinds": list(kinds), "now": now, "until": until, "most": MOST_TOGETHER,
    }  # fmt: skip
    with planned_cursor() as cursor:
        cursor.execute(_CLAIM_FRESH, asked)
        rows = sorted(cursor.fetchall())
    return [
        Outbox(pk=row_id, kind=kind, payload=json.loads(payload), attempts=attempts, leased_until=until)
        for row_id, kind, payload, attempts in rows
    ]


def due_among(row_ids: Collection[int]) -> list[int]:
    """Those of these rows that are due, oldest first."""
    due = Outbox.objects.due(at=timezone.now()).filter(pk__in=row_ids)
    return list(due.order_by("pk").values_list("pk", flat=True))


def claim(row_id: int) -> Outbox | None:
    """Lease a row to this worker, or nothing when it is done, parked, not due, or leased by another.

    A row whose last attempt was never heard of again killed its worker each time: it is parked.
    """
    now = timezone.now()
    with transaction.atomic():
        row = Outbox.objects.due(at=now).filter(pk=row_id).select_for_update(skip_locked=True).first()
        if row is None:
            return None
        if row.attempts >= MOST_ATTEMPTS:
            _park(row, now)
            return None
        row.leased_until, row.attempts = now + LEASE, row.attempts + 1
        row.save(update_fields=["leased_until", "attempts"])
        return row


def finish(*rows: Outbox) -> None:
    """The work is done. Called inside the transaction of the work itself, so that both commit or neither."""
    Outbox.objects.filter(pk__in=[row.pk for row in rows]).update(done_at=timezone.now(), leased_until=None)


def give_back(rows: Sequence[Outbox], error: Exception) -> None:
    """Together they could not be worked, by the fault of one or of none: each is worked alone at the next sweep."""
    held = Outbox.objects.filter(pk__in=[row.pk for row in rows], attempts=1, done_at__isnull=True)
    held.update(leased_until=None)
    log.warning("outbox_given_back", code=rows[0].kind, count=len(rows), exc_info=error)


def fail(row: Outbox, error: Exception) -> None:
    """Try again later, ever more slowly; after eight attempts park the row for a person to look at.

    A worker that was overtaken, its lease run out, says nothing over the one that holds the row now.
    """
    now = timezone.now()
    is_last = row.attempts >= MOST_ATTEMPTS
    Outbox.objects.filter(pk=row.pk, attempts=row.attempts, done_at__isnull=True).update(
        leased_until=None,
        not_before=now + timedelta(seconds=2**row.attempts),
        parked_at=now if is_last else None,
        last_error=type(error).__qualname__,
    )
    log.error("outbox_failed", code=row.kind, count=row.attempts, exc_info=error)


def _park(row: Outbox, now: datetime) -> None:
    row.parked_at, row.leased_until, row.last_error = now, None, "WorkerLost"
    row.save(update_fields=["parked_at", "leased_until", "last_error"])
    log.error("outbox_parked", code=row.kind, count=row.attempts)


def is_waiting() -> bool:
    """Whether any row is due."""
    return Outbox.objects.due(at=timezone.now()).exists()


def waiting(*, limit: int = 100) -> list[int]:
    """Rows that are due, oldest first."""
    return list(Outbox.objects.due(at=timezone.now()).order_by("pk").values_list("pk", flat=True)[:limit])
