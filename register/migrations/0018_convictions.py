"""A conviction with its court, its sentence and its appeal; and the listing under MAPPA."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from audit.core.protect import protect


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_roles_ended_at_once'),
        ('register', '0017_notifications_taken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField("conviction", "sentence", "disposal"),
        migrations.RenameField("conviction", "months", "term_months"),
        migrations.CreateModel(
            name='MappaListing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.PositiveSmallIntegerField(choices=[(1, 'Category 1: subject to notification'), (2, 'Category 2: violent or other sexual offence'), (3, 'Category 3: other dangerous offender'), (4, 'Category 4: terrorist or terrorist risk')])),
                ('level', models.PositiveSmallIntegerField(choices=[(1, 'Level 1: ordinary management'), (2, 'Level 2: active multi-agency management'), (3, 'Level 3: the critical few')])),
                ('has_domestic_abuse_marker', models.BooleanField(default=False)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.force')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mappa_listings', to='register.person')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-starts_on', '-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('category__range', (1, 4)), ('level__range', (1, 3))), name='a_mappa_listing_has_a_category_and_a_level'),
                    models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='a_mappa_listing_ends_after_it_starts'),
                    models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('person',), name='a_person_is_listed_once_at_a_time'),
                ],
            },
        ),
        migrations.AddField(
            model_name='conviction',
            name='appeal_court',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='conviction',
            name='court_name',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='conviction',
            name='follows',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='register.conviction'),
        ),
        migrations.AddField(
            model_name='conviction',
            name='is_schedule_3_offence',
            field=models.BooleanField(default=False, help_text='Sexual Offences Act 2003 Sch.3, as a person has checked'),
        ),
        migrations.AddField(
            model_name='conviction',
            name='is_under_18',
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='conviction',
            name='kind',
            field=models.CharField(choices=[('conviction', 'Conviction'), ('not_guilty_insanity', 'Not guilty by reason of insanity'), ('disability_did_act', 'Under a disability, and did the act'), ('caution', 'Caution')], default='conviction', max_length=20),
        ),
        migrations.AddField(
            model_name='conviction',
            name='overlap_days',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='conviction',
            name='overlap_months',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='conviction',
            name='quashed_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='conviction',
            name='sentenced_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='conviction',
            name='term_days',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='conviction',
            name='term_link',
            field=models.CharField(blank=True, choices=[('consecutive', 'After it (consecutive)'), ('partly_concurrent', 'Partly at the same time'), ('concurrent', 'At the same time (concurrent)')], max_length=20),
        ),
        migrations.AddField(
            model_name='conviction',
            name='varied_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='conviction',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='registration',
            name='system_proposal',
            field=models.CharField(blank=True, help_text='The gates that seemed to follow, and why', max_length=500),
        ),
        migrations.AlterField(
            model_name='conviction',
            name='convicted_on',
            field=models.DateField(help_text='Day of the conviction, finding or caution: the relevant date'),
        ),
        migrations.AlterField(
            model_name='conviction',
            name='disposal',
            field=models.CharField(choices=[('life', 'Life or another sentence without an end'), ('imprisonment', 'Imprisonment'), ('suspended_sentence', 'Suspended sentence'), ('hospital_restricted', 'Hospital order with a restriction order'), ('hospital', 'Hospital order'), ('community_order', 'Community order'), ('fine', 'Fine'), ('caution', 'Caution'), ('conditional_discharge', 'Conditional discharge'), ('other', 'Other')], max_length=30),
        ),
        migrations.AddConstraint(
            model_name='conviction',
            constraint=models.CheckConstraint(condition=models.Q(('sentenced_on__isnull', True), ('sentenced_on__gte', models.F('convicted_on')), _connector='OR'), name='a_sentence_comes_after_its_conviction'),
        ),
        migrations.AddConstraint(
            model_name='conviction',
            constraint=models.CheckConstraint(condition=models.Q(('quashed_on__isnull', True), ('quashed_on__gte', models.F('convicted_on')), _connector='OR'), name='a_conviction_is_quashed_after_it_was_made'),
        ),
        migrations.AddConstraint(
            model_name='conviction',
            constraint=models.CheckConstraint(condition=models.Q(('varied_on__isnull', True), ('varied_on__gte', models.F('convicted_on')), _connector='OR'), name='a_sentence_is_varied_after_its_conviction'),
        ),
        migrations.AddConstraint(
            model_name='conviction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('quashed_on__isnull', True), ('varied_on__isnull', True)), models.Q(('appeal_court', ''), _negated=True), _connector='OR'), name='a_court_of_appeal_is_named_with_its_decision'),
        ),
        migrations.AddConstraint(
            model_name='conviction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('follows__isnull', True), ('term_link', '')), models.Q(('follows__isnull', False), models.Q(('term_link', ''), _negated=True)), _connector='OR'), name='a_term_beside_another_says_how_it_runs'),
        ),
        migrations.AddConstraint(
            model_name='conviction',
            constraint=models.CheckConstraint(condition=models.Q(('term_link', 'partly_concurrent'), models.Q(('overlap_days', 0), ('overlap_months', 0)), _connector='OR'), name='only_partly_concurrent_terms_overlap'),
        ),
        migrations.AddConstraint(
            model_name='conviction',
            constraint=models.CheckConstraint(condition=models.Q(('follows', models.F('pk')), _negated=True), name='a_term_does_not_run_beside_itself'),
        ),
        *protect("register_mappalisting"),
    ]
