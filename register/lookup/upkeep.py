"""Keeping what lookup reads in step with the facts, in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from django.db import connection

from register.models import (
    Address,
    CardRow,
    Identifier,
    LocalRecord,
    NameSlip,
    NameWord,
    Person,
    PersonName,
    Phone,
    Protection,
    ProtectiveOrder,
    SearchKey,
    Vehicle,
)
from register.rules.lookup.facts import PersonFacts
from register.rules.lookup.keys import KEY_VERSION, keys_of
from register.rules.lookup.slips import deletions
from register.rules.lookup.sounds import sound_of

# What else people are found by: each gives (person, reference) for the people it is asked about. The floors above add
# theirs, which this floor may not know.
reference_sources: list[Callable[[Sequence[int]], Iterable[tuple[int, str]]]] = []


def refresh(person_ids: Sequence[int]) -> None:
    """Rebuild the card rows, search keys and name words of these people in the current transaction."""
    people = list(facts_of(person_ids))
    CardRow.objects.bulk_create(
        [CardRow(person_id=facts.person_id, facts=facts.to_json(), key_version=KEY_VERSION) for facts in people],
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["facts", "key_version", "is_match_due", "match_attempts"],
    )
    _write_keys({facts.person_id: set(keys_of(facts)) for facts in people})
    _add_words(people)


def facts_of(person_ids: Sequence[int]) -> Iterator[PersonFacts]:
    """What lookup may know of each person, by ten queries however many there are, and one of each further source.

    Protected addresses and numbers are left out: nobody is found by them, and no reason can name them.
    """
    held = {"person_id__in": person_ids}
    names = _by_person(PersonName.objects.filter(**held).values_list("person_id", "forenames", "surname", "kind"))
    open_addresses = Address.objects.filter(**held, protection=Protection.OPEN)
    addresses = _by_person(open_addresses.values_list("person_id", "line_1", "town", "postcode", "ends_on"))
    phones = _by_person(
        Phone.objects.filter(**held, protection=Protection.OPEN, ends_on__isnull=True).values_list(
            "person_id", "digits"
        )
    )
    plates = _by_person(
        Vehicle.objects.filter(**held, ends_on__isnull=True).values_list("person_id", "registration_mark")
    )
    identifiers = _by_person(
        Identifier.objects.filter(**held, ends_on__isnull=True).values_list("person_id", "kind", "value")
    )
    locals_ = _by_person(LocalRecord.objects.filter(**held).values_list("person_id", "local_reference"))
    orders = _by_person(
        ProtectiveOrder.objects.filter(**held).exclude(reference_number="").values_list("person_id", "reference_number")
    )
    further = _by_person(chain.from_iterable(source(person_ids) for source in reference_sources))
    for person in Person.objects.filter(pk__in=person_ids):
        known = chain(locals_[person.pk], orders[person.pk], further[person.pk])
        yield PersonFacts.of(
            person.pk,
            names=[(forenames, surname, kind) for forenames, surname, kind in names[person.pk]],
            dates_of_birth=[person.date_of_birth] if person.date_of_birth and not person.date_of_birth_doubt else [],
            sex=person.sex,
            addresses=[(line, town, code, ends is None) for line, town, code, ends in addresses[person.pk]],
            phones=[digits for (digits,) in phones[person.pk] if digits],
            plates=[mark for (mark,) in plates[person.pk]],
            identifiers=[(kind, value) for kind, value in identifiers[person.pk]],
            references=[person.reference, *(reference for (reference,) in known)],
            display=[("name", person.display_name), ("reference", person.reference)],
        )


def _by_person(rows: Iterable[tuple[Any, ...]]) -> defaultdict[int, list[tuple[Any, ...]]]:
    grouped: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for person_id, *values in rows:
        grouped[person_id].append(tuple(values))
    return grouped


def _write_keys(keys: dict[int, set[int]]) -> None:
    """Change only the keys that differ: a new phone number leaves a person's name keys alone."""
    held: defaultdict[int, set[int]] = defaultdict(set)
    for person_id, key in SearchKey.objects.filter(person_id__in=keys).values_list("person_id", "hash"):
        held[person_id].add(key)
    gone = [(person_id, key) for person_id in keys for key in held[person_id] - keys[person_id]]
    if gone:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM register_searchkey k USING unnest(%s::bigint[], %s::bigint[]) AS gone (person_id, hash)"
                " WHERE k.hash = gone.hash AND k.person_id = gone.person_id",
                [[person_id for person_id, _ in gone], [key for _, key in gone]],
            )
    SearchKey.objects.bulk_create(
        [
            SearchKey(hash=key, person_id=person_id)
            for person_id, wanted in keys.items()
            for key in sorted(wanted - held[person_id])
        ],
        ignore_conflicts=True,
    )


def _add_words(people: Iterable[PersonFacts]) -> None:
    """Words that nobody bore before. Words are never taken away by a change; counting them anew drops the unused."""
    words = {
        word for facts in people for name in facts.names for word in chain(name.forename_words, name.surname_words)
    }
    new = sorted(words - set(NameWord.objects.filter(word__in=words).values_list("word", flat=True)))
    if not new:
        return
    NameWord.objects.bulk_create([NameWord(word=word, sound=sound_of(word)) for word in new], ignore_conflicts=True)
    NameSlip.objects.bulk_create(
        [NameSlip(slip=slip, word_id=word) for word in new for slip in sorted(deletions(word))], ignore_conflicts=True
    )
