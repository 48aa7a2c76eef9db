"""Which entries of the log somebody asks for: the filters of a search or a download."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from audit.models.event import EventQuerySet
from ui.dates import LONDON

# How the register names things. Anything else, above all a name, is neither searched for nor put into an address.
REFERENCE = re.compile(
    r"DAR-[0-9A-Z]{4}-[0-9A-Z]{4}"
    r"|[A-Z]{1,3}-[0-9a-f]{8,32}"
    r"|force-[0-9]{2}|system:[a-z0-9_-]{1,40}"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|[0-9]{1,9}"  # a row's number; a telephone number is longer
)


def tidied(typed: str) -> str:
    """A reference as somebody typed it, in the letters it is written with."""
    text = "".join(typed.split())
    return text.upper() if text.upper().startswith("DAR") else text


@dataclass(frozen=True, slots=True)
class Scope:
    """Filters; an empty one does not narrow. Days are those of England and Wales, the last one included."""

    record: str = ""
    by: str = ""
    operation: str = ""
    force: str = ""
    since_on: date | None = None
    until_on: date | None = None

    @classmethod
    def of(cls, cleaned: Mapping[str, Any]) -> Scope:
        """The scope of a form's cleaned data."""
        return cls(**{name: cleaned[name] for name in cls.__slots__ if cleaned.get(name)})

    def narrow(self, events: EventQuerySet) -> EventQuerySet:
        """The events within the scope."""
        if self.record:
            events = events.concerning(self.record)
        plain = {"actor_ref": self.by, "operation": self.operation, "actor_force": self.force}
        events = events.filter(**{column: value for column, value in plain.items() if value})
        if self.since:
            events = events.filter(at__gte=self.since)
        if self.until:
            events = events.filter(at__lt=self.until)
        return events

    @property
    def since(self) -> datetime | None:
        """The first moment, if there is one."""
        return _midnight(self.since_on) if self.since_on else None

    @property
    def until(self) -> datetime | None:
        """The moment after the last, if there is one."""
        return _midnight(self.until_on + timedelta(days=1)) if self.until_on else None

    def of_any_day(self) -> Scope:
        """The same scope without its days."""
        return replace(self, since_on=None, until_on=None)

    def as_text(self) -> dict[str, str]:
        """Each filter that is set, as the log records it and as an address carries it."""
        return {name: str(value) for name, value in asdict(self).items() if value}

    def query(self) -> str:
        """The filters as the query of an address."""
        return urlencode(self.as_text())

    def without(self, name: str) -> Scope:
        """The same scope without one of its filters."""
        return Scope(**{each: value for each, value in asdict(self).items() if each != name})


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=LONDON)
