"""Training, at its smallest, gives a whole model; and the model in force knows who is who in the feeds."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from config.linkage import febrl
from config.linkage.accuracy import Accuracy, accuracy_on_feeds
from config.linkage.false_matches import candidate_pairs, false_matches
from config.linkage.feeds import people_of_feeds, truth_of_feeds
from config.linkage.invented import Inventor
from config.linkage.training import known_pairs, rate_bound, train
from register.rules.matching.model import model_in_force, read_model

TODAY = date(2026, 11, 25)


def test_training_writes_a_model_that_can_be_read(tmp_path: Path) -> None:
    model = train(TODAY, people=300, strangers=200, most=2_000, pairs=20_000, into=tmp_path / "model.json")

    assert read_model(json.loads((tmp_path / "model.json").read_text())) == model
    assert model.weight("born", "same") > 5
    assert model.weight("sex", "different") < 0
    assert model.about["training"]["people"] >= 300


def test_the_same_seed_invents_the_same_people() -> None:
    sources = list(people_of_feeds(TODAY).values())

    assert Inventor(sources, 3).population(50, twice=0.5) == Inventor(sources, 3).population(50, twice=0.5)


def test_copies_of_invented_people_are_known_and_twins_are_people_of_their_own() -> None:
    population = Inventor(list(people_of_feeds(TODAY).values()), 3).population(600, twice=0.5)
    by_human: dict[int, list[object]] = {}
    for facts in population.records:
        by_human.setdefault(population.humans[facts.person_id], []).append(facts)

    assert known_pairs(population) >= 250
    assert len(by_human) >= 600


def test_strangers_are_not_joined() -> None:
    population = Inventor(list(people_of_feeds(TODAY).values()), 11).population(1_500, twice=0.0)

    found = false_matches(population, model_in_force(), most=30_000)

    assert found.pairs > 5_000
    assert found.highest < model_in_force().same_from


def test_every_pair_that_shares_a_key_comes_once() -> None:
    people = list(people_of_feeds(TODAY, lines=40).values())

    pairs = list(candidate_pairs(people))

    assert pairs
    assert len(set(pairs)) == len(pairs)
    assert all(one < other for one, other in pairs)


@pytest.fixture(scope="module")
def accuracy() -> Accuracy:
    return accuracy_on_feeds(model_in_force(), TODAY)


def test_nobody_of_the_feeds_is_joined_with_somebody_else(accuracy: Accuracy) -> None:
    assert accuracy.precision >= 0.999


def test_nearly_everybody_who_stands_in_two_feeds_is_joined(accuracy: Accuracy) -> None:
    assert len(accuracy.truth) > 250
    assert accuracy.recall >= 0.95


def test_the_feeds_are_read_as_the_import_reads_them() -> None:
    people, humans = people_of_feeds(TODAY), truth_of_feeds()

    assert set(people) <= set(humans)
    assert len(humans) - len(people) == 32


@pytest.mark.parametrize("name", ["febrl3", "febrl4"])
def test_people_of_the_public_data_sets_are_linked(name: str) -> None:
    data = febrl.load(name, humans=150)

    ours = febrl.best_f1(febrl.our_weights(data, febrl.model_for(data)), data.truth)

    assert data.truth
    assert ours >= 0.97
    assert febrl.best_f1(febrl.splink_weights(data), data.truth) >= 0.9


@pytest.mark.parametrize(
    ("weights", "best"),
    [
        pytest.param({(1, 2): 9.0, (3, 4): 5.0, (1, 3): 1.0}, 1.0, id="a threshold parts them"),
        pytest.param({(1, 2): 9.0, (3, 4): 5.0, (1, 3): 5.0}, 0.8, id="a tie counts whole"),
        pytest.param({(1, 2): 9.0}, 2 / 3, id="one is missed"),
        pytest.param({}, 0.0, id="none"),
    ],
)
def test_the_best_f1_is_that_of_the_best_threshold(weights: dict[tuple[int, int], float], best: float) -> None:
    assert febrl.best_f1(weights, frozenset(((1, 2), (3, 4)))) == pytest.approx(best)


def test_a_rate_that_was_never_seen_is_bounded_by_three_in_so_many() -> None:
    assert rate_bound(0, 3_000_000) == pytest.approx(1e-6)
    assert rate_bound(4, 1_000_000) > 4e-6
