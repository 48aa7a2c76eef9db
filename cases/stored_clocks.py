"""Days and moments of casework that follow from the row's own facts, for the nightly check."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from cases.models import CaseRisk, Lowering, NearAlert, SafeContactRule, SchoolNotice
from cases.rules import encompass
from cases.rules.risk import answer_by
from cases.rules.safe_contact import confirm_by
from register.duties.stored_clocks import CLOCKS, StoredClock, Values, at_of
from register.rules.time_limits import LONDON


def _notices() -> QuerySet[SchoolNotice]:
    return SchoolNotice.objects.open().select_related("force")


def _notice(row: SchoolNotice) -> Values:
    code = row.force.code
    return {"due_at": encompass.latest(row.attended_at, code).at, "due_on": encompass.send_by(row.attended_at, code)}


def _risk(row: Any) -> Values:
    """A closed case has no clock; an open one that of its review, or of an incident if that is sooner."""
    if row.case.closed_at is not None:
        return {"due_on": None}
    asked_on = row.reassess_at.astimezone(LONDON).date() if row.reassess_at else row.review_on
    return {"due_on": min(row.review_on, asked_on)}


CLOCKS.extend((
    StoredClock(
        "near alert", lambda: NearAlert.objects.open(), lambda row: {"due_at": at_of(row.limit_code, row.raised_at)}
    ),
    StoredClock("school notice", _notices, _notice),
    StoredClock(
        "safe contact", lambda: SafeContactRule.objects.filter(ended_at__isnull=True),
        lambda row: {"confirm_by_on": confirm_by(row.confirmed_on)},
    ),
    StoredClock("risk", lambda: CaseRisk.objects.select_related("case"), _risk),
    StoredClock(
        "lowering of risk", lambda: Lowering.objects.waiting(),
        lambda row: {"due_on": answer_by(row.asked_at).astimezone(LONDON).date()},
    ),
))  # fmt: skip
