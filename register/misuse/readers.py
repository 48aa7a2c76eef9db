"""Who read: a user of the register, or an officer for whom a system of their force asked.

An officer whose collar number is that of one user of the force is that user, whichever way they read. Anybody else is
the officer as the system named them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, Value
from django.db.models.functions import Concat, Upper

from accounts.models import User
from audit.models import Event

PERSON, SYSTEM = "person", "system"
SAID = Upper(Concat("force__code", Value(" "), "collar_number"))
"""A user as a system of their force names them, in capitals."""
IS_OF_SOMEBODY = Q(actor_kind=PERSON) | Q(actor_kind=SYSTEM) & ~Q(on_behalf_of="")
"""Entries of the log by people, and by systems that asked for an officer."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose entries of one force belong together. `officer` is how systems of the force name them: force code and
    collar number, in capitals; empty where they do not, or where the number is not theirs alone."""

    force: str
    user: User | None = None
    officer: str = ""

    @property
    def key(self) -> str:
        """What they are known by: the reference of the user, or the officer as said."""
        return self.user.reference if self.user else self.officer

    @property
    def unknown_officer(self) -> str:
        """The officer as said, where that is no user's."""
        return "" if self.user else self.officer

    @property
    def entries(self) -> Q:
        """What they did: by themselves, and through a system."""
        theirs = Q(actor_kind=PERSON, actor_ref=self.user.reference) if self.user else Q(pk__in=[])
        if self.officer:
            theirs |= Q(actor_kind=SYSTEM, on_behalf_of__iexact=self.officer) & ~Q(on_behalf_of="")
        return theirs & Q(actor_force=self.force)


@dataclass(frozen=True, slots=True)
class Said:
    """Who did something, as the log says it."""

    kind: str
    ref: str
    force: str
    on_behalf_of: str

    @property
    def officer(self) -> str:
        """The officer for whom a system asked, in capitals; empty of a person, and of what names no officer."""
        said = self.on_behalf_of.upper()
        return said if self.kind == SYSTEM and said.startswith(f"{self.force} ") else ""


def said_in(event: Event) -> Said:
    """Who did what an entry tells of."""
    return Said(event.actor_kind, event.actor_ref, event.actor_force, event.on_behalf_of)


def readers_of(said: Iterable[Said]) -> dict[Said, Reader]:
    """Who each of them is; whoever has no account any more is left out. A fixed number of queries."""
    listed = set(said)
    people = User.objects.filter(kind=User.Kind.PERSON, reference__in={each.ref for each in listed})
    users = {user.reference: user for user in people.select_related("force")}
    named = users_named({each.officer for each in listed} | set(map(_as_officer, users.values())))
    found = {each: _reader(each, users, named) for each in listed}
    return {each: reader for each, reader in found.items() if reader.key}


def users_named(officers: Collection[str]) -> Mapping[str, User]:
    """Officer as said, in capitals → the one user of the force with that collar number."""
    found: dict[str, list[User]] = defaultdict(list)
    people = User.objects.filter(kind=User.Kind.PERSON).annotate(said=SAID)
    for user in people.filter(said__in={each for each in officers if each}):
        found[user.said].append(user)
    return {officer: users[0] for officer, users in found.items() if len(users) == 1}


def _reader(said: Said, users: Mapping[str, User], named: Mapping[str, User]) -> Reader:
    user = named.get(said.officer) if said.officer else users.get(said.ref)
    officer = said.officer or (_as_officer(user) if user else "")
    if user is None or (officer.startswith(f"{said.force} ") and named.get(officer) == user):
        return Reader(said.force, user, officer)
    return Reader(said.force, user)


def _as_officer(user: User) -> str:
    return f"{user.force.code} {user.collar_number}".upper() if user.force and user.collar_number else ""
