import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keys are made anew by `manage.py rebuild_search_keys`, because their version changes with the table."""

    dependencies = [("register", "0005_one_open_task_for_each_force")]

    operations = [
        migrations.DeleteModel(name="SearchKey"),
        migrations.CreateModel(
            name="SearchKey",
            fields=[
                ("pk", models.CompositePrimaryKey("hash", "person_id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("hash", models.BigIntegerField()),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="register.person",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="cardrow",
            name="keys",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
        ),
    ]
