"""Writes docs/openapi.json from the rows of the API, or checks that it is up to date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.api.openapi import Schema, document
from accounts.api.tokens import DESCRIBED as TOKENS
from cases.api.attachments import DESCRIBED as DOCUMENTS
from cases.api.table import PARTS
from register.api.feeds import DESCRIBED as FEEDS

PAGE = Path("docs/openapi.json")
MORE: dict[str, Schema] = {**TOKENS, **DOCUMENTS, **FEEDS}
"""Addresses that are no rows, each described beside its view."""


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when the file is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        page, text = settings.BASE_DIR / PAGE, rendered()
        if options["check"]:
            if not page.exists() or page.read_text(encoding="utf-8") != text:
                raise CommandError(f"{PAGE} is out of date: run manage.py render_openapi and commit it.")
            return
        page.write_text(text, encoding="utf-8")
        self.stdout.write(f"{PAGE} has {len(whole()['paths'])} addresses.")


def whole() -> Schema:
    """The document of all of the API."""
    return document(PARTS, MORE)


def rendered() -> str:
    """The file as it is committed."""
    return json.dumps(whole(), indent=1, ensure_ascii=False) + "\n"
