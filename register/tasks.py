"""Celery tasks: wake-ups only. Each begins with "claim or leave"."""

from __future__ import annotations

import structlog
from celery import shared_task
from django.utils import timezone

from register import outbox_handlers
from register.actions import match_queue, outbox
from register.actions.alerts import escalate_overdue
from register.actions.disposal import sweep_log_details
from register.actions.duties import sweep_overdue
from register.actions.escalation import watch_work
from register.actions.handover import sweep_handovers
from register.actions.inbox import mail_digests
from register.actions.integrity import run_checks
from register.actions.order_sweeps import sweep_orders
from register.actions.tasks import resume_held
from register.lookup.rebuild import count_words
from register.retention import keeping

log = structlog.get_logger(__name__)
SECONDS_OF_SWEEPING = 15.0  # within the time limit of a task; the next beat goes on
SECONDS_OF_MATCHING = 1.0  # the worker has other work too; the next beat goes on


@shared_task(name="register.tasks.work_outbox")
def work_outbox(row_id: int) -> bool:
    """Do one piece of outbox work. Gives whether this worker did it."""
    row = outbox.claim(row_id)
    if row is None:
        return False
    try:
        outbox_handlers.handle(row)
    except Exception as error:
        outbox.fail(row, error)
        return False
    return True


@shared_task(name="register.tasks.sweep_outbox")
def sweep_outbox() -> int:
    """Do whatever wake-ups were lost for. Two beats do no harm: every row is claimed once."""
    return sum(work_outbox(row_id) for row_id in outbox.waiting())


@shared_task(name="register.tasks.match_due_people")
def match_due_people() -> int:
    """Compare people whose facts have changed with everybody. Gives how many; another worker at it leaves none."""
    return match_queue.work(seconds=SECONDS_OF_MATCHING)


@shared_task(name="register.tasks.escalate_overdue_alerts")
def escalate_overdue_alerts() -> int:
    """Send alerts that nobody answered in time up the chain."""
    return escalate_overdue()


@shared_task(name="register.tasks.sweep_retention")
def sweep_retention() -> int:
    """Work out anew which records are to be reviewed, and erase what the log kept of disposed ones past its period.
    Gives how many were looked at; a second time there are none."""
    today = timezone.localdate()
    return keeping.sweep(on=today) + sweep_log_details(on=today)


@shared_task(name="register.tasks.sweep_protective_orders")
def sweep_protective_orders() -> int:
    """Remind of orders that end, and expire those whose last day has passed. Gives how many."""
    return sweep_orders()


@shared_task(name="register.tasks.count_name_words")
def count_name_words() -> None:
    """Count anew how many people bear each name word."""
    count_words()


@shared_task(name="register.tasks.sweep_overdue_duties")
def sweep_overdue_duties() -> int:
    """Tell each force of the notifications that were not made in time. Gives how many; a second time there are none."""
    return sweep_overdue(timezone.localdate(), seconds=SECONDS_OF_SWEEPING)


@shared_task(name="register.tasks.look_after_work")
def look_after_work() -> int:
    """Hand over what nobody can look after, bring back what was on hold, remind, and send what is late up the chain.
    Gives how much was due; a second time there is nothing."""
    today = timezone.localdate()
    moved = sweep_handovers(today) + resume_held(today)
    return moved + watch_work(today, seconds=SECONDS_OF_SWEEPING)


@shared_task(name="register.tasks.mail_inboxes")
def mail_inboxes() -> int:
    """Ask for the day's e-mail to everybody for whom something waits. Gives how many; a second time there are none."""
    return mail_digests(timezone.now())


# They read much, so they may take long, as the check of stored days does.
@shared_task(name="register.tasks.check_integrity", acks_late=False, time_limit=7200, soft_time_limit=7000)
def check_integrity() -> int:
    """Make each integrity check that was not made today. Gives how many; a second time there are none."""
    return run_checks(timezone.localdate())
