"""An address that will go: its answers say so, to programs and to whoever reads the document of the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.utils.http import http_date


@dataclass(frozen=True, slots=True)
class Deprecated:
    """From which day an address should not be used any more, from which it may answer no more, and what to use
    instead. docs/api-changelog.md has each of them."""

    since: date
    until: date
    instead: str

    def __post_init__(self) -> None:
        if self.until <= self.since:
            raise ValueError("An address goes after the day on which this is said.")

    @property
    def headers(self) -> dict[str, str]:
        """`Deprecation` (RFC 9745) and `Sunset` (RFC 8594)."""
        return {"Deprecation": f"@{_seconds(self.since)}", "Sunset": http_date(_seconds(self.until))}


def _seconds(day: date) -> int:
    """The start of the day in UTC, in seconds since 1970."""
    return int(datetime.combine(day, time(), UTC).timestamp())
