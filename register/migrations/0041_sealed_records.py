import django.db.models.deletion
import register.models.sealed
from audit.core.protect import protect
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_kept_answers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('register', '0040_canaries'),
    ]

    operations = [
        migrations.CreateModel(
            name='SealedRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=register.models.sealed.new_reference, editable=False, max_length=20, unique=True)),
                ('why', models.CharField(max_length=1000)),
                ('sealed_at', models.DateTimeField(auto_now_add=True)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('opened_why', models.CharField(blank=True, max_length=1000)),
                ('version', models.PositiveIntegerField(default=1)),
                ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.force')),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sealings', to='register.person')),
                ('reading_force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.force')),
                ('sealed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-sealed_at', '-pk'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('opened_at__isnull', True)), fields=('person',), name='a_record_is_sealed_once_at_a_time'),
                    models.CheckConstraint(condition=models.Q(('reading_force', models.F('force')), _negated=True), name='a_sealed_record_is_read_by_another_force'),
                    models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='whoever_seals_a_record_says_why'),
                    models.CheckConstraint(condition=models.Q(models.Q(('opened_at__isnull', True), ('opened_by__isnull', True), ('opened_why', '')), models.Q(('opened_at__isnull', False), ('opened_by__isnull', False), models.Q(('opened_why', ''), _negated=True)), _connector='OR'), name='whoever_opens_a_sealed_record_says_why'),
                ],
            },
        ),
        *protect("register_sealedrecord"),
    ]
