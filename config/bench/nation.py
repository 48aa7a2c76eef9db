"""An invented nation: as many people as asked for, always the same, with names as frequent as real ones.

Surnames and forenames follow the frequencies of the `names` package (MIT), the lists of the United States census of
1990, whose tail of 88,799 surnames is much like England's. They are mixed with the names and streets of the
demonstration's feeds and real towns and postcode areas. Telephones, plates and police numbers are random.
"""

from __future__ import annotations

import csv
import json
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Final

from register.rules.identifiers import CHECK_LETTERS
from register.rules.lookup.facts import ALIAS, CURRENT, FORMER, PersonFacts
from register.rules.lookup.keys import KEY_VERSION
from register.rules.places import postcode_table

CHECKOUT = Path(__file__).resolve().parents[2]
FEEDS = CHECKOUT / "demo" / "feeds"
SEED: Final = 20261125
NOTE: Final = f"nation {SEED}, keys {KEY_VERSION}"
"""What a database of these people is noted with: another seed or other keys are another nation."""
FORCES: Final = ("10", "13", "14")
BLOCK: Final = 5_000
"""People are invented in blocks, each from a seed of its own, so that several processes can share the work."""

_FROM_FEEDS = 0.25  # this share of names comes from the feeds
_LETTERS = "ABCDEFGHJKLMNOPRSTUVWXY"
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"
_REFERENCE = "0123456789ACEFGHJKMQRSWXYZ"
_KINDS = (
    "Road", "Street", "Lane", "Drive", "Close", "Avenue", "Court", "Terrace", "Grove", "Place", "Crescent", "Gardens",
    "Way", "Square", "Walk",
)  # fmt: skip
_EARLIEST, _DAYS = date(1946, 1, 1), 22_600


