"""How long a record is kept before somebody must review whether it still may be: review, retention and disposal."""

from __future__ import annotations

from datetime import date

from register.rules.limits.terms import (
    AFTER,
    LOW,
    MEDIUM,
    MONTHS,
    NO_AUTHORITY,
    PROPOSAL,
    REGISTER_OPENS,
    YEARS,
    TimeLimit,
)

_CODE = date(2023, 10, 1)
_APP = (
    "Police Information and Records Management Code of Practice 2023; College of Policing APP, Review, retention and "
    "disposal; Data Protection Act 2018 s.39(2)"
)
_DAY = "The first day of the Code in October 2023 is to be confirmed."

RETENTION: tuple[TimeLimit, ...] = (
    TimeLimit("retention.minimum", "Shortest time for which police information is kept", _APP, 6, YEARS, AFTER, _CODE,
              confidence=MEDIUM, note=f"After the last event, so that a pattern can be seen. {_DAY}"),
    TimeLimit("retention.group_1", "Group 1, public protection: review after a clear period", _APP, 10, YEARS, AFTER,
              _CODE, confidence=LOW, note=f"After the last event, and again as long after each review. {_DAY}"),
    TimeLimit("retention.group_2", "Group 2, other sexual, violent or serious offences: review after a clear period",
              _APP, 10, YEARS, AFTER, _CODE, confidence=LOW, note=_DAY),
    TimeLimit("retention.group_3", "Group 3, other offending: review after a clear period", _APP, 6, YEARS, AFTER,
              _CODE, confidence=LOW, note=_DAY),
    TimeLimit("retention.group_4", "Group 4, suspects without a conviction, witnesses and others: review", _APP, 6,
              YEARS, AFTER, _CODE, confidence=LOW, note=_DAY),
    TimeLimit("retention.aged_100", "Group 1 and indefinite registration: review when the person would be 100", _APP,
              100, YEARS, AFTER, _CODE, confidence=LOW, note=f"From birth; not before the shortest time. {_DAY}"),
    TimeLimit("retention.under_18", "Review of somebody who was under 18 at the last event", _APP, 6, YEARS, AFTER,
              _CODE, confidence=LOW,
              note="In place of the 10 years of groups 1 and 2, unless a registration runs. Keeping it takes a "
              f"decision of its own; the length is to be confirmed. {_DAY}"),
    TimeLimit("retention.register_record", "Register record: review after the end of the registration", NO_AUTHORITY,
              10, YEARS, AFTER, REGISTER_OPENS, confidence=PROPOSAL,
              note="After the notification period or the last event, whichever is later; then as group 1. While an "
              "indefinite registration runs, as group 1 and until the person would be 100."),
    TimeLimit("retention.victim", "Victim's record: review after the last involvement", NO_AUTHORITY, 6, YEARS, AFTER,
              REGISTER_OPENS, confidence=PROPOSAL,
              note="Again on the day on which the last record of a linked offender is disposed of."),
    TimeLimit("retention.address_flag", "Address marker: review after it was placed", NO_AUTHORITY, 12, MONTHS, AFTER,
              REGISTER_OPENS, confidence=PROPOSAL, note="Apart from the victim's record."),
    TimeLimit("retention.after_death", "Review after a death", NO_AUTHORITY, 6, YEARS, AFTER, REGISTER_OPENS,
              confidence=PROPOSAL, note="Where the review would otherwise be later."),
    TimeLimit("retention.log_details", "Who looked at a record that was disposed of, and why: erased from the log",
              NO_AUTHORITY, 7, YEARS, AFTER, REGISTER_OPENS, confidence=PROPOSAL,
              note="After the disposal, for limitation and misconduct (Data Protection Act 2018 ss.39, 62). "
              "What the log held of the person themselves is erased with the record. The "
              "events stay, without names and reasons."),
)  # fmt: skip
