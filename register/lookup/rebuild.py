"""Making anew what lookup reads: person by person while the register is in use, and stopping anywhere loses nothing."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet

from register.lookup.upkeep import refresh
from register.models import CardRow, NameWord, Person
from register.rules.lookup.keys import KEY_VERSION, hash_of

PEOPLE_AT_A_TIME = 200
ROWS_AT_A_TIME = 5_000
WORDS_AT_A_TIME = 1_000

# How many people bear a word is how many its own key leads to: counted in the index, without reading a single name.
_COUNT_WORDS = """
UPDATE register_nameword AS known SET people = borne.people
FROM (
    SELECT word, (SELECT count(*) FROM register_searchkey WHERE hash = asked.hash) AS people
    FROM unnest(%s::text[], %s::bigint[]) AS asked (word, hash)
) AS borne
WHERE known.word = borne.word AND known.people <> borne.people
"""


def out_of_date() -> QuerySet[Person]:
    """People whose keys were made by another version, or never."""
    held = Person.objects.filter(disposed_at__isnull=True)
    return held.filter(Q(card_row__isnull=True) | ~Q(card_row__key_version=KEY_VERSION))


def mark_all_out_of_date() -> None:
    """Have every person's keys made anew, also those of this version; some at a time, so that no change of facts waits
    for long."""
    last = CardRow.objects.aggregate(last=Max("pk"))["last"] or 0
    for start in range(0, last + 1, ROWS_AT_A_TIME):
        CardRow.objects.filter(pk__gt=start, pk__lte=start + ROWS_AT_A_TIME).update(key_version=0)


def rebuild(at_a_time: int = PEOPLE_AT_A_TIME) -> Iterator[int]:
    """Make the keys of everybody who is out of date; yields how many people each transaction brought up to date.

    Each batch is its own transaction and holds its people as an action does, so that a change of facts at the same
    moment waits its turn and is not lost. A run that is stopped goes on where it was when it is run again: whoever is
    up to date is passed over, once.
    """
    last = 0
    while True:
        with transaction.atomic():
            waiting = out_of_date().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:at_a_time]
            batch = list(Person.objects.select_for_update().filter(pk__in=list(waiting)).order_by("pk"))
            refresh([person.pk for person in batch])
        if not batch:
            return
        last = batch[-1].pk
        yield len(batch)


def count_words() -> None:
    """Count how many people bear each name word: of words equally near, lookup tries the commonest first, and matching
    weighs a rare name more."""
    words = list(NameWord.objects.order_by("word").values_list("word", flat=True))
    for start in range(0, len(words), WORDS_AT_A_TIME):
        some = words[start : start + WORDS_AT_A_TIME]
        with connection.cursor() as cursor:
            cursor.execute(_COUNT_WORDS, [some, [hash_of("word", (word,)) for word in some]])
