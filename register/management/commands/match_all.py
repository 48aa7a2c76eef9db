"""Link everybody anew, after the model changed or to be sure of the links."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from register.actions.relinking import apply, counted, people_left, people_to_apply, report, run_to_apply, run_to_report
from register.matching.plan import Change
from register.models import MatchRun

LINES = {
    Change.JOIN: "new joins",
    Change.PROPOSE: "put before people",
    Change.WITHDRAW: "withdrawn",
    Change.ASK: "asked about",
    Change.UPDATE: "weighed anew",
    Change.NOTHING: "unchanged",
}


class Command(BaseCommand):
    help = (
        "Compare everybody with everybody and report which matches would change. With --apply, carry it out after the "
        "report. People's decisions are never changed. The register stays in use; stopped at any moment, it goes on "
        "where it was when run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="carry out what was reported")

    def handle(self, *, apply: bool, **options: Any) -> None:
        run = run_to_apply() if apply else run_to_report()
        self._follow(report(run), people_left(run))
        self._say(run)
        if apply:
            self._carry_out(run)
        else:
            self.stdout.write("Nothing was changed. Run it with --apply to carry this out.")

    def _say(self, run: MatchRun) -> None:
        self.stdout.write(f"{run.people:,} people compared under model {run.model_version}. Of the matches:")
        counts = counted(run)
        for change, words in LINES.items():
            self.stdout.write(f"  {counts[change]:>9,}  {words}")

    def _carry_out(self, run: MatchRun) -> None:
        left = len(people_to_apply(run))
        self._follow(apply(run), left)
        self.stdout.write(f"Carried out for {left:,} people.")

    def _follow(self, work: Iterator[int], total: int) -> None:
        with tqdm(total=total, unit=" people", file=self.stderr, disable=None) as bar:
            for people in work:
                bar.update(people)
