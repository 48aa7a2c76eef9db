"""Applications to end indefinite notification, and the days of a term upon its months."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from audit.core.protect import protect


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0018_convictions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='notificationrequirement',
            name='term_days',
            field=models.SmallIntegerField(default=0, help_text='Upon the months; fewer than none where terms overlap'),
        ),
        migrations.CreateModel(
            name='IndefiniteReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_notified_on', models.DateField(help_text='First notification after release')),
                ('applied_on', models.DateField(help_text='Day on which the application was received')),
                ('acknowledgement_due_on', models.DateField()),
                ('acknowledged_on', models.DateField(blank=True, null=True)),
                ('information_asked_on', models.DateField(blank=True, null=True)),
                ('information_due_on', models.DateField(blank=True, null=True)),
                ('decision_due_on', models.DateField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('granted', 'The requirement ends'), ('refused', 'The requirement goes on'), ('withdrawn', 'Application withdrawn')], max_length=10)),
                ('reasons', models.TextField(blank=True, max_length=4000)),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('appeal_due_on', models.DateField(blank=True, null=True)),
                ('again_from_on', models.DateField(blank=True, null=True)),
                ('appeal_court', models.CharField(blank=True, max_length=120)),
                ('appeal_allowed_on', models.DateField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indefinite_reviews', to='register.registration')),
                ('requirement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.notificationrequirement')),
            ],
            options={
                'ordering': ['-applied_on', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('registration',), name='a_registration_has_one_open_application'), models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_on__isnull', False)), _connector='OR'), name='a_decided_application_has_an_outcome_and_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('outcome__in', ('granted', 'refused')), _negated=True), models.Q(('reasons', ''), _negated=True), _connector='OR'), name='a_decision_on_an_application_gives_its_reasons'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'refused'), _negated=True), models.Q(('again_from_on__isnull', False), ('appeal_due_on__isnull', False)), _connector='OR'), name='a_refusal_says_when_to_appeal_and_to_apply_again'), models.CheckConstraint(condition=models.Q(('acknowledged_on__isnull', True), ('acknowledged_on__gte', models.F('applied_on')), _connector='OR'), name='an_application_is_acknowledged_after_it_was_made'), models.CheckConstraint(condition=models.Q(('decided_on__isnull', True), ('decided_on__gte', models.F('applied_on')), _connector='OR'), name='an_application_is_decided_after_it_was_made'), models.CheckConstraint(condition=models.Q(models.Q(('decision_due_on__isnull', True), ('information_asked_on__isnull', True), ('information_due_on__isnull', True)), models.Q(('decision_due_on__isnull', False), ('information_asked_on__isnull', False), ('information_due_on__isnull', False)), _connector='OR'), name='information_that_was_asked_for_has_its_due_days'), models.CheckConstraint(condition=models.Q(('appeal_allowed_on__isnull', True), models.Q(('outcome', 'refused'), models.Q(('appeal_court', ''), _negated=True)), _connector='OR'), name='an_appeal_that_was_allowed_names_its_court')],
            },
        ),
        *protect("register_indefinitereview"),
    ]
