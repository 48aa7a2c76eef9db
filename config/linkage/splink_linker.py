"""Splink on DuckDB, in memory, over the columns that the register's own comparison reads."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from typing import Any

import duckdb
import pyarrow
from splink import Linker, SettingsCreator
from splink.backends.duckdb import DuckDBAPI

from config.linkage.comparisons import MACROS, comparisons
from register.rules.lookup.facts import PersonFacts
from register.rules.matching.columns import Columns, columns_of
from register.rules.matching.levels import FIELDS, UNKNOWN
from register.rules.matching.model import Model

Scored = dict[tuple[int, int], tuple[float, dict[str, str]]]
"""Pair of person numbers, the lower first → the match weight and the level of each field."""
ALL_PAIRS = "1=1"
_SILENT = 50
_SINGLE = ("surname", "forename", "sex")
_SCHEMA = pyarrow.schema(
    [("unique_id", pyarrow.int64()), ("human", pyarrow.int64())]
    + [
        (each.name, pyarrow.string() if each.name in _SINGLE else pyarrow.list_(pyarrow.string()))
        for each in fields(Columns)
    ]
)


def linker_over(
    people: Iterable[PersonFacts],
    *,
    model: Model | None = None,
    humans: Mapping[int, int] | None = None,
    blocking: Sequence[Any] = (ALL_PAIRS,),
) -> Linker:
    """A linker over these people; `humans` says which human being a person number is, for training."""
    connection = duckdb.connect()
    for macro in MACROS:
        connection.execute(f"CREATE MACRO {macro}")
    connection.execute("SET threads = 2")
    rows = pyarrow.Table.from_pylist([_row(facts, humans or {}) for facts in people], schema=_SCHEMA)
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons(model),
        blocking_rules_to_generate_predictions=list(blocking),
        probability_two_random_records_match=_probability(model.prior) if model else 0.0001,
        retain_intermediate_calculation_columns=True,
        retain_matching_columns=True,
    )
    with quiet():
        database = DuckDBAPI(connection)
        return Linker(database.register(rows, table_name="people"), settings, log_level=_SILENT)


def score(people: Iterable[PersonFacts], model: Model, *, blocking: Sequence[str] = (ALL_PAIRS,)) -> Scored:
    """What Splink says of every pair of these people that the blocking rules make, under the model."""
    linker = linker_over(people, model=model, blocking=blocking)
    with quiet():
        found = linker.inference.predict().as_record_list()
    return {
        (row["unique_id_l"], row["unique_id_r"]): (
            row["match_weight"],
            {field: _level(field, row[f"gamma_{field}"]) for field in FIELDS},
        )
        for row in found
    }


@contextmanager
def quiet() -> Iterator[None]:
    """Without the libraries' advice to whoever works with them by hand."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _level(field: str, gamma: int) -> str:
    """Splink numbers levels from the last, which is nought; -1 is not known."""
    return UNKNOWN if gamma < 0 else FIELDS[field].levels[len(FIELDS[field].levels) - 1 - gamma].code


def _probability(log_odds: float) -> float:
    return float(2**log_odds / (1 + 2**log_odds))


def _row(facts: PersonFacts, humans: Mapping[int, int]) -> dict[str, Any]:
    row = {"unique_id": facts.person_id, "human": humans.get(facts.person_id, facts.person_id)}
    return row | asdict(columns_of(facts))
