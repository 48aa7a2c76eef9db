"""Which status may follow which: registrations, alerts and protective orders, each as one table."""

from __future__ import annotations

from dataclasses import dataclass

from register.rules import registration_conditions as must
from register.rules.registration_conditions import Condition, RegistrationFacts, first_unmet, in_words


@dataclass(frozen=True, slots=True)
class Transition:
    """One move. `permission` says who may; `needs` says in words what must be true, and `conditions` to the machine."""

    before: str
    after: str
    name: str
    permission: str
    needs: str
    conditions: tuple[Condition, ...] = ()

    def unmet(self, facts: RegistrationFacts) -> Condition | None:
        """The first condition that keeps a registration with these facts from making this move, or None."""
        return first_unmet((*self.conditions, must.REASON), facts)


Table = tuple[Transition, ...]
_DECIDE, _APPROVE, _ANSWER = "registration.decide", "registration.approve_designation", "alert.answer"
_ORDER, _WORK, _END = "order.record", "order.work", "order.decide"
RUNNING = ("active", "indefinite")
SUSPENDED = {
    "custody": "suspended_custody",
    "hospital": "suspended_hospital",
    "abroad": "suspended_abroad",
}
"""Kind of absence → the status of a registration whose clocks it suspends."""
NOTIFIED = (*RUNNING, *SUSPENDED.values(), "under_appeal")
"""The statuses in which the person is on the register and has been told so."""
LIVE = ("proposed", "awaiting_notice", *NOTIFIED)
ENDED = ("transferred_out", "expired", "discharged", "deceased", "removed_on_review")
_IN = {
    "suspended_custody": must.IN_CUSTODY,
    "suspended_hospital": must.IN_HOSPITAL,
    "suspended_abroad": must.ABROAD,
    "active": must.HAS_AN_END,
    "indefinite": must.IS_INDEFINITE,
}
_AWAY = tuple(SUSPENDED.values())


def _move(before: str, after: str, name: str, *conditions: Condition, permission: str = _DECIDE) -> Transition:
    return Transition(before, after, name, permission, in_words(conditions), conditions)


REGISTRATION: Table = (
    _move("proposed", "awaiting_notice", "approve", must.IS_STATUTORY, must.GATE_OPEN),
    _move(
        "proposed", "active", "approve a designation", must.IS_DESIGNATION, must.GATE_OPEN, must.IS_PROPORTIONATE,
        must.SECOND_PERSON_APPROVES, permission=_APPROVE,
    ),
    _move("proposed", "removed_on_review", "do not register", must.REASON),
    *(_move("awaiting_notice", after, "record the notice", must.NOTICE_GIVEN, _IN[after]) for after in RUNNING),
    _move("active", "indefinite", "a requirement becomes indefinite", must.IS_INDEFINITE),
    _move("indefinite", "active", "the indefinite requirement ends", must.HAS_AN_END),
    *(_move(before, after, "suspend the clocks", _IN[after]) for before in RUNNING for after in _AWAY),
    *(
        _move(before, after, "the reason for suspension changes", _IN[after])
        for before in _AWAY for after in _AWAY if before != after
    ),
    *(_move(before, after, "resume", must.PRESENT, _IN[after]) for before in _AWAY for after in RUNNING),
    *(_move(before, "under_appeal", "note an appeal", must.APPEAL_OPEN) for before in (*RUNNING, *_AWAY)),
    *(
        _move("under_appeal", after, "appeal lost", must.APPEAL_LOST, must.PRESENT, _IN[after])
        for after in RUNNING
    ),
    *(_move("under_appeal", after, "appeal lost while away", must.APPEAL_LOST, _IN[after]) for after in _AWAY),
    _move("under_appeal", "discharged", "appeal allowed", must.APPEAL_WON),
    *(
        _move(before, "discharged", "discharge", must.COURT_DECIDED)
        for before in ("awaiting_notice", *RUNNING, *_AWAY)
    ),
    *(_move(before, "transferred_out", "transfer out", must.ACCEPTED) for before in (*RUNNING, *_AWAY)),
    *(
        _move(before, "expired", "expire", must.LAST_DAY_PASSED, must.NO_OPEN_FAILURE)
        for before in ("active", *_AWAY, "under_appeal")
    ),
    *(
        _move(
            before, "removed_on_review", "remove on review", must.REMOVAL_RECOMMENDED, must.SECOND_PERSON_REMOVES,
            must.NO_REQUIREMENT_RUNS, must.NO_OPEN_FAILURE,
        )
        for before in ("awaiting_notice", *NOTIFIED)
    ),
    *(_move(before, "deceased", "record the death", must.DEATH_CONFIRMED) for before in LIVE),
)  # fmt: skip
ALERT: Table = (
    Transition("raised", "delivered", "deliver", "alert.deliver", "the receiving force's inbox shows it"),
    Transition("raised", "read", "read", _ANSWER, "somebody of the receiving force opened it"),
    Transition("delivered", "read", "read", _ANSWER, "somebody of the receiving force opened it"),
    *(
        Transition(status, answer, name, _ANSWER, "a reason")
        for status in ("raised", "delivered", "read")
        for answer, name in (("accepted", "accept"), ("rejected", "reject"))
    ),
    Transition("accepted", "actioned", "say what was done", _ANSWER, "what was done"),
)
ALERT_CLOSED = ("rejected", "actioned")
ALERT_ANSWERED = ("accepted", *ALERT_CLOSED)
# An order may be received in any status: a force tells what it knows. The table says what may follow.
ORDER: Table = (
    Transition("considered", "applied", "apply", _ORDER, "the decision to apply"),
    Transition("considered", "not_made", "do not apply", _END, "the reason for the decision"),
    Transition("applied", "adjourned", "adjourn", _WORK, "the court's decision"),
    Transition("adjourned", "applied", "list again", _WORK, "the day of the next hearing"),
    *(
        Transition(status, "interim", "make an interim order", _WORK, "the court's interim order")
        for status in ("applied", "adjourned")
    ),
    *(
        Transition(status, "made", "make", _WORK, "the court's order and the day it was made")
        for status in ("applied", "adjourned", "interim")
    ),
    *(
        Transition(status, "not_made", "end the application", _END, "why it ended: refused or withdrawn")
        for status in ("applied", "adjourned")
    ),
    Transition("made", "served", "serve", _WORK, "the day of service and who served it"),
    *(
        Transition(status, "varied", "vary", _END, "the court's decision")
        for status in ("interim", "made", "served", "varied")
    ),
    Transition("varied", "served", "serve as varied", _WORK, "the day of service and who served it"),
    *(
        Transition(status, "discharged", "discharge", _END, "the court's decision and its day")
        for status in ("interim", "made", "served", "varied")
    ),
    *(
        Transition(status, "expired", "expire", _END, "the last day has passed")
        for status in ("interim", "made", "served", "varied")
    ),
)
ORDER_IN_FORCE = ("interim", "made", "served", "varied")
ORDER_ENDED = ("not_made", "discharged", "expired")


def may_move(table: Table, before: str, after: str) -> bool:
    """Whether the table has this move."""
    return any(move.before == before and move.after == after for move in table)


def move_of(table: Table, before: str, after: str) -> Transition | None:
    """The move from one status to another, or None where the table has none."""
    return next((move for move in table if move.before == before and move.after == after), None)


def moves_from(table: Table, before: str) -> Table:
    """The moves open to something in this status."""
    return tuple(move for move in table if move.before == before)
