"""Operation Encompass: whom to tell of a child who lives with domestic abuse, by when, and in which words.

Domestic Abuse Act 2021 s.49A (inserted by the Victims and Prisoners Act 2024) and its statutory guidance: as soon as
reasonably practicable, before the start of the next school day, weekends and holidays included. The text names no
place: whoever reads it in a school must not learn where the child lives now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from cases.rules.school_calendar import closed_days
from register.rules.time_limits import CATALOGUE, Due, due, in_words, limit_in_force

LIMIT = "encompass.school"
LONDON = ZoneInfo("Europe/London")
YOUNGEST, OLDEST = 4, 17
WELSH_FORCES = frozenset({"60", "61", "62", "63"})


class Education(StrEnum):
    """Where a child learns."""

    SCHOOL = "school"
    HOME = "home"
    NONE = "none"
    NOT_KNOWN = "not_known"


class Whom(StrEnum):
    """Whom the police tell."""

    SCHOOL = "The school’s designated safeguarding lead"
    COUNCIL = "The council’s officer for children who are educated at home"
    NOBODY = "Nobody: the child is not of school age"


def whom_to_tell(born: date | None, education: str, on: date) -> Whom:
    """Whom to tell of a child on a day. A child whose age is not known is taken for one of school age."""
    if born is not None and not YOUNGEST <= _age(born, on) <= OLDEST:
        return Whom.NOBODY
    if education == Education.NONE:
        return Whom.NOBODY
    return Whom.COUNCIL if education == Education.HOME else Whom.SCHOOL


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def is_told_of(attended_at: datetime) -> bool:
    """Whether schools are told of what police attended then: since the duty began."""
    on = attended_at.astimezone(LONDON).date()
    return any(limit.code == LIMIT and limit.is_in_force(on) for limit in CATALOGUE)


def latest(attended_at: datetime, force: str) -> Due:
    """The last moment: before the school next opens after police attended, by the calendar of the force's area."""
    return _due(attended_at, force, closed_days(force))


def send_by(attended_at: datetime, force: str) -> date:
    """The day by which to send it whether or not it is holidays: schools are told in holidays too."""
    return _due(attended_at, force, frozenset()).due_on


def _due(attended_at: datetime, force: str, closed: frozenset[date]) -> Due:
    country = "WLS" if force in WELSH_FORCES else "ENG"
    limit = limit_in_force(LIMIT, attended_at.astimezone(LONDON).date())
    return due(limit, attended_at, country=country, more_holidays=closed)


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What the text of a notice is made of, and nothing else: no place, no offence, nobody but the child."""

    child: str
    born: date | None
    attended_at: datetime
    police_reference: str
    is_present: bool
    voice: str
    force: str
    telephone: str


def notice_text(facts: NoticeFacts) -> str:
    """The notice, ready to be read out or sent."""
    at = facts.attended_at.astimezone(LONDON)
    born = f"born {in_words(facts.born)}" if facts.born else "date of birth not known"
    lines = [
        "OPERATION ENCOMPASS. In confidence, for the designated safeguarding lead only.",
        f"Child: {facts.child}, {born}.",
        f"Police reference: {facts.police_reference or 'not given'}.",
        f"On {in_words(at.date())} at {at:%H:%M} police attended an incident of domestic abuse. There are reasonable "
        "grounds to believe that this child may be a victim of it.",
        "The child was there." if facts.is_present else "The child was not there when police came.",
        f"What the child said or showed: {facts.voice}" if facts.voice else "",
        "Look after the child today. Do not tell the parents or carers of this notice, do not keep it where they or "
        "others may read it, and do not ask the child where they live now.",
        f"Questions, or a worry about the child: {facts.force}{f', {facts.telephone}' if facts.telephone else ''}. In "
        "an emergency ring 999.",
    ]
    return "\n".join(line for line in lines if line)
