"""What the commands for convictions and orders share."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from register.imports.by_reference import Tally
from register.imports.problems import Unreadable
from register.imports.report import problem_table

MOST_PRINTED = 200


class ImportByReference(BaseCommand):
    """Reads the file with a progress bar, and lists what could not be recorded."""

    name: str
    work: Callable[..., Tally]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            with tqdm(unit=" rows", desc=self.name.capitalize(), disable=None) as bar:
                tally = self.work(file, watch=bar.update)
        except Unreadable as problem:
            raise CommandError(str(problem)) from problem
        self._report(tally)

    def _report(self, tally: Tally) -> None:
        self.stdout.write(
            f"{self.name.capitalize()}: {tally.read:,} rows read. Recorded {tally.recorded:,}, there already "
            f"{tally.same:,}, not recorded {len(tally.problems):,}."
        )
        if tally.problems:
            self.stdout.write("\n" + problem_table(tally.problems[:MOST_PRINTED]))
