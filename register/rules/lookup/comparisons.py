"""How one typed fact agrees with one held fact: points, and the words that say so.

No sentence gives a whole address or phone: only a town, a postcode district or the last four digits.
"""

from datetime import date
from typing import NamedTuple

from rapidfuzz.distance import OSA

from register.rules.dates import PLACEHOLDERS
from register.rules.lookup.facts import AddressFacts, compact
from register.rules.lookup.keys import fold_plate, identifier_parts
from register.rules.lookup.query import (
    IDENTIFIER_NAMES,
    AgeReading,
    DateReading,
    PartDate,
    PhoneReading,
    PostcodeReading,
    day_said,
)
from register.rules.lookup.sounds import sound_of
from register.rules.lookup.streets import Street


class Finding(NamedTuple):
    """What one kind of fact contributes; `is_proof` when it alone names the person."""

    points: float
    reasons: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    is_proof: bool = False


NOTHING = Finding(0.0)


def compare_date(reading: DateReading, born: date) -> Finding:
    """A whole date against a date of birth; a date that stands for "not known" neither proves nor denies anything."""
    typed = reading.on
    if born in PLACEHOLDERS:
        return Finding(0.0, (), ("No true date of birth held",))
    if typed == born:
        if reading.is_swapped:
            return Finding(9.0, (), (f"Date of birth has day and month swapped: {day_said(born)}",))
        return Finding(12.0, (f"Same date of birth: {day_said(born)}",), is_proof=True)
    if reading.is_swapped:
        return Finding(-6.0)
    return _compare_near_date(typed, born)


def _compare_near_date(typed: date, born: date) -> Finding:
    same = (typed.year == born.year, typed.month == born.month, typed.day == born.day)
    digits = OSA.distance(f"{typed:%Y%m%d}", f"{born:%Y%m%d}", score_cutoff=2)
    if digits == 1:
        return Finding(7.0, (), (f"Date of birth is one digit different: {day_said(born)}",))
    if sum(same) == 2:
        part = ("year", "month", "day")[same.index(False)]
        return Finding(4.0, (), (f"Date of birth has a different {part}: {day_said(born)}",))
    if same[0]:
        return Finding(0.5, (), (f"Same year of birth, different day: {day_said(born)}",))
    return Finding(-5.0, (), (f"Different date of birth: {day_said(born)}",))


def compare_part(part: PartDate, born: date) -> Finding:
    """A partly known date against a date of birth."""
    asked = ((part.year, born.year), (part.month, born.month), (part.day, born.day))
    agreeing = [typed == held for typed, held in asked if typed]
    if all(agreeing):
        worth = (4.0 if part.year else 0.0) + (2.0 if part.month else 0.0) + (3.0 if part.day else 0.0)
        return Finding(worth, (f"Born {day_said(born)}",))
    if part.year and abs(part.year - born.year) == 1:
        return Finding(1.0, (), (f"Year of birth is one out: {born.year}",))
    return Finding(-4.0, (), (f"Different date of birth: {day_said(born)}",))


