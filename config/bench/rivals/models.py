"""Telephone numbers under each of the three libraries at once; only one of them is ever at work (`turns`)."""

from __future__ import annotations

import pghistory
import simple_history
from auditlog.registry import auditlog

from register.models import Phone


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class TrackedPhone(Phone):
    """The table of numbers, under pghistory."""

    class Meta:
        proxy = True


auditlog.register(Phone)
simple_history.register(Phone, app="config.bench.rivals")
