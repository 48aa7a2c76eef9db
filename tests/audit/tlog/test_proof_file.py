"""From an act to a file that stands alone: committed, sealed, signed, exported, and verified without the register."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from accounts.actions.second_person import SIZES, NeedsSecondPerson
from accounts.actor import Actor
from audit.core.entry import Entry, Reason, write
from audit.core.errors import Refused
from audit.models import Event
from audit.tlog.keeping import Keeping
from audit.tlog.sealing import size_of
from audit.tlog.signing import sign_checkpoint
from audit.web.actions import export_log, parts_of
from audit.web.events import ENTRY_READ
from audit.web.export import FileFormat
from audit.web.scope import Scope
from clients.dar_verify.blocks import read
from clients.dar_verify.bundle import Bundle, Unreadable
from clients.dar_verify.joined import Joined
from clients.dar_verify.verify import Fault, Report, verify
from tests.audit.conftest import Session
from tests.audit.tlog.test_sealing import seal_all
from tests.builders import CALL, actor, sign_in, user
from ui.dates import LONDON

Happen = Callable[..., list[str]]
NOW = datetime.now(UTC)
NO_FILTER = Scope()
PLAIN = (FileFormat.CSV, FileFormat.NDJSON)
WRITTEN = 'She said "no \\ {"a":1}", twice:\n\tZo\u00eb \u2028 \U0001f600 \x7f \x01'


def auditor(role: str = "oversight-auditor", force_code: str | None = None) -> Actor:
    with transaction.atomic():
        return actor(role, force_code=force_code)


def exported(scope: Scope, by: Actor, place: Path) -> Path:
    file = BytesIO()
    export_log(scope, actor=by, reason=CALL, file_format=FileFormat.PROVEN, file=file)
    place.write_bytes(file.getvalue())
    return place


def plain(
    by: Actor, file_format: FileFormat, scope: Scope = NO_FILTER, number: int | None = None, size: int | None = None
) -> list[str]:
    """The entries of a file without proofs, or of one part of it: their ids, in its order."""
    file = BytesIO()
    export_log(scope, actor=by, reason=CALL, file_format=file_format, file=file, part=number, size=size)
    text = file.getvalue().decode("utf-8-sig")
    if file_format is FileFormat.CSV:
        return [row["Entry"] for row in csv.DictReader(StringIO(text, newline=""))]
    return [json.loads(line)["payload"]["id"] for line in text.splitlines()]


def part(number: int, size: int, by: Actor, place: Path, scope: Scope | None = None) -> Path:
    """One part of a range that ends at the checkpoint of that size."""
    file = BytesIO()
    export_log(
        scope or Scope(), actor=by, reason=CALL, file_format=FileFormat.PROVEN, file=file, part=number, size=size
    )
    place.write_bytes(file.getvalue())
    return place


def joined(places: list[Path], keeping: Keeping) -> Report:
    return verify(Joined(places), [key.public for key in list(keeping.keys())])


def checked(place: Path, keeping: Keeping, earlier: bytes | None = None) -> Report:
    keys = [key.public for key in keeping.keys()]  # noqa: SIM118
    return verify(Bundle(place), keys, earlier=[earlier] if earlier else [])


def test_everything_is_proven_and_complete(happen: Happen, sealer: Session, keeping: Keeping, tmp_path: Path) -> None:
    by = auditor()
    happen(300)
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=NOW)
    earlier = (keeping.root / "checkpoint").read_bytes()
    happen(7)
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=NOW)

    report = checked(exported(Scope(), by, tmp_path / "log.zip"), keeping, earlier)

    assert report.found == []
    assert report.entries == size_of(sealer)
    assert any(each.startswith("No number is missing from 0") for each in report.checked)


def test_a_force_is_given_its_own_entries_and_their_count(
    happen: Happen, sealer: Session, keeping: Keeping, tmp_path: Path
) -> None:
    by = auditor("professional-standards", "14")
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=NOW - timedelta(days=3))
    happen(5, force="14")
    happen(9, force="13")
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=NOW)

    scope = Scope(since_on=date.fromordinal(NOW.date().toordinal() - 1))
    report = checked(exported(scope, by, tmp_path / "log.zip"), keeping)

    assert (report.found, report.entries) == ([], 5)
    assert "These are all the entries of force 14 in this range: 5 were sealed." in report.checked


@pytest.mark.usefixtures("transactional_db")
def test_what_somebody_wrote_is_in_the_file_to_the_letter_and_read_with_all_the_rest_at_once(
    sealer: Session, keeping: Keeping, tmp_path: Path
) -> None:
    by = auditor()
    with transaction.atomic():
        write(Entry(ENTRY_READ, by, Reason("other", WRITTEN)))
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=NOW)

    place = exported(Scope(), by, tmp_path / "log.zip")

    shown = [json.loads(line)["disclosed"] for line in Bundle(place).lines()]
    assert WRITTEN in [json.loads(each["reason_text"]["json"]) for each in shown if "reason_text" in each]
    assert checked(place, keeping).found == []
    assert all(read(block) for block in Bundle(place).blocks())


def test_a_tile_that_the_database_has_lost_is_missed_by_the_verifier(
    happen: Happen, sealer: Session, keeping: Keeping, owner: Session, tmp_path: Path
) -> None:
    by = auditor()
    happen(300)
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=NOW)
    owner.execute("SET ROLE dar_audit")
    owner.execute("ALTER TABLE audit_tile DISABLE TRIGGER audit_fixed")
    owner.execute("DELETE FROM audit_tile WHERE level = 0 AND index = 0")
    owner.commit()

    report = checked(exported(Scope(), by, tmp_path / "log.zip"), keeping)

    assert [each.sentence for each in report.found] == ["The file tile/0/000 is missing."]


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        pytest.param("UPDATE audit_event SET payload = payload || ' ' WHERE id = %s", Fault.EDIT, id="edited"),
        pytest.param("DELETE FROM audit_event WHERE id = %s", Fault.DELETE, id="deleted"),
        pytest.param("DELETE FROM audit_leaf WHERE event_id = %s", Fault.DELETE, id="unsealed"),
    ],
)
def test_what_an_administrator_does_to_the_database_is_named(
    happen: Happen, sealer: Session, keeping: Keeping, owner: Session, tmp_path: Path, sentence: str, fault: Fault
) -> None:
    by = auditor()
    tampered = happen(5)[2]
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=NOW)
    owner.execute("SET ROLE dar_audit")
    for table in ("audit_event", "audit_leaf"):
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER audit_fixed")  # type: ignore[arg-type]
    owner.execute("ALTER TABLE audit_leaf DROP CONSTRAINT audit_leaf_event_id_fkey")
    owner.execute(sentence, [tampered])  # type: ignore[arg-type]
    owner.commit()

    report = checked(exported(Scope(), by, tmp_path / "log.zip"), keeping)

    assert [each.fault for each in report.found] == [fault]


def test_before_anything_is_signed_there_is_no_proof(happen: Happen, tmp_path: Path) -> None:
    by = auditor()

    with pytest.raises(Refused, match="have not been sealed and signed yet"):
        exported(Scope(), by, tmp_path / "log.zip")


def test_what_was_written_while_no_sealer_ran_is_not_taken_for_dated_back(
    happen: Happen, sealer: Session, keeping: Keeping, tmp_path: Path
) -> None:
    """Just before midnight a sealer is started again: it says first what it said before, and then seals what waited."""
    by = auditor()
    seal_all(sealer)
    for days in (-1, 1):
        sign_checkpoint(sealer, keeping, now=NOW + timedelta(days=days))
    happen(3)
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=NOW + timedelta(days=3))

    scope = Scope(since_on=NOW.date() + timedelta(days=2))
    report = checked(exported(scope, by, tmp_path / "log.zip"), keeping)

    assert (report.found, report.entries) == ([], 3)


# A long range in parts


def test_a_long_range_is_gone_on_with_later_in_parts_of_one_state_of_the_log(
    happen: Happen, sealer: Session, keeping: Keeping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = auditor()
    happen(700)
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=NOW)
    monkeypatch.setattr("audit.web.actions.MOST_EXPORTED", 300)
    size, parts = parts_of(Scope(), by)
    files = [part(1, size, by, tmp_path / "1.zip")]
    happen(5)
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=NOW)
    files += [part(each.number, size, by, tmp_path / f"{each.number}.zip") for each in parts[1:]]

    alone, together = [checked(each, keeping) for each in files], joined(files[::-1], keeping)

    assert [each.of for each in parts] == [3, 3, 3] and parts[-1].end == size
    assert [(report.found, report.entries) for report in alone] == [([], 300), ([], 300), ([], size - 600)]
    assert (together.found, together.entries) == ([], size)
    assert f"No number is missing from 0 to {size - 1}." in together.checked


def test_parts_that_do_not_belong_together_or_lack_one_are_named(
    happen: Happen, sealer: Session, keeping: Keeping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = auditor()
    monkeypatch.setattr("audit.web.actions.MOST_EXPORTED", 100)
    sizes = []
    for _ in range(2):
        happen(250 - 100 * len(sizes))
        seal_all(sealer)
        sign_checkpoint(sealer, keeping, now=NOW)
        sizes.append(parts_of(Scope(), by)[0])
    count = len(parts_of(Scope(), by)[1])
    files = [part(number, sizes[1], by, tmp_path / f"{number}.zip") for number in range(1, count + 1)]
    other = part(1, sizes[0], by, tmp_path / "other.zip")

    assert joined(files, keeping).found == []
    with pytest.raises(Unreadable, match=f"Part 2 of {count} is missing"):
        joined([files[0], *files[2:]], keeping)
    with pytest.raises(Unreadable, match="twice"):
        joined([*files, files[0]], keeping)
    with pytest.raises(Unreadable, match="several ranges"):
        joined([other, *files[1:]], keeping)
    with pytest.raises(Refused, match="no such part"):
        part(count + 1, sizes[1], by, tmp_path / "none.zip")
    with pytest.raises(Refused, match="have not been sealed"):
        part(1, sizes[1] + 1, by, tmp_path / "none.zip")


def test_the_parts_of_a_force_are_complete_by_its_signed_count_when_they_are_together(
    happen: Happen, sealer: Session, keeping: Keeping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = auditor("professional-standards", "14")
    for force in ("13", "14", "13"):
        happen(60, force=force)
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=NOW)
    monkeypatch.setattr("audit.web.actions.MOST_EXPORTED", 80)
    size, parts = parts_of(Scope(), by)
    files = [part(each.number, size, by, tmp_path / f"{each.number}.zip") for each in parts]

    together = joined(files, keeping)

    assert [checked(each, keeping).found for each in files] == [[]] * len(parts)
    assert (together.found, together.entries) == ([], 60)
    assert "These are all the entries of force 14 in this range: 60 were sealed." in together.checked


def test_an_entry_that_is_taken_out_of_a_part_is_missed_in_it(
    happen: Happen, sealer: Session, keeping: Keeping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = auditor()
    happen(250)
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=NOW)
    monkeypatch.setattr("audit.web.actions.MOST_EXPORTED", 100)
    size, _ = parts_of(Scope(), by)
    file = part(2, size, by, tmp_path / "2.zip")
    folder = tmp_path / "unpacked"
    shutil.unpack_archive(file, folder, "zip")
    lines = (folder / "entries.ndjson").read_bytes().splitlines(keepends=True)
    (folder / "entries.ndjson").write_bytes(b"".join([*lines[:10], *lines[11:]]))

    report = checked(folder, keeping)

    assert [(each.fault, each.entry) for each in report.found] == [(Fault.DELETE, 110)]


def test_the_page_offers_the_parts_of_a_long_range_and_gives_the_one_that_is_chosen(
    happen: Happen, sealer: Session, keeping: Keeping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction.atomic():
        client = sign_in(Client(), user("oversight-auditor", force_code=None))
    happen(150)
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=NOW)
    monkeypatch.setattr("audit.web.actions.MOST_EXPORTED", 100)
    asked = {"file_format": "zip"}

    offered = client.post("/log/download", asked).content.decode()
    fields = {name: re.findall(rf'name="{name}" value="(\d+)"', offered) for name in ("part", "size")}
    given = client.post("/log/download", asked | {"part": "2", "size": fields["size"][0]})
    (tmp_path / "2.zip").write_bytes(given.getvalue())

    assert fields["part"][:2] == ["1", "2"] and len(set(fields["size"])) == 1
    assert checked(tmp_path / "2.zip", keeping).found == []
    assert "-part-2.zip" in given["Content-Disposition"]
    entry = Event.objects.get(code="audit.exported")
    assert (entry.fields["part"], entry.fields["tree_size"]) == (2, int(fields["size"][0]))


@pytest.mark.parametrize("file_format", PLAIN, ids=str)
def test_a_long_file_without_proofs_comes_in_parts_of_one_state_and_misses_and_doubles_nothing(
    file_format: FileFormat, happen: Happen, sealer: Session, keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = auditor()
    happen(250)
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=NOW)
    monkeypatch.setattr("audit.web.actions.MOST_EXPORTED", 100)
    before = list(Event.objects.order_by("leaf__number").values_list("pk", flat=True))
    size, parts = parts_of(Scope(), by, file_format)
    first = plain(by, file_format, number=1, size=size)
    happen(120)
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=NOW)

    rest = [entry for each in parts[1:] for entry in plain(by, file_format, number=each.number, size=size)]
    again = plain(by, file_format, number=1, size=size)

    assert len(parts) == 3 and len(before) == size
    assert [*first, *rest] == [str(each) for each in before]
    assert again == first


def test_parts_that_hold_nothing_of_what_was_asked_are_left_out_and_days_hold_exactly(
    happen: Happen, sealer: Session, keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = auditor()
    asked = Scope(force="14", since_on=NOW.astimezone(LONDON).date())
    wanted = happen(30, force="14")
    happen(200)
    wanted += happen(30, force="14")
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=NOW)
    monkeypatch.setattr("audit.web.actions.MOST_EXPORTED", 50)

    size, parts = parts_of(asked, by, FileFormat.CSV)
    given = [entry for each in parts for entry in plain(by, FileFormat.CSV, asked, each.number, size)]

    assert given == wanted
    assert len(parts) < parts[0].of
    assert parts_of(Scope(force="43"), by, FileFormat.CSV) == (0, [])


@pytest.mark.parametrize("file_format", FileFormat, ids=str)
def test_the_parts_of_a_long_range_are_approved_as_a_whole_however_little_each_holds(
    file_format: FileFormat, happen: Happen, sealer: Session, keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = auditor()
    happen(60)
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=NOW)
    monkeypatch.setattr("audit.web.actions.MOST_EXPORTED", 20)
    sizes = tuple(replace(each, most=50) for each in SIZES)
    monkeypatch.setattr("accounts.actions.second_person.SIZES", sizes)
    size, _ = parts_of(Scope(), by, file_format)

    with pytest.raises(NeedsSecondPerson) as needed:
        export_log(Scope(), actor=by, reason=CALL, file_format=file_format, file=BytesIO(), part=2, size=size)

    assert needed.value.count == size


@pytest.mark.parametrize("file_format", PLAIN, ids=str)
def test_the_page_offers_the_parts_of_a_long_file_without_proofs_too(
    file_format: FileFormat, happen: Happen, sealer: Session, keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction.atomic():
        client = sign_in(Client(), user("oversight-auditor", force_code=None))
    happen(150)
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=NOW)
    monkeypatch.setattr("audit.web.actions.MOST_EXPORTED", 100)
    asked = {"file_format": file_format.value}

    offered = client.post("/log/download", asked).content.decode()
    fields = {name: re.findall(rf'name="{name}" value="(\d+)"', offered) for name in ("part", "size")}
    given = client.post("/log/download", asked | {"part": "2", "size": fields["size"][0]})
    digest = hashlib.sha256(given.getvalue()).hexdigest()

    assert fields["part"] == ["1", "2"] and "dar-verify together" not in offered
    assert f"-part-2.{file_format.value}" in given["Content-Disposition"]
    entry = Event.objects.get(code="audit.exported")
    assert (entry.fields["part"], entry.fields["parts"], entry.fields["file_format"]) == (2, 2, file_format.value)
    assert (entry.fields["rows"], entry.fields["sha256"]) == (int(fields["size"][0]) - 100, digest)
