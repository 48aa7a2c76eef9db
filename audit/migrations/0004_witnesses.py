"""Witnesses of the sealed log (shared design: audit.md, "Seal"), and what its page of status asks."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).with_name("0004_witnesses.sql")
UNDO = """
DROP FUNCTION audit_waiting();
DROP TABLE audit_cosignature, audit_witness;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_sealed_log")]
    operations = [
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), UNDO),
        migrations.CreateModel(
            name="Cosignature",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "checkpoint",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="cosignatures",
                        to="audit.checkpoint",
                    ),
                ),
                ("witness", models.TextField()),
                ("line", models.TextField()),
                ("cosigned_at", models.DateTimeField()),
            ],
            options={"db_table": "audit_cosignature", "managed": False, "ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="Witness",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("asked_at", models.DateTimeField()),
                ("size", models.BigIntegerField()),
                ("cosigned_at", models.DateTimeField(null=True)),
                ("trouble", models.TextField()),
            ],
            options={"db_table": "audit_witness", "managed": False, "ordering": ["name"]},
        ),
    ]
