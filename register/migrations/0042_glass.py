import django.db.models.deletion
import register.models.glass
import register.models.reason_sample
from audit.core.protect import protect
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_kept_answers'),
        ('register', '0041_sealed_records'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BrokenGlass',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=register.models.glass.new_reference, editable=False, max_length=20, unique=True)),
                ('ground', models.CharField(choices=[('danger', 'Somebody’s life or safety is in danger now'), ('call', 'A call or an incident that is live'), ('child', 'A child is at risk'), ('custody', 'Somebody is under arrest or about to be released'), ('other', 'Something else that cannot wait')], max_length=10)),
                ('why', models.TextField(blank=True, max_length=2000)),
                ('incident_number', models.CharField(blank=True, max_length=40)),
                ('opened_at', models.DateTimeField()),
                ('until_at', models.DateTimeField()),
                ('review_due_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('justified', 'Justified'), ('not_justified', 'Not justified')], max_length=13)),
                ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('review_reason', models.TextField(blank=True, max_length=2000)),
                ('version', models.PositiveIntegerField(default=1)),
                ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.force')),
                ('owner_force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.force')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='broken_glasses', to='register.person')),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'broken glasses',
                'ordering': ['-opened_at', '-pk'],
                'indexes': [
                    models.Index(fields=['user', '-until_at'], name='glass_of_user'),
                    models.Index(condition=models.Q(('outcome', '')), fields=['review_due_at'], name='glass_to_review'),
                    models.Index(fields=['owner_force', '-opened_at'], name='glass_of_owner'),
                    models.Index(fields=['force', '-opened_at'], name='glass_of_force'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('why', ''), _negated=True), models.Q(('incident_number', ''), _negated=True), _connector='OR'), name='a_broken_glass_has_a_reason'),
                    models.CheckConstraint(condition=models.Q(('until_at__gt', models.F('opened_at'))), name='a_broken_glass_closes_again'),
                    models.CheckConstraint(condition=models.Q(('review_due_at__gt', models.F('opened_at'))), name='a_broken_glass_is_reviewed_after_it_broke'),
                    models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('review_reason', ''), ('reviewed_at__isnull', True), ('reviewed_by__isnull', True)), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False), models.Q(('outcome', ''), _negated=True), models.Q(('review_reason', ''), _negated=True)), _connector='OR'), name='a_reviewed_glass_says_when_by_whom_and_why'),
                    models.CheckConstraint(condition=models.Q(('reviewed_by__isnull', True), models.Q(('reviewed_by', models.F('user')), _negated=True), _connector='OR'), name='a_glass_is_reviewed_by_another_than_who_broke_it'),
                ],
            },
        ),
        migrations.AlterField(
            model_name='alert',
            name='kind',
            field=models.CharField(choices=[('moved_in', 'Moved into your area'), ('dual_registration', 'Known to two forces'), ('transfer', 'Management offered to you'), ('moving_out', 'Moved out of your area'), ('visiting', 'Stays in your area'), ('released', 'Released to your area'), ('order_made', 'Order made elsewhere'), ('breach', 'Breach recorded'), ('incident', 'Incident with somebody registered'), ('overdue', 'Notification overdue'), ('risk_raised', 'Risk raised'), ('break_glass', 'Closed record opened')], max_length=20),
        ),
        migrations.AlterField(
            model_name='notice',
            name='topic',
            field=models.CharField(choices=[('watched', 'Something with a day'), ('given', 'Given to you'), ('handed_over', 'Work of somebody who is away or has left'), ('countersign', 'Asked for a second person'), ('answered', 'What you asked for was answered'), ('resumed', 'Back from hold'), ('standards', 'For professional standards'), ('broken_glass', 'A closed record was opened in an emergency'), ('glass_found', 'Your break-glass was reviewed'), ('reason', 'The reason for a reading')], max_length=12),
        ),
        migrations.CreateModel(
            name='ReasonSample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=register.models.reason_sample.new_reference, editable=False, max_length=20, unique=True)),
                ('month_on', models.DateField(help_text='First day of the month that it was drawn from')),
                ('event', models.UUIDField(help_text='Number of the entry in the log')),
                ('code', models.CharField(help_text='What was read: code in register.rules.reason_sample', max_length=40)),
                ('reason', models.CharField(help_text='Code of the reason', max_length=40)),
                ('has_incident', models.BooleanField()),
                ('read_at', models.DateTimeField()),
                ('drawn_at', models.DateTimeField(auto_now_add=True)),
                ('due_on', models.DateField()),
                ('question', models.TextField(blank=True, max_length=2000)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('explanation', models.TextField(blank=True, max_length=2000)),
                ('explained_at', models.DateTimeField(blank=True, null=True)),
                ('decision', models.CharField(blank=True, choices=[('satisfied', 'Satisfied'), ('not_satisfied', 'Not satisfied')], max_length=13)),
                ('words', models.TextField(blank=True, max_length=2000)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.force')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reason_samples', to='register.person')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['due_on', 'pk'],
                'indexes': [
                    models.Index(condition=models.Q(('decision', '')), fields=['force', 'due_on'], name='reason_sample_waiting'),
                    models.Index(condition=models.Q(('decision', '')), fields=['due_on'], name='reason_sample_by_day'),
                    models.Index(fields=['user'], name='reason_sample_of_user'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('event',), name='a_reading_is_drawn_once'),
                    models.CheckConstraint(condition=models.Q(('month_on__day', 1)), name='a_sample_is_of_a_month'),
                    models.CheckConstraint(condition=models.Q(models.Q(('asked_at__isnull', True), ('asked_by__isnull', True), ('question', '')), models.Q(('asked_at__isnull', False), ('asked_by__isnull', False), models.Q(('question', ''), _negated=True)), _connector='OR'), name='a_question_about_a_reason_has_words_a_time_and_somebody'),
                    models.CheckConstraint(condition=models.Q(models.Q(('explained_at__isnull', True), ('explanation', '')), models.Q(('asked_at__isnull', False), ('explained_at__isnull', False), models.Q(('explanation', ''), _negated=True)), _connector='OR'), name='an_explanation_answers_a_question'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('decision', ''), ('words', '')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('decision', ''), _negated=True)), _connector='OR'), name='a_decided_sample_says_when_and_by_whom'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decision', 'not_satisfied'), _negated=True), models.Q(('words', ''), _negated=True), _connector='OR'), name='a_reason_is_not_accepted_for_a_reason'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('user')), _negated=True), _connector='OR'), models.Q(('asked_by__isnull', True), models.Q(('asked_by', models.F('user')), _negated=True), _connector='OR')), name='nobody_looks_at_a_reason_of_their_own'),
                ],
            },
        ),
        migrations.AddField(
            model_name='persongrant',
            name='review_on',
            field=models.DateField(blank=True, help_text='Day on which somebody looks at it again', null=True),
        ),
        migrations.AddField(
            model_name='persongrant',
            name='starts_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='persongrant',
            index=models.Index(condition=models.Q(('review_on__isnull', False)), fields=['review_on'], name='exception_by_review'),
        ),
        migrations.AddConstraint(
            model_name='persongrant',
            constraint=models.CheckConstraint(condition=models.Q(('starts_at__isnull', True), ('expires_at__isnull', True), ('expires_at__gt', models.F('starts_at')), _connector='OR'), name='an_exception_ends_after_it_begins'),
        ),
        *protect("register_brokenglass", "register_reasonsample"),
    ]