@dataclass(frozen=True, slots=True)
class Home:
    """One address."""

    line_1: str
    town: str
    postcode: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody who is nobody. `names` are (forenames, surname, kind), the current one first."""

    number: int
    names: tuple[tuple[str, str, str], ...]
    sex: str
    born: date
    homes: tuple[Home, ...]
    phones: tuple[str, ...]
    plates: tuple[str, ...]
    pnc: str
    cro: str
    force: str

    @property
    def display_name(self) -> str:
        return f"{self.names[0][0]} {self.names[0][1]}".strip()

    @property
    def reference(self) -> str:
        """As the register writes references, one for each number: an odd multiple permutes the space."""
        rest, drawn = (self.number * 7_368_787 + 104_729) % 26**8, ""
        for _ in range(8):
            rest, letter = divmod(rest, 26)
            drawn += _REFERENCE[letter]
        return f"DAR-{drawn[:4]}-{drawn[4:]}"

    @property
    def local_reference(self) -> str:
        return f"{self.force}DA/{self.number:07}/26"

    @property
    def identifiers(self) -> tuple[tuple[str, str], ...]:
        return tuple((kind, value) for kind, value in (("pnc", self.pnc), ("cro", self.cro)) if value)

    def facts(self, person_id: int) -> PersonFacts:
        """What lookup would know of them under this key."""
        return PersonFacts.of(
            person_id,
            names=self.names,
            dates_of_birth=[self.born],
            sex=self.sex,
            addresses=[(home.line_1, home.town, home.postcode, home.is_current) for home in self.homes],
            phones=self.phones,
            plates=self.plates,
            identifiers=self.identifiers,
            references=[self.reference, self.local_reference],
            display=[("name", self.display_name), ("reference", self.reference)],
        )


def people(first: int, last: int) -> Iterator[Invented]:
    """The people with these numbers, the first included and the last not."""
    for block in range(first // BLOCK, (last + BLOCK - 1) // BLOCK):
        random = Random(f"{SEED}/{block}")  # noqa: S311 - the same people in every run
        for number in range(block * BLOCK, (block + 1) * BLOCK):
            invented = _invent(number, random)
            if first <= number < last:
                yield invented


@dataclass(frozen=True, slots=True)
class _Frequent:
    """Words with how often they are drawn."""

    words: Sequence[str]
    sums: Sequence[float]

    def draw(self, random: Random) -> str:
        return self.words[min(bisect(self.sums, random.random() * self.sums[-1]), len(self.words) - 1)]


@cache
def _census(name: str) -> _Frequent:
    """Shares in a census list are cumulative per cent in its third column."""
    lines = (files("names") / name).read_text(encoding="ascii").splitlines()
    rows = [line.split() for line in lines]
    return _Frequent([row[0].capitalize() for row in rows], list(accumulate(float(row[1]) or 0.0005 for row in rows)))


@cache
def _feeds() -> tuple[list[tuple[str, str]], list[str], list[str], list[str]]:
    """(forename, sex), surnames, streets without their kind, and towns, each as often as the feeds have it."""
    forenames, surnames, streets, towns = [], [], [], []
    with (FEEDS / "10-northumbria.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            forenames += [(word, row["sex"]) for word in row["forenames"].split()[:1]]
            surnames += [row["surname"]] if row["surname"] else []
    with (FEEDS / "14-south-yorkshire.ndjson").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            forenames += [(word, row["sex"]) for word in row["name"]["given"][:1]]
            surnames += [row["name"]["family"]] if row["name"]["family"] else []
            for home in row["addresses"]:
                words = home["line1"].split()
                streets += [" ".join(words[1:-1])] if len(words) > 2 else []
    with (CHECKOUT / "register" / "reference" / "towns.csv").open(encoding="utf-8", newline="") as lines:
        towns = [row["town"] for row in csv.DictReader(lines)]
    return forenames, surnames, streets, towns


@cache
def _outwards() -> list[str]:
    """Postcode districts: each letter area with its first thirty districts."""
    areas = sorted({beginning.rstrip("0123456789") for beginning in postcode_table() if len(beginning) <= 2})
    return [f"{area}{district}" for area in areas if area.isalpha() for district in range(1, 31)]


def _invent(number: int, random: Random) -> Invented:
    sex = "F" if random.random() < 0.2 else "M"
    forenames, surname = _forenames(random, sex), _surname(random)
    year, serial = random.randrange(1975, 2026), random.randrange(1, 10_000_000)
    return Invented(
        number=number,
        names=tuple(_names(random, sex, forenames, surname)),
        sex=sex,
        born=_EARLIEST + timedelta(days=random.randrange(_DAYS)),
        homes=tuple(_home(random, is_current=place == 0) for place in range(random.choice((1, 1, 2, 2, 3, 4)))),
        phones=tuple(_phone(random) for _ in range(random.choice((0, 1, 1, 1, 2, 2)))),
        plates=(_plate(random),) if random.random() < 0.4 else (),
        pnc=f"{year}/{serial:07}{_letter(year % 100, serial, 7)}" if random.random() < 0.6 else "",
        cro=_cro(random) if random.random() < 0.4 else "",
        force=random.choice(FORCES),
    )


def _forename(random: Random, sex: str) -> str:
    if random.random() < _FROM_FEEDS:
        for _ in range(8):
            word, of_sex = random.choice(_feeds()[0])
            if of_sex == sex:
                return word
    return _census("dist.male.first" if sex == "M" else "dist.female.first").draw(random)


def _forenames(random: Random, sex: str) -> str:
    return " ".join(_forename(random, sex) for _ in range(random.choice((1, 1, 2))))


def _surname(random: Random) -> str:
    if random.random() < _FROM_FEEDS:
        return random.choice(_feeds()[1])
    surname = _census("dist.all.last").draw(random)
    return f"{surname}-{_census('dist.all.last').draw(random)}" if random.random() < 0.02 else surname


def _names(random: Random, sex: str, forenames: str, surname: str) -> Iterator[tuple[str, str, str]]:
    yield forenames, surname, CURRENT
    if random.random() < 0.12:
        yield _forename(random, sex), _surname(random), ALIAS
    if random.random() < (0.3 if sex == "F" else 0.04):
        yield forenames, _surname(random), FORMER


def _home(random: Random, *, is_current: bool) -> Home:
    """A town has the districts of one postcode area, as towns have."""
    outward = random.choice(_outwards())
    towns = _feeds()[3]
    town = towns[Random(outward.rstrip("0123456789")).randrange(len(towns))]  # noqa: S311
    unit = f"{random.choice(_INWARD)}{random.choice(_INWARD)}"
    return Home(f"{random.randrange(1, 200)} {_street(random)}", town, f"{outward} {random.randrange(1, 10)}{unit}",
                is_current)  # fmt: skip


def _street(random: Random) -> str:
    first = random.choice(_feeds()[2]) if random.random() < 0.5 else _census("dist.all.last").draw(random)
    return f"{first} {random.choice(_KINDS)}"


def _phone(random: Random) -> str:
    return f"07{random.randrange(400_000_000, 1_000_000_000)}"


def _plate(random: Random) -> str:
    first, last = random.choices(_LETTERS, k=2), random.choices(_LETTERS, k=3)
    return f"{''.join(first)}{random.choice((0, 1, 2, 5, 6, 7))}{random.randrange(1, 10)}{''.join(last)}"


def _cro(random: Random) -> str:
    year, serial = random.randrange(80, 126) % 100, random.randrange(1, 1_000_000)
    return f"{serial:06}/{year:02}{_letter(year, serial, 6)}"


def _letter(year: int, serial: int, width: int) -> str:
    return CHECK_LETTERS[int(f"{year:02}{serial:0{width}}") % 23]
