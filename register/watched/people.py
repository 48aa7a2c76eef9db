"""Whom to tell of a force's work: its owner if they are there, their deputy, the supervisors, the force lead. Nobody is
told of a record that they are barred from: it goes to the next in the chain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from accounts import absence
from accounts.models import Leave, User
from register.models import OwnRecordBar, PersonGrant, SealedRecord
from register.readers import Readers
from register.rules.escalation import Told

SUPERVISORS, LEADS, PROFESSIONAL_STANDARDS = "supervisor", "superintendent", "professional-standards"
Ranks = tuple[str, str]
LINE: Ranks = (SUPERVISORS, LEADS)
STANDARDS: Ranks = (PROFESSIONAL_STANDARDS, PROFESSIONAL_STANDARDS)
"""For what is about a user: nobody of their own line is told."""
MOST_TOLD = 20
"""A force has a handful of supervisors; nobody floods a whole station."""

May = Callable[[int], bool]


def anybody(user_id: int) -> bool:
    """What is about nobody may be told to everybody."""
    return True


class People:
    """Who can be told on a day. What was read of a force or of an owner is not read again."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._leading: dict[tuple[int, str], list[int]] = {}
        self._standing_in: dict[int, int | None] = {}
        self._barred: set[int] | None = None
        self._sealed: bool | None = None

    def told(
        self, told: Told, *, force_id: int, owner_id: int | None, may: May = anybody, ranks: Ranks = LINE
    ) -> list[int]:  # fmt: skip
        """The users to tell at a step, of those who `may` learn of it. Where nobody of a rank is there, those of the
        next; maybe nobody is."""
        if told is Told.OVERSIGHT:
            return []
        if told in (Told.LEAD, Told.STANDARDS):
            rank = ranks[1] if told is Told.LEAD else PROFESSIONAL_STANDARDS
            return [each for each in self.leading(force_id, rank) if may(each)]
        owner = self.for_owner(owner_id) if owner_id else None
        if told is Told.OWNER and owner is not None and may(owner):
            return [owner]
        return self.supervisors(force_id, may, ranks)

    def supervisors(self, force_id: int, may: May = anybody, ranks: Ranks = LINE) -> list[int]:
        """Those of the first rank in the force who are there; where there are none, those of the second."""
        of_ranks = (self.leading(force_id, rank) for rank in dict.fromkeys(ranks))
        return next((found for rank in of_ranks if (found := [each for each in rank if may(each)])), [])

    def may_learn(self, readers: Readers, number: int) -> May:
        """Which users may learn of one row. Most are barred from nobody, and nothing is asked of them."""

        def may(user_id: int) -> bool:
            if readers.limits is None and user_id not in self._with_a_bar() and not self._is_any_sealed():
                return True
            actor = User.objects.get(pk=user_id).actor(on=self._on)
            return readers.rows(actor).filter(pk=number).exists()

        return may

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

    def _is_any_sealed(self) -> bool:
        if self._sealed is None:
            self._sealed = SealedRecord.objects.live().exists()
        return self._sealed

    def _with_a_bar(self) -> set[int]:
        if self._barred is None:
            bars = PersonGrant.objects.filter(permission__codename="never_open_person").values_list("user", flat=True)
            own = OwnRecordBar.objects.live().order_by().values_list("user", flat=True)
            self._barred = set(bars.union(own))
        return self._barred

    def _find(self, owner_id: int) -> int | None:
        there = absence.at_work(on=self._on)
        if there.filter(pk=owner_id).exists():
            return owner_id
        leave = Leave.objects.running(on=self._on).filter(user=owner_id, deputy__isnull=False).first()
        if leave is None or leave.deputy_id is None or not User.objects.filter(pk=owner_id, is_active=True).exists():
            return None
        return leave.deputy_id if there.filter(pk=leave.deputy_id).exists() else None
