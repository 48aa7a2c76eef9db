"""Telephone numbers as typed and as spoken."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.phones import read_phone, say


@pytest.mark.parametrize(
    ("text", "e164"),
    [
        pytest.param("07700 900067", "+447700900067", id="mobile"),
        pytest.param("07700-900-067", "+447700900067", id="dashes"),
        pytest.param("(07700) 900 067", "+447700900067", id="brackets"),
        pytest.param("+44 7700 900067", "+447700900067", id="plus"),
        pytest.param("+44 (0)7700 900067", "+447700900067", id="plus-and-zero"),
        pytest.param("0044 7700 900067", "+447700900067", id="double-zero"),
        pytest.param("0044 (0) 7700 900067", "+447700900067", id="double-zero-and-zero"),
        pytest.param("44 7700 900067", "+447700900067", id="bare-country-code"),
        pytest.param("020 7946 0123", "+442079460123", id="london"),
        pytest.param("0113 496 0123", "+441134960123", id="leeds"),
        pytest.param("01632 960123", "+441632960123", id="geographic"),
        pytest.param("08081 570123", "+448081570123", id="freephone"),
        pytest.param("03069 990123", "+443069990123", id="03"),
        pytest.param("0113 496 0123 ext 12", "+441134960123", id="extension-left-out"),
        pytest.param("0048 601 234 567", "+48601234567", id="poland"),
        pytest.param("+353 85 012 3456", "+353850123456", id="ireland"),
        pytest.param("oh seven seven double oh nine double oh zero six seven", "+447700900067", id="spoken"),
        pytest.param("o seven seven zero zero nine hundred zero six seven", "+447700900067", id="spoken-hundred"),
        pytest.param("zero double seven zero zero nine treble zero six seven", "+447700900067", id="spoken-treble"),
        pytest.param("077 double 0 900 treble 6", "+447700900666", id="digits-and-words"),
    ],
)
def test_every_usual_way_of_writing_and_saying(text: str, e164: str) -> None:
    read = read_phone(text)
    assert (read.e164, read.as_received, read.doubt) == (e164, text, None)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        pytest.param("", "", id="empty"),
        pytest.param("not known", "", id="words"),
        pytest.param("496 0123", "4960123", id="without-area-code"),
        pytest.param("999", "999", id="emergency"),
        pytest.param("+1 555 0143", "15550143", id="foreign-without-area-code"),
        pytest.param("0770 0900", "07700900", id="half"),
        pytest.param("07700 90006", "0770090006", id="mobile-one-short"),
        pytest.param("07 double 0 900 triple 6", "0700900666", id="spoken-one-short"),
        pytest.param("07700 900001 / 07700 900002", "0770090000107700900002", id="two-at-once"),
        pytest.param("1" * 300, "1" * 300, id="too-long"),
    ],
)
def test_what_is_no_whole_number_keeps_its_digits_and_a_doubt(text: str, digits: str) -> None:
    read = read_phone(text)
    assert (read.e164, read.digits) == (None, digits)
    assert read.doubt == "This is not a whole telephone number. Check it with whoever gave it."


def test_digits_are_national_with_their_zero() -> None:
    assert read_phone("+44 7700 900067").digits == "07700900067"
    assert read_phone("+48 601 234 567").digits == "48601234567"


@pytest.mark.parametrize(
    ("e164", "said"),
    [
        pytest.param("+447700900067", "07700 900067", id="mobile"),
        pytest.param("+442079460123", "020 7946 0123", id="london"),
        pytest.param("+48601234567", "+48 601 234 567", id="foreign"),
    ],
)
def test_a_number_is_said_as_in_britain(e164: str, said: str) -> None:
    assert say(e164) == said


@given(national=st.from_regex(r"[1-9][0-9]{9}", fullmatch=True), prefix=st.sampled_from(["0", "+44"]))
def test_ten_british_digits_are_read_as_the_library_of_telephone_numbers_reads_them(national: str, prefix: str) -> None:
    parsed = phonenumbers.parse(prefix + national, "GB")
    assert phonenumbers.is_possible_number(parsed)
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    read = read_phone(prefix + national)
    assert (read.e164, read.digits, read.doubt) == (e164, f"0{national}", None)


@given(last=st.integers(0, 999), plus=st.sampled_from(["0", "+44", "0044", "+44 (0)"]))
def test_every_drama_mobile_is_a_number(last: int, plus: str) -> None:
    assert read_phone(f"{plus}7700 900{last:03}").e164 == f"+447700900{last:03}"


@given(text=st.text(max_size=80))
def test_any_text_is_read_and_a_number_read_is_stable(text: str) -> None:
    read = read_phone(text)
    assert read.e164 is None or read_phone(read.e164).e164 == read.e164
    assert read.digits.isascii()
