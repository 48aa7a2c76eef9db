"""Celery tasks of casework: wake-ups only. What is due stands in the tables, found by an index."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from cases import priority
from cases.actions import attachments
from cases.actions.risk import sweep_risk as sweep
from cases.actions.statistics import publish_due
from register.jobs import Job, periodic

SECONDS_OF_SCANNING = 5.0  # a scan that begins then still ends within the time limit of a task


@shared_task(name="cases.tasks.sweep_risk")
@periodic(Job("sweep-risk", "Levels of risk that fall back, and assessments that are late", every=300))
def sweep_risk() -> int:
    """Let lowered levels fall back and tell of assessments that are overdue. Gives how many; a second time none."""
    return sweep()


@shared_task(name="cases.tasks.sweep_priority")
@periodic(Job("sweep-priority", "Places in the priority list that change by the day", every=3600))
def sweep_priority() -> int:
    """Work out anew whose place in the priority list changes by the day alone. Gives how many; a second time none."""
    return priority.sweep(on=timezone.localdate())


@shared_task(name="cases.tasks.scan_documents")
@periodic(Job("scan-documents", "Looking for viruses in documents", every=5))
def scan_documents() -> int:
    """Let the virus scanner look at documents that wait for it. Gives how many; without a scanner none."""
    return attachments.scan_documents(seconds=SECONDS_OF_SCANNING)


# A quarter is counted once, by queries that may read much of a table.
@shared_task(name="cases.tasks.publish_statistics", acks_late=False, time_limit=7200, soft_time_limit=7000)
@periodic(Job("publish-statistics", "Counting quarters that have settled", every=86400, lease=7260))
def publish_statistics() -> int:
    """Publish each measure that was not published yet for the newest settled quarter. Gives how many figures are new
    or revised; a second time there are none."""
    return publish_due(timezone.localdate())
