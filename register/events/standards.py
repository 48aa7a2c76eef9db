"""What people declare of themselves, the records that are closed to them by it, and who tried to reach what is closed.

They all begin with `standards.`: in the log of a force professional standards alone read them.
"""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, PERSONAL, Operation, declare

PARTICULAR_DECLARED = declare(
    "standards.particular_declared",
    "Somebody who works in the register declared a name, an address, a number, a vehicle or a relative.",
    Operation.COLLECTION,
    kind=OPERATIONAL,
    source=OPERATIONAL,
    value=PERSONAL,
    why=FREE_TEXT,
)
PARTICULAR_ENDED = declare(
    "standards.particular_ended", "What somebody had declared was ended.", Operation.ALTERATION,
    particular=OPERATIONAL, why=FREE_TEXT,
)  # fmt: skip
PARTICULARS_READ = declare(
    "standards.particulars_read", "Somebody read what is declared of somebody who works in the register.",
    Operation.CONSULTATION,
)  # fmt: skip
BARS_LISTED = declare(
    "standards.bars_listed",
    "Somebody read who is barred from which record, as from their own; the references are those records.",
    Operation.CONSULTATION,
)
BAR_OPENED = declare(
    "standards.bar_opened", "Somebody read one bar from somebody's own record.", Operation.CONSULTATION
)
RECORD_BARRED = declare(
    "standards.record_barred",
    "A record was found to be somebody's own, or that of their household, and is not there for them.",
    Operation.SECURITY,
    user=PERSONAL,
    hits=PERSONAL,
)
BAR_LIFTED = declare(
    "standards.bar_lifted", "A bar from somebody's own record was lifted as a mistake.", Operation.SECURITY,
    user=PERSONAL, why=FREE_TEXT,
)  # fmt: skip
CANARY_PLANTED = declare(
    "standards.canary_planted", "A record of nobody was planted, so that whoever touches it is found.",
    Operation.SECURITY, force=OPERATIONAL, why=FREE_TEXT,
)  # fmt: skip
CANARIES_LISTED = declare(
    "standards.canaries_listed", "Somebody read which records were planted.", Operation.CONSULTATION
)
CANARY_OPENED = declare(
    "standards.canary_opened", "Somebody opened the page of one planted record.", Operation.CONSULTATION
)
CANARY_RETIRED = declare(
    "standards.canary_retired", "A planted record was taken out again.", Operation.SECURITY, why=FREE_TEXT
)
RECORD_SEALED = declare(
    "standards.record_sealed", "A record was sealed: a named team of another force alone reads it.",
    Operation.SECURITY, reading_force=OPERATIONAL, why=FREE_TEXT,
)  # fmt: skip
SEALED_LISTED = declare(
    "standards.sealed_listed", "Somebody read which records are sealed; the references are those records.",
    Operation.CONSULTATION,
)  # fmt: skip
SEALED_OPENED = declare(
    "standards.sealed_opened", "Somebody opened the page of one sealed record.", Operation.CONSULTATION
)
RECORD_UNSEALED = declare(
    "standards.record_unsealed", "A sealed record was opened again.", Operation.SECURITY, why=FREE_TEXT
)
TOUCH_NOTED = declare(
    "standards.touch_noted",
    "Somebody tried to reach a record that is closed to them, or touched one that nobody has work with.",
    Operation.SECURITY,
    kind=OPERATIONAL,
    entry=OPERATIONAL,
    told=OPERATIONAL,
)
TOUCHES_LISTED = declare(
    "standards.touches_listed", "Somebody read who tried what is closed to them; the references are those warnings.",
    Operation.CONSULTATION,
)  # fmt: skip
TOUCH_OPENED = declare(
    "standards.touch_opened", "Somebody read one warning that somebody tried what is closed to them.",
    Operation.CONSULTATION,
)  # fmt: skip
TOUCH_ANSWERED = declare(
    "standards.touch_answered", "Professional standards said what came of it.", Operation.SECURITY,
    ended_as=OPERATIONAL, words=FREE_TEXT,
)  # fmt: skip
