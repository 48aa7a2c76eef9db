"""PNC, CRO and the other official numbers. The PNC and CRO vectors are published by HMPPS."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.identifiers import (
    CHECK_LETTERS,
    NotAnIdentifier,
    check_letter,
    parse_cro,
    parse_pnc,
    read_identifier,
)

TODAY = date(2026, 11, 23)
FEEDS = Path(__file__).resolve().parents[4] / "shared" / "feeds"
KINDS = ("pnc", "cro", "noms", "crn", "nino", "driver")


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        pytest.param("81/34U", "1981/0000034U", id="short"),
        pytest.param("02/73319Z", "2002/0073319Z", id="this-century"),
        pytest.param("00/223R", "2000/0000223R", id="year-2000"),
        pytest.param("79/163001B", "1979/0163001B", id="last-century"),
        pytest.param("033Y", "2003/0000003Y", id="no-slash"),
        pytest.param("67/9893091D", "1967/9893091D", id="seven-digits"),
        pytest.param("1979/0163001B", "1979/0163001B", id="canonical"),
        pytest.param("19790163001B", "1979/0163001B", id="long-no-slash"),
        pytest.param("2003/34567T", "2003/0034567T", id="long-without-zeros"),
        pytest.param("03/34567T", "2003/0034567T", id="short-without-zeros"),
        pytest.param(" 79 / 163001 b ", "1979/0163001B", id="spaces-and-small-letter"),
        pytest.param("79-163001B", "1979/0163001B", id="dash"),
        pytest.param("1996/0123456B", "1996/0123456B", id="1996"),
        pytest.param("2010/7654321Q", "2010/7654321Q", id="2010"),
        pytest.param("2019/0000042J", "2019/0000042J", id="2019"),
        pytest.param("2024/0500001U", "2024/0500001U", id="2024"),
        pytest.param("2026/1000000B", "2026/1000000B", id="this-year"),
        pytest.param("26/1000000B", "2026/1000000B", id="this-year-short"),
        pytest.param("1974/0999999F", "1974/0999999F", id="1974"),
    ],
)
def test_a_right_pnc_id_has_one_canonical_form(text: str, canonical: str) -> None:
    read = parse_pnc(text, today=TODAY)
    assert (read.canonical, read.is_valid, read.problem, read.as_received) == (canonical, True, None, text)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        pytest.param("20030011985Z", "X", id="X"),
        pytest.param("20120052494O", "Q", id="Q"),
        pytest.param("20230583843N", "L", id="L"),
        pytest.param("2001/0171310S", "W", id="W"),
    ],
)
def test_a_wrong_check_letter_of_a_pnc_id_is_kept_and_the_right_one_is_said(text: str, right: str) -> None:
    read = parse_pnc(text, today=TODAY)
    assert not read.is_valid
    assert read.problem == f"The check letter of this PNC ID should be {right}, not {text[-1]}. Check every digit."
    assert read.canonical[-1] == text[-1]
    assert parse_pnc(text[:-1] + right, today=TODAY).is_valid


def test_a_two_digit_year_after_this_one_is_of_the_last_century() -> None:
    assert parse_pnc("27/1A", today=TODAY).canonical.startswith("1927/")
    assert parse_pnc("27/1A", today=date(2027, 1, 1)).canonical.startswith("2027/")


def test_a_pnc_id_of_a_year_to_come_is_no_valid_one() -> None:
    text = "2031/0000001" + check_letter("310000001")
    read = parse_pnc(text, today=TODAY)
    assert not read.is_valid
    assert read.problem == "The year 2031 of this PNC ID is still to come. Check it."


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("79/163001", id="no-letter"),
        pytest.param("79/12345678B", id="eight-digits"),
        pytest.param("1979163001B", id="neither-long-nor-short"),
        pytest.param("SF68/945674U", id="a-cro-number"),
        pytest.param("٧٩/163001B", id="digits-of-another-script"),
    ],
)
def test_what_has_not_the_form_of_a_pnc_id_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NotAnIdentifier, match="such as 1979/0163001B"):
        parse_pnc(text, today=TODAY)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        pytest.param("65656/91H", "065656/91H", id="padded"),
        pytest.param("SF05/482703J", "SF05/482703J", id="small-file-2005"),
        pytest.param("SF83/50058Z", "SF83/50058Z", id="small-file-keeps-its-serial"),
        pytest.param("sf 83/50058z", "SF83/50058Z", id="small-letters"),
        pytest.param("123456/96R", "123456/96R", id="1996"),
        pytest.param("000001/10Q", "000001/10Q", id="zeros"),
        pytest.param("999999/74M", "999999/74M", id="largest"),
        pytest.param("040000/03X", "040000/03X", id="2003"),
        pytest.param("SF39/1Z", "SF39/1Z", id="small-file-one"),
        pytest.param("SF92/123456Q", "SF92/123456Q", id="small-file-six"),
    ],
)
def test_a_right_cro_number_has_one_canonical_form(text: str, canonical: str) -> None:
    read = parse_cro(text)
    assert (read.canonical, read.is_valid, read.problem, read.as_received) == (canonical, True, None, text)


@pytest.mark.parametrize(
    ("text", "right"),
    [pytest.param("85227/65G", "L", id="standard"), pytest.param("SF68/945674U", "Z", id="small-file")],
)
def test_a_wrong_check_letter_of_a_cro_number_is_said(text: str, right: str) -> None:
    read = parse_cro(text)
    assert not read.is_valid
    assert read.problem is not None
    assert f"should be {right}, not {text[-1]}" in read.problem


def test_what_has_not_the_form_of_a_cro_number_is_refused_with_an_example() -> None:
    with pytest.raises(NotAnIdentifier, match="such as 065656/91H"):
        parse_cro("79163001B")


@pytest.mark.parametrize(
    ("kind", "text", "canonical"),
    [
        pytest.param("noms", "a1234 bc", "A1234BC", id="noms"),
        pytest.param("crn", "X123456", "X123456", id="crn"),
        pytest.param("nino", "AB 12 34 56 C", "AB123456C", id="nino"),
        pytest.param("driver", "MORGA657054SM9IJ", "MORGA657054SM9IJ", id="driver"),
        pytest.param("driver", "FOX99 757011 A99XY", "FOX99757011A99XY", id="driver-short-surname"),
        pytest.param("pnc", "81/34U", "1981/0000034U", id="pnc"),
        pytest.param("cro", "65656/91H", "065656/91H", id="cro"),
    ],
)
def test_each_kind_is_read(kind: str, text: str, canonical: str) -> None:
    read = read_identifier(kind, text, today=TODAY)
    assert (read.kind, read.canonical, read.is_valid) == (kind, canonical, True)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        pytest.param("noms", "A123BC", id="noms-short"),
        pytest.param("crn", "X12345", id="crn-short"),
        pytest.param("nino", "BG123456A", id="nino-prefix-not-given-out"),
        pytest.param("nino", "DA123456A", id="nino-letter-not-used"),
        pytest.param("nino", "AB123456E", id="nino-suffix"),
        pytest.param("driver", "MORGA697054SM9IJ", id="driver-no-such-month"),
        pytest.param("driver", "MO9GA657054SM9IJ", id="driver-nine-inside-the-surname"),
        pytest.param("driver", "MORGA657054SM9I", id="driver-short"),
    ],
)
def test_what_has_not_the_form_of_its_kind_is_refused_with_an_example(kind: str, text: str) -> None:
    with pytest.raises(NotAnIdentifier, match="such as"):
        read_identifier(kind, text, today=TODAY)


def test_there_are_no_numbers_of_an_unknown_kind() -> None:
    with pytest.raises(KeyError):
        read_identifier("library card", "1", today=TODAY)


@given(digits=st.integers(0, 999_999_999))
def test_a_check_letter_is_never_one_that_looks_like_a_digit(digits: int) -> None:
    assert check_letter(f"{digits:09}") in set(CHECK_LETTERS) - set("IOS")


@given(year=st.integers(1940, 2026), serial=st.integers(0, 9_999_999))
def test_every_right_pnc_id_is_its_own_canonical_form(year: int, serial: int) -> None:
    whole = f"{year}/{serial:07}" + check_letter(f"{year % 100:02}{serial:07}")
    read = parse_pnc(whole, today=TODAY)
    assert (read.canonical, read.is_valid) == (whole, True)
    assert parse_pnc(read.canonical, today=TODAY).canonical == whole


@given(kind=st.sampled_from(KINDS), text=st.text(max_size=40))
def test_any_text_is_read_or_refused(kind: str, text: str) -> None:
    try:
        read = read_identifier(kind, text, today=TODAY)
    except NotAnIdentifier as refusal:
        assert str(refusal).endswith(".")
    else:
        assert read.canonical.isascii()
        assert read.is_valid == (read.problem is None)


def received_pnc_ids() -> dict[tuple[str, str], str]:
    """(force, local reference) → PNC ID, as three forces wrote it."""
    with (FEEDS / "10-northumbria.csv").open(encoding="utf-8", newline="") as rows:
        received = {("10", row["local_ref"]): row["pnc_id"] for row in csv.DictReader(rows)}
    with (FEEDS / "13-west-yorkshire.csv").open(encoding="cp1252", newline="") as rows:
        received |= {("13", row["Nominal Ref"]): row["PNCID"] for row in csv.DictReader(rows)}
    for line in (FEEDS / "14-south-yorkshire.ndjson").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for number in row["identifiers"]:
            if number["type"] == "PNC":
                received["14", row["reference"]] = number["value"]
    return received


def test_the_wrong_check_letters_of_the_feeds_are_exactly_those_marked_in_their_truth() -> None:
    wrong = {who for who, text in received_pnc_ids().items() if text and not parse_pnc(text, today=TODAY).is_valid}
    with (FEEDS / "truth.csv").open(encoding="utf-8", newline="") as rows:
        marked = {(r["force_code"], r["local_ref"]) for r in csv.DictReader(rows) if r["fault"] == "PNC check letter"}
    assert wrong == marked
    assert len(marked) == 17
