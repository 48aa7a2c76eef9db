"""Who may look after users and roles, and how far it reaches."""

from __future__ import annotations

from django.db.models import Q

from accounts.actor import Actor, Breadth
from accounts.policy import Policy, Reach, force_reach

SEE_USERS = Policy("user.see", "See the users of a force and the roles they hold", force_reach("force"))
CREATE_USER = Policy("user.create", "Create a user of a force", force_reach("pk"))
MANAGE_USERS = Policy(
    "user.manage", "Give and end roles, disable users and reset their sign-in", force_reach("force"), seen_by=SEE_USERS
)


def _oneself(actor: Actor) -> Q:
    return Q(pk=actor.user_id) if actor.user_id else Q(pk__in=[])


_LEAVE_REACH: Reach = {**force_reach("force"), Breadth.OWN: _oneself}
DECLARE_LEAVE = Policy("leave.declare", "Declare leave, one's own or that of the force's people", _LEAVE_REACH)
LOAD_REFERENCE = Policy("reference.load", "Load forces, roles and other reference data")

# The systems of a force
CREATE_CLIENT = Policy("client.create", "Give a system of a force its credentials", force_reach("pk"))
END_CLIENT = Policy("client.end", "Take a system's credentials away", force_reach("force"))


# What one person may not decide alone


def _asked_by_oneself(actor: Actor) -> Q:
    return Q(asked_by=actor.user_id) if actor.user_id else Q(pk__in=[])


def _of_another_team(actor: Actor) -> Q:
    """Requests of somebody else who is not of one's own team: who holds a role of one's own in the same force. Of a
    national body no teams are known: there another person is enough."""
    same_team = Q(force__isnull=False, force=actor.force_id, roles__overlap=list(actor.roles))
    return ~Q(asked_by=actor.user_id) & ~same_team


SEE_BULK = Policy(
    "bulk.see", "Read what somebody asked to read or to take away at once, for which it takes two",
    {**force_reach("force"), Breadth.OWN: _asked_by_oneself},
)  # fmt: skip
APPROVE_BULK = Policy(
    "bulk.approve", "Approve, as another person of another team, that much is read or taken away at once",
    force_reach("force"), seen_by=SEE_BULK, limits=_of_another_team, for_people=True,
)  # fmt: skip
