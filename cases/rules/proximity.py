"""How near two places are to each other: by property number, postcode, and distance on the British National Grid."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from register.rules.places import read_postcode
from register.rules.zones import Point, metres_between, metres_to_area

NEAR_METRES = 500
"""How near somebody's address may be to one that is protected from them before specialists are told. A proposal."""
NEAR_STRANGER_METRES = 200
"""The same for a registered person and the protected address of somebody whom nothing links with them. A proposal."""
COARSE_METRES = 100
"""Distances are said in steps of this: an exact one, with others, would find the protected address."""


class Nearness(StrEnum):
    """How near, the nearest first."""

    SAME_PROPERTY = "same_property"
    IN_ZONE = "in_zone"
    SAME_POSTCODE = "same_postcode"
    WITHIN = "within"
    SAME_SECTOR = "same_sector"


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of where something is. Any of it may be missing."""

    postcode: str = ""
    uprn: str = ""
    line: str = ""
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Zone:
    """Where an order keeps somebody away from: around a place, or within an area."""

    centre: Place
    radius_metres: int | None = None
    area: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Near:
    """How near, and how many metres where both places have coordinates."""

    how: Nearness
    metres: int | None = None


def nearness(one: Place, other: Place, *, within: int, by_sector: bool = True) -> Near | None:
    """How near two places are; None where nothing says that they are near.

    `within` is in metres and counts where both have coordinates. Without them the same postcode sector is near, unless
    `by_sector` says that it is not. Stand-ins for no fixed abode or an unknown address are never near anything.
    """
    metres = metres_between(one.point, other.point) if one.point and other.point else None
    here, there = _postcode(one), _postcode(other)
    has_same_postcode = bool(here and here == there)
    if (one.uprn and one.uprn.lstrip("0") == other.uprn.lstrip("0")) or (has_same_postcode and _same_line(one, other)):
        return Near(Nearness.SAME_PROPERTY, metres)
    if has_same_postcode:
        return Near(Nearness.SAME_POSTCODE, metres)
    if metres is not None:
        return Near(Nearness.WITHIN, metres) if metres <= within else None
    sector = _sector(one)
    return Near(Nearness.SAME_SECTOR) if by_sector and sector and sector == _sector(other) else None


def nearness_to_zone(place: Place, zone: Zone) -> Near | None:
    """How near a place is to a zone: within it, or as near as two addresses are."""
    if zone.area and place.point:
        metres = metres_to_area(place.point, zone.area)
        if metres <= (zone.radius_metres or 0):
            return Near(Nearness.IN_ZONE, metres)
        if metres <= NEAR_METRES:
            return Near(Nearness.WITHIN, metres)
    radius = zone.radius_metres or 0
    near = nearness(place, zone.centre, within=max(radius, NEAR_METRES))
    if near and near.metres is not None and near.metres <= radius and near.how != Nearness.SAME_PROPERTY:
        return Near(Nearness.IN_ZONE, near.metres)
    return near


def near_in_words(near: Near, *, is_secret: bool) -> str:
    """How near, without saying so exactly that the place could be found; of a refuge nothing but that it is near."""
    if is_secret:
        return "near"
    return {
        Nearness.SAME_PROPERTY: "at the same property as",
        Nearness.IN_ZONE: "inside the zone of",
        Nearness.SAME_POSTCODE: "in the same postcode as",
        Nearness.WITHIN: f"within {_coarse(near.metres or 0)} metres of",
        Nearness.SAME_SECTOR: "in the same postcode sector as",
    }[near.how]


def _coarse(metres: int) -> int:
    return max(COARSE_METRES, -(-metres // COARSE_METRES) * COARSE_METRES)


def _postcode(place: Place) -> str:
    read = read_postcode(place.postcode)
    return read.canonical if read.sector else ""


def _sector(place: Place) -> str:
    return read_postcode(place.postcode).sector


def _same_line(one: Place, other: Place) -> bool:
    here, there = _plain(one.line), _plain(other.line)
    return bool(here) and here == there


def _plain(line: str) -> str:
    return re.sub(r"[^0-9a-z]", "", line.lower())
