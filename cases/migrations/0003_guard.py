from django.db import migrations

from audit.core.protect import protect


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_initial")]
    operations = protect(
        "cases_case",
        "cases_pair",
        "cases_child",
        "cases_riskassessment",
        "cases_safeguard",
        "cases_safecontactrule",
    )
