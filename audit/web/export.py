"""The log as a file: NDJSON with the exact bytes that are proven, or CSV for a spreadsheet.

Each line of the NDJSON is one JSON object: `disclosed` (the values kept apart that the reader may see, each with the
salt that opens its commitment), `leaf_hash` in hex, and last `payload`, the canonical bytes exactly as they were.
`leaf_hash` is SHA-256 of a zero byte and everything between `"payload":` and the final brace.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from django.db.models import TextChoices

from audit.models import Event
from audit.models.event import EventQuerySet
from audit.web.words import Words, at_utc, title

AT_ONCE = 1_000
# What a spreadsheet takes for the beginning of a formula, once wide and small forms are folded to ASCII.
FORMULA_STARTS = frozenset("=+-@\N{MINUS SIGN}")


class FileFormat(TextChoices):
    """How a download is written."""

    CSV = "csv", "CSV, for a spreadsheet"
    NDJSON = "ndjson", "NDJSON, with the exact bytes that can be verified"
    PROVEN = "zip", "Zip with proofs, for dar-verify: sealed entries, and what shows that none is missing"


@dataclass(frozen=True, slots=True)
class Export:
    """What was written: how many entries, how many bytes, and their SHA-256 in hex."""

    rows: int
    size: int
    sha256: str


def write_file(events: EventQuerySet, file_format: FileFormat, words: Words, *, file: IO[bytes]) -> Export:
    """Write the events, in their order, to the file, and leave it at its start.

    Memory stays flat: rows are read by a cursor of the server and leave for the disk.
    """
    digest, rows = hashlib.sha256(), 0
    for line, is_row in _lines(events, file_format, words):
        file.write(line)
        digest.update(line)
        rows += is_row
    size = file.tell()
    file.seek(0)
    return Export(rows, size, digest.hexdigest())


def _lines(events: EventQuerySet, file_format: FileFormat, words: Words) -> Iterator[tuple[bytes, bool]]:
    each: Iterator[Event] = events.with_details().iterator(chunk_size=AT_ONCE)
    if file_format is FileFormat.NDJSON:
        yield from ((ndjson_line(event), True) for event in each)
        return
    yield "\N{BYTE ORDER MARK}".encode() + csv_line(list(COLUMNS)), False
    yield from ((csv_line([cell(event, words) for cell in COLUMNS.values()]), True) for event in each)


def ndjson_line(event: Event) -> bytes:
    """One event with its exact payload; ends in a line feed."""
    disclosed = {
        detail.field: {"value": json.loads(detail.value), "salt": bytes(detail.salt).hex()}
        for detail in sorted(event.disclosed, key=lambda detail: detail.field)
    }
    head = json.dumps({"disclosed": disclosed, "leaf_hash": bytes(event.leaf_hash).hex()}, separators=(",", ":"))
    return head[:-1].encode() + b',"payload":' + bytes(event.payload) + b"}\n"


def csv_line(cells: list[str]) -> bytes:
    """One line of RFC 4180 CSV: every cell quoted and none of them a formula."""
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow([harmless(each) for each in cells])
    return line.getvalue().encode()


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet runs: one that would begin a formula, or begins with something that is not
    seen, gets an apostrophe before it (OWASP, CSV injection)."""
    begins = unicodedata.normalize("NFKC", next(iter(text), ""))
    return f"'{text}" if begins in FORMULA_STARTS or _is_unseen(text[:1]) else text


def _is_unseen(character: str) -> bool:
    """Whether it is a space, a control or a format character: NUL, tab, a direction mark, a byte order mark."""
    return bool(character) and unicodedata.category(character)[0] in "CZ"


COLUMNS: dict[str, Callable[[Event, Words], str]] = {
    "Time (UTC)": lambda event, words: at_utc(event.at),
    "Entry": lambda event, words: str(event.pk),
    "What happened": lambda event, words: title(event.code),
    "Meaning": lambda event, words: event.sentence,
    "Operation": lambda event, words: event.operation,
    "Outcome": lambda event, words: event.outcome,
    "Who": lambda event, words: words.who(event),
    "Who (reference)": lambda event, words: event.actor_ref,
    "Person or system": lambda event, words: event.actor_kind,
    "Force": lambda event, words: words.body(event),
    "Force (code)": lambda event, words: event.actor_force,
    "Roles": lambda event, words: words.roles_of(event),
    "On behalf of": lambda event, words: event.on_behalf_of,
    "Channel": lambda event, words: event.channel,
    "Session": lambda event, words: event.session,
    "Request": lambda event, words: event.request,
    "Kind of record": lambda event, words: event.object_type,
    "Record": lambda event, words: event.object_ref,
    "Person concerned": lambda event, words: event.subject_ref,
    "Category of person": lambda event, words: event.subject_category,
    "Shown": lambda event, words: " ".join(event.references),
    "Passed on to": lambda event, words: words.recipients_of(event),
    "Reason": lambda event, words: words.why(event),
    "Reason (code)": lambda event, words: event.reason,
    "Recorded": lambda event, words: json.dumps(event.fields, ensure_ascii=False, sort_keys=True),
    "Kept apart": lambda event, words: " ".join(sorted(event.commitments)),
    "Leaf hash": lambda event, words: bytes(event.leaf_hash).hex(),
}
