"""What PostgreSQL itself refuses to whoever holds a connection, whatever the code says."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from psycopg import errors

from tests.audit.conftest import Session
from tests.audit.payloads import insert, payload

# Each table, with a column that can be set.
TABLES = {"audit_event": "code", "audit_detail": "value", "audit_row_change": "row_id", "audit_pending": "event_id"}
KEPT = [table for table in TABLES if table != "audit_pending"]
SEALED = {"audit_leaf": "number", "audit_tile": "hashes", "audit_head": "size", "audit_tally": "count"}
TABLES |= SEALED | {"audit_checkpoint": "note", "audit_cosignature": "line", "audit_witness": "trouble"}

FORBIDDEN_TO_THE_APPLICATION = {
    **{f"update {table}": f"UPDATE {table} SET {column} = {column}" for table, column in TABLES.items()},
    **{f"delete {table}": f"DELETE FROM {table}" for table in TABLES},
    **{f"truncate {table}": f"TRUNCATE {table} CASCADE" for table in TABLES},
    **{f"drop {table}": f"DROP TABLE {table}" for table in TABLES},
    **{f"disable the triggers of {table}": f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in TABLES},
    "seal an event": "INSERT INTO audit_leaf (number, event_id) VALUES (0, gen_random_uuid())",
    "write a tile": "INSERT INTO audit_tile (level, index, hashes) VALUES (0, 0, 'x')",
    "publish a checkpoint": "INSERT INTO audit_checkpoint (size, root, counts, note, signed_at)"
    " VALUES (0, 'x', '', '', now())",
    "vouch for a checkpoint": "INSERT INTO audit_cosignature (checkpoint_id, witness, line, cosigned_at)"
    " VALUES (1, 'x', '', now())",
    "speak well of a witness": "INSERT INTO audit_witness (name, asked_at) VALUES ('x', now())",
    "become the sealer": "SET ROLE dar_sealer",
    "read the queue": "SELECT * FROM audit_pending",
    "write the queue": "INSERT INTO audit_pending (event_id) VALUES (gen_random_uuid())",
    "write a row change": "INSERT INTO audit_row_change (xid, at, table_name, row_id, operation)"
    " VALUES (pg_current_xact_id(), now(), 'register_person', '1', 'UPDATE')",
    "date an event": "INSERT INTO audit_event (payload, at) VALUES ('{}', '1999-12-31')",
    "number an event": "INSERT INTO audit_event (payload, xid) VALUES ('{}', '1')",
    "name an event": "INSERT INTO audit_event (payload, id) VALUES ('{}', gen_random_uuid())",
    "code an event": "INSERT INTO audit_event (payload, code) VALUES ('{}', 'x')",
    "copy a dated event": "COPY audit_event (payload, at) FROM STDIN",
    "number a detail": "INSERT INTO audit_detail (id, event_id, field, value, salt) OVERRIDING SYSTEM VALUE"
    " VALUES (1, gen_random_uuid(), 'x', 'x', 'x')",
    "switch the triggers off for the session": "SET session_replication_role = replica",
    "become the tables' owner": "SET ROLE dar_owner",
    "become the log's owner": "SET ROLE dar_audit",
    "disable a guard": "ALTER TABLE register_person DISABLE TRIGGER audit_guard",
    "drop a guard": "DROP TRIGGER audit_guard ON register_person",
    "empty a guarded table": "TRUNCATE register_person CASCADE",
    "replace the guard": "CREATE OR REPLACE FUNCTION public.audit_guard_row() RETURNS trigger LANGUAGE plpgsql"
    " AS 'BEGIN RETURN NULL; END'",
    "make a function before it": "CREATE FUNCTION public.audit_event() RETURNS int LANGUAGE sql AS 'SELECT 1'",
}


@pytest.mark.parametrize("sentence", FORBIDDEN_TO_THE_APPLICATION.values(), ids=FORBIDDEN_TO_THE_APPLICATION)
def test_the_application_may_not(app: Session, sentence: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        app.execute(sentence)  # type: ignore[arg-type]


def test_the_application_is_in_no_other_role(app: Session) -> None:
    held = app.execute(
        "SELECT rolsuper, rolcreaterole, rolreplication, rolbypassrls,"
        " pg_has_role('dar_app', 'dar_owner', 'MEMBER'), pg_has_role('dar_app', 'dar_audit', 'MEMBER')"
        " FROM pg_roles WHERE rolname = 'dar_app'"
    ).fetchone()

    assert held == (False,) * 6


@pytest.mark.parametrize("table", KEPT)
@pytest.mark.parametrize("sentence", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
def test_even_the_owner_may_not_change_what_is_written(owner: Session, table: str, sentence: str) -> None:
    seeded(owner)

    with pytest.raises(errors.InsufficientPrivilege, match="the audit trail refuses"):
        owner.execute(sentence.format(table, TABLES[table]))  # type: ignore[arg-type]


def seeded(session: Session) -> None:
    """An event, a detail and a row change, so that there is a row to touch in each table."""
    salt, value = bytes(32), '"Somebody"'
    commitment = hashlib.sha256(salt + value.encode()).hexdigest()
    event = insert(session, payload(session, commitments={"actor_label": commitment}))
    session.execute(
        "INSERT INTO audit_detail (event_id, field, value, salt) VALUES (%s, 'actor_label', %s, %s)", [event, value, salt]
    )
    session.execute("UPDATE accounts_force SET slug = slug")
    session.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    "shift",
    [timedelta(days=-27 * 365), timedelta(microseconds=-1), timedelta(minutes=1)],
    ids=["1999", "before the transaction", "to come"],
)
def test_an_event_of_another_time_is_refused(app: Session, shift: timedelta) -> None:
    (now,) = app.execute("SELECT transaction_timestamp()").fetchone() or ()
    said = payload(app, at=(now + shift).isoformat())

    with pytest.raises(errors.RaiseException, match="not of now"):
        insert(app, said)


@pytest.mark.parametrize("said", ["1", "18446744073709551615", None], ids=["old", "future", "none"])
def test_an_event_of_another_transaction_is_refused(app: Session, said: str | None) -> None:
    with pytest.raises(errors.RaiseException, match="does not belong to this transaction"):
        insert(app, payload(app, xid=said))


@pytest.mark.parametrize("key", ["id", "at", "code", "operation", "outcome", "actor", "object", "reason", "fields"])
def test_an_event_that_leaves_something_out_is_refused(app: Session, key: str) -> None:
    with pytest.raises((errors.NotNullViolation, errors.CheckViolation, errors.RaiseException)):
        insert(app, payload(app, **{key: None}))


def test_an_event_larger_than_60000_bytes_is_refused(app: Session) -> None:
    with pytest.raises(errors.CheckViolation, match="payload_is_at_most_60000_bytes"):
        insert(app, payload(app, fields={"x": "x" * 60_000}))


def test_the_same_event_is_not_written_twice(app: Session) -> None:
    said = payload(app)
    insert(app, said)

    with pytest.raises(errors.UniqueViolation):
        insert(app, said)


SALT = bytes(range(32))
VALUE = '"Somebody"'
PROMISED = hashlib.sha256(SALT + VALUE.encode()).hexdigest()
DETAIL = "INSERT INTO audit_detail (event_id, field, value, salt) VALUES (%s, %s, %s, %s)"


def test_a_detail_that_the_event_committed_to_is_kept(app: Session) -> None:
    event = insert(app, payload(app, commitments={"name": PROMISED}))
    app.execute(DETAIL, [event, "name", VALUE, SALT])

    assert app.execute("SELECT value FROM audit_detail WHERE event_id = %s", [event]).fetchone() == (VALUE,)


@pytest.mark.parametrize(
    ("field", "value", "salt"),
    [("name", '"Another"', SALT), ("name", VALUE, bytes(32)), ("address", VALUE, SALT)],
    ids=["another value", "another salt", "another field"],
)
def test_a_detail_that_the_event_did_not_commit_to_is_refused(
    app: Session, field: str, value: str, salt: bytes
) -> None:
    event = insert(app, payload(app, commitments={"name": PROMISED}))

    with pytest.raises(errors.RaiseException, match="no such commitment"):
        app.execute(DETAIL, [event, field, value, salt])


def test_a_detail_with_a_short_salt_is_refused(app: Session) -> None:
    short = hashlib.sha256(b"salt" + VALUE.encode()).hexdigest()
    event = insert(app, payload(app, commitments={"name": short}))

    with pytest.raises(errors.CheckViolation, match="salt_is_32_bytes"):
        app.execute(DETAIL, [event, "name", VALUE, b"salt"])


@pytest.mark.django_db(transaction=True)
def test_a_detail_of_an_earlier_transaction_is_refused(app: Session) -> None:
    event = insert(app, payload(app, commitments={"name": PROMISED}))
    app.commit()

    with pytest.raises(errors.RaiseException, match="no such commitment"):
        app.execute(DETAIL, [event, "name", VALUE, SALT])


IMPOSTOR = "CREATE TEMP TABLE audit_event (id uuid, xid xid8, operation text, outcome text, payload bytea)"


def test_a_temporary_table_does_not_stand_in_for_the_log(app: Session) -> None:
    app.execute(IMPOSTOR)
    app.execute("INSERT INTO pg_temp.audit_event VALUES (NULL, pg_current_xact_id(), 'alteration', 'done')")
    app.execute("GRANT SELECT ON pg_temp.audit_event TO PUBLIC")
    app.execute("UPDATE accounts_force SET slug = slug")

    with pytest.raises(errors.InsufficientPrivilege, match="an unaudited UPDATE on accounts_force is refused"):
        app.commit()


def test_a_temporary_table_does_not_make_a_commitment(app: Session) -> None:
    event = insert(app, payload(app))
    app.execute(IMPOSTOR)
    app.execute(
        "INSERT INTO pg_temp.audit_event VALUES (%s, pg_current_xact_id(), '', '', %s)",
        [event, f'{{"commitments": {{"name": "{PROMISED}"}}}}'.encode()],
    )

    with pytest.raises(errors.RaiseException, match="no such commitment"):
        app.execute(DETAIL.replace("audit_detail", "public.audit_detail"), [event, "name", VALUE, SALT])


@pytest.mark.parametrize("function", ["audit_guard_row", "audit_queue_event", "audit_fill_event", "audit_check_detail"])
def test_nobody_hangs_a_function_of_the_log_on_a_table_of_their_own(app: Session, function: str) -> None:
    app.execute("CREATE TEMP TABLE register_person (id uuid)")

    with pytest.raises(errors.InsufficientPrivilege, match="permission denied for function"):
        app.execute(
            f"CREATE TRIGGER forged AFTER INSERT ON pg_temp.register_person FOR EACH ROW EXECUTE FUNCTION {function}()"
        )


def test_every_event_waits_for_the_sealer(app: Session, owner: Session) -> None:
    event = insert(owner, payload(owner))

    assert owner.execute("SELECT count(*) FROM audit_pending WHERE event_id = %s", [event]).fetchone() == (1,)


def test_the_owner_of_the_log_cannot_sign_in(app: Session) -> None:
    found = app.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'dar_audit'").fetchone()
    owners = app.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE tablename LIKE 'audit\\_%%'").fetchall()

    assert found == (False,)
    assert owners == [("dar_audit",)]


def test_every_trigger_of_the_log_fires_always(app: Session) -> None:
    """Also in a session that replicates, in which ordinary triggers sleep."""
    enabled = app.execute(
        "SELECT tgname, tgenabled FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE relname LIKE 'audit\\_%%' AND NOT tgisinternal"
    ).fetchall()

    assert len(enabled) == 28
    assert {state for _, state in enabled} == {"A"}


ERASE = "SELECT audit_erase_details(%s, %s::text[], false, clock_timestamp())"


def about(session: Session, reference: str, **changes: Any) -> str:
    """An event about a record, with a name kept apart."""
    subject = {"subject": {"ref": reference, "category": "suspect"}}
    event = insert(session, payload(session, commitments={"name": PROMISED}, **subject, **changes))
    session.execute(DETAIL, [event, "name", VALUE, SALT])
    return event


def test_what_an_event_kept_apart_is_erased_in_a_transaction_that_tells_of_it(app: Session) -> None:
    about(app, "DAR-1")
    about(app, "DAR-2")
    insert(app, payload(app, operation="erasure", subject={"ref": "DAR-1", "category": "suspect"}))

    assert app.execute(ERASE, ["DAR-1", []]).fetchone() == (1,)
    app.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert app.execute("SELECT count(*) FROM audit_detail WHERE value = %s", [VALUE]).fetchone() == (1,)


def test_a_field_that_is_spared_stays(app: Session) -> None:
    about(app, "DAR-1")

    assert app.execute(ERASE, ["DAR-1", ["name"]]).fetchone() == (0,)


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(None, id="nothing tells of it"),
        pytest.param({"operation": "alteration", "subject": {"ref": "DAR-1", "category": ""}}, id="no erasure"),
        pytest.param({"operation": "erasure", "subject": {"ref": "DAR-2", "category": ""}}, id="another record"),
        pytest.param(
            {"operation": "erasure", "outcome": "refused", "subject": {"ref": "DAR-1", "category": ""}}, id="refused"
        ),
    ],
)
def test_an_erasure_that_no_event_of_its_own_tells_of_is_refused(app: Session, told: dict[str, Any] | None) -> None:
    about(app, "DAR-1")
    if told:
        insert(app, payload(app, **told))
    app.execute(ERASE, ["DAR-1", []])

    with pytest.raises(errors.InsufficientPrivilege, match="an erasure that no event tells of"):
        app.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_erasure_names_its_record(app: Session) -> None:
    with pytest.raises(errors.RaiseException, match="names its record"):
        app.execute(ERASE, ["", []])
