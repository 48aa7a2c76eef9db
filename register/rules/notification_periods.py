"""How long notification lasts after a conviction or caution: Sexual Offences Act 2003 s.82, as one table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from register.rules.time_limits import months_after

AUTHORITY = "Sexual Offences Act 2003 s.82(1), (2)"
INDEFINITE_FROM_MONTHS = 30
SHORT_TERM_MONTHS = 6


class Disposal(StrEnum):
    """What the court or the police did. The codes that a recorded conviction also has are the same there."""

    LIFE = "life"
    IMPRISONMENT = "imprisonment"
    SUSPENDED_SENTENCE = "suspended_sentence"
    HOSPITAL_RESTRICTED = "hospital_restricted"
    HOSPITAL = "hospital"
    CAUTION = "caution"
    CONDITIONAL_DISCHARGE = "conditional_discharge"
    COMMUNITY_ORDER = "community_order"
    FINE = "fine"
    OTHER = "other"


WITH_TERM = (Disposal.IMPRISONMENT, Disposal.SUSPENDED_SENTENCE, Disposal.CONDITIONAL_DISCHARGE)
"""The disposals whose period depends on their length."""


def missing_term(disposal: str, months: int | None) -> str:
    """What to do where the length is not given of a term that has one; nothing where all is said. Whoever records a
    sentence by hand knows it; a force's feed may not."""
    if disposal in (Disposal.IMPRISONMENT, Disposal.SUSPENDED_SENTENCE) and months is None:
        return "Enter the length of the term in months; 0 if it is some days"
    if disposal == Disposal.CONDITIONAL_DISCHARGE and not months:
        return "Enter the length of the discharge in months"
    return ""


