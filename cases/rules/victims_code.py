"""What a victim must be told, and by when (Code of Practice for Victims of Crime in England and Wales, 2020 text).

Every victim of domestic abuse is entitled to enhanced rights: one working day where others have five. Each kind of
development names the limits of `register.rules.limits.victims` under which it is counted; the authority stands there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from register.rules.time_limits import Due, due, limit_in_force

WITNESS = "witness"


class Happened(StrEnum):
    """What happened in a matter, of which its victims must be told."""

    REPORT = "report"
    ARREST = "arrest"
    INTERVIEW = "interview"
    BAIL = "bail"
    BAIL_CHANGE = "bail_change"
    UNDER_INVESTIGATION = "under_investigation"
    RELEASE = "release"
    CHARGE = "charge"
    OUT_OF_COURT = "out_of_court"
    NO_FURTHER_ACTION = "no_further_action"
    PROSECUTION_STOPPED = "prosecution_stopped"
    COURT_BAIL = "court_bail"
    HEARING = "hearing"
    SENTENCE = "sentence"
    LONG_SENTENCE = "long_sentence"
    APPEAL = "appeal"


@dataclass(frozen=True, slots=True)
class Telling:
    """One kind of development: what is to be done for the victim, under which right and limits."""

    title: str
    to_do: str
    right: str
    enhanced: str
    standard: str
    may_be_reviewed: bool = False


_ENHANCED, _STANDARD, _COURT = "vcop.enhanced", "vcop.standard", "vcop.court"


def _told(title: str, to_do: str, right: str = "Right 6", *, may_be_reviewed: bool = False) -> Telling:
    return Telling(title, to_do, right, _ENHANCED, _STANDARD, may_be_reviewed)


def _court(title: str, to_do: str, right: str) -> Telling:
    return Telling(title, to_do, right, _COURT, _COURT)


TELLINGS: dict[Happened, Telling] = {
    Happened.REPORT: Telling(
        "Reported to the police", "Assess their needs, and refer them to a support service", "Right 4",
        "vcop.referral", "vcop.referral",
    ),
    Happened.ARREST: _told("Suspect arrested", "Tell them of the arrest"),
    Happened.INTERVIEW: _told("Suspect interviewed under caution", "Tell them of the interview"),
    Happened.BAIL: _told("Suspect released on police bail", "Tell them of the bail and each of its conditions"),
    Happened.BAIL_CHANGE: _told("Bail conditions changed or cancelled", "Tell them which conditions hold now"),
    Happened.UNDER_INVESTIGATION: _told(
        "Suspect released under investigation", "Tell them that no conditions hold, and plan their safety"
    ),
    Happened.RELEASE: _told("Suspect released without charge", "Tell them that the suspect is free"),
    Happened.CHARGE: _told("Suspect charged or summonsed", "Tell them of the charge, and of bail or custody"),
    Happened.OUT_OF_COURT: _told("Dealt with out of court", "Tell them what was decided, and why"),
    Happened.NO_FURTHER_ACTION: _told(
        "No further action, or the investigation ended", "Tell them why, and of their right to ask for a review",
        may_be_reviewed=True,
    ),
    Happened.PROSECUTION_STOPPED: _told(
        "Prosecutor dropped or altered the charge", "Tell them why, and of their right to ask for a review",
        may_be_reviewed=True,
    ),
    Happened.COURT_BAIL: _told("Court decided on bail", "Tell them of bail and each of its conditions", "Rights 6, 8"),
    Happened.HEARING: _court("Hearing or trial listed, moved or held", "Tell them when, where and what came of it",
                             "Right 8"),
    Happened.SENTENCE: _court("Sentence or other outcome at court", "Tell them the outcome and what it means",
                              "Right 9"),
    Happened.LONG_SENTENCE: Telling(
        "Sentence of 12 months or more for a violent or sexual offence", "Offer them the Victim Contact Scheme",
        "Right 11", "vcop.victim_contact", "vcop.victim_contact",
    ),
    Happened.APPEAL: _court("Notice of appeal", "Tell them of the appeal, and of its hearing", "Right 9"),
}  # fmt: skip


def has_enhanced_rights(victim_role: str) -> bool:
    """Whether somebody on the harmed side of a pair is entitled to enhanced rights: all are but mere witnesses."""
    return victim_role != WITNESS


def clock_of(happened: Happened, on: date, *, is_enhanced: bool) -> Due:
    """By when somebody must be told of what happened (or became known) on the day.

    Raises:
        LookupError: the Code was not in force on that day.
    """
    telling = TELLINGS[happened]
    return due(limit_in_force(telling.enhanced if is_enhanced else telling.standard, on), on)


def review_until(happened: Happened, on: date) -> date | None:
    """Until when a victim may normally ask for a review of what they are told on the day; None without a review."""
    if not TELLINGS[happened].may_be_reviewed:
        return None
    return due(limit_in_force("vcop.review_request", on), on).due_on
