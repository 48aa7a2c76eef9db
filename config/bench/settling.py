"""Settling the invented nation in a database: the rows an import would leave, written by COPY from several processes.

Without the log: nothing about these people is looked at but how they are found and matched.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import chain
from multiprocessing import get_context

import django
import psycopg
from django.db import connection
from psycopg import sql

from accounts.models import Force
from config.bench import databases
from config.bench.nation import BLOCK, Invented, people
from config.env import owner_url
from config.services.roles import OWNER
from register.lookup.upkeep import words_of
from register.models import Person
from register.rules.lookup.facts import PersonFacts
from register.rules.lookup.keys import KEY_VERSION, keys_of
from register.rules.lookup.slips import deletions
from register.rules.lookup.sounds import sound_of

WORKERS = os.cpu_count() or 1
_FACT = ("person_id", "source", "standing", "is_confirmed", "doubt", "force_id", "recorded_at")
_STATED = ("force_system", "fact", "t", "")
_NOW = "2026-11-25T00:00:00Z"
_TABLES = {
    "register_person": (
        "id", "reference", "display_name", "owner_force_id", "subject_category", "sex", "date_of_birth",
        "date_of_birth_as_received", "date_of_birth_doubt", "is_restricted", "created_at", "version",
    ),
    "register_localrecord": (
        "person_id", "force_id", "local_reference", "digest", "received_at", "facts", "remarks", "content_sha256",
    ),
    "register_personname": (*_FACT, "forenames", "surname", "kind"),
    "register_address": (
        *_FACT, "kind", "line_1", "line_2", "town", "postcode", "uprn", "protection", "ends_on",
    ),
    "register_phone": (*_FACT, "as_received", "e164", "digits", "protection"),
    "register_vehicle": (*_FACT, "registration_mark", "description"),
    "register_identifier": (*_FACT, "kind", "value", "as_received"),
    "register_cardrow": ("person_id", "facts", "keys", "key_version", "is_match_due", "match_attempts"),
    "register_searchkey": ("hash", "person_id"),
}  # fmt: skip


def settle(first: int, last: int) -> Iterator[int]:
    """Add the people with these numbers to the database in use; yields how many have been added.

    Their primary keys follow those that are there. The search keys lose their index meanwhile: building it once, when
    everybody is there, is several times faster.
    """
    if first >= last:
        return
    forces = dict(Force.objects.values_list("code", "pk"))
    offset = (Person.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1 - first
    words: Counter[str] = Counter()
    with databases.guards_off(), databases.as_owner(databases.in_use()) as owner:
        owner.execute("ALTER TABLE register_searchkey DROP CONSTRAINT register_searchkey_pkey")
        for number, borne in enumerate(_settled(range(first, last, BLOCK), last, offset, forces)):
            words += borne
            yield min(last - first, (number + 1) * BLOCK)
        owner.execute("SET maintenance_work_mem = '1GB'")
        owner.execute("ALTER TABLE register_searchkey ADD PRIMARY KEY (hash, person_id)")
        _add_words(owner, words)
        for table in _TABLES:
            owner.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))
        owner.execute("VACUUM (ANALYZE) register_nameword, register_nameslip")
        _set_sequence(owner)


def _settled(starts: range, last: int, offset: int, forces: dict[str, int]) -> Iterator[Counter[str]]:
    connection.close()
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn"), initializer=django.setup) as pool:
        database = databases.in_use()
        futures = [
            pool.submit(settle_block, database, start, min(start + BLOCK, last), offset, forces) for start in starts
        ]
        for future in as_completed(futures):
            yield future.result()


def settle_block(database: str, first: int, last: int, offset: int, forces: dict[str, int]) -> Counter[str]:
    """Write one block, in a process of its own; how many people bear each name word."""
    invented = list(people(first, last))
    facts = [one.facts(one.number + offset) for one in invented]
    with psycopg.connect(owner_url(), options=f"-c role={OWNER}", dbname=database) as owner:  # type: ignore[arg-type]
        for table, rows in _rows(invented, facts, forces).items():
            columns = sql.SQL(", ").join(map(sql.Identifier, _TABLES[table]))
            copy = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
            with owner.cursor().copy(copy) as target:
                target.write("".join(map(_line, rows)))
    return Counter(chain.from_iterable(set(words_of(one)) for one in facts))


def _line(row: Sequence[object]) -> str:
    return "\t".join(map(_text, row)) + "\n"


def _text(value: object) -> str:
    return "\\N" if value is None else str(value).replace("\\", "\\\\")


def _rows(
    invented: Sequence[Invented], facts: Sequence[PersonFacts], forces: dict[str, int]
) -> dict[str, Iterable[Sequence[object]]]:
    both = list(zip(invented, facts, strict=True))

    def each(of: Callable[[Invented], Sequence[Sequence[object]]]) -> Iterator[Sequence[object]]:
        """Rows of one kind of fact, each after what every fact states; the newest last, as the register has them."""
        for one, known in both:
            for row in reversed(of(one)):
                yield (known.person_id, *_STATED, forces[one.force], _NOW, *row)

    return {
        "register_person": [
            (known.person_id, one.reference, one.display_name, forces[one.force], "suspect", one.sex, one.born, "", "",
             "f", _NOW, 1) for one, known in both
        ],
        "register_localrecord": [
            (known.person_id, forces[one.force], one.local_reference, "", _NOW, "{}", "", "") for one, known in both
        ],
        "register_personname": each(lambda one: one.names),
        "register_address": each(lambda one: [
            ("home", home.line_1, "", home.town, home.postcode, "", "open", None if home.is_current else "2026-11-25")
            for home in one.homes
        ]),
        "register_phone": each(lambda one: [(phone, f"+44{phone[1:]}", phone, "open") for phone in one.phones]),
        "register_vehicle": each(lambda one: [(plate, "") for plate in one.plates]),
        "register_identifier": each(lambda one: [(kind, value, value) for kind, value in one.identifiers]),
        **_found_by(facts),
    }  # fmt: skip


def _found_by(facts: Sequence[PersonFacts]) -> dict[str, Iterable[Sequence[object]]]:
    keys = {one.person_id: sorted(keys_of(one)) for one in facts}
    cards = [
        (one.person_id, json.dumps(one.to_json(), ensure_ascii=False), f"{{{','.join(map(str, keys[one.person_id]))}}}",
         KEY_VERSION, "f", 0)
        for one in facts
    ]  # fmt: skip
    return {
        "register_cardrow": cards,
        "register_searchkey": ((key, person_id) for person_id, theirs in keys.items() for key in theirs),
    }


def _add_words(owner: psycopg.Connection, words: Counter[str]) -> None:
    with owner.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE borne (word text, sound text, people integer)")
        with cursor.copy("COPY borne FROM STDIN") as target:
            target.write("".join(_line((word, sound_of(word), count)) for word, count in words.items()))
        cursor.execute(
            "INSERT INTO register_nameword (word, sound, people) SELECT word, sound, people FROM borne"
            " ON CONFLICT (word) DO UPDATE SET people = register_nameword.people + EXCLUDED.people"
        )
        cursor.execute("CREATE TEMPORARY TABLE slipped (slip text, word text)")
        with cursor.copy("COPY slipped FROM STDIN") as target:
            target.write("".join(_line((slip, word)) for word in words for slip in deletions(word)))
        cursor.execute(
            "INSERT INTO register_nameslip (slip, word_id) SELECT slip, word FROM slipped ON CONFLICT DO NOTHING"
        )


def _set_sequence(owner: psycopg.Connection) -> None:
    owner.execute(
        "SELECT setval(pg_get_serial_sequence('register_person', 'id'), (SELECT max(id) FROM register_person))"
    )
