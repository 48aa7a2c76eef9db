"""Understanding the lookup box: everything that was typed, in every reading that makes sense."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from register.rules.lookup.box import Box
from register.rules.lookup.query import PhoneReading, Query
from register.rules.lookup.typed_births import Births, guess_births, take_ages, take_dates
from register.rules.lookup.typed_names import names_and_towns_in
from register.rules.lookup.typed_numbers import (
    identifiers_in,
    part_phones_in,
    phones_in,
    plates_in,
    references_in,
)
from register.rules.lookup.typed_places import (
    part_postcodes_in,
    postcodes_in,
    remove_part_postcodes,
    streets_in,
)

_MOST_READINGS = 6
_T = TypeVar("_T")


def understand(text: str, *, today: date) -> Query:
    """Every plausible reading of what was typed. Reads the first 200 characters and never fails on any of them.

    What can only be one thing (a sound PNC ID, a whole date, a whole phone) is read as that alone; the rest is read
    in each way it can be, and the fields that hold such guesses are named in `Query.guesses`.
    """
    box, births = Box(text), Births()
    references = _few(references_in(box))
    identifiers = _few(identifiers_in(box, today=today))
    phones = _few(phones_in(box))
    take_dates(box, births, today=today)
    take_ages(box, births)
    postcodes = _few(postcodes_in(box))
    plates = _few(plates_in(box))
    streets = _few(streets_in(box))
    part_postcodes = _few(part_postcodes_in(box))
    guess_births(box, births, today=today)
    part_phones = () if phones else _few(part_phones_in(box))
    remove_part_postcodes(box)
    names, towns = names_and_towns_in(box)
    has_guessed_postcode = bool(part_postcodes) and bool(plates)
    return Query(
        text=box.text,
        today=today,
        names=names,
        towns=_few(towns),
        dates=_few(births.dates),
        part_dates=_few(births.parts),
        ages=_few(births.ages),
        phones=phones or (_without_years(part_phones, births) if names or streets else part_phones),
        postcodes=postcodes or part_postcodes,
        streets=streets,
        plates=plates,
        identifiers=identifiers,
        references=references,
        problems=_few([*births.problems, *(reading.problem for reading in identifiers if reading.problem)]),
        guesses=_guesses(births, has_guessed_postcode=has_guessed_postcode),
    )


def _guesses(births: Births, *, has_guessed_postcode: bool) -> frozenset[str]:
    doubtful = {
        "part_dates": births.part_is_guess,
        "ages": births.age_is_guess,
        "postcodes": has_guessed_postcode,
    }
    return frozenset(field for field, is_guess in doubtful.items() if is_guess)


def _without_years(phones: tuple[PhoneReading, ...], births: Births) -> tuple[PhoneReading, ...]:
    years = {str(part.year) for part in births.parts}
    return tuple(phone for phone in phones if phone.digits not in years)


def _few(readings: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(readings))[:_MOST_READINGS]
