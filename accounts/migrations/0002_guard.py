from django.db import migrations

from audit.core.protect import protect


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = protect(
        "accounts_force", "accounts_role", "accounts_rolegrant", "accounts_user", "accounts_membership"
    )
