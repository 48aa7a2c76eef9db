from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_clients'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asker', models.CharField(max_length=40)),
                ('key_hash', models.CharField(max_length=64)),
                ('asked_hash', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField()),
                ('answer', models.JSONField()),
                ('headers', models.JSONField(default=dict)),
                ('kept_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['asker', 'kept_at'], name='kept_answers_by_age')],
                'constraints': [models.UniqueConstraint(fields=('asker', 'key_hash'), name='one_answer_is_kept_for_a_key_of_one_asker')],
            },
        ),
    ]
