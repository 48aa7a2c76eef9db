"""What one person may not decide alone: asking another person of another team, answering, and using what was approved.

An approval is for one scope, one person and a time. A download uses it up; reading on in the log does until it ends.
What somebody takes alone adds up over a day, in rows of its own (`BulkTaken`): the log is not read to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone

from accounts import events, policies
from accounts.actor import Actor
from accounts.models import BulkRequest, BulkTaken
from accounts.models.second_person import digest_of
from audit.core.action import action
from audit.core.entry import Entry, Reason, write
from audit.core.errors import Refused

Act = BulkRequest.Act

# What the floors above do when somebody asked, and when somebody answered: they put it into inboxes. They may only
# write rows, and must not refuse.
asked: list[Callable[[BulkRequest], None]] = []
answered: list[Callable[[BulkRequest], None]] = []


@dataclass(frozen=True, slots=True)
class Size:
    """How much of one act one person may decide on, from a day on. Two persons for bulk: OWASP ASVS 5.0.0, 2.3.5."""

    act: str
    most: int
    in_force_from: date
    in_force_to: date | None = None
    authority: str = "OWASP ASVS 5.0.0, 2.3.5; the number is proposed for the register"


SIZES = (
    Size(Act.EXPORT, 10_000, date(2026, 1, 1)),
    Size(Act.SEARCH, 1_000, date(2026, 1, 1)),
)
"""Changed numbers are new records."""
VALID_FOR = timedelta(hours=24)
ONE_TAKER = 20261127  # first half of the advisory lock's key; the second is the user
ONCE = frozenset({Act.EXPORT})


class NeedsSecondPerson(Refused):
    """It is too much for one person, and nobody has approved it. `act`, `scope` and `count` say what to ask for;
    `before` is what the person took already, where it is too much only with that."""

    def __init__(self, act: BulkRequest.Act, scope: Mapping[str, str], count: int, before: int = 0) -> None:
        too_much = f"more than {most_alone(act):,} entries. Another person, of another team, must approve it first."
        so_far = f"With the {before:,} that you took in the last 24 hours, this is " if before else "This is "
        super().__init__(so_far + too_much)
        self.act, self.scope, self.count = act, dict(scope), count


def most_alone(act: str, *, on: date | None = None) -> int:
    """How many entries one person may decide on.

    Raises:
        LookupError: no number was in force on that day.
    """
    day = on or timezone.localdate()
    for each in SIZES:
        if each.act == act and each.in_force_from <= day and (each.in_force_to is None or day <= each.in_force_to):
            return each.most
    raise LookupError(f"No size of {act} is in force on {day}")


def require_second_person(
    act: BulkRequest.Act, scope: Mapping[str, str], *, count: int, actor: Actor, reason: Reason,
    taken: int | None = None, is_used_up: bool = True,
) -> BulkRequest | None:  # fmt: skip
    """Let an act go on that is small, or that another person has approved, and note what is taken; inside the act, in
    its transaction. What is approved once is used up with it: if the act fails, it was not, and nothing was taken.

    `taken` is how many entries are taken now, where that is not `count`; they add up with what the person took alone in
    the last 24 hours. `is_used_up` is False for one part of what was approved: the other parts follow while its time
    runs.

    Raises:
        NeedsSecondPerson: it is larger, and there is no approval of this scope for this person that can be used.
    """
    now, alone, amount = timezone.now(), most_alone(act), count if taken is None else taken
    before = _taken_before(act, actor, now)
    if count <= alone and before + amount <= alone:
        _note_taken(act, amount, actor, now, None)
        return None

    found = _usable(act, scope, actor, now, is_once=act in ONCE and is_used_up)
    if found is None:
        raise NeedsSecondPerson(act, scope, count, before if count <= alone else 0)
    _note_taken(act, amount, actor, now, found)
    if found.used_at is None:
        found.used_at = now
        found.version += 1
        found.save(update_fields=["used_at", "version"])
        _note_use(found, count, actor, reason)
    return found


def _taken_before(act: BulkRequest.Act, actor: Actor, now: datetime) -> int:
    """What the person took alone in the last 24 hours. Whoever takes twice at once takes one after the other."""
    if actor.user_id is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ONE_TAKER, actor.user_id])
    return BulkTaken.objects.taken_alone(actor.user_id, act, at=now)


def _note_taken(
    act: BulkRequest.Act, count: int, actor: Actor, now: datetime, request: BulkRequest | None
) -> None:  # fmt: skip
    if count and actor.user_id is not None:
        BulkTaken.objects.create(act=act, count=count, taken_at=now, taken_by_id=actor.user_id, request=request)


def _usable(
    act: BulkRequest.Act, scope: Mapping[str, str], actor: Actor, now: datetime, *, is_once: bool
) -> BulkRequest | None:
    """The approval of this scope for this person that ends first. One that is for once must not have been used."""
    rows = BulkRequest.objects.usable(at=now).filter(act=act, scope_digest=digest_of(scope))
    rows = rows.filter(asked_by=actor.user_id or 0)
    if is_once:
        rows = rows.filter(used_at__isnull=True)
    return rows.select_for_update(of=("self",)).order_by("valid_until_at", "pk").first()


def _note_use(request: BulkRequest, count: int, actor: Actor, reason: Reason) -> None:
    entry = Entry(events.BULK_USED, actor, reason)
    entry.about(request)
    entry.record(act=request.act, count=count)
    write(entry)


def new_request(
    act: BulkRequest.Act, scope: Mapping[str, str], *, entry: Entry, actor: Actor, count: int, why: str
) -> BulkRequest:  # fmt: skip
    """Ask for a second person, inside the act of whoever may ask for this.

    Raises:
        Refused: a system asks, there is no reason, or it was asked for already.
    """
    if actor.user_id is None:
        raise Refused("A person must ask; a system cannot.")
    if not why.strip():
        raise Refused("Say why you need it: the second person decides by it.", field="why")
    digest = digest_of(scope)
    if BulkRequest.objects.waiting().filter(asked_by=actor.user_id, act=act, scope_digest=digest).exists():
        raise Refused("You have asked for this already. Wait for the answer.")

    made = BulkRequest.objects.create(
        act=act, scope=dict(scope), scope_digest=digest, count=count, why=why.strip(), asked_by_id=actor.user_id,
        force_id=actor.force_id, roles=list(actor.roles),
    )  # fmt: skip
    for tell in asked:
        tell(made)
    entry.about(made)
    entry.record(act=act, filters=dict(scope), count=count, why=made.why)
    return made


@action(event=events.BULK_ANSWERED, policy=policies.APPROVE_BULK)
def answer_bulk_request(
    request: BulkRequest, *, entry: Entry, actor: Actor, reason: Reason, is_approved: bool, why: str
) -> BulkRequest:
    """Approve, as another person of another team, what one person may not decide alone; or refuse it."""
    if request.is_approved is not None:
        raise Refused("Somebody has answered this already. Nothing was changed.")
    if not why.strip():
        raise Refused("Say why: whoever asked reads it.", field="why")

    request.is_approved, request.answer_reason = is_approved, why.strip()
    request.answered_at, request.answered_by_id = timezone.now(), actor.user_id
    request.valid_until_at = request.answered_at + VALID_FOR if is_approved else None
    request.version += 1
    request.save()
    for tell in answered:
        tell(request)
    entry.record(
        act=request.act, is_approved=is_approved, valid_until_at=request.valid_until_at, why=request.answer_reason
    )
    return request
