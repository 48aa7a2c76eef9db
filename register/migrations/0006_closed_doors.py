import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_force_clients'),
        ('register', '0005_officers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='canaryrecord',
            name='content',
            field=models.BinaryField(default=bytes),
        ),
        migrations.AddField(
            model_name='canaryrecord',
            name='file_name',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='canaryrecord',
            name='local_reference',
            field=models.CharField(blank=True, help_text="Which the force's own system gives to nobody", max_length=60),
        ),
        migrations.AddField(
            model_name='canaryrecord',
            name='run',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='canary', to='register.feedrun'),
        ),
        migrations.AddField(
            model_name='ownrecordbar',
            name='open_hits',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None),
        ),
        migrations.AlterField(
            model_name='canaryrecord',
            name='person',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='canary', to='register.person'),
        ),
        migrations.AddConstraint(
            model_name='canaryrecord',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', True), ('content', b''), _connector='OR'), name='a_planted_record_says_once_what_it_is'),
        ),
    ]
