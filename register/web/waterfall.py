"""A picture of how the weight of a match adds up: one bar for each step, from where the last one ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from register.rules.matching.levels import FIELDS, UNKNOWN
from register.rules.matching.model import Model

WIDTH, ROW, BAR, LEFT, FIRST = 360, 40, 14, 8, 50
TITLES = {"prior": "Before anything is compared", "household": "Shared by a household, counted once"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One step: what it is called, what it says, its weight, the sum so far, and where it is drawn."""

    title: str
    words: str
    weight: str
    total: str
    kind: str
    x: float
    y: float
    width: float

    @property
    def text_y(self) -> float:
        return self.y - 6


@dataclass(frozen=True, slots=True)
class Threshold:
    """A line of the picture: from this weight on the outcome is another."""

    title: str
    weight: str
    x: float

    @property
    def anchor(self) -> str:
        """Which end of its name stands at the line, so that the name stays within the picture."""
        return "end" if self.x > WIDTH / 2 else "start"


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The picture as numbers."""

    bars: tuple[Bar, ...]
    thresholds: tuple[Threshold, ...]
    height: int
    width: int = WIDTH
    bar: int = BAR


def waterfall(steps: Sequence[Mapping[str, Any]], model: Model) -> Waterfall:
    """The picture of the steps that say something, with the total at its end."""
    told = [step for step in steps if step["level"] != UNKNOWN and step["weight"]]
    sums = [0.0]
    for step in told:
        sums.append(sums[-1] + step["weight"])
    low, high = min([*sums, 0.0]), max([*sums, model.same_from])

    def x(weight: float) -> float:
        return round(LEFT + (weight - low) / (high - low) * (WIDTH - 2 * LEFT), 1)

    bars = [_bar(number, step, sums[number], sums[number + 1], x) for number, step in enumerate(told)]
    bars.append(_total(len(told), sums[-1], x))
    lines = (
        Threshold("possible", signed(model.possible_from), x(model.possible_from)),
        Threshold("same person", signed(model.same_from), x(model.same_from)),
    )
    return Waterfall(tuple(bars), lines, height=FIRST + ROW * len(bars))


def signed(weight: float) -> str:
    """ "+4.2" or "−3.0", with a real minus sign."""
    return f"{weight:+.1f}".replace("-", "\N{MINUS SIGN}")


def _bar(number: int, step: Mapping[str, Any], before: float, after: float, x: Callable[[float], float]) -> Bar:
    field, weight = step["field"], after - before
    title = TITLES[field] if field in TITLES else FIELDS[field].title
    kind = "for" if weight > 0 else "against"
    return Bar(title, step["words"], signed(weight), signed(after), kind, *_drawn(number, x(before), x(after)))


def _total(number: int, total: float, x: Callable[[float], float]) -> Bar:
    said = signed(total)
    return Bar("All together", "The sum of the steps", said, said, "total", *_drawn(number, x(0), x(total)))


def _drawn(number: int, start: float, end: float) -> tuple[float, float, float]:
    """Left edge, top and width of the bar in its row."""
    return min(start, end), FIRST + number * ROW, max(1.0, round(abs(end - start), 1))
