"""The model's file is read whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from register.rules.matching.levels import FIELDS
from register.rules.matching.model import MODEL_FILE, ModelProblem, model_in_force, read_model

STORED: dict[str, Any] = json.loads(MODEL_FILE.read_text(encoding="utf-8"))


def _drop_level(stored: dict[str, Any]) -> None:
    del stored["fields"]["pnc"]["different"]


def _weight(stored: dict[str, Any]) -> None:
    stored["fields"]["sex"]["different"]["weight"] += 0.5


def _chance(stored: dict[str, Any]) -> None:
    stored["fields"]["sex"]["same"]["u"] = 0


def _thresholds(stored: dict[str, Any]) -> None:
    stored["same_from"] = stored["possible_from"]


def _version(stored: dict[str, Any]) -> None:
    del stored["version"]


def _word(stored: dict[str, Any]) -> None:
    stored["prior"] = "low"


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        pytest.param(_drop_level, "not those of this version", id="a level is missing"),
        pytest.param(_weight, "does not follow", id="a weight that its chances do not give"),
        pytest.param(_chance, "between nought and one", id="an impossible chance"),
        pytest.param(_thresholds, "thresholds", id="thresholds that are one"),
        pytest.param(_version, "lacks", id="no version"),
        pytest.param(_word, "lacks", id="no number"),
    ],
)
def test_a_file_that_is_not_whole_is_refused(spoil: Callable[[dict[str, Any]], None], complaint: str) -> None:
    stored = deepcopy(STORED)
    spoil(stored)

    with pytest.raises(ModelProblem, match=complaint):
        read_model(stored)


def test_the_committed_model_says_how_it_was_made() -> None:
    about = model_in_force().about

    assert about["training"]["pairs_of_one_person"] > 1_000
    assert about["splink"] and about["trained_on"]


def test_the_false_match_rate_is_below_one_in_a_hundred_thousand() -> None:
    rate = model_in_force().about["false_match_rate"]

    assert rate["bound"] < 1e-5
    assert rate["pairs_scored"] > 1_000_000
    assert model_in_force().same_from > rate["highest_weight"]


def test_the_best_level_of_each_field_weighs_most() -> None:
    model = model_in_force()

    for code in ("forename", "born", "sex", "phone", "plate", "pnc", "cro", "number"):
        weights = [held.weight for held in model.fields[code].values()]
        assert weights[0] == max(weights), code
        assert weights[-1] < 0, code


def test_each_level_has_words_of_its_own() -> None:
    words = [level.words for field in FIELDS.values() for level in field.levels]

    assert len(set(words)) == len(words)
