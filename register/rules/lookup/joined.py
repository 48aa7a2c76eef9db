"""A joined person among the results: the records of one human being are one result, found by the facts of all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

from register.rules.lookup.facts import PersonFacts
from register.rules.lookup.query import Query
from register.rules.lookup.score import Match, score, score_all


def score_joined(query: Query, people: Iterable[PersonFacts], group_of: Mapping[int, int]) -> tuple[Match, ...]:
    """The people worth showing, best first, each human being once: by the record that agrees best.

    `group_of` gives the records that are joined the number of their group; a record without one stands alone. Where the
    name stands in one record and the telephone in another, both count.
    """
    people = tuple(people)
    facts_of = {facts.person_id: facts for facts in people}
    groups: defaultdict[int, list[Match]] = defaultdict(list)
    for match in score_all(query, people):
        groups[group_of.get(match.person_id, match.person_id)].append(match)
    best = (_as_one(query, matches, facts_of) for matches in groups.values())
    return tuple(sorted(best, key=lambda match: (-match.score, match.person_id)))


def _as_one(query: Query, matches: Sequence[Match], facts_of: Mapping[int, PersonFacts]) -> Match:
    """The best of a group's matches, with what the facts of all of them give if that is more."""
    best = matches[0]
    if len(matches) == 1:
        return best
    whole = score(query, together([facts_of[match.person_id] for match in matches]))
    return whole._replace(facts=best.facts) if whole.score > best.score else best


def together(records: Sequence[PersonFacts]) -> PersonFacts:
    """The facts of several records as of one person: the first record's, and what the others add."""
    first = records[0]
    lists = {field.name for field in fields(PersonFacts)} - {"person_id", "sex"}
    added = {name: tuple(dict.fromkeys(each for record in records for each in getattr(record, name))) for name in lists}
    return PersonFacts(person_id=first.person_id, sex=first.sex, **added)
