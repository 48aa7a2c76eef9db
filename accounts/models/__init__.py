from accounts.models.force import Force
from accounts.models.force_client import ForceClient
from accounts.models.kept_answer import KeptAnswer
from accounts.models.leave import Leave
from accounts.models.membership import Membership
from accounts.models.role import Role, RoleGrant
from accounts.models.second_person import BulkRequest, BulkTaken
from accounts.models.user import User

__all__ = [
    "BulkRequest",
    "BulkTaken",
    "Force",
    "ForceClient",
    "KeptAnswer",
    "Leave",
    "Membership",
    "Role",
    "RoleGrant",
    "User",
]
