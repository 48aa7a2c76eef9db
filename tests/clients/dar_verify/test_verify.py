"""A sound file is found sound, and each way of tampering is called by its name, with the entry it was done to."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from clients.dar_verify import blocks
from clients.dar_verify import bundle as reading
from clients.dar_verify import verify as verifying
from clients.dar_verify.__main__ import main
from clients.dar_verify.bundle import Bundle, Unreadable
from clients.dar_verify.keys import COSIGNATURE, PrivateKey
from clients.dar_verify.note import Note, cosign
from clients.dar_verify.policy import Policy
from clients.dar_verify.redact import redact
from clients.dar_verify.verify import Fault, Report, sentences
from tests.clients.dar_verify.bundles import SALT, Export, Log, at, line, payload

SIZE = 300
PACKAGE = Path(verifying.__file__).parent


@pytest.fixture(scope="module")
def log() -> Log:
    return Log.of(SIZE)


@pytest.fixture(params=["as a whole", "line by line", "in small blocks", "by several processes"])
def export(log: Log, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Export:
    """However a file is read, the report says the same."""
    if request.param not in ("as a whole", "line by line"):
        monkeypatch.setattr(reading, "READ_AT_ONCE", 2_000)
        monkeypatch.setattr(blocks, "ALONE", 2)
    processes = 2 if request.param == "by several processes" else 1
    return Export(log, tmp_path / "bundle", is_spaced=request.param == "line by line", processes=processes)


def verified(export: Export, earlier: bytes | None = None, **manifest: object) -> Report:
    place, kept = export.write(**manifest), [earlier] if earlier else []
    return verifying.verify(Bundle(place), [export.log.key.public], earlier=kept, processes=export.processes)


def found(report: Report) -> list[tuple[Fault, int | None]]:
    return [(each.fault, each.entry) for each in report.found]


def test_a_whole_log_is_sound(export: Export, log: Log) -> None:
    report = verified(export, log.checkpoint(100))

    assert report.found == []
    assert report.entries == SIZE
    assert report.checked == [
        "The log register.example/audit had 300 entries; register.example/audit signed that "
        "at 08:05:00 UTC on 26 November 2026.",
        "It is the log of your checkpoint of 100 entries, grown.",
        "No number is missing from 0 to 299.",
        "Every one of the 300 entries is as it was sealed.",
    ]


def test_a_part_of_the_log_is_sound_and_complete(log: Log, tmp_path: Path) -> None:
    report = verified(Export(log, tmp_path, first=270))

    assert (report.found, report.entries) == ([], 30)
    assert "No number is missing from 270 to 299." in report.checked


def test_the_entries_of_one_force_are_counted(log: Log, tmp_path: Path) -> None:
    report = verified(Export(log, tmp_path, first=150, scope={"force": "14"}))

    assert (report.found, report.entries) == ([], 50)
    assert "These are all the entries of force 14 in this range: 50 were sealed." in report.checked


def test_of_another_scope_it_says_what_cannot_be_proven(log: Log, tmp_path: Path) -> None:
    export = Export(log, tmp_path, scope={"record": "DAR-7K3F-9QX2"})
    export.lines = export.lines[5:6]
    export.last_entry = 5

    report = verified(export)

    assert report.is_sound
    assert report.unshown == [
        "Whether there are more entries of record DAR-7K3F-9QX2 cannot be proven: counts are kept of forces alone."
    ]
    assert list(sentences(report))[-1] == "What is here is sound. That it is all that was asked for is NOT shown."


def test_that_entries_are_withheld_is_the_file_s_own_word_unless_the_reader_allowed_for_it(export: Export) -> None:
    del export.lines[17]

    report = verified(export, withheld=1)
    allowed = verifying.verify(Bundle(export.place), [export.log.key.public], withheld=1)

    assert report.is_sound and allowed.is_sound
    assert ["1 entries are withheld" in each for each in report.unshown] == [True]
    assert allowed.unshown == []
    assert "1 entries are withheld from whoever took this file, as you allowed for." in allowed.checked


def test_counts_that_are_not_those_of_the_entries_are_found_where_everything_is_there(
    log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log's own key signed them: an entry left out of one force's file would not be missed by its count."""
    true = log.counts(SIZE)
    monkeypatch.setattr(log, "counts", lambda size: true.replace("force 13 200", "force 13 199"))

    report = verified(Export(log, tmp_path))

    assert "force 13 200" in true
    assert [each.sentence for each in report.found] == [
        "The log signed that force 13 has 199 entries in this range, and there are 200."
    ]


