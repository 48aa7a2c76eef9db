"""What the pages of matches print: two records side by side, what differs first, and what joining would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html_join

from accounts.actor import Actor
from register.actions.decisions import waits_for_second
from register.actions.joining import everybody_of
from register.matching.affected import affected, others_beside
from register.matching.comparing import facts_of
from register.matching.side_by_side import facts_in_words, said_of
from register.models import Match, Person
from register.rules.lookup.facts import PersonFacts
from register.rules.matching.caps import CAPS
from register.rules.matching.levels import UNKNOWN
from register.rules.matching.model import model_in_force
from register.web.waterfall import Waterfall, signed, waterfall
from ui.components import SummaryRow
from ui.dates import day

MOST_SHOWN = 6  # of a kind: somebody with forty old addresses is told from another by the first few


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records, with nothing that lookup would not show."""

    person: Person
    url: str
    rows: tuple[SummaryRow, ...]


@dataclass(frozen=True, slots=True)
class MatchPage:
    """Everything on the page of a match."""

    sides: tuple[Side, Side]
    outcome: str
    rule: str
    differences: tuple[str, ...]
    agreements: tuple[str, ...]
    unknown: tuple[str, ...]
    waterfall: Waterfall
    effects: tuple[str, ...]
    others: tuple[Person, ...]
    needs_second: bool


def page_of(match: Match, actor: Actor) -> MatchPage:
    """The page, for a reader who may see both records."""
    facts = facts_of([match.one_id, match.other_id])
    everybody = everybody_of(match)
    return MatchPage(
        sides=(_side(match.one, facts.get(match.one_id)), _side(match.other, facts.get(match.other_id))),
        outcome=_outcome(match),
        rule=_rule(match),
        differences=said_of(match, is_difference=True),
        agreements=said_of(match, is_difference=False),
        unknown=tuple(str(step["words"]) for step in match.steps if step["level"] == UNKNOWN),
        waterfall=waterfall(match.steps, model_in_force()),
        effects=(*_effects(match), *affected(actor, everybody)),
        others=tuple(others_beside(everybody, beside=(match.one_id, match.other_id), actor=actor)),
        needs_second=match.is_waiting and waits_for_second(match),
    )


def _outcome(match: Match) -> str:
    model = model_in_force()
    total, least = signed(match.weight), signed(model.same_from)
    if match.outcome == Match.Outcome.SAME:
        return f"The register takes them for the same person: {total} in all, where {least} is enough."
    if match.weight >= model.same_from:
        return f"They agree strongly, {total} in all, but a rule says that a person must decide."
    return f"They may be the same person: {total} in all, where the register needs {least} to be sure."


def _rule(match: Match) -> str:
    if match.rule == Match.BESIDE:
        return "They were joined, and went back to you when a join beside this one was taken apart"
    return next((cap.words for cap in CAPS if cap.code == match.rule), "")


def _effects(match: Match) -> list[str]:
    forces = [str(match.force_one), str(match.force_other)]
    if not match.is_between_forces:
        return [f"Both records of {forces[0]} stand under one person. Each keeps its own facts and reference."]
    return [
        f"The records of {forces[0]} and {forces[1]} stand under one person. Each force keeps its own record, facts "
        "and reference.",
        "Both forces get an alert that they know the same person.",
        "Nothing is moved, so it can be undone: everything is then back where it was.",
    ]


def _side(person: Person, facts: PersonFacts | None) -> Side:
    rows = [
        SummaryRow("Force", person.owner_force),
        SummaryRow("Born", day(person.date_of_birth) if person.date_of_birth else "Not recorded"),
        SummaryRow("Sex", person.get_sex_display()),
        SummaryRow("Held as", person.get_subject_category_display()),
    ]
    for key, values in facts_in_words(facts) if facts else ():
        rows.append(SummaryRow(key, _lines(values)))
    return Side(person, reverse("person-card", args=[person.reference]), tuple(rows))


def _lines(values: Sequence[str]) -> str:
    shown = [value for value in dict.fromkeys(values) if value]
    if not shown:
        return "Not recorded"
    more = [f"and {len(shown) - MOST_SHOWN} more"] if len(shown) > MOST_SHOWN else []
    return format_html_join("", "<div>{}</div>", ((each,) for each in [*shown[:MOST_SHOWN], *more]))
