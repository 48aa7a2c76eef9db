from django.db import migrations, models


class Migration(migrations.Migration):
    """Facts that name somebody exactly are found by themselves: the silent-call rule, and restricted records."""

    dependencies = [("register", "0007_matches")]

    operations = [
        migrations.AddIndex("phone", models.Index(fields=["e164"], name="phone_by_number")),
        migrations.AddIndex("vehicle", models.Index(fields=["registration_mark"], name="vehicle_by_mark")),
        migrations.AddIndex(
            "person",
            models.Index(
                fields=["date_of_birth"], condition=models.Q(is_restricted=True), name="restricted_person_by_birth"
            ),
        ),
    ]
