from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

# Each module declares policies; the page shows them all.
import audit.web.policies  # noqa: F401
import cases.policies  # noqa: F401
import register.policies  # noqa: F401
from accounts.matrix import render

PAGE = settings.BASE_DIR / "docs" / "reference" / "permissions.md"


class Command(BaseCommand):
    help = "Write docs/reference/permissions.md; with --check only say whether it is up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        page = render()
        if not options["check"]:
            PAGE.parent.mkdir(parents=True, exist_ok=True)
            PAGE.write_text(page, encoding="utf-8")
        elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
            raise CommandError("docs/reference/permissions.md is out of date: run `manage.py render_permissions`.")
