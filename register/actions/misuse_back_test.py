"""Trying another threshold on the log, which is a reading of it and is logged as one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import QuerySet

from accounts.actor import Actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.events import misuse as events
from register.misuse.back_test import BackTest, back_test, moments_of
from register.misuse.reading import count_between
from register.rules.misuse.rule import Rule

LONGEST = timedelta(days=93)
MOST_ENTRIES = 100_000


@action(event=events.MISUSE_BACK_TESTED, policy=policies.BACK_TEST_MISUSE, lock=False)
def back_test_misuse(
    rule: Rule, *, entry: Entry, actor: Actor, reason: Reason, forces: QuerySet[Force], since_on: date, until_on: date,
    changed: Mapping[str, int], most: int = MOST_ENTRIES,
) -> BackTest:  # fmt: skip
    """How many alerts a rule would have raised so changed, by force and month. `most` bounds what is read for a page;
    0 is no bound."""
    if until_on < since_on:
        raise Refused("The last day must be the same as or after the first day.", field="until_on")
    if most and until_on - since_on > LONGEST:
        raise Refused(f"Choose at most {LONGEST.days} days.", field="since_on")
    codes = list(forces.order_by("code").values_list("code", flat=True))
    since, until = moments_of(since_on, until_on)
    if most and count_between(since - rule.window, until, forces=codes, most=most) > most:
        raise Refused(
            f"There are more than {most:,} entries to read. Choose a shorter period, or have it done on the server by"
            " manage.py backtest_misuse.",
            field="since_on",
        )
    try:
        found = back_test(rule, changed, since_on, until_on, forces=codes)
    except ValueError as error:
        raise Refused(f"{error}.", field="changed") from error

    entry.record(rule=rule.code, since_on=since_on, until_on=until_on, forces=codes)
    entry.record(settings=found.settings, count=found.then)
    return found
