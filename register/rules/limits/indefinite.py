"""The clocks of a review of indefinite notification. The qualifying periods themselves stand with the Act's others."""

from __future__ import annotations

from datetime import date

from register.rules.limits.terms import AFTER, DAYS, MEDIUM, YEARS, TimeLimit

_IN_FORCE = date(2012, 7, 30)
_ACT = "Sexual Offences Act 2003"

INDEFINITE: tuple[TimeLimit, ...] = (
    TimeLimit("indefinite.acknowledgement", "Acknowledging an application for review", f"{_ACT} s.91B", 14, DAYS, AFTER,
              _IN_FORCE, confidence=MEDIUM, note="From the day on which the application was received."),
    TimeLimit("indefinite.information", "Information from the responsible bodies", f"{_ACT} s.91C", 28, DAYS, AFTER,
              _IN_FORCE, confidence=MEDIUM, note="From the day on which the information was asked for."),
    TimeLimit("indefinite.decision", "Deciding on an application for review", f"{_ACT} s.91C", 42, DAYS, AFTER,
              _IN_FORCE, confidence=MEDIUM, note="Six weeks from the last day for the information."),
    TimeLimit("indefinite.appeal", "Appeal against a refusal", f"{_ACT} s.91E", 21, DAYS, AFTER, _IN_FORCE,
              confidence=MEDIUM, note="To a magistrates' court, from the day on which the decision was given."),
    TimeLimit("indefinite.again", "The next application after a refusal", f"{_ACT} s.91C", 8, YEARS, AFTER, _IN_FORCE,
              confidence=MEDIUM, note="The chief officer may set a later day, up to 15 years."),
    TimeLimit("indefinite.again_latest", "The next application after a refusal, at the latest", f"{_ACT} s.91C", 15,
              YEARS, AFTER, _IN_FORCE, confidence=MEDIUM),
)  # fmt: skip
