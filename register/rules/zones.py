"""Places of the British National Grid: whether a point lies in a zone, and how far apart two places are, in metres."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from itertools import combinations, pairwise

Point = tuple[int, int]
"""Easting and northing in metres."""

EASTINGS, NORTHINGS = (0, 700_000), (0, 1_300_000)
FEWEST, MOST = 3, 200
_TWO_NUMBERS = re.compile(r"(\d{1,7})[\s,;]+(\d{1,7})", re.ASCII)


class NotAnArea(Exception):
    """A text that describes no area; the message says what to do."""


def read_point(easting: int, northing: int) -> Point:
    """A point on the grid.

    Raises:
        NotAnArea: it lies outside Great Britain.
    """
    for value, (least, most), name in ((easting, EASTINGS, "easting"), (northing, NORTHINGS, "northing")):
        if not least <= value <= most:
            raise NotAnArea(f"The {name} {value} lies outside Great Britain. It is between {least} and {most} metres.")
    return easting, northing


def read_area(text: str) -> tuple[Point, ...]:
    """The corners of an area in order, from JSON `[[easting, northing], …]` or one corner a line. A last corner that
    repeats the first closes the area and is left out.

    Raises:
        NotAnArea: it is no such list, has too few or too many corners, or its sides cross.
    """
    corners = [read_point(*corner) for corner in (_from_json(text) if text.lstrip()[:1] == "[" else _from_lines(text))]
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    if not FEWEST <= len(corners) <= MOST:
        raise NotAnArea(f"An area has between {FEWEST} and {MOST} corners. This has {len(corners)}.")
    if len(set(corners)) < len(corners):
        raise NotAnArea("The same corner stands twice. Give each corner once, in the order in which they are joined.")
    if _crosses_itself(corners):
        raise NotAnArea("The sides of this area cross. Give its corners in the order in which they are joined.")
    return tuple(corners)


def _from_json(text: str) -> list[Point]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAnArea("Write each corner as [easting, northing], and all of them in square brackets.") from error
    are_points = isinstance(found, list) and all(_is_point(each) for each in found)
    if not are_points:
        raise NotAnArea("Write each corner as [easting, northing] in whole metres of the British National Grid.")
    return [(east, north) for east, north in found]


def _is_point(each: object) -> bool:
    return isinstance(each, list) and len(each) == 2 and all(type(number) is int for number in each)


def _from_lines(text: str) -> list[Point]:
    corners = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        found = _TWO_NUMBERS.fullmatch(line)
        if found is None:
            raise NotAnArea("Write one corner a line: its easting, a space, and its northing, in whole metres.")
        corners.append((int(found[1]), int(found[2])))
    return corners


def _sides(corners: Sequence[Point]) -> list[tuple[Point, Point]]:
    return [*pairwise(corners), (corners[-1], corners[0])]


def _crosses_itself(corners: Sequence[Point]) -> bool:
    """Whether two sides that share no corner meet, or all corners lie on one line."""
    if all(_turn(corners[0], corners[1], each) == 0 for each in corners):
        return True
    return any(_meet(one, other) for one, other in combinations(_sides(corners), 2) if not set(one) & set(other))


def _turn(a: Point, b: Point, c: Point) -> int:
    """Positive where a → b → c turns left, 0 where they lie on one line."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _meet(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    turns = [_sign(_turn(*one, point)) for point in other], [_sign(_turn(*other, point)) for point in one]
    if turns[0][0] != turns[0][1] and turns[1][0] != turns[1][1]:
        return True
    return any(_metres_to_side(point, one) == 0 for point in other)


def _metres_to_side(point: Point, side: tuple[Point, Point]) -> float:
    """How far a point is from a straight line between two corners."""
    (x1, y1), (x2, y2) = side
    along = (x2 - x1) ** 2 + (y2 - y1) ** 2
    share = max(0.0, min(1.0, ((point[0] - x1) * (x2 - x1) + (point[1] - y1) * (y2 - y1)) / along)) if along else 0.0
    return math.dist(point, (x1 + share * (x2 - x1), y1 + share * (y2 - y1)))


def is_inside(point: Point, corners: Sequence[Point]) -> bool:
    """Whether a point lies in the area, its edge included."""
    if any(_metres_to_side(point, side) == 0 for side in _sides(corners)):
        return True
    x, y = point
    crossed = 0
    for (x1, y1), (x2, y2) in _sides(corners):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossed += 1
    return crossed % 2 == 1


def metres_between(one: Point, other: Point) -> int:
    """Metres between two points, rounded up."""
    return math.ceil(math.dist(one, other))


def metres_to_area(point: Point, corners: Sequence[Point]) -> int:
    """Metres from a point to an area, rounded up; 0 inside it."""
    if is_inside(point, corners):
        return 0
    return math.ceil(min(_metres_to_side(point, side) for side in _sides(corners)))
