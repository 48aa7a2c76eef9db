"""What a reviewer asks before a record may be disposed of, and what the answers allow.

The questions are modelled on the National Retention Assessment Criteria of the older police guidance on the management
of information. Their present wording is to be confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from register.rules.retention import Retention
from register.rules.time_limits import due, limit_in_force

AUTHORITY = "College of Policing APP, National Retention Assessment Criteria; confidence low, to be confirmed"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Yes to any of them keeps the record."""

    code: str
    text: str


QUESTIONS: tuple[Question, ...] = (
    Question("serious_harm", "Is there evidence that the person could inflict serious harm?"),
    Question("children_or_adults_at_risk", "Are there concerns about children or adults at risk?"),
    Question("breach_of_trust", "Did the behaviour involve a breach of trust?"),
    Question("associates", "Do links or associations increase the risk of harm?"),
    Question("substances", "Are there concerns about the misuse of drugs or alcohol?"),
    Question("state_of_mind", "Are there concerns that the person's mental state makes the risk greater?"),
    Question("still_needed", "Does somebody still need the record: a victim, a court, an inquiry, another force?"),
)


def unanswered(answers: Mapping[str, bool]) -> tuple[Question, ...]:
    """The questions that have no answer yet."""
    return tuple(question for question in QUESTIONS if question.code not in answers)


def reasons_to_keep(answers: Mapping[str, bool]) -> tuple[Question, ...]:
    """The questions answered with yes."""
    return tuple(question for question in QUESTIONS if answers.get(question.code))


def latest_next_review(kept: Retention, *, on: date) -> date:
    """The last day to which a review on this day may put off the next: as far as the review group does."""
    return due(limit_in_force(kept.group.limit_code, on), on).due_on
