"""Make lookup's keys anew, after their version changed or to be sure of them."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from register.lookup.rebuild import count_words, mark_all_out_of_date, out_of_date, rebuild


class Command(BaseCommand):
    help = (
        "Make the search keys of people anew where their version is not the present one. The register stays in use; "
        "stopped at any moment, it goes on where it was when run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", dest="everybody", help="also keys of the present version")

    def handle(self, *, everybody: bool, **options: Any) -> None:
        if everybody:
            mark_all_out_of_date()
        done = 0
        with tqdm(total=out_of_date().count(), unit=" people", file=self.stderr, disable=None) as bar:
            for people in rebuild():
                done += people
                bar.update(people)
        count_words()
        self.stdout.write(f"{done:,} people brought up to date.")
