"""Disclosure control: what of a column of counts may be published (ADR 23).

A column has one count for each force. A count below `SMALLEST`, nought among them, is hidden; every other is rounded to
a multiple of `BASE`, so that the rounded counts add up to their rounded sum. Of the hidden counts only a remainder is
told, rounded down, and no more of it than leaves each of them free to be anything from nought to four, even for a
reader who knows one of them. The published total is the sum of what is published: it tells nothing of its own.

The same counts give the same answer, always: there is no noise that asking again would average out. A figure that was
published changes by a step too great for one person, or not at all (`revised`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

BASE = 5
SMALLEST = 5
LARGEST_HIDDEN = SMALLEST - 1
LEAST_REMAINDER = 2 * BASE
"""A smaller remainder is not told: whoever knows one hidden count would learn too much of another."""
LEAST_STEP = 5
"""A published count is revised when it has moved by so much or must be hidden, a hidden one when it has come so far
past hiding."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One count: what it is based on, which is never shown, and what is published of it, None where it is hidden."""

    basis: int
    shown: int | None


@dataclass(frozen=True, slots=True)
class Column:
    """What is published of a column: each cell by its key, and what is told of the hidden ones together."""

    cells: Mapping[str, Cell]
    remainder: int

    @property
    def total(self) -> int | None:
        """What is published of all together; None where nothing is."""
        return (sum(cell.shown or 0 for cell in self.cells.values()) + self.remainder) or None


def protect(counts: Mapping[str, int]) -> Column:
    """The column of these counts, published for the first time."""
    rounded = _rounded({key: count for key, count in counts.items() if count >= SMALLEST})
    hidden = [count for count in counts.values() if count < SMALLEST]
    cells = {key: Cell(count, rounded.get(key)) for key, count in sorted(counts.items())}
    return Column(cells, _remainder(sum(hidden), len(hidden)))


def revised(column: Column, counts: Mapping[str, int]) -> Column:
    """The column after its counts were made again. A cell keeps what was published of it until its count has moved by
    a step that tells nothing of a small number; the remainder of the hidden is never made again, only cut."""
    keys = sorted(column.cells.keys() | counts.keys())
    pairs = {key: _revised(column.cells.get(key), counts.get(key, 0)) for key in keys}
    cells = {key: cell for key, cell in pairs.items() if cell is not None}
    hidden = sum(1 for cell in cells.values() if cell.shown is None)
    return Column(cells, min(column.remainder, _most_told(hidden)))


def share(shown: int | None, rest: int | None) -> int | None:
    """Per cent, from published figures alone; None where either part is hidden. Both parts are needed: a share of a
    hundred would give away that the rest is small."""
    if shown is None or rest is None:
        return None
    return (200 * shown + shown + rest) // (2 * (shown + rest))


def _revised(cell: Cell | None, count: int) -> Cell | None:
    if cell is None:
        return Cell(count, _nearest(count)) if count >= SMALLEST + LEAST_STEP else None
    if cell.shown is None:
        # By the count alone: a step from the basis would tell what the basis was.
        return cell if count < SMALLEST + LEAST_STEP else Cell(count, _nearest(count))
    if count < SMALLEST:
        return Cell(count, None)
    return cell if abs(count - cell.basis) < LEAST_STEP else Cell(count, _nearest(count))


def _remainder(total: int, hidden: int) -> int:
    told = min(total, _most_told(hidden)) // BASE * BASE
    return told if told >= LEAST_REMAINDER else 0


def _most_told(hidden: int) -> int:
    """The most that may be told of so many hidden counts: as much as they could be with two of them nought."""
    most = LARGEST_HIDDEN * (hidden - 2) // BASE * BASE
    return most if most >= LEAST_REMAINDER else 0


def _nearest(count: int) -> int:
    return (count + BASE // 2) // BASE * BASE


def _rounded(counts: Mapping[str, int]) -> dict[str, int]:
    """Each count as one of the two multiples beside it, so that they add up to their rounded sum: those with most over
    go up, and of equal ones the first by key. There is always such a choice (zero-restricted controlled rounding)."""
    down = {key: count // BASE * BASE for key, count in counts.items()}
    ups = (_nearest(sum(counts.values())) - sum(down.values())) // BASE
    by_rest = sorted(counts, key=lambda key: (down[key] - counts[key], key))
    return down | {key: down[key] + BASE for key in _first(by_rest, ups)}


def _first(keys: Iterable[str], how_many: int) -> list[str]:
    return list(keys)[:how_many]
