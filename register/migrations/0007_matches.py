import django.db.models.deletion
import register.models.match
from django.conf import settings
from django.db import migrations, models

from audit.core.protect import protect


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_roles_ended_at_once'),
        ('register', '0006_narrow_search_keys'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Match',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=register.models.match.new_reference, editable=False, max_length=20, unique=True)),
                ('weight', models.FloatField()),
                ('outcome', models.CharField(choices=[('same', 'Same person'), ('possible', 'Possibly the same person')], max_length=10)),
                ('rule', models.CharField(blank=True, help_text='Why the records are not joined by themselves', max_length=60)),
                ('model_version', models.CharField(max_length=40)),
                ('steps', models.JSONField(default=list)),
                ('status', models.CharField(choices=[('open', 'To decide'), ('awaiting_second', 'Waiting for a second person'), ('joined', 'Joined'), ('kept_apart', 'Kept apart'), ('withdrawn', 'No longer alike')], default='open', max_length=20)),
                ('is_by_person', models.BooleanField(default=False)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('asked_why', models.TextField(blank=True, max_length=2000)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('why', models.TextField(blank=True, max_length=2000)),
                ('due_at', models.DateTimeField()),
                ('limit_code', models.CharField(max_length=60)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('force_one', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.force')),
                ('force_other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.force')),
                ('one', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.person')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.person')),
            ],
            options={
                'verbose_name_plural': 'matches',
                'ordering': ['due_at', 'pk'],
                'constraints': [
                    models.UniqueConstraint(fields=('one', 'other'), name='a_pair_of_records_is_matched_once'),
                    models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='a_match_is_of_two_records_in_order'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('status__in', ('joined', 'kept_apart'))), models.Q(models.Q(('status__in', ('joined', 'kept_apart')), _negated=True), ('decided_at__isnull', True)), _connector='OR'), name='a_match_is_decided_at_a_time'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('is_by_person', False)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('is_by_person', True), models.Q(('why', ''), _negated=True)), _connector='OR'), name='a_person_decides_a_match_with_a_reason'),
                    models.CheckConstraint(condition=models.Q(models.Q(('status', 'kept_apart'), _negated=True), ('is_by_person', True), _connector='OR'), name='people_alone_keep_two_records_apart'),
                    models.CheckConstraint(condition=models.Q(models.Q(('status', 'awaiting_second'), _negated=True), models.Q(('asked_at__isnull', False), ('asked_by__isnull', False), models.Q(('asked_why', ''), _negated=True)), _connector='OR'), name='a_match_that_waits_for_a_second_says_who_asked'),
                    models.CheckConstraint(condition=models.Q(models.Q(('status', 'joined'), _negated=True), ('asked_by__isnull', True), ('decided_by__isnull', True), models.Q(('asked_by', models.F('decided_by')), _negated=True), _connector='OR'), name='the_second_person_of_a_match_is_another'),
                ],
                'indexes': [
                    models.Index(condition=models.Q(('status__in', ('open', 'awaiting_second'))), fields=['force_one', 'due_at'], name='match_open_of_one'),
                    models.Index(condition=models.Q(('status__in', ('open', 'awaiting_second'))), fields=['force_other', 'due_at'], name='match_open_of_other'),
                ],
            },
        ),
        migrations.CreateModel(
            name='MatchRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model_version', models.CharField(max_length=40)),
                ('last_person', models.BigIntegerField(default=0)),
                ('people', models.PositiveIntegerField(default=0)),
                ('changes', models.JSONField(default=list)),
                ('applied', models.PositiveIntegerField(default=0, help_text='How many of the changes have been carried out')),
                ('started_at', models.DateTimeField(auto_now_add=True)),
                ('reported_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='MatchStatusChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_status', models.CharField(blank=True, max_length=20)),
                ('to_status', models.CharField(choices=[('open', 'To decide'), ('awaiting_second', 'Waiting for a second person'), ('joined', 'Joined'), ('kept_apart', 'Kept apart'), ('withdrawn', 'No longer alike')], max_length=20)),
                ('changed_at', models.DateTimeField(auto_now_add=True)),
                ('why', models.TextField(blank=True, max_length=2000)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('match', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='status_changes', to='register.match')),
            ],
            options={
                'ordering': ['changed_at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='cardrow',
            name='is_match_due',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='cardrow',
            name='match_attempts',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='person',
            name='lead',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joined', to='register.person'),
        ),
        migrations.AlterField(
            model_name='alert',
            name='kind',
            field=models.CharField(choices=[('moved_in', 'Moved into your area'), ('dual_registration', 'Known to two forces')], max_length=20),
        ),
        migrations.AddIndex(
            model_name='cardrow',
            index=models.Index(condition=models.Q(('is_match_due', True)), fields=['match_attempts', 'person'], name='card_row_to_match'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('lead', models.F('pk')), _negated=True), name='a_record_does_not_stand_under_itself'),
        ),
        migrations.AddField(
            model_name='alert',
            name='match',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='register.match'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.UniqueConstraint(fields=('kind', 'to_force', 'match'), name='a_force_is_told_of_a_match_once'),
        ),
        *protect("register_match", "register_matchstatuschange"),
    ]
