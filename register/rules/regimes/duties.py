"""Every duty that follows from the facts: one pure function, so that a stored date can always be computed again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from register.rules.limits.terms import Counting, TimeLimit
from register.rules.regimes.facts import Detention, Duty, Happening, LegalFacts, State, Taken
from register.rules.regimes.spells import Spell, spells_of
from register.rules.regimes.table import BEFOREHAND, REGIMES, RESTARTS, DutyKind, Regime
from register.rules.time_limits import CATALOGUE, END_OF_DAY, LONDON, Due, due, limit_in_force

EARLY_DAYS = 2
"""An announced change that comes more than so many days before its day was not announced (s.84(4)(a))."""
LATE_DAYS = 3
"""Days beginning with the announced one, within which the change must come about (s.84(4)(b))."""
STAYED = "A court has suspended the requirements while an appeal waits."


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A duty before it is dated. `answered` are the notifications that can meet it, in order."""

    key: str
    kind: DutyKind
    spell: Spell
    start: date | datetime
    limit: str
    answered: tuple[Taken, ...]
    opens_on: date | None = None


def duties_of(
    facts: LegalFacts,
    *,
    regimes: Mapping[str, Regime] = REGIMES,
    catalogue: Iterable[TimeLimit] = CATALOGUE,
) -> tuple[Duty, ...]:
    """The duties of one registration in the order of their start, those met and those that fell away among them."""
    spells = _stopped(spells_of(facts.grounds, regimes), facts)
    catalogue = tuple(catalogue)
    wanted = (
        each
        for spell, others in _numbered(spells)
        for each in (
            *_initial(spell, others, facts),
            *_happened(spell, facts),
            *_freed(spell, facts),
            *_periodic(spell, facts),
        )
    )
    duties = [dated for each in wanted if (dated := _dated(each, facts, catalogue)) is not None]
    return tuple(sorted(duties, key=lambda duty: (duty.starts_on, duty.key)))


def _stopped(spells: Iterable[Spell], facts: LegalFacts) -> list[Spell]:
    """The spells as far as the registration lasts."""
    stops_on = min((day for day in (facts.stops_on, facts.died_on) if day is not None), default=None)
    if stops_on is None:
        return list(spells)
    return [
        replace(each, last=stops_on if each.last is None else min(each.last, stops_on))
        for each in spells
        if each.first <= stops_on
    ]


def _numbered(spells: Iterable[Spell]) -> Iterator[tuple[Spell, int]]:
    """Each spell with the number of earlier spells of the same ground."""
    seen: dict[str, int] = {}
    for spell in spells:
        yield spell, seen.get(spell.ground.key, 0)
        seen[spell.ground.key] = seen.get(spell.ground.key, 0) + 1


def _initial(spell: Spell, others: int, facts: LegalFacts) -> Iterator[_Wanted]:
    key = f"{DutyKind.INITIAL}:{spell.ground.key}" + (f":{others}" if others else "")
    answered = _given(facts, lambda taken: DutyKind.INITIAL in taken.kinds and spell.covers(taken.on))
    yield _Wanted(
        key, DutyKind.INITIAL, spell, spell.starts_on, spell.regime.limits[DutyKind.INITIAL], answered
    )  # fmt: skip


def _happened(spell: Spell, facts: LegalFacts) -> Iterator[_Wanted]:
    for each in facts.happenings:
        answered = _about(each, facts)
        if each.on is not None and spell.covers(each.on) and not _was_announced(each, answered):
            yield from _change(spell, each, each.on, answered)
        if _is_unsure(each, answered) and each.expected_on is not None and spell.covers(each.expected_on):
            yield from _non_event(spell, each, each.expected_on, facts)


