"""What a notification can answer now: the open duties of a registration and the changes that are coming."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from register.models import NotifiableChange, NotificationDuty, NotificationItem, ProtectiveOrder, Registration
from register.rules.regimes.table import DutyKind

SOON = timedelta(days=28)
MOST = 40


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that the person may have come to tell. `is_due` is false of the yearly notification that is far off:
    any other notification starts its year anew."""

    key: str
    kind: DutyKind
    due_on: date | None
    explanation: str
    change: NotifiableChange | None
    is_due: bool
    is_overdue: bool


def offers_for(registration: Registration, *, on: date) -> tuple[Offer, ...]:
    """The open duties, soonest first, then what is announced and was not told yet. At most 40: four queries."""
    rows = NotificationDuty.objects.filter(registration=registration).open().order_by("due_on", "pk")[:MOST]
    duties = [each for each in rows if not _is_unsure_yet(each, on)]
    changes = {each.pk: each for each in NotifiableChange.objects.filter(registration=registration)}
    told = NotificationItem.objects.filter(change__in=changes, outcome=NotificationItem.Outcome.COMPLETE)
    settled = set(told.values_list("change_id", flat=True)) | {change_of(each) for each in rows}
    coming = NotifiableChange.objects.filter(registration=registration).announced().order_by("expected_on", "pk")
    ahead = [_ahead(each) for each in coming[:MOST] if each.pk not in settled]
    return (*(_offer(each, changes, on) for each in duties), *ahead)


def orders_of(registration: Registration) -> QuerySet[ProtectiveOrder]:
    """The orders of the record that is registered, one of which may have added something to notify."""
    return ProtectiveOrder.objects.filter(person=registration.person_id).order_by("-made_on", "-pk")


def change_of(duty: NotificationDuty) -> int | None:
    """The primary key of the change that a duty is about (its key says so), or None."""
    _, _, about = duty.key.partition(":change:")
    return int(about) if about.isdecimal() else None


def _is_unsure_yet(duty: NotificationDuty, on: date) -> bool:
    """Whether an announced change may still come about: that it did not cannot be told before its day."""
    return duty.kind == DutyKind.NON_EVENT and duty.starts_on > on


def _offer(duty: NotificationDuty, changes: Mapping[int, NotifiableChange], on: date) -> Offer:
    kind = DutyKind(duty.kind)
    is_far = kind is DutyKind.PERIODIC and (duty.due_on is None or duty.due_on > on + SOON)
    is_overdue = duty.due_on is not None and duty.due_on < on
    change = changes.get(change_of(duty) or 0)
    return Offer(f"duty-{duty.pk}", kind, duty.due_on, duty.explanation, change, not is_far, is_overdue)


def _ahead(change: NotifiableChange) -> Offer:
    why = "Told in advance. It need not be told again if it comes about near enough to the day named."
    return Offer(f"change-{change.pk}", DutyKind(change.kind), change.expected_on, why, change, True, False)
