from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0033_change_feed'),
    ]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='is_of_team',
            field=models.BooleanField(default=False, help_text='Work that nobody has: told with others of its kind'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('acknowledged_at__isnull', True), ('is_of_team', True)), fields=['source'], name='notice_of_team'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('is_of_team', False), models.Q(('topic', 'watched'), models.Q(('source', ''), _negated=True)), _connector='OR'), name='what_a_team_is_told_of_is_watched_and_of_a_kind'),
        ),
    ]
