"""The sealer has its checkpoints vouched for, runs on without, and stops when a witness has seen another log."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connection

from audit.tlog.keeping import Keeping
from audit.tlog.running import Asker, Sealer
from audit.tlog.sealing import LogBroken
from audit.tlog.signing import sign_checkpoint
from audit.tlog.witnessing import ask_witnesses
from clients.dar_verify.note import Note
from clients.dar_verify.policy import Policy
from clients.dar_witness.kept import Kept
from tests import databases
from tests.audit.conftest import Session, session_as
from tests.audit.payloads import insert, payload
from tests.audit.tlog.test_sealing import seal_all
from tests.audit.tlog.witnesses import AT, NAME, answering, policy_of
from tests.waiting import until

Happen = Callable[..., list[str]]
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
NOBODY_LISTENS = "http://127.0.0.1:9"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The witness's folder."""
    return tmp_path / "witness"


@pytest.fixture
def policy(folder: Path, keeping: Keeping) -> Iterator[Policy]:
    """A witness answers for as long as the test."""
    with answering(folder, [keeping.keys()[0].public]) as url:
        yield Policy.parse(policy_of(folder, keeping, url))


def grow(happen: Happen, sealer: Session, keeping: Keeping) -> int:
    """More entries, sealed and signed; gives how many the log has."""
    happen(3)
    seal_all(sealer)
    return sign_checkpoint(sealer, keeping, now=NOW).size


