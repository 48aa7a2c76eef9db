"""The model in force: how much each level of agreement weighs, and from which weight on two records are one person.

A weight is log2(m/u): m is how often records of one person reach the level, u how often those of two do. Weights are
absolute. They are added to the prior, never scaled to the best hit.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from register.rules.matching.levels import FIELDS, UNKNOWN

MODEL_FILE = Path(__file__).resolve().parents[2] / "reference" / "matching_model.json"
_TOLERANCE = 1e-6


class ModelProblem(ValueError):
    """The file is not a model. The message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class LevelWeight:
    """What a level weighs: m, u, and log2(m/u) within the limits of one field."""

    m: float
    u: float
    weight: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What keeps one fact, or several that come from one, from deciding.

    `lowest` and `highest` bound the weight of a level; `rarity` what a rare or common value adds or takes; `household`
    what each further fact may add that people of one dwelling share.
    """

    lowest: float
    highest: float
    rarity: float
    household: float


@dataclass(frozen=True, slots=True)
class Model:
    """Weights and thresholds under a version. `about` is what the file says of how it was made."""

    version: str
    prior: float
    same_from: float
    possible_from: float
    limits: Limits
    fields: Mapping[str, Mapping[str, LevelWeight]]
    about: Mapping[str, Any]

    def weight(self, field: str, level: str) -> float:
        """The weight of a level; nothing where the fact is not known on both."""
        return 0.0 if level == UNKNOWN else self.fields[field][level].weight

    def usual(self, field: str) -> float:
        """How often two people share the best level of a field by chance."""
        return next(iter(self.fields[field].values())).u


@cache
def model_in_force() -> Model:
    """The committed model.

    Raises:
        ModelProblem: the file is not a whole model.
    """
    return read_model(json.loads(MODEL_FILE.read_text(encoding="utf-8")))


def read_model(stored: Mapping[str, Any]) -> Model:
    """A model from its file.

    Raises:
        ModelProblem: a field or level is missing or unknown, or a number cannot be.
    """
    try:
        model = Model(
            version=str(stored["version"]),
            prior=float(stored["prior"]),
            same_from=float(stored["same_from"]),
            possible_from=float(stored["possible_from"]),
            limits=Limits(**{name: float(value) for name, value in stored["limits"].items()}),
            fields={
                field: {level: LevelWeight(**numbers) for level, numbers in levels.items()}
                for field, levels in stored["fields"].items()
            },
            about=stored["about"],
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelProblem(f"The model lacks something or holds something else: {error!r}.") from error
    _check(model)
    return model


def limited(m: float, u: float, limits: Limits) -> float:
    """The weight of a level with these chances, within the limits."""
    return max(limits.lowest, min(limits.highest, math.log2(m / u)))


def _check(model: Model) -> None:
    wanted = {code: [level.code for level in field.levels] for code, field in FIELDS.items()}
    found = {code: list(levels) for code, levels in model.fields.items()}
    if found != wanted:
        raise ModelProblem(f"The model's fields and levels are not those of this version: {found}.")
    if not model.prior < 0 < model.possible_from < model.same_from:
        raise ModelProblem("The prior must be below nought, and the thresholds above it in their order.")
    for field, levels in model.fields.items():
        for level, held in levels.items():
            if not (0 < held.m < 1 and 0 < held.u < 1):
                raise ModelProblem(f"The chances of {field} {level} must lie between nought and one.")
            if abs(held.weight - limited(held.m, held.u, model.limits)) > _TOLERANCE:
                raise ModelProblem(f"The weight of {field} {level} does not follow from its chances.")
