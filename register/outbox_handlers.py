"""What each kind of outbox row does."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from register.actions import alerts, outbox
from register.models import Outbox


def _deliver_alert(row: Outbox) -> None:
    with transaction.atomic():
        alerts.deliver(row.payload["alert"])
        outbox.finish(row)


HANDLERS: dict[str, Callable[[Outbox], None]] = {
    "deliver_alert": _deliver_alert,
}


def handle(row: Outbox) -> None:
    """Do the work of the row and mark it done in the same transaction.

    Raises:
        KeyError: no handler is known for the row's kind.
    """
    HANDLERS[row.kind](row)
