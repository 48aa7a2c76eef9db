import django.db.models.deletion
import register.models.unrouted
from audit.core.protect import protect
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_kept_answers'),
        ('register', '0043_watchful'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='UnroutedAlert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=register.models.unrouted.new_reference, editable=False, max_length=20, unique=True)),
                ('kind', models.CharField(choices=[('moved_in', 'Moved into your area'), ('dual_registration', 'Known to two forces'), ('transfer', 'Management offered to you'), ('moving_out', 'Moved out of your area'), ('visiting', 'Stays in your area'), ('released', 'Released to your area'), ('order_made', 'Order made elsewhere'), ('breach', 'Breach recorded'), ('incident', 'Incident with somebody registered'), ('overdue', 'Notification overdue'), ('risk_raised', 'Risk raised'), ('break_glass', 'Closed record opened')], max_length=20)),
                ('cause', models.CharField(choices=[('no_area', 'The address lies in no force’s area'), ('nobody_there', 'Nobody in the force can answer')], max_length=12)),
                ('raised_at', models.DateTimeField(auto_now_add=True)),
                ('due_at', models.DateTimeField()),
                ('limit_code', models.CharField(max_length=60)),
                ('escalated_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('routed', 'Sent on'), ('closed', 'Closed'), ('answered', 'Answered after all')], max_length=10)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('settle_reason', models.TextField(blank=True, max_length=2000)),
                ('version', models.PositiveIntegerField(default=1)),
                ('address', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.address')),
                ('alert', models.ForeignKey(blank=True, help_text='The alert that nobody can answer', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.alert')),
                ('from_force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.force')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.person')),
                ('raised_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_on_as', models.ForeignKey(blank=True, help_text='The alert that came of sending it on', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.alert')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['due_at', 'pk'],
                'indexes': [models.Index(condition=models.Q(('settled_at__isnull', True)), fields=['due_at'], name='unrouted_open')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'address'), name='an_address_waits_in_the_national_queue_once'), models.UniqueConstraint(fields=('alert',), name='an_alert_waits_in_the_national_queue_once'), models.CheckConstraint(condition=models.Q(models.Q(('address__isnull', False), ('alert__isnull', True), ('cause', 'no_area')), models.Q(('address__isnull', True), ('alert__isnull', False), ('cause', 'nobody_there')), _connector='OR'), name='what_waits_in_the_national_queue_says_what_reached_nobody'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('settle_reason', ''), ('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(models.Q(('outcome', ''), _negated=True), ('settled_at__isnull', False), models.Q(('settle_reason', ''), _negated=True)), _connector='OR'), name='what_leaves_the_national_queue_says_how_when_and_why'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'routed'), ('sent_on_as__isnull', False)), models.Q(models.Q(('outcome', 'routed'), _negated=True), ('sent_on_as__isnull', True)), _connector='OR'), name='what_is_sent_on_names_the_alert_that_came_of_it')],
            },
        ),
        *protect("register_unroutedalert"),
    ]
