"""What can happen to the risk in a case."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, SPECIAL, Operation, declare

RISK_READ = declare(
    "risk.read",
    "Somebody opened the risk in a case, the answers to an instrument, or a request to lower it.",
    Operation.CONSULTATION,
)
RISK_SET = declare(
    "case.risk_set",
    "The risk from a person was assessed by somebody's own judgement.",
    Operation.ALTERATION,
    level=OPERATIONAL,
    instrument=OPERATIONAL,
    review_on=OPERATIONAL,
    judgement=SPECIAL,
)
RISK_RAISED = declare(
    "risk.raised",
    "Somebody raised the risk from a person at once, in every open case about them.",
    Operation.ALTERATION,
    level=OPERATIONAL,
    cases=OPERATIONAL,
    words=SPECIAL,
)
ITEMS_ANSWERED = declare(
    "risk.items_answered",
    "Answers to an instrument of risk assessment were saved.",
    Operation.COLLECTION,
    instrument=OPERATIONAL,
    items=OPERATIONAL,
    answers=SPECIAL,
)
INSTRUMENT_FINISHED = declare(
    "risk.instrument_finished",
    "The answers to an instrument were finished, and its figure stood beside the judgement that was made before.",
    Operation.ALTERATION,
    instrument=OPERATIONAL,
    judged_level=OPERATIONAL,
    suggests=OPERATIONAL,
    difference=OPERATIONAL,
    not_asked=OPERATIONAL,
    points=SPECIAL,
)
DIFFERENCE_EXPLAINED = declare(
    "risk.difference_explained",
    "Somebody said why their own judgement and a tool's figure differ.",
    Operation.ALTERATION,
    words=FREE_TEXT,
)
LOWERING_ASKED = declare(
    "risk.lowering_asked",
    "Somebody asked a second person to agree to a lower level of risk, or to keep it lowered. Nothing changed.",
    Operation.ALTERATION,
    level=OPERATIONAL,
    level_before=OPERATIONAL,
    is_renewal=OPERATIONAL,
    why=SPECIAL,
)
LOWERING_ANSWERED = declare(
    "risk.lowering_answered",
    "A second person agreed to a lower level of risk, or refused it.",
    Operation.ALTERATION,
    is_agreed=OPERATIONAL,
    level=OPERATIONAL,
    lowered_until_on=OPERATIONAL,
    answer=SPECIAL,
)
LOWERING_WITHDRAWN = declare(
    "risk.lowering_withdrawn",
    "Whoever asked for a lower level of risk took the request back.",
    Operation.ALTERATION,
)
RISK_FELL_BACK = declare(
    "risk.fell_back",
    "The days of a lowered level of risk were over: it fell back to the level before.",
    Operation.ALTERATION,
    level_before=OPERATIONAL,
    level=OPERATIONAL,
)
REASSESSMENT_ASKED = declare(
    "risk.reassessment_asked",
    "Something happened after which the risk in a case is to be assessed anew.",
    Operation.ALTERATION,
    reassess_at=OPERATIONAL,
)
REASSESSMENT_OVERDUE = declare(
    "risk.reassessment_overdue",
    "The risk in a case was not assessed again in time; its force was told by a task.",
    Operation.ALTERATION,
    due_on=OPERATIONAL,
)
