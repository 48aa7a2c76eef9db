"""How well the model in force tells who is who in the feeds, whose truth training never reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from config.linkage.false_matches import candidate_pairs, frequencies_of
from config.linkage.feeds import people_of_feeds, truth_of_feeds
from register.rules.lookup.facts import PersonFacts
from register.rules.matching.columns import columns_of
from register.rules.matching.compare import Outcome, compare_columns
from register.rules.matching.model import Model

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Pairs that the model joins by itself, and those that are one person."""

    joined: frozenset[Pair]
    proposed: frozenset[Pair]
    truth: frozenset[Pair]

    @property
    def precision(self) -> float:
        """How many of the pairs joined are right."""
        return len(self.joined & self.truth) / max(1, len(self.joined))

    @property
    def recall(self) -> float:
        """How many of the right pairs are joined."""
        return len(self.joined & self.truth) / max(1, len(self.truth))

    @property
    def found_with_help(self) -> float:
        """How many of the right pairs are joined or shown to a person to decide."""
        return len((self.joined | self.proposed) & self.truth) / max(1, len(self.truth))


def accuracy_on_feeds(model: Model, today: date) -> Accuracy:
    """Every pair of the feeds' people, as the import understands them, that shares a search key."""
    people, humans = people_of_feeds(today), truth_of_feeds()
    of_human: dict[int, list[int]] = {}
    for record, facts in people.items():
        of_human.setdefault(humans[record], []).append(facts.person_id)
    truth = {pair for numbers in of_human.values() for pair in combinations(sorted(numbers), 2)}
    decided = outcomes(list(people.values()), model)
    return Accuracy(
        joined=frozenset(pair for pair, outcome in decided.items() if outcome is Outcome.SAME),
        proposed=frozenset(pair for pair, outcome in decided.items() if outcome is Outcome.POSSIBLE),
        truth=frozenset(truth),
    )


def outcomes(people: Sequence[PersonFacts], model: Model) -> dict[Pair, Outcome]:
    """The outcome of every pair that shares a search key, unless they have nothing to do with each other."""
    frequencies = frequencies_of(people)
    columns = {facts.person_id: columns_of(facts) for facts in people}
    found = {
        (one, other): compare_columns(columns[one], columns[other], model=model, frequencies=frequencies).outcome
        for one, other in candidate_pairs(people)
    }
    return {pair: outcome for pair, outcome in found.items() if outcome is not Outcome.NONE}
