from datetime import date

import django.contrib.postgres.fields
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

# What was recorded before has no day by which it is to be confirmed: it is to be asked about before it is relied on.
TO_BE_CONFIRMED = date(2026, 1, 1)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_roles_ended_at_once"),
        ("cases", "0006_who_caused_a_near_alert"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(name="safecontactrule", options={"ordering": ["-recorded_at", "-pk"]}),
        migrations.AddField(
            model_name="safecontactrule",
            name="confirm_by_on",
            field=models.DateField(
                default=TO_BE_CONFIRMED, help_text="The last day on which it may be relied on"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="safecontactrule",
            name="days",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(),
                blank=True,
                default=list,
                help_text="1 is Monday",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="safecontactrule",
            name="has_left_refuge",
            field=models.BooleanField(default=False, help_text="Nobody has decided yet what may be shown again"),
        ),
        migrations.AddField(
            model_name="safecontactrule",
            name="recorded_at",
            field=models.DateTimeField(auto_now_add=True, default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="safecontactrule", name="rings_from", field=models.TimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="safecontactrule", name="rings_until", field=models.TimeField(blank=True, null=True)
        ),
        migrations.AlterField(
            model_name="safecontactrule",
            name="hours",
            field=models.CharField(blank=True, help_text="What else is to be known of the time", max_length=120),
        ),
        migrations.AddIndex(
            model_name="safecontactrule",
            index=models.Index(
                condition=Q(("ended_at__isnull", True)),
                fields=["force", "confirm_by_on"],
                name="safe_contact_by_confirm_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="safecontactrule",
            constraint=models.CheckConstraint(
                condition=Q(rings_from__isnull=True, rings_until__isnull=True)
                | (Q(rings_from__isnull=False, rings_until__isnull=False) & ~Q(rings_from=F("rings_until"))),
                name="a_safe_time_begins_and_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="safecontactrule",
            constraint=models.CheckConstraint(
                condition=Q(days__contained_by=[1, 2, 3, 4, 5, 6, 7]), name="a_safe_day_is_a_day_of_the_week"
            ),
        ),
        migrations.AddConstraint(
            model_name="safecontactrule",
            constraint=models.CheckConstraint(
                condition=Q(is_in_refuge=False) | Q(has_left_refuge=False),
                name="nobody_is_in_refuge_and_has_left_it",
            ),
        ),
    ]
