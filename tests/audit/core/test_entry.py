"""An entry's bytes: canonical, complete, and harmless whatever was typed."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from django.db import connection, connections, transaction

from accounts.actor import Actor
from audit.core.context import Origin, acting_from
from audit.core.entry import LONGEST_VALUE, Entry, Reason, commitment, plain, write
from audit.core.events import FREE_TEXT, OPERATIONAL, PERSONAL, SPECIAL, EventType, Operation
from audit.models import Detail, Event
from tests.audit.conftest import Session

VECTORS = Path(__file__).resolve().parents[2] / "clients" / "vectors" / "jcs.json"
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "formula": '=HYPERLINK("http://example.org")',
    "NUL": "a\x00b",
    "control characters": "a\x01\x1b[31m\x7f",
    "lone surrogate": "a\ud800b",
    "right to left": "\u202eevil\u202c",
    "emoji": "\U0001f9d1\u200d\U0001f692",
    "10 kB": "x" * 10_240,
    "quotes and braces": '","payload":{}}\n\\',
    "line separators": "a\u2028b\r\nc",
    "tabs and lines": "a\tb\nc\t\n",
}
EVENT = EventType(
    "test.typed",
    "Somebody typed something.",
    Operation.COLLECTION,
    {"plainly": OPERATIONAL, "name": PERSONAL, "health": SPECIAL, "note": FREE_TEXT},
)


def written(entry: Entry) -> Event:
    with transaction.atomic():
        event_id = write(entry)
    return Event.objects.with_details().get(pk=event_id)


def an_entry(text: str = "text", **more: Any) -> Entry:
    """An entry that carries the text wherever typed text can come."""
    actor = Actor(ref="U-1", label=text, force_code="13", roles=("supervisor",), on_behalf_of=text)
    entry = Entry(EVENT, actor, Reason("supervision", text), object_ref=text, **more)
    entry.record(plainly=text, name=text, health=text, note=text)
    entry.references, entry.recipients = [text], [text]
    return entry


@pytest.mark.parametrize("vector", json.loads(VECTORS.read_text("utf-8")), ids=lambda vector: vector["name"])
def test_canonical_json_as_rfc_8785_has_it(vector: dict[str, str]) -> None:
    assert rfc8785.dumps(json.loads(vector["input"])) == vector["output"].encode()


@pytest.mark.django_db
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_whatever_was_typed_is_recorded_and_still_proven(text: str) -> None:
    with acting_from(Origin("web", "s", text)):
        event = written(an_entry(text))

    assert_proven(event)
    kept = {detail.field: json.loads(detail.value) for detail in Detail.objects.filter(event=event)}
    everything = {**kept, "plainly": event.fields["plainly"], "shown": event.references[0], "to": event.recipients[0]}
    assert set(everything.values()) == {plain(text)}


def assert_proven(event: Event) -> None:
    """The bytes are canonical, the leaf is their hash, and each value kept apart opens its commitment."""
    payload = bytes(event.payload)
    said = json.loads(payload)
    assert rfc8785.dumps(said) == payload
    assert bytes(event.leaf_hash) == hashlib.sha256(b"\x00" + payload).digest()
    details = {each.field: commitment(bytes(each.salt), each.value) for each in Detail.objects.filter(event=event)}
    assert details == said["commitments"]
    assert details.keys() == {"name", "health", "note", "actor_label", "reason_text"}


@pytest.mark.django_db
def test_every_column_says_what_the_payload_says() -> None:
    entry = an_entry(object_type="register.person", subject_ref="DAR-1", subject_category="suspect")
    with acting_from(Origin("web", "s", "r")):
        event = written(entry)

    said = json.loads(bytes(event.payload))
    assert {
        "id": str(event.id),
        "xid": str(event.xid),
        "at": event.at.isoformat(),
        "code": event.code,
        "operation": event.operation,
        "outcome": event.outcome,
        "actor": {
            "ref": event.actor_ref,
            "kind": event.actor_kind,
            "force": event.actor_force,
            "roles": event.actor_roles,
            "on_behalf_of": event.on_behalf_of,
        },
        "origin": {"channel": event.channel, "session": event.session, "request": event.request},
        "object": {"type": event.object_type, "ref": event.object_ref},
        "subject": {"ref": event.subject_ref, "category": event.subject_category},
        "references": event.references,
        "recipients": event.recipients,
        "reason": event.reason,
        "fields": event.fields,
    } == {key: value for key, value in said.items() if key not in ("v", "commitments")}


@pytest.mark.django_db
def test_every_column_of_the_table_comes_from_the_payload() -> None:
    """The columns that the test above compares are all there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM information_schema.columns WHERE table_name = 'audit_event'")
        assert cursor.fetchone() == (len(Event._meta.concrete_fields),)


