"""`manage.py backtest_misuse`: what a rule of misuse would have found with another threshold; raises nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.actor import system_actor
from accounts.models import Force
from audit.core.entry import Reason
from audit.core.errors import Refused
from register.actions.misuse_back_test import back_test_misuse
from register.misuse.back_test import BackTest
from register.rules.misuse.rule import Rule
from register.rules.misuse.table import rules_on

TESTER = system_actor("backtest_misuse", {"misuse.back_test": "national"})


class Command(BaseCommand):
    help = "Count by force and month how many alerts a rule of misuse finds in the log, and how many with changes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rule", required=True, help="its code, such as name_trawl")
        parser.add_argument("--from", dest="since_on", type=date.fromisoformat, required=True, help="2026-11-01")
        parser.add_argument("--to", dest="until_on", type=date.fromisoformat, required=True, help="the last day")
        parser.add_argument("--threshold", action="append", default=[], help="such as searches=10; may be repeated")
        parser.add_argument("--force", action="append", default=[], help="code of a force; without it all of them")

    def handle(self, *args: Any, **options: Any) -> None:
        rule = _rule_of(options["rule"], timezone.localdate())
        forces = Force.objects.all()
        if options["force"]:
            forces = forces.filter(code__in=options["force"])
        try:
            found = back_test_misuse(
                rule, forces=forces, since_on=options["since_on"], until_on=options["until_on"], most=0,
                changed=dict(map(_threshold_of, options["threshold"])), actor=TESTER, reason=Reason("system"),
            )  # fmt: skip
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write("\n".join(_lines(found)))


def _rule_of(code: str, on: date) -> Rule:
    rules = {rule.code: rule for rule in rules_on(on)}
    if code not in rules:
        raise CommandError(f"No rule {code} stands today. There are {', '.join(rules)}.")
    return rules[code]


def _threshold_of(text: str) -> tuple[str, int]:
    code, _, value = text.partition("=")
    if not value.isdecimal():
        raise CommandError(f"A threshold is a name and a number, such as searches=10, and not {text!r}.")
    return code, int(value)


def _lines(found: BackTest) -> list[str]:
    now = ", ".join(f"{code}={value}" for code, value in found.rule.settings.items())
    then = ", ".join(f"{code}={value}" for code, value in found.settings.items())
    rows = [f"{line.force:>5}  {line.month:%Y-%m}  {line.now:>6}  {line.then:>6}" for line in found.lines]
    return [
        f"{found.rule.title}, {found.since_on} to {found.until_on}, {found.users} users",
        f"  now: {now}",
        f" then: {then}",
        "force  month       now    then",
        *rows,
        f"  all             {found.now:>6}  {found.then:>6}",
    ]