def age_on(today: date, born: date) -> int:
    """Whole years of age on a day."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def compare_age(reading: AgeReading, held: int) -> Finding:
    """An age, which people guess, against an age in whole years."""
    if reading.low <= held <= reading.high:
        return Finding(3.0, (f"Aged {held}",))
    if reading.low - 3 <= held <= reading.high + 3:
        return Finding(0.5, (), (f"Aged {held}",))
    return Finding(-3.0, (), (f"Aged {held}",))


def near_keys(kind: str, canonical: str) -> frozenset[tuple[str, tuple[str, ...]]]:
    """What two identifiers share when only the check letter or the century differs; empty for kinds without them."""
    return frozenset(part for part in identifier_parts(kind, canonical) if part[0] == "serial")


def compare_number(kind: str, typed: str, near: frozenset[tuple[str, tuple[str, ...]]], held: str) -> Finding:
    """An identifier against one of the same kind that is held."""
    name = IDENTIFIER_NAMES[kind]
    whole = compact(held)
    if typed == whole:
        return Finding(25.0, (f"Same {name}",), is_proof=True)
    if near and near <= near_keys(kind, held):
        return Finding(20.0, (f"Same {name} but for its check letter or century",))
    if OSA.distance(typed, whole, score_cutoff=1) == 1:
        return Finding(14.0, (), (f"{name[:1].upper()}{name[1:]} is one character different",))
    return Finding(-6.0, (), (f"Different {name}",))


def compare_phone(reading: PhoneReading, held: str) -> Finding:
    """A phone or part of one against a phone held."""
    digits, ending = reading.digits, f"ends {held[-4:]}"
    if digits == held:
        return Finding(12.0, (f"Same phone, {ending}",))
    if not reading.is_whole and held.endswith(digits):
        return Finding(min(11.0, 4.0 + len(digits) * 0.8), (f"Phone {ending}",))
    if not reading.is_whole and digits in held:
        return Finding(min(9.0, 2.0 + len(digits) * 0.8), (f"Phone has the digits typed, {ending}",))
    slips = OSA.distance(digits, held, score_cutoff=2) if len(digits) >= 9 else 3
    if slips > 2:
        return NOTHING
    different = "one digit" if slips == 1 else "two digits"
    return Finding(9.0 if slips == 1 else 4.0, (), (f"Phone is {different} different, {ending}",))


def compare_plate(typed: str, held: str) -> Finding:
    """A folded plate or part of one against a plate held."""
    folded = fold_plate(held)
    if typed == folded:
        return Finding(12.0, (f"Same vehicle: {held}",))
    if len(typed) >= 5:
        slips = OSA.distance(typed, folded, score_cutoff=2)
        if slips == 1:
            return Finding(9.0, (), (f"Vehicle is one character different: {held}",))
        return Finding(4.0, (), (f"Vehicle is two characters different: {held}",)) if slips == 2 else NOTHING
    if len(typed) >= 3 and (folded.startswith(typed) or folded.endswith(typed)):
        return Finding(5.0, (f"Vehicle has the part typed: {held}",))
    return NOTHING


def lives(address: AddressFacts) -> str:
    """Whether somebody lives there or has lived there."""
    return "Lives" if address.is_current else "Has lived"


def compare_postcode(reading: PostcodeReading, held: AddressFacts) -> Finding:
    """A postcode or its beginning against an address."""
    if not held.outward:
        return NOTHING
    if reading.whole and reading.whole == held.postcode:
        return Finding(9.0, (f"{lives(held)} at that postcode, in {held.outward}",))
    if reading.whole and OSA.distance(reading.whole, held.postcode, score_cutoff=1) == 1:
        return Finding(6.0, (f"Postcode is one character different, in {held.outward}",))
    if reading.sector and reading.sector == held.sector:
        return Finding(6.0, (f"{lives(held)} near that postcode, in {held.outward}",))
    return Finding(4.0, (f"{lives(held)} in {held.outward}",)) if reading.outward == held.outward else NOTHING


def compare_street(street: Street, sound: str, held: AddressFacts) -> Finding:
    """A street, perhaps with a house number, against an address; `sound` is that of the street typed."""
    if not held.street or not _is_same_street(street.name, sound, held.street):
        return NOTHING
    place = f", in {held.town}" if held.town else ""
    if street.house and street.house == held.house:
        return Finding(8.0, (f"{lives(held)} at that house and street{place}",))
    difference = "" if not street.house else ", at another number"
    return Finding(4.0 if not street.house else 2.0, (f"{lives(held)} in that street{difference}{place}",))


def _is_same_street(typed: str, sound: str, held: str) -> bool:
    if typed == held:
        return True
    slips = OSA.distance(typed, held, score_cutoff=2)
    return slips == 1 or (slips == 2 and sound == sound_of(held)) or (len(typed) >= 4 and held.startswith(typed))
