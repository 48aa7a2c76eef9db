"""What the nightly check reports: a stored value that is not what the facts give."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored value that is not what the facts give. `what` and `number` name the row, `fields` its columns."""

    what: str
    number: int
    key: str
    fields: tuple[str, ...]
