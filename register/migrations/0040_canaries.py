import django.db.models.deletion
import register.models.canary
from audit.core.protect import protect
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_kept_answers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('register', '0039_own_records'),
    ]

    operations = [
        migrations.CreateModel(
            name='CanaryRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=register.models.canary.new_reference, editable=False, max_length=20, unique=True)),
                ('why', models.CharField(max_length=300)),
                ('planted_at', models.DateTimeField(auto_now_add=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('retired_why', models.CharField(blank=True, max_length=300)),
                ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.force')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='canary', to='register.person')),
                ('planted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('retired_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-planted_at', '-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='whoever_plants_a_record_says_why'),
                    models.CheckConstraint(condition=models.Q(models.Q(('retired_at__isnull', True), ('retired_by__isnull', True), ('retired_why', '')), models.Q(('retired_at__isnull', False), ('retired_by__isnull', False), models.Q(('retired_why', ''), _negated=True)), _connector='OR'), name='whoever_takes_a_planted_record_out_says_why'),
                ],
            },
        ),
        *protect("register_canaryrecord"),
    ]
