"""The systems of forces, whose credentials are kept by allauth."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.models.force_client
from audit.core.protect import protect


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_guard'),
        ('allauth_idp_oidc', '0003_client_allow_uri_wildcards'),
    ]

    operations = [
        migrations.CreateModel(
            name='ForceClient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=accounts.models.force_client.new_reference, editable=False, max_length=20, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('certificate_name', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('credential', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='force_client', to='allauth_idp_oidc.client')),
                ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clients', to='accounts.force')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['force', 'name'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('force', 'name'), name='a_force_has_one_live_client_of_a_name'),
                ],
            },
        ),
        *protect("accounts_forceclient"),
    ]
