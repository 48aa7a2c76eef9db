"""Names that sound the same share a code; names that do not, do not."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.lookup.sounds import sound_of

SAME = [
    "siobhan shivon shevaun",
    "mohamed muhammad mohammed mohammad",
    "stephen steven",
    "catherine kathryn katherine",
    "kowalski kowalska kovalski kowalsky kowalsk",
    "oneill oneil",
    "mckenzie mackenzie",
    "sean shaun shawn",
    "callaghan callahan",
    "vaughan vaughn",
    "leigh lee",
    "hughes hews",
    "eoghan owen eoin",
    "chowdhury choudhury chaudhry chaudhary chowdary",
    "hussain hussein husayn hossain",
    "gruffydd griffith",
    "wojcik vojcik",
    "nowak novak",
    "michael mikael michal",
    "singh sing",
    "iqbal ikbal ekbal",
    "yusuf yousef yousuf",
    "qasim kasim",
    "geoffrey jeffrey",
    "gemma jemma",
    "gillian jillian",
    "ciaran kieran",
    "cillian killian",
    "niamh neev neve",
    "caoimhe keeva",
    "philip phillip filip",
    "schofield scofield",
    "christine kristine",
    "rhys reece reese",
    "lewandowski levandovski",
    "grzegorz gzhegosh",
    "anthony antony",
    "ivanova ivanov",
    "thompson thomson",
    "padraig padraic",
    "meagher maher",
    "doherty dougherty",
    "llewellyn lewellyn",
    "raghav ragav",
    "wright right",
    "knight night",
    "michelle mishel",
    "szymon shimon",
    "krzysztof kshishtof",
    "clark clarke",
    "reid read reed",
    "smith smyth",
    "davis davies",
    "obrien obriain",
]
DIFFERENT = [
    "smith jones",
    "khan kaur",
    "mary mark",
    "kowalski nowak",
    "lee roy",
    "patel parker",
    "ian neil",
    "brown bryce",
    "william ian",
    "hannah anna",
]


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings.split()[0])
def test_spellings_of_one_spoken_name_share_a_code(spellings: str) -> None:
    codes = {spelling: sound_of(spelling) for spelling in spellings.split()}
    assert len(set(codes.values())) == 1, codes


@pytest.mark.parametrize("names", DIFFERENT, ids=lambda names: names.replace(" ", " and "))
def test_names_that_sound_different_have_different_codes(names: str) -> None:
    one, other = names.split()
    assert sound_of(one) != sound_of(other)


@given(st.text(alphabet=string.ascii_lowercase, min_size=1, max_size=40))
def test_every_word_has_a_short_code_of_capitals(word: str) -> None:
    code = sound_of(word)
    assert 0 < len(code) <= 8
    assert code.isupper()


def test_nothing_has_no_sound() -> None:
    assert sound_of("") == ""