@pytest.mark.django_db
def test_no_personal_value_stands_in_the_event_itself() -> None:
    entry = an_entry("plain")
    entry.record(name="Kowalski", health="Kowalski", note="Kowalski")
    entry.reason = Reason("supervision", "Kowalski")
    entry.actor = Actor(ref="U-1", label="Kowalski")

    assert b"Kowalski" not in bytes(written(entry).payload)


@pytest.mark.django_db
def test_the_same_value_is_committed_to_differently_each_time() -> None:
    first, second = written(an_entry("same")), written(an_entry("same"))

    assert not set(first.commitments.values()) & set(second.commitments.values())


@pytest.mark.django_db
def test_an_entry_too_large_is_refused() -> None:
    entry = an_entry()
    entry.record(plainly=["x" * 3_000] * 21)

    with pytest.raises(ValueError, match="larger than 60000"):
        written(entry)


@pytest.mark.django_db
def test_only_what_changed_is_recorded_as_changed() -> None:
    entry = an_entry()
    entry.values.clear()
    entry.changed(plainly=(date(2026, 1, 1), date(2026, 2, 1)), note=("same", "same"))

    assert written(entry).fields == {"plainly": {"old": "2026-01-01", "new": "2026-02-01"}}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, None),
        (True, True),
        (7, 7),
        (2**53, "9007199254740992"),
        (-(2**63), "-9223372036854775808"),
        (1.5, "1.5"),
        (date(2026, 11, 23), "2026-11-23"),
        (datetime(2026, 11, 23, 9, tzinfo=UTC), "2026-11-23T09:00:00+00:00"),
        ({"a": {1}}, {"a": [1]}),
        (("a", None), ["a", None]),
        ("x" * (LONGEST_VALUE + 1), "x" * LONGEST_VALUE + "… (4001 characters)"),
    ],
    ids=["none", "bool", "int", "2^53", "-2^63", "float", "date", "moment", "mapping", "tuple", "long"],
)
def test_a_value_as_canonical_json_can_hold_it(value: Any, said: Any) -> None:
    assert plain(value) == said
    rfc8785.dumps(plain(value))


THREADS, EACH = 8, 25


@pytest.mark.django_db(transaction=True)
def test_events_written_at_once_all_wait_for_the_sealer(owner: Session) -> None:
    def write_some(thread: int) -> None:
        try:
            for _ in range(EACH):
                written(an_entry(f"thread {thread}"))
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(write_some, range(THREADS)))

    waiting = owner.execute(
        "SELECT count(*), count(DISTINCT event_id) FROM audit_pending JOIN audit_event ON audit_event.id = event_id"
        " WHERE code = %s",
        [EVENT.code],
    ).fetchone()
    assert waiting == (THREADS * EACH, THREADS * EACH)
    assert Event.objects.filter(code=EVENT.code).count() == THREADS * EACH


@pytest.mark.django_db
def test_events_about_a_record_are_found_by_index() -> None:
    """Empty lists are in none: PostgreSQL would read the whole log if it were not told that this one is not."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    plan = Event.objects.concerning("DAR-1").explain()

    assert "Seq Scan" not in plan
    assert {"audit_event_subject", "audit_event_object", "audit_event_references"} <= set(plan.split())
