"""Making anew what lookup reads: person by person while the register is in use, and stopping anywhere loses nothing."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from register.lookup.upkeep import refresh
from register.models import CardRow, Person
from register.rules.lookup.keys import KEY_VERSION

PEOPLE_AT_A_TIME = 200

_COUNT_WORDS = """
UPDATE register_nameword AS known SET people = borne.people
FROM (
    SELECT words.word, count(DISTINCT card.person_id) AS people
    FROM register_cardrow AS card
    CROSS JOIN LATERAL jsonb_array_elements(card.facts -> 'n') AS name
    CROSS JOIN LATERAL jsonb_array_elements_text((name -> 3) || (name -> 4)) AS words (word)
    GROUP BY words.word
) AS borne
WHERE borne.word = known.word AND borne.people <> known.people
"""


def out_of_date() -> QuerySet[Person]:
    """People whose keys were made by another version, or never."""
    return Person.objects.filter(Q(card_row__isnull=True) | ~Q(card_row__key_version=KEY_VERSION))


def mark_all_out_of_date() -> int:
    """Have every person's keys made anew, also those of this version; the number of people."""
    return CardRow.objects.update(key_version=0)


def rebuild(at_a_time: int = PEOPLE_AT_A_TIME) -> Iterator[int]:
    """Make the keys of everybody who is out of date; yields how many people each transaction brought up to date.

    Each batch is its own transaction and holds its people as an action does, so that a change of facts at the same
    moment waits its turn and is not lost. A run that is stopped goes on where it was when it is run again.
    """
    while True:
        with transaction.atomic():
            waiting = out_of_date().order_by("pk").values_list("pk", flat=True)[:at_a_time]
            batch = list(Person.objects.select_for_update().filter(pk__in=list(waiting)).order_by("pk"))
            refresh([person.pk for person in batch])
        if not batch:
            return
        yield len(batch)


def count_words() -> None:
    """Count how many people bear each name word: of words equally near, lookup tries the commonest first."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_WORDS)
