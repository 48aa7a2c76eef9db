"""A witness vouches for a log that grows, and for nothing else, whoever signed it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

import pytest

from clients.dar_verify.asking import request
from clients.dar_verify.checkpoint import Checkpoint
from clients.dar_verify.keys import PrivateKey
from clients.dar_verify.merkle import Node, consistency_proof
from clients.dar_verify.note import Note, sign
from clients.dar_witness.__main__ import main
from clients.dar_witness.kept import Kept, Unusable
from clients.dar_witness.server import LARGEST, Server
from clients.dar_witness.witness import SIZE, Answer, Witness
from tests.clients import naive
from tests.clients.dar_verify.bundles import LOG, Log, payload

NOW = 1_795_680_000.9
NAME = "witness.example/w1"
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def log() -> Log:
    return Log.of(20)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    kept = Kept(tmp_path / "witness")
    kept.make_key(NAME)
    return kept


@pytest.fixture
def witness(kept: Kept, log: Log) -> Witness:
    return Witness(kept, [log.key.public], lambda: NOW)


def asked(log: Log, old: int, new: int) -> bytes:
    """A request as an honest log of these entries makes it."""
    proof = consistency_proof(old, new, naive_node(log)) if 0 < old < new else []
    return request(old, proof, Note.parse(log.checkpoint(new)))


def naive_node(log: Log) -> Node:
    return lambda height, index: naive.tree_hash(log.entries[index << height : (index + 1) << height])


def test_it_vouches_for_one_count_of_the_forces_at_one_size(
    witness: Witness, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same entries under another tally would tell one reader that a force has fewer than it has."""
    witness.add_checkpoint(asked(log, 0, 3))
    monkeypatch.setattr(log, "counts", lambda size: "force 13 1\nforce 14 2\n")

    answer = witness.add_checkpoint(asked(log, 3, 3))

    assert answer.status == HTTPStatus.CONFLICT


def test_it_vouches_for_a_log_that_grows(witness: Witness, log: Log, kept: Kept) -> None:
    for old, new in [(0, 3), (3, 3), (3, 8), (8, 20)]:
        answer = witness.add_checkpoint(asked(log, old, new))

        assert answer.status == HTTPStatus.OK
        note = Note.parse(f"{Note.parse(log.checkpoint(new)).text}\n{answer.body}")
        (vouched,) = note.vouched_by([witness.key.public])
        assert vouched.at == int(NOW)
        last = kept.last(LOG)
        assert last is not None
        assert last.size == new


def test_it_tells_a_log_that_has_forgotten_how_far_it_was(witness: Witness, log: Log) -> None:
    witness.add_checkpoint(asked(log, 0, 8))

    for request_ in (asked(log, 0, 20), asked(log, 3, 20), asked(log, 3, 5)):
        assert witness.add_checkpoint(request_) == Answer(HTTPStatus.CONFLICT, "8\n", SIZE)


def forked(log: Log, at: int = 5) -> Log:
    """The same log, with its own key, in which one entry says something else."""
    entries = list(log.entries)
    entries[at] = payload(at, code="task.undone")
    return Log(entries, log.key)


def test_another_log_of_the_same_size_is_a_conflict(witness: Witness, log: Log) -> None:
    witness.add_checkpoint(asked(log, 0, 8))

    assert witness.add_checkpoint(asked(forked(log), 8, 8)) == Answer(HTTPStatus.CONFLICT, "8\n", SIZE)


def test_a_log_that_was_rewritten_with_its_own_key_is_refused(witness: Witness, log: Log, kept: Kept) -> None:
    witness.add_checkpoint(asked(log, 0, 8))

    answer = witness.add_checkpoint(asked(forked(log), 8, 20))

    assert answer.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert kept.last(LOG) == Checkpoint.parse(Note.parse(log.checkpoint(8)).text)


def test_the_honest_proof_helps_a_rewritten_log_no_more(witness: Witness, log: Log) -> None:
    witness.add_checkpoint(asked(log, 0, 8))
    honest = consistency_proof(8, 20, naive_node(log))

    answer = witness.add_checkpoint(request(8, honest, Note.parse(forked(log).checkpoint(20))))

    assert answer.status == HTTPStatus.UNPROCESSABLE_ENTITY


def test_out_of_nothing_no_proof_is_taken(witness: Witness, log: Log) -> None:
    answer = witness.add_checkpoint(request(0, [bytes(32)], Note.parse(log.checkpoint(8))))

    assert answer.status == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_key_that_is_not_the_logs_is_forbidden(witness: Witness) -> None:
    assert witness.add_checkpoint(asked(Log.of(3), 0, 3)).status == HTTPStatus.FORBIDDEN


def test_a_signature_that_is_wrong_is_forbidden(witness: Witness, log: Log) -> None:
    written = asked(log, 0, 8).replace(b"\n8\n", b"\n9\n")

    assert witness.add_checkpoint(written).status == HTTPStatus.FORBIDDEN


