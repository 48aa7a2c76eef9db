"""Invented households, and what forces' systems make of their members: training data whose truth is known.

Names, streets and towns are those of the demonstration's feeds, combined anew. Who is the same person in the feeds is
not read here, so that the feeds' truth remains a test.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from register.rules.identifiers import check_letter
from register.rules.lookup.facts import ALIAS, CURRENT, FORMER, PersonFacts
from register.rules.lookup.short_names import other_names
from register.rules.lookup.sounds import sound_of
from register.rules.lookup.words import normalise

EARLIEST, DAYS, LATEST = date(1945, 1, 1), 23_000, date(2014, 12, 31)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"
_NEIGHBOURS = {row[i]: row[max(0, i - 1) : i + 2].replace(row[i], "")
               for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm") for i in range(len(row))}  # fmt: skip

# How often each thing happens in a record, judged from police and justice data-quality reports; nothing is fitted.
RATES = {
    "surname slip": 0.07, "heard": 0.02, "sex wrong": 0.004, "middle another": 0.02, "other plate": 0.15,
    "forename slip": 0.05, "short form": 0.08, "forenames swapped with surname": 0.015, "married name": 0.05,
    "alias": 0.08, "middle left out": 0.4, "forename by initial": 0.01, "birth swapped": 0.03, "birth digit": 0.04,
    "birth ten years": 0.01, "birth missing": 0.03, "sex missing": 0.02, "moved": 0.4, "address missing": 0.05,
    "house wrong": 0.02, "street slip": 0.03, "postcode slip": 0.02, "other phone": 0.35, "phone missing": 0.1,
    "phone digit": 0.01, "plate missing": 0.4, "number missing": 0.35, "number slip": 0.02,
}  # fmt: skip


@dataclass(frozen=True)
class Human:
    """Somebody who is nobody, as they truly are."""

    number: int
    forename: str
    middle: str
    surname: str
    born: date
    sex: str
    address: tuple[str, str, str]
    phone: str
    plate: str = ""
    numbers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Population:
    """Records of invented people, and the human being behind each."""

    records: tuple[PersonFacts, ...]
    humans: dict[int, int] = field(default_factory=dict)


class Inventor:
    """Makes households of people and records of them; the same from the same seed and sources."""

    def __init__(self, sources: Sequence[PersonFacts], seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - the same people every time
        names = [name for facts in sources for name in facts.names if name.kind == CURRENT]
        given = Counter(forename for facts in sources for forename in facts.names[0].forenames.split()[:1])
        self._forenames = {
            sex: [
                facts.names[0].forenames.split()[0] for facts in sources if facts.sex == sex and _is_whole(facts, given)
            ]
            for sex in ("M", "F")
        }
        self._sounds: defaultdict[str, set[str]] = defaultdict(set)
        self._surnames = [name.surname for name in names if name.surname and "?" not in name.surname]
        places = [address for facts in sources for address in facts.addresses if address.outward]
        self._streets = [address.line_1.partition(" ")[2] for address in places if address.street]
        self._towns = [(address.town, address.outward) for address in places]
        for name in (*self._surnames, *self._forenames["M"], *self._forenames["F"]):
            self._sounds[sound_of(normalise(name))].add(name)
        self._neighbourhoods: list[tuple[str, str, str]] = []
        self._numbers = 0

    def population(self, count: int, *, twice: float) -> Population:
        """Records of `count` people; that share of them with a second record, some of those with a third."""
        humans = list(self._people(count))
        records: list[PersonFacts] = []
        truth: dict[int, int] = {}
        for human in humans:
            copies = 1 + self._happens(twice) + self._happens(twice * 0.2)
            for copy in range(copies):
                number = len(records) + 1
                records.append(self.record(human, number, is_first=copy == 0))
                truth[number] = human.number
        return Population(tuple(records), truth)

    def _people(self, count: int) -> Iterator[Human]:
        made = 0
        while made < count:
            for human in self.household():
                made += 1
                yield human

    def household(self) -> list[Human]:
        """One to five people of one address: alone, a couple, a family, brothers and sisters, twins."""
        address, phone, surname = self._address(), self._phone(), self.random.choice(self._surnames)
        first = self._human(surname, address, phone, self._birth())
        home = [first]
        if self.random.random() < 0.5:
            of_name, born = self._perhaps(surname, 0.6), self._near(first.born)
            other = self._human(of_name, address, self._perhaps_phone(phone), born)
            home.append(replace(other, sex="F" if first.sex == "M" else "M") if self._happens(0.9) else other)
        if self.random.random() < 0.4:
            home += self._children(first, surname, address, phone)
        return home

    def _children(self, parent: Human, surname: str, address: tuple[str, str, str], phone: str) -> Iterator[Human]:
        born = parent.born + timedelta(days=self.random.randrange(6_500, 13_000))
        for _ in range(self.random.choice((1, 1, 2, 3))):
            if born > LATEST:
                return
            child = self._human(self._perhaps(surname, 0.9), address, self._perhaps_phone(phone), born)
            if child.sex == parent.sex and self._happens(0.08):  # called after the parent
                child = replace(child, forename=parent.forename)
            yield child
            if self._happens(0.08):
                yield self._twin(child)
            born += timedelta(days=self.random.randrange(330, 2_000))

    def _twin(self, child: Human) -> Human:
        """A twin, often with a name that begins alike; never with a short form of the other's name."""
        twin = self._human(child.surname, child.address, self._perhaps_phone(child.phone), child.born)
        taken = {_known_as(child.forename), _known_as(child.middle)}
        free = [name for name in self._forenames[twin.sex] if not any(_known_as(name) & known for known in taken)]
        near = [name for name in free if name[:2] == child.forename[:2]]
        forename = self.random.choice(near if near and self._happens(0.3) else free)
        return replace(twin, forename=forename, middle=twin.middle if twin.middle != child.forename else "")

    def _human(self, surname: str, address: tuple[str, str, str], phone: str, born: date) -> Human:
        sex = "M" if self._happens(0.65) else "F"
        self._numbers += 1
        return Human(
            number=self._numbers,
            forename=self.random.choice(self._forenames[sex]),
            middle=self.random.choice(self._forenames[sex]) if self._happens(0.5) else "",
            surname=surname,
            born=born,
            sex=sex,
            address=address,
            phone=phone,
            plate=self._plate() if self._happens(0.4) else "",
            numbers=tuple(self._official_numbers(born)),
        )

    def record(self, human: Human, number: int, *, is_first: bool) -> PersonFacts:
        """What a force's system holds of a human being: the first record of them is the better one."""
        slips = 0.3 if is_first else 1.0
        address, former = human.address, None
        if not is_first and self._happens(RATES["moved"]):
            address, former = self._address(), human.address if self._happens(0.15) else None
        addresses = [] if self._happens(RATES["address missing"]) else [(*self._written_address(address), True)]
        return PersonFacts.of(
            number,
            names=self._names(human, slips),
            dates_of_birth=self._births(human.born, slips),
            sex=self._sex(human.sex),
            addresses=[*addresses, *([(*former, False)] if former else [])],
            phones=self._phones(human.phone, slips),
            plates=self._plates(human.plate),
            identifiers=[
                (kind, self._digit_slip(value) if self._happens(RATES["number slip"]) else value)
                for kind, value in human.numbers
                if not self._happens(RATES["number missing"])
            ],
        )

    def _names(self, human: Human, slips: float) -> list[tuple[str, str, str]]:
        more: list[tuple[str, str, str]] = []
        forename, surname = human.forename, human.surname
        if human.sex == "F" and self._happens(RATES["married name"] * slips):
            more = [("", surname, FORMER)] if self._happens(0.4) else []
            surname = self.random.choice(self._surnames)
        if self._happens(RATES["alias"] * slips):
            more.append((self._short_form(forename), self.random.choice(self._surnames), ALIAS))
        forename, surname = self._written_names(forename, surname, slips)
        middle = self._middle(human)
        if self._happens(RATES["forenames swapped with surname"] * slips):
            forename, surname = surname, forename
        return [(f"{forename} {middle}".strip(), surname, CURRENT), *more]

    def _written_names(self, forename: str, surname: str, slips: float) -> tuple[str, str]:
        def struck(what: str) -> bool:
            return self._happens(RATES[what] * slips)

        if struck("short form"):
            forename = self._short_form(forename)
        if struck("forename slip"):
            forename = self._slip(forename)
        if struck("heard"):
            forename, surname = self._heard(forename), self._heard(surname)
        if struck("surname slip"):
            surname = self._slip(surname)
        return forename[:1] if struck("forename by initial") else forename, surname

    def _middle(self, human: Human) -> str:
        if not human.middle or self._happens(RATES["middle left out"]):
            return ""
        return (
            self.random.choice(self._forenames[human.sex]) if self._happens(RATES["middle another"]) else human.middle
        )

    def _births(self, born: date, slips: float) -> list[date]:
        if self._happens(RATES["birth missing"]):
            return []
        ways: dict[str, Callable[[date], date]] = {
            "birth swapped": lambda day: day.replace(month=day.day, day=day.month) if day.day <= 12 else day,
            "birth digit": self._slip_of_date,
            "birth ten years": lambda day: day.replace(year=day.year - 10, day=min(day.day, 28)),
        }
        for way, change in ways.items():
            if self._happens(RATES[way] * slips * (2.5 if way == "birth swapped" else 1)):
                return [change(born)]
        return [born]

    def _phones(self, phone: str, slips: float) -> list[str]:
        if self._happens(RATES["phone missing"]):
            return []
        if self._happens(RATES["other phone"] * slips):
            return [self._phone()]
        return [self._digit_slip(phone)] if self._happens(RATES["phone digit"]) else [phone]

    def _plates(self, plate: str) -> list[str]:
        if not plate or self._happens(RATES["plate missing"]):
            return []
        return [self._plate() if self._happens(RATES["other plate"]) else plate]

    def _sex(self, sex: str) -> str:
        if self._happens(RATES["sex missing"]):
            return "NS"
        return {"M": "F", "F": "M"}[sex] if self._happens(RATES["sex wrong"]) else sex

    def _official_numbers(self, born: date) -> Iterator[tuple[str, str]]:
        year = min(2026, born.year + self.random.randrange(12, 40))
        serial = self.random.randrange(1, 10_000_000)
        if self._happens(0.6):
            yield "pnc", f"{year}/{serial:07}{check_letter(f'{year % 100:02}{serial:07}')}"
        if self._happens(0.3):
            serial %= 1_000_000
            yield "cro", f"{serial:06}/{year % 100:02}{check_letter(f'{year % 100:02}{serial:06}')}"
        if self._happens(0.2):
            first, last = self.random.choices(_INWARD, k=2)
            yield "noms", f"{first}{self.random.randrange(10_000):04}{first}{last}"

    def _slip(self, word: str) -> str:
        """One or, more rarely, two typing errors."""
        for _ in range(2 if self._happens(0.1) else 1):
            at, letter = self.random.randrange(len(word)), self.random.choice(LETTERS)
            near = self.random.choice(_NEIGHBOURS.get(word[at].lower(), LETTERS) or LETTERS)
            word = self.random.choice((
                word[:at] + word[at + 1 :], word[: at + 1] + word[at:], word[:at] + near + word[at + 1 :],
                word[:at] + letter + word[at + 1 :], word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            )) or word  # fmt: skip
        return word

    def _heard(self, name: str) -> str:
        return self.random.choice(sorted(self._sounds[sound_of(normalise(name))] or {name}))

    def _short_form(self, forename: str) -> str:
        forms = sorted(other_names(normalise(forename)))
        return self.random.choice(forms).capitalize() if forms else forename

    def _slip_of_date(self, day: date) -> date:
        part = self.random.choice(("day", "month", "year"))
        if part == "year":
            return day.replace(year=day.year + self.random.choice((-1, 1)), day=min(day.day, 28))
        value = self.random.randrange(1, 29 if part == "day" else 13)
        return day.replace(day=value) if part == "day" else day.replace(month=value, day=min(day.day, 28))

    def _digit_slip(self, text: str) -> str:
        places = [place for place, character in enumerate(text) if character.isdigit()]
        at = self.random.choice(places)
        return text[:at] + str(self.random.randrange(10)) + text[at + 1 :]

    def _address(self) -> tuple[str, str, str]:
        """A dwelling; often at a postcode where somebody lives already, as fifteen or so dwellings share one."""
        if not self._neighbourhoods or self._happens(0.2):
            town, outward = self.random.choice(self._towns)
            inward = f"{self.random.randrange(1, 10)}{''.join(self.random.choices(_INWARD, k=2))}"
            self._neighbourhoods.append((self.random.choice(self._streets), town, f"{outward} {inward}"))
        street, town, postcode = self.random.choice(self._neighbourhoods)
        return f"{self.random.randrange(1, 200)} {street}", town, postcode

    def _written_address(self, address: tuple[str, str, str]) -> tuple[str, str, str]:
        line_1, town, postcode = address
        house, _, street = line_1.partition(" ")
        if self._happens(RATES["house wrong"]):
            house = str(self.random.randrange(1, 200))
        if self._happens(RATES["street slip"]):
            street = self._slip(street)
        if self._happens(RATES["postcode slip"]):
            postcode = self._digit_slip(postcode)
        return f"{house} {street}", town, "" if self._happens(0.05) else postcode

    def _birth(self) -> date:
        return EARLIEST + timedelta(days=self.random.randrange(DAYS))

    def _near(self, born: date) -> date:
        return born + timedelta(days=self.random.randrange(-2_500, 1_500))

    def _phone(self) -> str:
        return f"07{self.random.randrange(10**9):09}"

    def _perhaps_phone(self, phone: str) -> str:
        return phone if self._happens(0.25) else self._phone()

    def _perhaps(self, surname: str, share: float) -> str:
        return surname if self._happens(share) else self.random.choice(self._surnames)

    def _plate(self) -> str:
        first, last = self.random.choices(_INWARD, k=2), self.random.choices(_INWARD, k=3)
        return f"{''.join(first)}{self.random.randrange(10, 75)}{''.join(last)}"

    def _happens(self, chance: float) -> bool:
        return self.random.random() < chance


@lru_cache(maxsize=4096)
def _known_as(name: str) -> frozenset[str]:
    """A name with its short and full forms."""
    word = normalise(name)
    return frozenset((word, *other_names(word))) if word else frozenset()


def _is_whole(facts: PersonFacts, given: Counter[str]) -> bool:
    """Whether the first forename is no slip: somebody else bears it too."""
    first = facts.names[0].forenames.split()[:1] if facts.names else []
    return bool(first) and len(first[0]) > 2 and "?" not in first[0] and given[first[0]] > 1
