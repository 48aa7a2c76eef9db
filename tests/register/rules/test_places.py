"""Postcodes, one-line addresses, and the force of a postcode."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.places import TABLE, force_for_postcode, postcode_table, read_postcode, split_address

SHARED = Path(__file__).resolve().parents[4] / "shared"
AREAS = (
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G "
    "GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW "
    "OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC "
    "WD WF WN WR WS WV YO ZE"
)


@pytest.mark.parametrize(
    ("text", "canonical", "outward", "sector", "area"),
    [
        pytest.param("ls123bf", "LS12 3BF", "LS12", "LS12 3", "LS", id="no-space"),
        pytest.param(" LS1  2AB ", "LS1 2AB", "LS1", "LS1 2", "LS", id="spaces"),
        pytest.param("m1 1ae", "M1 1AE", "M1", "M1 1", "M", id="one-letter"),
        pytest.param("EC1A 1BB", "EC1A 1BB", "EC1A", "EC1A 1", "EC", id="london-letter"),
        pytest.param("W1A 0AX", "W1A 0AX", "W1A", "W1A 0", "W", id="one-letter-london"),
        pytest.param("bfpo 12", "BFPO 12", "BFPO", "", "BFPO", id="forces-post"),
    ],
)
def test_a_postcode_in_any_writing(text: str, canonical: str, outward: str, sector: str, area: str) -> None:
    read = read_postcode(text)
    assert (read.canonical, read.outward, read.sector, read.area) == (canonical, outward, sector, area)
    assert (read.doubt, read.is_no_fixed_abode) == (None, False)


@pytest.mark.parametrize("text", ["ZZ99 3VZ", "zz993vz", "NF1 1NF", "nf11nf"], ids=str)
def test_no_fixed_abode_is_known_and_never_a_place(text: str) -> None:
    read = read_postcode(text)
    assert read.is_no_fixed_abode
    assert read.doubt is not None
    assert (read.outward, force_for_postcode(read)) == ("", None)


@pytest.mark.parametrize(
    ("text", "canonical", "words"),
    [
        pytest.param("LS12", "LS12", "not a whole postcode", id="half"),
        pytest.param("ls12 3cf", "LS12 3CF", "not a whole postcode", id="letter-never-used"),
        pytest.param("somewhere in Leeds", "SOMEWHERE ", "not a whole postcode", id="words"),
        pytest.param("UU1 1AA", "UU1 1AA", "No postcode begins with UU", id="no-such-area"),
        pytest.param("ZZ99 3WZ", "ZZ99 3WZ", "unknown address", id="address-not-known"),
    ],
)
def test_a_doubtful_postcode_is_kept_and_doubted(text: str, canonical: str, words: str) -> None:
    read = read_postcode(text)
    assert read.canonical == canonical
    assert read.doubt is not None
    assert words in read.doubt
    assert not read.is_no_fixed_abode


def test_no_postcode_is_no_doubt() -> None:
    assert read_postcode("  ").doubt is None


@pytest.mark.parametrize(
    ("postcode", "force"),
    [
        pytest.param("LS12 3BF", "13", id="leeds"),
        pytest.param("BD22 5LB", "13", id="bradford"),
        pytest.param("BD23 1AA", "12", id="skipton-is-north-yorkshire"),
        pytest.param("S19 2NX", "14", id="sheffield"),
        pytest.param("S18 1AA", "30", id="dronfield-is-derbyshire"),
        pytest.param("DN4 1AA", "14", id="doncaster-is-not-DN41"),
        pytest.param("DN41 7AA", "16", id="grimsby"),
        pytest.param("NE27 3JU", "10", id="tyneside"),
        pytest.param("EC1A 1BB", "48", id="city"),
        pytest.param("EC1R 4AB", "01", id="clerkenwell"),
        pytest.param("CF10 1AA", "62", id="cardiff"),
        pytest.param("CF83 1AA", "61", id="caerphilly-is-gwent"),
        pytest.param("EH1 1AA", "99", id="scotland"),
        pytest.param("BT1 1AA", "98", id="northern-ireland"),
        pytest.param("JE2 3AA", None, id="jersey-has-none"),
        pytest.param("BFPO 12", None, id="forces-post-has-none"),
        pytest.param("nowhere", None, id="no-postcode"),
    ],
)
def test_the_longest_known_beginning_gives_the_force(postcode: str, force: str | None) -> None:
    assert force_for_postcode(read_postcode(postcode)) == force


def test_another_table_may_be_given() -> None:
    assert force_for_postcode(read_postcode("LS12 3BF"), {"LS": "99", "LS12": "01"}) == "01"
    assert force_for_postcode(read_postcode("LS1 3BF"), {"LS": "99", "LS12": "01"}) == "99"
    assert force_for_postcode(read_postcode("LS12 3BF"), {}) is None


def test_the_table_has_every_postcode_area() -> None:
    areas = set(AREAS.split())
    assert len(areas) == 124
    assert areas == {beginning for beginning in postcode_table() if beginning.isalpha()}


def test_every_force_of_the_table_exists_and_every_territorial_force_has_postcodes() -> None:
    with (SHARED / "reference" / "forces.csv").open(encoding="utf-8", newline="") as rows:
        kinds = {row["code"]: row["kind"] for row in csv.DictReader(rows)}
    used = {code for code in postcode_table().values() if code}
    assert used <= set(kinds)
    assert {code for code, kind in kinds.items() if kind == "territorial"} <= used


def test_each_row_says_something_that_a_shorter_beginning_does_not() -> None:
    with TABLE.open(encoding="utf-8", newline="") as rows:
        table = list(csv.DictReader(rows))
    assert len({row["postcode_prefix"] for row in table}) == len(table)
    assert {row["confidence"] for row in table} == {"area", "district", "mixed"}
    for row in table:
        whole = read_postcode(row["postcode_prefix"] + ("1 1AA" if row["confidence"] == "area" else " 1AA"))
        others = {k: v for k, v in postcode_table().items() if k != row["postcode_prefix"]}
        assert whole.doubt is None, row
        assert force_for_postcode(whole, others) != (row["force_code"] or ""), row


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("100 High Road, Bradford, BD22 5LB", ("100 High Road", "Bradford", "BD22 5LB"), id="usual"),
        pytest.param("100 High Road, Bradford bd225lb", ("100 High Road", "Bradford", "BD22 5LB"), id="no-comma"),
        pytest.param("Flat 1, 2 Low Road, Leeds, LS1 2AB", ("Flat 1, 2 Low Road", "Leeds", "LS1 2AB"), id="flat"),
        pytest.param("100 High Road, Bradford", ("100 High Road", "Bradford", ""), id="no-postcode"),
        pytest.param("100 High Road BD22 5LB", ("100 High Road", "", "BD22 5LB"), id="no-town"),
        pytest.param("BD22 5LB", ("", "", "BD22 5LB"), id="postcode-alone"),
        pytest.param("No fixed abode, Leeds, ZZ99 3VZ", ("No fixed abode", "Leeds", "ZZ99 3VZ"), id="no-fixed-abode"),
        pytest.param(" , ,, ", ("", "", ""), id="commas"),
        pytest.param("", ("", "", ""), id="empty"),
    ],
)
def test_an_address_in_one_line_comes_apart(text: str, parts: tuple[str, str, str]) -> None:
    assert split_address(text) == parts


@given(text=st.text(max_size=120))
def test_any_text_is_read_without_an_error(text: str) -> None:
    line, town, _ = split_address(text)
    assert not town or line
    assert len(read_postcode(text).canonical) <= 10


@given(text=st.from_regex(r"[A-Za-z]{1,2}[0-9][0-9A-Za-z]? ?[0-9][A-Za-z]{2}", fullmatch=True))
def test_a_postcode_read_reads_as_itself(text: str) -> None:
    read = read_postcode(text)
    assert read_postcode(read.canonical) == read
