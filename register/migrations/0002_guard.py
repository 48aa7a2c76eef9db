"""Every change to these tables is recorded, and refused without its event; what was done stays as it was written."""

from django.db import migrations

from audit.core.protect import fix, protect


class Migration(migrations.Migration):
    dependencies = [("register", "0001_tables")]
    operations = [
        *protect(
            "register_absence", "register_acknowledgement", "register_address", "register_alert",
            "register_alertstatuschange", "register_breach", "register_breachstatuschange", "register_brokenglass",
            "register_canaryrecord", "register_compliancereport", "register_conviction", "register_countersignature",
            "register_dangermarker", "register_disposal", "register_disposedreference", "register_escalation",
            "register_feedsource", "register_handover", "register_identifier", "register_indefinitereview",
            "register_legalhold", "register_localrecord", "register_managementrisk", "register_managementtransfer",
            "register_managerassignment", "register_mappalisting", "register_match", "register_matchstatuschange",
            "register_misusealert", "register_notifiablechange", "register_notification", "register_notificationduty",
            "register_notificationitem", "register_notificationrequirement", "register_onlinehandle",
            "register_orderbreach", "register_ordercondition", "register_ordercondition_protected_people",
            "register_orderstatuschange", "register_ownrecordbar", "register_particular", "register_person",
            "register_persongrant", "register_personname", "register_phone", "register_planaction",
            "register_planactionchange", "register_planstatuschange", "register_protectiveorder",
            "register_quarantinedrow", "register_reasonsample", "register_receivedbatch", "register_recordconflict",
            "register_registration", "register_registrationappeal", "register_registrationreview",
            "register_registrationstatuschange", "register_retentionreview", "register_retentionreviewstatuschange",
            "register_risklowering", "register_riskplan", "register_sealedrecord", "register_sequencegap",
            "register_sighting", "register_stay", "register_task", "register_taskstatuschange", "register_touch",
            "register_transferstatuschange", "register_unroutedalert", "register_vehicle", "register_visit",
            "register_visitstatuschange", "register_warningsignal", "register_webhook",
        ),
        *fix("register_escalation", "register_taskstatuschange"),
    ]
