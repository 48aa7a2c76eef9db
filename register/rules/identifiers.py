"""Official numbers: their forms, their check letters, and what is wrong with one that is not right.

PNC and CRO check letters are the remainder modulo 23 of the year's last two digits followed by the serial, over an
alphabet without I, O and S, as in ministryofjustice/hmpps-person-record and hmpps-prisoner-search.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

CHECK_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"

# The slash may be left out only where the year and the serial still come apart: a full serial, or a two-digit year.
_PNC = re.compile(r"(?:(\d{4})/?(\d{7})|(\d{4})/(\d{1,7})|(\d{2})/?(\d{1,7}))([A-Z])", re.ASCII)
_CRO = re.compile(r"(\d{1,6})/(\d{2})([A-Z])", re.ASCII)
_CRO_SMALL_FILE = re.compile(r"SF(\d{2})/(\d{1,6})([A-Z])", re.ASCII)
_FORMS = {
    "noms": (
        re.compile(r"[A-Z]\d{4}[A-Z]{2}", re.ASCII),
        "A prison number is a letter, four digits and two letters, such as A1234BC.",
    ),
    "crn": (re.compile(r"[A-Z]\d{6}", re.ASCII), "A probation CRN is a letter and six digits, such as X123456."),
    "nino": (
        re.compile(r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]", re.ASCII),
        "A National Insurance number is two letters, six digits and a letter from A to D, such as AB123456C.",
    ),
    # Five of the surname (filled up with 9), decade, month (plus 50 for a woman), day, year, two initials, three more.
    "driver": (
        re.compile(r"(?=[A-Z9]{5}\d)[A-Z]{1,5}9{0,4}\d[0156]\d[0-3]\d{2}[A-Z9]{2}[A-Z0-9]{3}", re.ASCII),
        "A driver number has sixteen letters and digits and starts with five of the surname, such as MORGA657054SM9IJ.",
    ),
}


class NotAnIdentifier(ValueError):
    """The text cannot be a number of the kind asked for. The message says what one looks like."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number as read: canonical form, whether its check letter is right, and the problem in words where it is not."""

    kind: str
    canonical: str
    as_received: str
    is_valid: bool
    problem: str | None = None


def parse_pnc(text: str, *, today: date) -> Identifier:
    """A PNC ID, long or short: `79/163001B` and `1979/0163001B` are both `1979/0163001B`.

    A two-digit year up to this year's is of this century. Read it once, on receipt: the meaning changes with the year.

    Raises:
        NotAnIdentifier: the text has not the form of a PNC ID.
    """
    found = _PNC.fullmatch(_compact(text))
    if not found:
        raise NotAnIdentifier("A PNC ID is a year, a slash, up to seven digits and a letter, such as 1979/0163001B.")
    year = found[1] or found[3] or _whole_year(found[5], today)
    serial = (found[2] or found[4] or found[6]).zfill(7)
    read = _checked("pnc", f"{year}/{serial}", year[2:] + serial, found[7], text)
    if read.is_valid and int(year) > today.year:
        return replace(read, is_valid=False, problem=f"The year {year} of this PNC ID is still to come. Check it.")
    return read


def parse_cro(text: str) -> Identifier:
    """A CRO number: `65656/91H` is `065656/91H`; small-file numbers (`SF83/50058Z`) keep their serial as it is.

    Raises:
        NotAnIdentifier: the text has not the form of a CRO number.
    """
    whole = _compact(text)
    if small := _CRO_SMALL_FILE.fullmatch(whole):
        return _checked("cro", f"SF{small[1]}/{small[2]}", small[1] + small[2], small[3], text)
    found = _CRO.fullmatch(whole)
    if not found:
        raise NotAnIdentifier("A CRO number is up to six digits, a slash, two digits and a letter, such as 065656/91H.")
    serial = found[1].zfill(6)
    return _checked("cro", f"{serial}/{found[2]}", found[2] + serial, found[3], text)


def read_identifier(kind: str, text: str, *, today: date) -> Identifier:
    """A number of the given kind: pnc, cro, noms, crn, nino or driver.

    Raises:
        NotAnIdentifier: the text has not the form of that kind.
        KeyError: there is no such kind.
    """
    if kind == "pnc":
        return parse_pnc(text, today=today)
    if kind == "cro":
        return parse_cro(text)
    form, words = _FORMS[kind]
    canonical = _compact(text).replace("/", "")
    if not form.fullmatch(canonical):
        raise NotAnIdentifier(words)
    return Identifier(kind, canonical, text, is_valid=True)


def check_letter(digits: str) -> str:
    """The letter that belongs to the year's two digits followed by the serial."""
    return CHECK_LETTERS[int(digits) % 23]


def _checked(kind: str, body: str, digits: str, letter: str, text: str) -> Identifier:
    right = check_letter(digits)
    if letter == right:
        return Identifier(kind, body + letter, text, is_valid=True)
    name = "PNC ID" if kind == "pnc" else "CRO number"
    problem = f"The check letter of this {name} should be {right}, not {letter}. Check every digit."
    return Identifier(kind, body + letter, text, is_valid=False, problem=problem)


def _whole_year(two: str, today: date) -> str:
    return ("20" if int(two) <= today.year % 100 else "19") + two


def _compact(text: str) -> str:
    """Capitals without spaces; dashes and backslashes, which people write for the slash, as slashes."""
    return re.sub(r"[-\u2013\\]", "/", re.sub(r"\s", "", text)).upper()
