"""A policy: a permission plus a reach. One object gives the list filter, the check on one row, the button on the page
and the row of the generated matrix (docs/reference/permissions.md), so they cannot disagree.

It fails closed: an unknown permission, an expired membership or nobody at all sees nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from accounts.actor import Actor, Breadth
from accounts.shared_sql import is_among
from audit.core.entry import reference_of
from audit.core.errors import OutOfReach, PermissionDenied

Row = TypeVar("Row", bound=Model)

# For each breadth, the rows it reaches. A breadth that is not named reaches nothing.
Reach = Mapping[Breadth, Callable[[Actor], Q]]


def everywhere(actor: Actor) -> Q:
    """Every row there is."""
    return Q(pk__isnull=False)


def within_force(path: str) -> Callable[[Actor], Q]:
    """The rows whose force, found along `path`, is the actor's own."""

    def rows(actor: Actor) -> Q:
        return Q(**{path: actor.force_id}) if actor.force_id else Q(pk__in=[])

    return rows


def force_reach(path: str) -> Reach:
    """National roles reach all rows, force roles those of their own force."""
    return {Breadth.NATIONAL: everywhere, Breadth.FORCE: within_force(path)}


registered: dict[str, Policy] = {}


@dataclass(frozen=True)
class Policy:
    """Who may do one thing. `seen_by` is the policy of mere visibility: whoever it does not reach gets a 404.
    `for_people`: it takes the judgement of somebody, or a second person; no scope of the API gives it to a system.

    `limits` narrows every breadth alike: the exceptional grants and denials of single records live there.
    """

    permission: str
    sentence: str
    reach: Reach | None = None
    seen_by: Policy | None = None
    limits: Callable[[Actor], Q] | None = None
    widens: Callable[[Actor], Q] | None = None
    for_people: bool = False

    def __post_init__(self) -> None:
        if self.permission in registered:
            raise ValueError(f"Two policies for {self.permission}")
        registered[self.permission] = self

    def rows(self, queryset: QuerySet[Row], actor: Actor) -> QuerySet[Row]:
        """The rows of `queryset` within the actor's reach."""
        breadths = actor.breadths(self.permission)
        if self.reach is None or not breadths:
            return queryset.none()
        reached = Q(pk__in=[])
        for breadth in sorted(breadths & self.reach.keys()):
            reached |= self.reach[breadth](actor)
        if self.widens is not None:
            reached |= self.widens(actor)
        if self.limits is not None:
            reached &= self.limits(actor)
        return queryset.filter(reached)

    def reaches_anything(self, actor: Actor) -> bool:
        """Whether any row can be within the actor's reach: a menu offers nothing that is empty for its reader."""
        breadths = actor.breadths(self.permission)
        return bool(breadths) and (self.reach is None or bool(breadths & self.reach.keys()))

    def allows(self, actor: Actor, thing: Any = None) -> bool:
        """Whether the actor may do it, to this row if it is one. Pages ask it before they show a button."""
        if not actor.may(self.permission):
            return False
        if not isinstance(thing, Model) or self.reach is None:
            return True
        return self._reaches(actor, thing)

    def _reaches(self, actor: Actor, thing: Model) -> bool:
        """Whoever acts for others is one of very many kinds of reader: a text of their own is soon forgotten."""
        model = type(thing)
        if not isinstance(thing.pk, int) or actor.asks_for or actor.on_behalf_of:
            return self.rows(model._default_manager.all(), actor).filter(pk=thing.pk).exists()
        return is_among(
            (self.permission, model), actor, lambda who: self.rows(model._default_manager.all(), who), thing.pk
        )

    def require(self, actor: Actor, thing: Any = None) -> None:
        """Let the actor pass.

        Raises:
            OutOfReach: the row is outside what the actor may see at all; answer as if it did not exist.
            PermissionDenied: the actor may see it but not do this.
        """
        if self.allows(actor, thing):
            return
        named = {"object_type": "", "object_ref": ""}
        if isinstance(thing, Model):
            named = {"object_type": thing._meta.label_lower, "object_ref": reference_of(thing)}
            visible = self.seen_by or self
            if visible.reach is not None and not visible.allows(actor, thing):
                raise OutOfReach(self.permission, **named)
        raise PermissionDenied(self.permission, **named)
