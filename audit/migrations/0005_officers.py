"""What a force's system asked for one officer is found by the officer (`register.misuse.reading`)."""

from django.db import migrations

INDEX = """
CREATE INDEX audit_event_officer ON audit_event (upper(on_behalf_of), at DESC) WHERE on_behalf_of <> '';
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_witnesses")]
    operations = [migrations.RunSQL(INDEX, "DROP INDEX audit_event_officer")]
