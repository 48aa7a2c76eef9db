"""Telephone numbers as typed, as spoken, and as stored (E.164)."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, ValidationResult

_SPOKEN = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "nil": "0", "one": "1", "two": "2", "three": "3",
    "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "hundred": "00", "thousand": "000",
}  # fmt: skip
_TIMES = {"double": 2, "treble": 3, "triple": 3}
_PIECE = re.compile(r"[a-z]+|\d+|\+", re.ASCII)
_EXTENSION = re.compile(r"\b(?:ext|extension|x)\b.*$")
_NOT_WHOLE = "This is not a whole telephone number. Check it with whoever gave it."
# Ten digits; nine in some old areas and freephone ranges; seven for the short ones (0800 1111).
_BRITISH = re.compile(r"\d{10}|1\d{8}|800\d{6}|8[04][05]\d{4}")
# Ten digits that do not begin with 0 are whole whatever they are: the library need not be asked, which takes ten times
# as long as the rest.
_AS_DIALLED = re.compile(r"(?:0|\+44)([1-9]\d{9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as read: E.164 where it can be one, the digits in any case, and the doubt in words if there is one."""

    e164: str | None
    digits: str
    as_received: str
    doubt: str | None = None


def read_phone(text: str) -> Phone:
    """A number in any usual way of writing or saying: `0044 7476 901953`, `oh seven seven double oh …`.

    *Possible* numbers are accepted, not only numbers in use: Ofcom's drama numbers are possible, and a new range is
    unknown to any list. `digits` are the national digits with their leading zero, as people search for them.
    """
    digits = _digits(text)
    if found := _AS_DIALLED.fullmatch(digits):
        return Phone(f"+44{found[1]}", f"0{found[1]}", text)
    try:
        parsed = phonenumbers.parse(digits, "GB")
    except phonenumbers.NumberParseException:
        return Phone(None, digits.lstrip("+"), text, _NOT_WHOLE)
    if not _is_whole(parsed):
        return Phone(None, digits.lstrip("+"), text, _NOT_WHOLE)
    e164 = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    return Phone(e164, _national(e164), text)


def say(e164: str) -> str:
    """A number as it is read out in Britain: `07700 900067`; foreign ones keep their country code.

    Raises:
        phonenumbers.NumberParseException: the text is no E.164 number.
    """
    parsed = phonenumbers.parse(e164, "GB")
    is_british = parsed.country_code == 44
    return phonenumbers.format_number(
        parsed, PhoneNumberFormat.NATIONAL if is_british else PhoneNumberFormat.INTERNATIONAL
    )


def _is_whole(number: PhoneNumber) -> bool:
    """Whether it can be dialled from anywhere: a local number without its area code cannot."""
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return False
    return number.country_code != 44 or bool(_BRITISH.fullmatch(str(number.national_number)))


def _national(e164: str) -> str:
    return "0" + e164[3:] if e164.startswith("+44") else e164.lstrip("+")


def _digits(text: str) -> str:
    """The digits of what was typed or said; a leading plus is kept, an extension is not."""
    said = _EXTENSION.sub("", text.lower())
    digits, times = "", 1
    for piece in _PIECE.findall(said):
        if piece in _TIMES:
            times = _TIMES[piece]
            continue
        spoken = _SPOKEN.get(piece, piece if piece.isdigit() or (piece == "+" and not digits) else "")
        digits += spoken[:1] * (times - 1) + spoken
        times = 1
    return digits
