"""Records that may be the same person, through the API: side by side, joined, kept apart, taken apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rest_framework import serializers

from accounts.actor import Actor
from accounts.api.lists import Paged, newest_first
from accounts.api.representations import named, shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.web import get_or_404
from register import policies
from register.actions import decisions as acts
from register.actions.joining import everybody_of
from register.api.texts import TEXTS
from register.matching.affected import affected, others_beside
from register.matching.comparing import facts_of
from register.matching.side_by_side import facts_in_words, said_of
from register.models import Match, Person
from register.readable import reading_of
from register.rules.lookup.facts import PersonFacts

MOST_FACTS, MOST_STEPS = 6, 50


@dataclass(frozen=True, slots=True)
class MatchBrief:
    """Two records of a list that may be one person. `outcome` is what the register takes them for."""

    reference: str
    version: int
    one: str
    other: str
    force_one: str
    force_other: str
    outcome: str
    status: str
    due_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class SideShown:
    """One of the two records, with nothing that lookup would not show."""

    reference: str
    name: str
    force: str
    date_of_birth: date | None
    sex: str
    subject_category: str
    facts: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class DecisionStep:
    """What a match became."""

    from_status: str
    to_status: str
    changed_at: datetime
    changed_by: str
    why: str


@dataclass(frozen=True, slots=True)
class MatchShown:
    """Two records side by side. `weight` is what speaks for one person and against it, added up; `rule` is why they are
    not joined by themselves. `others` are the records that stand with either; `needs_second`: a second person must
    confirm a join."""

    reference: str
    status: str
    outcome: str
    weight: float
    rule: str
    sides: tuple[SideShown, SideShown]
    differences: tuple[str, ...]
    agreements: tuple[str, ...]
    effects: tuple[str, ...]
    others: tuple[str, ...]
    needs_second: bool
    asked_by: str
    asked_at: datetime | None
    asked_why: str
    decided_by: str
    decided_at: datetime | None
    is_by_person: bool
    why: str
    due_at: datetime
    history: tuple[DecisionStep, ...]


class BoxAsked(Paged):
    """Matches that wait for a decision, or those that have been decided."""

    box = serializers.ChoiceField(["open", "decided"], default="open")


def _matches(asking: Asking, box: str, after: Any = None) -> Shown:
    rows = Match.objects.visible_to(asking.actor).select_related("one", "other", "force_one", "force_other")
    rows = rows.of_force(asking.actor.force_id) if asking.actor.force_id else rows
    rows = rows.waiting() if box == "open" else rows.filter(decided_at__isnull=False)
    page, then = newest_first(rows, after)
    return Shown({"matches": [shown(MatchBrief, each, str) for each in page], "next": then})


def _match(asking: Asking, match: Match) -> Shown:
    acts.open_match(match, **asking.act)
    read, everybody = reading_of(asking.actor, [match.one_id, match.other_id]), everybody_of(match)
    facts = facts_of([match.one_id, match.other_id])
    others = others_beside(everybody, beside=(match.one_id, match.other_id), actor=asking.actor)
    steps = match.status_changes.select_related("changed_by")[:MOST_STEPS]
    found = shown(
        MatchShown, match, read, asked_by=named(match.asked_by), decided_by=named(match.decided_by),
        sides=(_side(match.one, facts.get(match.one_id)), _side(match.other, facts.get(match.other_id))),
        differences=said_of(match, is_difference=True), agreements=said_of(match, is_difference=False),
        effects=tuple(affected(asking.actor, everybody)), others=tuple(each.reference for each in others),
        needs_second=match.is_waiting and acts.waits_for_second(match),
        history=tuple(shown(DecisionStep, each, read, changed_by=named(each.changed_by)) for each in steps),
    )  # fmt: skip
    return Shown(found, match.version)


def _side(person: Person, facts: PersonFacts | None) -> SideShown:
    listed = facts_in_words(facts) if facts else []
    found = {name: tuple(filter(None, dict.fromkeys(values)))[:MOST_FACTS] for name, values in listed}
    return shown(SideShown, person, str, name=person.display_name, force=person.owner_force.code, facts=found)


def match_of(actor: Actor, reference: str) -> Match:
    """A match of which the actor may see both records."""
    related = ("one__owner_force", "other__owner_force", "force_one", "force_other", "asked_by", "decided_by")
    return get_or_404(Match.objects.visible_to(actor).select_related(*related), reference=reference)


AT = Place("api-match", lambda match: {"reference": match.reference})
ONE = "matches/<str:reference>"


def decision(slug: str, name: str, act: Callable[..., Any], *, is_weighty: bool = True) -> Write:
    """What somebody decides. What brings records together, or takes them apart, asks again who is there."""
    return Write(f"{ONE}/{slug}", name, act, match_of, AT, has_version=True, texts=TEXTS, tells=("status",),
                 is_confirmed=is_weighty)  # fmt: skip


ROWS: tuple[Row, ...] = (
    Read("matches", "api-matches", "Records that may be the same person: to decide, or decided, newest first.",
         _matches, policy=policies.SEE_MATCHES, query=BoxAsked),
    Read(ONE, "api-match", "Two records side by side, what differs and agrees, and what was decided.", _match,
         match_of, policy=policies.SEE_MATCHES, acts=(acts.open_match,)),
    decision("join", "api-join-records", acts.join_records),
    decision("keep-apart", "api-keep-apart", acts.keep_apart, is_weighty=False),
    decision("confirm", "api-confirm-join", acts.confirm_join),
    decision("undo", "api-undo-join", acts.undo_join),
)  # fmt: skip
