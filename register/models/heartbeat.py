"""That the register's periodic work is done: when each job last began, and how it ended."""

from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """One periodic job.

    `claimed_until` keeps a second worker out while one is at it; a worker that died lets go of it by itself.
    """

    job = models.CharField(primary_key=True, max_length=40)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0, help_text="How much the last run had to do")
    problem = models.CharField(max_length=120, blank=True, help_text="Kind of the error that ended the last run")

    class Meta:
        ordering = ["job"]

    def __str__(self) -> str:
        return self.job
