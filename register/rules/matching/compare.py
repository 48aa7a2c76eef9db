"""Comparing two records: the weight, the outcome, and every step from the one to the other in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from register.rules.lookup.facts import PersonFacts
from register.rules.matching.caps import CAPS, HOMES, Pair, cap_of
from register.rules.matching.columns import Columns, columns_of
from register.rules.matching.frequencies import Frequencies, crowding, rarity
from register.rules.matching.levels import FIELDS, UNKNOWN, levels_of, shared
from register.rules.matching.model import Model

PRIOR, HOUSEHOLD = "prior", "household"
_NEAR = "one_letter"
_STRENGTHS = ((12.0, "almost certain"), (7.0, "strong"), (3.0, "medium"), (0.5, "weak"))


class Outcome(StrEnum):
    """What two records are to each other."""

    SAME = "same"
    POSSIBLE = "possible"
    NONE = "none"


class Step(NamedTuple):
    """What one field adds: its code, its level, the weight in bits, a sentence, and whether something differs."""

    field: str
    level: str
    weight: float
    words: str
    is_difference: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result for two records: `steps` begin with the prior; `rule` is the code of what capped it, or ""."""

    weight: float
    outcome: Outcome
    steps: tuple[Step, ...]
    rule: str
    model_version: str

    @property
    def differences(self) -> tuple[str, ...]:
        """What differs, the strongest first."""
        return self._sentences(is_difference=True)

    @property
    def agreements(self) -> tuple[str, ...]:
        """What agrees, the strongest first."""
        return self._sentences(is_difference=False)

    @property
    def rule_words(self) -> str:
        """Why a person must decide; empty where no rule says so."""
        return next((cap.words for cap in CAPS if cap.code == self.rule), "")

    def _sentences(self, *, is_difference: bool) -> tuple[str, ...]:
        said = [
            step
            for step in self.steps
            if step.is_difference is is_difference and step.level != UNKNOWN and step.field not in (PRIOR, HOUSEHOLD)
        ]
        return tuple(step.words for step in sorted(said, key=lambda step: -abs(step.weight)))


def compare(one: PersonFacts, other: PersonFacts, *, model: Model, frequencies: Frequencies) -> Comparison:
    """Two records under a model. Which is the first makes no difference."""
    return compare_columns(columns_of(one), columns_of(other), model=model, frequencies=frequencies)


def compare_columns(here: Columns, there: Columns, *, model: Model, frequencies: Frequencies) -> Comparison:
    """The same for whoever compares one record with many and has its columns."""
    levels = levels_of(here, there)
    weights = {field: _weight(field, levels, here, there, model, frequencies) for field in FIELDS}
    steps = [Step(PRIOR, PRIOR, model.prior, "Before anything is compared: two people taken at random", False)]
    steps += [_step(field, levels[field], weight) for field, weight in weights.items()]
    if surplus := _counted_twice(levels, weights, model):
        words = "Same dwelling: what its people share anyway is counted once"
        steps.append(Step(HOUSEHOLD, "counted_once", -surplus, words, True))
    total = sum(step.weight for step in steps)
    by_weight = _outcome(total, model)
    cap = cap_of(Pair(levels, here, there, frequencies.words)) if by_weight is not Outcome.NONE else None
    outcome = Outcome.POSSIBLE if cap else by_weight
    return Comparison(total, outcome, tuple(steps), cap.code if cap else "", model.version)


def strength(weight: float) -> str:
    """A weight in words: "strong against"."""
    side = "for" if weight > 0 else "against"
    name = next((name for least, name in _STRENGTHS if abs(weight) >= least), "")
    if not name:
        return "says little"
    if name == "almost certain":
        return name if weight > 0 else "very strong against"
    return f"{name} {side}"


def _step(field: str, level: str, weight: float) -> Step:
    found = FIELDS[field].level(level)
    words = found.words if level == UNKNOWN else f"{found.words}: {strength(weight)}"
    return Step(field, level, weight, words, found.is_difference)


def _outcome(weight: float, model: Model) -> Outcome:
    if weight >= model.same_from:
        return Outcome.SAME
    return Outcome.POSSIBLE if weight >= model.possible_from else Outcome.NONE


def _weight(
    field: str, levels: Mapping[str, str], one: Columns, other: Columns, model: Model, frequencies: Frequencies
) -> float:
    """The weight of the level reached, adjusted by how rare the shared value is."""
    weight = model.weight(field, levels[field])
    if field in _RARER:
        weight += _RARER[field](levels[field], one, other, model, frequencies)
    return weight


def _rare_surname(level: str, one: Columns, other: Columns, model: Model, frequencies: Frequencies) -> float:
    if level == "swapped":
        return _rare_crosswise(one, other, model, frequencies)
    if level in ("same", "known"):
        return _rare_word("surname", shared(one.surnames, other.surnames), model, frequencies)
    return _rare_near("surname", (one.surname, other.surname), model, frequencies) if level == _NEAR else 0.0


def _rare_crosswise(one: Columns, other: Columns, model: Model, frequencies: Frequencies) -> float:
    """Each word is a forename here and a surname there: as rare as both, on the average."""
    words = {*shared(one.surnames, other.forenames), *shared(one.forenames, other.surnames)}
    fields = ("surname", "forename")
    each = sorted(sum(_rare_word(field, (word,), model, frequencies) for field in fields) / 2 for word in words)
    return sum(each[-2:])


def _rare_forename(level: str, one: Columns, other: Columns, model: Model, frequencies: Frequencies) -> float:
    if level in ("same", "known"):
        return _rare_word("forename", shared(one.forenames, other.forenames), model, frequencies)
    return _rare_near("forename", (one.forename, other.forename), model, frequencies) if level == _NEAR else 0.0


def _crowded_place(level: str, one: Columns, other: Columns, model: Model, frequencies: Frequencies) -> float:
    """A hostel's or a prison's postcode, which many share, says less."""
    if level not in ("home", "postcode"):
        return 0.0
    return crowding(frequencies.crowd(shared(one.postcodes, other.postcodes)), model.limits.rarity)


def _rare_word(field: str, words: tuple[str, ...], model: Model, frequencies: Frequencies) -> float:
    usual = model.usual(field)
    return rarity(usual, frequencies.of_words(words, usual), model.limits.rarity)


def _rare_near(field: str, words: tuple[str, ...], model: Model, frequencies: Frequencies) -> float:
    """Half of what the more common of two words a letter apart would say if it were shared."""
    return min(_rare_word(field, (word,), model, frequencies) for word in words) / 2


_RARER: Mapping[str, Callable[[str, Columns, Columns, Model, Frequencies], float]] = {
    "surname": _rare_surname,
    "forename": _rare_forename,
    "place": _crowded_place,
}


def _counted_twice(levels: Mapping[str, str], weights: Mapping[str, float], model: Model) -> float:
    """What is taken away because people who live together share it, whoever they are: the strongest counts in full."""
    if levels["place"] not in HOMES:
        return 0.0
    facts = [weights["place"], weights["phone"]]
    if levels["surname"] != "swapped":  # which says as much of the forename
        facts.append(weights["surname"])
    return sum(max(0.0, weight - model.limits.household) for weight in sorted(facts)[:-1])
