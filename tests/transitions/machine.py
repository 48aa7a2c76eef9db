"""What a machine is: the states of a record, the steps that people take with it, and one table that says what each step
does from each state. The walks below try every cell of the table, and every step for every role and relation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.actor import Actor
from audit.core.errors import OutOfReach, PermissionDenied, Refused
from audit.models import Event
from cases.models import Pair
from tests.cases.builders import Household
from tests.transitions.cast import ROLES, Cast, Relation, reaches

Thing = Any
NOT_THERE = "there is nothing that this step could be taken with"


class Answer(StrEnum):
    """What somebody is told."""

    DONE = "done"
    DENIED = "403"
    ABSENT = "404"


@dataclass(frozen=True, slots=True)
class Page:
    """The page that takes a step: its name, the arguments of its address, what is typed there."""

    name: str
    arguments: Callable[[Thing], list[object]]
    typed: Callable[[Thing, Actor], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `call` takes it with a thing as somebody; `permission` is what it asks for, `seen_by` what lets
    somebody know of the record at all, `also` what is asked for besides: whoever lacks that is told that it is not
    there, whoever lacks `given_by` that they may not.

    `is_of_ones_own_force`: everybody takes it for their own force, and no other comes into it. `hidden` are the
    relations that put it out of reach, where they differ from the machine's. `first` is done before, by whoever takes
    the step.
    """

    act: Callable[..., Any]
    call: Callable[[Thing, Actor], Any]
    permission: str
    seen_by: str = ""
    also: tuple[str, ...] = ()
    given_by: str = ""
    page: Page | None = None
    is_of_ones_own_force: bool = False
    hidden: frozenset[Relation] | None = None
    first: Callable[[Thing, Actor], Any] | None = None

    @property
    def code(self) -> str:
        """The event that says that it was taken."""
        return str(self.act.event.code)  # type: ignore[attr-defined]


Table = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Machine:
    """`states` bring a household to each state and give the thing; `state_of` says in which it is, from the database.

    `table` says for each state and step the state that follows, or how the sentence of the refusal begins (after “…”
    how it ends). `hidden` are the relations whose people must not learn that the record is there.
    """

    states: Mapping[str, Callable[[Household], Thing]]
    steps: Mapping[str, Step]
    table: Table
    state_of: Callable[[Thing], str]
    hidden: frozenset[Relation] = field(
        default=frozenset({Relation.BARRED, Relation.BARRED_FROM_VICTIM, Relation.BARRED_FROM_JOINED})
    )

    def begins(self, step: str) -> str:
        """The first state of the table from which the step can be taken."""
        return next(state for state, row in self.table.items() if row[step] in self.states)


