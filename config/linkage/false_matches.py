"""How often strangers would be joined: invented people of one record each, every plausible pair of them compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final, NamedTuple

from config.linkage.invented import Population
from register.rules.lookup.facts import PersonFacts
from register.rules.lookup.keys import keys_of
from register.rules.matching.caps import BORN_ALIKE
from register.rules.matching.columns import Columns, columns_of
from register.rules.matching.compare import Comparison, compare_columns
from register.rules.matching.frequencies import Frequencies
from register.rules.matching.levels import born_level
from register.rules.matching.model import Model

LONGEST: Final = 200
"""A search key that more people share brings no pair: it says too little, and its rarer company brings them."""


class FalseMatches(NamedTuple):
    """What comparing strangers gave: the weights of those that no rule would stop, above the possible."""

    people: int
    pairs: int
    weights: tuple[float, ...]
    longest: int

    @property
    def highest(self) -> float:
        return max(self.weights, default=0.0)


def false_matches(population: Population, model: Model, *, most: int = 20_000_000) -> FalseMatches:
    """Compare the pairs of strangers that share a search key."""
    frequencies = frequencies_of(population.records)
    by_number = {facts.person_id: columns_of(facts) for facts in population.records}
    weights: list[float] = []
    scored = 0
    for one, other in candidate_pairs(population.records):
        if scored >= most:
            break
        if population.humans[one] == population.humans[other]:
            continue
        scored += 1
        if not may_be_joined(by_number[one], by_number[other]):
            continue
        found = compare_columns(by_number[one], by_number[other], model=model, frequencies=frequencies)
        if is_unchecked(found, model):
            weights.append(found.weight)
    return FalseMatches(len(by_number), scored, tuple(sorted(weights)), LONGEST)


def may_be_joined(one: Columns, other: Columns) -> bool:
    """Whether the dates of birth agree or nearly, or an official number is shared: else the rules join nobody."""
    numbers = {*one.pnc, *one.cro, *one.numbers}
    return born_level(one, other) in BORN_ALIKE or not numbers.isdisjoint((*other.pnc, *other.cro, *other.numbers))


def is_unchecked(found: Comparison, model: Model) -> bool:
    """Whether only the threshold stands between this pair and being joined."""
    return found.weight >= model.possible_from and not found.rule


def candidate_pairs(people: Iterable[PersonFacts]) -> Iterator[tuple[int, int]]:
    """Each pair of person numbers that share a search key which few share, once, the lower first.

    By the hashes of the keys, which are in no order: whoever stops early has a sample.
    """
    by_key: defaultdict[int, list[int]] = defaultdict(list)
    for facts in people:
        for key in keys_of(facts):
            by_key[key].append(facts.person_id)
    seen: set[int] = set()
    for _, numbers in sorted(by_key.items()):
        if 2 <= len(numbers) <= LONGEST:
            for one, other in combinations(sorted(numbers), 2):
                if (pair := one << 32 | other) not in seen:
                    seen.add(pair)
                    yield one, other


def frequencies_of(people: Sequence[PersonFacts]) -> Frequencies:
    """How many of these people bear each name word."""
    words = Counter(
        word
        for facts in people
        for word in {word for name in facts.names for word in (*name.forename_words, *name.surname_words)}
    )
    return Frequencies(len(people), words)
