"""Scores are absolute, and their reasons are words that an operator reads in a second and that give nothing away."""

import re
from datetime import date

import pytest

from register.rules.lookup.facts import PersonFacts
from register.rules.lookup.score import Match, score, score_all
from register.rules.lookup.understand import understand

TODAY = date(2026, 11, 23)
PERSON = PersonFacts.of(
    1,
    names=[("Jan Piotr", "Kowalski", "current"), ("Jan", "Nowak", "former"), ("Johnny", "Kemp", "alias")],
    dates_of_birth=[date(1984, 7, 12)],
    sex="M",
    addresses=[("44 River Drive", "Leeds", "LS12 3BF", True), ("9 High Road", "Bradford", "BD3 7AA", False)],
    phones=["07700 900067"],
    plates=["BS61HSC"],
    identifiers=[("pnc", "1981/0000034U")],
    references=["13DA/000113/26"],
)


def against(text: str, facts: PersonFacts = PERSON) -> Match:
    return score(understand(text, today=TODAY), facts)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("81/34U", "Same PNC ID", id="PNC ID"),
        pytest.param("81/34A", "Same PNC ID but for its check letter or century", id="PNC ID, letter"),
        pytest.param("13DA/113/26", "Same reference: 13DA/000113/26", id="reference"),
        pytest.param("jan kowalski", "Same name: Jan Kowalski", id="both names"),
        pytest.param("kovalsky", "Surname sounds the same: Kowalski", id="as heard"),
        pytest.param("kowalsi", "Surname is one letter different: Kowalski", id="one letter lost"),
        pytest.param("kowalsti", "Surname is one letter different: Kowalski", id="one letter wrong"),
        pytest.param("kow", "Surname begins with what was typed: Kowalski", id="half typed"),
        pytest.param("nowak", "Former name: Jan Nowak", id="former name"),
        pytest.param("kemp", "Alias: Johnny Kemp", id="alias"),
        pytest.param("12/07/1984", "Same date of birth: 12 July 1984", id="date of birth"),
        pytest.param("1984", "Born 12 July 1984", id="year"),
        pytest.param("about 40", "Aged 42", id="age"),
        pytest.param("leeds", "Lives in Leeds", id="town"),
        pytest.param("bradford", "Has lived in Bradford", id="former town"),
        pytest.param("LS12 3BF", "Lives at that postcode, in LS12", id="postcode"),
        pytest.param("LS12 3", "Lives near that postcode, in LS12", id="sector"),
        pytest.param("44 river drive", "Lives at that house and street, in Leeds", id="house and street"),
        pytest.param("46 river drive", "Lives in that street, at another number, in Leeds", id="next door"),
        pytest.param("07700 900067", "Same phone, ends 0067", id="phone"),
        pytest.param("0067", "Phone ends 0067", id="end of a phone"),
        pytest.param("bs61hsc", "Same vehicle: BS61HSC", id="plate"),
        pytest.param("bs61", "Vehicle has the part typed: BS61HSC", id="half a plate"),
    ],
)
def test_each_agreement_is_said_in_words(text: str, reason: str) -> None:
    assert reason in against(text).reasons


@pytest.mark.parametrize(
    ("text", "difference"),
    [
        pytest.param("07/12/1984", "Date of birth has day and month swapped: 12 July 1984", id="swapped date"),
        pytest.param("kowalski 13/07/1984", "Date of birth is one digit different: 12 July 1984", id="one digit"),
        pytest.param("kowalski 25/01/1950", "Different date of birth: 12 July 1984", id="another date"),
        pytest.param("kowalski leicester", "No address in Leicester", id="another town"),
        pytest.param("kowalski wf1", "No address in WF1", id="another district"),
        pytest.param("jan smith", "No name like ‘smith’", id="another surname"),
        pytest.param("07700 900068", "Phone is one digit different, ends 0067", id="wrong digit"),
        pytest.param("bs61hsd", "Vehicle is one character different: BS61HSC", id="wrong character"),
        pytest.param("82/7U kowalski", "Different PNC ID", id="another PNC ID"),
    ],
)
def test_each_difference_is_said_in_words(text: str, difference: str) -> None:
    assert difference in against(text).differences


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        pytest.param("81/34U", "Exact", id="identifier"),
        pytest.param("jan kowalski 12/07/1984", "Exact", id="whole name and date of birth"),
        pytest.param("81/34U smith", "Strong", id="identifier, but another name"),
        pytest.param("kowalski 12/07/1984", "Strong", id="surname and date of birth"),
        pytest.param("kowalsk leeds", "Possible", id="name as heard and town"),
        pytest.param("07700 900067", "Possible", id="a phone may be a household's"),
        pytest.param("kovalsky", "Weak", id="a surname as heard"),
        pytest.param("leeds", "Weak", id="a town"),
    ],
)
def test_strength_is_said_in_a_word(text: str, strength: str) -> None:
    assert against(text).strength == strength


