"""Finding possible misuse in the log, telling professional standards, and saying what came of it.

Looking again doubles nothing: what meets, in time, an alert of the same rule about the same user and person is that
alert. So each run looks back further than to the one before, and one that was missed is made up for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actor import Actor, system_actor
from accounts.models import Force, User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.inbox import put, take_back
from register.events import misuse as events
from register.misuse.readers import Reader
from register.misuse.reading import LONDON, active_readers, history_of, peers_between
from register.models import MisuseAlert, Notice
from register.rules.misuse.finding import Hit
from register.rules.misuse.peers import PeersOf
from register.rules.misuse.rule import Rule
from register.rules.misuse.table import rules_on
from register.rules.time_limits import due, limit_in_force
from register.watched.people import STANDARDS, People
from register.watched.sources import source_of

WATCHER = system_actor("misuse-watch", {"misuse.raise": "national"})
BY_ITSELF = Reason("system")
SOURCE = "misuse"
MOST_NAMED = 200
HOURLY_LOOKS_BACK, NIGHTLY_LOOKS_BACK = timedelta(hours=3), timedelta(days=3)

log = structlog.get_logger(__name__)


def watch_hourly(until: datetime) -> int:
    """Look at what ended in the last hours by the rules of the hour. Gives how many alerts were raised."""
    rules = [rule for rule in rules_on(until.astimezone(LONDON).date()) if not rule.is_nightly]
    return _watch(rules, until - HOURLY_LOOKS_BACK, until)


def watch_nightly(until: datetime) -> int:
    """Look at what ended in the last days by every rule. Gives how many alerts were raised."""
    today = until.astimezone(LONDON).date()
    since = datetime.combine(today - NIGHTLY_LOOKS_BACK, time.min, tzinfo=LONDON)  # whole days are compared
    return _watch(rules_on(today), since, until)


def _watch(rules: Sequence[Rule], since: datetime, until: datetime) -> int:
    """One user after another. One whose entries cannot be read keeps nobody else's from being looked at."""
    if not rules:
        return 0
    peers = peers_between(since, until) if any(rule.is_nightly for rule in rules) else {}
    raised = 0
    for reader in active_readers(since, until):
        try:
            raised += _look_at(reader, rules, since, until, peers)
        except Exception as error:
            log.error("misuse_watch_failed", exc_info=error)
    return raised


def _look_at(reader: Reader, rules: Sequence[Rule], since: datetime, until: datetime, peers: PeersOf) -> int:
    start = since - max(rule.window for rule in rules)
    history = history_of(reader, start, until, peers=peers.get(reader.key, {}))
    found = [(rule, hit) for rule in rules for hit in rule.find(history, rule.settings) if hit.ended_at >= since]
    return sum(_raise_if_new(reader, rule, hit) for rule, hit in found)


@transaction.atomic
def _raise_if_new(reader: Reader, rule: Rule, hit: Hit) -> bool:
    """Two runs that find the same at once are one after the other: each holds the row of the user, or of the force
    whose officer it is."""
    mine: QuerySet[Any] = (
        User.objects.filter(pk=reader.user.pk) if reader.user else Force.objects.filter(code=reader.force)
    )
    mine.select_for_update(of=("self",), no_key=True).get()
    known = MisuseAlert.objects.filter(
        user=reader.user, officer=reader.unknown_officer, rule=rule.code, about=hit.about
    )  # fmt: skip
    if known.meeting(hit.started_at, hit.ended_at).exists():
        return False
    raise_misuse_alert(reader, rule=rule, hit=hit, actor=WATCHER, reason=BY_ITSELF)
    return True


@action(event=events.MISUSE_RAISED, policy=policies.RAISE_MISUSE, lock=False)
def raise_misuse_alert(
    reader: Reader, *, entry: Entry, actor: Actor, reason: Reason, rule: Rule, hit: Hit
) -> MisuseAlert:
    """Tell professional standards of the user's force what a rule found. The user's own line is not told."""
    today, user = timezone.localdate(), reader.user
    alert = MisuseAlert.objects.create(
        rule=rule.code, rule_version=rule.version, settings=rule.settings, user=user, officer=reader.unknown_officer,
        force=user.force if user else Force.objects.get(code=reader.force), about=hit.about, measured=hit.measured,
        started_at=hit.started_at, ended_at=hit.ended_at,
        entries=[each.id for each in hit.entries[-MOST_NAMED:]], entry_count=len(hit.entries),
        due_on=due(limit_in_force("misuse.answer", today), today).due_on,
    )  # fmt: skip
    _tell(alert, today)
    entry.about(alert)
    entry.record(rule=rule.code, rule_version=rule.version, user=user.reference if user else "", about=hit.about)
    entry.record(measured=hit.measured, entry_count=len(hit.entries))
    return alert


def _tell(alert: MisuseAlert, today: date) -> None:
    """Whoever of the force's professional standards is there. Where nobody is, the alert goes up by itself."""
    source, people = source_of(SOURCE), People(today)
    if source is None or alert.force_id is None:
        return
    may = people.may_learn(source.readers, alert.pk)
    told = [each for each in people.leading(alert.force_id, STANDARDS[0]) if may(each)]
    put(told, Notice.Topic.GIVEN, alert.reference, people=[], source=SOURCE, page=source.page,
        argument=alert.reference, due_on=alert.due_on)  # fmt: skip


@action(event=events.MISUSE_OPENED, policy=policies.SEE_MISUSE, lock=False)
def open_misuse_alert(alert: MisuseAlert, *, entry: Entry, actor: Actor, reason: Reason) -> MisuseAlert:
    """Read an alert and the entries that made it."""
    return alert


@action(event=events.MISUSE_ANSWERED, policy=policies.ANSWER_MISUSE)
def answer_misuse_alert(
    alert: MisuseAlert, *, entry: Entry, actor: Actor, reason: Reason, came_of_it: MisuseAlert.CameOfIt, words: str
) -> MisuseAlert:
    """Say what came of an alert of possible misuse."""
    if alert.came_of_it:
        raise Refused("Somebody has said already what came of this alert.")
    if not words.strip():
        raise Refused("Say what you found, and what was done.", field="words")

    alert.came_of_it, alert.words = came_of_it, words.strip()
    alert.answered_at, alert.answered_by_id = timezone.now(), actor.user_id
    alert.version += 1
    alert.save()
    take_back(Notice.Topic.GIVEN, [alert.reference])
    entry.record(came_of_it=alert.came_of_it, words=alert.words)
    return alert
