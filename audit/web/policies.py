"""Who may read the log, and how far it reaches."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from accounts.actor import Actor, Breadth
from accounts.policy import Policy, Reach, everywhere


def _acts_of_own_force(actor: Actor) -> Q:
    """What the force's own people and systems did, to whomever's record."""
    return Q(actor_force=actor.force_code) if actor.force_code else Q(pk__in=[])


# What the floors above keep from single readers: each gives the entries that its reader may read.
log_limits: list[Callable[[Actor], Q]] = []
# Tables of whose rows a reader must not even learn that one was written.
hidden_tables: list[Callable[[Actor], frozenset[str]]] = []


def tables_hidden_from(actor: Actor) -> frozenset[str]:
    """The tables whose notes of changed rows are kept from this reader."""
    return frozenset().union(*(hidden(actor) for hidden in hidden_tables))


def _within_limits(actor: Actor) -> Q:
    allowed = everywhere(actor)
    for limit in log_limits:
        allowed &= limit(actor)
    return allowed


LOG_REACH: Reach = {Breadth.NATIONAL: everywhere, Breadth.FORCE: _acts_of_own_force}

READ_LOG = Policy(
    "audit.read", "Read the log: who did what, to which record, when and why", LOG_REACH, limits=_within_limits
)
EXPORT_LOG = Policy("audit.export", "Download entries of the log", LOG_REACH, seen_by=READ_LOG, limits=_within_limits)
