"""The move check as work of the outbox, and what it keeps from the log of those who must not learn of it."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from accounts.actor import Actor
from audit.web.policies import log_limits
from cases.actions.near_alerts import check_moves
from cases.concern import people_of_concern
from register.actions import outbox
from register.models import Outbox
from register.outbox_handlers import HANDLERS, TOGETHER


def _check_moves(row: Outbox) -> None:
    """Worked by a worker, never in the request: whoever typed waits no longer when something is near."""
    with transaction.atomic():
        by = row.payload.get("by")
        check_moves(int(row.payload["person"]), caused_by=int(by) if by else None)
        outbox.finish(row)


def _check_together(rows: Sequence[Outbox]) -> list[Outbox]:
    """Most people have to do with nobody who is protected: their rows are done by one look at all of them."""
    with transaction.atomic():
        concerned = people_of_concern([int(row.payload["person"]) for row in rows])
        left = [row for row in rows if int(row.payload["person"]) in concerned]
        outbox.finish(*(row for row in rows if row not in left))
    return left


def _no_alert_of_own_typing(actor: Actor) -> Q:
    """Whoever brought an alert about reads in no log that it followed, nor that somebody opened or answered it."""
    if not actor.readers:
        return Q(pk__isnull=False)
    alerts = apps.get_model("cases", "NearAlert")._default_manager
    mine = Q(typed_by__in=actor.readers) | Q(caused_by__in=actor.readers)
    own = list(alerts.filter(mine).values_list("reference", flat=True))
    return ~Q(object_ref__in=own) if own else Q(pk__isnull=False)


HANDLERS["check_moves"] = _check_moves
TOGETHER["check_moves"] = _check_together
log_limits.append(_no_alert_of_own_typing)
