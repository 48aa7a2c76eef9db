"""Days and moments that a row stores and that follow from the row's own facts: worked out again every night.

What follows from more than the row has a check of its own in `register.duties.checking`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from register.differences import Difference
from register.models import (
    Alert,
    Disposal,
    IndefiniteReview,
    ManagementTransfer,
    MisuseAlert,
    OrderBreach,
    ProtectiveOrder,
    Registration,
    RegistrationReview,
    UnroutedAlert,
)
from register.rules import indefinite_review, order_durations
from register.rules.time_limits import LONDON, due, limit_in_force

BATCH = 1_000
STAMPED_WITHIN = timedelta(minutes=1)
"""A clock begins in the act, and its row is stamped a moment later."""
BREACHES_SINCE = timedelta(days=90)

Values = Mapping[str, date | datetime | None]


@dataclass(frozen=True, slots=True)
class StoredClock:
    """`rows` are those whose days still matter; `computed` gives field → value of one of them."""

    what: str
    rows: Callable[[], QuerySet[Any]]
    computed: Callable[[Any], Values]


def clock_differences() -> Iterator[Difference]:
    """Rows whose stored day is another than their own facts give: one query for each batch."""
    for clock in CLOCKS:
        last = 0
        while batch := list(clock.rows().filter(pk__gt=last).order_by("pk")[:BATCH]):
            last = batch[-1].pk
            for row in batch:
                if fields := _differing(row, clock.computed(row)):
                    yield Difference(clock.what, row.pk, "clock", fields)


def _differing(row: Any, computed: Values) -> tuple[str, ...]:
    return tuple(name for name, value in computed.items() if not _is_same(getattr(row, name), value))


def _is_same(stored: date | datetime | None, computed: date | datetime | None) -> bool:
    if isinstance(stored, datetime) and isinstance(computed, datetime):
        return abs(stored - computed) <= STAMPED_WITHIN
    return stored == computed


def at_of(code: str, begins_at: datetime) -> datetime:
    """The moment that the limit of this code gives."""
    return due(limit_in_force(code, begins_at.astimezone(LONDON).date()), begins_at).at


def day_of(code: str, begins_on: date) -> date:
    """The day that the limit of this code gives."""
    return due(limit_in_force(code, begins_on), begins_on).due_on


def _review_of_registration(row: Any) -> Values:
    """The review follows from the last one, or from the proposal, under the limit that was named then."""
    begins_on = row.last_reviewed_on or row.created_at.astimezone(LONDON).date()
    return {"next_review_on": day_of(row.review_limit_code, begins_on)}


def _reviewed() -> QuerySet[Any]:
    newest = RegistrationReview.objects.filter(registration=OuterRef("pk")).order_by("-pk")
    rows = Registration.objects.live().exclude(review_limit_code="")
    return rows.annotate(last_reviewed_on=Subquery(newest.values("reviewed_on")[:1]))


def _order(row: ProtectiveOrder) -> Values:
    computed: dict[str, datetime | None] = {}
    if row.considered_at is not None:
        decision = order_durations.decision_due(row.considered_at)
        computed["decision_due_at"] = decision.at if decision else None
    hearing = order_durations.hearing_due(row.kind, row.served_at) if row.served_at is not None else None
    return computed | ({"hearing_due_at": hearing.at} if hearing else {})


def _order_breach(row: OrderBreach) -> Values:
    if row.arrested_at is None or not row.limit_code:
        return {}
    return {"court_due_at": at_of(row.limit_code, row.arrested_at)}


def _indefinite_review(row: IndefiniteReview) -> Values:
    computed: dict[str, date | None] = {
        "acknowledgement_due_on": indefinite_review.acknowledgement_due(row.applied_on).due_on
    }
    if row.information_asked_on is not None:
        information = indefinite_review.information_due(row.information_asked_on).due_on
        computed |= {
            "information_due_on": information, "decision_due_on": indefinite_review.decision_due(information).due_on,
        }  # fmt: skip
    return computed


def _recent_breaches() -> QuerySet[OrderBreach]:
    return OrderBreach.objects.filter(arrested_at__gte=timezone.now() - BREACHES_SINCE)


CLOCKS: list[StoredClock] = [
    StoredClock(
        "alert", lambda: Alert.objects.open(), lambda row: {"due_at": at_of(row.limit_code, row.raised_at)}
    ),
    StoredClock(
        "national queue", lambda: UnroutedAlert.objects.open(),
        lambda row: {"due_at": at_of(row.limit_code, row.raised_at)},
    ),
    StoredClock(
        "transfer", lambda: ManagementTransfer.objects.open(),
        lambda row: {"due_at": at_of(row.limit_code, row.offered_at)},
    ),
    StoredClock("registration", _reviewed, _review_of_registration),
    StoredClock("order", lambda: ProtectiveOrder.objects.filter(ended_on__isnull=True), _order),
    StoredClock("order breach", _recent_breaches, _order_breach),
    StoredClock("indefinite review", lambda: IndefiniteReview.objects.filter(outcome=""), _indefinite_review),
    StoredClock(
        "disposal", lambda: Disposal.objects.filter(log_erased_at__isnull=True),
        lambda row: {"log_due_on": day_of("retention.log_details", row.disposed_at.astimezone(LONDON).date())},
    ),
    StoredClock(
        "misuse alert", lambda: MisuseAlert.objects.open(),
        lambda row: {"due_on": day_of("misuse.answer", row.raised_at.astimezone(LONDON).date())},
    ),
]  # fmt: skip
"""The floors above add their own."""
