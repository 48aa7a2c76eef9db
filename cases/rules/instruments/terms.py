"""What an instrument of risk assessment is made of: its items, the answers they take, and what it may be used for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from register.rules.limits.terms import Confidence


class Answer(StrEnum):
    """One answer. An item that was not asked has not been answered: it never counts as no."""

    YES = "yes"
    NO = "no"
    NEVER = "never"
    OCCASIONALLY = "occasionally"
    OFTEN = "often"
    ALL_THE_TIME = "all_the_time"
    NOT_KNOWN = "not_known"
    NOT_ASKED = "not_asked"
    DECLINED = "declined"


class Scale(StrEnum):
    """Which answers an instrument takes."""

    YES_NO = "yes_no"
    FREQUENCY = "frequency"


class Method(StrEnum):
    """What becomes of the answers."""

    JUDGEMENT = "Structured judgement: the answers are not added up"
    COUNT = "The answers are counted; the count alone decides nothing"
    TABLE = "The answers are counted and looked up in a published table"
    BANDS = "Points by bands of what the register holds; nobody is asked anything"


WORDS: Mapping[Answer, str] = {
    Answer.YES: "Yes", Answer.NO: "No", Answer.NEVER: "Never", Answer.OCCASIONALLY: "Occasionally",
    Answer.OFTEN: "Often", Answer.ALL_THE_TIME: "All the time", Answer.NOT_KNOWN: "Not known",
    Answer.NOT_ASKED: "Not asked", Answer.DECLINED: "Did not want to say",
}  # fmt: skip
_MISSING = (Answer.NOT_KNOWN, Answer.DECLINED, Answer.NOT_ASKED)
ANSWERS: Mapping[Scale, tuple[Answer, ...]] = {
    Scale.YES_NO: (Answer.YES, Answer.NO, *_MISSING),
    Scale.FREQUENCY: (Answer.NEVER, Answer.OCCASIONALLY, Answer.OFTEN, Answer.ALL_THE_TIME, *_MISSING),
}
SAID_YES = frozenset((Answer.YES, Answer.OCCASIONALLY, Answer.OFTEN, Answer.ALL_THE_TIME))
MISSING = frozenset(_MISSING)


@dataclass(frozen=True, slots=True)
class Item:
    """One question, by its topic in our own words. `follow_ups` are what to find out where the answer is yes;
    `leads_to` is the code of the instrument to go on with."""

    code: str
    topic: str
    is_critical: bool = False
    follow_ups: tuple[str, ...] = ()
    leads_to: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a published table: the scores it covers, and of 100 people how many did it again in each study."""

    first: int
    last: int
    of_100: int
    of_100_revised: int


@dataclass(frozen=True, slots=True)
class Instrument:
    """One instrument in one version. A changed instrument is a new record; an assessment keeps the one it used.

    `in_use_from` and `retires_on` are the first and the last day on which somebody may begin with it here.
    `refers_at` is the number of answers of yes from which its authority asks for a referral; `most_missing` how many
    answers may be missing before it gives no figure.
    """

    code: str
    title: str
    version: str
    authority: str
    used_by: str
    validation: str
    limits: tuple[str, ...]
    not_for: tuple[str, ...]
    licence: str
    in_use_from: date
    method: Method
    retires_on: date | None = None
    scale: Scale = Scale.YES_NO
    items: tuple[Item, ...] = ()
    refers_at: int | None = None
    most_missing: int | None = None
    table: tuple[TableRow, ...] = ()
    men_who_harm_women_only: bool = False
    confidence: Confidence = Confidence.HIGH

    def is_in_use(self, on: date) -> bool:
        """Whether somebody may begin with it on the day."""
        return self.in_use_from <= on and (self.retires_on is None or on <= self.retires_on)


def numbered(*topics: Item) -> tuple[Item, ...]:
    """The items as they are given; their codes must differ.

    Raises:
        ValueError: two items share a code.
    """
    if len({each.code for each in topics}) != len(topics):
        raise ValueError("Two items share a code")
    return topics
