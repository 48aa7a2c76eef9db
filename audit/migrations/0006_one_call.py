"""An act's entries in one call (audit.core.entry.write_all)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("0006_one_call.sql")
# The triggers stay: they judge what is inserted without the call as well.
UNDO = """
DROP FUNCTION audit_write(text, text);
ALTER TABLE audit_detail ADD FOREIGN KEY (event_id) REFERENCES audit_event (id);
ALTER TABLE audit_pending ADD FOREIGN KEY (event_id) REFERENCES audit_event (id), ADD UNIQUE (event_id);
DROP INDEX audit_event_references;
CREATE INDEX audit_event_references ON audit_event USING gin ("references");
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_officers")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), UNDO)]
