"""What can happen to what victims must be told."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, Operation, declare

DEVELOPMENT_RECORDED = declare(
    "development.recorded",
    "Something happened in the matter of a case; the victims are to be told of it.",
    Operation.COLLECTION,
    kind=OPERATIONAL,
    happened_on=OPERATIONAL,
    to_tell=OPERATIONAL,
)
DEVELOPMENT_WITHDRAWN = declare(
    "development.withdrawn",
    "What was recorded as having happened in a matter had not happened; nobody need be told of it any more.",
    Operation.ALTERATION,
    kind=OPERATIONAL,
    why=FREE_TEXT,
)
VICTIM_UPDATE_OPENED = declare(
    "victim_update.opened",
    "Somebody who is about to tell a victim was shown how they may be contacted safely.",
    Operation.CONSULTATION,
)
VICTIM_TOLD = declare(
    "victim_update.told",
    "A victim was told what happened.",
    Operation.ALTERATION,
    kind=OPERATIONAL,
    means=OPERATIONAL,
    due_on=OPERATIONAL,
    told_at=OPERATIONAL,
    note=FREE_TEXT,
)
VICTIM_NOT_REACHED = declare(
    "victim_update.not_reached",
    "Somebody tried to tell a victim, or held back for their safety. It is still to be done.",
    Operation.ALTERATION,
    kind=OPERATIONAL,
    note=FREE_TEXT,
)
VICTIM_UPDATE_NOT_WANTED = declare(
    "victim_update.not_wanted",
    "A victim asked not to be told.",
    Operation.ALTERATION,
    kind=OPERATIONAL,
    note=FREE_TEXT,
)
