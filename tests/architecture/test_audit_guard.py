"""Every table of ours is guarded by the log, or stands here with the reason why not."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

OURS = ("accounts", "register", "cases")
EXCUSED = {
    "accounts_keptanswer": "What a write was answered, kept to be said again; the write is an event of its own.",
    "accounts_bulktaken": "How many entries of the log somebody took at once; the download or the search is an event.",
    "register_outbox": "Work in waiting: references only, written beside the event that causes it; counters move.",
    "register_webhookprogress": "How far a webhook has come, and whether its receiver answers; it moves each second.",
    "register_webhookdelivery": "Messages in waiting: the number of an event, which says what there is to say.",
    "register_feedrun": "Counters of an import that move with every row; its start, rows and end are events.",
    "register_feedpart": "Bytes of a file that is being read, thrown away at its end; its SHA-256 stands in the event.",
    "register_searchkey": "Derived from audited rows by `refresh`; can be made again at any time.",
    "register_nameword": "Derived from audited rows by `refresh`; can be made again at any time.",
    "register_nameslip": "Derived from audited rows by `refresh`; can be made again at any time.",
    "register_matchrun": "How far a re-linking has come: keys and counts; what it changes are events of their own.",
    "register_retentionclock": "Derived from audited rows by `keep`; can be made again at any time.",
    "register_watch": "What is watched and until when, worked out from audited rows; each step is a row and an event.",
    "register_notice": "Reminders of kinds, references and days; what brings them, and reading them, are events.",
    "register_logreading": "How far the log has been read for touches; what is found are events of their own.",
    "register_heartbeat": "That a periodic job was done, and how it ended; what it changes are events of their own.",
    "register_integrityrun": "That a check ran, and how it ended; it changes nothing.",
    "register_integrityfinding": "What a check found, worked out from audited rows: references and days.",
    "register_digest": "That an e-mail was asked for on a day; sending it is an event.",
    "cases_prioritystanding": "Derived from audited rows by `keep`; can be made again at any time.",
    "register_cardrow": "Derived from audited rows by `refresh`; can be made again at any time.",
}
GUARDS = """
    SELECT relname, tgenabled, tgdeferrable, tginitdeferred, prosecdef, pg_get_userbyid(proowner)
    FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
    WHERE tgname = 'audit_guard'
"""


def tables_of_ours() -> set[str]:
    models = [model for app in OURS for model in apps.get_app_config(app).get_models(include_auto_created=True)]
    return {model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy}


def found(query: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


@pytest.mark.django_db
def test_every_table_is_guarded_or_excused() -> None:
    guarded = {str(row[0]) for row in found(GUARDS)}

    assert tables_of_ours() - guarded - EXCUSED.keys() == set()


@pytest.mark.django_db
def test_no_excuse_outlives_its_table() -> None:
    guarded = {str(row[0]) for row in found(GUARDS)}

    assert EXCUSED.keys() - tables_of_ours() == set()
    assert EXCUSED.keys() & guarded == set()


@pytest.mark.django_db
def test_every_guard_fires_always_at_commit_with_the_rights_of_the_log() -> None:
    rows = found(GUARDS)

    assert rows
    assert {row[1:] for row in rows} == {("A", True, True, True, "dar_audit")}


@pytest.mark.django_db
def test_no_guarded_table_can_be_emptied_at_once() -> None:
    kept = found("SELECT tgrelid::regclass::text, tgenabled FROM pg_trigger WHERE tgname = 'audit_no_truncate'")

    assert {str(table) for table, enabled in kept if enabled == "A"} == {str(row[0]) for row in found(GUARDS)}


@pytest.mark.django_db
def test_the_application_may_empty_and_own_nothing() -> None:
    emptied = found(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        " AND (has_table_privilege('dar_app', oid, 'TRUNCATE') OR pg_get_userbyid(relowner) = 'dar_app')"
    )

    assert emptied == []


@pytest.mark.django_db
def test_every_function_that_acts_for_the_log_looks_into_temporary_schemas_last() -> None:
    """Unnamed, pg_temp is searched first: a session's own table could stand in for the log's."""
    paths = found(
        "SELECT proname, array_to_string(proconfig, ',') FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'audit\\_%%'"
    )

    assert paths
    assert {path for _, path in paths} == {"search_path=pg_catalog, public, pg_temp"}
