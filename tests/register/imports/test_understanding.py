from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from register.imports.mappings import mappings
from register.imports.problems import RowProblem
from register.imports.received import Received, ReceivedName
from register.imports.understanding import LOST_LETTER, elements, local_reference_of, spelled, understand, values
from tests.register.imports.demo import DOUBTFUL, FILES, NOT_LOADED, faults, feed_of, with_lost_letters

TODAY = date(2026, 11, 23)

ONE_COLUMN = {
    "Nominal Ref": "13DA/1/26", "Name": "O'NEILL-MCKENZIE, Mary Ann", "DOB": "03/04/1985", "Gender": "Female",
    "PNCID": "15/6266442C", "CRO": "", "Last known address": "Flat 2, 100 High Road, Bradford, bd22 5lb",
    "Tel": "0044 7476 901953 / 0113 496 0000", "Vehicle": "bs61 hsc", "A.K.A.": "Mary Smith; JONES, Mae",
    "Remarks": '=HYPERLINK("http://example.invalid")',
}  # fmt: skip
DOCUMENT = {
    "reference": "14DA/1/26", "name.given.0": "Iain", "name.given.1": "Brandon", "name.family": "Mc Kenzie",
    "sex": "M", "birthDate": "2007-06-13", "identifiers.0.type": "CRO", "identifiers.0.value": "268217/25C",
    "aliases.0": "Sam Carter", "addresses.0.line1": "10 Station Lane", "addresses.0.town": "Sheffield",
    "addresses.0.postcode": "S25 8GW", "addresses.0.current": "true", "addresses.1.line1": "55 Bridge Close",
    "addresses.1.town": "Rotherham", "addresses.1.postcode": "S2 5UG", "addresses.1.current": "false",
    "phones.0": "07700 900123", "vehicles.0": "YP49JXX",
}  # fmt: skip


def told(record: dict[str, str], mapping: str = "west-yorkshire", **changes: str) -> Received:
    return understand({**record, **changes}, mappings()[mapping], today=TODAY)


def test_a_row_with_names_and_addresses_in_one_column_is_taken_apart() -> None:
    received = told(ONE_COLUMN)

    assert received.local_reference == "13DA/1/26"
    assert received.name == ReceivedName("Mary Ann", "O'Neill-McKenzie")
    assert received.aliases == (ReceivedName("Mary", "Smith"), ReceivedName("Mae", "Jones"))
    assert received.sex == "F"
    assert received.date_of_birth == date(1985, 4, 3)
    assert received.home is not None
    assert received.home.place == ("Flat 2, 100 High Road", "", "Bradford", "BD22 5LB")
    assert received.home.force_code == "13"
    assert [phone.e164 for phone in received.phones] == ["+447476901953", "+441134960000"]
    assert received.vehicles == ("BS61HSC",)
    assert [(each.kind, each.value, each.as_received) for each in received.identifiers] == [
        ("pnc", "2015/6266442C", "15/6266442C")
    ]
    assert received.remarks == '=HYPERLINK("http://example.invalid")'
    assert received.doubts == []


def test_a_document_is_taken_apart() -> None:
    received = told(DOCUMENT, "south-yorkshire")

    assert received.name == ReceivedName("Iain Brandon", "Mc Kenzie")
    assert received.aliases == (ReceivedName("Sam", "Carter"),)
    assert received.date_of_birth == date(2007, 6, 13)
    assert received.home is not None
    assert received.home.in_one_line == "10 Station Lane, Sheffield, S25 8GW"
    assert [address.in_one_line for address in received.former] == ["55 Bridge Close, Rotherham, S2 5UG"]
    assert [(each.kind, each.value) for each in received.identifiers] == [("cro", "268217/25C")]
    assert received.vehicles == ("YP49JXX",)


