"""Keeping what lookup reads in step with the facts, in the same transaction: by two round trips as a rule, however many
people."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

from accounts.planned import planned_cursor
from register.lookup import held_facts
from register.lookup.candidates import as_array
from register.rules.lookup.facts import PersonFacts
from register.rules.lookup.keys import KEY_VERSION, keys_of
from register.rules.lookup.slips import deletions
from register.rules.lookup.sounds import sound_of

refreshed: list[Callable[[Sequence[PersonFacts]], None]] = []
"""Who must know of changed facts in the transaction that changes them. The floors above add theirs."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a card row holds before a change. Keys made by another version may be missing from the table."""

    keys: frozenset[int] = frozenset()
    words: frozenset[str] = frozenset()
    is_sure: bool = False


def refresh(person_ids: Sequence[int]) -> None:
    """Rebuild the card rows, search keys and name words of these people, and of those joined with them, in the current
    transaction.

    Their card rows are held before the facts are read: whoever changes another record of the same person at the same
    moment waits, and then reads what was changed here. Nothing is written over with what was true before.
    """
    kept, people = _held(person_ids)
    if not people:
        return
    _write(people, kept)
    words = set(chain.from_iterable(map(words_of, people)))
    _add_words(words.difference(*(each.words for each in kept.values())))
    for told in refreshed:
        told(people)


_HOLD = """
SELECT card.person_id, card.keys, card.facts -> 'n', card.key_version
FROM register_cardrow AS card
WHERE card.person_id IN (
    SELECT member.id FROM register_person AS asked
    JOIN register_person AS member ON member.id = coalesce(asked.lead_id, asked.id)
        OR member.lead_id = coalesce(asked.lead_id, asked.id)
    WHERE asked.id = ANY(%s)
)
ORDER BY card.person_id FOR UPDATE OF card
"""


def _held(person_ids: Sequence[int]) -> tuple[Mapping[int, _Kept], Sequence[PersonFacts]]:
    """What the card rows of whole groups hold, locked in their order, and what is true of these people once they are.

    The two statements travel together. PostgreSQL begins the second when it has the locks, and shows it what was
    committed by then: one statement with both would read what was true before it waited.
    """
    ids = list(person_ids)
    with planned_cursor() as cursor:
        cursor.execute(_HOLD, [ids])
        kept = {
            person_id: _Kept(frozenset(keys), frozenset(_words_in(json.loads(names))), version == KEY_VERSION)
            for person_id, keys, names, version in cursor.fetchall()
        }
    return kept, list(held_facts.facts_of(ids))


def _words_in(names: Iterable[Sequence[Sequence[str]]]) -> Iterable[str]:
    """The folded words of names as `PersonFacts.to_json` keeps them."""
    return chain.from_iterable(chain(name[3], name[4]) for name in names)


def words_of(facts: PersonFacts) -> Iterable[str]:
    """The folded words of a person's names."""
    return chain.from_iterable(chain(name.forename_words, name.surname_words) for name in facts.names)


_WRITE = """
WITH card AS (
    INSERT INTO register_cardrow AS kept (person_id, facts, keys, key_version, is_match_due, match_attempts)
    SELECT card.person_id, card.facts::jsonb, card.keys::bigint[], %(version)s, true, 0
    FROM unnest(
        %(people)s::bigint[], string_to_array(%(facts)s, chr(30)), string_to_array(%(keys)s, chr(30))
    ) AS card (person_id, facts, keys)
    ON CONFLICT (person_id) DO UPDATE
    SET facts = EXCLUDED.facts, keys = EXCLUDED.keys, key_version = EXCLUDED.key_version,
        is_match_due = kept.is_match_due OR kept.facts <> EXCLUDED.facts,
        match_attempts = CASE WHEN kept.facts <> EXCLUDED.facts THEN 0 ELSE kept.match_attempts END
), gone AS (
    DELETE FROM register_searchkey AS kept
    USING unnest(%(gone)s::bigint[], %(gone_from)s::bigint[]) AS gone (hash, person_id)
    WHERE kept.hash = gone.hash AND kept.person_id = gone.person_id
)
INSERT INTO register_searchkey (hash, person_id)
SELECT * FROM unnest(%(new)s::bigint[], %(new_to)s::bigint[]) AS new (hash, person_id)
ORDER BY hash  -- as the index lies
ON CONFLICT DO NOTHING
"""


_IN_JSON = json.JSONEncoder(ensure_ascii=False).encode


def _as_text(values: Iterable[str]) -> str:
    """Texts as one, parted by a character that JSON never holds as it stands. An array of texts is written letter by
    letter."""
    return "\x1e".join(values)


def _write(people: Sequence[PersonFacts], kept: Mapping[int, _Kept]) -> None:
    """Only the keys that differ are touched: a new phone number leaves a person's name keys alone."""
    wanted = {facts.person_id: frozenset(keys_of(facts)) for facts in people}
    nothing = _Kept()
    gone, new = [], []
    for person_id, keys in wanted.items():
        before = kept.get(person_id, nothing)
        gone.append((person_id, before.keys - keys))
        new.append((person_id, keys - before.keys if before.is_sure else keys))
    with planned_cursor() as cursor:
        cursor.execute(
            _WRITE,
            {
                "version": KEY_VERSION,
                "people": as_array(wanted),
                "facts": _as_text(_IN_JSON(facts.to_json()) for facts in people),
                "keys": _as_text(as_array(sorted(keys)) for keys in wanted.values()),
                "gone": as_array(chain.from_iterable(keys for _, keys in gone)),
                "gone_from": as_array(chain.from_iterable(repeat(person_id, len(keys)) for person_id, keys in gone)),
                "new": as_array(chain.from_iterable(keys for _, keys in new)),
                "new_to": as_array(chain.from_iterable(repeat(person_id, len(keys)) for person_id, keys in new)),
            },
        )


_ADD_WORDS = """
INSERT INTO register_nameword (word, sound, people)
SELECT word, sound, 1 FROM unnest(%s::text[], %s::text[]) AS borne (word, sound)
ON CONFLICT DO NOTHING RETURNING word
"""

_ADD_SLIPS = """
INSERT INTO register_nameslip (slip, word_id)
SELECT slip, word FROM unnest(%s::text[], %s::text[]) AS slips (slip, word)
ON CONFLICT DO NOTHING
"""


def _add_words(words: set[str]) -> None:
    """Words that nobody bore before. Words are never taken away by a change; counting them anew says who bears them."""
    if not words:
        return
    ordered = sorted(words)
    with planned_cursor() as cursor:
        cursor.execute(_ADD_WORDS, [ordered, list(map(sound_of, ordered))])
        new = [word for (word,) in cursor.fetchall()]
    if new:
        slips = [(slip, word) for word in new for slip in sorted(deletions(word))]
        with planned_cursor() as cursor:
            cursor.execute(_ADD_SLIPS, [[slip for slip, _ in slips], [word for _, word in slips]])
