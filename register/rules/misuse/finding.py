"""Finding stretches of entries that are too much of something, and what was found."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from register.rules.misuse.seen import Kind, Seen

TYPING = timedelta(seconds=8)
"""Lookup answers while somebody types: searches that follow each other so closely are one."""
Measure = Callable[[Sequence[Seen]], int]


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found of one user: the entries, oldest first, how much was measured, and the one person whom it is
    about, if it is about one."""

    entries: tuple[Seen, ...]
    measured: int
    about: str = ""

    @property
    def started_at(self) -> datetime:
        return self.entries[0].at

    @property
    def ended_at(self) -> datetime:
        return self.entries[-1].at


def searches_of(entries: Iterable[Seen]) -> Iterator[Seen]:
    """The searches as they ended: of what was typed letter by letter the last alone. A system asks once for what was
    typed, so that each of its requests is a search."""
    last: Seen | None = None
    for entry in entries:
        if entry.kind is not Kind.SEARCH:
            continue
        if last is not None and not _goes_on(last, entry):
            yield last
        last = entry
    if last is not None:
        yield last


def _goes_on(last: Seen, entry: Seen) -> bool:
    is_typed = not (last.is_by_system or entry.is_by_system)
    return is_typed and entry.session == last.session and entry.at - last.at <= TYPING


def bursts(
    entries: Iterable[Seen], *, within: timedelta, least: int, measure: Measure = len, about: str = ""
) -> Iterator[Hit]:
    """Each stretch in which `measure` of what happened within that time reached `least`. It goes on for as long as the
    next entry follows within the same time, so that one busy night is one finding."""
    recent, found = deque[Seen](), list[Seen]()
    for entry in entries:
        if found and entry.at - found[-1].at <= within:
            found.append(entry)
            continue
        if found:
            yield Hit(tuple(found), measure(found), about)
            found = []
        recent.append(entry)
        while entry.at - recent[0].at > within:
            recent.popleft()
        if measure(recent) >= least:
            found = list(recent)
            recent.clear()
    if found:
        yield Hit(tuple(found), measure(found), about)


def people_of(entries: Iterable[Seen]) -> int:
    """How many people the entries are about."""
    return len({person for entry in entries for person in entry.people})


def days_of(entries: Iterable[Seen]) -> int:
    """On how many days they are."""
    return len({entry.at.date() for entry in entries})
