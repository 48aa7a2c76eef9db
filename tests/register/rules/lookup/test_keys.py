"""The keys of a person and of a query: they meet in spite of slips, and stay within their number."""

from datetime import date

import pytest

from register.rules.lookup.asked_keys import MOST_KEYS, keys_for
from register.rules.lookup.facts import PersonFacts
from register.rules.lookup.keys import KEY_VERSION, KINDS, hash_of, identifier_parts, keys_of
from register.rules.lookup.understand import understand

TODAY = date(2026, 11, 23)
PERSON = PersonFacts.of(
    1,
    names=[("Jan Piotr", "Kowalski", "current"), ("Jan", "Nowak", "former")],
    dates_of_birth=[date(1984, 11, 3)],
    addresses=[("44 River Drive", "Leeds", "LS12 3BF", True), ("9 High Road", "Bradford", "BD3 7AA", False)],
    phones=["+44 7700 900067"],
    plates=["BS61HSC"],
    identifiers=[("pnc", "1981/0000034U"), ("cro", "065656/91H"), ("noms", "A1234BC")],
    references=["DAR-7K3F-9QX2", "13DA/000113/26"],
)


def shared_kinds(text: str) -> set[str]:
    held = keys_of(PERSON)
    return {key.kind for key in keys_for(understand(text, today=TODAY)) if key.hash in held}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("kowalski jan 1984", "pair_year", id="names swapped, with year"),
        pytest.param("jan kovalsky leeds", "pair_town", id="names as heard, with town"),
        pytest.param("jan kowalski", "pair_exact", id="names as written"),
        pytest.param("jan piotr", "pair_exact", id="two forenames"),
        pytest.param("kowalska 11/03/1984", "name_day", id="day and month swapped, other gender of the name"),
        pytest.param("kowalski ls12", "name_outward", id="name and district"),
        pytest.param("nowak bradford", "name_town", id="former name and former town"),
        pytest.param("jan bradford", "name_town", id="forename and town"),
        pytest.param("kowalski 1984", "name_year", id="name and year"),
        pytest.param("j. kowwwal 1984", "letters_year", id="initial and three letters"),
        pytest.param("3/11/1984", "birth", id="date alone"),
        pytest.param("ls12 3bf", "postcode", id="postcode"),
        pytest.param("ls12 3", "sector", id="sector"),
        pytest.param("ls12", "outward", id="district"),
        pytest.param("44 river", "house_street", id="half an address"),
        pytest.param("river drive leeds", "street_town", id="street and town"),
        pytest.param("44 rivvver drive leeds", "house_town", id="street misspelt"),
        pytest.param("leeds", "town", id="town alone"),
        pytest.param("kowalski", "word", id="surname alone"),
        pytest.param("kovalsky", "name", id="surname alone as heard"),
        pytest.param("piotr", "word", id="middle name alone"),
        pytest.param("07700 900067", "phone_tail", id="phone"),
        pytest.param("07700 910067", "phone_ends", id="phone with a wrong digit in the middle"),
        pytest.param("07700 900076", "phone_middle", id="phone with the end turned"),
        pytest.param("0067", "phone_last4", id="end of a phone"),
        pytest.param("BS6I HSC", "plate", id="plate with a look-alike"),
        pytest.param("BS61 HSD", "plate_part", id="plate with a wrong letter"),
        pytest.param("81/34U", "identifier", id="short PNC ID"),
        pytest.param("81/34A", "serial", id="PNC ID with a wrong check letter"),
        pytest.param("82/34U", "serial", id="PNC ID with a wrong year"),
        pytest.param("81/35U", "serial_part", id="PNC ID with a wrong digit"),
        pytest.param("65656/91H", "identifier", id="CRO number unpadded"),
        pytest.param("a1234bc", "identifier", id="prison number"),
        pytest.param("13da/113/26", "reference", id="local reference without its zeros"),
        pytest.param("DAR7K3F9QX2", "reference", id="reference without its dashes"),
    ],
)
def test_a_query_shares_a_key_with_the_person_it_means(text: str, kind: str) -> None:
    assert kind in shared_kinds(text)


def test_every_kind_of_key_has_its_bits_and_is_made_for_somebody() -> None:
    assert set(keys_of(PERSON).values()) == set(KINDS)


def test_the_hash_is_a_signed_bigint_that_does_not_change_within_a_version() -> None:
    assert KEY_VERSION == 2
    assert hash_of("pair", ("JN", "KFLSK")) == -5855392851965011879
    assert all(-(2**63) <= key < 2**63 for key in keys_of(PERSON))


def test_a_person_has_few_dozen_keys(population: list[PersonFacts]) -> None:
    counts = sorted(len(keys_of(person)) for person in population)
    assert sum(counts) / len(counts) < 60
    assert counts[-1] < 150


def test_a_placeholder_date_and_no_fixed_abode_bring_nobody_together() -> None:
    facts = PersonFacts.of(1, dates_of_birth=[date(1900, 1, 1)], addresses=[("No fixed abode", "", "ZZ99 3VZ", True)])
    assert set(keys_of(facts).values()) <= {"street_town"}


def test_the_century_of_a_short_identifier_does_not_matter() -> None:
    old = dict(identifier_parts("pnc", "1926/0000034U"))
    new = dict(identifier_parts("pnc", "2026/0000034U"))
    assert old["serial"] == new["serial"]


def test_a_crowded_query_keeps_its_most_telling_keys() -> None:
    text = "mohammed ali khan hussain 12/07/1975 44 river drive leeds LS12 3BF 07700 900067 bs61hsc 81/34U early 40s"
    keys = keys_for(understand(text, today=TODAY))
    assert len(keys) == MOST_KEYS
    assert {"identifier", "postcode", "plate", "phone_tail", "birth", "pair_year"} <= {key.kind for key in keys}


def test_the_vocabulary_is_asked_once() -> None:
    asked: list[tuple[str, ...]] = []

    def expand(words: tuple[str, ...]) -> dict[str, tuple[()]]:
        asked.append(words)
        return dict.fromkeys(words, ())

    keys_for(understand("jan kowalski leeds", today=TODAY), expand)
    assert asked == [("jan", "kowalski", "leeds")]
