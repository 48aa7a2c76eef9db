"""Fill the register with the invented people of the demonstration, through the code that a force's import uses."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.demo import create_demo_accounts
from cases.actions.statistics import publish_due
from cases.demo import enrich
from register.lookup.rebuild import count_words, rebuild
from register.models import FeedRun, LocalRecord, Person

FEEDS = Path(settings.BASE_DIR) / "demo" / "feeds"
FORCES = {"10": "10-northumbria.csv", "13": "13-west-yorkshire.csv", "14": "14-south-yorkshire.ndjson"}
BY_REFERENCE = {"convictions": "convicted_on", "orders": "made_on"}


class Command(BaseCommand):
    help = "Make the demonstration's accounts and people. Does nothing that is done already. Never in production."

    def handle(self, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("The demonstration's accounts and people have no place in production.")
        create_demo_accounts()
        for code, name in FORCES.items():
            self._import(code, FEEDS / name)
        for name, day in BY_REFERENCE.items():
            if not _is_there(name, day):
                call_command(f"import_{name}", str(FEEDS / f"{name}.csv"), stdout=self.stdout)
        enrich(Person.objects.order_by("pk"))
        self._renew_lookup()
        publish_due(timezone.localdate())
        self.stdout.write(f"{Person.objects.count():,} invented people are in the register.")

    def _renew_lookup(self) -> None:
        """A demonstration kept from before may have been made when lookup had other keys."""
        for _ in rebuild():
            pass
        count_words()

    def _import(self, code: str, path: Path) -> None:
        runs = FeedRun.objects.filter(force__code=code, file_sha256=hashlib.sha256(path.read_bytes()).hexdigest())
        if runs.filter(status=FeedRun.Status.DONE).exists():
            return
        call_command("import_feed", str(path), "--force", code, stdout=io.StringIO())
        run = runs.latest("created_at")
        self.stdout.write(
            f"{run.force}: {run.rows_new:,} people, {run.rows_quarantined:,} rows in the quarantine, "
            f"{run.rows_doubtful:,} with a doubtful value to check."
        )


def _is_there(name: str, day: str) -> bool:
    """Whether the last row of the file is in the register: rows are recorded in their order."""
    with (FEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as rows:
        *_, last = csv.DictReader(rows)
    whose = LocalRecord.objects.filter(force__code=last["force_code"], local_reference=last["local_ref"])
    return whose.filter(**{f"person__{name}__{day}": last[day]}).exists()
