from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from register.retention.keeping import fill, stored_and_recomputed


class Command(BaseCommand):
    help = "Work out when each record that has no day of review yet is reviewed; with --check say which days differ."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail if a review would be missed")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        if not options["check"]:
            self.stdout.write(f"{fill(on=today)} records worked out.")
            return
        missed = 0
        for reference, stored, recomputed in stored_and_recomputed(on=today):
            missed += 1
            self.stderr.write(f"{reference}: stored {stored or 'nothing'}, worked out {recomputed}")
        if missed:
            raise SystemExit(1)
        self.stdout.write("Every stored day of review agrees with the facts.")
