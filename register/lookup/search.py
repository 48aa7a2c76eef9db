"""Finding people from what was typed, by a fixed number of queries (shared design: lookup-and-matching.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import log2

from django.db import connection
from django.db.models import Prefetch, QuerySet

from register.models import Person, Registration
from register.rules.lookup.facts import PersonFacts
from register.rules.lookup.keys import WeightedKey, keys_for
from register.rules.lookup.score import Match, score
from register.rules.lookup.slips import Expansion, Probes, VocabularyWord, probes_of, rank_expansions
from register.rules.lookup.understand import Query, understand

LONGEST_QUERY = 200
MOST_PROBED = 400  # people taken from one key: a key that more people share says too little
MOST_COMPARED = 200
MOST_SOUNDS = 25


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
    keys = keys_for(query, expand_words)
    ranked = _candidates(keys)
    people = visible.filter(pk__in=ranked).select_related("card_row", "owner_force")
    live = Prefetch("registrations", Registration.objects.live(), to_attr="live_registrations")
    known = {person.pk: person for person in people.prefetch_related(live)}
    compared = [known[pk] for pk in ranked if pk in known][:MOST_COMPARED]
    matches = [Found(person, score(query, PersonFacts.from_json(person.card_row.facts))) for person in compared]
    matches = sorted((m for m in matches if m.match.score > 0), key=lambda m: (-m.match.score, m.person.pk))
    return LookupAnswer(query, tuple(matches[:limit]), was_cut=len(matches) > limit)


def expand_words(words: tuple[str, ...]) -> Mapping[str, tuple[Expansion, ...]]:
    """Words of the vocabulary near each typed word: one slip, one sound, a short name, or a beginning away."""
    probes = {word: probes_of(word) for word in words}
    found: defaultdict[str, list[VocabularyWord]] = defaultdict(list)
    for typed, word, people in _probe_vocabulary(probes):
        found[typed].append(VocabularyWord(word, people))
    return {word: rank_expansions(word, found[word]) for word in words}


_VOCABULARY = f"""
SELECT typed.word, near.word, near.people
FROM unnest(%s::text[], %s::text[], %s::text[]) AS typed (word, sound, start)
CROSS JOIN LATERAL (
    (SELECT w.word, w.people FROM register_nameword w
        WHERE typed.sound <> '' AND w.sound = typed.sound ORDER BY w.people DESC LIMIT {MOST_SOUNDS})
    UNION
    (SELECT w.word, w.people FROM register_nameword w
        WHERE typed.start <> '' AND w.word >= typed.start AND w.word < typed.start || chr(65535)
        ORDER BY w.word LIMIT {MOST_SOUNDS})
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
        return cursor.fetchall()


_CANDIDATES = """
SELECT key.hash, person.id
FROM unnest(%s::bigint[]) AS key (hash)
CROSS JOIN LATERAL (
    SELECT k.person_id AS id FROM register_searchkey k WHERE k.hash = key.hash ORDER BY k.person_id LIMIT %s
) AS person
"""


def _candidates(keys: Iterable[WeightedKey]) -> list[int]:
    """People by the sum of weight × rarity of the keys they share with the query, best first.

    Rarity is the information in a key: a list of one person counts 9.6 bits, one of 400 a single bit.
    """
    weights: defaultdict[int, float] = defaultdict(float)
    for key in keys:
        weights[key.hash] = max(weights[key.hash], key.weight)
    if not weights:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, [list(weights), MOST_PROBED])
        rows = cursor.fetchall()
    bearers: defaultdict[int, list[int]] = defaultdict(list)
    for hash_, person_id in rows:
        bearers[hash_].append(person_id)
    sums: defaultdict[int, float] = defaultdict(float)
    for hash_, people in bearers.items():
        for person_id in people:
            sums[person_id] += weights[hash_] * (1 + log2(MOST_PROBED / len(people)))
    return sorted(sums, key=lambda pk: (-sums[pk], pk))[: 4 * MOST_COMPARED]
