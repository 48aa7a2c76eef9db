"""Import a force's feed from a file, as an upload does."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from accounts.actor import Actor
from accounts.models import Force, User
from audit.core.entry import Reason
from audit.core.errors import OutOfReach, PermissionDenied, Refused
from register.actions.feeds import IMPORTING, importer, start_import
from register.imports.counts import Counts
from register.imports.files import chunks_of
from register.imports.loading import load
from register.imports.mappings import known, mappings
from register.imports.problems import Problem
from register.imports.report import problem_table
from register.models import FeedRun, QuarantinedRow

MOST_PRINTED = 200


class Command(BaseCommand):
    help = (
        "Import a force's feed (CSV, JSON or NDJSON). Safe to run twice; a broken run goes on where it stopped. "
        "Rows that cannot be loaded are listed and kept in the quarantine."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", dest="force_code", required=True, help="Home Office code, such as 13")
        parser.add_argument("--mapping", default="", choices=["", *mappings()], help="recognised by itself if left out")
        parser.add_argument("--as", dest="email", help="e-mail address of the user who imports")

    def handle(self, *, file: Path, force_code: str, mapping: str, email: str | None, **options: Any) -> None:
        force = Force.objects.filter(code=force_code).first()
        if force is None:
            raise CommandError(f"There is no force with the code {force_code}. West Yorkshire is 13, for example.")
        run = self._start(file, force, mapping, email)
        problems = self._load(run)
        run.refresh_from_db()
        if run.status == FeedRun.Status.FAILED:
            raise CommandError("\n".join([run.problem, "", "Known exports:", *known()]))
        self._report(run, problems)

    def _start(self, file: Path, force: Force, mapping: str, email: str | None) -> FeedRun:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        actor, reason = (_user(email), Reason("record_keeping")) if email else (importer(force), IMPORTING)
        try:
            return start_import(
                force, actor=actor, reason=reason, file_name=file.name, chunks=chunks_of(file), mapping=mapping
            )
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        except (PermissionDenied, OutOfReach) as denial:
            raise CommandError(f"{email} may not import for {force}.") from denial

    def _load(self, run: FeedRun) -> list[tuple[int, Problem]]:
        problems: list[tuple[int, Problem]] = []
        with tqdm(initial=run.rows_read, unit=" rows", desc=run.force.name, disable=None) as bar:

            def watch(counts: Counts, more: Sequence[tuple[int, Problem]]) -> None:
                bar.total = run.rows_total
                bar.update(counts.read)
                problems.extend(more[: MOST_PRINTED - len(problems)])

            load(run, watch=watch)
        return problems

    def _report(self, run: FeedRun, problems: Sequence[tuple[int, Problem]]) -> None:
        self.stdout.write(
            f"{run.force}: {run.rows_read:,} rows read as {mappings()[run.mapping].title}, {run.encoding}. "
            f"New {run.rows_new:,}, changed {run.rows_changed:,}, the same {run.rows_same:,}, "
            f"with a doubtful value {run.rows_doubtful:,}, not loaded {run.rows_quarantined:,}."
        )
        if not run.rows_quarantined:
            return
        self.stdout.write("\n" + problem_table(problems))
        if run.rows_quarantined > len(problems):
            self.stdout.write(f"… and {run.rows_quarantined - len(problems):,} more.")
        waiting = QuarantinedRow.objects.open().filter(run__force=run.force).count()
        self.stdout.write(
            f"\nThe others were loaded. {waiting:,} rows of {run.force} wait in the quarantine: a force administrator "
            f"corrects them at /feeds/{run.reference}."
        )


def _user(email: str) -> Actor:
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        raise CommandError(f"There is no user {email}.")
    actor: Actor = user.actor(on=timezone.localdate())
    return actor
