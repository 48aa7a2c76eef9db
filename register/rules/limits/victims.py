"""What victims are entitled to: the Victims' Code, the disclosure scheme, the child's school."""

from __future__ import annotations

from datetime import date

from register.rules.limits.terms import (
    AFTER,
    DAYS,
    HOURS,
    LOW,
    MEDIUM,
    MOMENT,
    NO_AUTHORITY,
    PROPOSAL,
    REGISTER_OPENS,
    WORKING,
    Counting,
    TimeLimit,
    Unit,
)

_VICTIMS_CODE = date(2021, 4, 1)
_DVDS = date(2023, 4, 5)

VICTIMS: tuple[TimeLimit, ...] = (
    TimeLimit("dvds.checks", "Disclosure scheme: first checks", "DVDS statutory guidance 2023", 24, HOURS, MOMENT,
              _DVDS, confidence=MEDIUM),
    TimeLimit("dvds.meeting", "Disclosure scheme: meeting who asked", "DVDS statutory guidance 2023", 10, DAYS, AFTER,
              _DVDS, confidence=LOW, note="Right to Ask only; 5 to 10 days."),
    TimeLimit("dvds.overall", "Disclosure scheme: decision", "DVDS statutory guidance 2023", 28, DAYS, AFTER, _DVDS),
    TimeLimit("dvds.emergency_reading", "Disclosure scheme: second reading after a disclosure that could not wait",
              NO_AUTHORITY, 1, WORKING, AFTER, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("encompass.school", "Operation Encompass: telling the child's school",
              "Domestic Abuse Act 2021 s.49A; statutory guidance 2025", 1, Unit.SCHOOL_DAYS, Counting.BEFORE_THE_START,
              date(2025, 11, 1), confidence=MEDIUM,
              note="As soon as reasonably practicable; counted to 8:00 on the next weekday that is neither a bank "
              "holiday nor, by the calendar of the force's area, a school holiday. The register asks for it by the "
              "next weekday all the same: schools are told in holidays too."),
    TimeLimit("vcop.referral", "Referring a victim to a support service", "Victims' Code 2020, right 4", 2, WORKING,
              AFTER, _VICTIMS_CODE),
    TimeLimit("vcop.enhanced", "Telling a victim entitled to enhanced rights", "Victims' Code 2020, right 6", 1,
              WORKING, AFTER, _VICTIMS_CODE, note="Every victim of domestic abuse is entitled to enhanced rights."),
    TimeLimit("vcop.standard", "Telling any other victim", "Victims' Code 2020, right 6", 5, WORKING, AFTER,
              _VICTIMS_CODE),
    TimeLimit("vcop.court", "Telling a victim what a court decided or when it sits",
              "Victims' Code 2020, rights 8 and 9", 1, WORKING, AFTER, _VICTIMS_CODE, confidence=MEDIUM,
              note="For every victim alike, from the day on which the Witness Care Unit or the police were told."),
    TimeLimit("vcop.review_request", "Asking for a review of a decision not to prosecute",
              "Victims' Right to Review scheme; Victims' Code 2020, right 6", 3, Unit.MONTHS, AFTER, _VICTIMS_CODE,
              confidence=MEDIUM, note="The victim's own time, normally; a later request may be heard."),
    TimeLimit("vcop.victim_contact", "Offering the Victim Contact Scheme", "Victims' Code 2020, right 11", 20, WORKING,
              AFTER, _VICTIMS_CODE,
              note="From a sentence of 12 months or more for a violent or sexual offence."),
)  # fmt: skip
