import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_force_clients'),
    ]

    operations = [
        migrations.CreateModel(
            name='BulkTaken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('export', 'Download entries of the log'), ('search', 'Read far into the log')], max_length=10)),
                ('count', models.PositiveIntegerField()),
                ('taken_at', models.DateTimeField()),
                ('request', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.bulkrequest')),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-taken_at', '-pk'],
                'indexes': [models.Index(fields=['taken_by', 'act', 'taken_at'], name='bulk_taken_of_user')],
                'constraints': [models.CheckConstraint(condition=models.Q(('count__gt', 0)), name='what_was_taken_was_something')],
            },
        ),
    ]
