"""What can happen in the register."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, PERSONAL, Operation, declare
from register.events import agenda as agenda
from register.events import batches as batches
from register.events import breaches as breaches
from register.events import conflicts as conflicts
from register.events import duties as duties
from register.events import glass as glass
from register.events import management as management
from register.events import misuse as misuse
from register.events import national_queue as national_queue
from register.events import notifications as notifications
from register.events import orders as orders
from register.events import queues as queues
from register.events import reason_samples as reason_samples
from register.events import standards as standards
from register.events import webhooks as webhooks

LOOKED_UP = declare(
    "person.looked_up",
    "Somebody was looked up; the references are those that were shown, and those whose number gave an instruction.",
    Operation.CONSULTATION,
    terms=PERSONAL,
    understood=PERSONAL,
    count=OPERATIONAL,
    was_cut=OPERATIONAL,
    shape=OPERATIONAL,
    rule=OPERATIONAL,
    safeguards=OPERATIONAL,
    has_restricted=OPERATIONAL,
)
PERSON_REGISTERED = declare(
    "person.registered",
    "A person was entered in the register.",
    Operation.COLLECTION,
    name=PERSONAL,
    date_of_birth=PERSONAL,
    sex=PERSONAL,
    category=OPERATIONAL,
    local_reference=OPERATIONAL,
)
PERSON_CORRECTED = declare(
    "person.corrected",
    "What the register says of a person itself was corrected.",
    Operation.ALTERATION,
    date_of_birth=PERSONAL,
    sex=PERSONAL,
    category=OPERATIONAL,
)
FACT_ADDED = declare(
    "person.fact_added",
    "A dated fact about a person was added.",
    Operation.COLLECTION,
    fact=OPERATIONAL,
    value=PERSONAL,
    source=OPERATIONAL,
    is_confirmed=OPERATIONAL,
)
FACT_ENDED = declare(
    "person.fact_ended",
    "A dated fact about a person was ended.",
    Operation.ALTERATION,
    fact=OPERATIONAL,
    value=PERSONAL,
    ends_on=OPERATIONAL,
)
FACT_CONFIRMED = declare(
    "person.fact_confirmed", "An unverified fact about a person was confirmed.", Operation.ALTERATION, fact=OPERATIONAL
)
SIGHTING_RECORDED = declare(
    "person.sighting_recorded",
    "Somebody said where a person is, or gave a number for them, during a call.",
    Operation.COLLECTION,
    place=PERSONAL,
    note=FREE_TEXT,
    phone=PERSONAL,
    incident_number=FREE_TEXT,
)
PERSON_RESTRICTED = declare(
    "person.restricted", "A record was restricted, or opened again.", Operation.SECURITY, is_restricted=OPERATIONAL
)
EXCEPTION_GIVEN = declare(
    "person.exception_given",
    "One user was given, or barred from, access to one record.",
    Operation.SECURITY,
    user=OPERATIONAL,
    permission=OPERATIONAL,
    starts_at=OPERATIONAL,
    expires_at=OPERATIONAL,
)
RECORD_IMPORTED = declare(
    "person.record_imported",
    "A force's own record of a person was received.",
    Operation.COLLECTION,
    local_reference=OPERATIONAL,
    run=OPERATIONAL,
    line=OPERATIONAL,
    outcome=OPERATIONAL,
    facts=PERSONAL,
    doubts=PERSONAL,
)
FEED_STARTED = declare(
    "feed.started", "An import of a force's feed was started.", Operation.COLLECTION,
    file_sha256=OPERATIONAL, mapping=OPERATIONAL,
)  # fmt: skip
FEED_ENDED = declare(
    "feed.ended",
    "An import of a force's feed ended.",
    Operation.COLLECTION,
    rows_read=OPERATIONAL,
    rows_new=OPERATIONAL,
    rows_changed=OPERATIONAL,
    rows_same=OPERATIONAL,
    rows_quarantined=OPERATIONAL,
    rows_doubtful=OPERATIONAL,
)
ROW_QUARANTINED = declare(
    "feed.row_quarantined", "A row of a feed could not be loaded and was kept aside.", Operation.COLLECTION,
    run=OPERATIONAL, line=OPERATIONAL, column=OPERATIONAL,
)  # fmt: skip
ROW_OPENED = declare(
    "feed.row_opened", "A quarantined row was opened to be corrected.", Operation.CONSULTATION,
    run=OPERATIONAL, line=OPERATIONAL,
)  # fmt: skip
ROW_SETTLED = declare(
    "feed.row_settled", "A quarantined row was corrected and loaded.", Operation.ALTERATION,
    run=OPERATIONAL, line=OPERATIONAL, changes=PERSONAL,
)  # fmt: skip
ALERT_RAISED = declare(
    "alert.raised", "An alert was raised for another force.", Operation.DISCLOSURE, kind=OPERATIONAL, due_at=OPERATIONAL
)
ALERT_DELIVERED = declare("alert.delivered", "An alert was delivered to the force it is for.", Operation.ALTERATION)
ALERT_READ = declare("alert.read", "The receiving force opened an alert.", Operation.ALTERATION)
ALERT_ANSWERED = declare(
    "alert.answered",
    "The receiving force accepted or rejected an alert.",
    Operation.ALTERATION,
    status=OPERATIONAL,
    why=FREE_TEXT,
)
ALERT_ACTIONED = declare(
    "alert.actioned", "The receiving force said what it did about an alert.", Operation.ALTERATION, done=FREE_TEXT
)
ALERT_ESCALATED = declare(
    "alert.escalated", "An alert was not answered in time and went up the chain.", Operation.ALTERATION
)
MATCH_FOUND = declare(
    "match.found",
    "Two records were found that may be one person.",
    Operation.COMBINATION,
    weight=OPERATIONAL,
    outcome=OPERATIONAL,
    rule=OPERATIONAL,
    model_version=OPERATIONAL,
)
MATCH_JOINED = declare(
    "match.joined",
    "Two records were joined by the register itself.",
    Operation.COMBINATION,
    weight=OPERATIONAL,
    outcome=OPERATIONAL,
    rule=OPERATIONAL,
    model_version=OPERATIONAL,
)
MATCH_WITHDRAWN = declare(
    "match.withdrawn", "Two records are not alike any more; nobody had decided about them.", Operation.ALTERATION
)
MATCH_OPENED = declare(
    "match.opened", "Somebody read two records side by side that may be one person.", Operation.CONSULTATION
)
MATCH_DECIDED = declare(
    "match.decided",
    "Somebody said whether two records are the same person.",
    Operation.COMBINATION,
    status=OPERATIONAL,
    why=FREE_TEXT,
)
MATCH_CONFIRMED = declare(
    "match.confirmed",
    "A second person confirmed that two records are the same person.",
    Operation.COMBINATION,
    status=OPERATIONAL,
    why=FREE_TEXT,
)
MATCH_UNDONE = declare(
    "match.undone",
    "Two joined records were taken apart.",
    Operation.ALTERATION,
    status=OPERATIONAL,
    why=FREE_TEXT,
)
TASK_RAISED = declare(
    "task.raised",
    "A task was raised.",
    Operation.COLLECTION,
    kind=OPERATIONAL,
    team=OPERATIONAL,
    due_on=OPERATIONAL,
)
TASK_DONE = declare("task.done", "A task was done.", Operation.ALTERATION, outcome=FREE_TEXT)
SIGNALS_LOADED = declare(
    "reference.warning_signals_loaded",
    "The kinds of danger marker were loaded.",
    Operation.ALTERATION,
    count=OPERATIONAL,
)


from register.events import convictions as convictions  # noqa: E402 - each part of the law declares its own
from register.events import indefinite_reviews as indefinite_reviews  # noqa: E402 - each part of the law declares its own
from register.events import registrations as registrations  # noqa: E402 - each part of the law declares its own
from register.events import retention as retention  # noqa: E402 - each part of the law declares its own
