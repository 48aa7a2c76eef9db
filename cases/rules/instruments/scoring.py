"""What the answers to an instrument come to. It is shown after the officer's own judgement, and never decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cases.rules.instruments.terms import MISSING, SAID_YES, Answer, Instrument, Method
from cases.rules.risk import HIGH, is_lowering


class Difference(StrEnum):
    """How the officer's own level and the tool's figure stand to each other."""

    TOOL_HIGHER = "tool_higher"
    AGREE = "agree"
    NO_LEVEL = "no_level"


@dataclass(frozen=True, slots=True)
class Figure:
    """What a tool says. `points` is None where it gives no figure; `suggests` is the level that it points to, or
    nothing: no instrument here points to a low level. `critical` are the topics of critical items answered yes."""

    items: int
    said_yes: int
    not_asked: int
    not_known: int
    declined: int
    critical: tuple[str, ...]
    points: int | None
    sentence: str
    suggests: str = ""

    @property
    def missing(self) -> int:
        return self.not_asked + self.not_known + self.declined


def figure_of(instrument: Instrument, answers: Mapping[str, Answer]) -> Figure:
    """The figure of an instrument from its answers, by the codes of its items. An item without an answer was not
    asked: it counts neither as yes nor as no.

    Raises:
        ValueError: an answer is to no item of the instrument.
    """
    unknown = answers.keys() - {item.code for item in instrument.items}
    if unknown:
        raise ValueError(f"{instrument.code} has no item {', '.join(sorted(unknown))}")
    given = [(item, answers.get(item.code, Answer.NOT_ASKED)) for item in instrument.items]
    said_yes = sum(answer in SAID_YES for _, answer in given)
    missing = sum(answer in MISSING for _, answer in given)
    points = _points(instrument, said_yes, missing)
    return Figure(
        items=len(given),
        said_yes=said_yes,
        not_asked=sum(answer is Answer.NOT_ASKED for _, answer in given),
        not_known=sum(answer is Answer.NOT_KNOWN for _, answer in given),
        declined=sum(answer is Answer.DECLINED for _, answer in given),
        critical=tuple(item.topic for item, answer in given if item.is_critical and answer in SAID_YES),
        points=points,
        sentence=_sentence(instrument, said_yes, missing, points),
        suggests=HIGH if _asks_for_referral(instrument, said_yes) else "",
    )


def prorated(said_yes: int, missing: int, items: int) -> int:
    """The score that would be expected if nothing were missing: of those answered, the same share; half rounds up.

    ODARA: 13 items, of which up to 5 may be missing.
    """
    answered = items - missing
    return (2 * said_yes * items + answered) // (2 * answered) if answered else 0


def difference(judged: str, figure: Figure) -> Difference:
    """How the level that was judged stands to the tool's."""
    if not figure.suggests:
        return Difference.NO_LEVEL
    return Difference.TOOL_HIGHER if is_lowering(figure.suggests, judged) else Difference.AGREE


def _asks_for_referral(instrument: Instrument, said_yes: int) -> bool:
    return instrument.refers_at is not None and said_yes >= instrument.refers_at


def _points(instrument: Instrument, said_yes: int, missing: int) -> int | None:
    if instrument.method is Method.COUNT:
        return said_yes
    if instrument.method is not Method.TABLE or missing > (instrument.most_missing or 0):
        return None
    return prorated(said_yes, missing, len(instrument.items))


def _sentence(instrument: Instrument, said_yes: int, missing: int, points: int | None) -> str:
    if instrument.method is Method.TABLE:
        return _of_table(instrument, missing, points)
    counted = f"{said_yes} of {len(instrument.items)} answered yes"
    if missing:
        counted += f", {missing} without an answer: were they all yes, it would be {said_yes + missing}"
    if instrument.refers_at is None:
        return f"{counted}. This instrument has no score: the answers are for judgement."
    if _asks_for_referral(instrument, said_yes):
        return f"{counted}. From {instrument.refers_at} on it asks for a referral to a MARAC, as for high risk."
    return f"{counted}. That is below the {instrument.refers_at} of a referral, and says nothing about safety."


def _of_table(instrument: Instrument, missing: int, points: int | None) -> str:
    if points is None:
        return f"{missing} answers are missing. With more than {instrument.most_missing} it gives no figure."
    row = next(each for each in instrument.table if each.first <= points <= each.last)
    how = f"Score {points}, prorated for {missing} missing" if missing else f"Score {points}"
    return (
        f"{how}. Of 100 men with such a score {row.of_100} did it again within about 5 years in the first study, "
        f"{row.of_100_revised} by the revised norms. It says nothing of this man, and was not validated here."
    )
