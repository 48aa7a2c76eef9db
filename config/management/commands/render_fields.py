"""Writes docs/reference/fields.md from the handling tables of the apps, or checks that it is up to date."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import handling as of_accounts
from audit import handling as of_audit
from audit.core.events import Handling
from audit.core.handling import Fields
from cases import handling as of_cases
from register import handling as of_register

PAGE = Path("docs/reference/fields.md")
TABLES: Mapping[str, Mapping[str, Fields]] = {
    "The register": of_register.HANDLING,
    "Casework": of_cases.HANDLING,
    "Users and roles": of_accounts.HANDLING,
    "The log": of_audit.HANDLING,
    "Tables of libraries": of_accounts.LIBRARIES,
}
HEAD = """\
# Fields

How each field of each table must be handled, generated from `<app>/handling.py` by `manage.py render_fields`. Do not
edit it by hand. A test fails for a field that has no class here.
"""
MEANINGS = {
    Handling.OPERATIONAL: "Keys, links, states, codes and times by which the register works. Once the personal values "
    "of a record are erased, nobody can be known by them.",
    Handling.PERSONAL: "Who somebody is, where they are or how they are reached, and what a court found of them; "
    "credentials too. Recorded in the log apart from the event, so that it can be erased.",
    Handling.SPECIAL: "May speak of health, sex life, race, belief or the like: sensitive processing within the "
    "meaning of the Data Protection Act 2018 s.35(8). Recorded apart from the event.",
    Handling.FREE_TEXT: "Typed by people or received as it was, so it may hold anything, other people among it. "
    "Recorded apart from the event.",
}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when the page is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        page, text = settings.BASE_DIR / PAGE, rendered()
        if options["check"]:
            if not page.exists() or page.read_text(encoding="utf-8") != text:
                raise CommandError(f"{PAGE} is out of date: run manage.py render_fields and commit it.")
            return
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")
        self.stdout.write(f"{PAGE} has {sum(len(tables) for tables in TABLES.values())} tables.")


def rendered() -> str:
    """The page: what each class means, then each table with its fields by class."""
    classes = [f"| {_named(handling)} | {meaning} |" for handling, meaning in MEANINGS.items()]
    lines = [HEAD, "| Class | What it means |", "|---|---|", *classes, ""]
    for heading, tables in TABLES.items():
        lines += [f"## {heading}", ""]
        for label in sorted(tables):
            lines += _table(label, tables[label])
    return "\n".join(lines).rstrip() + "\n"


def _table(label: str, fields: Fields) -> list[str]:
    rows = [f"| {_named(handling)} | {_of(handling, fields)} |" for handling in Handling if handling in fields.values()]
    return [f"### {label}", "", *_about(label), "| Class | Fields |", "|---|---|", *rows, ""]


def _about(label: str) -> list[str]:
    """The first line of the model's own docstring; of a library's model nothing."""
    model = apps.get_model(label)
    if label in of_accounts.LIBRARIES:
        return []
    return [(inspect.getdoc(model) or "").splitlines()[0], ""]


def _of(handling: Handling, fields: Fields) -> str:
    return ", ".join(f"`{name}`" for name, each in fields.items() if each is handling)


def _named(handling: Handling) -> str:
    return {Handling.SPECIAL: "special category"}.get(handling, handling.value.replace("_", " "))
