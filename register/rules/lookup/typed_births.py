"""Reading dates of birth and ages in what was typed."""

import re
from dataclasses import dataclass, field
from datetime import date

from register.rules.dates import OLDEST_AGE, read_date
from register.rules.lookup.box import Box
from register.rules.lookup.query import AgeReading, DateReading, PartDate

_MONTHS = {
    name: number
    for number, name in enumerate(
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"], 1
    )
}
_MONTH = (
    r"(JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?|SEPT?(?:EMBER)?"
    r"|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?)"
)
_YEAR = r"(?:19|20)\d{2}"
_WHOLE_DATES = [
    re.compile(pattern)
    for pattern in (
        rf"\b{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}\b",
        rf"\b\d{{1,2}} ?[-/.] ?\d{{1,2}} ?[-/.] ?(?:{_YEAR}|\d{{2}})\b",
        rf"\b\d{{1,2}} \d{{1,2}} (?:{_YEAR}|\d{{2}})\b",
        rf"\b\d{{1,2}}(?:ST|ND|RD|TH)?(?: OF)?[ -]?{_MONTH}[ ,-]{{0,2}}(?:{_YEAR}|'?\d{{2}})\b",
        rf"\b{_MONTH} \d{{1,2}}(?:ST|ND|RD|TH)?,? {_YEAR}\b",
        rf"\b(?:\d{{4}}{_YEAR}|{_YEAR}\d{{4}})\b",
    )
]
_SIX_DIGITS = re.compile(r"(?<![\w/])\d{6}(?![\w/])")
_DAY_MONTH_NAME = re.compile(rf"\b(\d{{1,2}})(?:ST|ND|RD|TH)?(?: OF)? {_MONTH}\b")
_MONTH_NAME_YEAR = re.compile(rf"\b{_MONTH}[ ,-]{{0,2}}({_YEAR})\b")
_MONTH_YEAR = re.compile(rf"(?<![\d/])(\d{{1,2}})[/.-]({_YEAR})\b")
_DAY_MONTH = re.compile(r"(?<![\w/.-])(\d{1,2})[/.-](\d{1,2})(?![\w/.-])")
_YEAR_ALONE = re.compile(rf"(?<![\w/.-])({_YEAR})(?![\w/-])")
_EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")

_ABOUT = re.compile(
    r"(?<!\w)(?:ABOUT|AROUND|APPROX(?:IMATELY)?\.?|ROUGHLY|CIRCA|MAYBE|NEARLY|C\.|~) ?(\d{2})(?:YO|ISH)?(?![\w/])"
)
_ISH = re.compile(r"(?<!\w)(\d{2})[ -]?ISH\b")
_YEARS_OLD = re.compile(r"(?<!\w)(\d{1,3}) ?-?(?:YO|Y/O|YRS?|YEARS?)(?:[ -]?OLD)?\b")
_AGED = re.compile(r"\bAGED?:? ?(\d{1,3})\b")
_DECADE = re.compile(r"\b(?:(EARLY|MID|LATE)[ -])?'?([2-9]0)'?S\b")
_DECADE_NAMED = re.compile(
    r"\b(?:(EARLY|MID|LATE)[ -])?(TWENTIES|THIRTIES|FORTIES|FIFTIES|SIXTIES|SEVENTIES|EIGHTIES)\b"
)
_BETWEEN = re.compile(r"(?<![\w/.-])(?:BETWEEN )?([1-9]\d) ?(?:-|TO|(?<=BETWEEN \d\d )AND) ?([1-9]\d)(?![\w/.-])")
_TEENAGER = re.compile(r"\b(?:TEENAGERS?|TEENS)\b")
_BARE_AGE = re.compile(r"(?<![\w/.-])([1-9]\d)(?![\w/.-])")
_DECADES = {
    "TWENTIES": 20,
    "THIRTIES": 30,
    "FORTIES": 40,
    "FIFTIES": 50,
    "SIXTIES": 60,
    "SEVENTIES": 70,
    "EIGHTIES": 80,
}
_PART_OF_DECADE = {"EARLY": (0, 4), "MID": (3, 7), "LATE": (6, 9), None: (0, 9)}
_ABOUT_BY, _OLD_BY = 3, 1
_MONTHS_THAT_ARE_NAMES = frozenset(("JAN", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "MARCH"))
_OLDEST_SAID = 110


@dataclass(slots=True)
class Births:
    """What was read about birth; `is_guess` when it may as well be something else."""

    dates: list[DateReading] = field(default_factory=list)
    parts: list[PartDate] = field(default_factory=list)
    ages: list[AgeReading] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    part_is_guess: bool = False
    age_is_guess: bool = False


