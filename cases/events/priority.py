"""What can happen to the priority list."""

from __future__ import annotations

from audit.core.events import OPERATIONAL, Operation, declare

PRIORITY_READ = declare(
    "priority.read",
    "Somebody read whom of the force to look at first; the references are the people on the page.",
    Operation.CONSULTATION,
    page=OPERATIONAL,
)
