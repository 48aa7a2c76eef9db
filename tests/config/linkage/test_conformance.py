"""Our comparison and Splink's are one: the same level in every field, and the same weight."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from config.linkage.comparisons import CONDITIONS
from config.linkage.feeds import people_of_feeds, truth_of_feeds
from config.linkage.invented import Inventor
from config.linkage.splink_linker import score
from register.rules.lookup.facts import PersonFacts
from register.rules.matching.columns import columns_of
from register.rules.matching.levels import FIELDS, UNKNOWN, levels_of
from register.rules.matching.model import model_in_force

TODAY = date(2026, 11, 25)
MOST_LEVELS_UNSEEN = 6


@pytest.fixture(scope="module")
def sample() -> list[PersonFacts]:
    """People of the feeds who stand in more than one of them, and invented ones with their copies and relatives."""
    people, humans = people_of_feeds(TODAY), truth_of_feeds()
    often = Counter(humans[record] for record in people)
    twice = [facts for record, facts in people.items() if often[humans[record]] > 1][:120]
    invented = Inventor(list(people.values()), seed=7).population(80, twice=0.8).records
    numbered = [*twice, *invented]
    return [PersonFacts.from_json(facts.to_json() | {"id": number}) for number, facts in enumerate(numbered, 1)]


def test_every_level_is_said_in_sql_but_the_last_which_is_everything_else() -> None:
    said = {field: list(levels) for field, levels in CONDITIONS.items()}

    assert said == {code: [UNKNOWN, *(level.code for level in field.levels[:-1])] for code, field in FIELDS.items()}


def test_splink_finds_the_same_levels_and_the_same_weight(sample: list[PersonFacts]) -> None:
    model = model_in_force()
    columns = {facts.person_id: columns_of(facts) for facts in sample}

    scored = score(sample, model)

    assert len(scored) == len(sample) * (len(sample) - 1) // 2
    seen = set()
    for (one, other), (weight, levels) in scored.items():
        ours = levels_of(columns[one], columns[other])
        assert levels == ours
        assert weight == pytest.approx(
            model.prior + sum(model.weight(field, level) for field, level in ours.items()), abs=1e-6
        )
        seen |= set(ours.items())
    possible = {(code, level.code) for code, field in FIELDS.items() for level in field.levels}
    assert len(possible - seen) <= MOST_LEVELS_UNSEEN, possible - seen
