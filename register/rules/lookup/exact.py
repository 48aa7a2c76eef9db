"""Which of what was typed names one person or one telephone exactly: not a part, not a slip, not a guess."""

from __future__ import annotations

from collections.abc import Iterator

from register.rules.lookup.query import Query
from register.rules.phones import read_phone

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
