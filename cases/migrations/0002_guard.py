"""Every change to these tables is recorded, and refused without its event; a change of a case stays as it was written."""

from django.db import migrations

from audit.core.protect import fix, protect


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_tables")]
    operations = [
        *protect(
            "cases_agency", "cases_agencyaccount", "cases_attachment", "cases_attachmentchange", "cases_attendance",
            "cases_case", "cases_casechange", "cases_caserisk", "cases_child", "cases_childschool",
            "cases_counterallegation", "cases_development", "cases_disclosure", "cases_disclosurecheck",
            "cases_disclosuredecision", "cases_disclosuredelivery", "cases_disclosureforum", "cases_disclosuremeeting",
            "cases_disclosurereading", "cases_disclosurestatuschange", "cases_disclosurestop", "cases_figure",
            "cases_incident", "cases_incident_orders", "cases_incidentchange", "cases_incidentparty",
            "cases_instrumentsheet", "cases_itemanswer", "cases_lowering", "cases_loweringstatuschange",
            "cases_meeting", "cases_meetingaction", "cases_meetingactionchange", "cases_meetingminutes",
            "cases_meetingreferral", "cases_meetingshare", "cases_meetingstatuschange", "cases_nearalert",
            "cases_nearalertstatuschange", "cases_observation", "cases_pair", "cases_pairchange",
            "cases_referralstatuschange", "cases_riskassessment", "cases_safecontactrule", "cases_safeguard",
            "cases_safeguardchange", "cases_safetyplanstep", "cases_schoolnotice", "cases_schoolnoticestatuschange",
            "cases_signposting", "cases_supportservice", "cases_victimupdate", "cases_victimupdatestep",
        ),
        *fix("cases_casechange"),
    ]
