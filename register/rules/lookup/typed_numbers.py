"""Reading identifiers, references, phones and plates in what was typed."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import TypeVar

from register.rules.identifiers import NotAnIdentifier, parse_cro, parse_pnc
from register.rules.lookup.box import Box
from register.rules.lookup.facts import compact, national_digits
from register.rules.lookup.query import IdentifierReading, PhoneReading
from register.rules.phones import read_phone

_T = TypeVar("_T")

_PERSON_REFERENCE = re.compile(r"\bDAR[\s-]?([0-9A-Z]{4})[\s-]?([0-9A-Z]{4})\b")
_CASE_REFERENCE = re.compile(r"\bC(?:-|\s?(?=[A-F]{0,9}\d))([0-9A-F]{10})\b")
_REFERENCE = re.compile(r"\b(?=[0-9/-]{0,20}[A-Z])(?=[A-Z/-]{0,20}\d)[0-9A-Z]{1,10}(?:[/-][0-9A-Z]{1,10}){2,4}\b")
_SPACED_REFERENCE = re.compile(r"\b(?!PNC|CRO)([A-Z]{1,4}) (\d{2,4}/\d{2,7})\b(?!/)")
_JOINED_REFERENCE = re.compile(r"\b(?:[A-Z]{1,4}\d{4,10}|\d{2}[A-Z]{2}\d{4,10})\b")
_MONTH = re.compile(r"JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC")
_SLASHED = re.compile(r"\b(?:SF)?\d{1,6}/\d{1,7}\s?[A-Z]\b")
_DASHED = re.compile(r"\b\d{1,6}-\d{1,7}\s?[A-Z]\b")
_UNSLASHED_PNC = re.compile(r"\b\d{5,11}[A-Z]\b")
_NO_LETTER = re.compile(r"\b(\d{2}|\d{4})/(\d{5,7})\b(?!/)")
_OTHER_NUMBERS = {
    "noms": re.compile(r"\b[A-Z]\d{4}[A-Z]{2}\b"),
    "crn": re.compile(r"\b[A-Z]\d{6}\b"),
    "nino": re.compile(r"\b[A-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b"),
    "driver": re.compile(r"\b[A-Z]{1,5}9{0,4}\d{6}[A-Z][A-Z9]\d[A-Z]{2}\b"),
}
_PHONE = re.compile(r"(?<![\w/])(?:\+|\(?0|\(?44)[\d\s().-]{7,22}\d\b")
_DIGITS = re.compile(r"(?<![\w/.-])\d{4,12}(?![\w/-])")
_SPACED_DIGITS = re.compile(r"(?<![\w/.-])\d{3,6} \d{3,6}(?: \d{3,4})?(?![\w/-])")
_SPOKEN_DIGITS = frozenset((
    "oh", "o", "zero", "nought", "nil", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "double", "treble", "triple", "hundred", "thousand",
))  # fmt: skip
_ROUND = re.compile(r"\b(?:hundred|thousand)\b", re.IGNORECASE)
_ROUND_DIGITS = {"hundred": "oh oh", "thousand": "oh oh oh"}
_FEWEST_SPOKEN = 3
_FEWEST_DIGITS = 4
_WHOLE = range(9, 14)
_PLATE = re.compile(r"\b(?=[A-Z0-9]{2,4}\s?[A-Z0-9]{3}\b)(?=[A-Z]{0,3}\d)([A-Z0-9]{2,4}) ?([A-Z0-9]{3})\b")
_CURRENT_PLATE = re.compile(r"\b[A-Z]{2}(?:\d[0-9OIQSZ]|[OIQSZ]\d) ?[A-Z0-9]{3}\b")
_PART_PLATE = re.compile(r"\b(?:[A-Z]{2}\d{2}|\d{2}[A-Z]{3}|[A-Z]\d{2,3}|\d[A-Z]{3}|[A-Z]{2}\d{2}[A-Z]{1,2})\b")


def references_in(box: Box) -> Iterator[str]:
    """References of the register, of forces and of courts; those that can be nothing else are taken."""
    found: list[str] = []
    box.take(_PERSON_REFERENCE, lambda match: _keep(found, f"DAR-{match[1]}-{match[2]}"))
    box.take(_CASE_REFERENCE, lambda match: _keep(found, f"C-{match[1].lower()}"))
    box.take(_REFERENCE, lambda match: not _MONTH.search(match[0]) and _keep(found, match[0]))
    found += [match[0] for match in box.find(_JOINED_REFERENCE)]
    found += [f"{match[1]}-{match[2]}" for match in box.find(_SPACED_REFERENCE)]
    yield from dict.fromkeys(found)


def identifiers_in(box: Box, *, today: date) -> Iterator[IdentifierReading]:
    """Police and prison numbers. A text that is a sound number of one kind is not read as a faulty one of another."""
    found: list[IdentifierReading] = []
    box.take(_SLASHED, lambda match: _keep_all(found, _slashed(match[0], today)))
    box.take(_DASHED, lambda match: _keep_all(found, _sound(_slashed(match[0], today))))
    box.take(_UNSLASHED_PNC, lambda match: _keep_all(found, _sound(_pnc(match[0], today))))
    box.take(_NO_LETTER, lambda match: _keep_all(found, [_unlettered(match[1], match[2], today)]))
    for kind, pattern in _OTHER_NUMBERS.items():
        found += [IdentifierReading(kind, compact(match[0]), "") for match in box.find(pattern)]
    yield from dict.fromkeys(found)


def _slashed(text: str, today: date) -> list[IdentifierReading]:
    readings = _pnc(text, today) + _cro(text)
    return _sound(readings) or readings


def _sound(readings: list[IdentifierReading]) -> list[IdentifierReading]:
    return [reading for reading in readings if not reading.problem]


def _pnc(text: str, today: date) -> list[IdentifierReading]:
    try:
        pnc = parse_pnc(text, today=today)
    except NotAnIdentifier:
        return []
    return [IdentifierReading("pnc", pnc.canonical, pnc.problem or "")]


def _cro(text: str) -> list[IdentifierReading]:
    try:
        cro = parse_cro(text)
    except NotAnIdentifier:
        return []
    return [IdentifierReading("cro", cro.canonical, cro.problem or "")]


def _unlettered(year: str, serial: str, today: date) -> IdentifierReading:
    """A PNC ID without its check letter: the serial and year still find it."""
    century = "" if len(year) == 4 else "20" if int(year) <= today.year % 100 else "19"
    problem = "The check letter of the PNC ID is missing: searched by year and serial."
    return IdentifierReading("pnc", f"{century}{year}/{serial.zfill(7)}?", problem)


def phones_in(box: Box) -> Iterator[PhoneReading]:
    """Phones in digits or as spoken, whole or in part; whole ones and spoken ones are taken."""
    found: list[PhoneReading] = []
    for match in chain(list(box.find(_PHONE)), box.find(_PHONE)):  # again: a second number may begin in the first match
        for start, end in _whole_runs(match) or [match.span()]:
            if _keep_all(found, _phone(box.rest[start:end])):
                box.remove(start, end)
    for start, end in _spoken_runs(box.rest):
        if _keep_all(found, _phone(box.rest[start:end])):
            box.remove(start, end)
    yield from dict.fromkeys(found)


def part_phones_in(box: Box) -> Iterator[PhoneReading]:
    """Runs of digits that may be some of a phone; left in the box, for they may be something else."""
    for pattern in (_SPACED_DIGITS, _DIGITS):
        for match in box.find(pattern):
            digits = match[0].replace(" ", "")
            yield PhoneReading(digits, len(digits) in _WHOLE and digits[0] == "0")


def _whole_runs(match: re.Match[str]) -> list[tuple[int, int]]:
    """Where whole numbers stand among digits typed one after another, such as a date, a number and a second one."""
    pieces = [(match.start() + piece.start(), match.start() + piece.end()) for piece in re.finditer(r"\S+", match[0])]
    runs: list[tuple[int, int]] = []
    first = 0
    while first < len(pieces):
        start = pieces[first][0]
        ends = [(last, end) for last, (_, end) in enumerate(pieces) if last >= first]
        whole = ((last, end) for last, end in reversed(ends) if read_phone(match.string[start:end]).e164)
        last, end = next(whole, (first, 0))
        runs += [(start, end)] if end else []
        first = last + 1
    return runs


def _phone(text: str) -> list[PhoneReading]:
    digits = national_digits(read_phone(_ROUND.sub(lambda match: _ROUND_DIGITS[match[0].lower()], text)).digits)
    if len(digits) < _FEWEST_DIGITS:
        return []
    return [PhoneReading(digits[:13], len(digits) in _WHOLE and digits[0] == "0")]


def _spoken_runs(text: str) -> list[tuple[int, int]]:
    """Where at least three number words stand together, last first, so that taking one moves no other."""
    runs: list[list[re.Match[str]]] = [[]]
    for word in re.finditer(r"[^\s,]+", text):
        if word[0].strip(".-").lower() in _SPOKEN_DIGITS or (runs[-1] and word[0].isdecimal()):
            runs[-1].append(word)
        elif runs[-1]:
            runs.append([])
    long = [run for run in runs if len(run) >= _FEWEST_SPOKEN]
    return [(run[0].start(), run[-1].end()) for run in reversed(long)]


def plates_in(box: Box) -> Iterator[str]:
    """Registration marks, whole or in part; a mark of the present pattern is taken, others are left in the box."""
    found: list[str] = []
    box.take(_CURRENT_PLATE, lambda match: _keep(found, compact(match[0])))
    found += [compact(match[0]) for match in box.find(_PLATE) if _is_mixed(match[1], match[2])]
    found += [match[0] for match in box.find(_PART_PLATE)]
    yield from dict.fromkeys(found)


def _is_mixed(head: str, tail: str) -> bool:
    whole = head + tail
    letters = sum(letter.isalpha() for letter in whole)
    return 2 <= letters <= len(whole) - 1 and not (head.isdecimal() and tail.isalpha())


def _keep(found: list[str], value: str) -> bool:
    found.append(value)
    return True


def _keep_all(found: list[_T], values: list[_T]) -> bool:
    found.extend(values)
    return bool(values)
