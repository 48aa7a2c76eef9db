"""Each way of tampering, done to a real database by its administrator, and named by the verifier from a real download.

The administrator may switch off every trigger, and has stolen the sealer's key where he signs anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from accounts.actor import Actor
from audit.tlog.keeping import Keeping
from audit.tlog.sealing import LogBroken
from audit.tlog.signing import sign_checkpoint
from audit.tlog.witnessing import ask_witnesses
from audit.web.scope import Scope
from clients.dar_verify.bundle import Bundle
from clients.dar_verify.policy import Policy
from clients.dar_verify.redact import redact
from clients.dar_verify.verify import Fault, Report, verify
from clients.dar_witness.kept import Kept
from config.bench.databases import leave
from tests import databases
from tests.audit.conftest import Session, session_as
from tests.audit.payloads import insert, payload
from tests.audit.tlog.test_proof_file import auditor, exported
from tests.audit.tlog.test_sealing import seal_all
from tests.audit.tlog.test_witnessing import as_sealer
from tests.audit.tlog.witnesses import answering, policy_of

Happen = Callable[..., list[str]]
NOW = datetime.now(UTC)
GUARDED = ("audit_event", "audit_leaf", "audit_tile", "audit_head", "audit_checkpoint")
SALT, VALUE = bytes(32), '"Arrested"'
ABOUT = "DAR-2C4E-6G8H"
SUBJECT = {"ref": ABOUT, "category": "suspect"}


class Administrator:
    """Who owns the tables, with every guard switched off that stands in his way."""

    def __init__(self, owner: Session) -> None:
        self.session = owner
        owner.execute("SET ROLE dar_audit")
        for table in GUARDED:
            fixed = ["audit_fixed", *(["audit_onwards"] if table in ("audit_tile", "audit_head") else [])]
            for trigger in fixed:
                owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")  # type: ignore[arg-type]
        owner.execute("ALTER TABLE audit_leaf DROP CONSTRAINT audit_leaf_event_id_fkey")
        owner.commit()

    def number_of(self, event: str) -> int:
        row = self.session.execute("SELECT number FROM audit_leaf WHERE event_id = %s", [event]).fetchone()
        assert row is not None
        return int(row[0])

    def does(self, sentence: str, *values: object) -> None:
        self.session.execute(sentence, values)  # type: ignore[arg-type]
        self.session.commit()

    def renumber(self, first: int, by: int) -> None:
        """Shift the numbers from one on, in two steps since each is unique."""
        self.does("UPDATE audit_leaf SET number = number + 1000000 WHERE number >= %s", first)
        self.does("UPDATE audit_leaf SET number = number - 1000000 + %s WHERE number >= 1000000", by)

    def forge(self, event: str, **said: str) -> str:
        """An event like another but for what it says, and not waiting to be sealed; gives its id."""
        row = self.session.execute("SELECT payload FROM audit_event WHERE id = %s", [event]).fetchone()
        assert row is not None
        forged = json.loads(bytes(row[0])) | {"id": f"{event[:-4]}beef"} | said
        columns = ", ".join(COLUMNS)
        self.does("ALTER TABLE audit_event DISABLE TRIGGER audit_a_fill")
        self.does("ALTER TABLE audit_event DISABLE TRIGGER audit_queue")
        values = ", ".join("%s" if column in ("id", "payload", "at") else column for column in COLUMNS)
        written = json.dumps(forged, separators=(",", ":"), sort_keys=True).encode()
        given = {"id": forged["id"], "payload": written, "at": forged["at"]}
        self.session.execute(
            f"INSERT INTO audit_event ({columns}) SELECT {values} FROM audit_event WHERE id = %s",  # type: ignore[arg-type]
            [*(given[column] for column in COLUMNS if column in given), event],
        )
        self.session.commit()
        self.does("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_a_fill")
        self.does("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_queue")
        return str(forged["id"])


COLUMNS = (
    "id", "xid", "at", "code", "operation", "outcome", "actor_ref", "actor_kind", "actor_force", "actor_roles",
    "on_behalf_of", "channel", "session", "request", "object_type", "object_ref", "subject_ref", "subject_category",
    '"references"', "recipients", "reason", "fields", "payload",
)  # fmt: skip


@pytest.fixture
def events(happen: Happen, sealer: Session, keeping: Keeping) -> list[str]:
    """Twelve events, sealed and signed."""
    ids = happen(12)
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=NOW)
    return ids


@pytest.fixture
def by(transactional_db: None) -> Actor:
    return auditor()


@pytest.fixture
def kept(by: Actor, events: list[str], keeping: Keeping) -> bytes:
    """The checkpoint that somebody outside kept before anything was done."""
    return (keeping.root / "checkpoint").read_bytes()


@pytest.fixture
def administrator(kept: bytes, owner: Session) -> Administrator:
    return Administrator(owner)


def verified(by: Actor, keeping: Keeping, place: Path, earlier: bytes, policy: Policy | None = None) -> Report:
    file = exported(Scope(), by, place / "log.zip")
    return verify(Bundle(file), [key.public for key in list(keeping.keys())], earlier=[earlier], policy=policy)


def faults(report: Report) -> list[tuple[Fault, int | None]]:
    return [(each.fault, each.entry) for each in report.found]


def delete(he: Administrator, event: str) -> None:
    he.does("DELETE FROM audit_event WHERE id = %s", event)


def delete_and_renumber(he: Administrator, event: str) -> None:
    number = he.number_of(event)
    he.does("DELETE FROM audit_leaf WHERE event_id = %s", event)
    he.does("DELETE FROM audit_event WHERE id = %s", event)
    he.renumber(number + 1, -1)


def edit(he: Administrator, event: str) -> None:
    said = "replace(convert_from(payload, 'UTF8'), 'test.forged', 'test.denied')"
    he.does(f"UPDATE audit_event SET payload = convert_to({said}, 'UTF8') WHERE id = %s", event)


def insert_between(he: Administrator, event: str) -> None:
    number = he.number_of(event)
    forged = he.forge(event, code="test.invented")
    he.renumber(number, 1)
    he.does("INSERT INTO audit_leaf (number, event_id) VALUES (%s, %s)", number, forged)


TAMPERINGS = [
    pytest.param(delete, Fault.DELETE, "is missing: it was sealed and is not here", id="delete"),
    pytest.param(delete_and_renumber, Fault.DELETE, "and those after it were renumbered", id="delete and renumber"),
    pytest.param(edit, Fault.EDIT, "(test.denied of ", id="edit"),
    pytest.param(insert_between, Fault.INSERT, "(test.invented of ", id="insert"),
]


@pytest.mark.parametrize(("deed", "fault", "sentence"), TAMPERINGS)
def test_one_entry_is_named(
    administrator: Administrator,
    events: list[str],
    by: Actor,
    kept: bytes,
    keeping: Keeping,
    tmp_path: Path,
    deed: Callable[[Administrator, str], None],
    fault: Fault,
    sentence: str,
) -> None:
    number = administrator.number_of(events[4])

    deed(administrator, events[4])

    report = verified(by, keeping, tmp_path, kept)
    assert faults(report) == [(fault, number)]
    assert sentence in report.found[0].sentence


def test_reordered_entries_are_named(
    administrator: Administrator, events: list[str], by: Actor, kept: bytes, keeping: Keeping, tmp_path: Path
) -> None:
    one, other = administrator.number_of(events[4]), administrator.number_of(events[7])
    for event, number in ((events[4], -1), (events[7], one), (events[4], other)):
        administrator.does("ALTER TABLE audit_leaf DROP CONSTRAINT IF EXISTS entries_are_numbered_from_nothing")
        administrator.does("UPDATE audit_leaf SET number = %s WHERE event_id = %s", number, event)

    report = verified(by, keeping, tmp_path, kept)

    assert faults(report) == [(Fault.REORDER, one), (Fault.REORDER, other)]
    assert f"What stands as entry {one} was sealed as entry {other}" in report.found[0].sentence


def test_a_truncated_log_is_named(
    administrator: Administrator, events: list[str], by: Actor, kept: bytes, keeping: Keeping, tmp_path: Path
) -> None:
    last = administrator.number_of(events[-3]) - 1
    administrator.does("DELETE FROM audit_leaf WHERE number > %s", last)

    report = verified(by, keeping, tmp_path, kept)

    assert faults(report) == [(Fault.TRUNCATE, None)]
    assert f"the file reaches entry {last}" in report.found[0].sentence


def test_a_back_dated_entry_is_named_though_it_was_sealed_and_signed(
    administrator: Administrator,
    events: list[str],
    by: Actor,
    kept: bytes,
    keeping: Keeping,
    sealer: Session,
    tmp_path: Path,
) -> None:
    forged = administrator.forge(events[4], at=(NOW - timedelta(days=400)).isoformat())
    administrator.does("INSERT INTO audit_pending (event_id) VALUES (%s)", forged)
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=datetime.now(UTC))

    report = verified(by, keeping, tmp_path, kept)

    assert faults(report) == [(Fault.BACK_DATE, administrator.number_of(forged))]
    assert "it was dated back" in report.found[0].sentence


def reseal(he: Administrator, keeping: Keeping, folder: Path) -> Keeping:
    """Build the whole tree anew over what the database now says, and sign it with the stolen key; gives the thief's
    own folder."""
    thief = Keeping(folder)
    folder.mkdir()
    for name in ("keys", "log.vkey"):
        (folder / name).write_bytes((keeping.root / name).read_bytes())
    with as_sealer() as session:
        seal_all(session)
    he.session.execute("INSERT INTO audit_pending (event_id) SELECT event_id FROM audit_leaf ORDER BY number")
    he.session.execute("ALTER TABLE audit_tally DISABLE TRIGGER audit_fixed")
    for table in ("audit_leaf", "audit_tile", "audit_tally"):
        he.session.execute(f"DELETE FROM {table}")  # type: ignore[arg-type]
    he.session.execute("ALTER TABLE audit_checkpoint DISABLE TRIGGER audit_fixed")
    he.session.execute("ALTER TABLE audit_cosignature DISABLE TRIGGER audit_fixed")
    he.session.execute("DELETE FROM audit_cosignature")
    he.session.execute("DELETE FROM audit_checkpoint")
    he.session.execute("UPDATE audit_head SET size = 0")
    he.session.commit()
    with as_sealer() as session:
        seal_all(session)
        sign_checkpoint(session, thief, now=datetime.now(UTC))
    return thief


def test_a_fork_signed_with_the_stolen_key_is_named_by_an_earlier_checkpoint(
    administrator: Administrator, events: list[str], by: Actor, kept: bytes, keeping: Keeping, tmp_path: Path
) -> None:
    edit(administrator, events[4])
    reseal(administrator, keeping, tmp_path / "thief")

    report = verified(by, keeping, tmp_path, kept)

    assert faults(report) == [(Fault.FORK, None)]
    assert "The log was rewritten and signed again." in report.found[0].sentence


def test_without_anything_kept_outside_a_fork_is_caught_by_the_witness_alone(
    administrator: Administrator, events: list[str], by: Actor, keeping: Keeping, sealer: Session, tmp_path: Path
) -> None:
    """The thief has the log's key and the whole database. He has not the witness's key, nor its memory."""
    folder, logs = tmp_path / "witness", [key.public for key in list(keeping.keys())]
    with answering(folder, logs) as url:
        policy = Policy.parse(policy_of(folder, keeping, url))
        ask_witnesses(sealer, policy, now=NOW)
        honest = verify(Bundle(exported(Scope(), by, tmp_path / "honest.zip")), [], policy=policy)
        assert honest.is_sound

        edit(administrator, events[4])
        thief = reseal(administrator, keeping, tmp_path / "thief")
        fork = exported(Scope(), by, tmp_path / "fork.zip")
        assert verify(Bundle(fork), logs).is_sound

        with as_sealer() as session, pytest.raises(LogBroken, match="inspectorate has signed"):
            ask_witnesses(session, policy, now=datetime.now(UTC))

    assert faults(verify(Bundle(fork), [], policy=policy)) == [(Fault.UNWITNESSED, None)]
    (witnessed,) = Kept(folder).notes()
    assert faults(verify(Bundle(fork), logs, earlier=[witnessed.encode()])) == [(Fault.FORK, None)]
    assert thief.last() is not None


def test_a_restored_old_backup_is_named_and_the_sealer_signs_it_no_more(
    happen: Happen, by: Actor, sealer: Session, keeping: Keeping, tmp_path: Path
) -> None:
    """The database goes back to the morning. Whoever signs all the same needs another folder than the sealer's."""
    happen(12)
    seal_all(sealer)
    size = sign_checkpoint(sealer, keeping, now=NOW).size
    kept = (keeping.root / "checkpoint").read_bytes()
    leave()
    databases.clone(str(connection.settings_dict["NAME"]))
    again = auditor()
    with as_sealer() as restored:
        seal_all(restored)
        with pytest.raises(LogBroken, match=f"and {size} were signed: the database was restored"):
            sign_checkpoint(restored, keeping, now=NOW)
        careless = Keeping(tmp_path / "careless")
        careless.root.mkdir()
        (careless.root / "keys").write_bytes((keeping.root / "keys").read_bytes())
        sign_checkpoint(restored, careless, now=NOW + timedelta(minutes=1))

    report = verified(again, keeping, tmp_path, kept)

    assert [each.fault for each in report.found] == [Fault.ROLLBACK]
    assert "An old backup was restored, or the end of the log was cut off." in report.found[0].sentence


