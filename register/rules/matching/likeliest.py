"""Which of the people behind a query's keys are worth scoring."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log2

from register.rules.lookup.asked_keys import WeightedKey

PROBE_LIMIT = 400
MOST_CANDIDATES = 200


def choose(
    keys: Iterable[WeightedKey], found: Mapping[int, Sequence[int]], *, population: int, most: int = MOST_CANDIDATES
) -> tuple[int, ...]:
    """The ids of the likeliest people, best first.

    `found` gives for each hash the ids behind it, at most `PROBE_LIMIT` of them. A person's worth is the sum, over the
    keys that found them, of weight times rarity, where rarity is log2(population / length of the list).
    """
    worth: dict[int, float] = defaultdict(float)
    for key in keys:
        people = found.get(key.hash, ())
        gain = key.weight * max(0.5, log2(max(population, 2) / (1 + len(people))))
        for person in people:
            worth[person] += gain
    ranked = sorted(worth.items(), key=lambda item: (-item[1], item[0]))
    return tuple(person for person, _ in ranked[:most])
