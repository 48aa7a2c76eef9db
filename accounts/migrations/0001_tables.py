"""Forces, users, their roles and what stands in for them."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import accounts.models.leave
import accounts.models.second_person
import accounts.models.user
from audit.core.create_models import CreateModels


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('audit', '0004_witnesses'),
    ]

    operations = [
        CreateModels(
            migrations.CreateModel(
                name='Force',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=2, unique=True)),
                    ('name', models.CharField(max_length=80, unique=True)),
                    ('slug', models.SlugField(unique=True)),
                    ('short_name', models.CharField(max_length=8, unique=True)),
                    ('kind', models.CharField(choices=[('territorial', 'Territorial police force'), ('special', 'Special police force or agency'), ('northern_ireland', 'Northern Ireland'), ('scotland', 'Scotland')], max_length=20)),
                    ('control_room_phone', models.CharField(blank=True, max_length=30)),
                    ('alert_email', models.EmailField(blank=True, max_length=254)),
                ],
                options={
                    'ordering': ['name'],
                },
            ),
            migrations.CreateModel(
                name='KeptAnswer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('asker', models.CharField(max_length=40)),
                    ('key_hash', models.CharField(max_length=64)),
                    ('asked_hash', models.CharField(max_length=64)),
                    ('status', models.PositiveSmallIntegerField()),
                    ('answer', models.JSONField()),
                    ('headers', models.JSONField(default=dict)),
                    ('kept_at', models.DateTimeField(auto_now_add=True)),
                ],
                options={
                    'ordering': ['pk'],
                    'indexes': [
                        models.Index(fields=['asker', 'kept_at'], name='kept_answers_by_age'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('asker', 'key_hash'), name='one_answer_is_kept_for_a_key_of_one_asker'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Leave',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reference', models.CharField(default=accounts.models.leave.new_reference, editable=False, max_length=20, unique=True)),
                    ('starts_on', models.DateField()),
                    ('ends_on', models.DateField()),
                    ('declared_at', models.DateTimeField(auto_now_add=True)),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                    ('declared_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('deputy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leaves', to=settings.AUTH_USER_MODEL)),
                    ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['-starts_on', '-pk'],
                    'indexes': [
                        models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['user', 'ends_on'], name='leave_standing'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='a_leave_ends_after_it_starts'),
                        models.CheckConstraint(condition=models.Q(('deputy__isnull', True), models.Q(('deputy', models.F('user')), _negated=True), _connector='OR'), name='nobody_stands_in_for_themselves'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Membership',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('starts_on', models.DateField()),
                    ('ends_on', models.DateField(blank=True, null=True)),
                    ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                    ('role', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='accounts.role')),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('why', models.CharField(blank=True, help_text='Why somebody holds more than they usually do', max_length=300)),
                ],
                options={
                    'ordering': ['starts_on'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='a_membership_ends_after_it_starts'),
                        models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('ends_on__isnull', True)), fields=('user', 'role'), name='a_role_without_an_end_is_held_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Role',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=40, unique=True)),
                    ('title', models.CharField(max_length=80)),
                    ('description', models.TextField()),
                    ('idle_minutes', models.PositiveSmallIntegerField(help_text='Signed out after so many minutes without a request')),
                    ('session_hours', models.PositiveSmallIntegerField(help_text='Signed out after so many hours in any case')),
                    ('rank', models.PositiveSmallIntegerField(choices=[(0, 'None'), (1, 'Constable or staff'), (2, 'Sergeant or staff supervisor'), (3, 'Inspector or staff manager'), (4, 'Superintendent or above')], default=0)),
                ],
                options={
                    'ordering': ['title'],
                },
            ),
            migrations.CreateModel(
                name='RoleGrant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('permission', models.CharField(max_length=60)),
                    ('breadth', models.CharField(choices=[('national', 'All forces'), ('force', 'Own force'), ('shared', 'What was shared with them'), ('own', 'Their own')], max_length=10)),
                    ('role', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='accounts.role')),
                ],
                options={
                    'ordering': ['role', 'permission'],
                    'constraints': [
                        models.UniqueConstraint(fields=('role', 'permission', 'breadth'), name='a_role_gives_a_permission_once_at_each_breadth'),
                    ],
                },
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
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('reference', models.CharField(default=accounts.models.user.new_reference, editable=False, max_length=20, unique=True)),
                    ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                    ('name', models.CharField(max_length=120)),
                    ('collar_number', models.CharField(blank=True, max_length=20)),
                    ('kind', models.CharField(choices=[('person', 'Person'), ('system', 'System')], default='person', max_length=10)),
                    ('is_active', models.BooleanField(default=True)),
                    ('force', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='users', to='accounts.force')),
                ],
                options={
                    'ordering': ['name'],
                    'constraints': [
                        models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='one_user_for_an_email_address'),
                    ],
                },
            ),
        ),
    ]
