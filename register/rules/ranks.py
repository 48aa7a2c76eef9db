"""Ranks: which role may answer for which, where an act needs a second person of at least a rank."""

from __future__ import annotations

from collections.abc import Collection

RANKS = ("safeguarding-officer", "supervisor", "superintendent")
"""Codes of roles from the lowest rank to the highest; roles that work side by side share the lowest."""
_LOWEST = ("offender-manager", "control-room-specialist")


def stands_at_least(roles: Collection[str], rank: str) -> bool:
    """Whether somebody with these roles stands at the rank or above it. An unknown rank is stood at by nobody."""
    if rank not in RANKS:
        return False
    return _height(roles) >= RANKS.index(rank)


def _height(roles: Collection[str]) -> int:
    held = [RANKS.index(role) for role in roles if role in RANKS]
    return max([*held, *(0 for role in roles if role in _LOWEST), -1])
