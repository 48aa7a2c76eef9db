"""Notification under Part 2 of the Sexual Offences Act 2003, and sexual harm prevention orders."""

from __future__ import annotations

from datetime import date

from register.rules.limits.terms import AFTER, BEFORE, BEGIN, DAYS, DETAINED, HOURS, MEDIUM, UNTIL, YEARS, TimeLimit

_SOA_2003 = date(2004, 5, 1)
_SOA_2012 = date(2012, 8, 13)
_SOA_TRAVEL = "Sexual Offences Act 2003 s.86; SI 2004/1220 as amended by SI 2012/1876"

_ACT_2026 = "Crime and Policing Act 2026 (c. 20)"
_NOT_YET = "Royal Assent 29 April 2026. The day of commencement and the final text are to be confirmed."

SEXUAL_OFFENCES: tuple[TimeLimit, ...] = (
    TimeLimit("soa.initial", "Initial notification", "Sexual Offences Act 2003 s.83(1), (6)", 3, DAYS, BEGIN,
              _SOA_2003, disregards=DETAINED,
              note="Runs from the relevant date: conviction, finding or caution (s.82(6))."),
    TimeLimit("soa.name", "New name used", "Sexual Offences Act 2003 s.84(1)(a), (5)", 3, DAYS, BEGIN, _SOA_2003,
              disregards=DETAINED),
    TimeLimit("soa.address", "Change of home address", "Sexual Offences Act 2003 s.84(1)(b), (5)", 3, DAYS, BEGIN,
              _SOA_2003, disregards=DETAINED),
    TimeLimit("soa.other_address", "Other premises after a qualifying period",
              "Sexual Offences Act 2003 s.84(1)(c), (5), (6)", 3, DAYS, BEGIN, _SOA_2003, disregards=DETAINED,
              note="Runs from the last day of the qualifying period: 7 days, or periods adding to 7 days in any 12 "
              "months."),
    TimeLimit("soa.change", "Change of a bank account, a card, a passport or another prescribed matter",
              "Sexual Offences Act 2003 s.84(1)(ca), (5); SI 2012/1876", 3, DAYS, BEGIN, _SOA_2012,
              disregards=DETAINED),
    TimeLimit("soa.child_household", "Stay in a household with a child",
              "Sexual Offences Act 2003 s.84(1)(ca), (5); SI 2012/1876", 3, DAYS, BEGIN, _SOA_2012,
              disregards=DETAINED, note="From the day on which 12 hours' stay are complete."),
    TimeLimit("soa.release", "Release from custody or hospital", "Sexual Offences Act 2003 s.84(1)(d), (5)", 3, DAYS,
              BEGIN, _SOA_2003, disregards=DETAINED),
    TimeLimit("soa.non_event", "Advance notice whose event did not happen", "Sexual Offences Act 2003 s.84(4)(b), (5)",
              6, DAYS, BEGIN, _SOA_2003, disregards=DETAINED, note="Runs from the date given in advance."),
    TimeLimit("soa.periodic", "Periodic notification", "Sexual Offences Act 2003 s.85(1), (3)–(5)", 1, YEARS, AFTER,
              _SOA_2003, disregards=UNTIL, note="Runs from the last notification under s.83, 84 or 85."),
    TimeLimit("soa.periodic_no_fixed_abode", "Weekly notification with no main residence",
              "Sexual Offences Act 2003 s.85(1), (3)–(6); SI 2012/1876", 7, DAYS, AFTER, _SOA_2012,
              disregards=UNTIL),
    TimeLimit("soa.travel", "Foreign travel, before departure", _SOA_TRAVEL, 7, DAYS, BEFORE, _SOA_2012,
              confidence=MEDIUM),
    TimeLimit("soa.travel_late", "Foreign travel not known a week before, before departure", _SOA_TRAVEL, 12, HOURS,
              BEFORE, _SOA_2012, confidence=MEDIUM,
              note="The latest moment, where 7 days cannot be kept; 24 hours in an older text."),
    TimeLimit("soa.return", "Return from abroad", _SOA_TRAVEL, 3, DAYS, BEGIN, _SOA_2012, confidence=MEDIUM,
              note="Only where the return was not notified before departure."),
    TimeLimit("soa.intended_name", "Name somebody intends to use, before its first use", _ACT_2026, 7, DAYS, BEFORE,
              None, confidence=MEDIUM, note=_NOT_YET),
    TimeLimit("soa.absence", "Absence from the only or main home for more than 5 days, before leaving", _ACT_2026, 12,
              HOURS, BEFORE, None, confidence=MEDIUM, note=_NOT_YET),
    TimeLimit("soa.child_household_before", "Stay in a household with a child, before entering", _ACT_2026, 12, HOURS,
              BEFORE, None, confidence=MEDIUM, note=_NOT_YET),
    TimeLimit("soa.indefinite_review_adult", "First review of indefinite notification, adult",
              "Sexual Offences Act 2003 s.91B", 15, YEARS, AFTER, date(2012, 7, 30), confidence=MEDIUM,
              note="Runs from the first notification after release."),
    TimeLimit("soa.indefinite_review_child", "First review of indefinite notification, under 18 on the relevant date",
              "Sexual Offences Act 2003 s.91B", 8, YEARS, AFTER, date(2012, 7, 30), confidence=MEDIUM,
              note="Runs from the first notification after release."),
    TimeLimit("shpo.initial", "Initial notification under a sexual harm prevention order",
              "Sexual Offences Act 2003 ss.83(1), (6), 103G; Sentencing Code s.352", 3, DAYS, BEGIN, date(2015, 3, 8),
              disregards=DETAINED, note="Runs from the day the order is served."),
)  # fmt: skip