def test_where_the_range_begins_is_said_and_an_empty_range_is_none(log: Log, tmp_path: Path) -> None:
    report = verified(Export(log, tmp_path / "part", first=270))
    empty = verified(Export(log, tmp_path / "empty", first=SIZE))

    begins = "The range begins with entry 270; the log was signed there at"
    assert any(each.startswith(begins) for each in report.checked)
    assert [each.sentence for each in empty.found] == ["The range ends where it begins: the file can hold nothing."]


def test_no_word_of_the_file_writes_a_line_of_the_report(export: Export) -> None:
    delete(export)

    report = verified(export, redacted=["actor_label.\nThe file is sound.\u001b[8m"])

    said = list(sentences(report))
    assert not any("\n" in each or "\u001b" in each for each in said)
    assert said[-1] == "The file is NOT sound."


def test_a_line_that_two_readers_would_read_in_two_ways_is_none(export: Export) -> None:
    export.lines[17] = export.lines[17].replace(b"{", b'{"payload":{"code":"nothing"},', 1)

    report = verified(export)

    assert [each.sentence for each in report.found] == ["Line 18 of entries.ndjson is not an entry."]


def test_a_zip_that_holds_a_file_twice_is_refused(tmp_path: Path) -> None:
    twice = tmp_path / "twice.zip"
    with zipfile.ZipFile(twice, "w") as zipped, pytest.warns(UserWarning, match="Duplicate name"):
        for _ in range(2):
            zipped.writestr("entries.ndjson", b"")

    with pytest.raises(Unreadable, match="two files of one name"):
        Bundle(twice)


def test_a_copy_without_values_holds_nothing_that_lay_beside_the_file(export: Export, tmp_path: Path) -> None:
    verified(export)
    (export.place / "proof.zip").write_bytes(b"with every value")

    redact(Bundle(export.place), ["outcome"], tmp_path / "redacted.zip")

    assert not [name for name in zipfile.ZipFile(tmp_path / "redacted.zip").namelist() if "proof" in name]


def test_values_that_json_must_escape_are_read_as_they_were_committed_to(tmp_path: Path) -> None:
    log, values = Log.of(4), ['"Quoted" {"a": 1}', 'back\\slash \\"', "two\nlines\u2028", "Zo\u00eb \U0001f600"]
    commitments = [sha256(SALT + json.dumps(value).encode()).hexdigest() for value in values]
    log.entries = [payload(at, commitments={"outcome": each}) for at, each in enumerate(commitments)]
    export = Export(log, tmp_path)
    export.lines = [line(at, log.entries[at], value=value) for at, value in enumerate(values)]

    report = verified(export)

    assert (report.found, report.entries) == ([], 4)
    assert all(blocks.read(each) for each in export.lines)


def test_a_file_that_no_other_process_can_read_is_read_by_the_verifier_itself(
    log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "READ_AT_ONCE", 2_000)
    export = Export(log, tmp_path, processes=2)
    export.lines[200] = line(200, payload(200, code="task.undone"))

    def refuses(processes: int) -> None:
        raise OSError("No more processes")

    reports = []
    for pool in (ProcessPoolExecutor, refuses, partial(ProcessPoolExecutor, initializer=os._exit, initargs=(1,))):
        monkeypatch.setattr(blocks, "ProcessPoolExecutor", pool)
        reports.append(verified(export))

    assert [found(report) for report in reports] == [[(Fault.EDIT, 200)]] * 3
    assert {report.entries for report in reports} == {SIZE}


