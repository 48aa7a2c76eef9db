"""Who may look after users and roles, and how far it reaches."""

from __future__ import annotations

from accounts.policy import Policy, force_reach

SEE_USERS = Policy("user.see", "See the users of a force and the roles they hold", force_reach("force"))
CREATE_USER = Policy("user.create", "Create a user of a force", force_reach("pk"))
MANAGE_USERS = Policy(
    "user.manage", "Give and end roles, disable users and reset their sign-in", force_reach("force"), seen_by=SEE_USERS
)
LOAD_REFERENCE = Policy("reference.load", "Load forces, roles and other reference data")
