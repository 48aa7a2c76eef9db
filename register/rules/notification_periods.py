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


def period_rule(disposal: Disposal, *, term_months: int | None = None) -> PeriodRule:
    """The row of the table for a disposal. A suspended sentence counts by the term imposed.

    `term_months` is the whole term: consecutive terms added up, overlaps counted once (s.82(3), (4)). A conditional
    discharge lasts as long as the discharge and is not halved.

    Raises:
        ValueError: the disposal needs a term, and there is none.
    """
    if disposal is Disposal.LIFE:
        return RULES["indefinite_term"]
    if disposal not in (Disposal.IMPRISONMENT, Disposal.SUSPENDED_SENTENCE, Disposal.CONDITIONAL_DISCHARGE):
        return RULES.get(disposal, RULES["other"])
    shortest = 1 if disposal is Disposal.CONDITIONAL_DISCHARGE else 0  # a prison sentence may be some days
    if term_months is None or term_months < shortest:
        raise ValueError("Say how many months: the period depends on it.")
    if disposal is Disposal.CONDITIONAL_DISCHARGE:
        return PeriodRule("conditional_discharge", "Conditional discharge", term_months, is_halved_under_18=False)
    if term_months >= INDEFINITE_FROM_MONTHS:
        return RULES["indefinite_term"]
    return RULES["medium_term" if term_months > SHORT_TERM_MONTHS else "short_term"]


def notification_period(
    disposal: Disposal, relevant_on: date, *, term_months: int | None = None, is_under_18: bool = False
) -> Period:
    """The period beginning with the relevant date; `is_under_18` as on that date (s.82(2)).

    Raises:
        ValueError: the disposal needs a term, and there is none.
    """
    rule = period_rule(disposal, term_months=term_months)
    if rule.months is None:
        return Period(None, f"{rule.title}: indefinite. {AUTHORITY}.")
    is_halved = is_under_18 and rule.is_halved_under_18
    months = rule.months // 2 if is_halved else rule.months
    ends_on = months_after(relevant_on, months) - timedelta(days=1)
    halved = ", half because under 18 on the relevant date" if is_halved else ""
    return Period(ends_on, f"{rule.title}: {in_years(months)}{halved}. {AUTHORITY}.")


def in_years(months: int) -> str:
    """ "10 years", "3 years and 6 months", "1 year"."""
    years, rest = divmod(months, 12)
    parts = [
        f"{count} {word}{'' if count == 1 else 's'}" for count, word in ((years, "year"), (rest, "month")) if count
    ]
    return " and ".join(parts) or "no time"
