import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0005_officers'),
        ('register', '0004_standards_told'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='misusealert',
            name='one_stretch_of_entries_makes_one_alert',
        ),
        migrations.RemoveIndex(
            model_name='misusealert',
            name='misuse_of_user',
        ),
        migrations.AddField(
            model_name='misusealert',
            name='officer',
            field=models.CharField(blank=True, max_length=23),
        ),
        migrations.AddField(
            model_name='reasonsample',
            name='officer',
            field=models.CharField(blank=True, max_length=23),
        ),
        migrations.AlterField(
            model_name='misusealert',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='reasonsample',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='misusealert',
            index=models.Index(fields=['user', 'officer', 'rule', 'ended_at'], name='misuse_of_user'),
        ),
        migrations.AddConstraint(
            model_name='misusealert',
            constraint=models.UniqueConstraint(fields=('rule', 'user', 'officer', 'about', 'started_at'), name='one_stretch_of_entries_makes_one_alert', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='misusealert',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('officer', ''), ('user__isnull', False)), models.Q(('user__isnull', True), models.Q(('officer', ''), _negated=True)), _connector='OR'), name='an_alert_of_misuse_is_of_a_user_or_of_an_officer'),
        ),
        migrations.AddConstraint(
            model_name='reasonsample',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('officer', ''), ('user__isnull', False)), models.Q(('user__isnull', True), models.Q(('officer', ''), _negated=True)), _connector='OR'), name='a_reading_is_by_a_user_or_for_an_officer'),
        ),
    ]
