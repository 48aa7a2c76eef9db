"""Celery tasks: wake-ups only. Each begins with "claim or leave"."""

from __future__ import annotations

from celery import shared_task

from register import outbox_handlers
from register.actions import match_queue, outbox
from register.actions.alerts import escalate_overdue
from register.lookup.rebuild import count_words

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


@shared_task(name="register.tasks.count_name_words")
def count_name_words() -> None:
    """Count anew how many people bear each name word."""
    count_words()