def test_a_zip_that_is_broken_inside_is_named(export: Export, tmp_path: Path) -> None:
    place = shutil.make_archive(str(tmp_path / "log"), "zip", export.write())
    with zipfile.ZipFile(place) as zipped:
        begins = zipped.getinfo("entries.ndjson").header_offset
    broken = bytearray(Path(place).read_bytes())
    broken[begins + 500 : begins + 520] = bytes(20)
    Path(place).write_bytes(broken)

    report = verifying.verify(Bundle(Path(place)), [export.log.key.public])

    assert report.found[0].sentence == "The file entries.ndjson is broken."


def edit(export: Export) -> None:
    export.lines[17] = export.lines[17].replace(b"task.done", b"task.lost")


def disclose_another(export: Export) -> None:
    export.lines[17] = line(17, export.log.entries[17], value="nothing happened")


def delete(export: Export) -> None:
    del export.lines[17]


def exchange(export: Export) -> None:
    """Two entries under each other's numbers."""
    export.lines[17], export.lines[18] = line(17, export.log.entries[18]), line(18, export.log.entries[17])


def reorder(export: Export) -> None:
    export.lines[17], export.lines[18] = export.lines[18], export.lines[17]


def move(export: Export) -> None:
    """Whole blocks of lines to the end."""
    export.lines[20:40] = []
    export.lines.extend(line(number, export.log.entries[number]) for number in range(20, 40))


def insert_at_the_end(export: Export) -> None:
    export.lines.append(line(SIZE, payload(SIZE)))


def insert_twice(export: Export) -> None:
    export.lines.insert(18, line(17, payload(17, force="43")))


def truncate(export: Export) -> None:
    del export.lines[290:]


TAMPERINGS = [
    pytest.param(edit, [(Fault.EDIT, 17)], "Entry 17 (task.lost of 2026-11-26T08:00:17+00:00) was changed", id="edit"),
    pytest.param(disclose_another, [(Fault.EDIT, 17)], "The value shown for outcome in entry 17", id="a shown value"),
    pytest.param(delete, [(Fault.DELETE, 17)], "Entry 17 is missing", id="delete"),
    pytest.param(
        exchange,
        [(Fault.REORDER, 17), (Fault.REORDER, 18)],
        "What stands as entry 17 was sealed as entry 18",
        id="exchange",
    ),
    pytest.param(reorder, [(Fault.REORDER, 17)], "Entry 17 stands after entry 18", id="reorder"),
    pytest.param(
        move,
        [(Fault.REORDER, number) for number in range(20, 40)],
        "Entry 20 stands after entry 299",
        id="move",
    ),
    pytest.param(insert_at_the_end, [(Fault.INSERT, 300)], "Entry 300 was put in", id="insert at the end"),
    pytest.param(insert_twice, [(Fault.INSERT, 17)], "Entry 17 is there twice", id="insert"),
    pytest.param(truncate, [(Fault.TRUNCATE, None)], "The end is missing: the file reaches entry 289", id="truncate"),
]


@pytest.mark.parametrize(("tamper", "faults", "sentence"), TAMPERINGS)
def test_a_tampering_is_named_with_its_entry(
    export: Export, tamper: Callable[[Export], None], faults: list[tuple[Fault, int | None]], sentence: str
) -> None:
    tamper(export)

    report = verified(export)

    assert found(report) == faults
    assert sentence in report.found[0].sentence


@pytest.mark.parametrize("at_once", [1_000, 1_000_000], ids=["in small blocks", "as a whole"])
def test_an_entry_that_was_dated_back_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    """Sealed and signed by the log itself: only its time gives it away."""
    monkeypatch.setattr(reading, "READ_AT_ONCE", at_once)
    log = Log.of(20)
    log.entries[12] = payload(12, when=at(0) - timedelta(days=400))

    report = verified(Export(log, tmp_path))

    assert found(report) == [(Fault.BACK_DATE, 12)]
    assert "it was dated back" in report.found[0].sentence


def test_an_entry_dated_before_the_checkpoint_that_lacks_it_is_named(tmp_path: Path) -> None:
    log = Log.of(20)
    log.entries[15] = payload(15, when=at(0) - timedelta(minutes=16))

    assert found(verified(Export(log, tmp_path, first=15))) == [(Fault.BACK_DATE, 15)]


