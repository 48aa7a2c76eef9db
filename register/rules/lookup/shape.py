"""The shape of what was typed into lookup: which kinds of terms, and none of the terms themselves.

It stands in the log's entry in the clear, so that somebody who works through first names one after the other is seen
without reading what they typed.
"""

from __future__ import annotations

from enum import StrEnum

from register.rules.lookup.query import Query


class Shape(StrEnum):
    """A kind of term. One name alone and several names are two kinds."""

    NAME = "name"
    NAMES = "names"
    BIRTH = "birth"
    AGE = "age"
    PHONE = "phone"
    PLACE = "place"
    PLATE = "plate"
    NUMBER = "number"


def shape_of(query: Query) -> tuple[Shape, ...]:
    """The kinds of terms in a query, in the order of `Shape`. A town that stands alone counts as a name."""
    names = [name for name in query.names if not name.is_known_town] or query.names
    towns = {town.word for town in query.towns if town.is_known} - {name.town for name in names}
    there = {
        Shape.NAME: len(names) == 1,
        Shape.NAMES: len(names) > 1,
        Shape.BIRTH: bool(query.dates or query.part_dates),
        Shape.AGE: bool(query.ages),
        Shape.PHONE: bool(query.phones),
        Shape.PLACE: bool(query.postcodes or query.streets or towns),
        Shape.PLATE: bool(query.plates),
        Shape.NUMBER: bool(query.identifiers or query.references),
    }
    return tuple(shape for shape, is_there in there.items() if is_there)
