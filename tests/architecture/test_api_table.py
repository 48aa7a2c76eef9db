"""What people do on a page, other systems do through the API: each action that a page calls is behind a row, or stands
here with the reason why not. Whoever offers one takes its name out of its group."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command

from accounts.api.rows import Read, Write, body_of_row
from cases.api.table import ROWS
from tests.architecture.source import FUNCTION, action_modules, decorator, edge_modules, tree_of

AT_A_SCREEN = "For a person at a screen: what it shows is printed, downloaded or opened there."
ACCOUNTS = "Who may sign in is settled by people, never by a system with somebody's session."
THE_LOG = "The log is read by people, and given out as a file that they ask for."
STANDARDS = "What people declare of themselves, and what professional standards make of it: no system acts in it."
REVIEWED = "The API tells of the exceptions to one record; those of all are looked at again by people."
FEEDS = "A file is taken in by an address of its own that is no row, and its rows are corrected by people."
TOGETHER = "A page tells in one line what the API lists a line each."
EXCUSED: dict[str, tuple[str, ...]] = {
    TOGETHER: ("acknowledge_team_line", "read_team_line"),
    AT_A_SCREEN: (
        "download_calendar", "download_statistics", "make_access_bundle", "open_safety_card", "print_case_briefing",
        "print_entry",
    ),
    ACCOUNTS: ("create_user", "disable_user", "enable_user", "end_role", "give_role", "reset_sign_in"),
    STANDARDS: (
        "answer_touch", "declare_particular", "end_particular", "lift_bar", "list_bars", "list_canaries", "list_sealed",
        "list_touches", "open_bar", "open_canary", "open_sealed", "open_touch", "plant_canary", "read_particulars",
        "retire_canary", "seal_record", "unseal_record",
    ),
    REVIEWED: ("list_exceptions",),
    THE_LOG: (
        "answer_bulk_request", "ask_second_person", "export_log", "read_entry", "review_record", "search_log",
        "verify_log",
    ),
    FEEDS: ("open_row", "settle_row", "start_import"),
}  # fmt: skip
# Actions that share their name with another.
TWINS = {
    ("register.actions.order_breaches", "note_appeal"): "note_appeal of orders",
    ("register.actions.registration_ends", "record_stay"): "record_stay of appeals",
}


def every_action() -> dict[tuple[str, str], str]:
    """(module, function) of each action → the name by which it is excused."""
    found = {}
    for path in action_modules():
        module = path.removesuffix(".py").replace("/", ".")
        for node in tree_of(path).body:
            if isinstance(node, FUNCTION) and decorator(node, "action"):
                found[module, node.name] = TWINS.get((module, node.name), node.name)
    return found


def called_in(path: str) -> Iterator[tuple[str, str]]:
    """(module, function) of whatever an edge takes from other modules, by itself or through the module."""
    tree = tree_of(path)
    modules = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for each in node.names:
                yield node.module, each.name
                modules[each.asname or each.name] = f"{node.module}.{each.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            yield modules[node.value.id], node.attr


def called_on_pages() -> set[str]:
    actions = every_action()
    pages = [path for path in edge_modules() if "/web/" in path]
    called = {each for path in pages for each in called_in(path) if each in actions}
    return {actions[each] for each in called}


def acts_of_rows() -> list[Callable[..., Any]]:
    acts = [row.act for row in ROWS if isinstance(row, Write)]
    acts += [act for row in ROWS if isinstance(row, Read) for act in row.acts]
    return [inspect.unwrap(act) for act in acts]


def offered() -> set[str]:
    named = {(act.__module__, act.__name__) for act in acts_of_rows()}
    return {TWINS.get(each, each[1]) for each in named}


def excused() -> set[str]:
    return {name for names in EXCUSED.values() for name in names}


def test_what_pages_do_the_api_does() -> None:
    assert called_on_pages() - offered() - excused() == set(), "give each a row in an api/, or its name here"


def test_no_excuse_outlives_its_reason() -> None:
    assert excused() - called_on_pages() == set(), "no page calls these"
    assert excused() & offered() == set(), "these have a row"


def test_a_page_calls_what_it_takes_by_name_and_through_a_module() -> None:
    pages = set(called_in("cases/web/order_pages.py"))

    assert ("cases.actions.orders", "open_order") in pages
    assert ("register.actions.order_life", "vary_order") in pages


def test_the_page_of_addresses_is_up_to_date() -> None:
    call_command("render_api", check=True)


def test_each_row_has_a_name_of_its_own_and_says_what_it_does() -> None:
    names = [row.name for row in ROWS]

    assert len(names) == len(set(names))
    assert [name for name in names if not name.startswith("api-")] == []
    assert [row.name for row in ROWS if isinstance(row, Write) and len(row.sentence) < 15] == []


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in ROWS if isinstance(row, Write)])
def test_a_row_gives_its_act_what_it_takes(row: Write) -> None:
    """Nothing stands in a row that its action or its body knows nothing of."""
    known = set(inspect.signature(inspect.unwrap(row.act)).parameters) | set(row.more)
    body = body_of_row(row)()
    outer = {name.partition(".")[0] for name in row.fields}

    assert set(row.leaves_out) - known == set()
    assert outer - set(body.fields) == set()
    assert {name.partition("/")[0] for name in row.points.values()} - set(body.fields) == set()
