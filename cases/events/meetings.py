"""What can happen around MARAC, MATAC and MAPPA. No event holds what was said at a meeting."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, PERSONAL, Operation, declare

AGENCY_ADDED = declare(
    "agency.added", "An agency was added to the directory of a force.", Operation.COLLECTION, kind=OPERATIONAL
)
AGENCIES_ADDED = declare(
    "agency.usual_added", "The usual agencies were added to the directory of a force.", Operation.COLLECTION,
    count=OPERATIONAL,
)  # fmt: skip
AGENCY_WITHDRAWN = declare(
    "agency.withdrawn", "An agency was withdrawn from the directory: nothing is shared with it any more.",
    Operation.ALTERATION, shares_ended=OPERATIONAL, accounts_ended=OPERATIONAL,
)  # fmt: skip
AGENCY_ACCOUNT_GIVEN = declare(
    "agency.account_given", "Somebody's account now reads for an agency.", Operation.ALTERATION, agency=OPERATIONAL,
    user=OPERATIONAL,
)  # fmt: skip
AGENCY_ACCOUNT_ENDED = declare(
    "agency.account_ended", "Somebody's account no longer reads for an agency.", Operation.ALTERATION,
    agency=OPERATIONAL, user=OPERATIONAL,
)  # fmt: skip
MEETING_PLANNED = declare(
    "meeting.planned", "A meeting of several agencies was planned.", Operation.COLLECTION, kind=OPERATIONAL,
    starts_at=OPERATIONAL, owner=OPERATIONAL,
)  # fmt: skip
MEETING_CHANGED = declare(
    "meeting.changed", "A meeting was moved, or its place, chair or owner changed.", Operation.ALTERATION,
    starts_at=OPERATIONAL, owner=OPERATIONAL, place=FREE_TEXT, chair=PERSONAL,
)  # fmt: skip
MEETING_CANCELLED = declare(
    "meeting.cancelled", "A meeting was cancelled; what was on its agenda waits again.", Operation.ALTERATION,
    referrals=OPERATIONAL, why=FREE_TEXT,
)  # fmt: skip
MEETING_READ = declare(
    "meeting.read", "Somebody opened a meeting; the references are the cases on its agenda.", Operation.CONSULTATION
)
AGENDA_SET = declare(
    "meeting.agenda_set", "Referrals were put on the agenda of a meeting.", Operation.COMBINATION,
    referrals=OPERATIONAL,
)  # fmt: skip
MEETING_HELD = declare(
    "meeting.held", "A meeting took place; which agencies came was recorded.", Operation.ALTERATION,
    attended=OPERATIONAL, apologies=OPERATIONAL, absent=OPERATIONAL,
)  # fmt: skip
REFERRAL_MADE = declare(
    "referral.made", "A case was referred to a meeting.", Operation.COLLECTION, kind=OPERATIONAL,
    criterion=OPERATIONAL, is_repeat=OPERATIONAL, hear_by_on=OPERATIONAL,
)  # fmt: skip
REFERRALS_LISTED = declare(
    "referral.listed", "Somebody read which referrals wait for a meeting; the references are those.",
    Operation.CONSULTATION,
)  # fmt: skip
REFERRAL_READ = declare(
    "referral.read", "Somebody opened a referral with its minutes and actions.", Operation.CONSULTATION
)
REFERRAL_DEFERRED = declare(
    "referral.deferred", "A case was not heard; it waits for another meeting.", Operation.ALTERATION,
    meeting=OPERATIONAL, why=FREE_TEXT,
)  # fmt: skip
REFERRAL_WITHDRAWN = declare(
    "referral.withdrawn", "A referral to a meeting was withdrawn, and is shared with nobody any more.",
    Operation.ALTERATION, shares_ended=OPERATIONAL, why=FREE_TEXT,
)  # fmt: skip
MINUTES_WRITTEN = declare(
    "referral.minuted", "What a meeting said and decided about a case was written down.", Operation.ALTERATION,
    meeting=OPERATIONAL, heard_on=OPERATIONAL, flag_ends_on=OPERATIONAL, is_addition=OPERATIONAL,
)  # fmt: skip
MEETING_ACTION_ADDED = declare(
    "referral.action_added", "A meeting decided that somebody does something by a day.", Operation.ALTERATION,
    agency=OPERATIONAL, task=OPERATIONAL, due_on=OPERATIONAL,
)  # fmt: skip
MEETING_ACTION_CLOSED = declare(
    "referral.action_closed", "What came of an action of a meeting was recorded.", Operation.ALTERATION,
    status=OPERATIONAL, outcome=FREE_TEXT,
)  # fmt: skip
SHARE_BEGUN = declare(
    "share.begun", "It was recorded until when a case is shared with another agency, and in which words.",
    Operation.COLLECTION, agency=OPERATIONAL, ends_on=OPERATIONAL, has_minutes=OPERATIONAL, words=FREE_TEXT,
    why=FREE_TEXT,
)  # fmt: skip
SHARED_WITH_AGENCY = declare(
    "share.made", "A case was shared with another agency for a time; the recipient is the agency.",
    Operation.DISCLOSURE, agency=OPERATIONAL, ends_on=OPERATIONAL, has_minutes=OPERATIONAL,
)  # fmt: skip
SHARING_ENDED = declare(
    "share.ended", "A case is no longer shared with an agency.", Operation.ALTERATION, agency=OPERATIONAL,
    why=FREE_TEXT,
)  # fmt: skip
SHARE_READ = declare(
    "share.read", "Somebody of an agency opened what is shared with it.", Operation.CONSULTATION, agency=OPERATIONAL
)
OWN_ACTION_REPORTED = declare(
    "share.action_reported", "An agency reported what came of an action that a meeting had given to it.",
    Operation.ALTERATION, agency=OPERATIONAL, referral=OPERATIONAL, status=OPERATIONAL, outcome=FREE_TEXT,
)  # fmt: skip
TO_BE_HEARD_AGAIN = declare(
    "referral.again", "A meeting that has heard a case hears it again by a day: it waits for an agenda.",
    Operation.COLLECTION, kind=OPERATIONAL, hear_by_on=OPERATIONAL, heard_as=OPERATIONAL,
)  # fmt: skip
