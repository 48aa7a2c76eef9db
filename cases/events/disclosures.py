"""What can happen to a request under the disclosure scheme. No event holds what was found or said."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, Operation, declare

DISCLOSURE_STARTED = declare(
    "disclosure.started",
    "A request under the disclosure scheme was recorded.",
    Operation.COLLECTION,
    route=OPERATIONAL,
    channel=OPERATIONAL,
    received_at=OPERATIONAL,
    due_on=OPERATIONAL,
)
DISCLOSURE_READ = declare(
    "disclosure.read", "Somebody opened a request under the disclosure scheme.", Operation.CONSULTATION
)
DISCLOSURE_ASSIGNED = declare(
    "disclosure.assigned", "A request under the disclosure scheme got an owner.", Operation.ALTERATION,
    owner=OPERATIONAL,
)  # fmt: skip
DISCLOSURE_PEOPLE_FOUND = declare(
    "disclosure.people_found",
    "A request under the disclosure scheme was linked with the records of those it is about.",
    Operation.COMBINATION,
    has_person=OPERATIONAL,
    has_at_risk=OPERATIONAL,
)
DISCLOSURE_STEPPED = declare(
    "disclosure.stepped",
    "A request under the disclosure scheme was checked, talked over with whoever asked, or considered.",
    Operation.ALTERATION,
    status=OPERATIONAL,
    is_in_danger=OPERATIONAL,
    next_due_on=OPERATIONAL,
)
DISCLOSURE_DECIDED = declare(
    "disclosure.decided",
    "Somebody decided whether to disclose; a second reader has to agree.",
    Operation.ALTERATION,
    is_to_disclose=OPERATIONAL,
    recipient=OPERATIONAL,
    lawful=FREE_TEXT,
    necessary=FREE_TEXT,
    proportionate=FREE_TEXT,
)
DISCLOSURE_SECOND_READ = declare(
    "disclosure.second_read",
    "A second reader agreed with a decision about a disclosure, or sent it back.",
    Operation.ALTERATION,
    is_agreed=OPERATIONAL,
    is_afterwards=OPERATIONAL,
    status=OPERATIONAL,
    why=FREE_TEXT,
)
DISCLOSURE_TOLD = declare(
    "disclosure.told",
    "How somebody was told was recorded.",
    Operation.ALTERATION,
    status=OPERATIONAL,
)
DISCLOSURE_MADE = declare(
    "disclosure.made",
    "Somebody was told about another under the disclosure scheme.",
    Operation.DISCLOSURE,
    recipient=OPERATIONAL,
    kind_of_place=OPERATIONAL,
    undertaking=OPERATIONAL,
    told_at=OPERATIONAL,
    is_emergency=OPERATIONAL,
)
NOTHING_TO_DISCLOSE_SAID = declare(
    "disclosure.nothing_said",
    "Whoever asked was told, in the words that neither confirm nor deny, that nothing is disclosed.",
    Operation.ALTERATION,
    kind_of_place=OPERATIONAL,
    told_at=OPERATIONAL,
)
DISCLOSURE_ENDED = declare(
    "disclosure.ended",
    "A request under the disclosure scheme was taken back, or put outside the scheme.",
    Operation.ALTERATION,
    status=OPERATIONAL,
    why=FREE_TEXT,
)
DISCLOSURE_CLOCK_STOPPED = declare(
    "disclosure.clock_stopped",
    "The clock of a request under the disclosure scheme was stopped for a time.",
    Operation.ALTERATION,
    ends_on=OPERATIONAL,
    due_on=OPERATIONAL,
    why=FREE_TEXT,
)
DISCLOSURE_CLOCK_RESTARTED = declare(
    "disclosure.clock_restarted",
    "The clock of a request under the disclosure scheme runs again before its day.",
    Operation.ALTERATION,
    due_on=OPERATIONAL,
)
UNDERTAKING_PRINTED = declare(
    "disclosure.undertaking_printed",
    "The confidentiality undertaking was printed. It names nobody.",
    Operation.CONSULTATION,
)
