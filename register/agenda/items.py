"""One thing on the list, and a source that gives things of one kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet

from accounts.actor import Actor
from register.models import Person

WEEK_DAYS = 7


class Whose(StrEnum):
    """Whose work: one's own, everything of the force and one's teams, or what nobody is named for."""

    MINE = "mine"
    TEAM = "team"
    UNASSIGNED = "unassigned"


class When(StrEnum):
    """The parts of the list. They do not overlap, and together they are all of it."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Days:
    """From one day to another, both counted; None has no bound."""

    first: date | None
    last: date | None

    def of(self, column: str) -> Q:
        """Rows whose day lies in here."""
        narrowed = Q(**{f"{column}__isnull": False})
        if self.first is not None:
            narrowed &= Q(**{f"{column}__gte": self.first})
        if self.last is not None:
            narrowed &= Q(**{f"{column}__lte": self.last})
        return narrowed


def days_of(when: When, today: date) -> Days:
    """The days of a part: overdue ends yesterday, the week is the seven days after today."""
    tomorrow, week_ends = today + timedelta(days=1), today + timedelta(days=WEEK_DAYS)
    return {
        When.OVERDUE: Days(None, today - timedelta(days=1)),
        When.TODAY: Days(today, today),
        When.WEEK: Days(tomorrow, week_ends),
        When.LATER: Days(week_ends + timedelta(days=1), None),
    }[when]


@dataclass(frozen=True, slots=True)
class Step:
    """What can be done about a thing: the page where it is done, by its name and its arguments, and the key that goes
    there. Every page asks again or has a form: no key changes anything by itself."""

    key: str
    label: str
    page: str
    arguments: tuple[str | int, ...]
    permission: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to act on. `why` says in words why it is due then; `owner` is a name, or nothing.

    `person` is whom it is about. `steps` are those that the reader's roles may take, the first is what the thing itself
    leads to.
    """

    source: str
    number: int
    kind: str
    title: str
    why: str
    due_on: date
    owner: str
    person: Person | None
    steps: tuple[Step, ...]

    def for_reader(self, actor: Actor) -> Item:
        """As it stands in the list, in a calendar and in an e-mail: with the steps that this reader may take, and
        without the name of anybody who was harmed. It may be read over a shoulder or on a telephone."""
        steps = tuple(step for step in self.steps if actor.may(step.permission))
        is_named = self.person is not None and self.person.is_perpetrator
        return replace(self, steps=steps, person=self.person if is_named else None)


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of work. `rows` gives its open rows that the actor may see, by whose they are; `due` is the column of
    the day; `shown` makes the thing of a row. Whoever lacks the permission has none of it.

    The list reads each source by one bounded query in the order of (`due`, key): it wants an index that gives them so.
    """

    code: str
    title: str
    permission: str
    due: str
    rows: Callable[[Actor, Whose, date], QuerySet[Any]]
    shown: Callable[[Any], Item]
