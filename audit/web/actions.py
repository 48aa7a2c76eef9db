"""Reading the log. Each reading is an entry of its own, written before anything is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import IO

from django.db.models import Count, F

from accounts.actions.second_person import Act as Bulk
from accounts.actions.second_person import most_alone, new_request, require_second_person
from accounts.actor import Actor, Breadth
from accounts.models import BulkRequest
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from audit.models import Event, RowChange
from audit.models.event import EventQuerySet
from audit.tlog.checking import Checked, check_log
from audit.tlog.proof_file import Part, Proof, write_proven
from audit.web import events, policies
from audit.web.acts import Act, act
from audit.web.export import Export, FileFormat, write_file
from audit.web.scope import Scope
from audit.web.words import Words
from clients.dar_verify.keys import PublicKey

PAGE = 50
RECORD_PAGE = 200
MOST_EXPORTED = 100_000
A_RECORD = "audit.record"


@dataclass(frozen=True, slots=True)
class Found:
    """One page of entries, newest first, and whether older ones follow."""

    events: list[Event]
    has_older: bool

    @property
    def last(self) -> Event:
        return self.events[-1]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The entries of one record, and how many different actors did each kind of act."""

    page: Found
    actors: dict[Act, int]


@action(event=events.LOG_SEARCHED, policy=policies.READ_LOG, lock=False)
def search_log(scope: Scope, *, entry: Entry, actor: Actor, reason: Reason, after: Event | None = None) -> Found:
    """The entries within the scope and the actor's reach, newest first, going on after the given one.

    Raises:
        NeedsSecondPerson: so many were read before this page, or by reading on in searches of the last 24 hours, that
            another person must approve it.
    """
    found = _page(scope.narrow(Event.objects.visible_to(actor, by=policies.READ_LOG)), after, PAGE)
    if after is not None:
        require_second_person(
            Bulk.SEARCH, scope.as_text(), count=_depth(scope, actor, after), taken=len(found.events), actor=actor,
            reason=reason,
        )  # fmt: skip
    _name_record(entry, scope.record)
    entry.record(filters=scope.as_text(), count=len(found.events))
    entry.showed(str(each.pk) for each in found.events)
    return found


@action(event=events.RECORD_REVIEWED, policy=policies.READ_LOG, lock=False)
def review_record(
    reference: str,
    *,
    entry: Entry,
    actor: Actor,
    reason: Reason,
    only: Act | None = None,
    after: Event | None = None,
) -> Reviewed:
    """Who looked at, changed or received a record. A record that does not exist has no entries, and no other answer."""
    rows = Event.objects.visible_to(actor, by=policies.READ_LOG).concerning(reference).annotate(act=act())
    counted = rows.order_by().values("act").annotate(actors=Count("actor_ref", distinct=True))
    found = _page(rows.filter(act=only) if only else rows, after, RECORD_PAGE)
    _name_record(entry, reference)
    entry.record(act=only.value if only else "", count=len(found.events))
    return Reviewed(found, {Act(row["act"]): row["actors"] for row in counted})


@action(event=events.ENTRY_READ, policy=policies.READ_LOG, lock=False)
def read_entry(event: Event, *, entry: Entry, actor: Actor, reason: Reason) -> list[RowChange]:
    """Open one entry. Gives PostgreSQL's own notes of the rows that its transaction changed, of the tables of which the
    reader may know."""
    entry.subject_ref, entry.subject_category = event.subject_ref, event.subject_category
    rows = RowChange.objects.filter(xid=event.xid).exclude(table_name__in=policies.tables_hidden_from(actor))
    return list(rows.order_by("pk")[:RECORD_PAGE])


@action(event=events.LOG_VERIFIED, policy=policies.READ_LOG, lock=False)
def verify_log(keys: Sequence[PublicKey], *, entry: Entry, actor: Actor, reason: Reason) -> Checked:
    """Verify the log where it lies, by its public keys. Of an entry that is wrong no more is said than its number."""
    checked = check_log(keys)
    entry.record(size=checked.size, is_sound=checked.is_sound)
    return checked


