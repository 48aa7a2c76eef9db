"""How common the names and postcodes of some people are in the register, as matching weighs them: one query."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from django.db import connection

from register.matching.candidates import population
from register.rules.lookup.facts import PersonFacts
from register.rules.lookup.keys import hash_of
from register.rules.matching.frequencies import Frequencies

# Words are counted every hour; a name that an import has just brought is common from the first moment all the same.
_COUNTED_AFRESH = 50
_MOST_AT_A_POSTCODE = 500

_HOW_COMMON = """
SELECT true, asked.word, greatest(known.people, (
    SELECT count(*) FROM (SELECT FROM register_searchkey WHERE hash = asked.hash LIMIT %(afresh)s) AS bearer
))
FROM unnest(%(words)s::text[], %(word_hashes)s::bigint[]) AS asked (word, hash)
LEFT JOIN register_nameword AS known ON known.word = asked.word
UNION ALL
SELECT false, asked.postcode, (
    SELECT count(*) FROM (SELECT FROM register_searchkey WHERE hash = asked.hash LIMIT %(crowd)s) AS neighbour
)
FROM unnest(%(postcodes)s::text[], %(postcode_hashes)s::bigint[]) AS asked (postcode, hash)
"""


def frequencies_of(facts: Iterable[PersonFacts]) -> Frequencies:
    """How many people bear each name word of these people, and how many live at each of their postcodes."""
    people = list(facts)
    names = chain.from_iterable(each.names for each in people)
    words = sorted({word for name in names for word in chain(name.forename_words, name.surname_words)})
    postcodes = sorted({place.postcode for each in people for place in each.addresses if place.outward})
    with connection.cursor() as cursor:
        cursor.execute(
            _HOW_COMMON,
            {
                "afresh": _COUNTED_AFRESH,
                "crowd": _MOST_AT_A_POSTCODE,
                "words": words,
                "word_hashes": [hash_of("word", (word,)) for word in words],
                "postcodes": postcodes,
                "postcode_hashes": [hash_of("postcode", (postcode,)) for postcode in postcodes],
            },
        )
        rows = cursor.fetchall()
    counted = {is_word: {text: count for kind, text, count in rows if kind is is_word} for is_word in (True, False)}
    return Frequencies(people=population(), words=counted[True], postcodes=counted[False])
