"""What do you hold of mine? Counts and hashes by month, and the records of a month where they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.actor import Actor
from accounts.api.fields import Body, Line, Whole
from accounts.api.rows import Asking, Read, Row, Shown
from accounts.models import Force
from audit.core.errors import OutOfReach
from register import policies
from register.actions.holdings import compare_holdings, list_holdings
from register.api.batches import force_of
from register.models import LocalRecord
from register.reconciliation import is_month

MOST = 200  # as many as the log notes of what was shown
LONGEST_REFERENCE = 60


@dataclass(frozen=True, slots=True)
class HeldShown:
    """A record of the force. `sha256` is that of the item that was sent last, empty where the record came by a file;
    `reference` is the person's."""

    local_reference: str
    sha256: str
    reference: str
    source: str
    sequence: int | None


class RecordsAsked(Body):
    """From where on, and how many. `after` is `next` of the answer before."""

    after = Line(max_length=LONGEST_REFERENCE, default="", allow_blank=True)
    limit = Whole(least=1, most=MOST, default=MOST)

    def to_internal_value(self, data: Any) -> Any:
        """A number after the question mark is text."""
        limit = data.get("limit", "")
        number = {"limit": int(limit)} if limit.isascii() and limit.isdecimal() and len(limit) < 6 else {}
        return super().to_internal_value({**data, **number})


@dataclass(frozen=True, slots=True)
class MonthOfForce:
    """A month of the force's own records."""

    force: Force
    month: str


def month_of(actor: Actor, month: str) -> MonthOfForce:
    """The month that the address names."""
    if not is_month(month):
        raise OutOfReach(policies.SEND_RECORDS.permission)
    return MonthOfForce(force_of(actor), month)


def _months(asking: Asking, force: Force) -> Shown:
    return Shown({"months": compare_holdings(force, **asking.act)})


def _records(asking: Asking, of: MonthOfForce, after: str, limit: int) -> Shown:
    found = list_holdings(of.force, **asking.act, month=of.month, after=after, most=limit)
    then = found[-1].local_reference if len(found) == limit else None
    return Shown({"month": of.month, "records": [_held(each) for each in found], "next": then})


def _held(record: LocalRecord) -> HeldShown:
    source = record.source.code if record.source else ""
    return HeldShown(
        record.local_reference, record.content_sha256, record.person.reference, source, record.sequence
    )  # fmt: skip


ROWS: tuple[Row, ...] = (
    Read(
        "reconciliation", "api-reconciliation", "How many of the force’s own records are held, month by month, and "
        "their hash.", _months, force_of, policy=policies.SEND_RECORDS, acts=(compare_holdings,),
    ),
    Read(
        "reconciliation/<str:month>", "api-reconciliation-month", "The force’s own records of a month, to find those "
        "that differ.", _records, month_of, policy=policies.SEND_RECORDS, query=RecordsAsked, acts=(list_holdings,),
    ),
)  # fmt: skip