@pytest.mark.parametrize(
    ("changes", "column", "problem"),
    [
        pytest.param({"Nominal Ref": " "}, "Nominal Ref", "no reference", id="no reference"),
        pytest.param({"Name": ""}, "Name", "The row has no name.", id="no name"),
        pytest.param({"Name": "Hardik"}, "Name", "“Hardik” has no comma", id="no comma"),
        pytest.param({"Name": ", Hardik"}, "Name", "only the forename “Hardik”", id="no surname"),
        pytest.param({"DOB": "31/02/1985"}, "DOB", "“31/02/1985” cannot be a date of birth", id="no such day"),
        pytest.param({"DOB": "01/01/2030"}, "DOB", "cannot be a date of birth", id="in the future"),
        pytest.param({"DOB": "unknown"}, "DOB", "cannot be a date of birth", id="no date"),
        pytest.param({"Name": f"{'X' * 121}, A"}, "Name", "surname has 121 characters", id="a surname too long"),
        pytest.param({"Name": f"X, {'a' * 10_000}"}, "Name", "forename has 10,000", id="a name of 10 kB"),
        pytest.param({"Tel": "0" * 61}, "Tel", "telephone number has 61", id="a number too long"),
        pytest.param({"PNCID": "9" * 61}, "PNCID", "number has 61", id="an identifier too long"),
        pytest.param({"A.K.A.": "x" * 121}, "A.K.A.", "alias has 121", id="an alias too long"),
        pytest.param({"Last known address": "x" * 201}, "Last known address", "201", id="an address too long"),
    ],
)
def test_a_row_that_cannot_be_loaded_says_where_and_what_to_do(
    changes: dict[str, str], column: str, problem: str
) -> None:
    with pytest.raises(RowProblem, match=problem) as raised:
        told(ONE_COLUMN, **changes)

    assert raised.value.problem.column == column
    assert raised.value.problem.remedy.endswith(".")


@pytest.mark.parametrize("written", ["O'NEILL,", "O'NEILL, ", "O'NEILL ,"])
def test_a_surname_with_nothing_after_its_comma_is_a_name_of_its_own_as_the_remedy_says(written: str) -> None:
    with pytest.raises(RowProblem) as without_a_comma:
        told(ONE_COLUMN, Name=written.replace(",", ""))

    assert "with a comma after it" in without_a_comma.value.problem.remedy
    assert told(ONE_COLUMN, Name=written).name == ReceivedName("", "O'Neill")


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        pytest.param({"name.family": ""}, "name.family", id="surname"),
        pytest.param({"addresses.1.line1": "x" * 201}, "addresses.1.line1", id="an element of a list"),
        pytest.param({"identifiers.0.value": "9" * 61}, "identifiers.0.value", id="a number in a list"),
        pytest.param({"birthDate": "1985-02-31"}, "birthDate", id="date of birth"),
    ],
)
def test_the_problem_names_the_very_column_of_a_document(changes: dict[str, str], column: str) -> None:
    with pytest.raises(RowProblem) as raised:
        told(DOCUMENT, "south-yorkshire", **changes)

    assert raised.value.problem.column == column


@pytest.mark.parametrize(
    ("changes", "doubt"),
    [
        pytest.param({"DOB": "01/01/1900"}, "Date of birth: A date that systems put", id="placeholder date"),
        pytest.param({"DOB": "1984"}, "Date of birth: Only the year is known.", id="only a year"),
        pytest.param({"PNCID": "16/3127441A"}, "PNC 16/3127441A: The check letter", id="PNC check letter"),
        pytest.param({"CRO": "065656/91A"}, "CRO 065656/91A: The check letter", id="CRO check letter"),
        pytest.param({"PNCID": "not known"}, "PNC not known: A PNC ID is", id="no PNC ID at all"),
        pytest.param(
            {"Last known address": "No fixed abode, ZZ99 3VZ"}, "Address: No fixed abode", id="no fixed abode"
        ),
        pytest.param({"Last known address": "1 Road, Leeds, LS1"}, "", id="no postcode"),
        pytest.param({"Tel": "12"}, "Telephone number 12: This is not a whole", id="part of a number"),
        pytest.param({"Name": "ZBRZE?NIAK, Ola"}, f"Name: {LOST_LETTER}", id="a lost letter"),
        pytest.param({"A.K.A.": "?ukasz Nowak"}, f"Alias ?ukasz Nowak: {LOST_LETTER}", id="a lost letter of an alias"),
    ],
)
def test_a_doubtful_value_is_kept_and_marked(changes: dict[str, str], doubt: str) -> None:
    doubts = told(ONE_COLUMN, **changes).doubts

    assert len(doubts) == bool(doubt)
    assert doubt in "".join(doubts)


