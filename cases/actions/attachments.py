"""Documents of a case: attached, given to whoever may read them, withdrawn; and what the register does about them by
itself."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import File
from django.utils import timezone

from accounts.actor import Actor, system_actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import policies
from cases.actions.cases import require_open
from cases.actions.disclosures import whoever_acts
from cases.attachments import reading, scanner, store
from cases.attachments.content import checked
from cases.events import attachments as events
from cases.models import Attachment, AttachmentChange, Case, Incident
from cases.rules.attachments import FILE_TYPES, NotTaken, named
from register.actions.inbox import put
from register.actions.tasks import doers, may_do, raise_task, unhand
from register.models import IntegrityFinding, Notice, Task

KEEPER = system_actor("documents", {"attachment.keep": "national", "task.raise": "national"})
BY_ITSELF = Reason("system")
MISSING, DIFFERS = "attachment_missing", "attachment_differs"
"""Codes of the integrity checks that find a file that is gone, or not the one that was received."""
AT_A_TIME = 20
MOST_WAITING = 10_000
SECONDS_UNTIL_TRIED_AGAIN = 300
MEGABYTE = 1024**2

log = structlog.get_logger(__name__)
Step = AttachmentChange.Step


class NotAsReceived(Refused):
    """The file is gone, or is not the one that was received. `found` is its SHA-256 now, "" where it is gone."""

    def __init__(self, found: str) -> None:
        super().__init__("The file of this document is not as it was received. Nobody is given it: tell a supervisor.")
        self.found = found


@dataclass(frozen=True, slots=True)
class Opened:
    """A document whose bytes are those that were received, open at its beginning. Whoever has it closes it.

    `name` is that of the copy that is given out: what a browser remembers of it names nobody.
    """

    file: File[Any]
    media_type: str
    name: str


def attach(
    case: Case, *, actor: Actor, reason: Reason, file: File[Any], kind: Attachment.Kind,
    incident: Incident | None = None,
) -> Attachment:  # fmt: skip
    """Attach a document to a case. Its file is kept with its row or not at all.

    Raises:
        Refused: the case is closed, or the file is not taken; `field` is `file`.
    """
    with store.keeping() as keep:
        return _attach(case, actor=actor, reason=reason, file=file, kind=kind, incident=incident, keep=keep)


@action(event=events.DOCUMENT_ATTACHED, policy=policies.WORK_CASE)
def _attach(
    case: Case, *, entry: Entry, actor: Actor, reason: Reason, file: File[Any], kind: Attachment.Kind,
    incident: Incident | None, keep: store.Keep,
) -> Attachment:  # fmt: skip
    require_open(case)
    if incident is not None and incident.case_id != case.pk:
        raise Refused("This incident is not in the case. Choose one that is, or none.", field="incident")
    media_type = _media_type(file)
    kept = keep(file)
    if case.attachments.filter(sha256=kept.sha256, status=Attachment.Status.KEPT).exists():
        raise Refused("This very file is in the case already.", field="file")

    is_scanned = scanner.is_configured()
    made = Attachment.objects.create(
        case=case, person=case.person, force=case.force, incident=incident, kind=kind, name=named(file.name or ""),
        media_type=media_type, size=kept.size, sha256=kept.sha256, key=kept.key, uploaded_by_id=whoever_acts(actor),
        scan=Attachment.Scan.WAITING if is_scanned else Attachment.Scan.NOT_CONFIGURED,
    )  # fmt: skip
    _note(made, Step.ATTACHED, actor)
    entry.about(made, subject=case.person)
    entry.record(
        kind=made.kind, media_type=media_type, size=made.size, sha256=made.sha256, name=made.name,
        incident=incident.reference if incident else "",
    )  # fmt: skip
    return made


def open_document(attachment: Attachment, *, actor: Actor, reason: Reason) -> Opened:
    """Give a document to a reader. One that is not as it was received is given to nobody and noted at once.

    Raises:
        Refused: it is withheld from the reader, withdrawn, infected, not scanned yet or not as it was received.
    """
    try:
        return read_attachment(attachment, actor=actor, reason=reason)
    except NotAsReceived as problem:
        note_difference(attachment, actor=KEEPER, reason=BY_ITSELF, found=problem.found)
        raise


@action(event=events.DOCUMENT_READ, policy=policies.READ_ATTACHMENT, lock=False)
def read_attachment(attachment: Attachment, *, entry: Entry, actor: Actor, reason: Reason) -> Opened:
    """Open a document for this reader, its hash compared with the one of the day it was received."""
    is_kept_back = reading.is_withheld_from(attachment.case, actor=actor)
    if why_not := reading.refusal(attachment, is_kept_back=is_kept_back):
        raise Refused(why_not)
    file = _as_received(attachment)

    entry.about(attachment, subject=attachment.person)
    entry.record(kind=attachment.kind, media_type=attachment.media_type, size=attachment.size, sha256=attachment.sha256)
    extension = FILE_TYPES[attachment.media_type].extension
    return Opened(file, attachment.media_type, f"{attachment.reference}.{extension}")


@action(event=events.DOCUMENT_WITHDRAWN, policy=policies.WITHDRAW_ATTACHMENT)
def withdraw_attachment(attachment: Attachment, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> Attachment:
    """Withdraw a document that does not belong to the case. It is given to nobody any more."""
    if attachment.status == Attachment.Status.WITHDRAWN:
        raise Refused("This document was withdrawn already.")
    if not why.strip():
        raise Refused("Say why it is withdrawn.", field="why")

    attachment.status = Attachment.Status.WITHDRAWN
    _keep(attachment, Step.WITHDRAWN, actor, why=why.strip())
    entry.about(attachment, subject=attachment.person)
    entry.record(sha256=attachment.sha256, why=why.strip())
    return attachment


@action(event=events.DOCUMENT_DIFFERS, policy=policies.KEEP_ATTACHMENTS, lock=False)
def note_difference(attachment: Attachment, *, entry: Entry, actor: Actor, reason: Reason, found: str) -> None:
    """Note that a file is gone (`found` is "") or is another: in the log, and among what the integrity checks found
    without waiting for the night."""
    code, today = DIFFERS if found else MISSING, timezone.localdate()
    IntegrityFinding.objects.get_or_create(
        check_code=code, number=attachment.pk, gone_at=None,
        defaults={
            "reference": attachment.reference, "argument": attachment.case.reference, "force": attachment.force,
            "first_found_on": today, "last_found_on": today,
        },
    )  # fmt: skip
    log.error("document_not_as_received", code=code)
    entry.about(attachment, subject=attachment.person)
    entry.record(fault=code, sha256=attachment.sha256, found_sha256=found)


@action(event=events.DOCUMENT_SCANNED, policy=policies.KEEP_ATTACHMENTS)
def record_scan(
    attachment: Attachment, *, entry: Entry, actor: Actor, reason: Reason, verdict: scanner.Verdict
) -> Attachment:
    """Record what the scanner found. Of an infected document the owner of the case is told by a task."""
    if attachment.scan in (Attachment.Scan.CLEAN, Attachment.Scan.INFECTED):
        raise Refused("This document was scanned already.")

    attachment.scan = Attachment.Scan.INFECTED if verdict.is_infected else Attachment.Scan.CLEAN
    attachment.scanned_at = timezone.now()
    _keep(attachment, Step.FOUND_INFECTED if verdict.is_infected else Step.FOUND_CLEAN, actor, why=verdict.virus)
    if verdict.is_infected:
        _tell_owner(attachment, actor, reason)
    entry.about(attachment, subject=attachment.person)
    entry.record(scan=attachment.scan, sha256=attachment.sha256, virus=verdict.virus)
    return attachment


def scan_documents(*, seconds: float) -> int:
    """Let the scanner look at documents that wait for it, oldest first. Gives how many it looked at.

    A document that it cannot scan is tried again in five minutes, and holds up no other; a scanner that does not
    answer is tried again the next time. Two workers never look at the same document at once.
    """
    if not scanner.is_configured():
        return 0
    until, count, tried = monotonic() + seconds, 0, 0
    for number in Attachment.objects.unscanned().values_list("pk", flat=True)[:MOST_WAITING]:
        if tried == AT_A_TIME or monotonic() > until:
            break
        lease = f"scanning-document-{number}"
        if not cache.add(lease, True, SECONDS_UNTIL_TRIED_AGAIN):
            continue
        tried += 1
        attachment = Attachment.objects.select_related("case__owner", "force", "person").get(pk=number)
        try:
            count += _scanned(attachment)
        except scanner.Unavailable as error:
            cache.delete(lease)
            log.error("virus_scanner_unavailable", code="clamav", exc_info=error)
            break
    return count


def _scanned(attachment: Attachment) -> bool:
    file = store.opened(attachment.key)
    if file is None:
        if not _is_known_to_be_missing(attachment):
            note_difference(attachment, actor=KEEPER, reason=BY_ITSELF, found="")
        return False
    with file:
        try:
            verdict = scanner.scan(file.chunks())
        except scanner.Failed as error:
            log.error("document_not_scanned", code="clamav", exc_info=error)
            return False
    record_scan(attachment, actor=KEEPER, reason=BY_ITSELF, verdict=verdict)
    return True


def _is_known_to_be_missing(attachment: Attachment) -> bool:
    return IntegrityFinding.objects.filter(check_code=MISSING, number=attachment.pk, gone_at=None).exists()


def _media_type(file: File[Any]) -> Attachment.MediaType:
    most = settings.LARGEST_ATTACHMENT_BYTES
    if (file.size or 0) > most:
        raise Refused(
            f"The file is larger than {most // MEGABYTE} MB. Save it smaller or in parts, then choose that file.",
            field="file",
        )
    try:
        return Attachment.MediaType(checked(file).media_type)
    except NotTaken as problem:
        raise Refused(str(problem), field="file") from problem


def _as_received(attachment: Attachment) -> File[Any]:
    """The file, open at its beginning, every byte of it compared."""
    file = store.opened(attachment.key)
    if file is None:
        raise NotAsReceived("")
    size, digest = store.measured(file)
    if (size, digest) != (attachment.size, attachment.sha256):
        file.close()
        raise NotAsReceived(digest)
    file.seek(0)
    return file


def _tell_owner(attachment: Attachment, actor: Actor, reason: Reason) -> None:
    """A task that names nobody, for the owner of the case; for the team where the owner is away."""
    today, owner = timezone.localdate(), attachment.case.owner
    task = raise_task(
        attachment.force, actor=actor, reason=reason, kind=Task.Kind.REVIEW, team="safeguarding-officer",
        title=f"A virus was found in document {attachment.reference}", due_on=today, person=attachment.person,
        detail="Nobody is given it. Ask whoever sent it for a clean copy, and have the device it came from looked at.",
    )  # fmt: skip
    is_there = doers(attachment.force_id, on=today).filter(pk=owner.pk).exists()
    if task.owner_id is None and is_there and may_do(owner, task):
        unhand(task, actor=actor, owner_id=owner.pk, why="Owner of the case")
        put([owner.pk], Notice.Topic.GIVEN, task.reference, people=[attachment.person_id], source="task", page="task",
            argument=task.reference, due_on=task.due_on)  # fmt: skip


def _keep(attachment: Attachment, step: AttachmentChange.Step, actor: Actor, *, why: str) -> None:
    attachment.version += 1
    attachment.save()
    _note(attachment, step, actor, why=why)


def _note(attachment: Attachment, step: AttachmentChange.Step, actor: Actor, *, why: str = "") -> None:
    AttachmentChange.objects.create(attachment=attachment, step=step, why=why, changed_by_id=actor.user_id)
