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