def test_a_value_is_taken_out_and_the_rest_is_proven_field_by_field(
    by: Actor, sealer: Session, keeping: Keeping, tmp_path: Path
) -> None:
    """The name of whoever acted is withheld; the reason is proven still, and no other one could be put in its place."""
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=NOW)
    exported(Scope(), by, tmp_path / "first.zip")  # an event of a person with a name and a reason
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=datetime.now(UTC))
    whole, logs = Bundle(exported(Scope(), by, tmp_path / "whole.zip")), [key.public for key in list(keeping.keys())]
    assert disclosed(whole) >= {"actor_label", "reason_text"}

    withheld = redact(whole, {"actor_label"}, tmp_path / "redacted.zip")

    redacted = Bundle(tmp_path / "redacted.zip")
    report = verify(redacted, logs)
    assert report.is_sound
    assert withheld > 0
    assert "Values were taken out, as its manifest says: actor_label." in report.checked
    assert "reason_text" in disclosed(redacted)
    assert "actor_label" not in disclosed(redacted)


def disclosed(bundle: Bundle) -> set[str]:
    return {name for line in bundle.lines() for name in json.loads(line)["disclosed"]}


def test_after_a_lawful_erasure_every_proof_still_verifies(
    by: Actor, kept: bytes, keeping: Keeping, sealer: Session, tmp_path: Path
) -> None:
    """Value and salt are gone; the entry, its number and its commitment are what they were."""
    logs = [key.public for key in list(keeping.keys())]
    with session_as("dar_app", os.environ["DATABASE_URL"]) as app:
        commitments = {"outcome": hashlib.sha256(SALT + VALUE.encode()).hexdigest()}
        told = insert(app, payload(app, subject=SUBJECT, commitments=commitments))
        detail = "INSERT INTO audit_detail (event_id, field, value, salt) VALUES (%s, 'outcome', %s, %s)"
        app.execute(detail, [told, VALUE, SALT])
        app.commit()
        seal_all(sealer)
        sign_checkpoint(sealer, keeping, now=NOW)
        before = exported(Scope(), by, tmp_path / "before.zip")

        insert(app, payload(app, code="person.disposed", operation="erasure", subject=SUBJECT))
        app.execute("SELECT audit_erase_details(%s, '{}'::text[], false, clock_timestamp())", [ABOUT])
        app.commit()
        assert app.execute("SELECT count(*) FROM audit_detail WHERE event_id = %s", [told]).fetchone() == (0,)

    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=datetime.now(UTC))
    assert verify(Bundle(before), logs, earlier=[kept]).is_sound
    earlier = Bundle(before).read("checkpoint")
    after = verified(by, keeping, tmp_path, earlier)
    assert after.is_sound
    assert "No number is missing" in " ".join(after.checked)
