from django.db import migrations

from audit.core.protect import protect

# The level that counts in each case is that of its newest assessment. The foreign keys are checked at once, for the
# triggers of the guard cannot be made while a check is pending.
STAND = """
INSERT INTO cases_caserisk
    (case_id, person_id, force_id, level, assessment_id, review_on, due_on, falls_back_to, version)
SELECT DISTINCT ON (assessment.case_id) assessment.case_id, assessment.person_id, assessment.force_id, assessment.level,
    assessment.id, assessment.review_on, CASE WHEN cases_case.closed_at IS NULL THEN assessment.review_on END, '', 1
FROM cases_riskassessment AS assessment JOIN cases_case ON cases_case.id = assessment.case_id
ORDER BY assessment.case_id, assessment.assessed_at DESC, assessment.id DESC;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_risk"), ("audit", "0001_log")]
    operations = [
        migrations.RunSQL(STAND, migrations.RunSQL.noop),
        *protect(
            "cases_caserisk",
            "cases_lowering",
            "cases_loweringstatuschange",
            "cases_instrumentsheet",
            "cases_itemanswer",
        ),
    ]
