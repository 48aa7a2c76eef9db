"""What a force's system may be let do: scopes such as `orders:read` and `orders:write`, and the permissions that come
with each. All of it follows from the table of rows: a new row needs nothing here.

A system is no senior officer. What takes a sergeant or somebody above, or a second person, is done by people: a scope
brings only permissions that a role of a constable's rank gives too, and none further than the system's own force.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.actor import Breadth
from accounts.models import Role, RoleGrant
from accounts.policy import registered

if TYPE_CHECKING:
    from accounts.api.rows import Row


@cache
def table() -> tuple[Row, ...]:
    """Every row of the API."""
    rows: tuple[Row, ...] = import_string(settings.API_TABLE)
    return rows


@cache
def every_scope() -> tuple[str, ...]:
    """Every scope there is, in order."""
    return tuple(sorted({row.scope for row in table() if row.scope}))


def matching(pattern: str) -> list[str]:
    """The scopes of a pattern: itself, or with a star all of one verb or of one resource."""
    return [scope for scope in every_scope() if fnmatchcase(scope, pattern)]


def permissions_of(scopes: Iterable[str]) -> frozenset[str]:
    """The permissions that the rows of these scopes ask for."""
    wanted = set(scopes)
    return frozenset(each for row in table() if row.scope in wanted for each in row.permissions)


def grants_of_scopes(scopes: Iterable[str]) -> dict[str, frozenset[Breadth]]:
    """What the scopes let a system do."""
    return grants_of(permissions_of(scopes))


def grants_of(wanted: Collection[str]) -> dict[str, frozenset[Breadth]]:
    """Those of these permissions that a system may have. A permission whose policy reaches by people alone has one
    breadth; those of whom the system knows are its own force's."""
    held = RoleGrant.objects.filter(
        role__rank=Role.Rank.OFFICER, permission__in=wanted, breadth__in=(Breadth.NATIONAL, Breadth.FORCE)
    )
    breadths = {each: _breadth_of(each) for each in held.values_list("permission", flat=True).distinct()}
    return {permission: frozenset({breadth}) for permission, breadth in breadths.items() if breadth is not None}


def _breadth_of(permission: str) -> Breadth | None:
    reach = registered[permission].reach
    if registered[permission].for_people:
        return None
    if reach is None or Breadth.FORCE in reach:
        return Breadth.FORCE
    return Breadth.NATIONAL if Breadth.NATIONAL in reach else None
