"""Which forces are told of what about a person, who they are to it, and within what time they answer: rules as data.

The clock of an alert follows the danger: the four limits `register.alert_answer_*` of the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum


class Told(StrEnum):
    """What a force is to a person, by which it is told."""

    AREA = "the force in whose area the address lies"
    LEFT = "the force in whose area they lived until now"
    MANAGER = "the forces that manage them, or that entered them"
    CONCERNED = "the force whose order, registration or record it is about"
    LIVES = "the forces in whose areas they live or stay"
    HOLDERS = "the forces that hold another record of them"
    OTHER = "the force that holds the other record"
    ASKED = "the force that is asked to take them over"


class Channel(StrEnum):
    """How those who must know are told."""

    ALERT = "an alert that the force answers"
    NEAR_ALERT = "an alert of the move check to those who protect the place"
    REMINDER = "a line in the inbox of whoever has the work, and up the chain when it is late"


class Clock(StrEnum):
    """What gives the time to answer."""

    DANGER = "danger"
    DUAL = "dual"
    OFFER = "offer"


@dataclass(frozen=True, slots=True)
class Route:
    """One kind of alert. `says` follows the person's name; `asks` is what the receiving force is asked to do.
    `is_of_registered`: only somebody with a live registration is told of. `news_days`: for so many days what happened
    is news; recorded later, it stands on the record and no force is told. None where it is always told."""

    kind: str
    title: str
    told: tuple[Told, ...]
    says: str
    asks: str
    clock: Clock = Clock.DANGER
    channel: Channel = Channel.ALERT
    is_of_registered: bool = True
    news_days: int | None = None


_READ_CARD = "Read the card: the orders in force, the dangers, and whom to protect."
ROUTES: Mapping[str, Route] = {
    route.kind: route
    for route in (
        Route("moved_in", "Moved into your area", (Told.AREA,), "has a new home address in your area", _READ_CARD,
              is_of_registered=False),
        Route("moving_out", "Moved out of your area", (Told.LEFT,), "has left the home address in your area",
              "Close what your force had in hand for that address, and tell the managing force what it must know."),
        Route("visiting", "Stays in your area", (Told.AREA,), "stays at an address in your area", _READ_CARD),
        Route("released", "Released to your area", (Told.LIVES,),
              "was released from custody, and has an address in your area", _READ_CARD),
        Route("dual_registration", "Known to two forces", (Told.OTHER,), "is known to another force too",
              "Compare the two records.", Clock.DUAL, is_of_registered=False),
        Route("transfer", "Management offered to you", (Told.ASKED,), "is offered to you to manage",
              "Answer the offer.", Clock.OFFER),
        Route("order_made", "Order made elsewhere", (Told.MANAGER, Told.LIVES, Told.HOLDERS),
              "is subject to a protective order that another force has recorded",
              "Read the order and its conditions on the card, and put them before those who patrol and manage.",
              is_of_registered=False, news_days=28),
        Route("breach", "Breach recorded", (Told.MANAGER, Told.CONCERNED, Told.LIVES, Told.HOLDERS),
              "is recorded to have broken an order or a duty to notify",
              "Look at the risk and at the safeguards of whoever your force protects from them."),
        Route("incident", "Incident with somebody registered", (Told.MANAGER, Told.HOLDERS),
              "was in an incident that another force has recorded",
              "Read the incident with the force that recorded it, and look at the risk."),
        Route("near_protected", "Near a protected address", (), "lives near to what is protected from them", "",
              channel=Channel.NEAR_ALERT),
        Route("overdue", "Notification overdue", (Told.LIVES, Told.HOLDERS), "has not notified in time",
              "Tell the managing force where your force last met them."),
        Route("risk_raised", "Risk raised", (Told.LIVES, Told.HOLDERS), "is held to be more dangerous than before",
              "Look at the safeguards of whoever your force protects from them."),
        Route("break_glass", "Closed record opened", (Told.CONCERNED,),
              "had their record opened in an emergency by somebody in another force to whom it is closed",
              "Read on the pages of break-glass who opened it and why, and look at the safeguards of whom it concerns.",
              is_of_registered=False),
        Route("review_due", "Review due", (), "must be looked at again", "", channel=Channel.REMINDER),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Circle:
    """The forces around a person, by their keys. `sender` speaks; it is never told by itself."""

    sender: int
    is_registered: bool = False
    forces: Mapping[Told, frozenset[int]] = field(default_factory=dict)


def receivers(kind: str, circle: Circle) -> tuple[int, ...]:
    """The keys of the forces that are told of this, each once, in order."""
    route = ROUTES[kind]
    if route.is_of_registered and not circle.is_registered:
        return ()
    told = frozenset[int]().union(*(circle.forces.get(each, frozenset()) for each in route.told))
    return tuple(sorted(told - {circle.sender}))


def is_news(kind: str, happened_on: date, today: date) -> bool:
    """Whether forces are told of what happened on the day and is recorded today for the first time."""
    days = ROUTES[kind].news_days
    return days is None or today - happened_on <= timedelta(days=days)


class Unroutable(StrEnum):
    """Why what a force must learn reaches nobody, and waits in the national queue."""

    NO_AREA = "no_area"
    NOBODY_THERE = "nobody_there"


# What is about a force's own record, or is asked of it alone: no other force can answer it in its place.
_OF_ONE_FORCE = frozenset({"dual_registration", "transfer", "break_glass"})


def may_go_elsewhere(kind: str) -> bool:
    """Whether another force than the one it was for can answer an alert of this kind."""
    return kind not in _OF_ONE_FORCE


def answer_limit(danger: str) -> str:
    """The code of the limit that gives the time to answer. `danger` is low, medium, high or very_high; where nobody
    has said, it is answered as medium."""
    return f"register.alert_answer_{danger or 'medium'}"


_RANKS = ("low", "medium", "high", "very_high")
_TOLD_FROM = _RANKS.index("high")


def is_raised(before: str, after: str) -> bool:
    """Whether other forces must learn of the level: higher than the one before, or high where none was set before."""
    if not before:
        return _RANKS.index(after) >= _TOLD_FROM
    return _RANKS.index(after) > _RANKS.index(before)
