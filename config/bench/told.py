"""What is told of one particular person, with the slips that people make: more than forty kinds, each with facts enough
to tell the person from everybody else of the same name. What lookup finds of them is its recall.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import cycle
from random import Random

from django.utils import timezone

from config.bench.asked import DIGITS, SEED, Asked, Known
from register.rules.lookup.short_names import other_names
from register.rules.lookup.words import normalise

Kind = Callable[[Known, Random], str]
ONE_SLIP = "one slip"  # in the name of every kind whose terms are one slip away from what is held
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTEST = 5  # of a word that is misheard or mistyped: of a shorter one too little is left

# How the same sounds are written otherwise, by those who only heard them.
_HEARD = (
    ("ph", "f"), ("ck", "k"), ("ee", "ea"), ("ie", "y"), ("ey", "y"), ("ll", "l"), ("tt", "t"), ("ss", "s"),
    ("nn", "n"), ("rr", "r"), ("mm", "m"), ("c", "k"), ("y", "i"), ("z", "s"), ("v", "f"), ("d", "t"), ("ai", "ay"),
    ("ou", "oo"), ("au", "or"), ("e", "a"), ("o", "u"),
)  # fmt: skip


def _dropped(word: str, random: Random) -> str:
    at = random.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def _turned(word: str, random: Random) -> str:
    places = [at for at in range(len(word) - 1) if word[at] != word[at + 1]]
    at = random.choice(places)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _doubled(word: str, random: Random) -> str:
    at = random.randrange(1, len(word))
    return word[:at] + word[at - 1] + word[at:]


def _added(word: str, random: Random) -> str:
    at = random.randrange(1, len(word))
    return word[:at] + random.choice(LETTERS) + word[at:]


def _replaced(word: str, random: Random) -> str:
    at = random.randrange(1, len(word))
    return word[:at] + random.choice([letter for letter in LETTERS if letter != word[at]]) + word[at + 1 :]


def _digit(text: str, random: Random) -> str:
    at = random.choice([place for place, letter in enumerate(text) if letter.isdigit() and place > 1])
    return text[:at] + random.choice([digit for digit in "0123456789" if digit != text[at]]) + text[at + 1 :]


def _two_digits(text: str, random: Random) -> str:
    places = [at for at in range(2, len(text) - 1) if text[at] != text[at + 1]]
    at = random.choice(places)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _heard(word: str, random: Random) -> str:
    fitting = [pair for pair in _HEARD if pair[0] in word.lower()[1:]]
    if not fitting:
        return ""
    sound, written = random.choice(fitting[:4])
    return word[0] + re.sub(sound, written, word[1:], count=1, flags=re.IGNORECASE)


def _short(word: str, random: Random) -> str:
    near = [other for other, share in other_names(normalise(word)).items() if share >= 0.9]
    return random.choice(near).capitalize() if near else ""


def _long(word: str) -> bool:
    return len(word) >= SHORTEST and word.isalpha()


def _slip(make: Callable[[str, Random], str], *, also: Callable[[Known, Random], str]) -> Kind:
    """The surname with one slip, and what else is known."""

    def kind(known: Known, random: Random) -> str:
        rest = also(known, random)
        return f"{known.forename} {make(known.surname, random)} {rest}" if _long(known.surname) and rest else ""

    return kind


def _forename_slip(make: Callable[[str, Random], str], *, also: Callable[[Known, Random], str]) -> Kind:
    """The forename with one slip, and what else is known."""

    def kind(known: Known, random: Random) -> str:
        rest = also(known, random)
        return f"{make(known.forename, random)} {known.surname} {rest}" if _long(known.forename) and rest else ""

    return kind


def _two_slips(known: Known, random: Random) -> str:
    if not (_long(known.forename) and _long(known.surname) and known.born):
        return ""
    return f"{_dropped(known.forename, random)} {_turned(known.surname, random)} {_born(known, random)}"


def _born(known: Known, random: Random) -> str:
    if not known.born:
        return ""
    return format(known.born, random.choice(("%d/%m/%Y", "%d.%m.%y", "%d %b %Y", "%Y-%m-%d", "%-d %B %Y", "%d%m%Y")))


def _year_and_town(known: Known, random: Random) -> str:
    return f"{known.born.year} {known.town}" if known.born and known.town else ""


def _swapped_birth(known: Known) -> str:
    if known.born and known.born.day <= 12 and known.born.day != known.born.month:
        return f"{known.forename} {known.surname} {known.born:%m/%d/%Y}"
    return ""


def _about(known: Known, random: Random) -> str:
    if not (known.born and known.town):
        return ""
    age = timezone.localdate().year - known.born.year + random.choice((-1, 0, 1))
    return f"{known.forename} {known.surname} {known.town} {random.choice(('about {}', 'aged {}', '{}yo')).format(age)}"


def _short_pnc(known: Known) -> str:
    year, _, rest = known.pnc.partition("/")
    return f"{year[-2:]}/{rest.lstrip('0')}" if known.pnc else ""


def _half_name(known: Known, random: Random) -> str:
    return random.choice(known.surname.split("-")) if "-" in known.surname else ""


def _if(*facts: object, terms: str) -> str:
    return terms if all(facts) else ""


def _outward(known: Known) -> str:
    return known.postcode.partition(" ")[0]


TOLD: Mapping[str, Kind] = {
    "name and date of birth": lambda k, r: _if(k.born, terms=f"{k.forename} {k.surname} {_born(k, r)}"),
    "surname first and date of birth": lambda k, r: _if(
        k.born, terms=f"{k.surname.upper()}, {k.forename} {_born(k, r)}"
    ),
    "one slip: letter left out of the surname, date of birth": _slip(_dropped, also=_born),
    "one slip: letters of the surname swapped, date of birth": _slip(_turned, also=_born),
    "one slip: letter of the surname doubled, date of birth": _slip(_doubled, also=_born),
    "one slip: letter added to the surname, date of birth": _slip(_added, also=_born),
    "one slip: wrong letter in the surname, date of birth": _slip(_replaced, also=_born),
    "one slip: letter left out of the surname, year and town": _slip(_dropped, also=_year_and_town),
    "one slip: wrong letter in the surname, postcode": _slip(_replaced, also=lambda k, r: k.postcode),
    "one slip: wrong letter in the forename, date of birth": _forename_slip(_replaced, also=_born),
    "one slip: letter left out of the forename, year and town": _forename_slip(_dropped, also=_year_and_town),
    "a slip in each name, date of birth": _two_slips,
    "surname as heard, date of birth": lambda k, r: _if(
        k.born, _heard(k.surname, r), terms=f"{k.forename} {_heard(k.surname, r)} {_born(k, r)}"
    ),
    "surname as heard, year and town": lambda k, r: _if(
        _heard(k.surname, r), _year_and_town(k, r), terms=f"{k.forename} {_heard(k.surname, r)} {_year_and_town(k, r)}"
    ),
    "short name, date of birth": lambda k, r: _if(
        k.born, _short(k.forename, r), terms=f"{_short(k.forename, r)} {k.surname} {_born(k, r)}"
    ),
    "short name, year and town": lambda k, r: _if(
        _short(k.forename, r), _year_and_town(k, r), terms=f"{_short(k.forename, r)} {k.surname} {_year_and_town(k, r)}"
    ),
    "day and month swapped": lambda k, r: _swapped_birth(k),
    "one slip: wrong digit in the date of birth": lambda k, r: _if(
        k.born, terms=f"{k.forename} {k.surname} {k.born.replace(year=k.born.year - r.choice((1, 2, 3))):%d/%m/%Y}"
        if k.born and (k.born.month, k.born.day) != (2, 29) else "",
    ),
    "name, town and age within a year": _about,
    "name, year and town": lambda k, r: _if(
        _year_and_town(k, r), terms=f"{k.forename} {k.surname} {_year_and_town(k, r)}"
    ),
    "surname and date of birth": lambda k, r: _if(k.born, terms=f"{k.surname} {_born(k, r)}"),
    "forename, date of birth and town": lambda k, r: _if(k.born, k.town, terms=f"{k.forename} {_born(k, r)} {k.town}"),
    "name and postcode": lambda k, r: _if(k.postcode, terms=f"{k.surname} {k.postcode}"),
    "name, year and half a postcode": lambda k, r: _if(
        k.postcode, k.born, terms=f"{k.forename} {k.surname} {_outward(k)} {k.born.year if k.born else ''}"
    ),
    "house, street and town": lambda k, r: _if(k.line_1, k.town, terms=f"{k.line_1}, {k.town}"),
    "house and street with the surname": lambda k, r: _if(k.line_1, terms=f"{k.surname} {k.line_1}"),
    "street without its kind, house and postcode district": lambda k, r: _if(
        k.line_1, terms=f"{k.line_1.rpartition(' ')[0]} {_outward(k)} {k.surname}"
    ),
    "house number and town with the surname": lambda k, r: _if(
        k.line_1, k.town, terms=f"{k.surname}, {k.line_1.partition(' ')[0]} {k.line_1.split(' ')[1]}, {k.town}"
    ),
    "telephone number": lambda k, r: k.phone,
    "telephone number from abroad": lambda k, r: _if(k.phone, terms=f"+44 {k.phone[1:]}"),
    "telephone number as spoken": lambda k, r: " ".join(DIGITS[int(digit)] for digit in k.phone),
    "one slip: wrong digit in the telephone number": lambda k, r: _if(k.phone, terms=_digit(k.phone or "000", r)),
    "one slip: digits of the telephone number swapped": lambda k, r: _if(
        len(set(k.phone[2:])) > 1, terms=_two_digits(k.phone, r) if len(set(k.phone[2:])) > 1 else ""
    ),
    "end of the telephone number with the surname": lambda k, r: _if(k.phone, terms=f"{k.surname} {k.phone[-6:]}"),
    "vehicle mark": lambda k, r: k.plate,
    "one slip: wrong character in the vehicle mark": lambda k, r: _if(
        k.plate, terms=_replaced(k.plate.lower() or "xx", r).upper()
    ),
    "beginning of a vehicle mark with the surname": lambda k, r: _if(k.plate, terms=f"{k.surname} {k.plate[:4]}"),
    "PNC ID": lambda k, r: k.pnc,
    "PNC ID in short": lambda k, r: _short_pnc(k),
    "one slip: wrong digit in the PNC ID": lambda k, r: _if(k.pnc, terms=_digit(k.pnc or "000", r)),
    "CRO number": lambda k, r: k.cro,
    "alias and date of birth": lambda k, r: _if(k.alias, k.born, terms=f"{k.alias} {_born(k, r)}"),
    "former surname and date of birth": lambda k, r: _if(
        k.former, k.born, terms=f"{k.forename} {k.former} {_born(k, r)}"
    ),
    "half of a double-barrelled surname and date of birth": lambda k, r: _if(
        _half_name(k, r), k.born, terms=f"{k.forename} {_half_name(k, r)} {_born(k, r)}"
    ),
    "middle name, surname and date of birth": lambda k, r: _if(
        k.middle, k.born, terms=f"{k.middle} {k.surname} {_born(k, r)}"
    ),
    "initial, surname and date of birth": lambda k, r: _if(k.born, terms=f"{k.forename[:1]} {k.surname} {_born(k, r)}"),
    "the force's own reference": lambda k, r: k.local_reference,
    "reference of the register": lambda k, r: k.reference,
}  # fmt: skip


def tell(people: Sequence[Known], many: int) -> list[Asked]:
    """So many terms, the kinds in turn, each about somebody drawn anew; the same for the same people.

    Kinds that fit nobody are left out.
    """
    random = Random(SEED)  # noqa: S311 - drawn alike in every run, nothing secret
    fitting = [name for name, make in TOLD.items() if any(make(known, random) for known in people)]
    turns = cycle(fitting)
    return [_told(name, people, random) for name, _ in zip(turns, range(many), strict=False)]


def _told(kind: str, people: Sequence[Known], random: Random) -> Asked:
    terms, about = next(_tries(TOLD[kind], people, random))
    return Asked(kind, terms, about)


def _tries(make: Kind, people: Sequence[Known], random: Random) -> Iterator[tuple[str, str]]:
    while True:
        known = random.choice(people)
        if terms := make(known, random).strip():
            yield terms, known.reference
