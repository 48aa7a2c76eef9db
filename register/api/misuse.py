"""Alerts of possible misuse, through the API: for professional standards and oversight, and for no system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from accounts.actor import Actor
from accounts.api.fields import Body, Choice, Day, Line, Several
from accounts.api.lists import Paged, newest_first
from accounts.api.representations import named, shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.models import Force
from accounts.web import get_or_404
from audit.core.errors import Refused
from register import policies
from register.actions.misuse import answer_misuse_alert, open_misuse_alert
from register.actions.misuse_back_test import back_test_misuse
from register.api.texts import TEXTS
from register.misuse.words import reading_of_alerts
from register.models import MisuseAlert
from register.readable import Reading
from register.rules.misuse.table import RULES, rules_on

MOST_THRESHOLDS = 10
BY = ("user", "force", "answered_by")


@dataclass(frozen=True, slots=True)
class MisuseAlertShown:
    """What a rule found in the log of one user; or of an `officer` (force code and collar number) for whom a force's
    system asked and who is no one user. `about` is the reference of a person, where it is about one; `entries`
    are those of the log, the newest of many; `settings` are the thresholds as they were."""

    reference: str
    version: int
    rule: str
    rule_version: int
    settings: dict[str, int]
    user: str
    officer: str
    force: str
    about: str
    measured: int
    started_at: datetime
    ended_at: datetime
    entries: tuple[str, ...]
    entry_count: int
    raised_at: datetime
    due_on: date
    came_of_it: str
    words: str
    answered_at: datetime | None
    answered_by: str


@dataclass(frozen=True, slots=True)
class MonthShown:
    """Alerts in a force in a month, given by its first day: as the rule stands, and as it was changed."""

    force: str
    month: date
    now: int
    then: int


@dataclass(frozen=True, slots=True)
class BackTestShown:
    """How many alerts a rule would have raised. `users` are those whose entries were read."""

    rule: str
    rule_version: int
    settings: dict[str, int]
    users: int
    months: tuple[MonthShown, ...]


class MisuseAsked(Paged):
    """Alerts that wait for an answer, or all."""

    box = Choice({"open": "open", "all": "all"}, required=False)


class BackTestBody(Body):
    """The rule, the days to look at, and thresholds to try, each as its name and a number: `searches=10`."""

    rule = Choice({rule.code: rule.code for rule in RULES})
    since_on = Day(is_past=True)
    until_on = Day(is_past=True)
    thresholds = Several(child=Line(max_length=40), most=MOST_THRESHOLDS, required=False)

    def validate_thresholds(self, value: list[str]) -> dict[str, int]:
        """Threshold → its number."""
        parts = [each.partition("=") for each in value]
        if not all(number.isascii() and number.isdecimal() for _, _, number in parts):
            raise serializers.ValidationError("A threshold is its name and a number, such as searches=10.")
        return {code: int(number) for code, _, number in parts}


def _alerts(asking: Asking, box: str = "open", after: Any = None) -> Shown:
    rows = MisuseAlert.objects.visible_to(asking.actor).select_related(*BY)
    page, then = newest_first(rows if box == "all" else rows.open(), after)
    read = reading_of_alerts(asking.actor, page)
    return Shown({"alerts": [_shown(each, read) for each in page], "next": then})


def _alert(asking: Asking, alert: MisuseAlert) -> Shown:
    read = reading_of_alerts(asking.actor, [alert])
    return Shown(_shown(open_misuse_alert(alert, **asking.act), read), alert.version)


def _shown(alert: MisuseAlert, read: Reading) -> MisuseAlertShown:
    return shown(
        MisuseAlertShown, alert, read, user=alert.user.reference if alert.user else "",
        force=alert.force.code if alert.force else "", entries=tuple(str(each) for each in alert.entries),
        answered_by=named(alert.answered_by),
    )  # fmt: skip


def _back_test(
    asking: Asking, rule: str, since_on: date, until_on: date, thresholds: Mapping[str, int] | None = None
) -> Shown:  # fmt: skip
    stands = next((each for each in rules_on(timezone.localdate()) if each.code == rule), None)
    if stands is None:
        raise serializers.ValidationError({"rule": ["This rule does not stand today."]})
    forces = policies.BACK_TEST_MISUSE.rows(Force.objects.all(), asking.actor)
    try:
        found = back_test_misuse(
            stands, forces=forces, since_on=since_on, until_on=until_on, changed=thresholds or {}, **asking.act
        )
    except Refused as refusal:
        field = {"changed": "thresholds"}.get(refusal.field or "", refusal.field or "rule")
        raise serializers.ValidationError({field: [refusal.sentence]}) from refusal
    months = tuple(MonthShown(each.force, each.month, each.now, each.then) for each in found.lines)
    return Shown(BackTestShown(stands.code, stands.version, dict(found.settings), found.users, months))


def alert_of(actor: Actor, reference: str) -> MisuseAlert:
    """An alert of which the actor may learn."""
    return get_or_404(MisuseAlert.objects.visible_to(actor).select_related(*BY), reference=reference)


AT = Place("api-misuse-alert", lambda row: {"reference": row.reference})
ROWS: tuple[Row, ...] = (
    Read("misuse", "api-misuse-alerts", "Alerts of possible misuse, newest first.", _alerts,
         policy=policies.SEE_MISUSE, query=MisuseAsked),
    Read("misuse/back-test", "api-misuse-back-test", "How many alerts a rule would have raised with other thresholds.",
         _back_test, policy=policies.BACK_TEST_MISUSE, query=BackTestBody, acts=(back_test_misuse,), is_posted=True),
    Read("misuse/<str:reference>", "api-misuse-alert", "One alert, with the entries of the log that made it.", _alert,
         alert_of, policy=policies.SEE_MISUSE, acts=(open_misuse_alert,)),
    Write("misuse/<str:reference>/answer", "api-answer-misuse-alert", answer_misuse_alert, alert_of, AT,
          has_version=True, texts=TEXTS, tells=("came_of_it",)),
)  # fmt: skip