def test_another_log_is_not_found(witness: Witness) -> None:
    key = PrivateKey.new("other.example/log")
    note = sign(Checkpoint("other.example/log", 1, bytes(32)).text, [key])

    assert witness.add_checkpoint(request(0, [], note)).status == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xfe", id="no text"),
        pytest.param(b"old 0\n", id="no checkpoint"),
        pytest.param(b"old -1\n\nx\n1\n\n\xe2\x80\x94 x AAAAAAA=\n", id="less than nothing"),
        pytest.param(b"old 0\nnot base64!\n\nx\n1\n\n\xe2\x80\x94 x AAAAAAA=\n", id="a proof that is none"),
        pytest.param(b"old 0\nAAAA\n\nx\n1\n\n\xe2\x80\x94 x AAAAAAA=\n", id="a short hash"),
        pytest.param(b"old 0\n\nx\n1\n\n\xe2\x80\x94 x AAAAAAA=\n", id="a note that is no checkpoint"),
    ],
)
def test_what_is_no_request_is_a_bad_one(witness: Witness, body: bytes) -> None:
    assert witness.add_checkpoint(body).status == HTTPStatus.BAD_REQUEST


def test_an_old_size_beyond_the_checkpoint_is_a_bad_request(witness: Witness, log: Log) -> None:
    assert witness.add_checkpoint(asked(log, 9, 8)).status == HTTPStatus.BAD_REQUEST


def test_a_proof_of_too_many_hashes_is_a_bad_request(witness: Witness, log: Log) -> None:
    body = request(0, [bytes(32)] * 64, Note.parse(log.checkpoint(8)))

    assert witness.add_checkpoint(body).status == HTTPStatus.BAD_REQUEST


def test_what_it_signed_survives_it(witness: Witness, log: Log, kept: Kept) -> None:
    witness.add_checkpoint(asked(log, 0, 8))

    again = Witness(Kept(kept.root), [log.key.public], lambda: NOW)

    assert again.add_checkpoint(asked(log, 0, 20)).status == HTTPStatus.CONFLICT
    assert again.add_checkpoint(asked(log, 8, 20)).status == HTTPStatus.OK


def test_of_two_that_ask_at_once_one_is_told_of_the_other(witness: Witness, log: Log) -> None:
    """Two stories of one log reach it at the same moment: it vouches for one of them."""
    requests = [asked(log, 0, 8), asked(forked(log), 0, 8)] * 4
    answers = list[Answer]()
    together = threading.Barrier(len(requests))

    def ask(body: bytes) -> None:
        together.wait()
        answers.append(witness.add_checkpoint(body))

    threads = [threading.Thread(target=ask, args=[body]) for body in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answer.status for answer in answers) == [HTTPStatus.OK, *[HTTPStatus.CONFLICT] * 7]


@pytest.fixture
def server(witness: Witness) -> Iterator[Server]:
    with Server(("127.0.0.1", 0), witness) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield server
        server.shutdown()
        serving.join()


def sent(server: Server, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str, str | None]:
    connection = HTTPConnection("127.0.0.1", server.server_port)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    said = answer.status, answer.read().decode(), answer.headers["Content-Type"]
    connection.close()
    return said


def test_it_answers_over_http(server: Server, log: Log) -> None:
    status, body, _ = sent(server, "POST", "/w1/add-checkpoint", asked(log, 0, 8))
    assert (status, body[:2]) == (200, "— ")

    assert sent(server, "POST", "/w1/add-checkpoint", asked(log, 3, 8)) == (409, "8\n", SIZE)


def test_over_http_nothing_else_is_there(server: Server) -> None:
    assert sent(server, "GET", "/add-checkpoint")[0] == 404
    assert sent(server, "POST", "/")[0] == 404
    assert sent(server, "POST", "/add-checkpoint", **{"Content-Length": "some"})[0] == 411
    assert sent(server, "POST", "/add-checkpoint", **{"Content-Length": str(LARGEST + 1)})[0] == 413


def test_a_witness_has_one_key_and_one_process(kept: Kept) -> None:
    with pytest.raises(Unusable, match="holds a key already"):
        kept.make_key(NAME)

    kept.claim()
    with pytest.raises(Unusable, match="Another witness already uses"):
        Kept(kept.root).claim()


def test_the_commands_make_a_key_and_say_what_was_signed(
    tmp_path: Path, log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    keep = ["--keep", str(tmp_path / "w")]
    assert main(["last", *keep]) == 0
    assert main(["new", NAME, *keep]) == 0
    assert capsys.readouterr().out.strip() == str(Kept(tmp_path / "w").key().public)
    Witness(Kept(tmp_path / "w"), [log.key.public], lambda: NOW).add_checkpoint(asked(log, 0, 8))

    main(["last", *keep])

    note = Note.parse(capsys.readouterr().out)
    assert Checkpoint.parse(note.text).size == 8
    assert len(note.signatures) == 2


def test_without_a_key_it_says_how_to_make_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log.vkey").write_text("")

    assert main(["serve", "--keep", str(tmp_path / "w"), "--log", str(tmp_path / "log.vkey")]) == 2

    assert "dar-witness new NAME" in capsys.readouterr().err


def test_it_runs_as_a_program_and_ends_when_asked(kept: Kept, log: Log, tmp_path: Path) -> None:
    (tmp_path / "log.vkey").write_text(f"{log.key.public}\n")
    command = [sys.executable, "-m", "clients.dar_witness", "serve", "--keep", str(kept.root)]
    command += ["--log", str(tmp_path / "log.vkey"), "--listen", "127.0.0.1:0"]

    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        port = int(said.rsplit(":", 1)[1])
        connection = HTTPConnection("127.0.0.1", port)
        connection.request("POST", "/add-checkpoint", asked(log, 0, 8))
        status = connection.getresponse().status
        connection.close()
        process.terminate()

    assert (status, process.returncode) == (200, 0)
