"""How far a task may be put off, and how long it may be on hold."""

from __future__ import annotations

from datetime import date

from register.rules.time_limits import due, limit_in_force


def longest_hold(*, on: date) -> date:
    """The last day until which a task may be on hold that is put on hold today."""
    return due(limit_in_force("task.hold_longest", on), on).due_on


def put_off_at_most(first_due_on: date, *, on: date, is_agreed: bool) -> date:
    """The last day to which a task may be put off: by one person, or when a second has agreed. It runs from the day
    that the task had first: what was put off long enough must be done."""
    limit = limit_in_force("task.put_off_agreed" if is_agreed else "task.put_off_longest", on)
    return due(limit, first_due_on).due_on
