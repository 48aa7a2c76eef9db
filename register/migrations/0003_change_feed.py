"""The order in which the change feed is read (register/change_feed/log.py)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("register", "0002_guard")]
    operations = [
        migrations.RunSQL(
            """
            CREATE INDEX audit_event_changes ON audit_event (xid, id)
                WHERE outcome = 'done' AND (operation IN ('collection', 'alteration', 'combination', 'erasure')
                    OR code IN ('person.restricted', 'alert.raised'));
            """,
            "DROP INDEX audit_event_changes;",
        ),
    ]
