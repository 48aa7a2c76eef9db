"""The life of a registration: its statuses as facts of the law, its notice, its reviews and its appeals.

Registrations that run already get the day on which they became active as the day of their notice, and say that its means
were not recorded.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.actor import system_actor
from audit.core.entry import Entry, Reason, write
from audit.core.protect import protect
from register.events.registrations import REGISTRATION_MOVED


CARRIED = """
UPDATE register_registration AS registration SET
    status = CASE status WHEN 'suspended' THEN 'suspended_custody' WHEN 'transferred' THEN 'transferred_out'
        ELSE status END,
    is_indefinite = false,
    proportionality = CASE gate WHEN 'police_designation' THEN 'Decided before reasons were asked for.' ELSE '' END,
    decided_at = told.at,
    notice_given_on = CASE WHEN gate <> 'police_designation' THEN told.at::date END,
    notice_given_by = CASE WHEN gate <> 'police_designation' THEN 'Not recorded' ELSE '' END,
    notice_means = CASE WHEN gate <> 'police_designation' THEN 'not_recorded' ELSE '' END
FROM (
    SELECT registration_id, max(changed_at) AS at FROM register_registrationstatuschange GROUP BY registration_id
) AS told
WHERE told.registration_id = registration.id AND status NOT IN ('proposed', 'awaiting_notice')
"""
PROPOSALS = """
UPDATE register_registration SET proportionality = 'Proposed before reasons were asked for.'
WHERE gate = 'police_designation' AND proportionality = ''
"""


def carry_over(apps, schema_editor):
    """Bring the registrations of before to the new statuses, in one event of the register itself."""
    if not apps.get_model("register", "Registration").objects.exists():
        return
    entry = Entry(REGISTRATION_MOVED, system_actor("migrate", {}), Reason("system", "carried over"))
    entry.record(why="Carried over to the statuses of the new table")
    write(entry)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(CARRIED)
        cursor.execute(PROPOSALS)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_roles_ended_at_once'),
        ('register', '0008_exact_facts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RegistrationAppeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('court', models.CharField(max_length=120)),
                ('lodged_on', models.DateField()),
                ('is_stayed', models.BooleanField(default=False, help_text='The court has suspended the requirements meanwhile')),
                ('outcome', models.CharField(blank=True, choices=[('allowed', 'Allowed'), ('dismissed', 'Dismissed'), ('abandoned', 'Abandoned')], max_length=10)),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='register.registration')),
            ],
            options={
                'ordering': ['-lodged_on', '-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_on__isnull', False)), _connector='OR'), name='a_decided_appeal_has_an_outcome_and_a_day'),
                    models.CheckConstraint(condition=models.Q(('decided_on__isnull', True), ('decided_on__gte', models.F('lodged_on')), _connector='OR'), name='an_appeal_is_decided_after_it_was_lodged'),
                    models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('registration',), name='a_registration_has_one_open_appeal'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RegistrationReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('keep', 'Keep on the register'), ('remove', 'Remove from the register')], max_length=10)),
                ('reasons', models.TextField(max_length=4000)),
                ('risk_of_serious_harm', models.CharField(blank=True, choices=[('low', 'Low'), ('medium', 'Medium'), ('high', 'High'), ('very_high', 'Very high')], max_length=10)),
                ('was_due_on', models.DateField()),
                ('reviewed_on', models.DateField()),
                ('next_review_on', models.DateField()),
                ('limit_code', models.CharField(max_length=60)),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='register.registration')),
                ('reviewed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-reviewed_on', '-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('next_review_on__gt', models.F('reviewed_on'))), name='a_review_sets_the_next_review'),
                    models.CheckConstraint(condition=models.Q(('reasons', ''), _negated=True), name='a_review_gives_its_reasons'),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name='registration',
            name='a_person_has_one_live_registration',
        ),
        migrations.AddField(
            model_name='registration',
            name='decided_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='registration',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='registration',
            name='notice_given_by',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='registration',
            name='notice_given_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='registration',
            name='notice_means',
            field=models.CharField(blank=True, choices=[('handed_over', 'Handed over in person'), ('at_court', 'Handed over at court'), ('at_station', 'Handed over at a police station'), ('in_prison', 'Through the prison'), ('in_hospital', 'Through the hospital'), ('recorded_post', 'By recorded post'), ('not_recorded', 'Means not recorded')], max_length=20),
        ),
        migrations.AddField(
            model_name='registration',
            name='proportionality',
            field=models.TextField(blank=True, help_text='Asked of a police designation', max_length=2000),
        ),
        migrations.AddField(
            model_name='registration',
            name='proposed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='registration',
            name='review_limit_code',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='registration',
            name='risk_of_serious_harm',
            field=models.CharField(blank=True, choices=[('low', 'Low'), ('medium', 'Medium'), ('high', 'High'), ('very_high', 'Very high')], max_length=10),
        ),
        migrations.AddField(
            model_name='registrationstatuschange',
            name='authority',
            field=models.CharField(blank=True, help_text='Court, source or other jurisdiction', max_length=200),
        ),
        migrations.AddField(
            model_name='registrationstatuschange',
            name='effective_on',
            field=models.DateField(blank=True, help_text='The day of the event itself, if it has one', null=True),
        ),
        migrations.AlterField(
            model_name='registration',
            name='status',
            field=models.CharField(choices=[('proposed', 'Proposed'), ('awaiting_notice', 'Awaiting notice'), ('active', 'Active'), ('indefinite', 'Indefinite'), ('suspended_custody', 'Suspended in custody'), ('suspended_hospital', 'Suspended in hospital'), ('suspended_abroad', 'Suspended abroad'), ('under_appeal', 'Under appeal'), ('transferred_out', 'Transferred out'), ('expired', 'Expired'), ('discharged', 'Discharged'), ('deceased', 'Deceased'), ('removed_on_review', 'Removed on review')], default='proposed', max_length=20),
        ),
        migrations.AlterField(
            model_name='registrationstatuschange',
            name='to_status',
            field=models.CharField(choices=[('proposed', 'Proposed'), ('awaiting_notice', 'Awaiting notice'), ('active', 'Active'), ('indefinite', 'Indefinite'), ('suspended_custody', 'Suspended in custody'), ('suspended_hospital', 'Suspended in hospital'), ('suspended_abroad', 'Suspended abroad'), ('under_appeal', 'Under appeal'), ('transferred_out', 'Transferred out'), ('expired', 'Expired'), ('discharged', 'Discharged'), ('deceased', 'Deceased'), ('removed_on_review', 'Removed on review')], max_length=20),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        # The guard of the log answers now: a table with rows that wait for it cannot be altered.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ('transferred_out', 'expired', 'discharged', 'deceased', 'removed_on_review')), _negated=True), fields=('person',), name='a_person_has_one_live_registration'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'indefinite'), _negated=True), ('is_indefinite', True), _connector='OR'), name='an_indefinite_status_has_an_indefinite_period'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('notice_given_by', ''), ('notice_given_on__isnull', True), ('notice_means', '')), models.Q(('notice_given_on__isnull', False), models.Q(('notice_given_by', ''), _negated=True), models.Q(('notice_means', ''), _negated=True)), _connector='OR'), name='a_notice_has_a_day_a_giver_and_a_means'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('active', 'indefinite', 'suspended_custody', 'suspended_hospital', 'suspended_abroad', 'under_appeal')), _negated=True), ('gate', 'police_designation'), ('notice_given_on__isnull', False), _connector='OR'), name='a_person_on_the_register_was_told_in_writing'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('gate', 'police_designation'), _negated=True), models.Q(('proportionality', ''), _negated=True), _connector='OR'), name='a_designation_says_why_it_is_proportionate'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('gate', 'police_designation'), ('status__in', ('active', 'indefinite', 'suspended_custody', 'suspended_hospital', 'suspended_abroad', 'under_appeal')), _negated=True), models.Q(('decided_at__isnull', False), models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR')), _connector='OR'), name='a_designation_is_approved_by_a_second_person'),
        ),
        *protect("register_registrationappeal", "register_registrationreview"),
    ]
