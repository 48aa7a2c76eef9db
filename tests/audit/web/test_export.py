"""Downloads of the log: exact bytes, harmless cells, flat memory, and no byte before the event."""

from __future__ import annotations

import csv
import gc
import hashlib
import io
import json
import tempfile
import tracemalloc

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse

from audit.core.entry import Entry, Reason, commitment, plain
from audit.models import Event
from audit.web import export
from audit.web.export import FileFormat, harmless, write_file
from audit.web.words import Words
from tests import builders
from tests.audit.conftest import Session
from tests.audit.web.conftest import CHANGED, RECORD, SignIn, wrote


def written(file_format: FileFormat, *, read: bool = True) -> bytes:
    with tempfile.TemporaryFile() as file:
        events = Event.objects.concerning(RECORD).order_by("at", "id")
        made = write_file(events, file_format, Words.load(), file=file)
        body = file.read() if read else b""
    assert not read or (made.size, made.sha256) == (len(body), hashlib.sha256(body).hexdigest())
    return body


def cells() -> list[dict[str, str]]:
    text = written(FileFormat.CSV).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


HOSTILE = {
    "formula": '=HYPERLINK("http://example.org","x")',
    "plus": "+1",
    "minus": "-1",
    "minus sign": "\u22121",
    "at": "@SUM(A1)",
    "full-width equals": "\uff1d1",
    "full-width plus": "\uff0b1",
    "full-width minus": "\uff0d1",
    "full-width at": "\uff201",
    "small equals": "\ufe661",
    "tab": "\t=1",
    "CR": "\r=1",
    "LF": "\n=1",
    "NUL": "\x00=1",
    "space": " =1",
    "direction mark": "\u202e=1",
    "byte order mark": "\ufeff=1",
    "no-break space": "\xa0=1",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_cell_never_begins_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Priya Shah", "1-2", "a=b", "o'Neill", "\U0001f600"], ids=ascii)
def test_a_harmless_cell_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.django_db
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_reaches_the_spreadsheet_as_text(text: str) -> None:
    wrote(CHANGED, why=Reason(text, text), shown=(text,), recipients=(text,), line=text)

    (row,) = cells()

    for column in ("Shown", "Passed on to", "Reason", "Reason (code)"):
        assert row[column].startswith(harmless(plain(text)))


@pytest.mark.django_db
def test_the_spreadsheet_says_who_what_when_and_why() -> None:
    event = wrote(CHANGED, line=12, name="Marek Kowalski")

    (row,) = cells()

    assert row["Entry"] == str(event.pk)
    assert row["Time (UTC)"] == event.at.isoformat().replace("+00:00", "Z")
    assert (row["What happened"], row["Who"], row["Reason"]) == (
        "Person: changed",
        "Priya Shah",
        "Live call: Incident 4471",
    )
    assert (row["Record"], row["Force"], row["Recorded"]) == (RECORD, "West Yorkshire Police", '{"line": 12}')
    assert row["Kept apart"] == "actor_label name reason_text"
    assert row["Leaf hash"] == bytes(event.leaf_hash).hex()


@pytest.mark.django_db
@pytest.mark.parametrize("file_format", FileFormat, ids=str)
def test_no_personal_value_but_who_and_why_is_in_a_file(file_format: FileFormat) -> None:
    wrote(CHANGED, name="Kowalski", note="Kowalski")

    assert b"Kowalski" not in written(file_format)


@pytest.mark.django_db
def test_ndjson_has_the_exact_bytes_that_were_hashed() -> None:
    events = [wrote(CHANGED, line=number, name="x") for number in range(3)]

    lines = written(FileFormat.NDJSON).splitlines(keepends=True)

    assert len(lines) == 3
    for line, event in zip(lines, events, strict=True):
        payload = line[line.index(b',"payload":') + len(b',"payload":') : -len(b"}\n")]
        assert payload == bytes(event.payload)
        assert json.loads(line)["leaf_hash"] == hashlib.sha256(b"\x00" + payload).hexdigest()


@pytest.mark.django_db
@pytest.mark.parametrize("text", ['","payload":{}', "\u2028", "\n", "}"], ids=ascii)
def test_ndjson_stays_one_line_whose_payload_is_found(text: str) -> None:
    event = wrote(why=Reason("investigation", text))

    (line,) = written(FileFormat.NDJSON).split(b"\n")[:-1]

    assert line[line.index(b',"payload":') + len(b',"payload":') : -1] == bytes(event.payload)
    assert json.loads(line)["disclosed"]["reason_text"]["value"] == text


@pytest.mark.django_db
def test_what_is_disclosed_opens_its_commitment() -> None:
    wrote()

    (line,) = written(FileFormat.NDJSON).splitlines()

    said = json.loads(line)
    assert said["disclosed"].keys() == {"actor_label", "reason_text"}
    for field, opened in said["disclosed"].items():
        value = json.dumps(opened["value"], ensure_ascii=False)
        assert commitment(bytes.fromhex(opened["salt"]), value) == said["payload"]["commitments"][field]


@pytest.mark.django_db
def test_an_erased_value_leaves_the_rest_of_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name's row is gone, as after a lawful disposal."""
    monkeypatch.setattr("audit.models.event.WHO_AND_WHY", ("reason_text",))
    wrote()

    (row,) = cells()

    assert row["Who"] == row["Who (reference)"]


COPIES = """
    INSERT INTO audit_event (payload)
    SELECT convert_to(jsonb_set(said, '{id}', to_jsonb(gen_random_uuid()::text))::text, 'UTF8')
    FROM (SELECT convert_from(payload, 'UTF8')::jsonb AS said FROM audit_event WHERE id = %s) AS one,
        generate_series(1, %s)
"""


@pytest.mark.django_db
@pytest.mark.parametrize("file_format", FileFormat, ids=str)
def test_a_file_ten_times_as_long_takes_no_more_memory(
    file_format: FileFormat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "AT_ONCE", 50)
    event = wrote()

    def peak_with(copies: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute(COPIES, [event.pk, copies])
        gc.collect()
        tracemalloc.start()
        written(file_format, read=False)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    peak_with(0)

    assert peak_with(1_800) < peak_with(200) * 1.2


@pytest.mark.django_db(transaction=True)
def test_the_event_is_committed_before_the_first_byte(sign_in: SignIn, app: Session) -> None:
    with transaction.atomic():
        client = sign_in_auditor(sign_in)

    response = client.post(reverse("log-download"), {"file_format": "ndjson"})
    (promised,) = (
        app.execute("SELECT fields ->> 'sha256' FROM audit_event WHERE code = 'audit.exported'").fetchone() or ()
    )

    assert hashlib.sha256(response.getvalue()).hexdigest() == promised


@pytest.mark.django_db
def test_without_the_event_there_is_no_file(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in_auditor(sign_in)

    def refuse(entry: Entry) -> str:
        raise OperationalError("the disk of the log is full")

    monkeypatch.setattr("audit.core.action.write", refuse)
    client.raise_request_exception = False
    response = client.post(reverse("log-download"), {"file_format": "csv"})

    assert response.status_code == 503
    assert "Content-Disposition" not in response
    assert not response.streaming


def sign_in_auditor(sign_in: SignIn) -> Client:
    return sign_in(builders.user("oversight-auditor", force_code=None))