@contextmanager
def as_before() -> Iterator[None]:
    """What is done here leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def walked(machine: Machine, home: Household, colleague: Actor) -> dict[tuple[str, str], str]:
    """The cells of the table that are otherwise than it says: (state, step) → what came of it."""
    wrong = {}
    for state, row in machine.table.items():
        with as_before():
            thing = machine.states[state](as_stored(home))
            if (found := machine.state_of(thing)) != state:
                wrong[state, ""] = f"is {found} before anything is done"
            for name, says in row.items():
                if says != NOT_THERE and (came := _taken(machine, state, name, thing, colleague)) != says:
                    wrong[state, name] = came
    return wrong


def _taken(machine: Machine, state: str, name: str, thing: Thing, colleague: Actor) -> str:
    """What comes of a step from a state: the state that follows, or the sentence, as far as the table has it."""
    step, says = machine.steps[name], machine.table[state][name]
    with as_before():
        if step.first is not None:
            step.first(thing, colleague)
        try:
            step.call(thing, colleague)
        except Refused as refusal:
            after = machine.state_of(thing)
            said = refusal.sentence if after == state else f"refused, and yet {after}"
            is_so = said.endswith(says[1:]) if says.startswith("…") else said.startswith(says)
            return says if is_so else said
        return machine.state_of(thing)


def as_stored(home: Household) -> Household:
    """The household with its rows as the database has them now."""
    pair = Pair.objects.select_related("case__person", "case__force", "victim", "person", "force").get(pk=home.pair.pk)
    return replace(home, case=pair.case, pair=pair, victim=pair.victim, person=pair.person)


def told(step: Step, role: str, relation: Relation, hidden: frozenset[Relation]) -> Answer:
    """What somebody of a role, who stands to the record like this, must be told. It follows from `roles.toml` and from
    the table of relations alone, and asks no policy."""
    hidden = hidden if step.hidden is None else step.hidden

    def has(permission: str, *, anywhere: bool = False) -> bool:
        return reaches(permission, role, relation, hidden, anywhere=anywhere)

    if not has(step.permission, anywhere=step.is_of_ones_own_force):
        return Answer.DENIED if step.seen_by and has(step.seen_by) else Answer.ABSENT
    if not all(has(each) for each in step.also):
        return Answer.ABSENT
    return Answer.DENIED if step.given_by and not has(step.given_by) else Answer.DONE


def tried(step: Step, hidden: frozenset[Relation]) -> Iterator[tuple[str, Relation]]:
    """Who tries a step: everybody of the force, and in every other relation whoever may take it there. What a role has
    not at all, no relation gives it."""
    for role in ROLES:
        may = told(step, role, Relation.OWN_FORCE, hidden) is Answer.DONE
        yield from ((role, relation) for relation in (Relation if may else (Relation.OWN_FORCE,)))


def tried_on_pages(step: Step, hidden: frozenset[Relation]) -> Iterator[tuple[str, Relation]]:
    """Everybody of the force who may or may know of the record, and one who may neither (the permission matrix tries
    all of those on every address); then other relations, by another role in turn. A system has no browser."""
    people = [role for role in ROLES if role != "force-system"]
    answers = {role: told(step, role, Relation.OWN_FORCE, hidden) for role in people}
    may = [role for role in people if answers[role] is Answer.DONE]
    nobody = [role for role in people if answers[role] is Answer.ABSENT][:1]
    yield from ((role, Relation.OWN_FORCE) for role in people if answers[role] is not Answer.ABSENT)
    yield from ((role, Relation.OWN_FORCE) for role in nobody)
    seldom = [each for each in Relation if each not in (Relation.OWN_FORCE, *ALWAYS)]
    others = [*ALWAYS, seldom[len(step.code) % len(seldom)]]
    yield from ((may[number % len(may)], relation) for number, relation in enumerate(others))


ALWAYS = (Relation.OTHER_FORCE, Relation.BARRED, Relation.BARRED_FROM_VICTIM)
"""Tried on every page and by every row. Of the other relations, which end in the same question to the same policy, each
is tried by the action of every step, and on the pages of some."""


def at_the_action(machine: Machine, name: str, thing: Thing, cast: Cast) -> dict[str, str]:
    """Who is told something else than they must be, by the action; who was refused, and the log says nothing of it."""
    wrong, step = {}, machine.steps[name]
    for role, relation in tried(step, machine.hidden):
        must = told(step, role, relation, machine.hidden)
        with as_before():
            came = _asked(step, thing, cast.actor(role, relation), must)
        if came != must:
            wrong[f"{role}, {relation}"] = f"{came} instead of {must}"
    return wrong


def _asked(step: Step, thing: Thing, actor: Actor, must: Answer) -> str:
    if step.first is not None and must is Answer.DONE:
        step.first(thing, actor)
    before = denials()
    try:
        step.call(thing, actor)
    except (OutOfReach, PermissionDenied) as denial:
        came = Answer.ABSENT if isinstance(denial, OutOfReach) else Answer.DENIED
        return came if denials() == before + 1 else f"{came}, and the log does not say so"
    except Refused as refusal:
        return f"“{refusal.sentence}”"
    return Answer.DONE


def at_the_page(machine: Machine, name: str, thing: Thing, cast: Cast) -> dict[str, str]:
    """Who is told something else than they must be, on the page of the step."""
    wrong, step = {}, machine.steps[name]
    for role, relation in tried_on_pages(step, machine.hidden) if step.page else ():
        must = told(step, role, relation, machine.hidden)
        with as_before():
            came = _posted(step, thing, cast, role, relation, must)
        if came != must:
            wrong[f"{role}, {relation}"] = f"{came} instead of {must}"
    return wrong


def _posted(step: Step, thing: Thing, cast: Cast, role: str, relation: Relation, must: Answer) -> str:
    """What the page answers to whoever sends its form, and that it shows the form to nobody else. A role that may not
    at all may be told either way: the page asks for the role before it looks for the record."""
    assert step.page is not None
    actor, client = cast.actor(role, relation), cast.client(role, relation)
    if step.first is not None and must is Answer.DONE:
        step.first(thing, actor)
    address, typed = reverse(step.page.name, args=step.page.arguments(thing)), step.page.typed(thing, actor)
    before, refused = taken(step.code), denials()
    opens = must is not Answer.DONE and relation is Relation.OWN_FORCE
    shown = client.get(address).status_code if opens else None
    sent = client.post(address, typed)
    if sent.headers.get("Location", "").startswith("/account/sign-in"):
        return Answer.ABSENT if relation is Relation.SWITCHED_OFF else "sent to sign in"
    if sent.status_code in (403, 404):
        if shown not in (None, sent.status_code):
            return f"the form {shown}, what is sent {sent.status_code}"
        if denials() - refused != (1 if shown is None else 2):
            return f"{sent.status_code}, and the log does not say so"
        is_of_role = must is not Answer.DONE and relation in OF_ROLE
        return must if is_of_role else str(sent.status_code)
    if sent.status_code != 302:
        return f"{sent.status_code} {errors_of(sent.content.decode())}"
    return Answer.DONE if taken(step.code) > before else f"sent on to {sent.headers['Location']}"


OF_ROLE = (Relation.OWN_FORCE, Relation.LEFT)


def errors_of(page: str) -> str:
    """What the page says is wrong."""
    start = page.find("govuk-error-summary__list")
    return " ".join(re.sub(r"<[^>]*>", " ", page[start : start + 900]).split())[:300] if start >= 0 else ""


def denials() -> int:
    return Event.objects.filter(code="access.denied").count()


def taken(code: str) -> int:
    return Event.objects.filter(code=code).count()
