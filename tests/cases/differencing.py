"""The attacker of published statistics: somebody with every table, the rules, and one of the counts behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from cases.rules.statistics.control import SMALLEST, Column, protect

HIDDEN = set(range(SMALLEST))
Counts = tuple[int, ...]
Published = tuple[tuple[int | None, ...], int]


def keyed(counts: Iterable[int]) -> dict[str, int]:
    return {str(number): count for number, count in enumerate(counts)}


def published(column: Column) -> Published:
    """What a reader sees of a column: each cell in order, and all together."""
    return tuple(cell.shown for _, cell in sorted(column.cells.items())), column.total or 0


def exactly(counts: Counts) -> Published:
    """What a careless office would publish: small counts hidden, everything else as it is."""
    return tuple(None if count < SMALLEST else count for count in counts), sum(counts)


def carefully(counts: Counts) -> Published:
    return published(protect(keyed(counts)))


def narrowed(worlds: Iterable[Counts], publish: Callable[[Counts], Published], *, knows: int | None) -> Iterator[str]:
    """What can be recovered: hidden cells for which not every small count is possible, given what was published and, if
    `knows` names one, the true count of another cell."""
    possible: dict[object, list[set[int]]] = {}
    for counts in worlds:
        seen = (publish(counts), None if knows is None else counts[knows])
        sets = possible.setdefault(seen, [set() for _ in counts])
        for cell, count in zip(sets, counts, strict=True):
            cell.add(count)
    for ((cells, total), known), sets in possible.items():  # type: ignore[misc]
        for number, cell in enumerate(cells):
            if cell is None and number != knows and not sets[number] >= HIDDEN:
                yield f"{cells} of {total}, knowing {known}: cell {number} is in {sorted(sets[number])}"


# The attack on whole tables: linear constraints over every true count, tightened until nothing moves.


def intervals(column: Column, known: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """The least and the most that each true count can be, by what is published of its column and what is known."""
    bounds = {
        key: (0, SMALLEST - 1) if cell.shown is None else (max(SMALLEST, cell.shown - 4), cell.shown + 4)
        for key, cell in column.cells.items()
    }
    bounds |= {key: (count, count) for key, count in known.items()}
    hidden = [key for key, cell in column.cells.items() if cell.shown is None]
    for low, high in [sums_that_give(column.remainder, len(hidden))] * 2:
        for key in hidden:
            others = [bounds[each] for each in hidden if each != key]
            least, most = bounds[key]
            least = max(least, low - sum(each for _, each in others))
            bounds[key] = least, min(most, high - sum(each for each, _ in others))
    return bounds


def sums_that_give(remainder: int, hidden: int) -> tuple[int, int]:
    """The sums of so many hidden counts of which the rules tell this remainder: the attacker tries them all."""
    sums = range((SMALLEST - 1) * hidden + 1)
    fits = [each for each in sums if protect(keyed(split(each, hidden))).remainder == remainder]
    return (min(fits), max(fits)) if fits else (0, 0)


def split(total: int, hidden: int) -> list[int]:
    """Some hidden counts with this sum."""
    return [min(SMALLEST - 1, max(0, total - (SMALLEST - 1) * number)) for number in range(hidden)]
