"""Uploading a feed, watching it and correcting its quarantine, by Django's client."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from audit.models import Event
from register.actions.feeds import settle_row
from register.imports.loading import load
from register.models import FeedRun, Outbox, Person, QuarantinedRow
from tests.builders import CALL, actor, sign_in, user
from tests.register.imports.demo import cut
from tests.register.imports.loaded import imported, person_of, started, table_of

pytestmark = pytest.mark.django_db

Post = Callable[..., str]


@pytest.fixture
def admin() -> Client:
    return sign_in(Client(), user("force-administrator", force_code="10"))


@pytest.fixture
def supervisor() -> Client:
    return sign_in(Client(), user("supervisor", force_code="10"))


def page(client: Client, address: str, **headers: str) -> str:
    return client.get(address, headers=headers).content.decode()


def test_upload_feed_keeps_the_file_for_a_worker(admin: Client) -> None:
    answer = admin.post("/feeds/new", {"file": SimpleUploadedFile("people.csv", table_of({})), "mapping": ""})

    run = FeedRun.objects.get()
    assert (run.force.code, run.file_name, run.status) == ("10", "people.csv", "waiting")
    assert answer.url == f"/feeds/{run.reference}"
    assert Outbox.objects.get().payload == {"run": run.reference}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        pytest.param({}, "Choose the file that your records system exported", id="no file"),
        pytest.param({"file": SimpleUploadedFile("a.csv", b"")}, "The file is empty", id="empty"),
        pytest.param({"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04")}, "Excel workbook", id="workbook"),
        pytest.param({"file": SimpleUploadedFile("a.csv", b"x"), "mapping": "no"}, "Which export is it?", id="mapping"),
    ],
)
def test_upload_feed_says_what_is_wrong(admin: Client, fields: dict[str, object], sentence: str) -> None:
    answer = admin.post("/feeds/new", fields).content.decode()

    assert sentence in answer
    assert not FeedRun.objects.exists()


def test_upload_feed_of_too_large_a_file(admin: Client, settings: object) -> None:
    settings.LARGEST_FEED_BYTES = 1024 * 1024  # type: ignore[attr-defined]
    file = SimpleUploadedFile("a.csv", b"x" * (1024 * 1024 + 1))

    answer = admin.post("/feeds/new", {"file": file}).content.decode()

    assert "The file is larger than 1 MB. Export it in several files." in answer


def test_feeds_lists_the_imports_of_the_own_force(admin: Client) -> None:
    own, other = imported(table_of({"surname": ""})), imported(table_of({}), force_code="13")

    listed = page(admin, "/feeds")

    assert own.reference in listed and other.reference not in listed
    assert "1 row could not be loaded and waits, to be corrected" in listed or "1 row could not be loaded" in listed
    assert "/feeds/new" in listed


def test_a_supervisor_sees_imports_and_can_neither_import_nor_correct(supervisor: Client) -> None:
    run = imported(table_of({"surname": ""}))

    assert "/feeds/new" not in page(supervisor, "/feeds")
    assert "/rows/" not in page(supervisor, f"/feeds/{run.reference}")
    assert supervisor.get("/feeds/new").status_code == 403
    assert supervisor.get(f"/feeds/{run.reference}/rows/1").status_code == 403


def test_feed_run_asks_again_until_it_has_ended_and_then_no_more(admin: Client) -> None:
    run = started(table_of({}))
    address = f"/feeds/{run.reference}"
    waiting = page(admin, address)
    polled = page(admin, address, **{"HX-Request": "true"})

    load(run)

    ended = page(admin, address, **{"HX-Request": "true"})
    assert "Waiting for a worker" in waiting and "hx-get" in waiting
    assert "Waiting for a worker" in polled and "<html" not in polled
    assert "hx-get" not in ended and "<html" not in ended and "New people" in ended
    assert "hx-get" not in page(admin, address)


def test_feed_run_shows_how_far_it_is(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("register.imports.loading.ROWS_OF_A_BATCH", 2)
    run = started(table_of({}, {"local_ref": "2"}, {"local_ref": "3"}))
    load(run, seconds=1e-9)

    assert "Loading: 2 of 3 rows." in page(admin, f"/feeds/{run.reference}")


def test_feed_run_of_a_file_that_could_not_be_read_lists_what_can(admin: Client) -> None:
    run = imported(b"Surname,Colour\nSmith,red\n")

    shown = page(admin, f"/feeds/{run.reference}")

    assert "The file could not be read" in shown
    assert "Nominal Ref, Name, DOB" in shown


def test_feed_run_lists_the_rows_to_correct_with_what_to_do(admin: Client) -> None:
    first, second = imported(table_of({"surname": ""})), imported(table_of({"date_of_birth": "1985-02-31"}))

    shown = page(admin, f"/feeds/{second.reference}")

    assert shown.index("1985-02-31") < shown.index("only the forename")
    assert "Enter the surname." in shown
    assert f"/feeds/{first.reference}/rows/1" in shown


def fields_of(row: QuarantinedRow, **changes: str) -> dict[str, str]:
    """What the form sends: each column of the row in its box, with the changes."""
    boxes = {f"column_{number}": {**row.columns, **changes}[column] for number, column in enumerate(row.columns)}
    return {**boxes, "version": str(row.version)}


def test_quarantined_row_stands_column_by_column_with_the_cursor_in_the_wrong_one(admin: Client) -> None:
    row = imported(table_of({"surname": ""})).quarantine.get()

    shown = page(admin, f"/feeds/{row.run.reference}/rows/1")

    assert shown.count("autofocus") == 1
    wrong = shown[shown.index("autofocus") - 300 : shown.index("autofocus") + 100]
    assert 'name="column_2"' in wrong
    assert 'value="12 Elm Road"' in shown
    assert "Enter the surname." in shown
    assert Event.objects.filter(code="feed.row_opened").count() == 1


def test_quarantined_row_is_corrected_and_loaded(admin: Client) -> None:
    row = imported(table_of({"surname": ""})).quarantine.get()

    answer = admin.post(f"/feeds/{row.run.reference}/rows/1", fields_of(row, surname="Kowalski"))

    assert answer.url == f"/feeds/{row.run.reference}"
    assert person_of().display_name == "Marek Kowalski"
    assert "Corrected and loaded by" in page(admin, f"/feeds/{row.run.reference}/rows/1")


def test_quarantined_row_that_is_still_wrong_loses_nothing_typed(admin: Client) -> None:
    row = imported(table_of({"surname": ""})).quarantine.get()
    typed = fields_of(row, surname="Typed", date_of_birth="31/02/1985", town="Typed town")

    answer = admin.post(f"/feeds/{row.run.reference}/rows/1", typed).content.decode()

    assert "cannot be a date of birth" in answer
    assert 'value="Typed"' in answer and 'value="Typed town"' in answer
    assert not Person.objects.exists()


def test_quarantined_row_corrected_by_two_is_corrected_once(admin: Client) -> None:
    row = imported(table_of({"surname": ""})).quarantine.get()
    late = fields_of(row, surname="Late")
    settle_row(
        row,
        actor=actor("force-administrator", force_code="10"),
        reason=CALL,
        record={**row.columns, "surname": "First"},
    )

    answer = admin.post(f"/feeds/{row.run.reference}/rows/1", late).content.decode()

    assert "Somebody else corrected this row" in answer
    assert person_of().display_name == "Marek First"


def test_quarantined_row_of_another_force_is_not_there() -> None:
    row = imported(table_of({"surname": ""})).quarantine.get()
    other = sign_in(Client(), user("force-administrator", force_code="13"))

    hidden = other.get(f"/feeds/{row.run.reference}/rows/1")
    absent = other.get("/feeds/F-0000000000/rows/1")

    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    assert other.post(f"/feeds/{row.run.reference}/rows/1", fields_of(row, surname="X")).status_code == 404
    assert other.get(f"/feeds/{row.run.reference}").status_code == 404


@pytest.mark.parametrize(
    ("content", "force_code"),
    [
        pytest.param(table_of({"surname": "", "town": "<script>alert(1)</script>"}), "10", id="table"),
        pytest.param(cut("13", good=0), "13", id="one column a name"),
        pytest.param(cut("14", good=0), "14", id="documents"),
        pytest.param(
            b'{"reference": "1", "name": {"family": "<script>"}, "birthDate": ""}\n{"<script>": ', "14", id="broken"
        ),
        pytest.param(table_of({}) + b'"<script>,1\n', "10", id="ragged"),
    ],
)
def test_every_quarantined_row_is_shown_and_hostile_text_is_inert(content: bytes, force_code: str) -> None:
    client = sign_in(Client(), user("force-administrator", force_code=force_code))
    run = imported(content, force_code=force_code)
    assert run.rows_quarantined

    for row in run.quarantine.all():
        shown = page(client, f"/feeds/{run.reference}/rows/{row.number}")
        assert "<script>alert(1)" not in shown and "<script>," not in shown and 'label="<script>' not in shown
        assert "Save and load" in shown
    assert "<script>alert(1)" not in page(client, f"/feeds/{run.reference}")


def test_a_row_that_could_not_be_taken_apart_can_be_typed_in() -> None:
    client = sign_in(Client(), user("force-administrator", force_code="14"))
    good = b'{"reference": "1", "name": {"family": "A"}, "birthDate": ""}\n'
    run = imported(good + b'{"reference": "2", broken\n', force_code="14")
    shown = page(client, f"/feeds/{run.reference}/rows/2")
    boxes = {column: box for box, column in _boxes(shown).items()}

    answer = client.post(
        f"/feeds/{run.reference}/rows/2",
        {boxes["reference"]: "2", boxes["name.family"]: "Typed", boxes["addresses.0.town"]: "Sheffield",
         boxes["identifiers.0.type"]: "CRO", boxes["identifiers.0.value"]: "065656/91H", "version": "1"},
    )  # fmt: skip

    assert answer.status_code == 302
    assert person_of("2").display_name == "Typed"
    assert person_of("2").address_set.get().town == "Sheffield"
    assert person_of("2").identifier_set.get().value == "065656/91H"


def _boxes(shown: str) -> dict[str, str]:
    """Name of each box → its label."""
    import re

    return {name: label.strip() for name, label in re.findall(r'for="id_(column_\d+)"[^>]*>\s*([^<]+)', shown)}