@pytest.mark.parametrize(
    ("sex", "relative"), [("M", "a twin or brother"), ("F", "a twin or sister"), ("", "a twin, brother or sister")]
)
def test_a_twin_is_never_more_than_possible(sex: str, relative: str) -> None:
    twin = PersonFacts.of(2, names=[("Marek", "Kowalski", "current")], dates_of_birth=[date(1984, 7, 12)], sex=sex)
    match = against("jan kowalski 12/07/1984", twin)
    assert match.differences == (f"Same surname and date of birth, different first name: may be {relative}",)
    assert match.strength == "Possible"


def test_a_stand_in_date_of_birth_proves_nothing() -> None:
    unknown = PersonFacts.of(2, names=[("Jan", "Kowalski", "current")], dates_of_birth=[date(1970, 1, 1)])
    match = against("jan kowalski 01/01/1970", unknown)
    assert match.differences == ("No true date of birth held",)
    assert match.strength == "Possible"


def test_order_of_names_costs_nothing() -> None:
    assert against("kowalski jan").score == against("jan kowalski").score


def test_agreement_outranks_another_form_outranks_a_slip() -> None:
    names = ("Muhammad", "Mohamed", "Muhammat", "Martin")
    scores = [against("muhammad", PersonFacts.of(1, names=[(name, "Khan", "current")])).score for name in names]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[1]
    assert scores[3] < 0


def test_a_score_does_not_depend_on_who_else_was_found() -> None:
    query = understand("kowalski leeds", today=TODAY)
    better = PersonFacts.of(2, names=[("Jan", "Kowalski", "current")], addresses=[("", "Leeds", "", True)])
    alone = score_all(query, [PERSON])[0].score
    assert next(match.score for match in score_all(query, [better, PERSON]) if match.person_id == 1) == alone


def test_equal_scores_stand_by_id_and_those_who_do_not_agree_are_left_out() -> None:
    query = understand("kowalski", today=TODAY)
    same = [PersonFacts.of(number, names=[("Jan", "Kowalski", "current")]) for number in (9, 3, 5)]
    stranger = PersonFacts.of(1, names=[("Ada", "Byron", "current")])
    assert [match.person_id for match in score_all(query, [*same, stranger])] == [3, 5, 9]


def test_a_month_that_agrees_is_not_a_name_that_is_missing() -> None:
    born_in_june = PersonFacts.of(3, names=[("Amy", "Smith", "current")], dates_of_birth=[date(1975, 6, 9)])
    assert against("smith june 1975", born_in_june).differences == ()


def test_another_reading_that_disagrees_counts_for_nothing() -> None:
    assert against("kowalski 44").differences == ("Aged 42",)
    assert against("kowalski 77").differences == ()


def test_no_reason_gives_a_whole_address_or_phone(population: list[PersonFacts]) -> None:
    for person in population[::7]:
        address = person.addresses[0]
        text = f"{address.line_1} {address.town} {address.postcode} {person.phones[0]}"
        match = against(text, person)
        said = " ".join(match.reasons + match.differences)
        assert address.line_1 not in said
        assert re.sub(r"\s", "", address.postcode) not in re.sub(r"\s", "", said)
        assert not re.search(r"\d{6}", said)
        assert match.reasons
