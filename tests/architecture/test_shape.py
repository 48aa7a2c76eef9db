"""The shape of the code: short functions, telling names, rules without a clock, no hidden writes."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.source import APPS, PACKAGES, calls, edge_modules, functions, modules, tree_of

LONGEST = 40
# A journey in a browser is one story, told from its first page to its last.
JOURNEYS = "tests/browser/"
VAGUE = {"utils", "util", "common", "helpers", "helper", "misc", "base_utils", "shared"}
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime", "monotonic", "perf_counter", "time_ns"}
# What a rule may import besides the standard library's pure parts and other rules.
PURE = {
    "collections", "csv", "dataclasses", "datetime", "enum", "functools", "hashlib", "itertools", "json", "math",
    "operator", "pathlib", "re", "string", "sys", "typing", "unicodedata", "zoneinfo", "__future__",
    "holidays", "nicknames", "phonenumbers", "rapidfuzz",
}  # fmt: skip
SAVING = ("ModelForm", "ModelSerializer", "ModelAdmin")
RULES = [path for app in APPS for path in modules(app) if f"{app}/rules/" in path]


@pytest.mark.parametrize("package", [*PACKAGES, "tests"])
def test_no_function_is_longer_than_forty_lines(package: str) -> None:
    """Counted from `def` to its last line, docstring included: a longer one hides a rule or a second action."""
    lengths = {
        f"{path}:{each.name}": (each.end_lineno or 0) - each.lineno + 1
        for path in modules(package)
        if not path.startswith(JOURNEYS)
        for each in functions(path)
    }

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_modules_are_named_after_what_they_know() -> None:
    parts = {path: set(path.removesuffix(".py").split("/")) for path in modules(*PACKAGES, "tests")}

    assert {path for path, names in parts.items() if names & VAGUE} == set()


def test_every_module_says_what_it_is() -> None:
    """What a framework names and places goes without, and so does a package that only gathers names."""
    plain = ("/__init__.py", "/apps.py", "/wsgi.py")
    telling = [path for path in modules(*PACKAGES) if not path.endswith(plain) and "/management/" not in path]

    assert {path for path in telling if not ast.get_docstring(tree_of(path))} == set()


@pytest.mark.parametrize("path", RULES)
def test_a_rule_has_no_clock(path: str) -> None:
    """The time is a parameter: the same facts give the same answer on any day."""
    asked = {ast.unparse(call.func) for call in calls(path) if ast.unparse(call.func).split(".")[-1] in CLOCKS}

    assert asked == set()


@pytest.mark.parametrize("path", RULES)
def test_a_rule_imports_only_what_is_pure(path: str) -> None:
    names = {name for node in ast.walk(tree_of(path)) for name in imported_by(node)}
    rules = tuple(f"{app}.rules" for app in APPS)

    assert {name for name in names if name.split(".")[0] not in PURE and not name.startswith(rules)} == set()


def imported_by(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [each.name for each in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def signals_in(tree: ast.AST) -> set[str]:
    """What a module imports of anybody's signals."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {node.module or ""} | {f"{node.module}.{each.name}" for each in node.names}
        elif isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
    return {name for name in found if "signals" in name.split(".") or name.endswith("dispatch.receiver")}


@pytest.mark.parametrize(
    ("code", "is_one"),
    [
        pytest.param("from django.db.models.signals import post_save", True, id="a signal"),
        pytest.param("from django.db.models import signals", True, id="all of them"),
        pytest.param("from django.dispatch import receiver", True, id="the decorator"),
        pytest.param("import signal", False, id="a signal of the operating system"),
        pytest.param("receiver = alert.to_force", False, id="a force"),
    ],
)
def test_a_signal_is_recognised(code: str, is_one: bool) -> None:
    assert bool(signals_in(ast.parse(code))) is is_one


def test_nothing_is_written_behind_an_action_by_a_signal() -> None:
    assert {path for path in modules(*APPS, "ui") if signals_in(tree_of(path))} == set()


def test_forms_only_check() -> None:
    """No model form, no model serializer, no admin: what they write would pass no action."""
    bases = {
        (path, ast.unparse(base))
        for path in modules(*APPS, "config", "ui")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
        for base in node.bases
    }
    saving = {(path, base) for path, base in bases if any(name in base for name in SAVING)}
    saves = {(path, each.name) for path in edge_modules() for each in functions(path) if each.name == "save"}

    assert saving | saves == set()
