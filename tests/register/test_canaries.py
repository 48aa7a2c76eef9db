"""Records that professional standards plant look like any other, count nowhere, and tell of whoever touches them."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.db.models import Model
from django.test import Client

from accounts.models import User
from audit.core.errors import OutOfReach, Refused
from audit.models import Detail, Event, RowChange
from audit.web.policies import READ_LOG
from register.actions.canaries import plant_canary, retire_canary
from register.actions.touches import READING, read_log
from register.canaries import not_canary
from register.change_feed.log import Position, events_after
from register.change_feed.reading import told
from register.imports.planting import write_planted
from register.matching.candidates import comparable_with
from register.models import (
    Address,
    CanaryRecord,
    CardRow,
    FeedRun,
    LocalRecord,
    LogReading,
    Notice,
    Outbox,
    Person,
    PersonName,
    Phone,
    RetentionClock,
    Task,
    Touch,
)
from register.outbox_handlers import handle
from register.policies import TABLES_OF_STANDARDS
from register.reconciliation import UNDATED, months_of, records_of
from register.retention import keeping
from tests import builders
from tests.builders import CALL, sign_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
TODAY, BORN = date(2026, 11, 26), date(1979, 5, 4)
BY: dict[str, Any] = {"reason": CALL}
ALL = 2**62


@pytest.fixture(autouse=True)
def _today(db: None) -> Iterator[None]:
    LogReading.objects.create(name=READING, transaction=0, event=UUID(int=0))
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk() -> User:
    return builders.user("professional-standards")


def planted(desk: User, **more: Any) -> CanaryRecord:
    assert desk.force is not None
    given: dict[str, Any] = {
        "forenames": "Gareth", "surname": "Quillfeather", "date_of_birth": BORN, "why": "Curiosity",
        "line_1": "12 Mill Road", "town": "Leeds", "postcode": "LS6 3AA", "number": "07700 900345",
        "local_reference": "13DA/009999/26",
    }  # fmt: skip
    canary = plant_canary(desk.force, actor=desk.actor(on=TODAY), **given | more, **BY)
    write_planted(canary.reference)
    canary.refresh_from_db()
    return canary


def person_of(canary: CanaryRecord) -> Person:
    assert canary.person is not None
    return canary.person


def page_of(who: User, address: str) -> Any:
    return sign_in(Client(), who).get(address)


def test_a_planted_record_is_found_and_opened_as_any_other(desk: User) -> None:
    canary, reader = planted(desk), builders.user()
    client = sign_in(Client(), reader)

    found = client.post("/lookup", {"q": "gareth quillfeather"}, follow=True).content.decode()
    card = client.get(f"/people/{person_of(canary).reference}/card")

    assert person_of(canary).reference in found
    assert card.status_code == 200 and "Quillfeather" in card.content.decode()
    assert "planted" not in card.content.decode().lower()


# What stands in the log, in the run and in the record is that of an import of the force's own file

OWN = {
    "Nominal Ref": "13DA/000113/26", "Name": "WILLIAMSON, Glen", "DOB": "12/12/1984", "Gender": "M", "PNCID": "",
    "Last known address": "100 High Road, Bradford, BD22 5LB", "Tel": "07700 900067",
}  # fmt: skip
COPIED_APART = {"id", "xid", "at"}
"""What differs between any two entries; the rest is compared as it stands, or by its form where it names a record."""
REFERENCE = re.compile(r"DAR-[0-9A-Z]{4}-[0-9A-Z]{4}|\b(F|U)-[0-9a-f]+|13DA/\d{6}/26|\b[0-9a-f]{64}\b")


def imported(folder: Path) -> FeedRun:
    """A file of the force, brought in by the command."""
    file = folder / "nominals.csv"
    with file.open("w", newline="", encoding="utf-8") as text:
        writer = csv.DictWriter(text, OWN)
        writer.writeheader()
        writer.writerow(OWN)
    call_command("import_feed", str(file), force_code="13")
    return FeedRun.objects.latest("pk")


def entries_of(run: FeedRun) -> list[Event]:
    """The entries of a run: of itself, and of what it made."""
    people = LocalRecord.objects.filter(received_at__gte=run.created_at).values_list("person__reference", flat=True)
    rows = Event.objects.filter(actor_ref="system:importer").order_by("at", "id")
    return [each for each in rows if each.object_ref in {run.reference, *people} and _is_of(each, run)]


def _is_of(event: Event, run: FeedRun) -> bool:
    return run.reference in (event.object_ref, event.fields.get("run"))


def shape_of(event: Event) -> dict[str, Any]:
    """An entry with nothing but what it says: each reference by its form, each commitment by the field it is of, and
    whatever is kept apart by its own form."""
    said = {name: value for name, value in json.loads(bytes(event.payload)).items() if name not in COPIED_APART}
    said["commitments"] = sorted(said["commitments"])
    details = Detail.objects.filter(event=event.pk).order_by("field").values_list("field", "value")
    said["kept apart"] = [(field, _form(json.loads(value))) for field, value in details]
    return json.loads(REFERENCE.sub(lambda found: re.sub(r"[0-9A-Za-z]", "0", found[0]), json.dumps(said)))


def _form(value: Any) -> Any:
    """The names and kinds of what a value holds."""
    if isinstance(value, dict):
        return {name: _form(each) for name, each in sorted(value.items())}
    return [_form(each) for each in value] if isinstance(value, list) else type(value).__name__


def row_form(row: Model) -> dict[str, Any]:
    """A row with each value by its kind; what is the same for all rows as it is."""
    values = {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields}
    same = {
        "force_id", "owner_force_id", "source", "subject_category", "status", "mapping", "encoding", "started_by_id",
        "problem", "is_match_due", "is_restricted", "kind", "protection", "recorded_by_id", "version", "file_name",
        "rows_total", "rows_read", "rows_new", "rows_changed", "rows_same", "rows_quarantined", "rows_doubtful",
        "sequence", "source_id", "changed_on", "content_sha256", "remarks",
    }  # fmt: skip
    return {name: value if name in same else (type(value).__name__, not value) for name, value in values.items()}


def both(desk: User, folder: Path) -> tuple[FeedRun, FeedRun]:
    """The run of an imported file, and that of a planted record."""
    real = imported(folder)
    canary = planted(desk, forenames="Gareth")
    assert canary.run is not None
    return real, canary.run


def test_the_entries_of_a_planted_record_are_those_of_an_imported_one_field_by_field(
    desk: User, tmp_path: Path
) -> None:
    real, false = both(desk, tmp_path)

    entries = [[shape_of(each) for each in entries_of(run)] for run in (real, false)]

    assert [each["code"] for each in entries[0]] == ["feed.started", "person.record_imported", "feed.ended"]
    assert entries[0] == entries[1]
    assert {(each["origin"]["session"], each["origin"]["request"]) for each in entries[1]} == {("", "")}


def test_the_rows_of_a_planted_record_are_those_of_an_imported_one(desk: User, tmp_path: Path) -> None:
    real, false = both(desk, tmp_path)

    forms = []
    for run in (real, false):
        reference = next(each.object_ref for each in entries_of(run) if each.code == "person.record_imported")
        person = Person.objects.get(reference=reference)
        rows: list[Model] = [run, person, LocalRecord.objects.get(person=person), CardRow.objects.get(person=person)]
        rows += [row for model in (PersonName, Address, Phone) for row in model._base_manager.filter(person=person)]
        forms.append([(type(each).__name__, row_form(each)) for each in rows])

    assert forms[0] == forms[1]
    assert len(forms[0]) == 7


def test_nothing_that_others_read_in_the_log_joins_the_planting_to_the_record(desk: User) -> None:
    lead, session = builders.user("supervisor"), sign_in(Client(), desk)
    born = {"date_of_birth_day": "4", "date_of_birth_month": "5", "date_of_birth_year": "1979"}
    session.post("/standards/planted/new", {
        "surname": "Quillfeather", "sex": "M", "why": "Curiosity", "local_reference": "13DA/009999/26", **born,
    })  # fmt: skip
    for row in Outbox.objects.filter(kind="plant_record"):
        handle(row)
    reference = person_of(CanaryRecord.objects.get()).reference

    planting = Event.objects.get(code="standards.canary_planted")
    read = Event.objects.visible_to(lead.actor(on=TODAY), by=READ_LOG)

    assert reference not in bytes(planting.payload).decode()
    assert planting.actor_ref == desk.reference and planting.session
    assert not read.filter(code__startswith="standards.").exists()
    assert not Event.objects.filter(session=planting.session).concerning(reference).exists()
    assert Outbox.objects.get(kind="plant_record").done_at is not None


def test_the_planting_and_each_step_of_the_import_are_transactions_of_their_own(
    transactional_db: None, tmp_path: Path
) -> None:
    with transaction.atomic():
        desk = builders.user("professional-standards")
    real, false = both(desk, tmp_path)
    planting = Event.objects.get(code="standards.canary_planted")

    steps = [[each.xid for each in entries_of(run)] for run in (real, false)]

    assert [len(set(each)) for each in steps] == [3, 3]
    assert planting.xid not in steps[1]
    alone = {apps.get_model(label)._meta.db_table for label in TABLES_OF_STANDARDS}
    changed = [
        set(RowChange.objects.filter(xid__in=each).exclude(table_name__in=alone).values_list(
            "table_name", "operation")) for each in steps
    ]  # fmt: skip
    assert changed[0] == changed[1]


def test_it_is_written_in_the_columns_of_the_forces_last_file(desk: User, tmp_path: Path) -> None:
    real, false = both(desk, tmp_path)

    assert (false.mapping, false.file_name, false.encoding) == (real.mapping, real.file_name, real.encoding)
    assert false.mapping == "west-yorkshire"


def test_an_interrupted_planting_is_gone_on_with_and_makes_one_record(desk: User) -> None:
    canary = planted(desk)

    write_planted(canary.reference)

    assert Person.objects.count() == 1
    assert FeedRun.objects.get().status == "done"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param({"local_reference": " "}, "local_reference", id="no reference"),
        pytest.param({"local_reference": "13DA/009999/26"}, "local_reference", id="a reference that is taken"),
        pytest.param({"postcode": "nowhere", "local_reference": "13DA/1/26"}, None, id="what an import would doubt"),
    ],
)
def test_nothing_is_planted_that_an_import_would_not_take(given: dict[str, str], field: str | None, desk: User) -> None:
    planted(desk)

    with pytest.raises(Refused) as refusal:
        planted(desk, **given)

    assert refusal.value.field == field
    assert CanaryRecord.objects.count() == 1


def test_the_feed_tells_of_it_as_of_an_imported_one(desk: User, tmp_path: Path) -> None:
    real, false = both(desk, tmp_path)
    began = Position(0, 0, UUID(int=0))

    changes = told(events_after(began, below=ALL, limit=500), builders.actor(), began=0)

    people = [each for each in changes if each.kind == "people"]
    assert {each.type for each in people} == {"person.record_imported"} and len(people) == 2
    assert real != false


def test_the_forces_system_that_compares_what_is_held_finds_nothing_that_it_did_not_send(
    desk: User, tmp_path: Path
) -> None:
    imported(tmp_path)
    before = months_of(builders.force())
    planted(desk)

    held = records_of(builders.force(), UNDATED, after="", most=10)

    assert months_of(builders.force()) == before and [each.count for each in before] == [1]
    assert [each.local_reference for each in held] == ["13DA/000113/26"]


def test_nobody_has_work_with_it_and_it_is_kept_as_long_as_an_imported_one(desk: User, tmp_path: Path) -> None:
    imported(tmp_path)
    canary = planted(desk)

    keeping.sweep(on=TODAY)

    assert not Task.objects.filter(person=canary.person).exists()
    assert len(set(RetentionClock.objects.values_list("force", "review_due_on", "limit_code"))) == 1
    assert RetentionClock.objects.filter(person=canary.person).exists()
    assert not list(keeping.stored_and_recomputed(on=TODAY))


def test_one_that_is_taken_out_is_kept_no_longer(desk: User) -> None:
    canary = planted(desk)
    keeping.sweep(on=TODAY)

    retire_canary(canary, actor=desk.actor(on=TODAY), why="The matter is closed", **BY)

    assert not RetentionClock.objects.exists()
    assert not list(keeping.stored_and_recomputed(on=TODAY))


def test_it_is_compared_with_nobody_and_counted_nowhere(desk: User) -> None:
    canary, person = planted(desk), builders.person(forenames="Gareth", surname="Quillfeather", date_of_birth=BORN)

    assert not comparable_with(person).filter(pk=canary.person_id).exists()
    assert not comparable_with(person_of(canary)).exists()
    assert list(Person.objects.filter(not_canary())) == [person]


@pytest.mark.parametrize(
    "address",
    ["/people/{}/card", "/people/{}/record", "/people/{}/timeline", "/api/v1/people/{}/card",
     "/api/v1/people/{}/record"],
)  # fmt: skip
def test_whoever_touches_it_is_told_of(address: str, desk: User) -> None:
    canary, reader = planted(desk), builders.user()
    read_log(below=ALL)

    page_of(reader, address.format(person_of(canary).reference))
    found = read_log(below=ALL)

    touch = Touch.objects.get()
    assert found == 1
    assert (touch.kind, touch.user, touch.person) == ("canary", reader, canary.person)
    assert set(Notice.objects.filter(topic="standards").values_list("user", flat=True)) == {desk.pk}


def test_one_that_is_shown_among_others_was_not_touched(desk: User) -> None:
    planted(desk)
    read_log(below=ALL)

    sign_in(Client(), builders.user()).post("/lookup", {"q": "gareth quillfeather"}, follow=True)

    assert read_log(below=ALL) == 0


def test_the_force_that_planted_it_is_told_of_somebody_of_another(desk: User) -> None:
    canary, reader = planted(desk), builders.user(force_code="14")
    theirs = builders.user("professional-standards", force_code="14")
    read_log(below=ALL)

    page_of(reader, f"/people/{person_of(canary).reference}/card")
    read_log(below=ALL)

    assert set(Notice.objects.filter(topic="standards").values_list("user", flat=True)) == {desk.pk, theirs.pk}
    touch = Touch.objects.get()
    assert [page_of(who, f"/standards/touches/{touch.reference}").status_code for who in (desk, theirs)] == [200, 200]


def test_one_that_is_taken_out_is_found_by_nobody_and_still_counted_nowhere(desk: User) -> None:
    canary = planted(desk)

    retire_canary(canary, actor=desk.actor(on=TODAY), why="The matter is closed", **BY)

    found = (
        sign_in(Client(), builders.user()).post("/lookup", {"q": "gareth quillfeather"}, follow=True).content.decode()
    )
    assert person_of(canary).reference not in found
    assert page_of(builders.user(), f"/people/{person_of(canary).reference}/card").status_code == 404
    assert not Person.objects.filter(not_canary()).exists()


def test_a_record_is_planted_and_taken_out_by_professional_standards_with_a_reason(desk: User) -> None:
    canary, lead = planted(desk), builders.user("supervisor")

    with pytest.raises(Refused) as refusal:
        planted(desk, why=" ")
    with pytest.raises(OutOfReach):
        plant_canary(
            builders.force(),
            actor=lead.actor(on=TODAY),
            local_reference="13DA/1/26",
            forenames="A",
            surname="B",
            date_of_birth=BORN,
            why="C",
            **BY,
        )

    assert refusal.value.field == "why"
    assert canary.planted_by == desk


def test_professional_standards_plant_and_take_out_on_their_pages(desk: User) -> None:
    client = sign_in(Client(), desk)
    born = {"date_of_birth_day": "4", "date_of_birth_month": "5", "date_of_birth_year": "1979"}

    typed = {"surname": "Quillfeather", "sex": "M", "why": "Curiosity", "local_reference": "13DA/009999/26", **born}
    client.post("/standards/planted/new", typed)
    waiting = client.get("/standards/planted").content.decode()
    write_planted(CanaryRecord.objects.get().reference)
    canary = CanaryRecord.objects.get()
    listed = client.get("/standards/planted").content.decode()
    client.post(f"/standards/planted/{canary.reference}/retire", {"why": "Done with"})

    canary.refresh_from_db()
    assert "Not written yet" in waiting and "13DA/009999/26" in waiting
    assert person_of(canary).reference in listed
    assert canary.retired_by == desk
