import django.contrib.postgres.fields
import django.db.models.deletion
import register.models.misuse
from audit.core.protect import protect
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_kept_answers'),
        ('register', '0042_glass'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MisuseAlert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=register.models.misuse.new_reference, editable=False, max_length=20, unique=True)),
                ('rule', models.CharField(help_text='Code in register.rules.misuse.table', max_length=40)),
                ('rule_version', models.PositiveSmallIntegerField()),
                ('settings', models.JSONField(help_text='Threshold and its value, as they were')),
                ('about', models.CharField(blank=True, help_text='Reference of the person, if it is about one', max_length=60)),
                ('measured', models.PositiveIntegerField()),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField()),
                ('entries', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), help_text='The entries of the log that made it, the newest of many', size=None)),
                ('entry_count', models.PositiveIntegerField()),
                ('raised_at', models.DateTimeField(auto_now_add=True)),
                ('due_on', models.DateField()),
                ('came_of_it', models.CharField(blank=True, choices=[('no_further_action', 'No further action'), ('words_of_advice', 'Words of advice'), ('investigation', 'Investigation'), ('false_alarm', 'False alarm')], max_length=20)),
                ('words', models.TextField(blank=True, max_length=2000)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('force', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.force')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-raised_at', '-pk'],
                'indexes': [models.Index(fields=['force', '-raised_at'], name='misuse_of_force'), models.Index(condition=models.Q(('came_of_it', '')), fields=['due_on'], name='misuse_open_by_day'), models.Index(fields=['user', 'rule', 'ended_at'], name='misuse_of_user')],
                'constraints': [models.UniqueConstraint(fields=('rule', 'user', 'about', 'started_at'), name='one_stretch_of_entries_makes_one_alert'), models.CheckConstraint(condition=models.Q(('ended_at__gte', models.F('started_at'))), name='the_entries_of_an_alert_end_after_they_start'), models.CheckConstraint(condition=models.Q(('entry_count__gt', 0)), name='an_alert_of_misuse_has_entries'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True), ('came_of_it', ''), ('words', '')), models.Q(models.Q(('came_of_it', ''), _negated=True), models.Q(('words', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='what_came_of_an_alert_has_words_a_time_and_somebody'), models.CheckConstraint(condition=models.Q(('answered_by__isnull', True), models.Q(('answered_by', models.F('user')), _negated=True), _connector='OR'), name='nobody_answers_an_alert_about_themselves')],
            },
        ),
        *protect("register_misusealert"),
    ]
