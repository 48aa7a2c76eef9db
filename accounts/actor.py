"""Who acts: a person or a system with the grants they hold at this moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Breadth(StrEnum):
    """How far a granted permission reaches."""

    NATIONAL = "national"
    FORCE = "force"
    SHARED = "shared"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor. `grants` maps each permission to the breadths held; no entry means no permission at all.

    `asks_for` are the users for whom a system asks: what is kept from one of them is kept from it. `system` is the
    reference of a force's system that asks by itself.
    """

    ref: str
    kind: str = "person"
    label: str = ""
    user_id: int | None = None
    force_id: int | None = None
    force_code: str = ""
    roles: tuple[str, ...] = ()
    grants: Mapping[str, frozenset[Breadth]] = field(default_factory=dict)
    on_behalf_of: str = ""
    asks_for: tuple[int, ...] = ()
    system: str = ""

    @property
    def person_id(self) -> int | None:
        """The key of the user who answers for what is done: the person who acts, or the one officer for whom a system
        asks. None for a system by itself: what takes somebody's judgement, or a second person, it cannot do."""
        if self.kind == "person":
            return self.user_id
        return self.asks_for[0] if len(self.asks_for) == 1 else None

    @property
    def author_id(self) -> int | None:
        """The key of the user whom a record names as its author: the officer for whom a system asks, where the register
        knows them, or else the system's account."""
        return self.person_id or self.user_id

    @property
    def readers(self) -> tuple[int, ...]:
        """The keys of the users who learn what the actor is told."""
        return (*((self.user_id,) if self.user_id is not None else ()), *self.asks_for)

    def may(self, permission: str) -> bool:
        """Whether any role gives this permission, however far it reaches."""
        return permission in self.grants

    def breadths(self, permission: str) -> frozenset[Breadth]:
        return self.grants.get(permission, frozenset())


NOBODY = Actor(ref="nobody", kind="nobody")


def grants_of(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[Breadth]]:
    """(permission, breadth) pairs as an actor's grants."""
    grants: dict[str, set[Breadth]] = {}
    for permission, breadth in pairs:
        grants.setdefault(permission, set()).add(Breadth(breadth))
    return {permission: frozenset(breadths) for permission, breadths in grants.items()}


def system_actor(name: str, grants: Mapping[str, str], *, force_id: int | None = None, force_code: str = "") -> Actor:
    """A part of the register itself (a command, a background worker) as an actor, with exactly these permissions.

    `grants` maps each permission to one breadth. A system has no role and no user: what it may do stands where it is
    made.
    """
    return Actor(
        ref=f"system:{name}",
        kind="system",
        label=name,
        force_id=force_id,
        force_code=force_code,
        grants=grants_of(grants.items()),
    )
