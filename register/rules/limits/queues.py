"""The clocks of queues: when somebody is reminded of a day, who is told next, and how far a task may be put off."""

from __future__ import annotations

from register.rules.limits.terms import AFTER, BEFORE, BEGIN, DAYS, NO_AUTHORITY, PROPOSAL, REGISTER_OPENS, TimeLimit

_FROM_THE_DAY = "Runs from the day on which the thing is due."

QUEUES: tuple[TimeLimit, ...] = (
    TimeLimit("escalation.reminded", "First reminder to the owner", NO_AUTHORITY, 3, DAYS, BEFORE, REGISTER_OPENS,
              confidence=PROPOSAL, note=_FROM_THE_DAY),
    TimeLimit("escalation.due", "Reminder on the day", NO_AUTHORITY, 1, DAYS, BEGIN, REGISTER_OPENS,
              confidence=PROPOSAL, note=_FROM_THE_DAY),
    TimeLimit("escalation.late", "Reminder that it is late", NO_AUTHORITY, 1, DAYS, AFTER, REGISTER_OPENS,
              confidence=PROPOSAL, note=_FROM_THE_DAY),
    TimeLimit("escalation.supervisor", "Late work goes before the supervisors of the force", NO_AUTHORITY, 3, DAYS,
              AFTER, REGISTER_OPENS, confidence=PROPOSAL, note=_FROM_THE_DAY),
    TimeLimit("escalation.lead", "Late work goes before the force lead", NO_AUTHORITY, 7, DAYS, AFTER, REGISTER_OPENS,
              confidence=PROPOSAL, note=_FROM_THE_DAY),
    TimeLimit("escalation.standards", "Late answers for how the register is used go before professional standards",
              NO_AUTHORITY, 10, DAYS, AFTER, REGISTER_OPENS, confidence=PROPOSAL, note=_FROM_THE_DAY),
    TimeLimit("escalation.oversight", "Late work is counted before the oversight body", NO_AUTHORITY, 14, DAYS, AFTER,
              REGISTER_OPENS, confidence=PROPOSAL, note=_FROM_THE_DAY),
    TimeLimit("escalation.again", "Reminders after the last step come again", NO_AUTHORITY, 7, DAYS, AFTER,
              REGISTER_OPENS, confidence=PROPOSAL, note="Runs from the step before, until the thing is done."),
    TimeLimit("task.hold_longest", "Longest hold of a task", NO_AUTHORITY, 28, DAYS, AFTER, REGISTER_OPENS,
              confidence=PROPOSAL, note="It comes back by itself."),
    TimeLimit("task.put_off_longest", "How far one person may put a task off", NO_AUTHORITY, 14, DAYS, AFTER,
              REGISTER_OPENS, confidence=PROPOSAL, note="Runs from the last day that the task had first."),
    TimeLimit("task.put_off_agreed", "How far a task may be put off when a supervisor agrees", NO_AUTHORITY, 56, DAYS,
              AFTER, REGISTER_OPENS, confidence=PROPOSAL, note="Runs from the last day that the task had first."),
    TimeLimit("task.countersign", "Answer of a second person", NO_AUTHORITY, 2, DAYS, AFTER, REGISTER_OPENS,
              confidence=PROPOSAL),
)  # fmt: skip
