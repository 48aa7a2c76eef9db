"""What each rule of misuse finds in the entries of one user. Each gives its findings in the order of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from register.rules.lookup.shape import Shape
from register.rules.misuse.finding import Hit, bursts, days_of, people_of, searches_of
from register.rules.misuse.rule import Settings
from register.rules.misuse.seen import History, Kind, Seen, Shared

LIVE_CALL = "live_call"
HOURS_OF_A_DAY = 24
LOOKED_BACK = 28
HALF_AN_HOUR, A_SHIFT, A_DAY = timedelta(minutes=30), timedelta(hours=12), timedelta(days=1)


def name_trawl(history: History, settings: Settings) -> Iterator[Hit]:
    """Searches by one name alone, one after the other. An incident excuses them where somebody chose to name it: a
    force's system must."""
    searches = (each for each in searches_of(history.entries) if each.shape == (Shape.NAME,))
    alone = (each for each in searches if each.is_by_system or not each.has_incident)
    return bursts(alone, within=timedelta(hours=1), least=settings["searches"])


def no_incident(history: History, settings: Settings) -> Iterator[Hit]:
    """Records opened under a live call that has no number."""
    opened = (each for each in _opened(history) if each.reason == LIVE_CALL and not each.has_incident)
    return bursts(opened, within=A_SHIFT, least=settings["people"], measure=people_of)


def search_then_print(history: History, settings: Settings) -> Iterator[Hit]:
    """Prints of people whom a search of the same session showed shortly before."""
    within = timedelta(minutes=settings["minutes"])
    shown: dict[tuple[str, str], Seen] = {}
    printed = list[Seen]()
    for entry in history.entries:
        if entry.kind is Kind.SEARCH:
            shown |= {(entry.session, person): entry for person in entry.people}
        elif entry.kind is Kind.PRINT and not entry.has_incident and not entry.is_own_work:
            searches = (shown.get((entry.session, person)) for person in entry.people)
            if any(each is not None and entry.at - each.at <= within for each in searches):
                printed.append(entry)
    return bursts(printed, within=A_DAY, least=settings["people"], measure=people_of)


def shared_name(history: History, settings: Settings) -> Iterator[Hit]:
    """Records opened of somebody of the user's own surname, where it is a rare one."""
    if not 0 < history.bearers <= settings["bearers"]:
        return
    opened = _by_person(each for each in _opened(history) if each.shares is Shared.SURNAME)
    for person, entries in opened.items():
        yield from bursts(entries, within=A_DAY, least=settings["entries"], about=person)


def shared_household(history: History, settings: Settings) -> Iterator[Hit]:
    """Records opened of somebody who shares a home, a number or a vehicle with the user."""
    opened = _by_person(each for each in _opened(history) if each.shares is Shared.HOUSEHOLD)
    for person, entries in opened.items():
        yield from bursts(entries, within=A_DAY, least=settings["entries"], about=person)


def deep_paging(history: History, settings: Settings) -> Iterator[Hit]:
    """Pages of lists, each kind for itself."""
    lists: dict[str, list[Seen]] = defaultdict(list)
    for entry in history.entries:
        if entry.kind is Kind.LIST:
            lists[entry.code].append(entry)
    for entries in lists.values():
        yield from bursts(entries, within=HALF_AN_HOUR, least=settings["pages"])


def same_target(history: History, settings: Settings) -> Iterator[Hit]:
    """One person opened on several days, whom the user does not look after."""
    opened = (each for each in _opened(history) if not each.has_incident and not each.is_own_work)
    for person, entries in _by_person(opened).items():
        yield from bursts(
            entries, within=timedelta(days=LOOKED_BACK), least=settings["days"], measure=days_of, about=person
        )


def off_shift(history: History, settings: Settings) -> Iterator[Hit]:
    """What was done at hours far from all at which the user worked in the days before."""
    hours: dict[date, set[int]] = defaultdict(set)
    for entry in history.entries:
        hours[entry.at.date()].add(entry.at.hour)
    usual = {on: _usual(hours, on, settings) for on in hours}
    strange = [each for each in _read(history) if _is_far(each.at.hour, usual[each.at.date()], settings["hours"])]
    return bursts(strange, within=A_SHIFT, least=settings["entries"])


def above_peers(history: History, settings: Settings) -> Iterator[Hit]:
    """Days on which far more people were opened than others of the same roles opened."""
    days: dict[date, list[Seen]] = defaultdict(list)
    for entry in _opened(history):
        days[entry.at.date()].append(entry)
    for on, entries in days.items():
        peers, people = history.peers.get(on), people_of(entries)
        if peers is None or peers.count < settings["peers"] or people < settings["people"]:
            continue
        if people >= settings["times"] * max(peers.median, 1):
            yield Hit(tuple(entries), people)


def _opened(history: History) -> Iterator[Seen]:
    return (each for each in history.entries if each.kind is Kind.OPEN)


def _read(history: History) -> Iterator[Seen]:
    return (each for each in history.entries if each.kind in (Kind.OPEN, Kind.SEARCH))


def _by_person(entries: Iterable[Seen]) -> dict[str, list[Seen]]:
    found: dict[str, list[Seen]] = defaultdict(list)
    for entry in entries:
        for person in entry.people:
            found[person].append(entry)
    return found


def _usual(hours: dict[date, set[int]], on: date, settings: Settings) -> set[int] | None:
    """The hours of the days before, or None where there are too few of them to say what is usual."""
    before = [done for day, done in hours.items() if timedelta(0) < on - day <= timedelta(days=LOOKED_BACK)]
    return set[int]().union(*before) if len(before) >= settings["days"] else None


def _is_far(hour: int, usual: set[int] | None, least: int) -> bool:
    """Whether an hour is further than so many from each of the usual ones, around midnight too."""
    if usual is None:
        return False
    apart = (abs(hour - each) for each in usual)
    return all(min(each, HOURS_OF_A_DAY - each) > least for each in apart)
