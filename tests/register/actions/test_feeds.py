from __future__ import annotations

import pytest
from django.db import transaction

from audit.core.errors import OutOfReach, PermissionDenied, Refused, Stale
from audit.models import Event
from register import outbox_handlers
from register.actions import feeds, outbox
from register.actions.feeds import importer, open_row, settle_row, start_import
from register.imports.loading import load
from register.models import FeedPart, FeedRun, LocalRecord, Outbox, Person, QuarantinedRow
from tests.builders import CALL, actor, force
from tests.register.imports.demo import cut
from tests.register.imports.loaded import imported, person_of, started, table_of

pytestmark = pytest.mark.django_db

NO_SURNAME = table_of({"surname": ""})


def begin(by: object, content: bytes = NO_SURNAME, *, force_code: str = "10", **more: object) -> FeedRun:
    run: FeedRun = start_import(
        force(force_code), actor=by, reason=CALL, file_name="people.csv", chunks=[content], **more
    )
    return run


def kept_aside(content: bytes = NO_SURNAME, *, force_code: str = "10") -> QuarantinedRow:
    return imported(content, force_code=force_code).quarantine.get()


def corrected(row: QuarantinedRow, **changes: str) -> dict[str, str]:
    return {**row.columns, **changes}


@pytest.mark.parametrize("role", ["force-administrator", "force-system"])
def test_start_import_keeps_the_file_and_names_who_sent_it(role: str) -> None:
    by = actor(role, force_code="10")

    run = begin(by)

    assert (run.status, run.started_by_id, run.rows_read) == ("waiting", by.user_id, 0)
    assert bytes(FeedPart.objects.get(run=run).content) == NO_SURNAME
    event = Event.objects.get(code="feed.started")
    assert (event.actor_ref, event.object_ref) == (by.ref, run.reference)


@pytest.mark.parametrize(
    ("role", "force_code"),
    [
        pytest.param("control-room-specialist", "10", id="a role that does not import"),
        pytest.param("supervisor", "10", id="a role that sees imports"),
        pytest.param("force-administrator", "13", id="the administrator of another force"),
    ],
)
def test_start_import_is_refused(role: str, force_code: str) -> None:
    with pytest.raises((PermissionDenied, OutOfReach)):
        begin(actor(role, force_code=force_code))

    assert not FeedRun.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [pytest.param(b"", "The file is empty", id="empty"), pytest.param(b"PK\x03\x04", "Excel workbook", id="workbook")],
)
def test_a_file_of_the_wrong_kind_is_refused_at_once(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        begin(actor("force-administrator", force_code="10"), content)

    assert refused.value.field == "file"
    assert not FeedRun.objects.exists()


def test_a_file_larger_than_allowed_is_refused(settings: object) -> None:
    settings.LARGEST_FEED_BYTES = 1024 * 1024  # type: ignore[attr-defined]

    with pytest.raises(Refused, match="larger than 1 MB"):
        begin(actor("force-administrator", force_code="10"), b"x" * (1024 * 1024 + 1))


def test_the_same_file_while_it_is_being_imported_is_the_same_import() -> None:
    by = actor("force-administrator", force_code="10")

    assert begin(by) == begin(by)
    assert begin(by) != begin(by, table_of({}))
    assert begin(by) != begin(actor("force-administrator"), force_code="13")


def test_an_import_in_the_background_is_loaded_by_the_worker_on_behalf_of_whoever_sent_it() -> None:
    by = actor("force-administrator", force_code="10")
    run = begin(by, table_of({}), in_background=True)
    row = Outbox.objects.get()
    assert (row.kind, row.payload) == ("import_feed", {"run": run.reference})

    outbox_handlers.handle(outbox.claim(row.pk))  # type: ignore[arg-type]

    run.refresh_from_db()
    row.refresh_from_db()
    assert (run.status, run.rows_new, row.done_at is not None) == ("done", 1, True)
    event = Event.objects.get(code="person.record_imported")
    assert (event.actor_ref, event.on_behalf_of) == ("system:importer", by.ref)


def test_a_large_import_is_worked_off_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("register.imports.loading.ROWS_OF_A_BATCH", 2)
    monkeypatch.setattr(outbox_handlers, "SECONDS_OF_IMPORT", 1e-9)
    run = begin(importer(force("10")), table_of({}, {"local_ref": "2"}, {"local_ref": "3"}), in_background=True)

    pieces = 0
    while row := Outbox.objects.filter(done_at=None).first():
        outbox_handlers.handle(outbox.claim(row.pk))  # type: ignore[arg-type]
        pieces += 1

    run.refresh_from_db()
    assert (run.status, run.rows_new, pieces) == ("done", 3, 3)


def test_an_import_that_fails_again_and_again_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(run: FeedRun, **more: object) -> bool:
        raise OSError

    monkeypatch.setattr(outbox_handlers, "load", breaks)
    run = begin(importer(force("10")), in_background=True)
    Outbox.objects.update(attempts=outbox.MOST_ATTEMPTS - 1)

    with pytest.raises(OSError):
        outbox_handlers.handle(outbox.claim(Outbox.objects.get().pk))  # type: ignore[arg-type]

    run.refresh_from_db()
    assert run.status == FeedRun.Status.FAILED
    assert "Import the same file again" in run.problem


def test_settle_row_loads_the_corrected_row() -> None:
    by = actor("force-administrator", force_code="10")
    row = kept_aside()

    settled = settle_row(row, actor=by, reason=CALL, record=corrected(row, surname="Kowalski"))

    assert person_of().display_name == "Marek Kowalski"
    assert (settled.person, settled.settled_by_id) == (person_of(), by.user_id)
    assert settled.settled_at is not None
    assert not QuarantinedRow.objects.open().exists()
    codes = Event.objects.filter(object_ref__in=[str(row.pk), person_of().reference])
    assert set(codes.values_list("code", flat=True)) >= {"feed.row_settled", "person.record_imported"}
    assert Event.objects.get(code="feed.row_settled").subject_ref == person_of().reference


def test_a_settled_row_that_the_force_sends_again_changes_nothing() -> None:
    row = kept_aside()
    settle_row(
        row, actor=actor("force-administrator", force_code="10"), reason=CALL, record=corrected(row, surname="Nowak")
    )

    again = imported(NO_SURNAME)

    assert (again.rows_same, again.rows_quarantined) == (1, 0)
    assert person_of().display_name == "Marek Nowak"


def test_a_row_that_waits_already_is_not_kept_twice() -> None:
    kept_aside()

    again = imported(NO_SURNAME)

    assert again.rows_quarantined == 1
    assert QuarantinedRow.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "column", "sentence"),
    [
        pytest.param({}, "surname", "only the forename", id="nothing corrected"),
        pytest.param(
            {"surname": "K", "date_of_birth": "31/02/1985"}, "date_of_birth", "no such day", id="another fault"
        ),
        pytest.param({"surname": "x" * 121}, "surname", "121 characters", id="too long"),
    ],
)
def test_settle_row_refuses_what_still_cannot_be_loaded(changes: dict[str, str], column: str, sentence: str) -> None:
    row = kept_aside()

    with pytest.raises(Refused, match=sentence) as refused:
        settle_row(
            row, actor=actor("force-administrator", force_code="10"), reason=CALL, record=corrected(row, **changes)
        )

    assert refused.value.field == column
    assert not Person.objects.exists()
    assert QuarantinedRow.objects.open().exists()