def test_a_rewritten_log_is_a_fork_though_its_key_signed_it(tmp_path: Path) -> None:
    log = Log.of(20)
    kept = log.checkpoint(18)
    log.entries[5] = payload(5, code="task.undone")

    report = verified(Export(log, tmp_path), kept)

    assert [each.fault for each in report.found] == [Fault.FORK]
    assert "its first 18 entries are not the same" in report.found[0].sentence


def test_of_two_logs_of_one_size_one_is_a_fork(tmp_path: Path) -> None:
    log = Log.of(20)
    kept = log.checkpoint()
    log.entries[19] = payload(19, code="task.undone")

    assert [each.fault for each in verified(Export(log, tmp_path), kept).found] == [Fault.FORK]


def test_a_restored_old_backup_is_named(tmp_path: Path) -> None:
    log = Log.of(20)
    kept = log.checkpoint(20, signed_at=at(0))
    del log.entries[15:]

    report = verified(Export(log, tmp_path), kept)

    assert [each.fault for each in report.found] == [Fault.ROLLBACK]
    assert report.found[0].sentence == (
        "Your checkpoint has 20 entries, and this one only 15. An old backup was restored, or the end of the log was "
        "cut off."
    )


def test_an_older_file_is_told_from_a_restored_backup(tmp_path: Path) -> None:
    log = Log.of(20)
    kept = log.checkpoint(20, signed_at=at(1000))
    del log.entries[15:]

    assert "ask for one of today" in verified(Export(log, tmp_path), kept).found[0].sentence


@pytest.mark.parametrize(("cut", "fault"), [(3, Fault.DELETE), (-1, Fault.TRUNCATE)], ids=["in between", "at the end"])
def test_a_missing_entry_of_a_force_is_found_by_the_counts(log: Log, tmp_path: Path, cut: int, fault: Fault) -> None:
    export = Export(log, tmp_path, scope={"force": "14"})
    del export.lines[cut]

    assert [each.fault for each in verified(export).found] == [fault]


def test_a_changed_entry_of_a_force_is_named(log: Log, tmp_path: Path) -> None:
    export = Export(log, tmp_path, scope={"force": "14"})
    export.lines[5] = export.lines[5].replace(b"task.done", b"task.lost")

    assert found(verified(export))[0] == (Fault.EDIT, 15)


def test_an_entry_beyond_the_part_that_the_file_is_was_put_in(log: Log, tmp_path: Path) -> None:
    export = Export(log, tmp_path)
    del export.lines[201:]

    report = verified(export, last_entry=199, part={"first": 0, "end": 200, "number": 1, "of": 2})

    assert found(report) == [(Fault.INSERT, 200)]


def test_an_entry_of_two_lines_is_none_though_it_was_sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log.of(20)
    export = Export(log, tmp_path)
    broken = export.lines[5].replace(b'"person"', b'"per\nson"')
    log.entries[5], export.lines[5] = broken.partition(b',"payload":')[2][:-2], broken
    monkeypatch.setattr(log, "counts", lambda size: "force 13 13\nforce 14 7\n")

    report = verified(export)

    assert [each.sentence for each in report.found] == ["Line 6 of entries.ndjson ends before its entry does."]


def test_counts_that_were_changed_are_not_believed(log: Log, tmp_path: Path) -> None:
    export = Export(log, tmp_path, scope={"force": "14"})
    del export.lines[3]
    place = export.write()
    (place / "counts").write_text("force 13 200\nforce 14 99\n")

    report = verifying.verify(Bundle(place), [log.key.public])

    assert [each.fault for each in report.found] == [Fault.UNPROVEN]


