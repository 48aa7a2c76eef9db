from django.db import migrations

from audit.core.protect import protect


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_move_check"), ("audit", "0001_log")]
    operations = protect("cases_nearalert", "cases_nearalertstatuschange")