def take_dates(box: Box, births: Births, *, today: date) -> None:
    """Read and take whole dates and dates with a month in words; then month and year, and day and month."""
    for pattern in _WHOLE_DATES:
        box.take(pattern, lambda match: _whole(match[0], births, today))
    box.take(_MONTH_NAME_YEAR, lambda match: _month_and_year(births, match[1], int(match[2])))
    box.take(_DAY_MONTH_NAME, lambda match: _part(births, 0, _MONTHS[match[2][:3]], int(match[1])))
    box.take(_MONTH_YEAR, lambda match: _part(births, int(match[2]), int(match[1]), 0))
    box.take(_DAY_MONTH, lambda match: _day_month(births, int(match[1]), int(match[2])))


def take_ages(box: Box, births: Births) -> None:
    """Read and take ages that say they are ages."""
    box.take(_ABOUT, lambda match: _age(births, int(match[1]), _ABOUT_BY))
    box.take(_ISH, lambda match: _age(births, int(match[1]), _ABOUT_BY))
    box.take(_YEARS_OLD, lambda match: _age(births, int(match[1]), _OLD_BY))
    box.take(_AGED, lambda match: _age(births, int(match[1]), _OLD_BY))
    box.take(_DECADE, lambda match: _decade(births, match[1], int(match[2])))
    box.take(_DECADE_NAMED, lambda match: _decade(births, match[1], _DECADES[match[2]]))
    box.take(_TEENAGER, lambda _: _ages(births, 13, 19))
    box.take(_BETWEEN, lambda match: int(match[1]) < int(match[2]) and _ages(births, int(match[1]), int(match[2])))


def guess_births(box: Box, births: Births, *, today: date) -> None:
    """Read what is left as a year, a date in six digits or an age, and leave it: it may be something else."""
    if not births.dates and not births.parts:
        for match in box.find(_YEAR_ALONE):
            if today.year - OLDEST_AGE <= int(match[1]) <= today.year:
                births.part_is_guess = _part(births, int(match[1]), 0, 0)
        for match in box.find(_SIX_DIGITS):
            _whole(match[0], births, today, is_guess=True)
    if not births.ages:
        for match in box.find(_BARE_AGE):
            births.age_is_guess = _age(births, int(match[1]), _OLD_BY)


def _whole(text: str, births: Births, today: date, *, is_guess: bool = False) -> bool:
    read = read_date(_plain(text), today=today)
    if read.value is None:
        return not is_guess and _impossible(text, births, read.problem)
    births.dates.append(DateReading(read.value, is_swapped=False))
    if swapped := _swapped(read.value):
        births.dates.append(DateReading(swapped, is_swapped=True))
    return True


def _plain(text: str) -> str:
    """The date as `read_date` expects it: eight digits whose middle can only end a year begin with the year."""
    if (eight := _EIGHT_DIGITS.fullmatch(text)) and int(text[2:4]) > 12:
        return f"{eight[1]}-{eight[2]}-{eight[3]}"
    return text.replace("'", "").replace(",", " ")


def _swapped(on: date) -> date | None:
    return on.replace(month=on.day, day=on.month) if on.day <= 12 and on.day != on.month else None


def _impossible(text: str, births: Births, problem: str | None) -> bool:
    """A date that cannot be still says a year."""
    births.problems.append(problem or f"‘{text}’ is not a date.")
    year = re.search(_YEAR, text)
    return year is not None and _part(births, int(year[0]), 0, 0)


def _month_and_year(births: Births, month: str, year: int) -> bool:
    """A month and year; "Jan 1984" may as well be a name and a year, so it is read as both and not taken."""
    _part(births, year, _MONTHS[month[:3]], 0)
    if month not in _MONTHS_THAT_ARE_NAMES:
        return True
    births.part_is_guess = _part(births, year, 0, 0)
    return False


def _part(births: Births, year: int, month: int, day: int) -> bool:
    if month > 12 or day > 31 or (month == 2 and day > 29):
        return False
    births.parts.append(PartDate(year, month, day))
    return True


def _day_month(births: Births, day: int, month: int) -> bool:
    orders = {(day, month), (month, day)}
    read = [_part(births, 0, second, first) for first, second in sorted(orders) if 1 <= second <= 12 and first]
    return any(read)


def _age(births: Births, age: int, give_or_take: int) -> bool:
    return _ages(births, max(0, age - give_or_take), age + give_or_take) if 9 < age < _OLDEST_SAID else False


def _ages(births: Births, low: int, high: int) -> bool:
    births.ages.append(AgeReading(low, high))
    return True


def _decade(births: Births, part: str | None, decade: int) -> bool:
    first, last = _PART_OF_DECADE[part]
    return _ages(births, decade + first, decade + last)