@pytest.mark.parametrize("name", ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"])
def test_a_tile_that_was_changed_is_not_believed(export: Export, name: str) -> None:
    place = export.write()
    changed = bytearray((place / name).read_bytes())
    changed[5] ^= 1
    (place / name).write_bytes(changed)

    report = verifying.verify(Bundle(place), [export.log.key.public])

    assert [each.fault for each in report.found] == [Fault.UNPROVEN]


@pytest.mark.parametrize("name", ["manifest.json", "entries.ndjson", "checkpoint", "tile/0/000"])
def test_a_missing_file_is_named(export: Export, name: str) -> None:
    place = export.write()
    (place / name).unlink()

    report = verifying.verify(Bundle(place), [export.log.key.public])

    assert report.found[0].sentence == f"The file {name} is missing."


def test_a_stranger_key_makes_no_log(export: Export) -> None:
    report = verifying.verify(Bundle(export.write()), [PrivateKey.new("register.example/audit").public])

    assert [each.fault for each in report.found] == [Fault.SIGNATURE]


def test_a_line_that_is_no_entry_is_named(export: Export) -> None:
    export.lines[4] = b"{}\n"

    assert verified(export).found[0].sentence == "Line 5 of entries.ndjson is not an entry."


def test_a_witness_that_vouches_is_named(export: Export) -> None:
    place, witness = export.write(), PrivateKey.new("witness.example/w1", COSIGNATURE)
    note = Note.parse((place / "checkpoint").read_bytes())
    (place / "checkpoint").write_text(str(note.with_signatures([cosign(note.text, witness, at=1_764_147_605)])))

    report = verifying.verify(Bundle(place), [export.log.key.public], witnesses=[witness.public])

    assert "register.example/audit and witness.example/w1 signed that" in report.checked[0]


def run_alone(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The package copied to a folder of its own, with nothing of the register on its path."""
    shutil.copytree(PACKAGE, folder / "dar_verify", ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "dar_verify", *arguments]
    return subprocess.run(command, cwd=folder, env={"PATH": "/usr/bin"}, capture_output=True, text=True, check=False)


def test_it_runs_alone_on_a_zip(export: Export, tmp_path: Path) -> None:
    zipped = shutil.make_archive(str(tmp_path / "log"), "zip", export.write())
    (tmp_path / "log.vkey").write_text(f"{export.log.key.public}\n")
    (tmp_path / "alone").mkdir()

    answer = run_alone(tmp_path / "alone", zipped, "--key", str(tmp_path / "log.vkey"))

    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.endswith("The file is sound.\n")


def test_the_command_says_what_is_wrong(export: Export, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(export)
    (tmp_path / "log.vkey").write_text(f"{export.log.key.public}\n")

    status = main([str(export.write()), "--key", str(tmp_path / "log.vkey")])

    assert status == 1
    assert "! edit: Entry 17 (task.lost" in capsys.readouterr().out


def test_without_a_key_or_a_file_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log.vkey").write_text("no key\n")
    (tmp_path / "good.vkey").write_text(f"{PrivateKey.new('a').public}\n")

    assert main([str(tmp_path), "--key", str(tmp_path / "log.vkey")]) == 2
    assert main([str(tmp_path / "none.zip"), "--key", str(tmp_path / "good.vkey")]) == 2
    assert "is neither a folder nor a zip" in capsys.readouterr().err


def test_the_manifest_is_json(export: Export) -> None:
    place = export.write()
    (place / "manifest.json").write_text("{")

    report = verifying.verify(Bundle(place), [export.log.key.public])

    assert report.found[0].sentence == "manifest.json is not JSON."


def witnessed(export: Export, *keys: PrivateKey) -> Path:
    """The bundle with cosignatures of its checkpoint."""
    place = export.write()
    note = Note.parse((place / "checkpoint").read_bytes())
    signatures = [cosign(note.text, key, at=1_795_680_000) for key in keys]
    (place / "checkpoint").write_text(str(note.with_signatures(signatures)))
    return place


def two_of(log: PrivateKey, *witnesses: PrivateKey) -> str:
    lines = [f"witness w{at} {key.public}" for at, key in enumerate(witnesses)]
    members = " ".join(f"w{at}" for at, _ in enumerate(witnesses))
    return "\n".join([f"log {log.public}", *lines, f"group two 2 {members}", "quorum two"])


WITNESSES = [PrivateKey.new(f"witness.example/w{at}", COSIGNATURE) for at in range(3)]


def test_a_quorum_that_vouches_is_said(export: Export) -> None:
    policy = Policy.parse(two_of(export.log.key, *WITNESSES))

    report = verifying.verify(Bundle(witnessed(export, WITNESSES[0], WITNESSES[2])), [], policy=policy)

    assert report.is_sound
    assert "The quorum of your policy vouches for it: 2 of w0, w1, w2." in report.checked


def test_too_few_witnesses_are_a_fault(export: Export) -> None:
    policy = Policy.parse(two_of(export.log.key, *WITNESSES))
    stranger = PrivateKey.new("witness.example/w1", COSIGNATURE)

    report = verifying.verify(Bundle(witnessed(export, WITNESSES[0], stranger)), [], policy=policy)

    assert found(report) == [(Fault.UNWITNESSED, None)]
    assert "wants 2 of w0, w1, w2 to vouch for this checkpoint, and w0 does" in report.found[0].sentence


def test_the_command_takes_the_keys_of_a_policy(
    export: Export, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "policy").write_text(two_of(export.log.key, *WITNESSES))

    assert main([str(witnessed(export, *WITNESSES)), "--policy", str(tmp_path / "policy")]) == 0
    assert main([str(export.write()), "--policy", str(tmp_path / "policy")]) == 1
    assert "! unwitnessed: " in capsys.readouterr().out

    (tmp_path / "policy").write_text("quorum none")
    assert main([str(export.write()), "--policy", str(tmp_path / "policy")]) == 2
    assert "Give the log's public key" in capsys.readouterr().err


def renumbered(log: Log, entries: list[bytes]) -> list[bytes]:
    return [line(number, entry) for number, entry in enumerate(entries)][: len(log.entries)]


@pytest.mark.parametrize("at_number", [17, 254, 255, 256, 298], ids=lambda number: f"at {number}")
def test_an_entry_that_was_put_in_is_named_though_all_after_it_were_renumbered(export: Export, at_number: int) -> None:
    entries = list(export.log.entries)
    entries.insert(at_number, payload(at_number, code="task.invented"))
    export.lines = renumbered(export.log, entries)

    report = verified(export)

    assert found(report) == [(Fault.INSERT, at_number)]
    assert "(task.invented of " in report.found[0].sentence


@pytest.mark.parametrize("at_number", [17, 254, 255, 256, 298], ids=lambda number: f"at {number}")
def test_an_entry_that_was_taken_out_is_named_though_all_after_it_were_renumbered(
    export: Export, at_number: int
) -> None:
    entries = list(export.log.entries)
    del entries[at_number]
    export.lines = renumbered(export.log, entries)

    report = verified(export, last_entry=298)

    assert found(report) == [(Fault.DELETE, at_number)]


def test_an_end_that_the_manifest_hides_is_missed_by_the_numbers(export: Export) -> None:
    truncate(export)

    report = verified(export, last_entry=289)

    assert found(report) == [(Fault.TRUNCATE, None)]
    assert report.found[0].sentence == "The end is missing: the file reaches entry 289, and the log entry 299."


def test_many_changed_entries_are_named_up_to_a_bound(export: Export) -> None:
    export.lines = [each.replace(b"task.done", b"task.lost") for each in export.lines]

    report = verified(export)

    assert found(report)[:20] == [(Fault.EDIT, number) for number in range(20)]
    assert report.found[20].sentence == "So were 280 more entries after these."


def test_the_command_writes_a_copy_without_a_value_that_verifies_too(
    export: Export, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, copy = tmp_path / "log.vkey", tmp_path / "copy.zip"
    key.write_text(f"{export.log.key.public}\n")
    told = [str(export.write()), "--key", str(key), "--redact", "outcome", "--into", str(copy)]

    assert main(told) == 0
    assert f"300 values were taken out of {copy}." in capsys.readouterr().out
    assert main([str(copy), "--key", str(key)]) == 0
    assert "Values were taken out, as its manifest says: outcome." in capsys.readouterr().out
    assert b"done 17" not in b"".join(Bundle(copy).lines())

    assert main(told) == 2  # it never writes over a file


def test_a_file_that_is_not_sound_is_not_handed_on(export: Export, tmp_path: Path) -> None:
    edit(export)
    (tmp_path / "log.vkey").write_text(f"{export.log.key.public}\n")
    copy = tmp_path / "copy.zip"

    told = [str(export.write()), "--key", str(tmp_path / "log.vkey"), "--redact", "outcome", "--into", str(copy)]

    assert main(told) == 1
    assert not copy.exists()
