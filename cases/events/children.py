"""What can happen to the children in a case, and to the notices to their schools."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, Operation, declare

CHILDREN_READ = declare(
    "case.children_read", "Somebody read about the children in a case and their schools.", Operation.CONSULTATION
)
SCHOOL_SET = declare(
    "child.school_set",
    "Where a child learns was recorded; what was recorded before stays. No school is named.",
    Operation.COLLECTION,
    education=OPERATIONAL,
    has_name=OPERATIONAL,
)
NOTICE_ASKED = declare(
    "school_notice.asked",
    "Police attended where a child may be a victim: the child's school is to be told.",
    Operation.COLLECTION,
    due_at=OPERATIONAL,
    limit_code=OPERATIONAL,
)
NOTICE_READ = declare("school_notice.read", "Somebody read a notice to a child's school.", Operation.CONSULTATION)
NOTICE_RECORDED = declare(
    "school_notice.recorded", "That a child's school was told was recorded.", Operation.ALTERATION, means=OPERATIONAL
)
NOTICE_SENT = declare(
    "school_notice.sent",
    "A child's school was told that police attended. The notice names no place, and neither does this entry.",
    Operation.DISCLOSURE,
    means=OPERATIONAL,
    was_in_time=OPERATIONAL,
)
NOTICE_NOT_NEEDED = declare(
    "school_notice.not_needed",
    "Somebody decided that a child's school need not be told.",
    Operation.ALTERATION,
    why_not=FREE_TEXT,
)
