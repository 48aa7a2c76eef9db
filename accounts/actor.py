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
