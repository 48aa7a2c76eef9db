"""The integrity checks of documents: every file is there, is the one that was received, and belongs to a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.utils import timezone

from cases import policies
from cases.attachments import scanner, store
from cases.models import Attachment
from register.integrity.checks import CHECKS, MOST, NOBODYS, Check, Found, Severity, rows
from register.models import IntegrityFinding
from register.readers import Readers

READ_IN_A_NIGHT = 2000
"""So many files are read whole in one night, about; a larger store takes several nights."""
UNSCANNED_FOR = timedelta(hours=1)
OF_NO_ROW_FOR = timedelta(days=1)
_TOGETHER = 500


def _missing(at: datetime) -> Iterable[Found]:
    kept = Attachment.objects.order_by("pk").values_list("pk", "force", "reference", "case__reference", "key")
    for number, force, reference, case, key in kept.iterator():
        if not store.is_there(key):
            yield Found("document", number, force, reference, case)


def _differing(at: datetime) -> Iterable[Found]:
    """Of the night's share, and of those that differed the last time, for a fault stays found until it is mended."""
    nights = 1 + Attachment.objects.count() // READ_IN_A_NIGHT
    tonight = timezone.localdate(at).toordinal() % nights
    known = set(
        IntegrityFinding.objects.standing().filter(check_code="attachment_differs").values_list("number", flat=True)
    )
    kept = Attachment.objects.order_by("pk").values_list("pk", "force", "reference", "case__reference", "key", "sha256")
    for number, force, reference, case, key, sha256 in kept.iterator():
        if number % nights == tonight or number in known:
            digest = store.digest_of(key)
            if digest is not None and digest != sha256:
                yield Found("document", number, force, reference, case)


def _without_a_row(at: datetime) -> Iterable[Found]:
    """Files older than a day: a younger one may be of an act that has not ended."""
    old = (key for key, kept_at in store.everything() if kept_at < at - OF_NO_ROW_FOR)
    while some := list(islice(old, _TOGETHER)):
        of_rows = set(Attachment.objects.filter(key__in=some).values_list("key", flat=True))
        for key in some:
            if key not in of_rows:
                yield Found("file", _number_of(key), None, f"file {key.hex}")


def _unscanned(at: datetime) -> Iterable[Found]:
    """Of those that were attached before there was a scanner only once there is one."""
    late = Attachment.objects.unscanned().filter(uploaded_at__lt=at - UNSCANNED_FOR)
    if not scanner.is_configured():
        late = late.filter(scan=Attachment.Scan.WAITING)
    return rows(late, force="force", argument="case__reference")


def _number_of(key: UUID) -> int:
    """A number for a file that has no row to give it one."""
    return key.int >> 65


def _at_most(found: Iterable[Found]) -> Iterator[Found]:
    """One more than a check may give, at the most."""
    return islice(iter(found), MOST + 1)


_DOCUMENTS = Readers(Attachment, policies.READ_ATTACHMENT, ("person",))

CHECKS += [
    Check("attachment_missing", "The file of every document is in the store.", Severity.SAFETY,
          "Restore the file from the backup under its own name. Until then the document is given to nobody.",
          lambda at: _at_most(_missing(at)), _DOCUMENTS, "case", "case.see"),
    Check("attachment_differs", "The file of every document is the one that was received.", Severity.SAFETY,
          "Find out who reached the store; then restore the file from the backup.",
          lambda at: _at_most(_differing(at)), _DOCUMENTS, "case", "case.see"),
    Check("attachment_not_scanned", "With a virus scanner set up, every document is scanned within the hour.",
          Severity.WORK, "See that the scanner and the worker run.", _unscanned, _DOCUMENTS, "case",
          "case.see"),
    Check("file_of_no_document", "Every file in the store belongs to a document.", Severity.LAW,
          "Whoever runs the service sees whether the database was restored from an older backup than the files, and "
          "erases the file where it was not.", lambda at: _at_most(_without_a_row(at)), NOBODYS),
]  # fmt: skip
