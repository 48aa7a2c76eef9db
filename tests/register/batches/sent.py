"""Batches as a force's own system sends them."""

from __future__ import annotations

from typing import Any

from register.actions.batches import Taken, take_batch
from register.models import LocalRecord, Person
from tests.builders import CALL, actor, force

MAREK: dict[str, Any] = {
    "local_reference": "10DA/1",
    "forenames": "Marek",
    "surname": "Kowalski",
    "sex": "M",
    "date_of_birth": "1984-03-12",
    "aliases": ["Mark Kowal"],
    "phones": ["07700 900101"],
    "vehicles": ["BM23 JPF"],
    "identifiers": [{"kind": "pnc", "value": "1979/0163001B"}],
    "addresses": [
        {"line_1": "12 Elm Road", "town": "Newcastle upon Tyne", "postcode": "NE27 3JU", "is_current": True},
        {"line_1": "9 Ash Close", "town": "Leeds", "postcode": "LS8 1AA", "is_current": False},
    ],
    "remarks": "Works nights",
    "changed_on": "2026-11-20",
}


def item(reference: str = "10DA/1", **changes: Any) -> dict[str, Any]:
    """Marek's record under this reference, with these changes."""
    return {**MAREK, "local_reference": reference, **changes}


def stranger(reference: str, surname: str) -> dict[str, Any]:
    """Somebody with a name and nothing else."""
    return {"local_reference": reference, "forenames": "Ines", "surname": surname}


def sent(*items: Any, sequence: int = 1, source: str = "records", force_code: str = "10") -> Taken:
    """What comes of a batch."""
    taken: Taken = take_batch(
        force(force_code), actor=actor("force-system", force_code=force_code), reason=CALL, source=source,
        sequence=sequence, items=list(items),
    )  # fmt: skip
    return taken


def outcomes(taken: Taken) -> list[str]:
    return [str(each.outcome) for each in taken.results]


def held(reference: str = "10DA/1") -> LocalRecord:
    return LocalRecord.objects.select_related("person", "source").get(local_reference=reference)


def person(reference: str = "10DA/1") -> Person:
    return held(reference).person
