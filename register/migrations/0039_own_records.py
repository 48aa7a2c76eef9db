import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import register.models.own_record
import register.models.touch
from audit.core.protect import protect
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_kept_answers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('register', '0038_webhooks'),
    ]

    operations = [
        migrations.CreateModel(
            name='LogReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20, unique=True)),
                ('transaction', models.BigIntegerField()),
                ('event', models.UUIDField()),
            ],
        ),
        migrations.AlterField(
            model_name='notice',
            name='topic',
            field=models.CharField(choices=[('watched', 'Something with a day'), ('given', 'Given to you'), ('handed_over', 'Work of somebody who is away or has left'), ('countersign', 'Asked for a second person'), ('answered', 'What you asked for was answered'), ('resumed', 'Back from hold'), ('standards', 'For professional standards')], max_length=12),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('date_of_birth__isnull', False)), fields=['date_of_birth'], name='person_by_birth'),
        ),
        migrations.CreateModel(
            name='OwnRecordBar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=register.models.own_record.new_bar, editable=False, max_length=20, unique=True)),
                ('hits', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None)),
                ('barred_at', models.DateTimeField(auto_now_add=True)),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('lifted_why', models.CharField(blank=True, max_length=1000)),
                ('version', models.PositiveIntegerField(default=1)),
                ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='own_record_bars', to='register.person')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='own_records', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-barred_at', '-pk'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('user', 'person'), name='a_record_is_somebodys_own_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('lifted_at__isnull', True), ('lifted_by__isnull', True), ('lifted_why', '')), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False), models.Q(('lifted_why', ''), _negated=True)), _connector='OR'), name='whoever_lifts_a_bar_says_why'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Particular',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=register.models.own_record.new_particular, editable=False, max_length=20, unique=True)),
                ('kind', models.CharField(choices=[('own', 'A name of yours, with your date of birth'), ('relative', 'A relative, a partner or somebody of the household'), ('address', 'An address'), ('phone', 'A telephone number'), ('vehicle', 'A vehicle')], max_length=10)),
                ('forenames', models.CharField(blank=True, max_length=120)),
                ('surname', models.CharField(blank=True, max_length=120)),
                ('date_of_birth', models.DateField(blank=True, null=True)),
                ('relationship', models.CharField(blank=True, max_length=60)),
                ('line_1', models.CharField(blank=True, max_length=200)),
                ('postcode', models.CharField(blank=True, max_length=10)),
                ('number_or_mark', models.CharField(blank=True, max_length=40)),
                ('content_digest', models.CharField(help_text='SHA-256 of what is declared, so that it is declared once', max_length=64)),
                ('keys', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), default=list, size=None)),
                ('source', models.CharField(choices=[('self', 'Declared by themselves'), ('standards', 'Entered by professional standards'), ('hr', 'From the personnel system')], max_length=10)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('declared_at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_why', models.CharField(blank=True, max_length=300)),
                ('declared_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='particulars', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['kind', '-declared_at', '-pk'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(condition=models.Q(('ended_at__isnull', True)), fields=['keys'], name='particular_by_key')],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('user', 'content_digest', 'source'), name='somebody_declares_a_thing_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('date_of_birth__isnull', True), ('kind__in', ('address', 'phone', 'vehicle'))), models.Q(('date_of_birth__isnull', False), ('kind__in', ('own', 'relative'))), _connector='OR'), name='a_declared_human_being_has_a_date_of_birth'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True), ('ended_why', '')), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), models.Q(('ended_why', ''), _negated=True)), _connector='OR'), name='whoever_ends_a_particular_says_why'),
                    models.CheckConstraint(condition=models.Q(models.Q(('source', 'standards'), _negated=True), models.Q(('why', ''), _negated=True), _connector='OR'), name='professional_standards_say_why_they_enter_a_particular'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Touch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=register.models.touch.new_reference, editable=False, max_length=20, unique=True)),
                ('kind', models.CharField(choices=[('own', 'A record that is their own, or that they are barred from'), ('sealed', 'A sealed record'), ('canary', 'A record that nobody has work with')], max_length=10)),
                ('event', models.UUIDField()),
                ('code', models.CharField(max_length=60)),
                ('happened_at', models.DateTimeField()),
                ('noticed_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('explained', 'Explained: there was a proper reason'), ('advice', 'Advice was given'), ('investigation', 'It goes to an investigation')], max_length=16)),
                ('words', models.TextField(blank=True, max_length=2000)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('force', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.force')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='touches', to='register.person')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='touches', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'touches',
                'ordering': ['-happened_at', '-pk'],
                'indexes': [models.Index(fields=['force', '-happened_at'], name='touch_of_force'), models.Index(condition=models.Q(('answered_at__isnull', True)), fields=['noticed_at'], name='touch_to_answer')],
                'constraints': [
                    models.UniqueConstraint(fields=('event', 'person', 'kind'), name='an_entry_touches_a_record_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True), ('outcome', '')), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('outcome', ''), _negated=True), models.Q(('words', ''), _negated=True)), _connector='OR'), name='an_answered_touch_has_an_outcome_and_words'),
                    models.CheckConstraint(condition=models.Q(('answered_by__isnull', True), models.Q(('answered_by', models.F('user')), _negated=True), _connector='OR'), name='nobody_answers_for_their_own_touch'),
                ],
            },
        ),
        *protect("register_particular", "register_ownrecordbar", "register_touch"),
    ]