def as_sealer() -> Session:
    session = session_as("dar_sealer", os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"])
    session.autocommit = True
    return session


def found(session: Session) -> list[tuple[str, int, str]]:
    return session.execute("SELECT name, size, trouble FROM audit_witness ORDER BY name").fetchall()


def test_a_witness_vouches_for_each_checkpoint_that_it_is_asked_about(
    happen: Happen, sealer: Session, keeping: Keeping, policy: Policy
) -> None:
    for _ in range(3):
        size = grow(happen, sealer, keeping)
        ask_witnesses(sealer, policy, now=NOW)
        assert found(sealer) == [(NAME, size, "")]

    rows = sealer.execute(
        "SELECT note || line, cosigned_at FROM audit_cosignature JOIN audit_checkpoint AS signed ON signed.id ="
        " checkpoint_id ORDER BY checkpoint_id"
    ).fetchall()
    assert len(rows) == 3
    for note, at in rows:
        assert at == datetime.fromtimestamp(AT, UTC)
        vouched = Note.parse(note).vouched_by([policy.witnesses[NAME].key])
        assert [each.at for each in vouched] == [AT]


def test_one_that_vouched_is_not_asked_again_but_at_the_start(
    happen: Happen, sealer: Session, keeping: Keeping, policy: Policy
) -> None:
    grow(happen, sealer, keeping)
    ask_witnesses(sealer, policy, now=NOW)
    policy.witnesses = {NAME: type(policy.witnesses[NAME])(NAME, policy.witnesses[NAME].key, NOBODY_LISTENS)}

    ask_witnesses(sealer, policy, now=NOW)
    assert found(sealer)[0][2] == ""

    ask_witnesses(sealer, policy, now=NOW, is_start=True)
    assert found(sealer)[0][2] == "It did not answer."


def test_the_log_runs_on_when_the_witness_is_down_and_catches_up(
    happen: Happen, sealer: Session, keeping: Keeping, folder: Path
) -> None:
    with answering(folder, [keeping.keys()[0].public]) as url:
        policy = Policy.parse(policy_of(folder, keeping, url))
        vouched = grow(happen, sealer, keeping)
        ask_witnesses(sealer, policy, now=NOW)
    grow(happen, sealer, keeping)
    ask_witnesses(sealer, policy, now=NOW)
    assert found(sealer) == [(NAME, vouched, "It did not answer.")]

    with answering(folder, [keeping.keys()[0].public]) as url:
        size = grow(happen, sealer, keeping)
        ask_witnesses(sealer, Policy.parse(policy_of(folder, keeping, url)), now=NOW)

    assert found(sealer) == [(NAME, size, "")]


def test_a_sealer_that_forgot_how_far_the_witness_is_is_told(
    happen: Happen, sealer: Session, owner: Session, keeping: Keeping, policy: Policy
) -> None:
    grow(happen, sealer, keeping)
    ask_witnesses(sealer, policy, now=NOW)
    sealer.execute("DELETE FROM audit_witness")
    size = grow(happen, sealer, keeping)

    ask_witnesses(sealer, policy, now=NOW)

    assert found(sealer) == [(NAME, size, "")]


def test_a_witness_that_is_no_longer_asked_is_forgotten(
    happen: Happen, sealer: Session, keeping: Keeping, policy: Policy
) -> None:
    grow(happen, sealer, keeping)
    ask_witnesses(sealer, policy, now=NOW)

    ask_witnesses(sealer, Policy.parse("quorum none"), now=NOW)

    assert found(sealer) == []


def test_the_database_and_the_folder_restored_together_are_caught_by_a_witness(
    happen: Happen, sealer: Session, keeping: Keeping, policy: Policy
) -> None:
    """Neither remembers what was signed since: the witness does, before anything is signed again."""
    size = grow(happen, sealer, keeping)
    ask_witnesses(sealer, policy, now=NOW)
    (keeping.root / "checkpoint").unlink()
    databases.clone(str(connection.settings_dict["NAME"]))

    with as_sealer() as restored:
        seal_all(restored)
        sign_checkpoint(restored, keeping, now=NOW)
        with pytest.raises(LogBroken, match=f"the witness inspectorate has signed {size}"):
            ask_witnesses(restored, policy, now=NOW, is_start=True)


def test_a_log_that_was_rewritten_and_has_outgrown_the_old_one_is_caught(
    happen: Happen, sealer: Session, keeping: Keeping, policy: Policy
) -> None:
    grow(happen, sealer, keeping)
    ask_witnesses(sealer, policy, now=NOW)
    (keeping.root / "checkpoint").unlink()
    databases.clone(str(connection.settings_dict["NAME"]))

    with as_sealer() as rewritten, session_as("dar_app", os.environ["DATABASE_URL"]) as app:
        again(app, 6)
        seal_all(rewritten)
        sign_checkpoint(rewritten, keeping, now=NOW)
        with pytest.raises(LogBroken, match="has signed another log of"):
            ask_witnesses(rewritten, policy, now=NOW)


def again(app: Session, count: int) -> None:
    for _ in range(count):
        insert(app, payload(app))
        app.commit()


class Odd(BaseHTTPRequestHandler):
    """A witness that gives what its server holds as its answer."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        status, body = self.server.answer  # type: ignore[attr-defined]
        self.send_response(status)
        self.send_header("Location", NOBODY_LISTENS)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing of it belongs into the output of a test."""


ODD = {
    "an error": (500, b"", "It answered 500."),
    "another address": (302, b"", "It answered 302."),
    "no signature": (200, b"hello\n", "Its signature is not that of its key."),
    "nothing": (200, b"", "Its signature is not that of its key."),
    "a signature of somebody else": (200, "— other AAAAAAA=\n".encode(), "Its signature is not that of its key."),
    "no text": (200, b"\xff\xfe", "It did not answer."),
    "a conflict without a size": (409, b"no\n", "It answered that it knows another size, and not which."),
}


@pytest.mark.parametrize(("status", "body", "trouble"), ODD.values(), ids=ODD)
def test_an_odd_answer_is_noted_and_the_log_runs_on(
    happen: Happen, sealer: Session, keeping: Keeping, folder: Path, status: int, body: bytes, trouble: str
) -> None:
    grow(happen, sealer, keeping)
    Kept(folder).make_key("witness.example/inspectorate")
    with HTTPServer(("127.0.0.1", 0), Odd) as server:
        server.answer = (status, body)  # type: ignore[attr-defined]
        serving = Thread(target=server.handle_request)
        serving.start()
        policy = Policy.parse(policy_of(folder, keeping, f"http://127.0.0.1:{server.server_port}"))

        ask_witnesses(sealer, policy, now=NOW)
        serving.join()

    assert found(sealer) == [(NAME, 0, trouble)]


def test_before_anything_is_signed_nobody_is_asked(happen: Happen, sealer: Session, policy: Policy) -> None:
    ask_witnesses(sealer, policy, now=NOW)

    assert found(sealer) == []


def test_what_goes_wrong_beside_the_sealing_ends_it(
    happen: Happen, sealer: Session, keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread's session is gone at once: the sealer ends by the same error, and does not run on unasked."""

    def closed() -> Session:
        session = as_sealer()
        session.close()
        return session

    monkeypatch.setattr("audit.tlog.running.ASK_EVERY_SECONDS", 0.01)
    asker = Asker(closed, Policy.parse("quorum none"), Event())
    asker.start()
    until(lambda: asker.error, "an error that is kept")
    (keeping.root / "policy").write_text("quorum none\n")
    runner = Sealer(sealer, keeping, Event(), closed)

    with pytest.raises(type(asker.error)):  # type: ignore[arg-type]
        runner.run()


def test_the_sealer_has_its_checkpoints_vouched_for_as_it_runs(
    happen: Happen, sealer: Session, owner: Session, keeping: Keeping, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit.tlog.running.ASK_EVERY_SECONDS", 0.05)
    url = policy.witnesses[NAME].url
    (keeping.root / "policy").write_text(policy_of(keeping.root.parent / "witness", keeping, url))
    stop, session = Event(), as_sealer()
    runner = Sealer(session, keeping, stop, as_sealer)
    running = Thread(target=runner.run)
    running.start()
    happen(2)

    until(lambda: [trouble for _, size, trouble in found(sealer) if size] == [""], "a witness that vouches")

    stop.set()
    running.join()
    (asker,) = runner.helpers
    asker.join()
    session.close()
