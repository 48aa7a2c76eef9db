"""What can happen to incidents and observations. Their words stand in the record alone, with their own history: what a
caller says may name the place where somebody is safe, and the log has more readers."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, SPECIAL, Operation, declare

INCIDENT_RECORDED = declare(
    "incident.recorded",
    "What a caller or an officer says happened was taken down, unverified.",
    Operation.COLLECTION,
    force=OPERATIONAL,
    case=OPERATIONAL,
    involved=OPERATIONAL,
    orders=OPERATIONAL,
    has_weapons=SPECIAL,
    has_children=SPECIAL,
    has_strangulation=SPECIAL,
    has_injuries=SPECIAL,
)
INCIDENT_OPENED = declare(
    "incident.opened",
    "Somebody read an incident; the references are the records it showed.",
    Operation.CONSULTATION,
)
INCIDENTS_LISTED = declare(
    "incident.listed",
    "Somebody read the list of the force's incidents; the references are the incidents and people it named.",
    Operation.CONSULTATION,
)
INCIDENT_CORRECTED = declare(
    "incident.corrected",
    "An incident was corrected; what stood there before is kept with it.",
    Operation.ALTERATION,
    fields=OPERATIONAL,
    why=FREE_TEXT,
)
INCIDENT_CONFIRMED = declare(
    "incident.confirmed", "An incident was checked and confirmed.", Operation.ALTERATION, how=FREE_TEXT
)
INCIDENT_DISPROVED = declare(
    "incident.disproved", "An incident was checked and found not to be so.", Operation.ALTERATION, how=FREE_TEXT
)
INCIDENT_PARTY_ADDED = declare(
    "incident.party_added",
    "Somebody was added to an incident.",
    Operation.COLLECTION,
    somebody=OPERATIONAL,
    role=OPERATIONAL,
)
INCIDENT_PARTY_IDENTIFIED = declare(
    "incident.party_identified",
    "Somebody who was in an incident in words alone was found to be a person of the register.",
    Operation.COMBINATION,
    somebody=OPERATIONAL,
)
INCIDENT_PUT_IN_CASE = declare(
    "incident.put_in_case", "An incident was put into a case.", Operation.ALTERATION, case=OPERATIONAL
)
INCIDENT_OUTCOME_RECORDED = declare(
    "incident.outcome_recorded",
    "What came of an incident was recorded.",
    Operation.ALTERATION,
    code=OPERATIONAL,
    outcome_on=OPERATIONAL,
)
OBSERVATION_RECORDED = declare(
    "observation.recorded",
    "What was seen, said or heard of a person was recorded.",
    Operation.COLLECTION,
    kind=OPERATIONAL,
    grade=OPERATIONAL,
)
OBSERVATION_OPENED = declare(
    "observation.opened",
    "Somebody read an observation; the reference is the record that it is about.",
    Operation.CONSULTATION,
)
OBSERVATION_GRADED = declare(
    "observation.graded", "An observation was graded.", Operation.ALTERATION, grade=OPERATIONAL, why=FREE_TEXT
)
INCIDENT_BEGUN = declare(
    "incident.begun",
    "Somebody opened the form of an incident; the references are the people whom it offered.",
    Operation.CONSULTATION,
)
