"""The nightly check of the 12-month flag: each stored day is computed again from the day of the hearing."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from cases.models import MeetingReferral
from cases.rules.meetings import Kind, flag_ends_on
from register.differences import Difference
from register.duties.checking import CHECKS

BATCH = 500


def flag_differences() -> Iterator[Difference]:
    """Cases that are flagged, or were heard within the time of a flag, whose stored days are not those of their
    meeting."""
    last, today = 0, timezone.localdate()
    while batch := list(_heard_after(last)):
        last = batch[-1].pk
        for each in batch:
            held_on = each.meeting.held_on if each.meeting is not None else None
            computed = flag_ends_on(Kind(each.kind), held_on) if held_on is not None else None
            if computed is not None and max(computed, each.flag_ends_on or computed) < today:
                continue
            pairs = (("heard_on", each.heard_on, held_on), ("flag_ends_on", each.flag_ends_on, computed))
            if fields := tuple(name for name, stored, right in pairs if stored != right):
                yield Difference("referral", each.pk, each.reference, fields)


def _heard_after(number: int) -> list[MeetingReferral]:
    rows = MeetingReferral.objects.filter(status=MeetingReferral.Status.HEARD, pk__gt=number)
    return list(rows.select_related("meeting").order_by("pk")[:BATCH])


CHECKS["flags of cases that MARAC has heard"] = flag_differences
