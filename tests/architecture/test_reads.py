"""Whoever answers people or systems reads rows through `visible_to(actor)`, or stands here with the reason why not."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.source import APPS, ROOT, edge_modules, modules, tree_of

MANAGERS = ("objects", "_default_manager", "_base_manager")
# Reference data, the same for everybody.
PUBLIC = {
    "Force": "Which police forces there are.",
    "Role": "Which roles there are; not who holds them.",
    "WarningSignal": "Which kinds of danger marker there are; not whose.",
}
# (module, model) → why its rows need no actor.
EXCUSED = {
    ("accounts/api/machines.py", "ForceClient"): "Who asks: the filter is the credential whose token was shown.",
    ("accounts/api/machines.py", "Token"): "The filter is the token that was shown.",
    ("accounts/api/scopes.py", "RoleGrant"): "What roles may do, the same for everybody; not who holds them.",
    ("accounts/api/tokens.py", "Token"): "The one that was made in this very request.",
    ("accounts/api/machines.py", "User"): "Keys of whom a system asks for: what is kept from them is kept from it.",
    ("register/web/declared.py", "User"): "Oneself: the filter is the user who asks.",
    ("accounts/web/account.py", "Authenticator"): "One's own second factors: the filter is the user who asks.",
    ("audit/web/actions.py", "RowChange"): "PostgreSQL's notes beside an entry that the policy has let through.",
    ("audit/web/presenters.py", "Detail"): "Names of the fields kept apart, of an entry that was reached; no values.",
    (
        "register/api/webhooks.py",
        "ForceClient",
    ): "Narrowed by the policy of giving a webhook to one of them.",
    ("cases/api/safeguards.py", "SafetyPlanStep"): "Of a safeguard of a pair that has been reached.",
    ("cases/web/reached.py", "Pair"): "Of a case and a victim that have both passed visible_to.",
    ("cases/web/children.py", "Child"): "Of a case that has passed visible_to.",
    ("cases/web/incidents.py", "Child"): "Whether there are any, of a case that the reader works on.",
    ("cases/web/safeguards.py", "Safeguard"): "Of such a pair.",
    ("cases/web/safeguards.py", "SafetyPlanStep"): "Of a safeguard of such a pair.",
}


def bare_reads(tree: ast.AST) -> set[str]:
    """The models whose manager is used otherwise than as `Model.objects.visible_to` or for no rows at all."""
    allowed = {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in ("visible_to", "none")
    }
    return {
        ast.unparse(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS and node not in allowed
    }


@pytest.mark.parametrize(
    ("code", "found"),
    [
        pytest.param("Case.objects.filter(pk=1).visible_to(actor)", {"Case"}, id="narrowed too late"),
        pytest.param("Case.objects.all()", {"Case"}, id="everything"),
        pytest.param("rows = Case._base_manager", {"Case"}, id="passed on"),
        pytest.param("models.Case.objects.get(pk=1)", {"models.Case"}, id="through its module"),
        pytest.param("Case.objects.visible_to(actor).open()", set(), id="narrowed first"),
        pytest.param("Case.objects.none()", set(), id="nothing"),
    ],
)
def test_a_bare_read_is_told_from_a_narrowed_one(code: str, found: set[str]) -> None:
    assert bare_reads(ast.parse(code)) == found


def reads_at_the_edges() -> set[tuple[str, str]]:
    found = {(path, model) for path in edge_modules() for model in bare_reads(tree_of(path))}
    return {(path, model) for path, model in found if model not in PUBLIC}


def test_every_row_shown_has_passed_visible_to() -> None:
    assert reads_at_the_edges() - EXCUSED.keys() == set()


def test_no_excuse_outlives_its_read() -> None:
    assert EXCUSED.keys() - reads_at_the_edges() == set()


def test_no_page_fetches_rows_from_its_template() -> None:
    """A template that follows a relation shows rows that nobody narrowed."""
    pages = [path for app in APPS for path in (ROOT / app).glob("templates/**/*.html")]
    fetching = re.compile(r"\.(all|objects|\w+_set)\b(?!\.html)")
    found = {(page.name, each) for page in pages for each in fetching.findall(_expressions(page.read_text()))}

    assert pages
    assert found == set()


def test_edges_are_found() -> None:
    """The tests above look at something: the pages of each app."""
    assert {path.split("/")[0] for path in edge_modules()} >= {*APPS}
    assert set(edge_modules()) < set(modules(*APPS, "ui", "config"))


def _expressions(template: str) -> str:
    return " ".join(re.findall(r"{[{%].*?[%}]}", template))
