"""What a page says, in parts that a program can take: the very words, which have been through the guard of whoever
reads them, without what is of a screen alone."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from cases.sections import PersonLine, TellingLine

OF_A_SCREEN = frozenset(
    ("url", "breach_url", "colour", "template", "tag", "can_be_confirmed", "can_be_ended", "may_withdraw", "is_opened")
)
"""Ways to pages, colours, and what may be pressed there."""


def as_said(line: Any) -> Any:
    """A line of a page. Of a pair of a line and the way to its page, the line."""
    if isinstance(line, TellingLine):
        told = [{"name": name, "state": state} for name, state, _, _ in line.victims]
        return _parts(line) | {"victims": told}
    if isinstance(line, PersonLine):
        measures = [{"number": number, "title": title} for number, title in line.safeguards]
        return _parts(line) | {"safeguards": measures}
    if is_dataclass(line) and not isinstance(line, type):
        return _parts(line)
    if isinstance(line, tuple) and len(line) == 2 and is_dataclass(line[0]) and isinstance(line[1], str):
        return as_said(line[0])
    return [as_said(each) for each in line] if isinstance(line, tuple | list) else line


def labelled(rows: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    """Rows of a table of facts."""
    return [{"label": label, "value": value} for label, value in rows]


def _parts(line: Any) -> dict[str, Any]:
    return {each.name: as_said(getattr(line, each.name)) for each in fields(line) if each.name not in OF_A_SCREEN}
