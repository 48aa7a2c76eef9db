"""What another threshold would have found in the log: counted by force and month, and nothing is raised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from register.misuse.reading import LONDON, active_readers, history_of, peers_between
from register.rules.misuse.peers import PeersOf
from register.rules.misuse.rule import Rule, Settings
from register.rules.misuse.seen import History


@dataclass(frozen=True, slots=True)
class Line:
    """How many alerts there would have been in a force in a month: as the rule stands, and as it was changed."""

    force: str
    month: date
    now: int
    then: int


@dataclass(frozen=True, slots=True)
class BackTest:
    """What was worked out. `settings` are the changed ones, `users` those whose entries were read, officers for whom
    systems asked among them."""

    rule: Rule
    settings: Settings
    since_on: date
    until_on: date
    users: int
    lines: tuple[Line, ...]

    @property
    def now(self) -> int:
        return sum(line.now for line in self.lines)

    @property
    def then(self) -> int:
        return sum(line.then for line in self.lines)


def moments_of(since_on: date, until_on: date) -> tuple[datetime, datetime]:
    """The first moment of the first day, and the moment after the last day."""
    return _midnight(since_on), _midnight(until_on + timedelta(days=1))


def back_test(
    rule: Rule, changed: Mapping[str, int], since_on: date, until_on: date, *, forces: Collection[str]
) -> BackTest:
    """Count what the rule finds and what it would find so changed, in the entries of people of these forces and
    of officers for whom their systems asked.

    Memory is that of one user's entries, and of the comparisons of a rule that compares with others.

    Raises:
        ValueError: a threshold is not one of the rule's, or not a number that it may have.
    """
    settings = rule.changed(changed)
    since, until = moments_of(since_on, until_on)
    peers: PeersOf = peers_between(since, until) if "peers" in settings else {}
    now, then = Counter[tuple[str, date]](), Counter[tuple[str, date]]()
    readers = active_readers(since, until, forces=forces)
    for reader in readers:
        history = history_of(reader, since - rule.window, until, peers=peers.get(reader.key, {}))
        now.update(_counted(rule, rule.settings, history, since))
        then.update(_counted(rule, settings, history, since))
    lines = tuple(Line(force, month, now[force, month], then[force, month]) for force, month in sorted(now | then))
    return BackTest(rule, settings, since_on, until_on, len(readers), lines)


def _counted(rule: Rule, settings: Settings, history: History, since: datetime) -> list[tuple[str, date]]:
    """The force and the month of each finding that ended in the time."""
    ended = (hit.ended_at for hit in rule.find(history, settings))
    return [(history.force, at.date().replace(day=1)) for at in ended if at >= since]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=LONDON)
