"""Looking people up: a read that is logged before anything is shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from register import events, policies
from register.lookup.instructions import Instruction, instruction_about
from register.lookup.narrowed import seen_by
from register.lookup.restricted import restricted_person
from register.lookup.search import LookupAnswer, find
from register.models import Person
from register.rules.lookup.exact import whole_numbers
from register.rules.lookup.shape import shape_of


@dataclass(frozen=True, slots=True)
class LookedUp(LookupAnswer):
    """The answer, what to do about a number that was typed, and the restricted record that was named exactly."""

    instruction: Instruction | None = None
    restricted: Person | None = None


@action(event=events.LOOKED_UP, policy=policies.LOOK_UP, lock=False)
def look_up(terms: str, *, entry: Entry, actor: Actor, reason: Reason) -> LookedUp:
    """Whom the terms may mean, among those the actor may see, and the instruction about a number with a marker.

    The log keeps the terms, and in the clear which kinds of terms they are; the references shown or told of, which rule
    gave the instruction, and whether a restricted record was among them.
    """
    today = timezone.localdate()
    answer = find(terms, among=seen_by(actor), today=today)
    instruction = instruction_about(whole_numbers(answer.query), actor=actor, reason=reason, on=today)
    entry.record(terms=terms, understood=answer.query.said(), shape=shape_of(answer.query))
    entry.record(count=len(answer.found), was_cut=answer.was_cut)
    restricted = restricted_person(answer.query, actor=actor, reason=reason)
    told_of: tuple[str, ...] = ()
    if instruction:
        entry.record(rule=instruction.rule, safeguards=list(instruction.safeguards))
        told_of = tuple(holder.reference for holder in instruction.holders)
    if restricted:
        entry.record(has_restricted=True)
        told_of += (restricted.reference,)
    shown = (person.reference for found in answer.found for person in (found.person, *found.joined))
    entry.showed(dict.fromkeys((*shown, *told_of)))
    return LookedUp(answer.query, answer.found, answer.was_cut, instruction, restricted)
