"""Whom to tell of a force's work: its owner if they are there, their deputy, the supervisors, the force lead."""

from __future__ import annotations

from datetime import date

from accounts import absence
from accounts.models import Leave, User
from register.rules.escalation import Told

SUPERVISORS, LEADS = "supervisor", "superintendent"
MOST_TOLD = 20
"""A force has a handful of supervisors; nobody floods a whole station."""


class People:
    """Who can be told on a day. What was read of a force or of an owner is not read again."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._leading: dict[tuple[int, str], list[int]] = {}
        self._standing_in: dict[int, int | None] = {}

    def told(self, told: Told, *, force_id: int, owner_id: int | None) -> list[int]:
        """The users to tell at a step. Where nobody of a rank is there, those of the next; maybe nobody is."""
        if told is Told.OVERSIGHT:
            return []
        if told is Told.LEAD:
            return self.leading(force_id, LEADS)
        owner = self.for_owner(owner_id) if owner_id else None
        if told is Told.OWNER and owner is not None:
            return [owner]
        return self.supervisors(force_id)

    def supervisors(self, force_id: int) -> list[int]:
        """The supervisors of the force who are there; where there are none, its leads."""
        return self.leading(force_id, SUPERVISORS) or self.leading(force_id, LEADS)

    def for_owner(self, owner_id: int) -> int | None:
        """The owner, or whoever stands in for them; None where neither is there."""
        if owner_id not in self._standing_in:
            self._standing_in[owner_id] = self._find(owner_id)
        return self._standing_in[owner_id]

    def leading(self, force_id: int, role: str) -> list[int]:
        key = force_id, role
        if key not in self._leading:
            there = absence.at_work(on=self._on).filter(force=force_id).holding(role, on=self._on)
            self._leading[key] = list(there.order_by("pk").values_list("pk", flat=True)[:MOST_TOLD])
        return self._leading[key]

    def _find(self, owner_id: int) -> int | None:
        there = absence.at_work(on=self._on)
        if there.filter(pk=owner_id).exists():
            return owner_id
        leave = Leave.objects.running(on=self._on).filter(user=owner_id, deputy__isnull=False).first()
        if leave is None or leave.deputy_id is None or not User.objects.filter(pk=owner_id, is_active=True).exists():
            return None
        return leave.deputy_id if there.filter(pk=leave.deputy_id).exists() else None
