"""Which status may follow which: registrations, alerts and protective orders, each as one table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Transition:
    """One move. `permission` says who may; `needs` says in words what must be true."""

    before: str
    after: str
    name: str
    permission: str
    needs: str


Table = tuple[Transition, ...]
_DECIDE, _ANSWER, _ORDER = "registration.decide", "alert.answer", "order.record"
LIVE = ("proposed", "awaiting_notice", "active", "suspended", "under_appeal")
ENDED = ("transferred", "expired", "discharged", "deceased", "removed_on_review")
_TOLD = ("active", "suspended", "under_appeal")

REGISTRATION: Table = (
    Transition("proposed", "awaiting_notice", "approve", _DECIDE, "an open gate and a reason"),
    Transition("proposed", "active", "approve and activate", _DECIDE, "an open gate, and the person was told"),
    Transition("awaiting_notice", "active", "activate", _DECIDE, "the person was told of the requirements"),
    Transition("active", "suspended", "suspend the clocks", _DECIDE, "custody, hospital detention or absence abroad"),
    Transition("suspended", "active", "resume", _DECIDE, "the end of what suspended the clocks"),
    Transition("active", "under_appeal", "note an appeal", _DECIDE, "an appeal against what opened the gate"),
    Transition("suspended", "under_appeal", "note an appeal", _DECIDE, "an appeal against what opened the gate"),
    Transition("under_appeal", "active", "appeal dismissed", _DECIDE, "the court's decision"),
    Transition("under_appeal", "suspended", "appeal dismissed in custody", _DECIDE, "the court's decision"),
    Transition("under_appeal", "discharged", "appeal allowed", _DECIDE, "the court's decision"),
    Transition("proposed", "removed_on_review", "do not register", _DECIDE, "a reason"),
    Transition("awaiting_notice", "discharged", "discharge", _DECIDE, "the court's decision"),
    Transition("active", "discharged", "discharge", _DECIDE, "the court's decision"),
    Transition("suspended", "discharged", "discharge", _DECIDE, "the court's decision"),
    Transition("active", "transferred", "transfer", _DECIDE, "another jurisdiction has accepted"),
    Transition("suspended", "transferred", "transfer", _DECIDE, "another jurisdiction has accepted"),
    *(Transition(status, "expired", "expire", _DECIDE, "the last day has passed") for status in _TOLD),
    *(
        Transition(status, "removed_on_review", "remove", _DECIDE, "a review by a person")
        for status in ("awaiting_notice", *_TOLD)
    ),
    *(Transition(status, "deceased", "record death", _DECIDE, "confirmation of the death") for status in LIVE),
)
ALERT: Table = (
    Transition("raised", "delivered", "deliver", "alert.deliver", "the receiving force's inbox shows it"),
    Transition("raised", "read", "read", _ANSWER, "somebody of the receiving force opened it"),
    Transition("delivered", "read", "read", _ANSWER, "somebody of the receiving force opened it"),
    *(
        Transition(status, answer, name, _ANSWER, "a reason")
        for status in ("raised", "delivered", "read")
        for answer, name in (("accepted", "accept"), ("rejected", "reject"))
    ),
)
ALERT_CLOSED = ("accepted", "rejected")
# An order may be received in any status: a force tells what it knows. The table says what may follow.
ORDER: Table = (
    Transition("applied", "interim", "make an interim order", _ORDER, "the court's interim order"),
    *(
        Transition(status, "made", "make", _ORDER, "the court's order and the day it was made")
        for status in ("applied", "interim")
    ),
    Transition("made", "served", "serve", _ORDER, "the day of service and who served it"),
    *(
        Transition(status, "varied", "vary", _ORDER, "the court's decision")
        for status in ("interim", "made", "served", "varied")
    ),
    Transition("varied", "served", "serve as varied", _ORDER, "the day of service and who served it"),
    *(
        Transition(status, "discharged", "discharge", _ORDER, "the court's decision, or an application that ended")
        for status in ("applied", "interim", "made", "served", "varied")
    ),
    *(
        Transition(status, "expired", "expire", _ORDER, "the last day has passed")
        for status in ("interim", "made", "served", "varied")
    ),
)
ORDER_IN_FORCE = ("interim", "made", "served", "varied")
ORDER_ENDED = ("discharged", "expired")


def may_move(table: Table, before: str, after: str) -> bool:
    """Whether the table has this move."""
    return any(move.before == before and move.after == after for move in table)


def moves_from(table: Table, before: str) -> Table:
    """The moves open to something in this status."""
    return tuple(move for move in table if move.before == before)
