"""What can happen, declared before it can be written.

Each app lists its own events in `<app>/events.py`, or in the modules of `<app>/events/`. An event says in one sentence
what it means, which of the six operations of the Data Protection Act 2018 s.62(1) it is (or a security event), and
which fields it records, each classified. Operational fields stand in the event itself; every other class is kept apart
from it and the event holds only a salted commitment, so that lawful erasure leaves the log whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Operation(StrEnum):
    """Data Protection Act 2018 s.62(1)(a)–(f), and security events that concern no record."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"
    SECURITY = "security"


class Handling(StrEnum):
    """How a recorded value must be handled: every class but the first is kept outside the event."""

    OPERATIONAL = "operational"
    PERSONAL = "personal"
    SPECIAL = "special"
    FREE_TEXT = "free_text"


OPERATIONAL, PERSONAL, SPECIAL, FREE_TEXT = Handling


@dataclass(frozen=True, slots=True)
class EventType:
    """One kind of event. `code` is `thing.happened`; `fields` maps each field it may record to its handling class."""

    code: str
    sentence: str
    operation: Operation
    fields: Mapping[str, Handling] = field(default_factory=dict)


class _Catalogue(dict[str, EventType]):
    """Every declared event by its code."""


catalogue = _Catalogue()


def declare(code: str, sentence: str, operation: Operation, /, **fields: Handling) -> EventType:
    """Declare an event.

    Raises:
        ValueError: the code is declared already.
    """
    if code in catalogue:
        raise ValueError(f"The event {code} is declared twice")
    catalogue[code] = EventType(code, sentence, operation, fields)
    return catalogue[code]


ACCESS_DENIED = declare(
    "access.denied",
    "Somebody asked for something that a policy refused, or that was out of their reach.",
    Operation.SECURITY,
    policy=OPERATIONAL,
    answer=OPERATIONAL,
)
ACT_REFUSED = declare(
    "act.refused",
    "A rule refused an act; nothing was changed.",
    Operation.SECURITY,
    event=OPERATIONAL,
    sentence=FREE_TEXT,
)
