"""What protects a victim: safeguards, the steps of a safety plan, and how she may be contacted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import time_machine
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from cases.actions import protection
from cases.actions import safeguards as acts
from cases.actions.cases import close_case
from cases.models import Pair, SafeContactRule, Safeguard, SafetyPlanStep, Signposting, SupportService
from cases.rules.safe_contact import has_decayed
from tests.cases.builders import Household, act
from tests.transitions.machine import NOT_THERE, Machine, Page, Step

TODAY = date(2026, 11, 25)
CLOSED = "This case is closed. Open a new one to go on."
HAS_ENDED = "This safeguard has ended. Put a new one in place."


@dataclass(frozen=True, slots=True)
class Kept:
    """A safeguard of the victim, or none yet; a step of it, where it is a plan that has one."""

    pair: Pair
    owner: User
    safeguard: Safeguard | None = None
    step: SafetyPlanStep | None = None

    @property
    def held(self) -> Safeguard:
        assert self.safeguard is not None
        self.safeguard.refresh_from_db()
        return self.safeguard

    @property
    def part(self) -> SafetyPlanStep:
        assert self.step is not None
        self.step.refresh_from_db()
        return self.step

    @property
    def of_victim(self) -> list[object]:
        return [self.pair.case.reference, self.pair.victim.reference]


def _none(home: Household) -> Kept:
    return Kept(home.pair, home.owner)


def _kept(
    home: Household, kind: Safeguard.Kind, *, starts_on: date = TODAY, ends_on: date | None = None
) -> Kept:  # fmt: skip
    safeguard = acts.add_safeguard(
        home.pair, kind=kind, instruction="Answer at once", owner=home.owner, starts_on=starts_on,
        review_on=TODAY + timedelta(days=60), ends_on=ends_on, **act(home.officer),
    )  # fmt: skip
    return Kept(home.pair, home.owner, safeguard)


def _alarm(home: Household, **days: Any) -> Kept:
    return _kept(home, Safeguard.Kind.ALARM, **days)


def _ended(home: Household) -> Kept:
    kept = _alarm(home)
    acts.end_safeguard(kept.pair, safeguard=kept.held, why="She has moved", **act(home.officer))
    return kept


def _of_closed_case(home: Household) -> Kept:
    kept = _ended(home)
    close_case(home.case, why="She has moved", **act(home.officer))
    kept.pair.case.refresh_from_db()
    return kept


def _state(kept: Kept) -> str:
    held = kept.safeguard and kept.held
    if held is None:
        return "running" if Safeguard.objects.filter(pair=kept.pair).exists() else "none"
    if kept.pair.case.closed_at:
        return "of a closed case"
    if held.ended_at:
        return "ended"
    if held.ends_on and held.ends_on < TODAY:
        return "run out"
    return "to begin" if held.starts_on > TODAY else "running"


def _step(
    deed: Any, call: Callable[[Kept, Actor], Any], name: str, typed: Callable[[Kept, Actor], dict[str, Any]],
    *, of_one: bool = True,
) -> Step:  # fmt: skip
    """A step with one safeguard of the victim, or with the victim."""
    page = Page(name, lambda kept: [*kept.of_victim, kept.held.pk] if of_one else kept.of_victim, typed)
    return Step(deed, call, "case.work", "case.see", page=page)


def _renew(kept: Kept, by: Actor) -> Safeguard:
    return acts.renew_safeguard(
        kept.pair, safeguard=kept.held, review_on=TODAY + timedelta(days=90), ends_on=None, owner=kept.owner,
        why="It is still needed", **act(by),
    )  # fmt: skip


def _test(kept: Kept, by: Actor) -> Safeguard:
    return acts.record_test(
        kept.pair, safeguard=kept.held, tested_on=TODAY, works=False, why="No signal", **act(by)
    )  # fmt: skip


def _service() -> SupportService:
    found = SupportService.objects.listed().filter(areas=[]).order_by("code").first()
    assert found is not None
    return found


def _add(kept: Kept, by: Actor) -> Safeguard:
    return acts.add_safeguard(
        kept.pair, kind=Safeguard.Kind.ALARM, instruction="Answer at once", owner=kept.owner, starts_on=TODAY,
        review_on=TODAY + timedelta(days=60), **act(by),
    )  # fmt: skip


_ADDED = {
    "address": "", "device": "Bell 4", "instruction": "Answer at once", "starts_on": "2026-11-25",
    "review_on": "2027-01-24",
}  # fmt: skip
SAFEGUARDS = Machine(
    states={
        "none": _none,
        "to begin": lambda home: _alarm(home, starts_on=TODAY + timedelta(days=7)),
        "running": _alarm,
        "run out": lambda home: _alarm(home, starts_on=date(2026, 10, 1), ends_on=date(2026, 11, 1)),
        "ended": _ended,
        "of a closed case": _of_closed_case,
    },
    steps={
        "add": Step(
            acts.add_safeguard, _add, "case.work", "case.see",
            page=Page(
                "add-safeguard", lambda kept: [*kept.of_victim, "alarm"],
                lambda kept, by: {**_ADDED, "owner": kept.owner.pk},
            ),
        ),
        "renew": _step(
            acts.renew_safeguard, _renew, "renew-safeguard",
            lambda kept, by: {
                "why": "It is still needed", "review_on": "2027-02-23", "owner": kept.owner.pk,
                "based_on": kept.held.version,
            },
        ),
        "test": _step(
            acts.record_test, _test, "test-safeguard",
            lambda kept, by: {
                "tested_on": "2026-11-25", "works": "no", "why": "No signal", "based_on": kept.held.version,
            },
        ),
        "end": _step(
            acts.end_safeguard,
            lambda kept, by: acts.end_safeguard(kept.pair, safeguard=kept.held, why="She has moved", **act(by)),
            "end-safeguard", lambda kept, by: {"why": "She has moved"},
        ),
        "signpost": Step(
            acts.signpost,
            lambda kept, by: acts.signpost(kept.pair, service=_service(), way=Signposting.Way.TOLD, **act(by)),
            "case.work", "case.see",
            page=Page("signpost", lambda kept: [*kept.of_victim, _service().code], lambda kept, by: {"way": "told"}),
        ),
    },
    table={
        "none": {"add": "running", "renew": NOT_THERE, "test": NOT_THERE, "end": NOT_THERE, "signpost": "none"},
        "to begin": {
            "add": "to begin", "renew": "to begin", "test": "to begin", "end": "ended", "signpost": "to begin"
        },
        "running": {"add": "running", "renew": "running", "test": "running", "end": "ended", "signpost": "running"},
        "run out": {
            "add": "run out", "renew": HAS_ENDED, "test": HAS_ENDED, "end": "This safeguard has ended already.",
            "signpost": "run out",
        },
        "ended": {
            "add": "ended", "renew": HAS_ENDED, "test": HAS_ENDED, "end": "This safeguard has ended already.",
            "signpost": "ended",
        },
        "of a closed case": {
            "add": CLOSED, "renew": CLOSED, "test": CLOSED, "end": "This safeguard has ended already.",
            "signpost": CLOSED,
        },
    },
    state_of=_state,
)  # fmt: skip


# The steps of a safety plan


def _plan(home: Household) -> Kept:
    return _kept(home, Safeguard.Kind.SAFETY_PLAN)


def _plan_with_step(home: Household) -> Kept:
    kept = _plan(home)
    return Kept(kept.pair, kept.owner, kept.held, _add_step(kept, home.officer))


def _step_done(home: Household) -> Kept:
    kept = _plan_with_step(home)
    _do_step(kept, home.officer)
    return kept


def _left_open(home: Household) -> Kept:
    kept = _plan_with_step(home)
    acts.end_safeguard(kept.pair, safeguard=kept.held, why="A new plan", **act(home.officer))
    return kept


def _left_in_closed(home: Household) -> Kept:
    kept = _left_open(home)
    close_case(home.case, why="She has moved", **act(home.officer))
    kept.pair.case.refresh_from_db()
    return kept


def _add_step(kept: Kept, by: Actor) -> SafetyPlanStep:
    return acts.add_step(
        kept.pair, plan=kept.held, what="Change the locks", who="The landlord", due_on=TODAY, **act(by)
    )


def _do_step(kept: Kept, by: Actor) -> SafetyPlanStep:
    return acts.do_step(kept.pair, step=kept.part, outcome="Done", **act(by))


def _state_of_plan(kept: Kept) -> str:
    ended = ", its plan ended" if kept.held.ended_at else ""
    if kept.pair.case.closed_at:
        return "of a closed case"
    if kept.step is None:
        return "open" if kept.held.steps.exists() else "none"
    return ("done" if kept.part.done_on else "open") + ended


PLANS = Machine(
    states={
        "none": _plan, "open": _plan_with_step, "done": _step_done, "open, its plan ended": _left_open,
        "of a closed case": _left_in_closed,
    },
    steps={
        "add": _step(
            acts.add_step, _add_step, "add-plan-step",
            lambda kept, by: {"what": "Change the locks", "who": "The landlord", "due_on": "2026-11-25"},
        ),
        "do": Step(
            acts.do_step, _do_step, "case.work", "case.see",
            page=Page(
                "do-plan-step", lambda kept: [*kept.of_victim, kept.held.pk, kept.part.pk],
                lambda kept, by: {"outcome": "Done"},
            ),
        ),
    },
    table={
        "none": {"add": "open", "do": NOT_THERE},
        "open": {"add": "open", "do": "done"},
        "done": {"add": "done", "do": "This step is closed already."},
        "open, its plan ended": {"add": HAS_ENDED, "do": "done, its plan ended"},
        "of a closed case": {"add": CLOSED, "do": CLOSED},
    },
    state_of=_state_of_plan,
)  # fmt: skip


# Safe contact


def _set(pair: Pair, by: Actor, *, is_in_refuge: bool = False) -> SafeContactRule:
    return protection.set_safe_contact(
        pair, channel=SafeContactRule.Channel.THROUGH_IDVA, code_word="Marigold", is_in_refuge=is_in_refuge, **act(by)
    )


def _decide(pair: Pair, by: Actor) -> SafeContactRule:
    return protection.decide_after_refuge(pair, why="She asks for it", **act(by))


def _agreed(home: Household) -> Pair:
    _set(home.pair, home.officer)
    return home.pair


def _decayed(home: Household) -> Pair:
    with time_machine.travel(timezone.now() - timedelta(days=100), tick=False):
        return _agreed(home)


def _in_refuge(home: Household) -> Pair:
    _set(home.pair, home.officer, is_in_refuge=True)
    return home.pair


def _left_refuge(home: Household) -> Pair:
    _in_refuge(home)
    return _agreed(home)


def _agreed_in_closed(home: Household) -> Pair:
    _agreed(home)
    close_case(home.case, why="She has moved", **act(home.officer))
    home.pair.case.refresh_from_db()
    return home.pair


def _rule(pair: Pair) -> SafeContactRule | None:
    return SafeContactRule.objects.in_force().filter(person=pair.victim).first()


def _state_of_rule(pair: Pair) -> str:
    rule = _rule(pair)
    if rule is None:
        return "none"
    if pair.case.closed_at:
        return "of a closed case"
    if rule.is_in_refuge:
        return "in refuge"
    if rule.has_left_refuge:
        return "left refuge"
    return "decayed" if has_decayed(rule.confirm_by_on, timezone.localdate()) else "agreed"


def _of_rule(
    deed: Any, call: Callable[[Pair, Actor], Any], name: str, typed: dict[str, Any], *, also: tuple[str, ...]
) -> Step:
    page = Page(
        name, lambda pair: [pair.case.reference, pair.victim.reference],
        lambda pair, by: {"based_on": getattr(_rule(pair), "pk", 0), **typed},
    )  # fmt: skip
    return Step(deed, call, "case.work", "case.see", page=page, also=also)


_SAID = {"channel": "through_idva", "code_word": "Marigold"}
_SEE = ("safe_contact.see",)
SAFE_CONTACT = Machine(
    states={
        "none": lambda home: home.pair, "agreed": _agreed, "decayed": _decayed, "in refuge": _in_refuge,
        "left refuge": _left_refuge, "of a closed case": _agreed_in_closed,
    },
    steps={
        "set": _of_rule(protection.set_safe_contact, _set, "set-safe-contact", _SAID, also=_SEE),
        "go into refuge": _of_rule(
            protection.set_safe_contact, lambda pair, by: _set(pair, by, is_in_refuge=True), "set-safe-contact",
            {**_SAID, "is_in_refuge": "on"}, also=_SEE,
        ),
        "confirm": _of_rule(
            protection.confirm_safe_contact, lambda pair, by: protection.confirm_safe_contact(pair, **act(by)),
            "confirm-safe-contact", {}, also=_SEE,
        ),
        "decide after refuge": _of_rule(
            protection.decide_after_refuge, _decide, "after-refuge", {"why": "She asks for it"},
            also=("protected_detail.see",),
        ),
    },
    table={
        "none": {
            "set": "agreed", "go into refuge": "in refuge",
            "confirm": "There is no safe-contact rule to confirm.", "decide after refuge": "There is nothing to decide",
        },
        "agreed": {
            "set": "agreed", "go into refuge": "in refuge", "confirm": "agreed",
            "decide after refuge": "There is nothing to decide",
        },
        "decayed": {
            "set": "agreed", "go into refuge": "in refuge", "confirm": "agreed",
            "decide after refuge": "There is nothing to decide",
        },
        "in refuge": {
            "set": "left refuge", "go into refuge": "in refuge", "confirm": "in refuge",
            "decide after refuge": "There is nothing to decide",
        },
        "left refuge": {
            "set": "left refuge", "go into refuge": "in refuge", "confirm": "left refuge",
            "decide after refuge": "agreed",
        },
        "of a closed case": {
            "set": CLOSED, "go into refuge": CLOSED, "confirm": CLOSED, "decide after refuge": CLOSED,
        },
    },
    state_of=_state_of_rule,
)  # fmt: skip