@action(event=events.LOG_EXPORTED, policy=policies.EXPORT_LOG, lock=False)
def export_log(
    scope: Scope, *, entry: Entry, actor: Actor, reason: Reason, file_format: FileFormat, file: IO[bytes],
    part: int | None = None, size: int | None = None,
) -> Export:  # fmt: skip
    """Write the entries within the scope to a file that nobody sees yet; its rows and its hash stand in the event.

    The caller sends the file after this returns: the event is committed by then. `part` and `size` ask for one part of
    a range that ends at the checkpoint of that size (`parts_of`). The second person approves the whole of it, however
    little one part holds.

    Raises:
        Refused: there are more entries than one file may hold, or there is no such part.
        NeedsSecondPerson: there are more than one person may take away in a day, and nobody has approved it.
    """
    is_proven = file_format is FileFormat.PROVEN
    asked = _asked(scope, actor, is_proven=is_proven)
    whole = _range_of(scope, actor, size, is_proven=is_proven) if is_proven or part else None
    proof = _part_of(whole, part or 1) if whole else None
    rows = proof.narrow(asked) if proof else asked.order_by("at", "id")
    if rows[: MOST_EXPORTED + 1].count() > MOST_EXPORTED:
        raise Refused(f"There are more than {MOST_EXPORTED:,} entries. Go back, and take them in parts.")
    count = (whole.narrow(asked) if whole else rows).count()
    is_part = proof is not None and proof.part is not None
    require_second_person(
        Bulk.EXPORT, scope.as_text(), count=count, taken=rows.count() if is_part else None, actor=actor, reason=reason,
        is_used_up=not is_part,
    )  # fmt: skip

    if proof and is_proven:
        export = Export(*write_proven(rows, proof, file=file))
    else:
        export = write_file(rows, file_format, Words.load(), file=file)
    _name_record(entry, scope.record)
    entry.recipients = [actor.ref]
    entry.record(filters=scope.as_text(), file_format=file_format.value, rows=export.rows, sha256=export.sha256)
    if proof and proof.part:
        entry.record(part=proof.part.number, parts=proof.part.of, tree_size=proof.last.size)
    return export


@action(event=events.BULK_ASKED, policy=policies.READ_LOG, lock=False)
def ask_second_person(
    scope: Scope, *, entry: Entry, actor: Actor, reason: Reason, act: BulkRequest.Act, why: str
) -> BulkRequest:
    """Ask another person to approve that so much of the log is downloaded, or read on in."""
    if act == Bulk.EXPORT:
        policies.EXPORT_LOG.require(actor)
    reached = Event.objects.visible_to(actor, by=policies.EXPORT_LOG if act == Bulk.EXPORT else policies.READ_LOG)
    count = scope.narrow(reached).count()
    return new_request(act, scope.as_text(), entry=entry, actor=actor, count=count, why=why)


def _depth(scope: Scope, actor: Actor, after: Event) -> int:
    """How many entries of this search stand before the page, counted as far as it matters."""
    rows = scope.narrow(Event.objects.visible_to(actor, by=policies.READ_LOG)).filter(at__gte=after.at)
    return rows[: most_alone(Bulk.SEARCH) + 1].count()


def parts_of(
    scope: Scope, actor: Actor, file_format: FileFormat = FileFormat.PROVEN
) -> tuple[int, list[Part]]:  # fmt: skip
    """The size of the log at which the range of the scope ends now, and the parts in which it is given; without proofs
    only those that hold something. No parts: one file holds it all."""
    is_proven = file_format is FileFormat.PROVEN
    asked = _asked(scope, actor, is_proven=is_proven)
    if not is_proven and asked[: MOST_EXPORTED + 1].count() <= MOST_EXPORTED:
        return 0, []
    whole = _range_of(scope, actor, None, is_proven=is_proven)
    parts = whole.parts(MOST_EXPORTED)
    if is_proven:
        return whole.last.size, parts if len(parts) > 1 else []
    place = (F("leaf__number") - whole.start) / MOST_EXPORTED
    filled = set(whole.narrow(asked).order_by().values_list(place, flat=True).distinct())
    return whole.last.size, [each for each in parts if each.number - 1 in filled]


def _asked(scope: Scope, actor: Actor, *, is_proven: bool) -> EventQuerySet:
    """What is asked for, within reach. A period that is proven is one between two checkpoints, not between days."""
    reached = Event.objects.visible_to(actor, by=policies.EXPORT_LOG)
    return (scope.of_any_day() if is_proven else scope).narrow(reached)


def _part_of(proof: Proof, number: int) -> Proof:
    parts = proof.parts(MOST_EXPORTED)
    if not 1 <= number <= len(parts):
        raise Refused("This range has no such part. Go back, and choose one of its parts.")
    return replace(proof, part=parts[number - 1]) if len(parts) > 1 else proof


def _range_of(scope: Scope, actor: Actor, size: int | None, *, is_proven: bool) -> Proof:
    """The sealed range that holds the scope's days, and what is claimed about it. Without proofs it ends with the
    newest checkpoint: an entry that was sealed late is in it too."""
    is_national = Breadth.NATIONAL in actor.breadths(policies.EXPORT_LOG.permission)
    asked = scope.of_any_day().as_text()
    if not is_national:
        asked["force"] = actor.force_code
    proof = Proof.between(scope.since, scope.until if is_proven else None, asked, size=size)
    if proof is None:
        raise Refused("These entries have not been sealed and signed yet. Wait a minute, then try again.")
    return proof


def _page(rows: EventQuerySet, after: Event | None, size: int) -> Found:
    shown = list(rows.newest_first(after=after).with_details()[: size + 1])
    return Found(shown[:size], has_older=len(shown) > size)


def _name_record(entry: Entry, reference: str) -> None:
    if reference:
        entry.object_type, entry.object_ref = A_RECORD, reference
