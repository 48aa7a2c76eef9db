"""Reading the box: every usual way of saying a fact, and no text that breaks it."""

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.lookup.asked_keys import MOST_KEYS, keys_for
from register.rules.lookup.box import tidy
from register.rules.lookup.query import AgeReading, DateReading, PartDate, Query
from register.rules.lookup.understand import understand

TODAY = date(2026, 11, 23)


def read(text: str) -> Query:
    return understand(text, today=TODAY)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("kowalsk leeds", "Surname or forename sounding like ‘kowalsk’; town Leeds", id="name and town"),
        pytest.param("Shivon", "Surname or forename sounding like ‘Shivon’", id="one name"),
        pytest.param("81/34U", "PNC ID 1981/0000034U", id="short PNC ID"),
        pytest.param("2017/5176869P", "PNC ID 2017/5176869P", id="long PNC ID"),
        pytest.param("20175176869P", "PNC ID 2017/5176869P", id="PNC ID without slash"),
        pytest.param("535817/17V", "CRO number 535817/17V", id="CRO number"),
        pytest.param("SF83/50058Z", "CRO number SF83/50058Z", id="small file CRO number"),
        pytest.param("oh seven seven double oh nine hundred oh six seven", "Phone 07700900067", id="phone as spoken"),
        pytest.param("0044 7700 900067", "Phone 07700900067", id="phone from abroad"),
        pytest.param("+44 (0)7700 900067", "Phone 07700900067", id="phone with both prefixes"),
        pytest.param("0113 496 0123", "Phone 01134960123", id="landline"),
        pytest.param("0067", "Phone with 0067", id="end of a phone"),
        pytest.param("bs61hsc", "Vehicle like BS61HSC", id="plate"),
        pytest.param("BS61 HSC", "Vehicle like BS61HSC", id="plate apart"),
        pytest.param("bm23", "Vehicle like BM23", id="half a plate that is no postcode"),
        pytest.param("LS12", "Postcode beginning LS12; vehicle like LS12", id="outward code, or half a plate"),
        pytest.param("BD22 5LB", "Postcode BD22 5LB", id="whole postcode"),
        pytest.param("bd225lb", "Postcode BD22 5LB", id="postcode without space"),
        pytest.param("kowalski 1984", "Surname or forename sounding like ‘kowalski’; born in 1984", id="name and year"),
        pytest.param(
            "about 40 bradford smith",
            "Surname or forename sounding like ‘smith’; aged 37 to 43; town Bradford",
            id="age, town and name",
        ),
        pytest.param(
            "12/07/1975 upadhyay",
            "Surname or forename sounding like ‘upadhyay’; born 12 July 1975; or 7 December 1975",
            id="date and name",
        ),
        pytest.param("Mc Kenzie", "Surname or forename sounding like ‘Mc Kenzie’", id="particle and name are one name"),
        pytest.param(
            "44 River Drive Newcastle upon Tyne",
            "House 44, River Drive; town Newcastle upon Tyne",
            id="house, street and town of several words",
        ),
        pytest.param("DAR-7K3F-9QX2", "Reference DAR-7K3F-9QX2", id="reference of the register"),
        pytest.param("dar 7k3f 9qx2", "Reference DAR-7K3F-9QX2", id="reference as said"),
        pytest.param("13DA/000113/26", "Reference 13DA/000113/26", id="local reference"),
        pytest.param("Ben Carr", "Names sounding like ‘Ben’ and ‘Carr’, in any order", id="Ben is a name of his own"),
        pytest.param("zz99 3vz", "", id="no fixed abode is no place to look"),
        pytest.param("   ", "", id="blank"),
    ],
)
def test_what_was_typed_is_said_back_in_words(text: str, said: str) -> None:
    assert read(text).said() == said


@pytest.mark.parametrize(
    "text",
    [
        "23/11/1984",
        "23.11.84",
        "1984-11-23",
        "23 Nov 1984",
        "23111984",
        "19841123",
        "23rd November 1984",
        "23 11 1984",
        "23-nov-84",
        "November 23, 1984",
    ],
)
def test_a_date_is_read_in_every_usual_way(text: str) -> None:
    assert read(text).dates == (DateReading(date(1984, 11, 23), is_swapped=False),)


def test_a_date_that_can_be_swapped_is_read_both_ways() -> None:
    assert read("12/07/1975").dates == (
        DateReading(date(1975, 7, 12), is_swapped=False),
        DateReading(date(1975, 12, 7), is_swapped=True),
    )


@pytest.mark.parametrize(
    ("text", "part"),
    [
        pytest.param("smith july 1975", PartDate(1975, 7, 0), id="month and year"),
        pytest.param("smith 07/1975", PartDate(1975, 7, 0), id="month and year in figures"),
        pytest.param("smith 12th of july", PartDate(0, 7, 12), id="day and month"),
        pytest.param("smith 1975", PartDate(1975, 0, 0), id="year"),
        pytest.param("smith 31/02/1985", PartDate(1985, 0, 0), id="the year of a date that cannot be"),
    ],
)
def test_a_partly_known_date_is_kept(text: str, part: PartDate) -> None:
    assert part in read(text).part_dates


