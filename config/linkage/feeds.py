"""The people of the demonstration's feeds as the import understands them, and the truth of who is who."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from config.services.places import CHECKOUT
from register.imports.feed import open_feed
from register.imports.files import chunks_of
from register.imports.problems import RowProblem
from register.imports.received import Received
from register.imports.rows import Row
from register.imports.understanding import understand
from register.rules.lookup.facts import ALIAS, CURRENT, PersonFacts

FEEDS = CHECKOUT / "demo" / "feeds"
FILES = ("10-northumbria.csv", "13-west-yorkshire.csv", "14-south-yorkshire.ndjson")
Record = tuple[str, str]
"""The force and its reference."""


def people_of_feeds(today: date, *, lines: int | None = None) -> dict[Record, PersonFacts]:
    """Every person that the import would make of the feeds; `lines` cuts each feed short."""
    found = ((name[:2], each) for name in FILES for each in _understood(FEEDS / name, today, lines))
    return {
        (force, each.local_reference): facts_of_received(number, each) for number, (force, each) in enumerate(found, 1)
    }


def truth_of_feeds(path: Path = FEEDS / "truth.csv") -> dict[Record, int]:
    """The human being behind each record."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {(row["force_code"], row["local_ref"]): int(row["person"]) for row in csv.DictReader(lines)}


def facts_of_received(number: int, received: Received) -> PersonFacts:
    """A received record as lookup holds it: what is in doubt as a date of birth is not compared."""
    name = received.name
    return PersonFacts.of(
        number,
        names=[
            (name.forenames, name.surname, CURRENT),
            *((alias.forenames, alias.surname, ALIAS) for alias in received.aliases),
        ],
        dates_of_birth=[received.date_of_birth] if received.date_of_birth and not received.date_of_birth_doubt else [],
        sex=received.sex,
        addresses=[
            (place.line_1, place.town, place.postcode, place is received.home)
            for place in (*([received.home] if received.home else []), *received.former)
        ],
        phones=[phone.digits for phone in received.phones],
        plates=received.vehicles,
        identifiers=[(each.kind, each.value) for each in received.identifiers],
    )


def _understood(path: Path, today: date, lines: int | None) -> Iterator[Received]:
    feed = open_feed(partial(chunks_of, path))
    for number, row in enumerate(feed.rows()):
        if lines is not None and number >= lines:
            return
        if not isinstance(row, Row) or row.problem:
            continue
        try:
            yield understand(row.record, feed.mapping, today=today)
        except RowProblem:
            continue
