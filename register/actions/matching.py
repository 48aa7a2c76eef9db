"""What the register does by itself about records that are alike: it joins those that are surely one person, and asks
people about the rest. A person's decision always wins, and is remembered."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor, system_actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from register import events, policies
from register.actions.joining import (
    are_asked,
    are_kept_apart,
    ask_about_number,
    hold,
    move,
    stand_apart,
    stand_together,
    tell_of_undoing,
)
from register.matching.comparing import compare_with_all, contradictions, is_vouched_for
from register.matching.groups import group_of
from register.matching.plan import Change, planned
from register.matching.second_person import is_closed_to_somebody, needs_second_person
from register.matching.turns import take_turn
from register.matching.urgency import start_clock
from register.models import Match, Person
from register.rules.matching.compare import Comparison, Outcome

MATCHER = system_actor(
    "matcher",
    {
        "match.make": "national",
        "match.see": "national",
        "match.decide": "national",
        "person.see": "national",
        "task.raise": "national",
    },
)
SYSTEM = Reason("system")


class Pair(NamedTuple):
    """Two records in the order of a match, how they compare, and the match there is already."""

    one: Person
    other: Person
    comparison: Comparison | None
    held: Match | None


def match_person(person_id: int) -> Counter[Change]:
    """Compare a person with everybody who may be the same, and carry out what follows. Doing it again changes nothing.

    Raises:
        django.db.OperationalError: somebody is at work on one of the records; try again later.
    """
    done: Counter[Change] = Counter()
    with transaction.atomic():
        take_turn()
        for pair in pairs_of(person_id):
            done[_settle(pair)] += 1
    return done


def pairs_of(person_id: int) -> list[Pair]:
    """The person with everybody who is alike, and with everybody who has been: the likest first."""
    person = Person.objects.select_related("owner_force").get(pk=person_id)
    matches = Match.objects.of_people([person_id]).select_related("one__owner_force", "other__owner_force")
    held = {match.other_id if match.one_id == person_id else match.one_id: match for match in matches}
    compared = {each.person_id: each.comparison for each in compare_with_all(person, also=held.keys())}
    alike = [each for each, comparison in compared.items() if comparison.outcome is not Outcome.NONE]
    others = Person.objects.select_related("owner_force").in_bulk({*alike, *held})
    pairs = []
    for each in [*alike, *sorted(held.keys() - set(alike))]:
        one, other = sorted((person, others[each]), key=lambda record: record.pk)
        pairs.append(Pair(one, other, compared.get(each), held.get(each)))
    return pairs


def change_for(pair: Pair) -> Change:
    """What the comparison changes, as everything stands now. It changes nothing itself."""
    one, other, comparison, held = pair
    change = planned(
        held,
        comparison,
        stand_together=lambda: group_of(one.pk) == group_of(other.pk),
        may_join=lambda: may_join(one.pk, other.pk),
        is_vouched_for=lambda: comparison is None or is_vouched_for(one, other, comparison),
    )
    return Change.NOTHING if change is Change.ASK and held and are_asked(held) else change


def may_join(one_id: int, other_id: int) -> bool:
    """Whether the register may join two records by itself, with everybody who stands with either.

    Not where a second person must agree, not with a record that is closed to anybody by name (restricted, sealed,
    somebody's own), not against a person's decision, and not where that would bring together two records that
    contradict each other. Were a closed record joined by itself, whoever enters a look-alike would learn of it.
    """
    some, others = group_of(one_id), group_of(other_id)
    everybody = sorted({*some, *others})
    if needs_second_person(everybody) or is_closed_to_somebody(everybody):
        return False
    return some == others or not (are_kept_apart(some, others) or contradictions(some, others))


def _settle(pair: Pair) -> Change:
    """Carry out what the comparison changes. It is asked for again once nobody else can change the records: an order
    may have been recorded meanwhile."""
    if change_for(pair) is Change.NOTHING:
        return Change.NOTHING
    hold({*group_of(pair.one.pk), *group_of(pair.other.pk)}, nowait=True)
    if pair.held:
        Match.objects.select_for_update(nowait=True, of=("self",)).get(pk=pair.held.pk)
    change = change_for(pair)
    if change is not Change.NOTHING:
        _carry_out(change, pair)
    return change


def _carry_out(change: Change, pair: Pair) -> None:
    if change is Change.WITHDRAW and pair.held:
        withdraw_match(pair.held, actor=MATCHER, reason=SYSTEM)
    elif change is Change.ASK and pair.held:
        ask_about_number(pair.held, actor=MATCHER, reason=SYSTEM)
    elif pair.comparison:
        act = join_alike if change is Change.JOIN else propose_match
        act(_said(pair, pair.comparison), actor=MATCHER, reason=SYSTEM)


@action(event=events.MATCH_FOUND, policy=policies.MAKE_MATCHES, lock=False)
def propose_match(match: Match, *, entry: Entry, actor: Actor, reason: Reason) -> Match:
    """Put two records that may be one person before the forces that hold them, with a clock."""
    before, match.decided_at = match.status, None
    if match.pk and before == Match.Status.OPEN:
        match.version += 1
        match.save()
    else:
        move(match, Match.Status.OPEN, actor=actor)
    if before == Match.Status.JOINED:
        _part(match, actor=actor, reason=reason)
    _tell(entry, match)
    return match


@action(event=events.MATCH_JOINED, policy=policies.MAKE_MATCHES, lock=False)
def join_alike(match: Match, *, entry: Entry, actor: Actor, reason: Reason) -> Match:
    """Join two records that agree so strongly that they are one person."""
    match.decided_at = timezone.now()
    move(match, Match.Status.JOINED, actor=actor)
    stand_together(match, actor=actor, reason=reason)
    _tell(entry, match)
    return match


@action(event=events.MATCH_WITHDRAWN, policy=policies.MAKE_MATCHES, lock=False)
def withdraw_match(match: Match, *, entry: Entry, actor: Actor, reason: Reason) -> Match:
    """The two are not alike any more, and nobody had decided."""
    was_joined, match.decided_at = match.status == Match.Status.JOINED, None
    move(match, Match.Status.WITHDRAWN, actor=actor)
    if was_joined:
        _part(match, actor=actor, reason=reason)
    entry.showed([match.one.reference, match.other.reference])
    return match


def _part(match: Match, *, actor: Actor, reason: Reason) -> None:
    if stand_apart(match, actor=actor, reason=reason):
        tell_of_undoing(match, actor=actor, reason=reason)


def _said(pair: Pair, comparison: Comparison) -> Match:
    """The match with what the model says now; not saved."""
    match = pair.held or Match(one=pair.one, other=pair.other)
    match.force_one, match.force_other = pair.one.owner_force, pair.other.owner_force
    match.weight, match.outcome = round(comparison.weight, 3), comparison.outcome.value
    match.rule = match.rule if match.rule == Match.BESIDE else comparison.rule
    match.model_version = comparison.model_version
    match.steps = [step._asdict() | {"weight": round(step.weight, 3)} for step in comparison.steps]
    if match.pk is None or match.status != Match.Status.OPEN:
        start_clock(match)
    return match


def _tell(entry: Entry, match: Match) -> None:
    entry.about(match)
    entry.showed([match.one.reference, match.other.reference])
    entry.record(weight=match.weight, outcome=match.outcome, rule=match.rule, model_version=match.model_version)
