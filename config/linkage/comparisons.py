"""The levels of register/rules/matching/levels.py once more, as Splink's comparisons in SQL, one to one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import splink.comparison_level_library as level
import splink.comparison_library as comparison

from register.rules.matching.levels import FIELDS, SIMILAR
from register.rules.matching.model import Model

MACROS = (
    "shares(a, b) AS list_has_any(a, b)",
    "is_slip(a, b, shortest) AS len(list_filter(a, lambda x: len(list_filter(b, lambda y: least(length(x), length(y))"
    " >= shortest AND damerau_levenshtein(x, y) <= 1)) > 0)) > 0",
    "likeness(a, b) AS coalesce(list_max(list_transform(a, lambda x: list_max(list_transform(b, lambda y:"
    " jaro_winkler_similarity(x, y))))), 0)",
    "is_door_alike(a, b, least) AS len(list_filter(a, lambda x: len(list_filter(b, lambda y:"
    " split_part(x, ' ', 1) = split_part(y, ' ', 1)"
    " AND jaro_winkler_similarity(split_part(x, ' ', 2), split_part(y, ' ', 2)) >= least)) > 0)) > 0",
    "is_initial(a, b) AS len(list_filter(a, lambda x: len(list_filter(b, lambda y: least(length(x), length(y)) = 1"
    " AND x[1] = y[1])) > 0)) > 0",
    "crosswise(surnames, forenames, short_names) AS CASE WHEN shares(surnames, forenames) THEN 2"
    " WHEN shares(surnames, short_names) OR is_slip(surnames, forenames, 3) THEN 1 ELSE 0 END",
    "is_swapped_name(s, f, n, s2, f2, n2) AS crosswise(s, f2, n2) > 0 AND crosswise(s2, f, n) > 0"
    " AND crosswise(s, f2, n2) + crosswise(s2, f, n) >= 3",
    "years_apart(x, y) AS abs(CAST(x[1:4] AS INTEGER) - CAST(y[1:4] AS INTEGER))",
    "birth_likeness(x, y) AS CASE"
    " WHEN x[1:4] = y[1:4] AND x[5:6] = y[7:8] AND x[7:8] = y[5:6] THEN 5"
    " WHEN years_apart(x, y) < 10 AND hamming(x, y) = 1 THEN 4"
    " WHEN years_apart(x, y) = 10 AND x[5:8] = y[5:8] THEN 4"
    " WHEN x[5:8] = y[5:8] THEN 3"
    " WHEN x[1:6] = y[1:6] OR (x[1:4] = y[1:4] AND x[7:8] = y[7:8]) THEN 2"
    " WHEN x[1:4] = y[1:4] THEN 1 ELSE 0 END",
    "births_likeness(a, b) AS coalesce(list_max(list_transform(a, lambda x: list_max(list_transform(b, lambda y:"
    " birth_likeness(x, y))))), 0)",
)
"""What DuckDB is taught before; `CREATE MACRO` goes before each."""

_SWAPPED = (
    "is_swapped_name(surnames_l, forenames_l, short_names_l, surnames_r, forenames_r, short_names_r)"
    " AND surname_l <> surname_r AND NOT shares(surnames_l, surnames_r)"
)
_NEARBY = "(shares(outwards_l, outwards_r) OR shares(towns_l, towns_r) OR is_slip(postcodes_l, postcodes_r, 0))"
_SAME_STREET = f"likeness(streets_l, streets_r) >= {SIMILAR}"
_HAS_NONE = "len({0}_l) = 0 OR len({0}_r) = 0"


def _shares(column: str) -> str:
    return f"shares({column}_l, {column}_r)"


def _number(column: str, unknown: str = "") -> dict[str, str]:
    return {
        "unknown": unknown or _HAS_NONE.format(column),
        "same": _shares(column),
        "one_character": f"is_slip({column}_l, {column}_r, 0)",
    }


CONDITIONS: Mapping[str, Mapping[str, str]] = {
    "surname": {
        "unknown": _HAS_NONE.format("surnames"),
        "same": "surname_l = surname_r",
        "known": _shares("surnames"),
        "swapped": _SWAPPED,
        "part": _shares("surname_parts"),
        "one_letter": "is_slip(surnames_l, surnames_r, 3)",
        "similar": f"likeness(surnames_l, surnames_r) >= {SIMILAR}",
        "sounds": _shares("surname_sounds"),
    },
    "forename": {
        "unknown": f"{_HAS_NONE.format('forenames')} OR ({_SWAPPED})",
        "same": "forename_l = forename_r",
        "known": "shares(forenames_l, forename_words_r) OR shares(forename_words_l, forenames_r)",
        "short_form": "shares(short_names_l, forenames_r) OR shares(forenames_l, short_names_r)",
        "one_letter": "is_slip(forenames_l, forenames_r, 4)",
        "similar": f"likeness(forenames_l, forenames_r) >= {SIMILAR}",
        "sounds": _shares("forename_sounds"),
        "initial": "is_initial(forenames_l, forenames_r)",
    },
    "middle": {
        "unknown": _HAS_NONE.format("middles"),
        "same": _shares("middles"),
        "initial": "is_initial(middles_l, middles_r)",
    },
    "born": {
        "unknown": _HAS_NONE.format("births"),
        "same": _shares("births"),
        "swapped": "births_likeness(births_l, births_r) = 5",
        "slip": "births_likeness(births_l, births_r) = 4",
        "day_month": "births_likeness(births_l, births_r) = 3",
        "two_parts": "births_likeness(births_l, births_r) = 2",
        "year": "births_likeness(births_l, births_r) = 1",
    },
    "sex": {"unknown": "sex_l = '' OR sex_r = ''", "same": "sex_l = sex_r"},
    "place": {
        "unknown": "NOT (len(outwards_l) > 0 AND len(outwards_r) > 0) AND NOT (len(towns_l) > 0 AND len(towns_r) > 0)"
        " AND NOT shares(homes_l, homes_r)",
        "home": _shares("homes"),
        "door": f"{_NEARBY} AND {_SAME_STREET} AND is_door_alike(doors_l, doors_r, {SIMILAR})",
        "street": f"{_NEARBY} AND {_SAME_STREET}",
        "postcode": _shares("postcodes"),
        "near_postcode": "is_slip(postcodes_l, postcodes_r, 0)",
        "sector": _shares("sectors"),
        "outward": _shares("outwards"),
        "town": _shares("towns"),
    },
    "phone": {
        "unknown": _HAS_NONE.format("phones"),
        "same": _shares("phones"),
        "one_digit": "is_slip(phones_l, phones_r, 0)",
    },
    "plate": {"unknown": _HAS_NONE.format("plates"), "same": _shares("plates")},
    "pnc": _number("pnc"),
    "cro": _number("cro"),
    "number": _number("numbers", f"NOT {_shares('number_kinds')}"),
}
"""Field → level → when it is reached, unless one before it is. The last level of a field is everything else."""


def comparisons(model: Model | None = None) -> list[Any]:
    """Splink's comparisons; with the weights of a model, or as yet without."""
    return [_comparison(field, model) for field in FIELDS]


def _comparison(field: str, model: Model | None) -> Any:
    *reached, otherwise = [each.code for each in FIELDS[field].levels]
    conditions = CONDITIONS[field]
    levels: list[Any] = [level.CustomLevel(conditions["unknown"], "unknown").configure(is_null_level=True)]
    levels += [_weighed(level.CustomLevel(conditions[code], code), field, code, model) for code in reached]
    levels.append(_weighed(level.ElseLevel(), field, otherwise, model))
    return comparison.CustomComparison(levels, output_column_name=field)


def _weighed(each: Any, field: str, code: str, model: Model | None) -> Any:
    """With the chances of the model, the one of strangers moved where a limit bounds the weight."""
    if model is None:
        return each.configure(label_for_charts=code)
    held = model.fields[field][code]
    return each.configure(label_for_charts=code, m_probability=held.m, u_probability=held.m / 2**held.weight)
