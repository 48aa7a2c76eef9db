import accounts.models.second_person
import django.contrib.postgres.fields
import django.db.models.deletion
from audit.core.protect import protect
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_kept_answers'),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='why',
            field=models.CharField(blank=True, help_text='Why somebody holds more than they usually do', max_length=300),
        ),
        migrations.CreateModel(
            name='BulkRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=accounts.models.second_person.new_reference, editable=False, max_length=20, unique=True)),
                ('act', models.CharField(choices=[('export', 'Download entries of the log'), ('search', 'Read far into the log')], max_length=10)),
                ('scope', models.JSONField()),
                ('scope_digest', models.CharField(max_length=64)),
                ('count', models.PositiveIntegerField(help_text='How many entries, or how many at the least')),
                ('why', models.TextField(max_length=2000)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('is_approved', models.BooleanField(null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answer_reason', models.TextField(blank=True, max_length=2000)),
                ('valid_until_at', models.DateTimeField(blank=True, null=True)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('force', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.force')),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
                'indexes': [
                    models.Index(fields=['asked_by', 'act', 'scope_digest'], name='bulk_request_by_scope'),
                    models.Index(fields=['force', '-asked_at'], name='bulk_request_of_force'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('is_approved__isnull', True)), fields=('asked_by', 'act', 'scope_digest'), name='one_person_asks_for_one_scope_once'),
                    models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='a_bulk_request_says_why'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True), ('is_approved__isnull', True), ('answer_reason', '')), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), ('is_approved__isnull', False), models.Q(('answer_reason', ''), _negated=True)), _connector='OR'), name='an_answered_bulk_request_says_when_by_whom_and_why'),
                    models.CheckConstraint(condition=models.Q(models.Q(('is_approved', True), ('is_approved__isnull', False), ('valid_until_at__isnull', False)), models.Q(('valid_until_at__isnull', True), models.Q(('is_approved__isnull', True), ('is_approved', False), _connector='OR')), _connector='OR'), name='an_approved_bulk_request_is_valid_until_a_moment'),
                    models.CheckConstraint(condition=models.Q(('used_at__isnull', True), models.Q(('is_approved', True), ('is_approved__isnull', False)), _connector='OR'), name='only_an_approved_bulk_request_is_used'),
                    models.CheckConstraint(condition=models.Q(('answered_by__isnull', True), models.Q(('answered_by', models.F('asked_by')), _negated=True), _connector='OR'), name='nobody_answers_their_own_bulk_request'),
                ],
            },
        ),
        *protect("accounts_bulkrequest"),
    ]