def _change(spell: Spell, each: Happening, on: date, answered: tuple[Taken, ...]) -> Iterator[_Wanted]:
    limit = spell.regime.limits.get(each.kind)
    if limit is None:
        return
    late = (spell.regime.late_limits or {}).get(each.kind)
    if late is not None and each.known_on is not None and each.known_on > on - timedelta(days=7):
        limit = late
    is_in_time = each.kind in BEFOREHAND  # an announcement that came to nothing is no answer to what happened
    complete = tuple(taken for taken in answered if each.kind in taken.kinds and (is_in_time or taken.on >= on))
    yield _Wanted(f"{each.kind}:{each.key}", each.kind, spell, each.at or on, limit, complete, each.known_on)


def _non_event(spell: Spell, each: Happening, expected_on: date, facts: LegalFacts) -> Iterator[_Wanted]:
    limit = spell.regime.limits.get(DutyKind.NON_EVENT)
    if limit is not None:
        told = _given(facts, lambda taken: DutyKind.NON_EVENT in taken.kinds and each.key in taken.answers)
        yield _Wanted(f"{DutyKind.NON_EVENT}:{each.key}", DutyKind.NON_EVENT, spell, expected_on, limit, told)


def _was_announced(each: Happening, answered: Iterable[Taken]) -> bool:
    """Told in advance, and come about near enough to the day that was named (s.84(2)–(4))."""
    if each.on is None or each.expected_on is None or not _told_before(each, answered):
        return False
    return -EARLY_DAYS <= (each.on - each.expected_on).days < LATE_DAYS


def _is_unsure(each: Happening, answered: Iterable[Taken]) -> bool:
    """Told in advance, and not come about within the 3 days beginning with the day that was named. The Act asks this of
    changes that s.84 itself names; a journey that is given up is another matter."""
    if each.kind in BEFOREHAND or each.expected_on is None or not _told_before(each, answered):
        return False
    came_in_time = each.on is not None and (each.on - each.expected_on).days < LATE_DAYS
    return not came_in_time


def _told_before(each: Happening, answered: Iterable[Taken]) -> bool:
    day = each.on or each.expected_on
    return day is not None and any(each.kind in taken.kinds and taken.on < day for taken in answered)


def _freed(spell: Spell, facts: LegalFacts) -> Iterator[_Wanted]:
    """Release from custody or hospital, and return from abroad."""
    for away in facts.away:
        kind = DutyKind.RETURN if away.kind is Detention.ABROAD else DutyKind.RELEASE
        limit = spell.regime.limits.get(kind)
        is_told = away.kind is Detention.ABROAD and away.is_return_told
        if away.free_on is None or limit is None or is_told or not spell.covers(away.free_on):
            continue
        answered = _since(away.free_on, {kind, DutyKind.INITIAL}, facts)
        yield _Wanted(f"{kind}:{away.key}", kind, spell, away.free_on, limit, answered)


def _periodic(spell: Spell, facts: LegalFacts) -> Iterator[_Wanted]:
    """One after each notification that starts the clock; the next such notification meets it."""
    restarting = _given(facts, lambda taken: bool(taken.kinds & RESTARTS) and spell.covers(taken.on))
    for index, taken in enumerate(restarting):
        kind = DutyKind.PERIODIC if taken.has_fixed_abode else DutyKind.WEEKLY
        limit = spell.regime.limits.get(kind)
        if limit is not None:
            yield _Wanted(f"{kind}:{taken.key}", kind, spell, taken.on, limit, restarting[index + 1 : index + 2])


def _about(each: Happening, facts: LegalFacts) -> tuple[Taken, ...]:
    return _given(facts, lambda taken: each.key in taken.answers)


def _since(day: date, kinds: set[DutyKind], facts: LegalFacts) -> tuple[Taken, ...]:
    return _given(facts, lambda taken: bool(taken.kinds & kinds) and taken.on >= day)


def _given(facts: LegalFacts, is_one: Callable[[Taken], bool]) -> tuple[Taken, ...]:
    found = (taken for taken in facts.notifications if is_one(taken))
    return tuple(sorted(found, key=lambda taken: (taken.on, taken.key)))


