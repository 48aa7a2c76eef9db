"""What can happen in casework."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, PERSONAL, Operation, declare
from cases.events import access as access
from cases.events import children as children
from cases.events import pairs as pairs
from cases.events import queues as queues
from cases.events import safeguards as safeguards
from cases.events import statistics as statistics

CARD_OPENED = declare(
    "card.opened",
    "Somebody opened the control-room card of a person; the references are the records it showed.",
    Operation.CONSULTATION,
    victims_shown=OPERATIONAL,
    details_withheld=OPERATIONAL,
)
SAFETY_CARD_OPENED = declare(
    "card.safety_opened",
    "Somebody opened the safety card of a restricted record while a call was live; its force was told by a task.",
    Operation.CONSULTATION,
    force=OPERATIONAL,
)
PERSON_OPENED = declare(
    "person.opened",
    "Somebody opened the full record of a person; the references are the records it showed.",
    Operation.CONSULTATION,
)
CASE_OPENED = declare(
    "case.opened",
    "A force opened a case about a person.",
    Operation.COLLECTION,
    force=OPERATIONAL,
    owner=OPERATIONAL,
    next_review_on=OPERATIONAL,
)
VICTIM_ADDED = declare(
    "case.victim_added",
    "Somebody who was harmed was joined to a case.",
    Operation.COLLECTION,
    victim=OPERATIONAL,
    relationship=PERSONAL,
    person_role=OPERATIONAL,
    victim_role=OPERATIONAL,
)
CHILD_ADDED = declare(
    "case.child_added",
    "A child was added to a case.",
    Operation.COLLECTION,
    name=PERSONAL,
    date_of_birth=PERSONAL,
    lives_with_victim=OPERATIONAL,
)
SAFE_CONTACT_SET = declare(
    "victim.safe_contact_set",
    "How a victim may be contacted was set; the rule before it ended. Neither code word nor address is recorded.",
    Operation.ALTERATION,
    channel=OPERATIONAL,
    is_in_refuge=OPERATIONAL,
    has_left_refuge=OPERATIONAL,
    has_code_word=OPERATIONAL,
)
SAFE_CONTACT_CONFIRMED = declare(
    "victim.safe_contact_confirmed",
    "Somebody asked a victim again, and how they may be contacted still holds.",
    Operation.ALTERATION,
    channel=OPERATIONAL,
    had_decayed=OPERATIONAL,
)
REFUGE_DECIDED = declare(
    "victim.refuge_decided",
    "Of a victim who has left refuge somebody decided what may be shown again; no address or number is recorded.",
    Operation.ALTERATION,
    opened=OPERATIONAL,
    why=FREE_TEXT,
)
DETAILS_READ = declare(
    "victim.details_read",
    "Somebody was shown the addresses and numbers of a victim that they may see, to choose among them.",
    Operation.CONSULTATION,
    count=OPERATIONAL,
)
VICTIM_READ = declare(
    "victim.protection_read",
    "Somebody read how a victim in a case is protected; the references are the records it showed.",
    Operation.CONSULTATION,
)
SAFE_CONTACT_READ = declare(
    "victim.safe_contact_read",
    "Somebody was shown a victim's safe-contact rule, code word and all, to change it.",
    Operation.CONSULTATION,
)
CASE_CLOSED = declare(
    "case.closed",
    "A force closed its case about a person.",
    Operation.ALTERATION,
    open_tasks=OPERATIONAL,
    why=FREE_TEXT,
)
NEAR_ALERT_RAISED = declare(
    "near_alert.raised",
    "The move check told a force that somebody has an address near to what it protects. The entry names nobody.",
    Operation.COLLECTION,
    is_linked=OPERATIONAL,
    due_at=OPERATIONAL,
)
NEAR_ALERT_READ = declare(
    "near_alert.read", "Somebody of the protected side opened an alert of the move check.", Operation.ALTERATION
)
NEAR_ALERT_ANSWERED = declare(
    "near_alert.answered",
    "The protected side said what it did about an alert of the move check.",
    Operation.ALTERATION,
    what_was_done=FREE_TEXT,
)
NOTIFICATIONS_OPENED = declare(
    "notifications.opened", "The notification duties and notifications of a person were opened.", Operation.CONSULTATION
)
BREACH_OPENED = declare("breach.opened", "A failure to notify was opened and read.", Operation.CONSULTATION)
REGISTER_ENTRY_OPENED = declare(
    "person.register_entry_opened",
    "Somebody opened the register entry of a person, or a letter made from it; the references are those shown.",
    Operation.CONSULTATION,
)
TIMELINE_OPENED = declare(
    "person.timeline_opened",
    "Somebody opened the legal timeline of a person; the references are the records it showed.",
    Operation.CONSULTATION,
)
ENTRY_OPENED = declare(
    "person.entry_opened",
    "Somebody read the register entry of a person through the API.",
    Operation.CONSULTATION,
)
ENTRY_PRINTED = declare(
    "person.entry_printed",
    "Somebody printed the register entry of a person for the file, a court or another reader outside.",
    Operation.DISCLOSURE,
    recipient=FREE_TEXT,
    purpose=FREE_TEXT,
)
