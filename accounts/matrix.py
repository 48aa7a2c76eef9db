"""docs/reference/permissions.md: which role may do what and how far it reaches, from the policies and roles.toml."""

from __future__ import annotations

import tomllib
from typing import Any

from accounts.actions.reference import DIRECTORY
from accounts.actor import Breadth
from accounts.policy import registered

WORDS = {
    Breadth.NATIONAL: "all forces",
    Breadth.FORCE: "own force",
    Breadth.SHARED: "what was shared",
    Breadth.OWN: "own restricted",
}
HEADER = """# Who may do what

Made by `manage.py render_permissions` from the policies in the code and `accounts/reference/roles.toml`: change those,
not this page. An empty cell means that the role may not do it at all; a row of empty cells is for the register's own
background work. A record out of reach answers as one that does not exist.

| in the table | reaches |
|---|---|
| all forces | every force; of people, those who are held as having abused and whose record is not restricted |
| own force | the records of the own force |
| own restricted | restricted records of the own force as well |
| what was shared | what was shared with the holder, while it is shared |
| yes | it concerns no single record |

"""


def render() -> str:
    """The page, ending with one line break."""
    roles = tomllib.loads((DIRECTORY / "roles.toml").read_text(encoding="utf-8"))
    head = ["permission", "what it allows", *(role["title"] for role in roles.values())]
    rows = [[f"`{name}`", registered[name].sentence, *_cells(name, roles)] for name in sorted(registered)]
    lines = [_line(head), _line(["---"] * len(head)), *map(_line, rows)]
    return HEADER + "\n".join(lines) + "\n\n" + _descriptions(roles)


def _cells(permission: str, roles: dict[str, Any]) -> list[str]:
    return [_cell(permission, role["grants"].get(permission, [])) for role in roles.values()]


def _cell(permission: str, breadths: list[str]) -> str:
    if registered[permission].reach is None:
        return "yes" if breadths else ""
    return ", ".join(WORDS[Breadth(breadth)] for breadth in breadths)


def _descriptions(roles: dict[str, Any]) -> str:
    head = ["role", "what it is for", "signed out when idle for", "signed out after"]
    rows = [
        [role["title"], role["description"], f"{role['idle_minutes']} minutes", f"{role['session_hours']} hours"]
        for role in roles.values()
    ]
    return "\n".join(["## The roles", "", _line(head), _line(["---"] * len(head)), *map(_line, rows)]) + "\n"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
