"""What the log says of words of a force's system that stand against what others have settled."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, PERSONAL, Operation, declare

CONFLICT_FOUND = declare(
    "record.conflict_found", "A force's system said something else than somebody has settled; it waits for a decision.",
    Operation.COLLECTION, field=OPERATIONAL, said=PERSONAL,
)  # fmt: skip
CONFLICT_OPENED = declare(
    "record.conflict_opened", "Both words were shown side by side.", Operation.CONSULTATION, field=OPERATIONAL
)
CONFLICT_DECIDED = declare(
    "record.conflict_decided", "It was decided which of two words counts.", Operation.ALTERATION, field=OPERATIONAL,
    outcome=OPERATIONAL, why=FREE_TEXT,
)  # fmt: skip
CONFLICT_AGREED = declare(
    "record.conflict_agreed", "A force's system says by now what the register holds.", Operation.ALTERATION,
    field=OPERATIONAL,
)  # fmt: skip
