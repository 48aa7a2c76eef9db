"""Celery tasks: wake-ups only. Each begins with "claim or leave", and leaves a heartbeat if it is periodic."""

from __future__ import annotations

from collections.abc import Sequence

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
from register.actions.misuse import watch_hourly, watch_nightly
from register.actions.national_queue import look_after_the_queue
from register.actions.order_sweeps import sweep_orders
from register.actions.reason_samples import draw_samples
from register.actions.tasks import resume_held
from register.actions.touches import read_log, remind_of_touches
from register.jobs import Job, periodic
from register.lookup.rebuild import count_words
from register.models import Outbox
from register.retention import keeping
from register.webhooks import sending

log = structlog.get_logger(__name__)
SECONDS_OF_SWEEPING = 15.0  # within the time limit of a task; the next beat goes on
MOST_TIMES = 4  # as many rows as a sweep looks at; the next goes on
SECONDS_OF_MATCHING = 1.0  # the worker has other work too; the next beat goes on


@shared_task(name="register.tasks.work_outbox")
def work_outbox(*row_ids: int) -> int:
    """Do these pieces of outbox work, and whatever else waits that can be worked together with them. Gives how many
    this worker did."""
    done, left = 0, set(row_ids)
    for _ in range(MOST_TIMES):
        rows = outbox.claim_fresh(row_ids, outbox_handlers.TOGETHER)
        done += _work_together(rows)
        left -= {row.pk for row in rows}
        if len(rows) < outbox.MOST_TOGETHER:
            break
    alone = outbox.due_among(left) if left else ()
    return done + sum(_work(row) for row_id in alone if (row := outbox.claim(row_id)) is not None)


def _work_together(rows: Sequence[Outbox]) -> int:
    kinds = {row.kind: [each for each in rows if each.kind == row.kind] for row in rows}
    return sum(_work_kind(kind, of_kind) for kind, of_kind in kinds.items())


def _work_kind(kind: str, rows: Sequence[Outbox]) -> int:
    try:
        left = outbox_handlers.TOGETHER[kind](rows)
    except Exception as error:
        outbox.give_back(rows, error)
        return 0
    return len(rows) - len(left) + sum(_work(row) for row in left)


def _work(row: Outbox) -> bool:
    try:
        outbox_handlers.handle(row)
    except Exception as error:
        outbox.fail(row, error)
        return False
    return True


@shared_task(name="register.tasks.sweep_outbox")
@periodic(Job("sweep-outbox", "What has to be done by itself, whatever wake-up was lost", every=1, lease=0))
def sweep_outbox() -> int:
    """Do whatever wake-ups were lost for. Two beats do no harm: every row is claimed once."""
    return int(work_outbox(*outbox.waiting()))


@shared_task(name="register.tasks.find_webhooks")
@periodic(Job("find-webhooks", "Sending forces’ systems what has changed", every=1, lease=0))
def find_webhooks() -> int:
    """Take down what is new for each webhook and wake a worker for each that has something to send. Gives how many."""
    due = sending.due_webhooks()
    for number in due:
        send_webhook.apply_async((number,), expires=5)
    return len(due)


@shared_task(name="register.tasks.send_webhook")
def send_webhook(number: int) -> int:
    """Send what waits for one webhook. Gives how much was received; another worker at it leaves nothing."""
    return sending.send(number)


@shared_task(name="register.tasks.forget_webhook_messages")
@periodic(Job("forget-webhook-messages", "Forgetting messages that were received long ago", every=3600))
def forget_webhook_messages() -> int:
    """Forget messages that were settled long ago. Gives how many."""
    return sending.sweep()


@shared_task(name="register.tasks.match_due_people")
@periodic(Job("match-due-people", "Comparing people with everybody", every=1, lease=0))
def match_due_people() -> int:
    """Compare people whose facts have changed with everybody. Gives how many; another worker at it leaves none. Alerts
    go first: while any wait, one person is compared at each beat."""
    return match_queue.work(seconds=SECONDS_OF_MATCHING, gives_way=outbox.is_waiting)


@shared_task(name="register.tasks.escalate_overdue_alerts")
@periodic(Job("escalate-overdue-alerts", "Sending alerts that nobody answered up the chain", every=60))
def escalate_overdue_alerts() -> int:
    """Send alerts that nobody answered in time up the chain."""
    return escalate_overdue()


