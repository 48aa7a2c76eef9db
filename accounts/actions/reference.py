"""Forces and roles as the files in accounts/reference/ have them. Loading again changes nothing and writes no event."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any

from accounts import events, policies
from accounts.actor import Actor, system_actor
from accounts.models import Force, Role, RoleGrant
from audit.core.action import action
from audit.core.entry import Entry, Reason

DIRECTORY = Path(__file__).resolve().parent.parent / "reference"
LOADER = system_actor("load_reference", {"reference.load": "national"})
LOADING = Reason("system")
ROLE_FACTS = ("title", "description", "rank", "idle_minutes", "session_hours")


def load_forces(path: Path = DIRECTORY / "forces.csv") -> int:
    """Bring the forces up to date. Gives how many were new or changed; a force that left the file stays."""
    with path.open(newline="", encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    held = {force["code"]: force for force in Force.objects.values(*listed[0])}
    changed = [row for row in listed if held.get(row["code"]) != row]
    if changed:
        _write_forces(changed, actor=LOADER, reason=LOADING)
    return len(changed)


def load_roles(path: Path = DIRECTORY / "roles.toml") -> int:
    """Bring the roles and their grants up to date. Gives how many were new or changed."""
    listed = {code: _ordered(role) for code, role in tomllib.loads(path.read_text(encoding="utf-8")).items()}
    held = {role.code: _facts_of(role) for role in Role.objects.prefetch_related("grants")}
    changed = {code: role for code, role in listed.items() if held.get(code) != role}
    if changed:
        _write_roles(changed, actor=LOADER, reason=LOADING)
    return len(changed)


@action(event=events.FORCES_LOADED, policy=policies.LOAD_REFERENCE, lock=False)
def _write_forces(rows: list[dict[str, str]], *, entry: Entry, actor: Actor, reason: Reason) -> None:
    Force.objects.bulk_create(
        [Force(**row) for row in rows],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[name for name in rows[0] if name != "code"],
    )
    entry.record(codes=[row["code"] for row in rows])


@action(event=events.ROLES_LOADED, policy=policies.LOAD_REFERENCE, lock=False)
def _write_roles(roles: dict[str, Any], *, entry: Entry, actor: Actor, reason: Reason) -> None:
    for code, facts in roles.items():
        role, _ = Role.objects.update_or_create(code=code, defaults={name: facts[name] for name in ROLE_FACTS})
        role.grants.all().delete()
        RoleGrant.objects.bulk_create(
            RoleGrant(role=role, permission=permission, breadth=breadth)
            for permission, breadths in facts["grants"].items()
            for breadth in breadths
        )
    entry.record(codes=sorted(roles))


def _facts_of(role: Role) -> dict[str, Any]:
    """A role as the file would have it."""
    grants: dict[str, list[str]] = {}
    for grant in role.grants.all():
        grants.setdefault(grant.permission, []).append(grant.breadth)
    return _ordered({name: getattr(role, name) for name in ROLE_FACTS} | {"grants": grants})


def _ordered(role: dict[str, Any]) -> dict[str, Any]:
    return role | {"grants": {permission: sorted(breadths) for permission, breadths in role["grants"].items()}}
