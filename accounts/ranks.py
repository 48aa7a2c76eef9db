"""Ranks, for what takes a second person: those of the roles that somebody holds (accounts/reference/roles.toml)."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Max, Q, Subquery

from accounts.actor import Actor


def rank_of(actor: Actor) -> int:
    """The highest rank of the roles the actor holds; 0 for a system, or where no role has one."""
    roles = apps.get_model("accounts", "Role")._default_manager.filter(code__in=actor.roles)
    return roles.aggregate(highest=Max("rank"))["highest"] or 0


def stands_at_least(actor: Actor, role: str) -> bool:
    """Whether the actor's rank is that of the role, or above it. A role that is not known is reached by nobody."""
    asked = apps.get_model("accounts", "Role")._default_manager.filter(code=role).values_list("rank", flat=True).first()
    return asked is not None and rank_of(actor) >= asked


def not_above(actor: Actor, path: str) -> Q:
    """Rows whose rank, found along `path`, is no higher than the actor's."""
    roles = apps.get_model("accounts", "Role")._default_manager.filter(code__in=actor.roles)
    return Q(**{f"{path}__lte": Subquery(roles.order_by("-rank").values("rank")[:1])})
