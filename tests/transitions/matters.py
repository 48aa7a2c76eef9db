"""The life of a case, and who is what to whom in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.actor import Actor
from accounts.models import User
from cases.actions import case_life, pairs
from cases.actions import cases as acts
from cases.actions.safeguards import add_safeguard
from cases.models import Case, CounterAllegation, Pair, Safeguard
from register.actions.handover import sweep_handovers
from register.models import Person, SubjectCategory
from tests import builders
from tests.cases.builders import Household, act, refuge
from tests.transitions.cast import Relation
from tests.transitions.machine import NOT_THERE, Machine, Page, Step
from tests.transitions.other_people import force_of
from tests.transitions.protection import CLOSED, TODAY

NOT_OF_THE_VICTIM = frozenset({Relation.BARRED, Relation.BARRED_FROM_JOINED})
REASONING = pairs.Reasoning("She is afraid of him")


@dataclass(frozen=True, slots=True)
class Matter:
    """A person, and the case about them; or nobody's case yet. `owners` can have it."""

    person: Person
    owners: dict[str, User]
    case: Case | None = None

    @property
    def found(self) -> Case:
        assert self.case is not None
        return Case.objects.select_related("person", "force", "owner").get(pk=self.case.pk)

    def owner_for(self, by: Actor) -> User:
        return self.owners[by.force_code or "13"]


def _matter(home: Household, *, case: Case | None) -> Matter:
    owners = {code: builders.user("safeguarding-officer", force_code=code) for code in ("12", "13", "14")}
    return Matter(home.person if case else builders.person(home.officer, surname="Nowak"), owners, case)


def _open(home: Household) -> Matter:
    return _matter(home, case=home.case)


def _closed(home: Household) -> Matter:
    acts.close_case(home.case, why="She has moved", **act(home.officer))
    return _open(home)


def _protecting(home: Household) -> Matter:
    add_safeguard(
        home.pair, kind=Safeguard.Kind.ALARM, instruction="Answer at once", owner=home.owner, starts_on=TODAY,
        review_on=date(2027, 1, 24), **act(home.officer),
    )  # fmt: skip
    return _open(home)


def _in_refuge(home: Household) -> Matter:
    refuge(home.pair, home.officer)
    return _open(home)


def _superseded(home: Household) -> Matter:
    matter = _closed(home)
    acts.open_case(home.person, force=home.owner.force, owner=home.owner, **act(home.officer))
    return matter


def _left_by_its_owner(home: Household) -> Matter:
    builders.allow_writes()
    User.objects.filter(pk=home.owner.pk).update(is_active=False)
    return _open(home)


def _state(matter: Matter) -> str:
    if matter.case is None:
        return "open" if Case.objects.filter(person=matter.person).exists() else "none"
    case = matter.found
    if case.closed_at:
        others = Case.objects.open().filter(person=case.person, force=case.force)
        return "closed, and another open" if others.exists() else "closed"
    if not case.owner.is_active:
        return "left by its owner"
    if Safeguard.objects.filter(pair__case=case).exists():
        return "open, and protecting"
    in_refuge = case.pairs.filter(victim__safe_contact_rules__is_in_refuge=True).exists()
    return "open, with somebody in refuge" if in_refuge else "open"


def _working(deed: Any, call: Any, name: str, **typed: Any) -> Step:
    page = Page(
        name, lambda matter: [matter.found.reference],
        lambda matter, by: {
            "version": matter.found.version,
            **{key: value(matter, by) if callable(value) else value for key, value in typed.items()},
        },
    )  # fmt: skip
    return Step(deed, call, "case.work", "case.see", page=page)


def _owner(matter: Matter, by: Actor) -> int:
    return matter.owners["13"].pk


HAS_ONE = "Your force has an open case about this person already. Work on that one."
OPEN_ALREADY = "This case is open already."
CASES = Machine(
    states={
        "none": lambda home: _matter(home, case=None), "open": _open, "open, and protecting": _protecting,
        "open, with somebody in refuge": _in_refuge, "left by its owner": _left_by_its_owner, "closed": _closed,
        "closed, and another open": _superseded,
    },
    steps={
        "open": Step(
            acts.open_case,
            lambda matter, by: acts.open_case(
                matter.person, force=force_of(by), owner=matter.owner_for(by), **act(by)
            ),
            "case.open", "person.see", is_of_ones_own_force=True, hidden=frozenset(),
            page=Page(
                "open-case", lambda matter: [matter.person.reference],
                lambda matter, by: {"owner": matter.owner_for(by).pk},
            ),
        ),
        "give": _working(
            case_life.reassign_case,
            lambda matter, by: case_life.reassign_case(
                matter.found, owner=matter.owners["13"], why="A change of team", **act(by)
            ),
            "reassign-case", owner=_owner, why="A change of team",
        ),
        "review": _working(
            case_life.review_case,
            lambda matter, by: case_life.review_case(matter.found, words="As before", **act(by)),
            "review-case", words="As before",
        ),
        "close": _working(
            acts.close_case, lambda matter, by: acts.close_case(matter.found, why="She has moved", **act(by)),
            "close-case", why="She has moved",
        ),
        "open again": _working(
            case_life.reopen_case,
            lambda matter, by: case_life.reopen_case(
                matter.found, owner=matter.owners["13"], why="He is back", **act(by)
            ),
            "reopen-case", owner=_owner, why="He is back",
        ),
    },
    table={
        "none": {"open": "open", "give": NOT_THERE, "review": NOT_THERE, "close": NOT_THERE, "open again": NOT_THERE},
        "open": {"open": HAS_ONE, "give": "open", "review": "open", "close": "closed", "open again": OPEN_ALREADY},
        "open, and protecting": {
            "open": HAS_ONE, "give": "open, and protecting", "review": "open, and protecting",
            "close": "A safeguard still runs: Alarm.", "open again": OPEN_ALREADY,
        },
        "open, with somebody in refuge": {
            "open": HAS_ONE, "give": "open, with somebody in refuge", "review": "open, with somebody in refuge",
            "close": "A victim in this case is in refuge.", "open again": OPEN_ALREADY,
        },
        "left by its owner": {
            "open": HAS_ONE, "give": "open", "review": "left by its owner", "close": "closed",
            "open again": OPEN_ALREADY,
        },
        "closed": {
            "open": "closed, and another open", "give": CLOSED, "review": CLOSED, "close": CLOSED,
            "open again": "open",
        },
        "closed, and another open": {
            "open": HAS_ONE, "give": CLOSED, "review": CLOSED, "close": CLOSED,
            "open again": "Your force has another open case about this person.",
        },
    },
    state_of=_state,
)  # fmt: skip


