"""The sealed log (shared design: audit.md, "Sequence" and "Seal")."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).with_name("0003_sealed_log.sql")
UNDO = """
DROP TABLE audit_checkpoint, audit_tally, audit_tile, audit_leaf, audit_head;
DROP FUNCTION audit_only_onwards();
DROP FUNCTION audit_check_head();
REVOKE ALL ON audit_pending, audit_event FROM dar_sealer;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_erasure")]
    operations = [
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), UNDO),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "event",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="leaf",
                        to="audit.event",
                    ),
                ),
            ],
            options={"db_table": "audit_leaf", "managed": False, "ordering": ["number"]},
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("level", models.SmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hashes", models.BinaryField()),
            ],
            options={"db_table": "audit_tile", "managed": False},
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField()),
                ("counts", models.TextField()),
                ("note", models.TextField()),
                ("signed_at", models.DateTimeField()),
            ],
            options={"db_table": "audit_checkpoint", "managed": False, "ordering": ["-id"]},
        ),
    ]
