import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


KEEP_PROTECTED = """
INSERT INTO register_ordercondition_protected_people (ordercondition_id, person_id)
SELECT id, protected_person_id FROM register_ordercondition WHERE protected_person_id IS NOT NULL
"""
# A clock of the register itself, derived from the last day of each order: no act of anybody.
FIRST_CHECKS = """
ALTER TABLE register_protectiveorder DISABLE TRIGGER audit_guard;
UPDATE register_protectiveorder SET next_check_on = ends_on - 28
WHERE ends_on IS NOT NULL AND status IN ('interim', 'made', 'served', 'varied');
ALTER TABLE register_protectiveorder ENABLE ALWAYS TRIGGER audit_guard;
"""
FIRST_STATUSES = """
INSERT INTO register_orderstatuschange (order_id, from_status, to_status, happened_on, why, changed_at)
SELECT id, '', status, coalesce(served_on, made_on, recorded_at::date), '', recorded_at FROM register_protectiveorder
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_roles_ended_at_once"),
        ("register", "0013_plans"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ComplianceReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("complied", "Complied in full"), ("failed", "Failed to comply")], max_length=10
                    ),
                ),
                ("reported_on", models.DateField()),
                ("reported_by", models.CharField(max_length=200)),
                ("note", models.TextField(blank=True, max_length=2000)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ('order', models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="compliance_reports",
                to="register.protectiveorder",
            )),
                ('recorded_by', models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            )),
            ],
            options={
                "ordering": ["-reported_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="OrderBreach",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("occurred_at", models.DateTimeField()),
                ("cjs_code", models.CharField(blank=True, max_length=10)),
                ("incident_number", models.CharField(blank=True, max_length=40)),
                ("account", models.TextField(max_length=4000)),
                ("arrested_at", models.DateTimeField(blank=True, null=True)),
                ("court_due_at", models.DateTimeField(blank=True, null=True)),
                ("limit_code", models.CharField(blank=True, max_length=60)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ('force', models.ForeignKey(
                help_text="The force that recorded it",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.force",
            )),
                ('order', models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="breaches", to="register.protectiveorder"
            )),
                ('recorded_by', models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            )),
            ],
            options={
                "verbose_name_plural": "order breaches",
                "ordering": ["-occurred_at", "-pk"],
                'constraints': [
                    models.CheckConstraint(
                condition=models.Q(
                    ("arrested_at__isnull", True), ("arrested_at__gte", models.F("occurred_at")), _connector="OR"
                ),
                name="an_arrest_follows_the_breach",
            ),
                    models.CheckConstraint(
                condition=models.Q(
                    models.Q(("court_due_at__isnull", True), ("limit_code", "")),
                    models.Q(
                        ("arrested_at__isnull", False),
                        ("court_due_at__isnull", False),
                        models.Q(("limit_code", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_clock_of_a_breach_runs_from_an_arrest_under_a_limit",
            ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderStatusChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "from_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("considered", "Considered"),
                            ("applied", "Applied for"),
                            ("adjourned", "Adjourned"),
                            ("not_made", "Not made"),
                            ("interim", "Interim"),
                            ("made", "Made"),
                            ("served", "Served"),
                            ("varied", "Varied"),
                            ("discharged", "Discharged"),
                            ("expired", "Expired"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "to_status",
                    models.CharField(
                        choices=[
                            ("considered", "Considered"),
                            ("applied", "Applied for"),
                            ("adjourned", "Adjourned"),
                            ("not_made", "Not made"),
                            ("interim", "Interim"),
                            ("made", "Made"),
                            ("served", "Served"),
                            ("varied", "Varied"),
                            ("discharged", "Discharged"),
                            ("expired", "Expired"),
                        ],
                        max_length=12,
                    ),
                ),
                ("happened_on", models.DateField()),
                ("why", models.TextField(blank=True, max_length=2000)),
                ("changed_at", models.DateTimeField(auto_now_add=True)),
                ('changed_by', models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            )),
                ('order', models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="status_changes",
                to="register.protectiveorder",
            )),
            ],
            options={
                "ordering": ["changed_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="ordercondition",
            name="area",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ordercondition",
            name="easting",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ordercondition",
            name="is_monitored",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="ordercondition",
            name="monitoring_starts_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ordercondition",
            name="monitoring_ends_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ordercondition",
            name="northing",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ordercondition",
            name="postcode",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name="ordercondition",
            name="protected_people",
            field=models.ManyToManyField(blank=True, related_name="+", to="register.person"),
        ),
        migrations.AddField(
            model_name="ordercondition",
            name="uprn",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="appeal_ended_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="appealed_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="applicant",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="applied_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="arrest_power",
            field=models.CharField(
                blank=True,
                choices=[("", "Not known"), ("attached", "Attached"), ("not_attached", "Not attached")],
                max_length=15,
            ),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="aware_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="breach_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="certificate_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="considered_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="decision_due_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="doubt",
            field=models.CharField(blank=True, max_length=600),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="ended_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="ends_when",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="hearing_due_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="hearing_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="interim_made_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="interim_served_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="is_without_notice",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="next_check_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="responsible_person",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="served_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="served_by",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="protectiveorder",
            name="served_means",
            field=models.CharField(
                blank=True,
                choices=[
                    ("in_court", "In court, in their presence"),
                    ("personal", "In person, by an officer"),
                    ("process_server", "In person, by a process server"),
                    ("post", "By post"),
                    ("electronic", "Electronically"),
                    ("substituted", "In another way that the court allowed"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="protectiveorder",
            name="made_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="protectiveorder",
            name="status",
            field=models.CharField(
                choices=[
                    ("considered", "Considered"),
                    ("applied", "Applied for"),
                    ("adjourned", "Adjourned"),
                    ("not_made", "Not made"),
                    ("interim", "Interim"),
                    ("made", "Made"),
                    ("served", "Served"),
                    ("varied", "Varied"),
                    ("discharged", "Discharged"),
                    ("expired", "Expired"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="task",
            name="kind",
            field=models.CharField(
                choices=[
                    ("complete_record", "Complete the record"),
                    ("confirm_fact", "Confirm what a caller said"),
                    ("data_quality", "Check a doubtful value"),
                    ("follow_move", "Take over after a move"),
                    ("order", "Act on a protective order"),
                    ("review", "Review"),
                    ("notification_overdue", "Deal with a late notification"),
                ],
                max_length=30,
            ),
        ),
        migrations.RunSQL(KEEP_PROTECTED, migrations.RunSQL.noop),
        migrations.RunSQL(FIRST_CHECKS, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="ordercondition",
            name="protected_person",
        ),
        migrations.AddIndex(
            model_name="protectiveorder",
            index=models.Index(
                condition=models.Q(("next_check_on__isnull", False)),
                fields=["next_check_on"],
                name="order_by_next_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="ordercondition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("easting__isnull", True), ("northing__isnull", True)),
                    models.Q(("easting__isnull", False), ("northing__isnull", False)),
                    _connector="OR",
                ),
                name="a_point_of_a_condition_has_two_coordinates",
            ),
        ),
        migrations.AddConstraint(
            model_name="ordercondition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("is_monitored", False), ("monitoring_ends_on__isnull", True), ("monitoring_starts_on__isnull", True)
                    ),
                    models.Q(("is_monitored", True), ("monitoring_starts_on__isnull", False)),
                    _connector="OR",
                ),
                name="a_monitored_condition_says_since_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="ordercondition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("monitoring_ends_on__isnull", True),
                    ("monitoring_ends_on__gte", models.F("monitoring_starts_on")),
                    _connector="OR",
                ),
                name="monitoring_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="protectiveorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("made_on__isnull", True), ("status__in", ("considered", "applied", "adjourned", "not_made"))
                    ),
                    models.Q(
                        models.Q(("status__in", ("considered", "applied", "adjourned", "not_made")), _negated=True),
                        ("made_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="an_order_that_was_made_has_the_day_it_was_made",
            ),
        ),
        migrations.AddConstraint(
            model_name="protectiveorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "served"), _negated=True), ("served_on__isnull", False), _connector="OR"
                ),
                name="a_served_order_has_the_day_of_service",
            ),
        ),
        migrations.AddConstraint(
            model_name="protectiveorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_on__isnull", False), ("status", "discharged")),
                    models.Q(models.Q(("status", "discharged"), _negated=True), ("ended_on__isnull", True)),
                    _connector="OR",
                ),
                name="a_discharged_order_has_the_day_it_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="protectiveorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "considered"), _negated=True), ("considered_at__isnull", False), _connector="OR"
                ),
                name="a_considered_order_has_the_moment_it_was_considered",
            ),
        ),
        migrations.AddConstraint(
            model_name="protectiveorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("appeal_ended_on__isnull", True),
                    ("appeal_ended_on__gte", models.F("appealed_on")),
                    _connector="OR",
                ),
                name="an_appeal_ends_after_it_was_made",
            ),
        ),
        migrations.AddConstraint(
            model_name="protectiveorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("certificate_sha256", ""), ("certificate_sha256__regex", "^[0-9a-f]{64}$"), _connector="OR"
                ),
                name="the_hash_of_an_order_is_a_sha256",
            ),
        ),
        migrations.RunSQL(FIRST_STATUSES, migrations.RunSQL.noop),
    ]
