import django.db.models.deletion
from audit.core.protect import protect
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_kept_answers'),
        ('audit', '0001_log'),
        ('cases', '0023_agency_reports'),
    ]

    operations = [
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(max_length=40)),
                ('definition', models.PositiveSmallIntegerField(help_text="Version of the measure's definition")),
                ('part', models.CharField(max_length=20)),
                ('quarter', models.CharField(max_length=7)),
                ('basis', models.PositiveIntegerField()),
                ('shown', models.PositiveIntegerField(blank=True, null=True)),
                ('revision', models.PositiveSmallIntegerField(default=0)),
                ('published_on', models.DateField()),
                ('replaced_on', models.DateField(blank=True, null=True)),
                ('force', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.force')),
            ],
            options={
                'ordering': ['measure', 'quarter', 'part', 'force'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('replaced_on__isnull', True)), fields=('measure', 'quarter', 'part', 'force'), name='one_figure_stands_for_a_count', nulls_distinct=False),
                    models.CheckConstraint(condition=models.Q(('shown__isnull', True), ('shown__gte', 5), _connector='OR'), name='no_small_figure_is_published'),
                    models.CheckConstraint(condition=models.Q(('shown__isnull', True), ('shown', models.F('shown') / 5 * 5), _connector='OR'), name='a_published_figure_is_rounded'),
                    models.CheckConstraint(condition=models.Q(('force__isnull', True), ('shown__isnull', True), ('basis__gte', 5), _connector='OR'), name='no_figure_is_published_of_a_small_count'),
                    models.CheckConstraint(condition=models.Q(('replaced_on__isnull', True), ('replaced_on__gte', models.F('published_on')), _connector='OR'), name='a_figure_is_replaced_after_it_was_published'),
                ],
            },
        ),
        *protect('cases_figure'),
    ]
