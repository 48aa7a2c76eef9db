"""What each kind of outbox row does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from register.actions import alerts, deliveries, handover, inbox, outbox
from register.actions.feeds import IMPORTING, end_import, importer
from register.imports.loading import load
from register.imports.planting import write_planted
from register.models import FeedRun, Outbox

SECONDS_OF_IMPORT = 10  # well within a task's time limit and the lease of its row; another row does the rest


def _deliver_alert(row: Outbox) -> None:
    with transaction.atomic():
        alerts.deliver(row.payload["alert"])
        outbox.finish(row)


def _deliver_alerts(rows: Sequence[Outbox]) -> list[Outbox]:
    with transaction.atomic():
        delivered = deliveries.deliver_together([row.payload["alert"] for row in rows])
        left = [row for row in rows if row.payload["alert"] not in delivered]
        outbox.finish(*(row for row in rows if row not in left))
    return left


def _hand_over(row: Outbox) -> None:
    with transaction.atomic():
        handover.hand_over_of(row.payload["user"], timezone.localdate())
        outbox.finish(row)


def _mail_digest(row: Outbox) -> None:
    with transaction.atomic():
        user = User.objects.get(reference=row.payload["user"])
        inbox.send_digest(user, actor=inbox.MAILER, reason=inbox.BY_ITSELF)
        outbox.finish(row)


def _import_feed(row: Outbox) -> None:
    run = FeedRun.objects.select_related("force", "started_by").get(reference=row.payload["run"])
    try:
        has_ended = load(run, seconds=SECONDS_OF_IMPORT)
    except Exception:
        if row.attempts >= outbox.MOST_ATTEMPTS:
            _give_up(run)
        raise
    with transaction.atomic():
        if not has_ended:
            outbox.enqueue(row.kind, row.payload)
        outbox.finish(row)


def _plant_record(row: Outbox) -> None:
    write_planted(row.payload["canary"])
    with transaction.atomic():
        outbox.finish(row)


def _give_up(run: FeedRun) -> None:
    sentence = "The import stopped for a technical reason. Rows loaded before that stay. Import the same file again."
    end_import(run.force, actor=importer(run.force), reason=IMPORTING, run=run, problem=sentence)


HANDLERS: dict[str, Callable[[Outbox], None]] = {
    "deliver_alert": _deliver_alert,
    "hand_over": _hand_over,
    "import_feed": _import_feed,
    "mail_digest": _mail_digest,
    "plant_record": _plant_record,
}

TOGETHER: dict[str, Callable[[Sequence[Outbox]], list[Outbox]]] = {"deliver_alert": _deliver_alerts}
"""What is done for many rows of a kind by a few statements. Gives those that are still to be done, each alone."""


def handle(row: Outbox) -> None:
    """Do the work of the row and mark it done in the same transaction.

    Raises:
        KeyError: no handler is known for the row's kind.
    """
    HANDLERS[row.kind](row)