def test_settle_row_is_done_once() -> None:
    by = actor("force-administrator", force_code="10")
    row = kept_aside()
    settle_row(row, actor=by, reason=CALL, record=corrected(row, surname="Nowak"))

    with pytest.raises(Stale):
        settle_row(row, actor=by, reason=CALL, version=row.version, record=corrected(row, surname="Other"))
    with pytest.raises(Refused, match="already"):
        settle_row(row, actor=by, reason=CALL, record=corrected(row, surname="Other"))

    assert person_of().display_name == "Marek Nowak"


@pytest.mark.parametrize(
    ("role", "force_code"),
    [
        pytest.param("supervisor", "10", id="a role that only sees"),
        pytest.param("force-administrator", "13", id="another force"),
        pytest.param("oversight-auditor", None, id="a national body"),
    ],
)
def test_a_quarantined_row_is_out_of_reach(role: str, force_code: str | None) -> None:
    row, by = kept_aside(), actor(role, force_code=force_code)

    for act in (
        lambda: open_row(row, actor=by, reason=CALL),
        lambda: settle_row(row, actor=by, reason=CALL, record=corrected(row, surname="Nowak")),
    ):
        with pytest.raises((PermissionDenied, OutOfReach)):
            act()
    assert not Person.objects.exists()


def test_opening_a_quarantined_row_is_a_consultation() -> None:
    row = kept_aside()

    open_row(row, actor=actor("force-administrator", force_code="10"), reason=CALL)

    assert Event.objects.get(code="feed.row_opened").operation == "consultation"


@pytest.mark.parametrize("force_code", ["10", "13", "14"])
def test_every_quarantined_row_of_the_feeds_can_be_put_right(force_code: str) -> None:
    run = imported(cut(force_code, good=0), force_code=force_code)
    by = actor("force-administrator", force_code=force_code)
    right = {
        "surname": "Right", "date_of_birth": "1985-02-21", "Name": "RIGHT, Now", "DOB": "21/02/1985",
        "name.family": "Right", "birthDate": "1985-02-21",
    }  # fmt: skip

    for row in run.quarantine.all():
        assert row.column in row.columns or row.column == "name.family"
        settle_row(
            row, actor=by, reason=CALL, version=row.version, record=corrected(row, **{row.column: right[row.column]})
        )

    assert LocalRecord.objects.count() == run.rows_read


def test_a_refusal_of_the_database_in_one_row_leaves_the_transaction_usable() -> None:
    run = started(table_of({"forenames": "x" * 120, "surname": "y" * 120}))

    with transaction.atomic():
        load(run)

    assert QuarantinedRow.objects.count() == 1
    assert feeds.UNFINISHED