def test_a_doubtful_value_stays_as_received() -> None:
    received = told(ONE_COLUMN, DOB="1/1/1900", PNCID="16/3127441a", Tel="ring 12")

    assert received.date_of_birth_as_received == "1/1/1900"
    assert received.identifiers[0].as_received == "16/3127441a"
    assert received.phones[0].as_received == "ring 12"


@pytest.mark.parametrize(
    ("surname", "written"),
    [
        ("WILLIAMSON", "Williamson"), ("D'ARCY-BROWN", "D'Arcy-Brown"), ("MCKENZIE", "McKenzie"),
        ("VAN DER BERG", "Van Der Berg"), ("WÓJCIK", "Wójcik"), ("ZBRZE?NIAK", "Zbrze?niak"), ("?ACINA", "?acina"),
        ("van der Berg", "van der Berg"), ("MacDonald", "MacDonald"), ("", ""), ("ŠÁRKA", "Šárka"),
    ],
)  # fmt: skip
def test_a_surname_in_capitals_is_written_as_names_are(surname: str, written: str) -> None:
    assert spelled(surname) == written


@pytest.mark.parametrize("received", [told(ONE_COLUMN), told(DOCUMENT, "south-yorkshire")], ids=["columns", "document"])
def test_what_was_understood_is_the_same_after_it_was_kept(received: Received) -> None:
    assert Received.from_json(received.to_json()) == received


def test_values_and_elements_of_a_list() -> None:
    assert values(DOCUMENT, "name.given") == ["Iain", "Brandon"]
    assert values(DOCUMENT, "nothing") == values(DOCUMENT, "") == []
    assert [beginning for beginning, _ in elements(DOCUMENT, "addresses")] == ["addresses.0.", "addresses.1."]
    assert local_reference_of({}, mappings()["northumbria"]) == ""


@pytest.mark.parametrize("force_code", sorted(FILES))
def test_every_row_of_the_feeds_behaves_as_the_truth_says(force_code: str) -> None:
    """Every row, by its fault: not loaded, loaded with a doubt, or loaded without one."""
    expected = {reference: _expected(fault) for reference, fault in faults(force_code).items()}
    expected |= dict.fromkeys(
        (each for each in with_lost_letters(force_code) if expected[each] == "loaded"), "doubtful"
    )

    found = _outcomes(force_code)

    assert found == expected
    assert set(found.values()) == {"loaded", "doubtful", "no name", "impossible date of birth"}


def _expected(fault: str) -> str:
    return fault if fault in NOT_LOADED else "doubtful" if fault in DOUBTFUL else "loaded"


def _outcomes(force_code: str) -> dict[str, str]:
    feed = feed_of(force_code)
    found: dict[str, str] = {}
    for row in feed.rows():
        assert row.problem is None
        found[local_reference_of(row.record, feed.mapping)] = _outcome(row.record, feed.mapping)
    return found


def _outcome(record: Any, mapping: Any) -> str:
    try:
        return "doubtful" if understand(record, mapping, today=TODAY).doubts else "loaded"
    except RowProblem as wrong:
        is_date = wrong.problem.column == mapping.date_of_birth
        return "impossible date of birth" if is_date else "no name"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        pytest.param("PNC check letter", "The check letter of this PNC ID should be", id="PNC check letter"),
        pytest.param("placeholder date of birth", "A date that systems put where none is known", id="placeholder"),
        pytest.param("no fixed abode", "No fixed abode", id="no fixed abode"),
    ],
)
@pytest.mark.parametrize("force_code", sorted(FILES))
def test_the_doubt_about_each_faulty_row_names_its_fault(force_code: str, fault: str, words: str) -> None:
    feed = feed_of(force_code)
    faulty = [
        row.record for row in feed.rows() if faults(force_code)[local_reference_of(row.record, feed.mapping)] == fault
    ]

    assert faulty
    for record in faulty:
        assert words in " ".join(understand(record, feed.mapping, today=TODAY).doubts)
