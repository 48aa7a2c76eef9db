"""Whom an exception to a record can name."""

from __future__ import annotations

from django.utils import timezone

from accounts import absence
from accounts.models.user import UserQuerySet


def people_to_name() -> UserQuerySet:
    """Everybody who can sign in and holds a role, of whatever force: a bar must name whoever it is about."""
    return absence.in_post(on=timezone.localdate())
