"""Planting records of nobody, so that whoever touches one is found, and taking them out again."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.facts import is_no_name
from register.actions.feeds import IMPORTING, importer, start_import
from register.actions.outbox import enqueue
from register.events import standards as events
from register.imports.feed import open_feed
from register.imports.mappings import mappings
from register.imports.problems import RowProblem, Unreadable
from register.imports.received import Received
from register.imports.understanding import understand
from register.imports.written import Said, file_of
from register.models import CanaryRecord, CardRow, FeedRun, LocalRecord, Person, RetentionClock, SearchKey
from register.retention import erasing
from register.retention.returning import disposed_among
from register.rules.dates import read_date

OWN_DOCUMENTS, OWN_FILE = "register", "people.ndjson"


@action(event=events.CANARY_PLANTED, policy=policies.PLANT_CANARY, lock=False)
def plant_canary(
    force: Force, *, entry: Entry, actor: Actor, reason: Reason, local_reference: str, forenames: str, surname: str,
    date_of_birth: date, why: str, sex: Person.Sex = Person.Sex.MALE, line_1: str = "", town: str = "",
    postcode: str = "", number: str = "",
) -> CanaryRecord:  # fmt: skip
    """Plant a record of nobody. A worker imports it, as a file of the force with this one row, so that nothing tells it
    from what the force's own system sent; this entry names the planting, and no person."""
    if actor.person_id is None:
        raise Refused("Somebody must say that it is planted.")
    if is_no_name(forenames.strip(), surname.strip()):
        raise Refused("Give at least a forename or a surname.", field="surname")
    if problem := read_date(date_of_birth.isoformat(), today=timezone.localdate()).problem:
        raise Refused(problem, field="date_of_birth")
    if not why.strip():
        raise Refused("Say why it is planted.", field="why")

    said = Said(
        local_reference.strip(), forenames.strip(), surname.strip(), sex, date_of_birth, line_1.strip(), town.strip(),
        postcode.strip(), number.strip(),
    )  # fmt: skip
    _require_free(said.local_reference, force)
    file_name, content = _file_like_the_last(said, force)
    canary = CanaryRecord.objects.create(
        force=force, local_reference=said.local_reference, file_name=file_name, content=content,
        why=why.strip()[:300], planted_by_id=actor.person_id,
    )  # fmt: skip
    enqueue("plant_record", {"canary": canary.reference})
    entry.about(canary)
    entry.record(force=force.code, why=why.strip())
    return canary


@action(event=events.CANARY_RETIRED, policy=policies.RETIRE_CANARY)
def retire_canary(canary: CanaryRecord, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> CanaryRecord:
    """Take a planted record out: nobody finds it any more. That it was one is kept, with whoever touched it."""
    if canary.retired_at is not None:
        raise Refused("This was taken out already. Nothing was changed.")
    if not why.strip():
        raise Refused("Say why it is taken out.", field="why")
    if actor.person_id is None:
        raise Refused("Somebody must say that it is taken out.")
    if canary.run_id is not None and canary.person_id is None:
        raise Refused("It is being written at this moment. Take it out in a minute.")

    if canary.person_id is not None:
        _empty(Person.objects.select_for_update().get(pk=canary.person_id))
    canary.retired_at, canary.retired_by_id, canary.retired_why = timezone.now(), actor.person_id, why.strip()[:300]
    canary.content = b""
    canary.save(update_fields=["retired_at", "retired_by", "retired_why", "content"])
    entry.record(why=why.strip())
    return canary


@transaction.atomic
def begin_import_of(reference: str) -> FeedRun | None:
    """Take in the file of a planted record, once; none of one that was taken out, or whose local reference the force's
    system has given to somebody since. Gives the import, begun now or before."""
    standing = CanaryRecord.objects.select_for_update(of=("self",)).select_related("force", "run__force")
    canary = standing.filter(reference=reference, retired_at__isnull=True).first()
    if canary is None:
        return None
    if canary.run is not None:
        return canary.run
    if LocalRecord.objects.filter(force=canary.force, local_reference=canary.local_reference).exists():
        return None
    canary.run = start_import(
        canary.force, actor=importer(canary.force), reason=IMPORTING, file_name=canary.file_name,
        chunks=[bytes(canary.content)],
    )  # fmt: skip
    canary.save(update_fields=["run"])
    return canary.run


def name_planted(run: FeedRun, person_id: int) -> None:
    """Note whom the import of a planted record made, in the transaction that makes them. Every import asks it alike;
    that of a planted record makes one person."""
    CanaryRecord.objects.filter(run=run, person__isnull=True).update(person=person_id, content=b"")


def _empty(person: Person) -> None:
    erasing.empty(person)
    person.disposed_at = timezone.now()
    person.save()
    CardRow.objects.filter(person=person).delete()
    SearchKey.objects.filter(person=person).delete()
    RetentionClock.objects.filter(person=person).delete()


def _require_free(local_reference: str, force: Force) -> None:
    """The reference is nobody's yet; that the force's system never gives it, professional standards see to."""
    if not local_reference:
        raise Refused("Give a reference as the force’s own system gives them.", field="local_reference")
    waiting = CanaryRecord.objects.filter(force=force, local_reference=local_reference, person__isnull=True)
    held = LocalRecord.objects.filter(force=force, local_reference=local_reference)
    is_waiting = waiting.filter(retired_at__isnull=True).exists()
    if is_waiting or held.exists() or disposed_among(force, [local_reference]):
        raise Refused("The force has a record with this reference. Give another one.", field="local_reference")


def _file_like_the_last(said: Said, force: Force) -> tuple[str, bytes]:
    """The name and the bytes of a file with this one row, as the force sent its last file; where it sent none, one of
    the register's own documents. It is read here as an import reads it, so that nothing of it goes into the quarantine
    and nobody is asked to check it."""
    runs = FeedRun.objects.filter(force=force, status=FeedRun.Status.DONE, mapping__in=mappings())
    last = runs.order_by("-pk").values_list("mapping", "file_name").first()
    code, file_name = last or (OWN_DOCUMENTS, OWN_FILE)
    try:
        content = file_of(said, mappings()[code])
        doubts = _read_back(content).doubts
    except UnicodeEncodeError as error:
        raise Refused("The force’s own export cannot hold one of these letters.", field="surname") from error
    except (RowProblem, Unreadable) as error:
        raise Refused(f"As a row of the force’s own export it cannot be read: {error}") from error
    if doubts:
        raise Refused(f"Somebody would be asked to check it. {doubts[0]}")
    return file_name, content


def _read_back(content: bytes) -> Received:
    feed = open_feed(lambda: [content])
    (row,) = feed.rows()
    return understand(row.record, feed.mapping, today=timezone.localdate())
