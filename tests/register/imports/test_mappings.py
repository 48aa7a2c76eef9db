from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from register.imports.mappings import Mapping, NoMapping, known, load, mapping_for, mappings
from tests.register.imports.demo import FILES, feed_of


@pytest.mark.parametrize("code", sorted(mappings()))
def test_every_mapping_says_how_it_is_recognised_and_where_reference_and_name_stand(code: str) -> None:
    mapping = mappings()[code]

    assert mapping.recognised_by
    assert mapping.local_reference
    assert mapping.surname_column
    assert mapping.shape in ("csv", "json")
    assert any(code in line for line in known())


@pytest.mark.parametrize(
    ("force_code", "code"),
    [pytest.param("10", "northumbria", id="CSV"), pytest.param("13", "west-yorkshire", id="one column a name"),
     pytest.param("14", "south-yorkshire", id="documents")],
)  # fmt: skip
def test_each_feed_is_recognised(force_code: str, code: str) -> None:
    assert feed_of(force_code).mapping.code == code
    assert force_code in FILES


def test_columns_that_no_export_has_are_refused() -> None:
    with pytest.raises(NoMapping, match="not those of any export"):
        mapping_for(["Surname", "Colour"], "csv")


def test_the_right_columns_in_the_wrong_shape_are_not_recognised() -> None:
    with pytest.raises(NoMapping):
        mapping_for(mappings()["northumbria"].recognised_by, "json")


@pytest.mark.parametrize(
    ("code", "shape", "sentence"),
    [
        pytest.param("nobody", "csv", "There is no mapping called nobody", id="unknown"),
        pytest.param("south-yorkshire", "csv", "is for JSON files; this one is CSV", id="another shape"),
    ],
)
def test_a_mapping_asked_for_must_be_there_and_fit(code: str, shape: str, sentence: str) -> None:
    with pytest.raises(NoMapping, match=sentence):
        mapping_for([], shape, code=code)


def test_a_mapping_asked_for_is_taken_whatever_the_columns() -> None:
    assert mapping_for(["anything"], "csv", code="northumbria").code == "northumbria"


@pytest.mark.parametrize(
    "line", ['colour = "Hair"', "[address]\ncolour = 'Door'", "[identifiers]\nbadge = 'x'"],
    ids=["fact", "part of an address", "number"],
)  # fmt: skip
def test_a_key_that_no_mapping_has_is_an_error(tmp_path: Path, line: str) -> None:
    file = tmp_path / "new.toml"
    file.write_text(
        f'title = "New"\nshape = "csv"\nrecognised_by = ["a"]\nlocal_reference = "a"\nsurname = "b"\n{line}\n'
    )

    with pytest.raises(TypeError, match="unexpected keyword"):
        load(file)


def test_the_digest_changes_with_the_file(tmp_path: Path) -> None:
    said = 'title = "New"\nshape = "csv"\nrecognised_by = ["a"]\nlocal_reference = "a"\nsurname = "b"\n'
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    first.write_text(said)
    second.write_text(said + 'forenames = "c"\n')

    assert load(first).digest != load(second).digest
    assert {field.name for field in fields(Mapping)} > {"title", "digest"}
