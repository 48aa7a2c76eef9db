"""The log: its tables, its guard, and who may do what to them (shared design: audit.md, "Capture")."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from audit.models.transaction_id import TransactionId

SQL = Path(__file__).with_name("0001_log.sql")
TEXT_COLUMNS = (
    "code operation outcome actor_ref actor_kind actor_force on_behalf_of channel session request object_type "
    "object_ref subject_ref subject_category reason"
).split()


def texts() -> django.contrib.postgres.fields.ArrayField:
    return django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            SQL.read_text(encoding="utf-8"),
            "DROP TABLE audit_pending, audit_row_change, audit_detail, audit_event CASCADE;"
            "DROP FUNCTION audit_fill_event, audit_queue_event, audit_check_detail, audit_refuse_change, audit_guard_row"
            " CASCADE;",
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("xid", TransactionId()),
                ("at", models.DateTimeField()),
                *((name, models.TextField()) for name in TEXT_COLUMNS),
                ("actor_roles", texts()),
                ("references", texts()),
                ("recipients", texts()),
                ("fields", models.JSONField()),
                ("payload", models.BinaryField()),
                ("leaf_hash", models.BinaryField()),
            ],
            options={"db_table": "audit_event", "managed": False, "ordering": ["-at", "-id"]},
        ),
        migrations.CreateModel(
            name="Detail",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("field", models.TextField()),
                ("value", models.TextField()),
                ("salt", models.BinaryField()),
                (
                    "event",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="details",
                        to="audit.event",
                    ),
                ),
            ],
            options={"db_table": "audit_detail", "managed": False},
        ),
        migrations.CreateModel(
            name="RowChange",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("xid", TransactionId()),
                ("at", models.DateTimeField()),
                ("table_name", models.TextField()),
                ("row_id", models.TextField()),
                ("operation", models.TextField()),
                ("columns", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), null=True, size=None)),
            ],
            options={"db_table": "audit_row_change", "managed": False},
        ),
    ]
