"""Finding people from what was typed, by a fixed number of queries (shared design: lookup-and-matching.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.planned import planned_cursor
from register.lookup.candidates import likeliest
from register.lookup.listing import listed_by_group
from register.lookup.narrowed import Narrowed
from register.models import Person
from register.rules.lookup.asked_keys import keys_for
from register.rules.lookup.joined import score_joined
from register.rules.lookup.query import Query
from register.rules.lookup.score import Match
from register.rules.lookup.slips import Expansion, Probes, VocabularyWord, probes_of, rank_expansions
from register.rules.lookup.understand import understand

LONGEST_QUERY = 200
MOST_SOUNDS = 25
MOST_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A person and how they match: by the record that agrees best, and the others joined with it that may be seen."""

    person: Person
    match: Match
    joined: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class LookupAnswer:
    """What was understood, who matches, best first, and whether more people matched than are shown."""

    query: Query
    found: tuple[Found, ...]
    was_cut: bool


def find(text: str, *, among: Narrowed, today: date, limit: int = 20) -> LookupAnswer:
    """The people among these whom the text may mean. Whoever is not among them is neither counted nor compared."""
    query = understand(text[:LONGEST_QUERY], today=today)
    candidates = likeliest(keys_for(query, expand_words), among, most=MOST_CANDIDATES)
    groups = {each.facts.person_id: each.group for each in candidates}
    matches = [match for match in score_joined(query, [each.facts for each in candidates], groups) if match.score > 0]
    shown = matches[:limit]
    records = listed_by_group([groups[match.person_id] for match in shown], among)
    found = [_found(match, records[groups[match.person_id]]) for match in shown]
    return LookupAnswer(query, tuple(filter(None, found)), was_cut=len(matches) > limit)


def _found(match: Match, records: Sequence[Person]) -> Found | None:
    """Nothing when the record has been closed to the reader since it was compared."""
    person = next((record for record in records if record.pk == match.person_id), None)
    return Found(person, match, tuple(record for record in records if record is not person)) if person else None


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
    with planned_cursor() as cursor:
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
