"""Compute the duties of every live registration and say which stored ones differ; with --store, put them right."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from register.actions.duties import store_duties
from register.duties.checking import CHECKS


class Command(BaseCommand):
    help = (
        "Compute every stored due date again from the facts and report what differs. With --store, store what was "
        "computed. The register stays in use."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--store", action="store_true", help="store what was computed")

    def handle(self, *, store: bool, **options: Any) -> None:
        if store:
            self.stdout.write(f"{store_duties()} registrations were brought in step.")
        for name, check in CHECKS.items():
            differences = list(check())
            for each in differences:
                self.stdout.write(f"{name}: {each.what} {each.number}, {each.key}: {', '.join(each.fields)}")
            self.stdout.write(f"{name}: {len(differences)} differences.")
