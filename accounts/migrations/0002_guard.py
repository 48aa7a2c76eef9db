"""Every change to these tables is recorded, and refused without its event."""

from django.db import migrations

from audit.core.protect import protect


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_tables")]
    operations = protect(
        "accounts_bulkrequest", "accounts_force", "accounts_leave", "accounts_membership", "accounts_role",
        "accounts_rolegrant", "accounts_user",
    )
