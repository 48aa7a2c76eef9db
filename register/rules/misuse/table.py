"""The rules of misuse. They find what somebody should ask about, and decide nothing about anybody."""

from __future__ import annotations

from datetime import date, timedelta

from register.rules.limits.terms import REGISTER_OPENS
from register.rules.misuse import deeds
from register.rules.misuse.rule import Rule, Threshold, in_force

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

RULES: tuple[Rule, ...] = (
    Rule(
        "name_trawl", 1, "One name after another",
        "Somebody works through names to find a person whom they do not know how to name, or reads about people at"
        " random.",
        "A caller who knows a first name and nothing else; the training of somebody new.",
        REGISTER_OPENS, HOUR,
        (
            Threshold(
                "searches",
                "Searches by one name alone, without an incident or through a force’s system, within an hour", 15,
            ),
        ),
        deeds.name_trawl,
    ),
    Rule(
        "no_incident", 1, "Live call without an incident number",
        "A live call has a number. Somebody who opens many records as if in a call, and names none, may not be in one.",
        "A desk whose command-and-control system was down.",
        REGISTER_OPENS, 12 * HOUR,
        (Threshold("people", "People opened under a live call without an incident number, within 12 hours", 20),),
        deeds.no_incident,
    ),
    Rule(
        "search_then_print", 1, "Looked up, then printed",
        "What is printed leaves the register. Somebody who looks a person up and prints at once, without an incident"
        " and without having the person to look after, may be taking the record out for somebody.",
        "A colleague who prints for whoever has the case.",
        REGISTER_OPENS, DAY,
        (
            Threshold("people", "People printed so within a day", 2),
            Threshold("minutes", "Minutes from the search to the print", 15, highest=240),
        ),
        deeds.search_then_print,
    ),
    Rule(
        "shared_name", 1, "Somebody of the same surname",
        "The person whose record was opened may be of the user’s own family.",
        "Chance: the rarer the surname, the less likely.",
        REGISTER_OPENS, DAY,
        (
            Threshold("entries", "Records opened of one person of the same surname, within a day", 1),
            Threshold("bearers", "People of the register with that surname, at the most", 50, highest=1_000_000),
        ),
        deeds.shared_name,
    ),
    Rule(
        "shared_household", 1, "Somebody of the same household",
        "By what the user has declared, or the personnel system has told, the person lives with them, is of their"
        " family, or has a number or a vehicle of theirs. Such records are closed to the user: this one was opened"
        " before it was known, or after a bar was lifted.",
        "A bar that professional standards lifted because it was a namesake.",
        REGISTER_OPENS, DAY,
        (Threshold("entries", "Records opened of one such person, within a day", 1),),
        deeds.shared_household,
    ),
    Rule(
        "deep_paging", 1, "Page after page of a list",
        "Somebody reads a whole list, or copies it.",
        "A review of a force’s cases.",
        REGISTER_OPENS, HOUR,
        (Threshold("pages", "Pages of one kind of list within half an hour", 20),),
        deeds.deep_paging,
    ),
    Rule(
        "same_target", 1, "The same person again and again",
        "Somebody who comes back to one record day after day, without an incident and without having the person to look"
        " after, may have a reason of their own.",
        "Help given to a colleague; a task that was done and closed.",
        REGISTER_OPENS, 28 * DAY,
        (Threshold("days", "Days on which one person was opened so, within 28 days", 4, highest=28),),
        deeds.same_target,
        is_nightly=True,
    ),
    Rule(
        "off_shift", 1, "At hours that are not their own",
        "Somebody reads when they do not work, or somebody else uses their account. The register holds nobody’s shifts:"
        " it compares with the hours at which the user has worked in the 28 days before.",
        "A change of shift, overtime, a call at night.",
        REGISTER_OPENS, 29 * DAY,
        (
            Threshold("entries", "Records opened and searches at such hours, within 12 hours", 5),
            Threshold("days", "Days of the 28 before on which the user worked, at the least", 8, highest=28),
            Threshold("hours", "Hours from any at which they worked", 2, highest=11),
        ),
        deeds.off_shift,
        is_nightly=True,
    ),
    Rule(
        "above_peers", 1, "Far more than others of the same role",
        "Somebody opens many more people in a day than others who hold the same roles.",
        "A colleague’s absence; a day on which much happened.",
        REGISTER_OPENS, DAY,
        (
            Threshold("times", "Times the middle of what the others opened", 5, highest=100),
            Threshold("people", "People opened in the day, at the least", 40),
            Threshold("peers", "Others to compare with, at the least", 5),
        ),
        deeds.above_peers,
        is_nightly=True,
    ),
)  # fmt: skip


def rules_on(on: date) -> tuple[Rule, ...]:
    """The rules that stand on a day."""
    return in_force(RULES, on)


def rule_of(code: str, version: int) -> Rule | None:
    """One record of a rule, or None where it is no longer known."""
    return next((rule for rule in RULES if (rule.code, rule.version) == (code, version)), None)
