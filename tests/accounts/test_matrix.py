"""docs/reference/permissions.md says what the policies and roles say."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from accounts.matrix import render
from accounts.policy import registered
from config.management.commands import render_permissions


def test_the_page_is_up_to_date() -> None:
    call_command("render_permissions", "--check")


def test_an_old_page_is_noticed(tmp_path, monkeypatch) -> None:
    page = tmp_path / "reference" / "permissions.md"
    monkeypatch.setattr(render_permissions, "PAGE", page)
    with pytest.raises(CommandError, match="out of date"):
        call_command("render_permissions", "--check")
    call_command("render_permissions")
    call_command("render_permissions", "--check")
    page.write_text(page.read_text() + "More.\n")

    with pytest.raises(CommandError, match="out of date"):
        call_command("render_permissions", "--check")


def test_every_policy_has_its_row() -> None:
    page = render()

    assert [name for name in registered if not name.startswith("test.") and f"| `{name}` |" not in page] == []


@pytest.mark.parametrize(
    ("permission", "cells"),
    [
        ("audit.export", {"Professional standards": "own force", "Oversight auditor": "all forces"}),
        ("user.manage", {"Force administrator": "own force"}),
        ("reference.load", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_cells_of_a_row(permission: str, cells: dict[str, str]) -> None:
    page = render().splitlines()
    (head,) = [line for line in page if line.startswith("| permission |")]
    (row,) = [line for line in page if line.startswith(f"| `{permission}` |")]

    said = dict(zip(_cells(head), _cells(row), strict=True))

    assert {role: cell for role, cell in said.items() if cell} == cells


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")[3:-1]]
