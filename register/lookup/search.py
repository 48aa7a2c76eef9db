"""Finding people from what was typed, by a fixed number of queries (shared design: lookup-and-matching.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Prefetch, QuerySet

from register.models import CardRow, Person, Registration
from register.rules.lookup.asked_keys import WeightedKey, keys_for
from register.rules.lookup.candidates import MOST_CANDIDATES, PROBE_LIMIT, choose
from register.rules.lookup.facts import PersonFacts
from register.rules.lookup.query import Query
from register.rules.lookup.score import Match, score_all
from register.rules.lookup.slips import Expansion, Probes, VocabularyWord, probes_of, rank_expansions
from register.rules.lookup.understand import understand

LONGEST_QUERY = 200
MOST_SOUNDS = 25
SMALLEST_POPULATION = 1_000  # below it rarity says nothing, and statistics may not be there yet


@dataclass(frozen=True, slots=True)
class Found:
    """A person and how they match."""

    person: Person
    match: Match


@dataclass(frozen=True, slots=True)
class LookupAnswer:
    """What was understood, who matches, best first, and whether more people matched than are shown."""

    query: Query
    found: tuple[Found, ...]
    was_cut: bool


def find(text: str, *, visible: QuerySet[Person], today: date, limit: int = 20) -> LookupAnswer:
    """The people among `visible` whom the text may mean. What is not visible is neither counted nor compared."""
    query = understand(text[:LONGEST_QUERY], today=today)
    ranked = _candidates(keys_for(query, expand_words))
    seen = set(visible.filter(pk__in=ranked).values_list("pk", flat=True))
    compared = [pk for pk in ranked if pk in seen][:MOST_CANDIDATES]
    facts = CardRow.objects.filter(person__in=compared).values_list("facts", flat=True)
    matches = [match for match in score_all(query, map(PersonFacts.from_json, facts)) if match.score > 0]
    return LookupAnswer(query, _shown(matches[:limit]), was_cut=len(matches) > limit)


def _shown(matches: Sequence[Match]) -> tuple[Found, ...]:
    """The people of the matches, with what a list says of them."""
    live = Prefetch("registrations", Registration.objects.live(), to_attr="live_registrations")
    people = Person.objects.select_related("owner_force").prefetch_related(live)
    known = people.in_bulk([match.person_id for match in matches])
    return tuple(Found(known[match.person_id], match) for match in matches)


def expand_words(words: tuple[str, ...]) -> Mapping[str, tuple[Expansion, ...]]:
    """Words of the vocabulary near each typed word: one slip, one sound, a short name, or a beginning away."""
    probes = {word: probes_of(word) for word in words}
    found: defaultdict[str, list[VocabularyWord]] = defaultdict(list)
    for typed, word, people in _probe_vocabulary(probes):
        found[typed].append(VocabularyWord(word, people))
    return {word: rank_expansions(word, found[word]) for word in words}


_VOCABULARY = """
SELECT typed.word, near.word, near.people
FROM unnest(%s::text[], %s::text[], %s::text[]) AS typed (word, sound, start)
CROSS JOIN LATERAL (
    (SELECT w.word, w.people FROM register_nameword w
        WHERE typed.sound <> '' AND w.sound = typed.sound ORDER BY w.people DESC LIMIT %s)
    UNION
    (SELECT w.word, w.people FROM register_nameword w
        WHERE typed.start <> '' AND w.word >= typed.start AND w.word < typed.start || chr(65535)
        ORDER BY w.word LIMIT %s)
    UNION
    (SELECT w.word, w.people FROM unnest(%s::text[], %s::text[]) AS probe (typed, word)
        JOIN register_nameword w ON w.word = probe.word WHERE probe.typed = typed.word)
    UNION
    (SELECT w.word, w.people FROM unnest(%s::text[], %s::text[]) AS probe (typed, slip)
        JOIN register_nameslip s ON s.slip = probe.slip JOIN register_nameword w ON w.word = s.word_id
        WHERE probe.typed = typed.word LIMIT 400)
) AS near
"""


def _probe_vocabulary(probes: Mapping[str, Probes]) -> Iterable[tuple[str, str, int]]:
    if not probes:
        return []
    words = [(typed, word) for typed, probe in probes.items() for word in sorted(probe.words)]
    slips = [(typed, slip) for typed, probe in probes.items() for slip in sorted(probe.slips)]
    with connection.cursor() as cursor:
        cursor.execute(
            _VOCABULARY,
            [
                list(probes),
                [probe.sound for probe in probes.values()],
                [probe.start for probe in probes.values()],
                MOST_SOUNDS,
                MOST_SOUNDS,
                *map(list, zip(*words, strict=True)),
                *map(list, zip(*slips, strict=True)),
            ],
        )
        rows: list[tuple[str, str, int]] = cursor.fetchall()
    return rows


_BEHIND_KEYS = """
SELECT key.hash, person.id, (SELECT reltuples::bigint FROM pg_class WHERE oid = 'register_cardrow'::regclass)
FROM unnest(%s::bigint[]) AS key (hash)
CROSS JOIN LATERAL (
    SELECT k.person_id AS id FROM register_searchkey k WHERE k.hash = key.hash ORDER BY k.person_id LIMIT %s
) AS person
"""


def _candidates(keys: Sequence[WeightedKey]) -> tuple[int, ...]:
    """The likeliest people behind the keys, several times as many as are compared: some of them may not be visible."""
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND_KEYS, [[key.hash for key in keys], PROBE_LIMIT])
        rows = cursor.fetchall()
    found: defaultdict[int, list[int]] = defaultdict(list)
    for hash_, person_id, _ in rows:
        found[hash_].append(person_id)
    population = max(rows[0][2], SMALLEST_POPULATION) if rows else SMALLEST_POPULATION
    return choose(keys, found, population=population, most=4 * MOST_CANDIDATES)
