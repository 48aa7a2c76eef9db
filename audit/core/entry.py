"""One entry of the log while it is being written, and its exact bytes.

The payload is the canonical JSON (RFC 8785) of everything the event says; PostgreSQL derives every column from it and
refuses a payload whose transaction or time is not the current one (audit/migrations/0001). Personal values are kept in
`audit_detail` with a 32-byte random salt; the payload holds SHA-256(salt ‖ value) for each of them.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import uuid_utils
from django.db import connection, models

from audit.core.actor import AuditedActor
from audit.core.canonical import canonical
from audit.core.context import current_origin
from audit.core.events import EventType, Handling

LARGEST_PAYLOAD = 60_000
LONGEST_VALUE = 4_000
MOST_REFERENCES = 200


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody acts: a short code, and words or an incident number where the code asks for them."""

    code: str
    text: str = ""


@dataclass(slots=True)
class Entry:
    """What one action says about itself. The action fills it in; the frame writes it once, before the commit."""

    event: EventType
    actor: AuditedActor
    reason: Reason
    outcome: str = "done"
    object_type: str = ""
    object_ref: str = ""
    subject_ref: str = ""
    subject_category: str = ""
    references: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def about(self, thing: models.Model, *, subject: models.Model | None = None) -> None:
        """Name the object and, where it belongs to a person, the data subject with its category (DPA 2018 s.38(3))."""
        self.object_type = thing._meta.label_lower
        self.object_ref = reference_of(thing)
        subject = subject if subject is not None else getattr(thing, "person", None) or thing
        category = getattr(subject, "subject_category", None)
        if category is not None:
            self.subject_ref, self.subject_category = reference_of(subject), str(category)

    def record(self, **values: Any) -> None:
        """Record field values; each must be declared by the event.

        Raises:
            ValueError: the event does not declare a field of that name.
        """
        unknown = values.keys() - self.event.fields.keys()
        if unknown:
            raise ValueError(f"{self.event.code} does not declare {', '.join(sorted(unknown))}")
        self.values.update(values)

    def changed(self, **changes: tuple[Any, Any]) -> None:
        """Record fields as (old, new) pairs, leaving out those that stayed the same."""
        pairs = {name: {"old": old, "new": new} for name, (old, new) in changes.items() if old != new}
        self.record(**{name: {k: plain(v) for k, v in pair.items()} for name, pair in pairs.items()})

    def showed(self, references: Iterable[str]) -> None:
        """The references of the records that were put before the reader."""
        self.references = list(references)[:MOST_REFERENCES]


def reference_of(thing: models.Model) -> str:
    """The opaque reference by which the log knows a record: its own `reference`, or its primary key."""
    return str(getattr(thing, "reference", None) or thing.pk)


def plain(value: Any) -> Any:
    """A value as JSON can hold it: dates as ISO text, big integers as text, hostile characters replaced, and of a text
    longer than 4,000 characters its beginning and its length."""
    if type(value) is str and value.isascii() and len(value) <= LONGEST_VALUE and "\x00" not in value:
        return value  # most of what there is
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, Mapping):
        return {plain(str(k)): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    text = str(value.isoformat() if hasattr(value, "isoformat") else value)
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}… ({len(text)} characters)"


def write(entry: Entry) -> str:
    """Write the entry in the current transaction and return its id (a UUIDv7).

    Raises:
        ValueError: the payload would be larger than 60,000 bytes.
        django.db.DatabaseError: PostgreSQL refused it; the act it belongs to must not go on.
    """
    (event_id,) = write_all([entry])
    return event_id


def write_all(entries: Sequence[Entry]) -> list[str]:
    """Write many entries of one transaction by as many statements as one needs, and return their ids in order.

    Raises:
        ValueError, django.db.DatabaseError: as `write`; none of them is written then.
    """
    written = [_Written.of(entry) for entry in entries]
    kept_apart = "\n".join(line for each in written for line in each.kept_apart)
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_write(%s, %s)", ["\n".join(each.payload for each in written), kept_apart])
    return [each.event_id for each in written]


@dataclass(frozen=True, slots=True)
class _Written:
    """An entry as `audit_write` of PostgreSQL takes it (audit/migrations/0006): its canonical JSON with a tab where
    time and transaction belong, and a line of event, field, salt and JSON for each value kept apart from it."""

    event_id: str
    payload: str
    kept_apart: list[str]

    @classmethod
    def of(cls, entry: Entry) -> _Written:
        event_id = str(uuid_utils.uuid7())
        commitments, kept_apart = {}, []
        for name, value in _kept_apart(entry).items():
            salt = secrets.token_bytes(32)
            commitments[name] = commitment(salt, value)
            kept_apart.append(f"{event_id}\t{name}\t{salt.hex()}\t{value}")
        payload = _payload(entry, event_id, commitments)
        size = len(payload.encode()) + len(_LONGEST_STAMP)
        if size > LARGEST_PAYLOAD:
            raise ValueError(f"An event of {size} bytes is larger than {LARGEST_PAYLOAD}")
        return cls(event_id, payload, kept_apart)


_LONGEST_STAMP = f',"at":"2026-11-27T00:00:00.000000+00:00","xid":"{2**64 - 1}"'


def commitment(salt: bytes, value: str) -> str:
    """Hex SHA-256 of the salt followed by the value's canonical JSON bytes."""
    return hashlib.sha256(salt + value.encode()).hexdigest()


def _kept_apart(entry: Entry) -> dict[str, str]:
    """Field name → canonical JSON of each value that may not stand in the event itself."""
    personal = {
        name: value for name, value in entry.values.items() if entry.event.fields[name] is not Handling.OPERATIONAL
    }
    personal |= {"actor_label": entry.actor.label, "reason_text": entry.reason.text}
    return {name: canonical(plain(value)) for name, value in personal.items() if value not in ("", None)}


def _payload(entry: Entry, event_id: str, commitments: dict[str, str]) -> str:
    """What is said of who, and after a tab all else; "at" belongs between them, "xid" behind: that is the order of
    their names."""
    origin = current_origin()
    operational = {
        name: plain(value) for name, value in entry.values.items() if entry.event.fields[name] is Handling.OPERATIONAL
    }
    said = {
        "v": 1,
        "id": event_id,
        "code": entry.event.code,
        "operation": entry.event.operation.value,
        "outcome": entry.outcome,
        "origin": {"channel": origin.channel, "session": origin.session, "request": plain(origin.request)},
        "object": {"type": entry.object_type, "ref": plain(entry.object_ref)},
        "subject": {"ref": entry.subject_ref, "category": entry.subject_category},
        "references": plain(entry.references),
        "recipients": plain(entry.recipients),
        "reason": plain(entry.reason.code),
        "fields": operational,
        "commitments": commitments,
    }
    actor = entry.actor
    who = _who(actor.ref, actor.kind, actor.force_code, actor.roles, actor.on_behalf_of)
    return f'{{"actor":{who}\t{canonical(said)[1:-1]}'


@lru_cache(maxsize=1_000)
def _who(ref: str, kind: str, force: str, roles: tuple[str, ...], on_behalf_of: str) -> str:
    return canonical(
        {"ref": ref, "kind": kind, "force": force, "roles": list(roles), "on_behalf_of": plain(on_behalf_of)}
    )