class TermLink(StrEnum):
    """How a term runs beside the one before it."""

    CONSECUTIVE = "consecutive"
    PARTLY_CONCURRENT = "partly_concurrent"
    CONCURRENT = "concurrent"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of imprisonment as the court stated it. Months are calendar months; days are counted upon them."""

    months: int = 0
    days: int = 0

    def ends_before(self, start: date) -> date:
        """The first day after a term that starts on the day. It makes terms in months and in days comparable."""
        return months_after(start, self.months) + timedelta(days=self.days)

    @property
    def in_words(self) -> str:
        """ "18 months and 10 days", "6 months", "20 days"."""
        parts = [
            f"{count} {word}{'' if count == 1 else 's'}"
            for count, word in ((self.months, "month"), (self.days, "day")) if count
        ]  # fmt: skip
        return " and ".join(parts) or "no time"


@dataclass(frozen=True, slots=True)
class LinkedTerm:
    """A term and how it runs beside what came before; `overlap` is what a partly concurrent one shares with it."""

    term: Term
    link: TermLink
    overlap: Term = Term()


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """One row of the table in s.82(1). `months` is None for an indefinite period."""

    code: str
    title: str
    months: int | None
    is_halved_under_18: bool = True


RULES: dict[str, PeriodRule] = {
    rule.code: rule
    for rule in (
        PeriodRule("indefinite_term", "Life, an indeterminate sentence, or imprisonment for 30 months or more", None),
        PeriodRule("hospital_restricted", "Hospital order with a restriction order", None),
        PeriodRule("medium_term", "Imprisonment for more than 6 months and less than 30 months", 120),
        PeriodRule("short_term", "Imprisonment for 6 months or less", 84),
        PeriodRule("hospital", "Hospital order without a restriction order", 84),
        PeriodRule("caution", "Caution", 24),
        PeriodRule("other", "Any other disposal", 60),
    )
}


@dataclass(frozen=True, slots=True)
class Period:
    """How long notification lasts. `ends_on` is its last day, None where it is indefinite."""

    ends_on: date | None
    explanation: str


def aggregate(first: Term, *others: LinkedTerm, start: date) -> Term:
    """The one term that several count as: consecutive terms are added up; of partly concurrent ones X and Y that have Z
    in common it is X plus Y minus Z; of concurrent ones the longer (s.82(3), (4)). `start` is the day of sentence.

    Raises:
        ValueError: an overlap is longer than one of its two terms.
    """
    whole = first
    for each in others:
        if each.link is TermLink.CONCURRENT:
            whole = max(whole, each.term, key=lambda term: term.ends_before(start))
            continue
        shorter = min(whole, each.term, key=lambda term: term.ends_before(start))
        if each.link is TermLink.PARTLY_CONCURRENT and each.overlap.ends_before(start) > shorter.ends_before(start):
            raise ValueError("The overlap is longer than one of the two terms. Check the terms and what they share.")
        common = each.overlap if each.link is TermLink.PARTLY_CONCURRENT else Term()
        whole = Term(
            whole.months + each.term.months - common.months, whole.days + each.term.days - common.days
        )  # fmt: skip
    return whole


def period_rule(
    disposal: Disposal, relevant_on: date, *, term_months: int | None = None, term_days: int = 0
) -> PeriodRule:
    """The row of the table for a disposal. A suspended sentence counts by the term imposed.

    `term_months` and `term_days` are the whole term: see `aggregate`. A conditional discharge lasts as long as the
    discharge and is not halved.

    Raises:
        ValueError: the disposal needs a term, and there is none.
    """
    if disposal is Disposal.LIFE:
        return RULES["indefinite_term"]
    if disposal not in WITH_TERM:
        return RULES.get(disposal, RULES["other"])
    shortest = 1 if disposal is Disposal.CONDITIONAL_DISCHARGE else 0  # a prison sentence may be some days
    if term_months is None or term_months < shortest:
        raise ValueError("Say how many months: the period depends on it.")
    if disposal is Disposal.CONDITIONAL_DISCHARGE:
        return PeriodRule("conditional_discharge", "Conditional discharge", term_months, is_halved_under_18=False)
    ends = Term(term_months, term_days).ends_before(relevant_on)
    if ends >= Term(INDEFINITE_FROM_MONTHS).ends_before(relevant_on):
        return RULES["indefinite_term"]
    return RULES["medium_term" if ends > Term(SHORT_TERM_MONTHS).ends_before(relevant_on) else "short_term"]


def notification_period(
    disposal: Disposal, relevant_on: date, *, term_months: int | None = None, term_days: int = 0,
    is_under_18: bool = False,
) -> Period:  # fmt: skip
    """The period beginning with the relevant date; `is_under_18` as on that date (s.82(2)).

    Raises:
        ValueError: the disposal needs a term, and there is none.
    """
    rule = period_rule(disposal, relevant_on, term_months=term_months, term_days=term_days)
    if rule.months is None:
        return Period(None, f"{rule.title}: indefinite. {AUTHORITY}.")
    is_halved = is_under_18 and rule.is_halved_under_18
    months = rule.months // 2 if is_halved else rule.months
    ends_on = months_after(relevant_on, months) - timedelta(days=1)
    halved = ", half because under 18 on the relevant date" if is_halved else ""
    return Period(ends_on, f"{rule.title}: {in_years(months)}{halved}. {AUTHORITY}.")


def was_under_18(born_on: date, on: date) -> bool:
    """Whether somebody was under 18 on the day. Whoever was born on 29 February comes of age on 1 March."""
    is_leap_day = (born_on.month, born_on.day) == (2, 29)
    came_of_age = date(born_on.year + 18, 3, 1) if is_leap_day else date(born_on.year + 18, born_on.month, born_on.day)
    return on < came_of_age


def in_years(months: int) -> str:
    """ "10 years", "3 years and 6 months", "1 year"."""
    years, rest = divmod(months, 12)
    parts = [
        f"{count} {word}{'' if count == 1 else 's'}" for count, word in ((years, "year"), (rest, "month")) if count
    ]
    return " and ".join(parts) or "no time"
