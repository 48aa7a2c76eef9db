"""An invented population in memory: the key index and vocabulary that the database keeps, as plain dictionaries."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from register.rules.lookup.asked_keys import keys_for
from register.rules.lookup.facts import PersonFacts
from register.rules.lookup.keys import keys_of
from register.rules.lookup.query import Query
from register.rules.lookup.score import Match, score_all
from register.rules.lookup.slips import Expansion, VocabularyWord, deletions, probes_of, rank_expansions
from register.rules.lookup.sounds import sound_of
from register.rules.lookup.understand import understand

FEEDS = Path(__file__).resolve().parents[5] / "shared" / "feeds"
TODAY = date(2026, 11, 23)


class Register:
    """People found as in the database: words near the typed ones, keys, and the score of everybody behind them."""

    def __init__(self, people: list[PersonFacts]) -> None:
        self.people = {person.person_id: person for person in people}
        self.behind: dict[int, list[int]] = defaultdict(list)
        self.frequency: Counter[str] = Counter()
        for person in people:
            for key in keys_of(person):
                self.behind[key].append(person.person_id)
            self.frequency.update({word for name in person.names for word in name.forename_words + name.surname_words})
        self.by_slip: dict[str, set[str]] = defaultdict(set)
        self.by_sound: dict[str, set[str]] = defaultdict(set)
        for word in self.frequency:
            self.by_sound[sound_of(word)].add(word)
            for slip in deletions(word):
                self.by_slip[slip].add(word)

    def expand(self, words: tuple[str, ...]) -> dict[str, tuple[Expansion, ...]]:
        return {word: rank_expansions(word, self._near(word)) for word in words}

    def _near(self, word: str) -> Iterator[VocabularyWord]:
        probes = probes_of(word)
        near = {known for known in self.frequency if probes.start and known.startswith(probes.start)}
        near |= {known for known in probes.words if known in self.frequency} | self.by_sound[probes.sound]
        near = near.union(*(self.by_slip[slip] for slip in probes.slips))
        return (VocabularyWord(known, self.frequency[known]) for known in sorted(near))

    def find(self, text: str | Query) -> tuple[Match, ...]:
        query = understand(text, today=TODAY) if isinstance(text, str) else text
        keys = keys_for(query, self.expand)
        found = {person for key in keys for person in self.behind.get(key.hash, ())}
        return score_all(query, (self.people[person] for person in sorted(found)))

    def first_ten(self, text: str) -> list[int]:
        return [match.person_id for match in self.find(text)[:10]]


def northumbria() -> Iterator[PersonFacts]:
    with (FEEDS / "10-northumbria.csv").open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), 1):
            if not row["surname"]:
                continue
            aliases = [alias.rpartition(" ") for alias in row["aliases"].split(";") if alias.strip()]
            born = row["date_of_birth"]
            yield PersonFacts.of(
                number,
                names=[
                    (row["forenames"], row["surname"], "current"),
                    *((first, last, "alias") for first, _, last in aliases),
                ],
                dates_of_birth=[date.fromisoformat(born)] if _exists(born) else [],
                sex=row["sex"],
                addresses=[(row["address_line_1"], row["town"], row["postcode"], True)],
                phones=[row["mobile"]],
                plates=[row["vehicle_registration"]],
                identifiers=[
                    (kind, row[column]) for kind, column in (("pnc", "pnc_id"), ("cro", "cro_number")) if row[column]
                ],
                references=[row["local_ref"]],
            )


def south_yorkshire() -> Iterator[PersonFacts]:
    lines = (FEEDS / "14-south-yorkshire.ndjson").read_text(encoding="utf-8").splitlines()
    for number, row in enumerate(map(json.loads, lines), 10001):
        born = row.get("birthDate") or ""
        yield PersonFacts.of(
            number,
            names=[(" ".join(row["name"].get("given") or []), row["name"].get("family") or "", "current")],
            dates_of_birth=[date.fromisoformat(born)] if _exists(born) else [],
            sex=row["sex"],
            addresses=[
                (address["line1"], address["town"], address["postcode"], address["current"])
                for address in row["addresses"]
            ],
            phones=row["phones"],
            plates=row["vehicles"],
            identifiers=[(number["type"].lower(), number["value"]) for number in row["identifiers"]],
            references=[row["reference"]],
        )


def _exists(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


@pytest.fixture(scope="session")
def population() -> list[PersonFacts]:
    return [*northumbria(), *south_yorkshire()]


@pytest.fixture(scope="session")
def register(population: list[PersonFacts]) -> Register:
    return Register(population)