@shared_task(name="register.tasks.look_after_national_queue")
@periodic(Job("look-after-national-queue", "Finding alerts that nobody can answer", every=60))
def look_after_national_queue() -> int:
    """Put alerts that nobody can answer into the national queue, and send up the chain what waits there too long."""
    return look_after_the_queue()


@shared_task(name="register.tasks.sweep_retention")
@periodic(Job("sweep-retention", "Finding records whose retention is to be reviewed", every=3600))
def sweep_retention() -> int:
    """Work out anew which records are to be reviewed, and erase what the log kept of disposed ones past its period.
    Gives how many were looked at; a second time there are none."""
    today = timezone.localdate()
    return keeping.sweep(on=today) + sweep_log_details(on=today)


@shared_task(name="register.tasks.sweep_protective_orders")
@periodic(Job("sweep-protective-orders", "Reminding of orders that end, and ending them", every=300))
def sweep_protective_orders() -> int:
    """Remind of orders that end, and expire those whose last day has passed. Gives how many."""
    return sweep_orders()


@shared_task(name="register.tasks.count_name_words")
@periodic(Job("count-name-words", "Counting how many bear each name", every=3600))
def count_name_words() -> None:
    """Count anew how many people bear each name word."""
    count_words()


@shared_task(name="register.tasks.sweep_overdue_duties")
@periodic(Job("sweep-overdue-duties", "Telling of notifications that were not made in time", every=300))
def sweep_overdue_duties() -> int:
    """Tell each force of the notifications that were not made in time. Gives how many; a second time there are none."""
    return sweep_overdue(timezone.localdate(), seconds=SECONDS_OF_SWEEPING)


@shared_task(name="register.tasks.look_after_work")
@periodic(Job("look-after-work", "Reminding, and sending what is late up the chain", every=60))
def look_after_work() -> int:
    """Hand over what nobody can look after, bring back what was on hold, remind, and send what is late up the chain.
    Gives how much was due; a second time there is nothing."""
    today = timezone.localdate()
    moved = sweep_handovers(today) + resume_held(today)
    return moved + watch_work(today, seconds=SECONDS_OF_SWEEPING)


@shared_task(name="register.tasks.look_for_touches")
@periodic(Job("look-for-touches", "Telling professional standards who tried closed records", every=10, lease=0))
def look_for_touches() -> int:
    """Look in the log for attempts to reach what is closed, and remind of those that nobody answered. Gives how many;
    a second time there are none."""
    return read_log() + remind_of_touches(timezone.now())


@shared_task(name="register.tasks.mail_inboxes")
@periodic(Job("mail-inboxes", "E-mail to those for whom something waits", every=300))
def mail_inboxes() -> int:
    """Ask for the day's e-mail to everybody for whom something waits. Gives how many; a second time there are none."""
    return mail_digests(timezone.now())


# They read much, so they may take long, as the check of stored days does.
@shared_task(name="register.tasks.check_integrity", acks_late=False, time_limit=7200, soft_time_limit=7000)
@periodic(Job("check-integrity", "The integrity checks of the night", every=86400, lease=7260))
def check_integrity() -> int:
    """Make each integrity check that was not made today. Gives how many; a second time there are none."""
    return run_checks(timezone.localdate())


# It reads the month of every force, so it may take long, and does it once.
@shared_task(name="register.tasks.draw_reason_samples", acks_late=False, time_limit=7200, soft_time_limit=7000)
@periodic(Job("draw-reason-samples", "Drawing the monthly sample of reasons", every=86400, lease=7260))
def draw_reason_samples() -> int:
    """Draw the sample of the month before for each force that has none of it. Gives how many readings; a second time
    there are none."""
    return draw_samples(timezone.localdate())


@shared_task(name="register.tasks.watch_misuse_hourly", time_limit=3000, soft_time_limit=2900)
@periodic(Job("watch-misuse-hourly", "Looking for misuse in the last hours of the log", every=3600, lease=3060))
def watch_misuse_hourly() -> int:
    """Look for misuse in what was done in the last hours. Gives how many alerts were raised; a second time none are."""
    return watch_hourly(timezone.now())


# It reads weeks of entries of everybody who was active, so it may take long, as the integrity checks do.
@shared_task(name="register.tasks.watch_misuse_nightly", acks_late=False, time_limit=7200, soft_time_limit=7000)
@periodic(Job("watch-misuse-nightly", "Looking for misuse in the last days of the log", every=86400, lease=7260))
def watch_misuse_nightly() -> int:
    """Look for misuse by every rule in what was done in the last days. Gives how many alerts were raised; a second time
    none are."""
    return watch_nightly(timezone.now())
