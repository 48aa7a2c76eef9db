"""Events, policies and roles are tables of facts: each entry is used, and what one table names stands in the other."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache

import pytest
from django.utils.module_loading import autodiscover_modules

from accounts.actor import Breadth
from accounts.policy import registered
from tests.architecture.source import APPS, PACKAGES, ROOT, calls, functions, modules, names_used, tree_of

SYSTEM_ONLY = {
    "attachment.keep": "The background worker has documents scanned, and the register notes a file that was changed.",
    "client.create": "`manage.py create_force_client` gives a force's system its credentials.",
    "client.end": "`manage.py end_force_client` takes them away.",
    "match.make": "The matcher compares and joins by itself; people decide.",
    "misuse.raise": "The background worker reads the log by rules; people answer.",
    "near_alert.raise": "The move check compares by itself; people answer.",
    "risk.keep": "The background worker lets lowered levels fall back and tells of assessments that are due.",
    "order.sweep": "The background worker expires orders and reminds of their end.",
    "retention.erase_log": "The background worker does it when the log's own period has passed.",
    "alert.raise": "Which forces are told follows from the routes, whoever acts.",
    "alert.deliver": "The background worker delivers and escalates alerts.",
    "duty.compute": "`manage.py compute_duties` and each action bring the stored duties in step with the facts.",
    "duty.note_overdue": "The nightly sweep tells a force of a notification that was not made in time.",
    "own_record.bar": "Each change of a record and of what somebody declared bars people from records that are theirs.",
    "touch.note": "The reader of the log notes who tried what is closed to them; professional standards answer.",
    "statistics.publish": "The background worker counts each quarter once it has settled.",
    "work.watch": "The background worker reminds of what is due and sends what is late up the chain.",
    "work.hand_over": "The background worker hands over the work of whoever is away or has left.",
    "reason_sample.draw": "The background worker draws the sample of reasons of each month.",
    "reference.load": "`manage.py load_reference` brings forces, roles and kinds of danger marker up to date.",
}


@cache
def roles() -> dict[str, dict[str, list[str]]]:
    """Role → permission → breadths, as accounts/reference/roles.toml gives them."""
    listed = tomllib.loads((ROOT / "accounts/reference/roles.toml").read_text(encoding="utf-8"))
    return {code: role["grants"] for code, role in listed.items()}


def granted() -> set[tuple[str, str, str]]:
    return {
        (role, permission, breadth)
        for role, grants in roles().items()
        for permission, breadths in grants.items()
        for breadth in breadths
    }


def made_by(function: str, path: str) -> dict[str, ast.Call]:
    """Module constant → the call that makes it, of the constants made by this function."""
    return {
        node.targets[0].id: node.value
        for node in tree_of(path).body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func) == function
    }


def declarations(function: str, module: str) -> list[str]:
    """The modules of that name, or of a package of that name, which declare something."""
    named = [path for path in modules(*APPS) if path.endswith(f"/{module}.py") or f"/{module}/" in path]
    return [path for path in named if made_by(function, path)]


def permissions() -> set[str]:
    """The permissions of all declared policies."""
    made = [policy for path in declarations("Policy", "policies") for policy in made_by("Policy", path).values()]
    return {ast.literal_eval(policy.args[0]) for policy in made}


@pytest.mark.parametrize("path", declarations("declare", "events"))
def test_every_declared_event_can_happen(path: str) -> None:
    used = set().union(*(names_used(other) for other in modules(*PACKAGES) if other != path))

    assert made_by("declare", path).keys() - used == set()


@pytest.mark.parametrize("path", declarations("Policy", "policies"))
def test_every_policy_is_asked(path: str) -> None:
    used = set().union(*(names_used(other) for other in modules(*PACKAGES) if other != path))

    assert made_by("Policy", path).keys() - used == set()


def test_every_app_declares_its_events_and_policies() -> None:
    assert {path.split("/")[0] for path in declarations("declare", "events")} == {*APPS}
    assert {path.split("/")[0] for path in declarations("Policy", "policies")} == {*APPS}


def test_events_and_policies_are_declared_in_their_own_modules_alone() -> None:
    declared = {path for path in modules(*PACKAGES) for call in calls(path) if ast.unparse(call.func) == "declare"}
    policies = {path for path in modules(*PACKAGES) for call in calls(path) if ast.unparse(call.func) == "Policy"}

    assert declared == set(declarations("declare", "events"))
    assert policies == set(declarations("Policy", "policies"))


def test_every_permission_of_a_role_has_a_policy() -> None:
    assert {permission for _, permission, _ in granted()} - permissions() == set()


def test_every_policy_is_given_to_some_role_or_to_systems_alone() -> None:
    assert permissions() - {permission for _, permission, _ in granted()} == SYSTEM_ONLY.keys()


def test_every_grant_reaches_something() -> None:
    """A breadth that a policy does not name reaches nothing: the grant would be a slip of the pen."""
    autodiscover_modules("policies", "web.policies")
    idle = {
        (role, permission, breadth)
        for role, permission, breadth in granted()
        if (reach := registered[permission].reach) is not None and Breadth(breadth) not in reach
    }

    assert idle == set()


def test_every_permission_of_a_system_has_a_policy() -> None:
    """Systems hold no role: what they may do stands where they are made."""
    texts = [
        ast.unparse(call) for path in modules(*PACKAGES) for call in calls(path)
        if ast.unparse(call.func) == "system_actor"
    ]  # fmt: skip
    texts += [ast.unparse(each) for path in modules(*APPS) for each in functions(path) if "grants_of" in names_in(each)]
    given = {text for each in texts for text in re.findall(r"'([a-z_]+\.[a-z_]+)'", each)}

    assert given >= SYSTEM_ONLY.keys()
    assert given - permissions() == set()


def names_in(function: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
