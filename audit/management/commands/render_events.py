"""Writes docs/reference/events.md from the declared events, or checks that it is up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import autodiscover_modules

from audit.core.events import EventType, Handling, Operation, catalogue

PAGE = Path("docs/reference/events.md")
HEAD = """\
# Events

Everything the log can say, generated from the catalogue by `manage.py render_events`. Do not edit it by hand.

Each event is one of the six operations of the Data Protection Act 2018 s.62(1), or a security event. An operational
value stands in the event itself. A value of any other class (personal, special category, free text) is kept apart from
it; the event holds a salted commitment, so that lawful erasure leaves the log whole. The actor's name and the words of
the reason are kept apart for every event.
"""
MEANINGS = {
    Operation.COLLECTION: "Something new about somebody was recorded.",
    Operation.ALTERATION: "Something already recorded was changed.",
    Operation.CONSULTATION: "Somebody was shown something.",
    Operation.DISCLOSURE: "Something was passed on.",
    Operation.COMBINATION: "Records were brought together or parted.",
    Operation.ERASURE: "Something was erased.",
    Operation.SECURITY: "Something happened to access, accounts or the log that concerns no operation on a record.",
}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when the page is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        autodiscover_modules("events", "web.events")
        page, text = settings.BASE_DIR / PAGE, rendered(catalogue.values())
        if options["check"]:
            if not page.exists() or page.read_text(encoding="utf-8") != text:
                raise CommandError(f"{PAGE} is out of date: run manage.py render_events and commit it.")
            return
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")
        self.stdout.write(f"{PAGE} has {len(catalogue)} events.")


def rendered(declared: Any) -> str:
    """The page: a section for each operation, a row for each event, in the order of their codes."""
    sections = [_section(operation, declared) for operation in Operation]
    return "\n".join([HEAD, *(section for section in sections if section)])


def _section(operation: Operation, declared: Any) -> str:
    rows = [_row(each) for each in sorted(declared, key=lambda each: each.code) if each.operation is operation]
    if not rows:
        return ""
    lines = ["| Event | What it means | What it records |", "|---|---|---|", *rows]
    return "\n".join([f"## {operation.value.capitalize()}", "", MEANINGS[operation], "", *lines, ""])


def _row(event: EventType) -> str:
    fields = ", ".join(f"`{name}`{_class(handling)}" for name, handling in event.fields.items())
    return f"| `{event.code}` | {event.sentence} | {fields or 'nothing more'} |"


def _class(handling: Handling) -> str:
    return "" if handling is Handling.OPERATIONAL else f" ({handling.value.replace('_', ' ')})"
