"""The register's own clocks, which have no authority yet."""

from __future__ import annotations

from register.rules.limits.terms import AFTER, HOURS, MOMENT, NO_AUTHORITY, PROPOSAL, REGISTER_OPENS, WORKING, TimeLimit

REGISTER: tuple[TimeLimit, ...] = (
    TimeLimit("register.alert_answer_low", "Answer to an alert about a person at standard risk", NO_AUTHORITY, 72,
              HOURS, MOMENT, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("register.alert_answer_medium", "Answer to an alert about a person at medium or no known risk",
              NO_AUTHORITY, 24, HOURS, MOMENT, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("register.alert_answer_high", "Answer to an alert about a person at high risk", NO_AUTHORITY, 4, HOURS,
              MOMENT, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("register.alert_answer_very_high", "Answer to an alert about a person at very high risk", NO_AUTHORITY,
              1, HOURS, MOMENT, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("register.match_answer", "Deciding whether two records are the same person", NO_AUTHORITY, 5, WORKING,
              AFTER, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("register.match_answer_urgent",
              "Deciding whether two records are the same person, one of them under an order in force or in high danger",
              NO_AUTHORITY, 24, HOURS, MOMENT, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("register.dual_registration", "Answer to an alert that a person is known to two forces", NO_AUTHORITY,
              5, WORKING, AFTER, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("register.near_protected", "Answer to an alert that somebody lives near to what is protected from them",
              NO_AUTHORITY, 1, HOURS, MOMENT, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("register.near_stranger",
              "Answer to an alert that somebody registered lives near to the protected address of somebody else",
              NO_AUTHORITY, 24, HOURS, MOMENT, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("register.complete_record", "Completing a record", NO_AUTHORITY, 5, WORKING, AFTER, REGISTER_OPENS,
              confidence=PROPOSAL),
)  # fmt: skip
