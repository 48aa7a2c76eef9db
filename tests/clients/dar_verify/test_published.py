"""A published log: hashes and checkpoints in a folder, verified as a whole, and held against a file of entries."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from clients.dar_verify.__main__ import main
from clients.dar_verify.bundle import Bundle
from clients.dar_verify.keys import COSIGNATURE, PrivateKey
from clients.dar_verify.note import Note, cosign
from clients.dar_verify.policy import Policy
from clients.dar_verify.published import Published, verify_published
from clients.dar_verify.tiles import grown_tiles, tiles_of
from clients.dar_verify.verify import Fault, Report, verify
from tests.clients.dar_verify.bundles import Export, Log, payload

SIZE = 600


@pytest.fixture(scope="module")
def log() -> Log:
    return Log.of(SIZE)


def published(log: Log, place: Path, size: int = SIZE) -> Path:
    """The folder as the register publishes it."""
    files = {tile.path: log.tile(tile.level, tile.index, tile.width) for tile in tiles_of(size)}
    files |= {"checkpoint": log.checkpoint(size), "counts": log.counts(size).encode()}
    for name, data in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
    return place


def faults(report: Report) -> list[Fault]:
    return [each.fault for each in report.found]


def test_a_published_log_is_sound_and_every_tile_is_looked_at(log: Log, tmp_path: Path) -> None:
    place = published(log, tmp_path)

    report = verify_published(place, [log.key.public], earlier=[log.checkpoint(100)])

    assert report.found == []
    assert "Each of its 4 tiles leads to the root that was signed." in report.checked


@pytest.mark.parametrize("name", ["tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"])
def test_a_tile_that_was_changed_or_is_missing_is_unproven(log: Log, tmp_path: Path, name: str) -> None:
    changed, gone = published(log, tmp_path / "changed"), published(log, tmp_path / "gone")
    (changed / name).write_bytes(b"x" * 32 + (changed / name).read_bytes()[32:])
    (gone / name).unlink()

    assert [faults(verify_published(each, [log.key.public])) for each in (changed, gone)] == [[Fault.UNPROVEN]] * 2


def test_a_partial_tile_is_read_from_the_full_one_that_it_became(log: Log, tmp_path: Path) -> None:
    place = published(log, tmp_path, 500)
    grown = log.tile(0, 1, 256)
    shutil.rmtree(place / "tile/0/001.p")
    (place / "tile/0/001").write_bytes(grown)

    assert verify_published(place, [log.key.public]).found == []
    assert Published(place).read("tile/0/001.p/244") == grown[: 244 * 32]


def test_counts_that_were_changed_and_a_log_that_was_cut_are_named(log: Log, tmp_path: Path) -> None:
    place = published(log, tmp_path)
    cut = verify_published(published(log, tmp_path / "cut", 500), [log.key.public], earlier=[log.checkpoint()])
    (place / "counts").write_text("force 13 600\n", encoding="utf-8")

    assert faults(cut) == [Fault.ROLLBACK]
    assert faults(verify_published(place, [log.key.public])) == [Fault.EDIT]


def test_a_quorum_vouches_for_the_checkpoint_that_is_published_with_cosignatures(log: Log, tmp_path: Path) -> None:
    witness = PrivateKey.new("witness.example/one", kind=COSIGNATURE)
    policy = Policy.parse(f"log {log.key.public}\nwitness one {witness.public}\nquorum one\n")
    place = published(log, tmp_path)
    before = verify_published(place, [], policy=policy)
    note = Note.parse(log.checkpoint(400))
    (place / "cosigned").write_bytes(str(note.with_signatures([cosign(note.text, witness, at=1_795_680_000)])).encode())

    after = verify_published(place, [], policy=policy)

    assert (faults(before), after.found) == ([Fault.UNWITNESSED], [])


# A file of entries and the published log


def test_a_file_of_the_published_log_is_sound_whichever_of_them_is_longer(log: Log, tmp_path: Path) -> None:
    bundle = Bundle(Export(log, tmp_path / "bundle").write())
    place = published(log, tmp_path / "published")

    report = verify(bundle, [log.key.public], published=Published(place))

    assert report.found == []
    assert "It is the published log, which has 600 entries." in report.checked


def test_a_file_that_is_ahead_of_what_is_published_and_of_that_log_is_sound(log: Log, tmp_path: Path) -> None:
    bundle = Bundle(Export(log, tmp_path / "bundle").write())
    place = published(log, tmp_path / "published", 512)

    assert verify(bundle, [log.key.public], published=Published(place)).found == []


def test_a_file_of_another_log_than_the_published_one_is_a_fork_though_the_key_signed_both(
    log: Log, tmp_path: Path
) -> None:
    other = Log([*log.entries], log.key)
    other.entries[5] = payload(5, code="task.undone")
    place = published(other, tmp_path / "published")

    report = verify(Bundle(Export(log, tmp_path / "bundle").write()), [log.key.public], published=Published(place))

    assert faults(report) == [Fault.FORK]
    assert "You were given what nobody else sees." in report.found[0].sentence


def test_the_command_tells_a_published_log_from_a_file_and_holds_one_against_the_other(
    log: Log, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, bundle = published(log, tmp_path / "published"), Export(log, tmp_path / "bundle").write()
    key = tmp_path / "log.vkey"
    key.write_text(f"{log.key.public}\n", encoding="utf-8")

    assert main([str(place), "--key", str(key)]) == 0
    assert main([str(bundle), "--key", str(key), "--published", str(place)]) == 0
    (place / "tile/0/000").write_bytes(b"x" * 8192)
    assert main([str(place), "--key", str(key)]) == 1
    assert "It is the published log" in capsys.readouterr().out


@pytest.mark.parametrize(("before", "size"), [(0, 0), (0, 600), (256, 600), (600, 600), (511, 512), (65_536, 66_000)])
def test_what_has_grown_are_the_tiles_that_were_not_full(before: int, size: int) -> None:
    full = {tile for tile in tiles_of(before) if tile.width == 256}

    assert list(grown_tiles(before, size)) == [tile for tile in tiles_of(size) if tile not in full]