def test_a_date_that_cannot_be_says_so() -> None:
    assert "31/02/1985" in read("smith 31/02/1985").problems[0]


@pytest.mark.parametrize(
    ("text", "age"),
    [
        pytest.param("about 40", AgeReading(37, 43), id="about"),
        pytest.param("40ish", AgeReading(37, 43), id="ish"),
        pytest.param("40 yo", AgeReading(39, 41), id="yo"),
        pytest.param("40 years old", AgeReading(39, 41), id="years old"),
        pytest.param("aged 40", AgeReading(39, 41), id="aged"),
        pytest.param("in his 40s", AgeReading(40, 49), id="decade"),
        pytest.param("early forties", AgeReading(40, 44), id="part of a decade"),
        pytest.param("30-35", AgeReading(30, 35), id="between"),
        pytest.param("teenager", AgeReading(13, 19), id="teenager"),
    ],
)
def test_an_age_is_read_as_people_say_it(text: str, age: AgeReading) -> None:
    assert read(f"smith {text}").ages == (age,)


def test_a_bare_number_is_only_a_guess_at_an_age() -> None:
    query = read("smith 40")
    assert query.ages == (AgeReading(39, 41),)
    assert "ages" in query.guesses


def test_a_sound_identifier_of_one_kind_is_not_a_faulty_one_of_another() -> None:
    assert [reading.kind for reading in read("81/34U").identifiers] == ["pnc"]


def test_a_faulty_identifier_is_read_in_each_way_with_its_problem() -> None:
    query = read("81/34A")
    assert {reading.kind for reading in query.identifiers} == {"pnc", "cro"}
    assert all("check letter" in problem for problem in query.problems)


def test_a_town_may_be_a_surname_too() -> None:
    (name,) = read("Lincoln").names
    assert (name.typed, name.town, name.is_known_town) == ("Lincoln", "lincoln", True)


def test_words_said_around_a_fact_are_no_names_unless_nothing_else_was_said() -> None:
    assert [name.typed for name in read("a man called Darren in").names] == ["man", "Darren"]
    assert [name.typed for name in read("Miss Old").names] == ["Miss", "Old"]


def test_a_month_that_is_a_name_is_read_as_both() -> None:
    query = read("jan 1984")
    assert [name.typed for name in query.names] == ["jan"]
    assert set(query.part_dates) == {PartDate(1984, 1, 0), PartDate(1984, 0, 0)}


def test_a_year_is_no_phone_when_something_else_was_typed() -> None:
    assert read("smith 1984").phones == ()
    assert read("1984").phones[0].digits == "1984"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<script>alert(1)</script>", id="markup"),
        pytest.param('=HYPERLINK("http://example.invalid")', id="formula"),
        pytest.param("smith\x00\x07jones\x1b[2J", id="control characters"),
        pytest.param("\u202egnirts\u202c", id="right to left marks"),
        pytest.param("👩‍👩‍👧 smith", id="emoji"),
        pytest.param("٠٧٧٠٠ ٩٠٠٠٦٧", id="arabic digits"),
        pytest.param("ß" * 200, id="letters that grow in capitals"),
        pytest.param("ﷺ" * 200, id="letters that grow when composed"),
        pytest.param("1" * 10_000, id="far too long"),
        pytest.param("0 " * 100, id="many short numbers"),
        pytest.param("99/99/9999 00/00/0000", id="dates out of range"),
    ],
)
def test_hostile_text_is_read_without_fault(text: str) -> None:
    query = read(text)
    assert len(query.text) <= 200
    assert len(keys_for(query)) <= MOST_KEYS


PIECES = st.sampled_from(
    [
        "smith",
        "o'",
        "mc",
        "44",
        "12/07/1975",
        "07700",
        "900067",
        "LS12",
        "3BF",
        "double",
        "oh",
        "about",
        "BS61",
        "/",
        "-",
        "road",
    ]
)


@given(
    st.one_of(
        st.text(max_size=200), st.lists(PIECES, max_size=30).map(" ".join), st.lists(PIECES, max_size=30).map("".join)
    )
)
def test_no_text_fails_and_readings_stay_few(text: str) -> None:
    query = read(text)
    query.said()
    for field in fields(query):
        value = getattr(query, field.name)
        if isinstance(value, tuple):
            assert len(value) <= 6, field.name
    keys = keys_for(query)
    assert len(keys) <= MOST_KEYS
    assert len({key.hash for key in keys}) == len(keys)


def test_unseen_characters_are_left_out() -> None:
    assert tidy("smi\u200bth\x00 \t jones ") == "smi th jones"
