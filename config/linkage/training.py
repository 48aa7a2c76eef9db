"""Training: Splink estimates the chances of every level from data whose truth is known, and the file is written."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from config.linkage.false_matches import FalseMatches, false_matches
from config.linkage.feeds import people_of_feeds
from config.linkage.invented import Inventor, Population
from config.linkage.splink_linker import linker_over, quiet
from register.rules.matching.levels import FIELDS
from register.rules.matching.model import MODEL_FILE, Limits, Model, limited, read_model

Chances = dict[str, dict[str, tuple[float, float]]]
"""Field → level → m and u."""

REGISTER: Final = 1_000_000
"""The people of the register for which the prior stands: one record meets so many."""
LIMITS: Final = Limits(lowest=-10.0, highest=16.0, rarity=5.0, household=1.0)
LEAST_M, LEAST_U = 0.0005, 1e-6
POSSIBLE_FROM: Final = 1.0
_LOWEST_SAME: Final = 4.0
_MARGIN: Final = 0.5
_SEEDS = (20261125, 20261126, 20261127)


def train(today: date, *, people: int = 20_000, strangers: int = 40_000, most: int = 20_000_000, pairs: float = 5e6,
          into: Path = MODEL_FILE) -> Model:  # fmt: skip
    """Train on invented people, set the threshold by the false matches among strangers, and write the file."""
    sources = list(people_of_feeds(today).values())
    population = Inventor(sources, _SEEDS[0]).population(people, twice=0.3)
    chances = estimate(population, pairs=pairs)
    counterparts = 2 * known_pairs(population) / len(population.records)
    draft = _stored(chances, prior=math.log2(counterparts / REGISTER), same_from=_LOWEST_SAME)
    others = Inventor(sources, _SEEDS[1]).population(strangers, twice=0.0)
    found = false_matches(others, read_model(draft), most=most)
    draft["same_from"] = max(_LOWEST_SAME, math.ceil(2 * found.highest + 2 * _MARGIN) / 2)
    draft["version"] = f"{today:%Y-%m-%d}.1"
    draft["about"] = _about(today, population, len(sources), pairs, found, draft)
    into.write_text(json.dumps(draft, indent=1) + "\n", encoding="utf-8")
    return read_model(draft)


def estimate(population: Population, *, pairs: float) -> Chances:
    """m from the pairs known to be one person, u from random pairs of people of whom each has one record."""
    ones = {human: number for number, human in reversed(population.humans.items())}
    alone = [facts for facts in population.records if ones[population.humans[facts.person_id]] == facts.person_id]
    strangers = linker_over(alone)
    with quiet():
        strangers.training.estimate_u_using_random_sampling(max_pairs=pairs, seed=_SEEDS[2])
    same = linker_over(population.records, humans=population.humans)
    with quiet():
        same.training.estimate_m_from_label_column("human")
    return chances_of(same, strangers)


def chances_of(same: Any, strangers: Any) -> Chances:
    """m as one linker has estimated it, u as another has."""
    m, u = _chances(same, "m_probability", LEAST_M), _chances(strangers, "u_probability", LEAST_U)
    return {field: {level: (m[field][level], u[field][level]) for level in m[field]} for field in FIELDS}


def known_pairs(population: Population) -> int:
    """How many pairs of records are one human being."""
    counts: dict[int, int] = {}
    for human in population.humans.values():
        counts[human] = counts.get(human, 0) + 1
    return sum(count * (count - 1) // 2 for count in counts.values())


def model_of(chances: Chances, *, prior: float, name: str, household: float = LIMITS.household) -> Model:
    """A model of these chances that is kept in no file."""
    stored = _stored(chances, prior=prior, same_from=_LOWEST_SAME)
    return read_model(stored | {"version": name, "limits": stored["limits"] | {"household": household}})


def _chances(linker: Any, kind: str, least: float) -> dict[str, dict[str, float]]:
    """What Splink estimated; a level that it never saw has the least chance."""
    trained = {each["output_column_name"]: each for each in linker.misc.save_model_to_json()["comparisons"]}
    return {
        field: {
            level["label_for_charts"]: min(0.9999, max(least, _number(level.get(kind))))
            for level in trained[field]["comparison_levels"]
            if not level.get("is_null_level")
        }
        for field in FIELDS
    }


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and not math.isnan(value) else 0.0


def _stored(chances: Chances, *, prior: float, same_from: float) -> dict[str, Any]:
    return {
        "version": "draft",
        "prior": round(prior, 3),
        "same_from": same_from,
        "possible_from": POSSIBLE_FROM,
        "limits": asdict(LIMITS),
        "fields": {field: {level: _level(*both) for level, both in of.items()} for field, of in chances.items()},
        "about": {},
    }


def _level(m: float, u: float) -> Mapping[str, float]:
    m, u = float(f"{m:.6g}"), float(f"{u:.6g}")
    return {"m": m, "u": u, "weight": round(limited(m, u, LIMITS), 9)}


def _about(
    today: date, population: Population, sources: int, pairs: float, found: FalseMatches, draft: Mapping[str, Any]
) -> dict[str, Any]:
    false = sum(weight >= draft["same_from"] for weight in found.weights)
    return {
        "trained_on": today.isoformat(),
        "command": "make matching-model",
        "splink": version("splink"),
        "training": {
            "sources": f"names, streets and towns of {sources:,} records of the demonstration's feeds, whose truth "
            "was not read",
            "records": len(population.records),
            "people": len(set(population.humans.values())),
            "pairs_of_one_person": known_pairs(population),
            "random_pairs": int(pairs),
        },
        "prior": f"A record has {draft['prior']:.3f} bits of prior: the counterparts that a record of the training "
        f"data has on average, among the {REGISTER:,} people of a register.",
        "false_match_rate": {
            "bound": rate_bound(false, found.pairs),
            "false_matches": false,
            "pairs_scored": found.pairs,
            "people": found.people,
            "highest_weight": round(found.highest, 3),
            "method": "Invented people of whom each has one record, with couples, brothers and sisters, twins, and "
            "children named after a parent; every pair that shares a search key of at most "
            f"{found.longest} people was compared, rarity and rules included; where neither the dates of birth agree "
            "or nearly agree nor an official number is shared, the rules join nobody. A false match is a pair that "
            "would be joined. The bound is the upper end of the 95 % interval.",
        },
    }


def rate_bound(events: int, trials: int) -> float:
    """The upper end of the 95 % interval of a rate: 3/n for no event (Hanley and Lippman-Hand, JAMA 1983)."""
    upper = 3.0 if events == 0 else events + 1.96 * math.sqrt(events) + 1.92
    return float(f"{upper / trials:.3g}")
