"""The table of the API: every row that reads or writes about people, their registrations and what follows from them."""

from __future__ import annotations

from accounts.api.rows import Row
from cases.api import convictions, registration

PARTS: dict[str, tuple[Row, ...]] = {
    "Registration": registration.ROWS,
    "Convictions": convictions.ROWS,
}
"""The parts of the table by their heading in docs/reference/api.md."""

ROWS: tuple[Row, ...] = tuple(row for rows in PARTS.values() for row in rows)
