"""What a rule of misuse is: data with dates and thresholds, and the function that finds what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from register.rules.misuse.finding import Hit
from register.rules.misuse.seen import History

Settings = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number that decides whether something is found. It may be tried between `lowest` and `highest`."""

    code: str
    title: str
    value: int
    lowest: int = 1
    highest: int = 10_000


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as it stands from a day on. Changed thresholds are a new record with the next version.

    `why` says what it may mean, `unless` what is often behind it that is right. `window` is how far back the entries
    must be read. `is_nightly`: it compares with days or weeks, and is looked at once a night.
    """

    code: str
    version: int
    title: str
    why: str
    unless: str
    starts_on: date
    window: timedelta
    thresholds: tuple[Threshold, ...]
    find: Callable[[History, Settings], Iterator[Hit]]
    is_nightly: bool = False
    ends_on: date | None = None

    @property
    def settings(self) -> dict[str, int]:
        """Threshold → its value."""
        return {each.code: each.value for each in self.thresholds}

    def is_in_force(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)

    def changed(self, values: Mapping[str, int]) -> dict[str, int]:
        """The settings with some of them changed.

        Raises:
            ValueError: there is no such threshold, or the number is not one that it may have. Says which may be.
        """
        known = {each.code: each for each in self.thresholds}
        for code, value in values.items():
            if code not in known:
                raise ValueError(f"{self.title} has no threshold {code}: it has {', '.join(known)}")
            if not known[code].lowest <= value <= known[code].highest:
                raise ValueError(f"{known[code].title}: a number from {known[code].lowest} to {known[code].highest}")
        return self.settings | dict(values)


def in_force(rules: Iterable[Rule], on: date) -> tuple[Rule, ...]:
    """The rules that stand on a day."""
    return tuple(rule for rule in rules if rule.is_in_force(on))
