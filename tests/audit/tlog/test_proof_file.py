"""From an act to a file that stands alone: committed, sealed, signed, exported, and verified without the register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.db import transaction

from accounts.actor import Actor
from audit.core.errors import Refused
from audit.tlog.keeping import Keeping
from audit.tlog.sealing import size_of
from audit.tlog.signing import sign_checkpoint
from audit.web.actions import export_log
from audit.web.export import FileFormat
from audit.web.scope import Scope
from clients.dar_verify.bundle import Bundle
from clients.dar_verify.verify import Fault, Report, verify
from tests.audit.conftest import Session
from tests.audit.tlog.test_sealing import seal_all
from tests.builders import CALL, actor

Happen = Callable[..., list[str]]
NOW = datetime.now(UTC)


def auditor(role: str = "oversight-auditor", force_code: str | None = None) -> Actor:
    with transaction.atomic():
        return actor(role, force_code=force_code)


def exported(scope: Scope, by: Actor, place: Path) -> Path:
    file = BytesIO()
    export_log(scope, actor=by, reason=CALL, file_format=FileFormat.PROVEN, file=file)
    place.write_bytes(file.getvalue())
    return place


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
