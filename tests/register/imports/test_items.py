from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from register.imports.items import BrokenLine, content_sha256, read_document
from register.imports.problems import RowProblem

TODAY = date(2026, 11, 25)
SOUND = {"local_reference": " 10DA/1 ", "surname": "Kowalski"}


def test_a_document_is_text_by_column() -> None:
    read = read_document(
        SOUND | {
            "aliases": ["A", "B"], "addresses": [{"town": "Leeds", "is_current": False, "postcode": None}],
            "changed_on": "2026-11-01", "sex": None,
        },
        today=TODAY,
    )  # fmt: skip

    assert read.record == {
        "local_reference": " 10DA/1 ", "surname": "Kowalski", "changed_on": "2026-11-01", "aliases.0": "A",
        "aliases.1": "B", "addresses.0.town": "Leeds", "addresses.0.is_current": "false",
    }  # fmt: skip
    assert (read.local_reference, read.changed_on) == ("10DA/1", date(2026, 11, 1))


@pytest.mark.parametrize(
    ("change", "column"),
    [
        pytest.param({"post code": "x"}, "post code", id="a field that is not known"),
        pytest.param({"surname": 7}, "surname", id="a number"),
        pytest.param({"surname": ["Kowalski"]}, "surname", id="a list for a text"),
        pytest.param({"surname": "\ud83d"}, "surname", id="half a character"),
        pytest.param({"sex": "male"}, "sex", id="a sex that is no code"),
        pytest.param({"aliases": "A"}, "aliases", id="a text for a list"),
        pytest.param({"aliases": [None]}, "aliases.0", id="nothing in a list"),
        pytest.param({"aliases": ["A"] * 51}, "aliases", id="too many"),
        pytest.param({"addresses": ["Leeds"]}, "addresses.0", id="a text for an object"),
        pytest.param({"addresses": [{"city": "Leeds"}]}, "addresses.0.city", id="a field of a part"),
        pytest.param({"addresses": [{}, {"is_current": "yes"}]}, "addresses.1.is_current", id="a text for a truth"),
        pytest.param({"identifiers": [{"value": "1"}]}, "identifiers.0.kind", id="a number of no kind"),
        pytest.param({"identifiers": [{"kind": "ssn", "value": "1"}]}, "identifiers.0.kind", id="of another kind"),
        pytest.param({"identifiers": [{"kind": [], "value": "1"}]}, "identifiers.0.kind", id="of a hostile kind"),
        pytest.param({"changed_on": "20/11/2026"}, "changed_on", id="another way to write a day"),
        pytest.param({"changed_on": "2026-02-30"}, "changed_on", id="no day"),
        pytest.param({"changed_on": "9999-01-01"}, "changed_on", id="a day far ahead"),
        pytest.param({"changed_on": "1066-10-14"}, "changed_on", id="a day of another age"),
    ],
)
def test_what_is_not_as_it_should_be_is_told_with_its_place(change: dict[str, Any], column: str) -> None:
    with pytest.raises(RowProblem) as wrong:
        read_document({**SOUND, **change}, today=TODAY)

    assert wrong.value.problem.column == column
    assert wrong.value.problem.remedy


@pytest.mark.parametrize("item", [None, 1, "x", [], BrokenLine("No JSON.")], ids=str)
def test_what_is_no_object_is_no_item(item: Any) -> None:
    with pytest.raises(RowProblem):
        read_document(item, today=TODAY)


TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)


@given(
    st.fixed_dictionaries(
        {"surname": TEXTS, "aliases": st.lists(TEXTS, max_size=3), "sex": st.none()},
        optional={"addresses": st.lists(st.fixed_dictionaries({"town": TEXTS, "is_current": st.booleans()}))},
    )
)
def test_the_content_of_an_item_is_hashed_as_canonical_json(item: dict[str, Any]) -> None:
    assert content_sha256(item) == hashlib.sha256(rfc8785.dumps(item)).hexdigest()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("local_reference", "surname", "aliases", "identifiers", "addresses", "changed_on", "sex", "phones")


@given(st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=8), JSON) | JSON)
def test_whatever_is_sent_is_read_or_refused_in_words(item: Any) -> None:
    try:
        read_document(item, today=TODAY)
    except RowProblem as wrong:
        assert wrong.problem.problem
        assert len(wrong.problem.column) <= 90
