from django.db import migrations

from audit.core.protect import protect


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial"), ("audit", "0001_log")]
    operations = protect(
        "register_person",
        "register_localrecord",
        "register_persongrant",
        "register_personname",
        "register_address",
        "register_phone",
        "register_vehicle",
        "register_onlinehandle",
        "register_identifier",
        "register_sighting",
        "register_warningsignal",
        "register_dangermarker",
        "register_registration",
        "register_registrationstatuschange",
        "register_conviction",
        "register_notificationduty",
        "register_protectiveorder",
        "register_ordercondition",
        "register_alert",
        "register_alertstatuschange",
        "register_task",
        "register_quarantinedrow",
    )
