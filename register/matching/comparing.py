"""Comparing a person with everybody who may be the same: a fixed number of queries, and a bounded number of people."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from register.matching.candidates import candidates_of, comparable_with
from register.matching.how_common import frequencies_of
from register.models import CardRow, Identifier, Person
from register.rules.lookup.facts import PersonFacts
from register.rules.matching.columns import columns_of
from register.rules.matching.compare import Comparison, Outcome, compare, compare_columns
from register.rules.matching.model import model_in_force

# Rules by which two records contradict each other, whatever third record they share.
CONTRADICTING = frozenset(("different_pnc", "different_cro", "twin", "relative"))


@dataclass(frozen=True, slots=True)
class Compared:
    """Another record and how it compares with the person's."""

    person_id: int
    comparison: Comparison


def compare_with_all(person: Person, *, also: Collection[int] = ()) -> list[Compared]:
    """The person compared with the candidates, and with the people of `also` (the matches there are), best first."""
    facts = facts_of([person.pk]).get(person.pk)
    if facts is None:
        return []
    others = {other.person_id: other for other in candidates_of(person, facts)}
    if further := set(also) - others.keys():
        still = comparable_with(person).filter(pk__in=further).values_list("pk", flat=True)
        others |= facts_of(list(still))
    model, frequencies = model_in_force(), frequencies_of([facts, *others.values()])
    here = columns_of(facts)
    compared = [
        Compared(pk, compare_columns(here, columns_of(other), model=model, frequencies=frequencies))
        for pk, other in others.items()
    ]
    return sorted(compared, key=lambda each: (-each.comparison.weight, each.person_id))


def is_vouched_for(one: Person, other: Person, comparison: Comparison) -> bool:
    """Whether the comparison says no less without the numbers that were recorded by a force that holds neither record.

    Every force may add to every record, and confirm what it added: its word alone joins nobody, and parts nobody.
    """
    theirs = Identifier.objects.filter(person__in=[one, other], ends_on__isnull=True)
    strange = theirs.exclude(force__in=[one.owner_force_id, other.owner_force_id])
    without = set(strange.values_list("person_id", "kind", "value"))
    if not without:
        return True
    held = facts_of([one.pk, other.pk])
    here, there = (_leaving_out(without, held[each.pk]) for each in (one, other))
    again = compare(here, there, model=model_in_force(), frequencies=frequencies_of([here, there]))
    return _asks_for(again) == _asks_for(comparison)


def _leaving_out(numbers: Collection[tuple[int, str, str]], facts: PersonFacts) -> PersonFacts:
    kept = tuple(each for each in facts.identifiers if (facts.person_id, *each) not in numbers)
    return replace(facts, identifiers=kept)


def _asks_for(comparison: Comparison) -> str:
    """Roughly: to join, to part, or to ask people."""
    is_apart = comparison.outcome is Outcome.NONE or comparison.rule in CONTRADICTING
    return "part" if is_apart else comparison.outcome.value


def contradictions(some: Collection[int], others: Collection[int]) -> list[tuple[int, int]]:
    """Pairs across two groups of records that the model would rather not see as one person."""
    facts = facts_of([*some, *others])
    model, frequencies = model_in_force(), frequencies_of(facts.values())
    found = []
    for one in (facts[each] for each in some if each in facts):
        for other in (facts[each] for each in others if each in facts):
            result = compare(one, other, model=model, frequencies=frequencies)
            if result.rule in CONTRADICTING or result.weight < 0:
                found.append((one.person_id, other.person_id))
    return found


def facts_of(person_ids: Collection[int]) -> Mapping[int, PersonFacts]:
    """What is compared of each person; it holds no protected address or number."""
    rows = CardRow.objects.filter(person__in=person_ids).values_list("person_id", "facts")
    return {person_id: PersonFacts.from_json(facts) for person_id, facts in rows}
