"""Bar charts as SVG, drawn on the server: where each bar and its words stand, in units of the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases.statistics.reading import Row

WIDTH, HEIGHT, TOP, FLOOR = 400, 210, 24, 168
WIDEST = 34


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its corner and size, the middle of its words, and what they say."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    label: str
    label_y: float
    quarter: str
    year: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """One series. `says` is the whole of it in words, for whoever does not see it."""

    key: str
    title: str
    says: str
    bars: tuple[Bar, ...]
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = FLOOR


def chart_of(key: str, title: str, rows: Sequence[Row]) -> Chart:
    """The headline of each quarter, the oldest first. A share is drawn of a hundred, a count of the largest."""
    is_share = bool(rows) and bool(rows[0].shares)
    most = 100 if is_share else max((row.headline or 0 for row in rows), default=0)
    pitch = WIDTH / max(len(rows), 1)
    bars = tuple(_bar(row, number, pitch, most or 1, is_share=is_share) for number, row in enumerate(rows))
    told = "; ".join(f"{row.quarter.title}: {_words(row.headline, is_share=is_share)}" for row in rows)
    return Chart(key, title, f"{told}." if told else "Nothing was published yet.", bars)


def _bar(row: Row, number: int, pitch: float, most: int, *, is_share: bool) -> Bar:
    value = row.headline
    height = round((FLOOR - TOP) * (value or 0) / most, 1)
    width, middle = round(min(pitch * 0.7, WIDEST), 1), round(pitch * (number + 0.5), 1)
    label = "–" if value is None else f"{value}%" if is_share else f"{value:,}"
    return Bar(
        round(middle - width / 2, 1), round(FLOOR - height, 1), width, height, middle, label,
        round(FLOOR - height - 6, 1), f"Q{row.quarter.number}", str(row.quarter.year), value is None,
    )  # fmt: skip


def _words(value: int | None, *, is_share: bool) -> str:
    if value is None:
        return "not shown"
    return f"{value} per cent" if is_share else f"{value:,}"
