"""Take what a force's personnel system says of its people."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Force
from register.imports.personnel import NEW, REFUSED, SAME, NoPersonnelFile, take_personnel

MOST_PRINTED = 200


class Command(BaseCommand):
    help = (
        "Take names, addresses, numbers, vehicles and relatives of a force's own people from its personnel system "
        "(CSV). Records that are theirs are closed to them. Safe to run twice; a bad line keeps no other back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", dest="force_code", required=True, help="Home Office code, such as 13")

    def handle(self, *, file: Path, force_code: str, **options: Any) -> None:
        force = Force.objects.filter(code=force_code).first()
        if force is None:
            raise CommandError(f"There is no force with the code {force_code}. West Yorkshire is 13, for example.")
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        counts: Counter[str] = Counter()
        try:
            for taken in take_personnel(force, file.read_bytes()):
                counts[taken.outcome] += 1
                if taken.outcome == REFUSED and counts[REFUSED] <= MOST_PRINTED:
                    self.stdout.write(f"Line {taken.line}: {taken.problem}")
        except NoPersonnelFile as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{force}: {counts[NEW]:,} new, {counts[SAME]:,} the same, {counts[REFUSED]:,} not taken.")
