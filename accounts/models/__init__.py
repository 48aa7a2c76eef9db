from accounts.models.force import Force
from accounts.models.membership import Membership
from accounts.models.role import Role, RoleGrant
from accounts.models.user import User

__all__ = ["Force", "Membership", "Role", "RoleGrant", "User"]
