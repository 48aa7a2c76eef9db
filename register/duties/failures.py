"""Failures on which nobody has decided: a registration neither expires nor is removed while there is one."""

from __future__ import annotations

from datetime import date

from register.models import Breach, NotificationDuty, Registration


def open_failures(registration: Registration, *, on: date) -> int:
    """How many there are: suspected breaches, and duties that are overdue and not suspected yet."""
    overdue = NotificationDuty.objects.filter(registration=registration, breach__isnull=True).overdue(on=on)
    return overdue.count() + Breach.objects.filter(registration=registration).undecided().count()


def is_under_requirement(registration: Registration) -> bool:
    """Whether anything was or is to be notified under this registration."""
    has_regime = registration.regime != Registration.Regime.NONE
    return has_regime or NotificationDuty.objects.filter(registration=registration).exists()
