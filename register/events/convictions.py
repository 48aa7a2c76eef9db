"""What can happen to a conviction, and to the listing under MAPPA."""

from __future__ import annotations

from audit.core.events import PERSONAL, Operation, declare

CONVICTION_RECORDED = declare(
    "conviction.recorded",
    "A conviction, finding or caution was recorded.",
    Operation.COLLECTION,
    kind=PERSONAL,
    cjs_code=PERSONAL,
    convicted_on=PERSONAL,
    disposal=PERSONAL,
    has_domestic_abuse_finding=PERSONAL,
)
CONVICTION_QUASHED = declare(
    "conviction.quashed",
    "A conviction was quashed on appeal.",
    Operation.ALTERATION,
    cjs_code=PERSONAL,
    quashed_on=PERSONAL,
    court=PERSONAL,
)
CONVICTION_VARIED = declare(
    "conviction.varied",
    "A sentence was varied on appeal.",
    Operation.ALTERATION,
    cjs_code=PERSONAL,
    varied_on=PERSONAL,
    court=PERSONAL,
    disposal=PERSONAL,
    term=PERSONAL,
)
MAPPA_LISTED = declare(
    "mappa.listed",
    "How a person is managed under MAPPA was recorded.",
    Operation.COLLECTION,
    category=PERSONAL,
    level=PERSONAL,
    has_domestic_abuse_marker=PERSONAL,
    starts_on=PERSONAL,
)
MAPPA_ENDED = declare(
    "mappa.ended", "The management of a person under MAPPA ended.", Operation.ALTERATION, ends_on=PERSONAL
)
