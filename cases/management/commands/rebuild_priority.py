"""Work out anew where everybody stands in the priority list."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.priority import rebuild


class Command(BaseCommand):
    help = (
        "Work out anew where everybody stands in the priority list, a batch at a time. Stopped, it goes on from the "
        "last key it said with --after. The register stays in use."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--after", type=int, default=0, help="the key of the last record that was done")

    def handle(self, *, after: int, **options: Any) -> None:
        for last in rebuild(on=timezone.localdate(), after=after):
            self.stdout.write(f"Done up to {last}.")
        self.stdout.write("Everybody is done.")
