"""Telephone numbers as typed, as spoken, and as stored (E.164)."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumberFormat

_SPOKEN = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "nil": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "hundred": "00", "thousand": "000",
}  # fmt: skip
_TIMES = {"double": 2, "treble": 3, "triple": 3}
_PIECE = re.compile(r"[a-z]+|\d+|\+")
_DOMESTIC_ZERO = re.compile(r"^(\+?44|0044)\s*\(0\)")


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as read: E.164 where it can be one, the digits in any case, and the doubt in words where there is one."""

    e164: str | None
    digits: str
    as_received: str
    doubt: str | None = None


def read_phone(text: str) -> Phone:
    """A number in any usual way of writing or saying: `0044 7476 901953`, `oh seven seven double oh …`.

    *Possible* numbers are accepted, not only numbers in use: drama numbers are possible, new ranges are unknown to us.
    """
    digits = _digits(text)
    try:
        parsed = phonenumbers.parse(digits.replace("00", "+", 1) if digits.startswith("0044") else digits, "GB")
    except phonenumbers.NumberParseException:
        return Phone(None, digits.lstrip("+"), text, "This is not a whole telephone number.")
    if not phonenumbers.is_possible_number(parsed):
        return Phone(None, digits.lstrip("+"), text, "This is not a whole telephone number.")
    e164 = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    return Phone(e164, _national(e164), text)


def say(e164: str) -> str:
    """A number as it is read out in Britain: `07700 900067`; foreign ones keep their country code."""
    parsed = phonenumbers.parse(e164, "GB")
    is_british = parsed.country_code == 44
    return phonenumbers.format_number(
        parsed, PhoneNumberFormat.NATIONAL if is_british else PhoneNumberFormat.INTERNATIONAL
    )


def _national(e164: str) -> str:
    return "0" + e164[3:] if e164.startswith("+44") else e164.lstrip("+")


def _digits(text: str) -> str:
    """The digits of what was typed or said; a leading plus is kept."""
    said = _DOMESTIC_ZERO.sub(r"\1", text.strip().lower())
    digits, times = "", 1
    for piece in _PIECE.findall(said):
        if piece in _TIMES:
            times = _TIMES[piece]
            continue
        spoken = _SPOKEN.get(piece, piece if piece.isdigit() or (piece == "+" and not digits) else "")
        digits += spoken * times if len(spoken) == 1 else spoken
        times = 1
    return digits
