"""Which records of a force's own system are held, in a form that the force can compute for itself and compare.

A month is that of the force's own day of change (`changed_on`); records without one are undated. Its hash is the
SHA-256 of its records' hashes, one after another in the order of their local references by the bytes of their UTF-8;
the hash of a record is the SHA-256 of its local reference, a line feed, and the hex SHA-256 of the item's canonical
JSON (RFC 8785). A record that came last by a file has no item, and nothing stands after its line feed. What
professional standards planted is left out: the force's system knows nothing of it, and would ask what it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models.functions import Collate

from accounts.models import Force
from register.canaries import not_canary
from register.models import LocalRecord

UNDATED = "undated"
_MONTH = re.compile(r"(19|20)\d{2}-(0[1-9]|1[0-2])", re.ASCII)

_MONTHS = """
SELECT coalesce(to_char(changed_on, 'YYYY-MM'), %(undated)s), count(*), encode(sha256(string_agg(
    sha256(convert_to(local_reference || E'\\n' || content_sha256, 'UTF8')), ''::bytea
    ORDER BY local_reference COLLATE "C"
)), 'hex')
FROM register_localrecord record
WHERE force_id = %(force)s
    AND NOT EXISTS (SELECT FROM register_canaryrecord canary WHERE canary.person_id = record.person_id)
GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Month:
    """How many records of a month are held, and their hash in hex. `month` is YYYY-MM or `undated`."""

    month: str
    count: int
    sha256: str


def months_of(force: Force) -> list[Month]:
    """Every month of which a record is held, in order. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS, {"force": force.pk, "undated": UNDATED})
        return [Month(*row) for row in cursor.fetchall()]


def is_month(text: str) -> bool:
    """Whether it reads as a month that can be asked for."""
    return text == UNDATED or _MONTH.fullmatch(text) is not None


def records_of(force: Force, month: str, *, after: str, most: int) -> Sequence[LocalRecord]:
    """The force's records of a month behind `after`, by the bytes of their local references."""
    rows = LocalRecord.objects.filter(not_canary("person"), force=force)
    if month == UNDATED:
        rows = rows.filter(changed_on__isnull=True)
    else:
        year, number = map(int, month.split("-"))
        rows = rows.filter(changed_on__year=year, changed_on__month=number)
    rows = rows.annotate(place=Collate("local_reference", "C")).select_related("person", "source")
    return list(rows.filter(place__gt=after).order_by("place")[:most])