def swept(home: Household, state: str) -> str:
    """In which state a case is after the sweep that looks after what its owner has left behind."""
    matter = CASES.states[state](home)
    sweep_handovers(TODAY)
    return _state(matter)


# Pairs


@dataclass(frozen=True, slots=True)
class Two:
    """Two people of a case; `newcomer` is in none."""

    pair: Pair
    newcomer: Person

    @property
    def now(self) -> Pair:
        return Pair.objects.select_related("case", "victim", "person").get(pk=self.pair.pk)


def _going_on(home: Household) -> Two:
    newcomer = builders.person(home.officer, surname="Hart", category=SubjectCategory.VICTIM)
    return Two(home.pair, newcomer)


def _over(home: Household) -> Two:
    two = _going_on(home)
    _end(two, home.officer)
    return two


def _of_closed_case(home: Household) -> Two:
    two = _going_on(home)
    acts.close_case(home.case, why="She has moved", **act(home.officer))
    return two


def _turned(home: Household) -> Two:
    two = _going_on(home)
    _turn(two, home.officer)
    return two


def _change(two: Two, by: Actor, reasoning: pairs.Reasoning | None = None, **said: Any) -> Pair:
    names = ("relationship", "person_role", "victim_role", "starts_on", "ends_on")
    kept = {name: getattr(two.now, name) for name in names} | said
    return pairs.change_pair(two.now, why="She told us", reasoning=reasoning, **kept, **act(by))


def _turn(two: Two, by: Actor, reasoning: pairs.Reasoning | None = REASONING) -> Pair:
    return _change(
        two, by, reasoning, person_role=SubjectCategory.VICTIM, victim_role=SubjectCategory.SUSPECT
    )  # fmt: skip


def _end(two: Two, by: Actor) -> Pair:
    return pairs.end_pair(two.now, ends_on=date(2026, 11, 1), why="She told us", **act(by))


def _state_of_pair(two: Two) -> str:
    now = two.now
    if now.case.closed_at:
        return "of a closed case"
    if now.ends_on:
        return "over"
    is_turned = CounterAllegation.objects.filter(pair=now).exists()
    return "turned round" if is_turned else "going on"


def _paired(deed: Any, call: Any, name: str, typed: Any) -> Step:
    page = Page(
        name, lambda two: [two.now.case.reference, two.now.victim.reference],
        lambda two, by: {"version": two.now.version, "why": "She told us", **typed(two)},
    )  # fmt: skip
    return Step(deed, call, "case.work", "case.see", page=page)


def _as_typed(two: Two, **said: str) -> dict[str, Any]:
    now = two.now
    return {
        "relationship": "current_intimate_partner" if now.relationship == "x" else now.relationship,
        "person_role": now.person_role, "victim_role": now.victim_role, "ends_on": now.ends_on or "", **said,
    }  # fmt: skip


TURNED = {"person_role": "victim", "victim_role": "suspect", "afraid": "She is afraid of him"}
WHO_IS_AFRAID = "This person is held as harmed, and is now entered as having abused."
PAIRS = Machine(
    states={"going on": _going_on, "over": _over, "turned round": _turned, "of a closed case": _of_closed_case},
    steps={
        "add a victim": Step(
            acts.add_victim, lambda two, by: acts.add_victim(two.now.case, victim=two.newcomer, **act(by)),
            "case.work", "case.see",
            page=Page(
                "add-victim", lambda two: [two.now.case.reference],
                lambda two, by: {"reference": two.newcomer.reference, "sex": "NS", "relationship": "not_known"},
            ),
        ),
        "correct": _paired(pairs.change_pair, _change, "change-pair", _as_typed),
        "turn round": _paired(pairs.change_pair, _turn, "change-pair", lambda two: _as_typed(two, **TURNED)),
        "turn round and say nothing": Step(
            pairs.change_pair, lambda two, by: _turn(two, by, None), "case.work", "case.see"
        ),
        "end": _paired(pairs.end_pair, _end, "end-pair", lambda two: {"ends_on": "2026-11-01"}),
    },
    table={
        "going on": {
            "add a victim": "going on", "correct": "going on", "turn round": "turned round",
            "turn round and say nothing": WHO_IS_AFRAID, "end": "over",
        },
        "over": {
            "add a victim": "over", "correct": "over", "turn round": "over",
            "turn round and say nothing": WHO_IS_AFRAID,
            "end": "It is recorded already when this relationship ended.",
        },
        "turned round": {
            "add a victim": "turned round", "correct": "turned round", "turn round": "turned round",
            "turn round and say nothing": "turned round", "end": "over",
        },
        "of a closed case": {
            "add a victim": CLOSED, "correct": CLOSED, "turn round": CLOSED, "turn round and say nothing": CLOSED,
            "end": CLOSED,
        },
    },
    state_of=_state_of_pair,
)  # fmt: skip
