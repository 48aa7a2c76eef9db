from django.db import migrations

from audit.core.protect import protect


class Migration(migrations.Migration):
    dependencies = [("register", "0014_orders"), ("audit", "0001_log")]
    operations = protect(
        "register_orderstatuschange",
        "register_ordercondition_protected_people",
        "register_orderbreach",
        "register_compliancereport",
    )
