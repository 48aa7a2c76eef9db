"""What is kept apart of events may be erased lawfully (shared design: audit.md, "Capture")."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("0002_erasure.sql")
UNDO = """
DROP FUNCTION audit_erase_details(text, text[], boolean, timestamptz);
DROP TRIGGER audit_erasure_is_told ON audit_detail;
DROP TRIGGER audit_erased ON audit_detail;
DROP FUNCTION audit_check_erasure();
DROP FUNCTION audit_refuse_other_erasure();
DROP TRIGGER audit_fixed ON audit_detail;
CREATE TRIGGER audit_fixed BEFORE UPDATE OR DELETE ON audit_detail FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
ALTER TABLE audit_detail ENABLE ALWAYS TRIGGER audit_fixed;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_log")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), UNDO)]
