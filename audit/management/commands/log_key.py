"""`manage.py log_key`: the keys that sign the log. A change of key is: new, restart, hand out, retire, restart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.tlog.keeping import Keeping, KeyRefused
from clients.dar_verify.keys import WrongKey


class Command(BaseCommand):
    help = "List the log's public keys; `new NAME` makes the first or the next one, `retire ID` takes one away."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", nargs="?", choices=("list", "new", "retire"), default="list")
        parser.add_argument("which", nargs="?", default="", help="the log's name, such as register.example/audit")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SEAL_ROOT:
            raise CommandError("Say in SEAL_ROOT where the keys of the log are kept.")
        keeping = Keeping(Path(settings.SEAL_ROOT))
        try:
            if options["act"] == "new":
                keeping.add_key(options["which"])
            elif options["act"] == "retire":
                keeping.retire_key(options["which"])
            self.stdout.write("\n".join(str(key.public) for key in list(keeping.keys())))
        except (KeyRefused, WrongKey) as refusal:
            raise CommandError(str(refusal)) from refusal
