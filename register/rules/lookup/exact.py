"""Which of what was typed names one person or one telephone exactly: not a part, not a slip, not a guess."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from register.rules.lookup.facts import PersonFacts, compact
from register.rules.lookup.query import Query
from register.rules.lookup.score import EXACT, score
from register.rules.phones import read_phone

_SHORTEST_PLATE = 5
_FEWEST_DIGITS, _FEWEST_ABROAD, _WITHOUT_ITS_ZERO = 7, 9, 10


def whole_numbers(query: Query) -> tuple[str, ...]:
    """The telephone numbers that were typed whole, in E.164: with or without +44, the leading 0, or a country code."""
    return tuple(dict.fromkeys(e164 for reading in query.phones for e164 in _whole(reading.digits)))


def _whole(digits: str) -> Iterator[str]:
    if len(digits) < _FEWEST_DIGITS:
        return
    ways = [digits]
    if len(digits) >= _FEWEST_ABROAD and not digits.startswith("0"):
        ways.append(f"+{digits}")
    if len(digits) == _WITHOUT_ITS_ZERO:
        ways.append(f"0{digits}")
    yield from (e164 for way in ways if (e164 := read_phone(way).e164))


@dataclass(frozen=True, slots=True)
class ExactFacts:
    """The facts that were typed whole and each name somebody: a date of birth only beside a whole name."""

    phones: tuple[str, ...] = ()
    plates: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    references: tuple[str, ...] = ()
    dates_of_birth: tuple[date, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.phones or self.plates or self.identifiers or self.references or self.dates_of_birth)


def exact_facts(query: Query) -> ExactFacts:
    """What was typed that names one person exactly; no part, no slip, no swapped date, no wrong check letter."""
    return ExactFacts(
        phones=whole_numbers(query),
        plates=tuple(plate for plate in query.plates if len(plate) >= _SHORTEST_PLATE),
        identifiers=tuple((each.kind, each.canonical) for each in query.identifiers if not each.problem),
        references=query.references,
        dates_of_birth=tuple(each.on for each in query.dates if not each.is_swapped) if len(query.names) > 1 else (),
    )


def names_exactly(query: Query, facts: PersonFacts) -> bool:
    """Whether one of the exact facts is this person's and nothing that was typed differs from what is held of them."""
    match = score(query, facts)
    if match.differences:
        return False
    asked = exact_facts(query)
    plates = set(map(compact, facts.plates))
    phones = {number for held in facts.phones for number in _whole(held)}
    has_number = bool(plates.intersection(map(compact, asked.plates)) or phones.intersection(asked.phones))
    return has_number or match.strength == EXACT
