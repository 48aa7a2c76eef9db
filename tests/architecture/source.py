"""The project's own text, as the tests of the code read it: parsed, never imported by name or run."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("accounts", "audit", "cases", "register")
PACKAGES = (*APPS, "config", "ui", "clients")
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree_of(path: str) -> ast.Module:
    return ast.parse(text_of(path), filename=path)


def modules(*packages: str) -> list[str]:
    """Paths of the Python files in these packages or folders, relative to the root; migrations left out."""
    found = (path.relative_to(ROOT).as_posix() for package in packages for path in (ROOT / package).rglob("*.py"))
    return sorted(path for path in found if "/migrations/" not in path)


def action_modules() -> list[str]:
    """The modules that hold actions; of the log itself these are the readings."""
    return [path for path in modules(*APPS) if "/actions/" in path or path.endswith("/actions.py")]


def edge_modules() -> list[str]:
    """The modules in which people and other systems are answered."""
    return [path for path in modules(*PACKAGES) if "/web/" in path or "/api/" in path]


def functions(path: str) -> Iterator[FUNCTION]:
    """Every function and method of a module."""
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, FUNCTION))


def public_functions(path: str) -> list[FUNCTION]:
    """The functions that a module offers to others."""
    return [node for node in tree_of(path).body if isinstance(node, FUNCTION) and not node.name.startswith("_")]


def decorator(function: FUNCTION, name: str) -> ast.Call | None:
    """The decorator of that name with its arguments, if the function bears it."""
    calls = (each for each in function.decorator_list if isinstance(each, ast.Call))
    return next((call for call in calls if isinstance(call.func, ast.Name) and call.func.id == name), None)


def names_used(path: str) -> set[str]:
    """Every name and attribute that a module speaks of, imported ones included."""
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.alias):
            found.add(node.name.split(".")[-1])
    return found


def calls(path: str) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call))


def committed() -> list[str]:
    """Every file that is, or is about to be, part of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return sorted(path for path in listed.split("\0") if path and (ROOT / path).is_file())
