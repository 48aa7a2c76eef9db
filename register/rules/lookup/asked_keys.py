"""The keys that a query asks for: every reading, and every existing word near a typed one, within a fixed number.

Each kind is built from the same parts as in `keys`, where the person's side stands.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain, combinations, islice, pairwise, product
from typing import NamedTuple

from register.rules.lookup.keys import (
    KINDS,
    day_month,
    fold_plate,
    hash_of,
    identifier_parts,
    in_order,
    plate_parts,
    reference_parts,
)
from register.rules.lookup.query import Query
from register.rules.lookup.slips import Expand, Expansion, only_typed
from register.rules.lookup.sounds import sound_of
from register.rules.lookup.towns import town_words

MOST_KEYS = 72
_MOST_SOUNDS = 8
_OTHER_FORM = 0.95
_TOWN_AS_NAME = 0.6
_WORD_AS_TOWN = 0.5
_MOST_PAIRS_OF_SLOTS = 10
_MOST_OF_A_PAIR = 24
_PLENTY_OF_YEARS = 3
_MOST_FOR_ONE_NAME = 6
_MOST_WORDS_ALONE = 14

Weighed = tuple[float, str, tuple[str, ...]]


class WeightedKey(NamedTuple):
    """A hash to probe, its kind, and how much a hit counts (1 as typed, less for a guess)."""

    hash: int
    kind: str
    weight: float


class _Slot(NamedTuple):
    """A typed name word with what to look for in its place."""

    typed: str
    words: tuple[Expansion, ...]
    sounds: tuple[tuple[str, float], ...]
    weight: float


def keys_for(query: Query, expand: Expand = only_typed) -> tuple[WeightedKey, ...]:
    """The keys to probe for a query, the most telling first; at most 72 and no hash twice.

    `expand` gives for each typed word the existing words near it; it is called once, with all the words.
    """
    slots = _slots(query, expand)
    weighed = chain(
        _asked_numbers(query),
        _asked_phones(query),
        _asked_plates(query),
        _asked_births(query),
        _asked_places(query),
        _asked_pairs(query, slots),
        _asked_names(query, slots),
    )
    best: dict[tuple[str, tuple[str, ...]], float] = {}
    for weight, kind, parts in weighed:
        if weight > best.get((kind, parts), 0.0):
            best[kind, parts] = weight
    ranked = sorted(best.items(), key=lambda item: (-item[1] * KINDS[item[0][0]], item[0]))[:MOST_KEYS]
    return tuple(WeightedKey(hash_of(kind, parts), kind, weight) for (kind, parts), weight in ranked)


def _slots(query: Query, expand: Expand) -> list[_Slot]:
    words = tuple(dict.fromkeys(form for name in query.names for form in name.forms))
    if not words:
        return []
    found = expand(words)
    slots = []
    for name in query.names:
        near = _near(name.forms, found)
        sounds: dict[str, float] = {}
        for expansion in near:
            sounds.setdefault(expansion.sound, expansion.weight)
        weight = _TOWN_AS_NAME if name.is_known_town and (len(query.names) > 1 or query.streets) else 1.0
        slots.append(_Slot(name.forms[0], near, tuple(islice(sounds.items(), _MOST_SOUNDS)), weight))
    return slots


def _near(forms: tuple[str, ...], found: Mapping[str, tuple[Expansion, ...]]) -> tuple[Expansion, ...]:
    near = [
        expansion if place == 0 else expansion._replace(weight=expansion.weight * _OTHER_FORM)
        for place, form in enumerate(forms)
        for expansion in found.get(form) or (Expansion(form, 1.0, sound_of(form)),)
    ]
    return tuple(sorted(near, key=lambda expansion: -expansion.weight))


def _asked_numbers(query: Query) -> Iterator[Weighed]:
    for kind, canonical, _ in query.identifiers:
        yield from ((1.0, *part) for part in identifier_parts(kind, canonical))
    for reference in query.references:
        yield from ((1.0, *part) for part in reference_parts(reference))


def _asked_phones(query: Query) -> Iterator[Weighed]:
    for digits, is_whole in query.phones:
        if is_whole:
            yield from _asked_whole_phone(digits)
        else:
            yield from _asked_part_phone(digits)


def _asked_whole_phone(digits: str) -> Iterator[Weighed]:
    """The three blocks of a phone: one wrong digit leaves one whole; blocks from the front survive a lost digit."""
    yield 1.0, "phone_tail", (digits[-6:],)
    yield 0.9, "phone_middle", (digits[-9:-3],)
    yield 0.9, "phone_ends", (digits[-9:-6], digits[-3:])
    if len(digits) != 11:
        yield 0.8, "phone_middle", (digits[2:8],)
        yield 0.8, "phone_ends", (digits[2:5], digits[-3:])
        yield 0.8, "phone_tail", (digits[5:11],)
    for place in (3, 6):
        turned = f"{digits[: -place - 1]}{digits[-place]}{digits[-place - 1]}{digits[len(digits) - place + 1 :]}"
        yield 0.8, "phone_tail", (turned[-6:],)
        yield 0.8, "phone_middle", (turned[-9:-3],)
    for place in (1, 2, 3):
        others = (f"{digits[-6:-place]}{digit}{digits[len(digits) - place + 1 :]}" for digit in "0123456789")
        yield from ((0.7, "phone_tail", (other,)) for other in others)


def _asked_part_phone(digits: str) -> Iterator[Weighed]:
    yield 1.0, "phone_last4", (digits[-4:],)
    if len(digits) >= 6:
        yield 1.0, "phone_tail", (digits[-6:],)
        yield 0.9, "phone_middle", (digits[-6:],)
        yield 0.9, "phone_middle", (digits[:6],)
    if len(digits) >= 8:
        yield 0.9, "phone_middle", (digits[2:8],)


def _asked_plates(query: Query) -> Iterator[Weighed]:
    for plate in query.plates:
        yield from ((1.0, *part) for part in plate_parts(plate))
        mark = fold_plate(plate)
        if len(mark) <= 4:
            yield 1.0, "plate_part", ("head", mark)
            yield 1.0, "plate_part", ("tail", mark[-3:])
        else:
            yield 0.8, "plate", (f"{mark[:3]}{mark[4]}{mark[3]}{mark[5:]}",)
            yield 0.8, "plate_part", ("tail", mark[4:7])


def _asked_births(query: Query) -> Iterator[Weighed]:
    for born, is_swapped in query.dates:
        yield 0.9 if is_swapped else 1.0, "birth", (str(born.year), day_month(born))


def _asked_places(query: Query) -> Iterator[Weighed]:
    for outward, sector, whole in query.postcodes:
        yield (1.0, "postcode", (whole,)) if whole else (1.0, "sector", (sector or outward,))
        yield 0.7 if whole else 0.0, "sector", (sector,)
        yield 0.5 if sector else 1.0, "outward", (outward,)
    for street in query.streets:
        sound = sound_of(street.name)
        yield 1.0 if street.house else 0.0, "house_street", (street.house, sound)
        yield 0.5, "street_town", (sound, "")
        yield from _with(1.0, "street_town", (sound,), _asked_towns(query))
        if street.house:
            yield from _with(0.8, "house_town", (street.house,), _asked_towns(query))
    yield from _with(1.0, "town", (), _asked_towns(query))


def _asked_towns(query: Query) -> dict[str, float]:
    return {
        town_words(town.written)[-1]: 1.0 if town.is_known else _WORD_AS_TOWN
        for town in query.towns
        if town_words(town.written)
    }


def _asked_years(query: Query) -> dict[str, float]:
    """Years of birth with their weights: certain from a date, less so from an age and least at its edges."""
    years: dict[str, float] = {}
    for age in query.ages:
        span = range(query.today.year - age.high - 1, query.today.year - age.low + 1)
        years |= {str(year): 0.8 for year in span}
    years |= {str(part.year): 1.0 for part in query.part_dates if part.year}
    return years | {str(reading.on.year): 1.0 for reading in query.dates}


def _asked_days(query: Query) -> list[str]:
    days = [day_month(reading.on) for reading in query.dates]
    days += [day_month(date(2000, part.month, part.day)) for part in query.part_dates if part.day]
    return list(dict.fromkeys(days))


def _asked_pairs(query: Query, slots: list[_Slot]) -> Iterator[Weighed]:
    years, towns = _asked_years(query), _asked_towns(query)
    couples = list(islice(combinations(slots, 2), _MOST_PAIRS_OF_SLOTS))
    share = max(4, _MOST_OF_A_PAIR // max(1, len(couples)))
    for one, other in couples:
        sounds = _best_products(one.sounds, other.sounds, one.weight * other.weight, share)
        for weight, pair in sounds:
            yield weight, "pair", pair
            yield from _with(weight, "pair_town", pair, towns)
        few = sounds if len(years) <= _PLENTY_OF_YEARS else sounds[: max(2, share // 4)]
        yield from (asked for weight, pair in few for asked in _with(weight, "pair_year", pair, years))
        spelled = [[(near.word, near.weight) for near in slot.words] for slot in (one, other)]
        exact = _best_products(spelled[0], spelled[1], one.weight * other.weight, share)
        yield from ((weight, "pair_exact", pair) for weight, pair in exact)
        yield from _asked_letters(one.typed, other.typed, years)


def _with(weight: float, kind: str, parts: tuple[str, ...], also: dict[str, float]) -> Iterator[Weighed]:
    yield from ((weight * other, kind, (*parts, value)) for value, other in also.items())


def _best_products(
    ones: Iterable[tuple[str, float]], others: Iterable[tuple[str, float]], weight: float, most: int
) -> list[tuple[float, tuple[str, str]]]:
    pairs: dict[tuple[str, str], float] = {}
    for (one, first), (other, second) in product(ones, others):
        pair = in_order(one, other)
        pairs[pair] = max(pairs.get(pair, 0.0), first * second * weight)
    ranked = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return [(value, pair) for pair, value in ranked[:most]]


def _asked_letters(one: str, other: str, years: dict[str, float]) -> Iterator[Weighed]:
    for first, last in ((one, other), (other, one)):
        for year, weight in years.items():
            yield 0.7 * weight, "letters_year", (last[:3], first[0], year)


def _asked_names(query: Query, slots: list[_Slot]) -> Iterator[Weighed]:
    years, days, towns = _asked_years(query), _asked_days(query), _asked_towns(query)
    outwards = {postcode.outward: 1.0 for postcode in query.postcodes}
    streets = {sound_of(street.name): 1.0 for street in query.streets}
    for slot in slots:
        elsewhere = {town: weight for town, weight in towns.items() if town not in (slot.typed,)}
        for sound, near in slot.sounds[:_MOST_FOR_ONE_NAME]:
            weight = near * slot.weight
            yield from _with(weight, "name_year", (sound,), years)
            yield from _with(weight, "name_day", (sound,), dict.fromkeys(days, 1.0))
            yield from _with(weight, "name_outward", (sound,), outwards)
            yield from _with(weight, "name_town", (sound,), elsewhere)
            yield from _with(weight, "name_street", (sound,), streets)
            yield weight, "name", (sound,)
        alone = slot.words[: max(2, _MOST_WORDS_ALONE // len(slots))]
        yield from ((near.weight * slot.weight, "word", (near.word,)) for near in alone)
    joined = (f"{one.typed}{other.typed}" for one, other in pairwise(slots))
    yield from ((0.8, "word", (word,)) for word in joined)
