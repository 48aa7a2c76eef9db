"""Work that leaves the database, written in the transaction of the act that asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from register.models import Outbox

LEASE = timedelta(seconds=25)  # at least the time limit of a task; a killed worker's row is taken up again after it
MOST_ATTEMPTS = 8

log = structlog.get_logger(__name__)


def enqueue(kind: str, payload: Mapping[str, str]) -> Outbox:
    """Ask for work. The row commits with the act; the wake-up sent after it may be lost: beat sweeps every second."""
    row = Outbox.objects.create(kind=kind, payload=dict(payload), not_before=timezone.now())
    transaction.on_commit(lambda: _wake(row.pk), robust=True)
    return row


def _wake(row_id: int) -> None:
    try:
        current_app.send_task("register.tasks.work_outbox", (row_id,), retry=False, expires=30)
    except OperationalError:
        log.warning("broker_unreachable", code="outbox")


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


def finish(row: Outbox) -> None:
    """The work is done. Called inside the transaction of the work itself, so that both commit or neither."""
    Outbox.objects.filter(pk=row.pk).update(done_at=timezone.now(), leased_until=None)


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


def waiting(*, limit: int = 100) -> list[int]:
    """Rows that are due, oldest first."""
    return list(Outbox.objects.due(at=timezone.now()).order_by("pk").values_list("pk", flat=True)[:limit])