def _dated(each: _Wanted, facts: LegalFacts, catalogue: tuple[TimeLimit, ...]) -> Duty | None:
    """The duty with its date, or None where the law was not in force on the day it would begin."""
    begins = each.start.date() if isinstance(each.start, datetime) else each.start
    try:
        limit = limit_in_force(each.limit, begins, catalogue)
    except LookupError:
        return None
    when = due(
        limit, each.start, paused=facts.pauses, stayed=facts.stayed, more_holidays=facts.more_holidays
    )  # fmt: skip
    starts_on = begins if limit.counting is not Counting.BEFORE else _opens(each, when, begins)
    duty = Duty(
        key=each.key, kind=each.kind, regime=each.spell.regime.code, limit_code=limit.code, starts_on=starts_on,
        due_at=when.at if when else None, due_on=when.due_on if when else None,
        explanation=_explained(each, limit, when, facts),
    )  # fmt: skip
    return _settled(_after_stay(duty, begins, limit, facts), each, facts)


def _after_stay(duty: Duty, begins: date, limit: TimeLimit, facts: LegalFacts) -> Duty:
    """What is to be told beforehand, and would be due while the requirement is suspended: when it runs again, if that
    is before the event, and otherwise not at all."""
    if limit.counting is not Counting.BEFORE or duty.due_on is None:
        return duty
    stay = next((each for each in facts.stays if each.covers(begins)), None)
    if stay is not None:
        return replace(duty, state=State.ENDED, ended_on=max(begins, duty.starts_on), ended_why=STAYED)
    stay = next((each for each in facts.stays if each.covers(duty.due_on)), None)
    if stay is None or stay.free_on is None:
        return duty
    at = datetime.combine(min(stay.free_on, begins), END_OF_DAY, LONDON)
    said = f"{duty.explanation} {STAYED} It is due when the requirement runs again."
    return replace(duty, due_at=at, due_on=at.date(), explanation=said)


def _opens(each: _Wanted, when: Due | None, begins: date) -> date:
    """A notification before an event can be given from the day on which the event was known."""
    known = each.opens_on or begins
    return min(known, when.due_on) if when else known


def _explained(each: _Wanted, limit: TimeLimit, when: Due | None, facts: LegalFacts) -> str:
    revived = (
        f"Revived when the requirement that stood in its place ended. {each.spell.regime.authority}. "
        if each.kind is DutyKind.INITIAL and each.spell.revived_on
        else ""
    )
    if when is None and any(stay.free_on is None for stay in facts.stays):
        return f"{revived}{limit.title}: the clock stands still. {STAYED} {limit.authority}."
    if when is None:
        return f"{revived}{limit.title}: the clock stands still. Left out: {limit.disregards.value}. {limit.authority}."
    stayed = " Left out too: the time for which a court suspended the requirements." if facts.stays else ""
    return revived + when.explanation + stayed


def _settled(duty: Duty, each: _Wanted, facts: LegalFacts) -> Duty:
    """Met by the first notification that answers it; fallen away where the requirement ends before its last day."""
    if each.answered:
        first = each.answered[0]
        return replace(duty, state=State.MET, met_by=first.key, met_on=first.on, ended_on=None, ended_why="")
    if facts.died_on is not None:
        return replace(duty, state=State.ENDED, ended_on=facts.died_on, ended_why="The person died.")
    if duty.state is State.ENDED:
        return duty
    if facts.stops_on is not None and duty.due_on is None:
        why = "The registration ended while the clock of this duty stood still."
        return replace(duty, state=State.ENDED, ended_on=max(facts.stops_on, duty.starts_on), ended_why=why)
    last = each.spell.last
    if last is not None and duty.due_on is not None and duty.due_on > last:
        why = "The requirement ends before the last day of this duty."
        return replace(duty, state=State.ENDED, ended_on=max(last, duty.starts_on), ended_why=why)
    return duty
