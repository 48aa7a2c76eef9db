"""Writes docs/reference/api.md from the rows of the API, or checks that it is up to date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rest_framework import serializers

from accounts.api import fields
from accounts.api.rows import Read, Row, Write, body_of_row
from cases.api.table import PARTS

PAGE = Path("docs/reference/api.md")
HEAD = """\
# Addresses of the API

Every address under `/api/v1/` that is a row of the table, generated from the rows by `manage.py render_api`. Do not
edit it by hand. [The API](../api.md) says how to ask, and what the answers mean.

**Scope** is what a system's token needs. **Version** says that the version must be named in `If-Match`. A field with a
star must be sent.
"""
MOST_VALUES = 30
ARGUMENT = re.compile(r"<\w+:(\w+)>")


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when the page is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        page, text = settings.BASE_DIR / PAGE, rendered()
        if options["check"]:
            if not page.exists() or page.read_text(encoding="utf-8") != text:
                raise CommandError(f"{PAGE} is out of date: run manage.py render_api and commit it.")
            return
        page.write_text(text, encoding="utf-8")
        self.stdout.write(f"{PAGE} has {sum(len(rows) for rows in PARTS.values())} rows.")


def rendered() -> str:
    """The page: for each part its addresses, then the body of each that writes."""
    lines = [HEAD]
    for heading, rows in PARTS.items():
        lines += [f"## {heading}", "", "| Ask | For | Permission | Scope | Version |", "|---|---|---|---|---|"]
        lines += [_line(row) for row in rows]
        lines += ["", *_bodies(rows)]
    return "\n".join(lines).rstrip() + "\n"


def _line(row: Row) -> str:
    if isinstance(row, Read):
        asked = row.policy or next((act.policy for act in row.acts), None)  # type: ignore[attr-defined]
        permission = f"`{asked.permission}`" if asked else ""
        return f"| `{row.method} {_address(row)}` | {row.says} | {permission} | `{row.scope}` | |"
    scope, version = f"`{row.scope}`" if row.scope else "people alone", "yes" if row.has_version else ""
    return f"| `POST {_address(row)}` | {row.sentence} | `{row.asks.permission}` | {scope} | {version} |"


def _address(row: Row) -> str:
    return "/" + ARGUMENT.sub(r"{\1}", row.path)


def _bodies(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        if (body := _body(row)) and (described := list(_fields(body))):
            yield f"`POST {_address(row)}` takes:"
            yield ""
            yield from described
            yield ""


def _body(row: Row) -> fields.Body | None:
    if isinstance(row, Write):
        return body_of_row(row)()
    return row.query() if row.is_posted else None


def _fields(body: fields.Body, depth: int = 0) -> Iterator[str]:
    for name, each in body.fields.items():
        star = "*" if each.required else ""
        null = ", or null" if each.allow_null else ""
        yield f"{'  ' * depth}- `{name}`{star}: {kind_of(each)}{null}"
        part = each.child if isinstance(each, serializers.ListField) else each
        if isinstance(part, fields.Body):
            yield from _fields(part, depth + 1)


def kind_of(each: Any) -> str:
    """What a field takes, in words."""
    if isinstance(each, fields.Choice):
        values = [f"`{value}`" for value in each.members]
        return " or ".join(values) if len(values) <= MOST_VALUES else f"one of {len(values)} codes"
    if isinstance(each, fields.Line):
        lines = "text" if isinstance(each, fields.Prose) else "one line"
        return f"{lines} of at most {each.max_length} characters"
    if isinstance(each, fields.Whole):
        return f"a number from {each.least} to {each.most}" if each.most < fields.LARGEST_NUMBER else "a number"
    if isinstance(each, fields.Day):
        return "a day, today or before" if each.is_past else "a day"
    if isinstance(each, serializers.ListField):
        return f"a list of at most {each.max_length}: {kind_of(each.child)}"
    words = {
        fields.Truth: "true or false", fields.Moment: "a moment with its offset", fields.TimeOfDay: "a time, HH:MM",
        fields.Part: "an object",
    }  # fmt: skip
    found = next((said for kind, said in words.items() if isinstance(each, kind)), "")
    if isinstance(each, fields.Named):
        return "the number of a record" if each.by == "pk" else f"the {each.by} of a record"
    return found or ("an object" if isinstance(each, fields.Body) else "a value")
