"""Which status may follow which: registrations and alerts, each as one table."""

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
_DECIDE = "registration.decide"
LIVE = ("proposed", "awaiting_notice", "active", "suspended", "under_appeal")
ENDED = ("transferred", "expired", "discharged", "deceased", "removed_on_review")

REGISTRATION: Table = (
    Transition("proposed", "awaiting_notice", "approve", _DECIDE, "an open gate and a reason"),
    Transition("proposed", "active", "approve and activate", _DECIDE, "an open gate, and the person was told"),
    Transition("awaiting_notice", "active", "activate", _DECIDE, "the person was told of the requirements"),
    Transition("active", "suspended", "suspend the clocks", _DECIDE, "custody, hospital detention or absence abroad"),
    Transition("suspended", "active", "resume", _DECIDE, "the end of what suspended the clocks"),
    Transition("active", "under_appeal", "note an appeal", _DECIDE, "an appeal against what opened the gate"),
    Transition("under_appeal", "active", "appeal dismissed", _DECIDE, "the court's decision"),
    Transition("under_appeal", "discharged", "appeal allowed", _DECIDE, "the court's decision"),
    Transition("proposed", "removed_on_review", "do not register", _DECIDE, "a reason"),
    Transition("awaiting_notice", "removed_on_review", "remove", _DECIDE, "a review by a person"),
    Transition("active", "transferred", "transfer", _DECIDE, "another jurisdiction has accepted"),
    Transition("active", "expired", "expire", _DECIDE, "the last day has passed"),
    Transition("active", "discharged", "discharge", _DECIDE, "the court's decision"),
    Transition("active", "removed_on_review", "remove", _DECIDE, "a review by a person"),
    Transition("suspended", "expired", "expire", _DECIDE, "the last day has passed"),
    Transition("suspended", "discharged", "discharge", _DECIDE, "the court's decision"),
    *(Transition(status, "deceased", "record death", _DECIDE, "confirmation of the death") for status in LIVE),
)
ALERT: Table = (
    Transition("raised", "delivered", "deliver", "alert.deliver", "the receiving force's inbox shows it"),
    Transition("raised", "read", "read", "alert.answer", "somebody of the receiving force opened it"),
    Transition("delivered", "read", "read", "alert.answer", "somebody of the receiving force opened it"),
    *(
        Transition(status, answer, name, "alert.answer", "a reason")
        for status in ("raised", "delivered", "read")
        for answer, name in (("accepted", "accept"), ("rejected", "reject"))
    ),
)


def may_move(table: Table, before: str, after: str) -> bool:
    """Whether the table has this move."""
    return any(move.before == before and move.after == after for move in table)


def moves_from(table: Table, before: str) -> Table:
    """The moves open to something in this status."""
    return tuple(move for move in table if move.before == before)
