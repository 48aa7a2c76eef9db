"""What can happen to alerts of possible misuse. The entries name users by reference alone."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, Operation, declare

MISUSE_RAISED = declare(
    "misuse.raised",
    "A rule found entries of the log that may be misuse, and professional standards were told.",
    Operation.SECURITY,
    rule=OPERATIONAL,
    rule_version=OPERATIONAL,
    user=OPERATIONAL,
    about=OPERATIONAL,
    measured=OPERATIONAL,
    entry_count=OPERATIONAL,
)
MISUSE_OPENED = declare(
    "misuse.opened", "Somebody opened an alert of possible misuse and the entries that made it.", Operation.CONSULTATION
)
MISUSE_ANSWERED = declare(
    "misuse.answered",
    "Somebody said what came of an alert of possible misuse.",
    Operation.SECURITY,
    came_of_it=OPERATIONAL,
    words=FREE_TEXT,
)
MISUSE_BACK_TESTED = declare(
    "misuse.back_tested",
    "Somebody had it worked out how many alerts another threshold would have raised; no alert was raised.",
    Operation.CONSULTATION,
    rule=OPERATIONAL,
    since_on=OPERATIONAL,
    until_on=OPERATIONAL,
    forces=OPERATIONAL,
    settings=OPERATIONAL,
    count=OPERATIONAL,
)
