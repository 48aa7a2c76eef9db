"""Meetings of several agencies: when a referral is heard, how long a case stays flagged, when it is a repeat."""

from __future__ import annotations

from register.rules.limits.terms import (
    AFTER,
    DAYS,
    LOW,
    MEDIUM,
    MONTHS,
    NO_AUTHORITY,
    PROPOSAL,
    REGISTER_OPENS,
    WORKING,
    TimeLimit,
)

_SAFELIVES = "SafeLives guidance for MARACs; no statute"

_MAPPA = "MAPPA Guidance under the Criminal Justice Act 2003 s.325(8); no statute sets the days"

MEETINGS: tuple[TimeLimit, ...] = (
    TimeLimit("meetings.repeat", "MARAC: a further incident makes a repeat case", _SAFELIVES, 12, MONTHS, AFTER,
              REGISTER_OPENS, confidence=MEDIUM,
              note="Same victim and same perpetrator, from the day on which they were last heard; any violence, "
              "threat, stalking or sexual abuse, reported or not."),
    TimeLimit("meetings.flag", "MARAC: how long the file stays flagged", _SAFELIVES, 12, MONTHS, AFTER, REGISTER_OPENS,
              confidence=MEDIUM, note="From the day on which the case was last heard."),
    TimeLimit("meetings.hearing", "Hearing a referral to MARAC, MATAC or MAPPA",
              "Practice of MARACs and MATACs, which meet every two to four weeks", 28, DAYS, AFTER, REGISTER_OPENS,
              confidence=LOW),
    TimeLimit("meetings.refer_again", "MARAC: referring a repeat case again", NO_AUTHORITY, 2, WORKING, AFTER,
              REGISTER_OPENS, confidence=PROPOSAL,
              note="Whoever learns of the incident refers again; the case is heard at the next meeting."),
    TimeLimit("meetings.minutes", "Minutes of each case that was on the agenda", NO_AUTHORITY, 5, WORKING, AFTER,
              REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("meetings.mappa_level_2", "MAPPA level 2: hearing the case again", _MAPPA, 84, DAYS, AFTER,
              REGISTER_OPENS, confidence=LOW,
              note="At least every 8 to 12 weeks; 16 weeks is the furthest by which performance is measured. From the "
              "meeting that heard it."),
    TimeLimit("meetings.mappa_level_3", "MAPPA level 3: hearing the case again", _MAPPA, 42, DAYS, AFTER,
              REGISTER_OPENS, confidence=LOW,
              note="At least every 4 to 6 weeks; 8 weeks is the furthest by which performance is measured. From the "
              "meeting that heard it."),
    TimeLimit("meetings.share", "How long something may be shared with an agency at a time", NO_AUTHORITY, 12, MONTHS,
              AFTER, REGISTER_OPENS, confidence=PROPOSAL, note="Nothing is shared without a last day."),
)  # fmt: skip
