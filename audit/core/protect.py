"""The migration operations by which a table is put under the log's guard, and its rows stay as they were written."""

from __future__ import annotations

from django.db.migrations.operations import RunSQL

_GUARD = """
CREATE CONSTRAINT TRIGGER audit_guard AFTER INSERT OR UPDATE OR DELETE ON {table}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_guard_row();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER audit_guard;
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER audit_no_truncate;
"""
_UNGUARD = "DROP TRIGGER audit_guard ON {table}; DROP TRIGGER audit_no_truncate ON {table};"
_FIX = """
CREATE TRIGGER row_is_fixed BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER row_is_fixed;
"""
_UNFIX = "DROP TRIGGER row_is_fixed ON {table};"


def protect(*tables: str) -> list[RunSQL]:
    """Operations after which a change to any of these tables is recorded row by row and refused at commit when its
    transaction holds no event of its own. A test finds the model whose table is neither protected nor excused."""
    return [RunSQL(_GUARD.format(table=table), _UNGUARD.format(table=table)) for table in tables]


def fix(*tables: str) -> list[RunSQL]:
    """Operations after which a row of any of these tables stays as it was written: a step that was taken, a change that
    was made."""
    return [RunSQL(_FIX.format(table=table), _UNFIX.format(table=table)) for table in tables]
