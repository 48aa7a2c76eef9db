"""Delivering many alerts at once: a few statements for all of them, and an entry of the log for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from smtplib import SMTPException

import structlog
from django.core.mail import get_connection
from django.db.models import F
from django.utils import timezone

from audit.core.entry import Entry, write_all
from register import events, policies
from register.actions.alerts import COURIER, SYSTEM, send_word
from register.models import Alert, AlertStatusChange

log = structlog.get_logger(__name__)


def deliver_together(references: Sequence[str]) -> set[str]:
    """Deliver these alerts, as `mark_delivered` does each. Gives the references of those that are delivered by now. An
    alert that somebody else is at work on, that the courier does not reach, or whose e-mail is not taken is not among
    them."""
    reached = policies.DELIVER_ALERT.rows(Alert.objects.filter(reference__in=references), COURIER)
    rows = reached.select_related("person", "to_force").select_for_update(of=("self",), skip_locked=True)
    held = list(rows.order_by("pk"))
    raised = [each for each in held if each.status == Alert.Status.RAISED]
    mailed = list(_mailed(raised))
    _mark(mailed)
    unmailed = {each.reference for each in raised} - {each.reference for each in mailed}
    return {each.reference for each in held} - unmailed


def _mailed(alerts: Sequence[Alert]) -> Iterable[Alert]:
    """Those whose force has been sent word, or has no address for it: by one connection."""
    if not any(each.to_force.alert_email for each in alerts):
        yield from alerts
        return
    with get_connection() as line:
        for alert in alerts:
            try:
                send_word(alert, line)
            except (SMTPException, OSError) as error:
                log.warning("alert_not_mailed", code=type(error).__qualname__)
            else:
                yield alert


def _mark(alerts: Sequence[Alert]) -> None:
    if not alerts:
        return
    now, status = timezone.now(), Alert.Status.DELIVERED
    rows = Alert.objects.filter(pk__in=[each.pk for each in alerts])
    rows.update(status=status, delivered_at=now, version=F("version") + 1)
    AlertStatusChange.objects.bulk_create(
        [AlertStatusChange(alert=each, to_status=status, changed_by_id=COURIER.user_id) for each in alerts]
    )
    write_all([_entry(each) for each in alerts])


def _entry(alert: Alert) -> Entry:
    entry = Entry(events.ALERT_DELIVERED, COURIER, SYSTEM)
    entry.about(alert)
    entry.recipients = [alert.to_force.reference]
    return entry
