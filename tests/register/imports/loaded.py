"""Importing content the way every caller does."""

from __future__ import annotations

from register.actions.feeds import IMPORTING, importer, start_import
from register.imports.loading import load
from register.models import FeedRun, LocalRecord, Person
from tests.builders import force

COLUMNS = (
    "local_ref", "forenames", "surname", "sex", "date_of_birth", "pnc_id", "cro_number", "address_line_1", "town",
    "postcode", "mobile", "vehicle_registration", "aliases",
)  # fmt: skip
MAREK = {
    "local_ref": "10DA/1/26", "forenames": "Marek", "surname": "Kowalski", "sex": "M", "date_of_birth": "1984-03-12",
    "pnc_id": "1979/0163001B", "cro_number": "", "address_line_1": "12 Elm Road", "town": "Newcastle upon Tyne",
    "postcode": "NE27 3JU", "mobile": "07700900101", "vehicle_registration": "BM23JPF", "aliases": "Mark Kowal",
}  # fmt: skip


def started(content: bytes, *, force_code: str = "10", mapping: str = "") -> FeedRun:
    owner = force(force_code)
    return start_import(
        owner, actor=importer(owner), reason=IMPORTING, file_name="people.csv", chunks=[content], mapping=mapping
    )


def imported(content: bytes, *, force_code: str = "10", mapping: str = "") -> FeedRun:
    """A run of this content, to its end."""
    run = started(content, force_code=force_code, mapping=mapping)
    assert load(run)
    run.refresh_from_db()
    return run


def table_of(*rows: dict[str, str]) -> bytes:
    """Rows of Northumbria's export: Marek's, with the changes of each."""
    lines = [",".join(COLUMNS)]
    for row in rows:
        told = {**MAREK, **row}
        lines.append(",".join('"' + told[name].replace('"', '""') + '"' for name in COLUMNS))
    return ("\n".join(lines) + "\n").encode()


def person_of(reference: str = "10DA/1/26") -> Person:
    return LocalRecord.objects.select_related("person").get(local_reference=reference).person
