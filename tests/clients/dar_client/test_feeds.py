from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clients.dar_client import feeds
from clients.dar_client.content import UNDATED, item_sha256, month_of, month_sha256
from clients.dar_client.problems import ClientError
from clients.dar_client.state import Pending, Sent, State
from register.imports.items import content_sha256

LINE = st.binary(max_size=12).map(lambda text: text.replace(b"\n", b" ") + b"\n")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(LINE, max_size=12), st.binary(max_size=5).map(lambda text: text.replace(b"\n", b"")))
def test_pieces_hold_every_whole_line_once_and_are_read_again_byte_for_byte(
    tmp_path: Path, lines: list[bytes], half: bytes
) -> None:
    path = tmp_path / "feed.ndjson"
    path.write_bytes(b"".join(lines) + half)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feeds, "MOST_ITEMS", 3)
        patch.setattr(feeds, "MOST_BYTES", 20)
        pieces = list(feeds.pieces_of(path))
        again = [feeds.piece_at(path, each.start, each.end, each.line) for each in pieces]

    assert b"".join(each.body for each in pieces) == b"".join(line for line in lines if line.strip())
    assert again == pieces
    assert [each.start for each in pieces[1:]] == [each.end for each in pieces[:-1]]


def test_the_beginning_of_a_file_is_hashed_as_it_grows(tmp_path: Path) -> None:
    path = tmp_path / "feed.ndjson"
    path.write_bytes(b"one\ntwo\nthree\n")
    beginning = feeds.Beginning(path)

    hashes = [beginning.sha256(end) for end in (4, 8, 14)]

    assert hashes == [hashlib.sha256(text).hexdigest() for text in (b"one\n", b"one\ntwo\n", b"one\ntwo\nthree\n")]


def test_an_item_is_hashed_as_the_register_hashes_it() -> None:
    item = {
        "surname": 'Kłos \u2028\u0001"\\',
        "local_reference": "1",
        "addresses": [{"is_current": True, "town": None}],
    }

    assert item_sha256(item) == content_sha256(item)


@pytest.mark.parametrize(
    ("changed_on", "month"),
    [("2026-11-20", "2026-11"), (None, UNDATED), ("20/11/2026", UNDATED), (7, UNDATED), ("2026-11-20 ", UNDATED)],
)
def test_the_month_of_an_item(changed_on: object, month: str) -> None:
    assert month_of({"changed_on": changed_on}) == month


def test_the_hash_of_a_month_does_not_depend_on_the_order_of_the_files() -> None:
    records = [("b", "2"), ("é", "3"), ("B", "1")]

    assert month_sha256(records) == month_sha256(reversed(records))
    assert month_sha256(records) != month_sha256([("b", "1"), ("é", "3"), ("B", "2")])


def test_the_state_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    state = State(7, {"a.ndjson": Sent(10, 2, "ab")}, Pending(8, "a.ndjson", 10, 20, 3), "cursor")

    state.write(path)

    assert State.read(path) == state
    assert [each.name for each in tmp_path.iterdir()] == ["state.json"]
    assert State.read(tmp_path / "none.json") is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", json.dumps({"files": 1, "pending": None}), "\x00"])
def test_what_is_no_state_is_never_taken_for_one(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(text)

    with pytest.raises(ClientError, match="is no state of dar-sync"):
        State.read(path)
