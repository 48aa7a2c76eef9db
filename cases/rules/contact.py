"""Whether a contact detail may be shown: the decision, apart from where its facts come from.

A victim who is found is a victim who may be killed: the strictest rule wins, and whatever is not understood is not
shown. A refuge binds everybody; a confidential detail is shown to those who protect the victim in the case's force.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from register.rules.lookup.streets import STREET_KINDS, street_of
from register.rules.places import read_postcode

WITHHELD = "[protected]"
SHORTEST_SECRET = 6


class Why(StrEnum):
    """The ground of a decision."""

    OPEN = "open"
    ENTITLED = "entitled"
    CONFIDENTIAL = "confidential"
    REFUGE = "refuge"
    OUT_OF_REACH = "out_of_reach"
    UNKNOWN = "unknown"


SHOWN = frozenset({Why.OPEN, Why.ENTITLED})


class Protections(StrEnum):
    """How a detail itself is protected (`register.models.Protection`)."""

    OPEN = "open"
    CONFIDENTIAL = "confidential"
    REFUGE = "refuge"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the decision rests on. `protection` is the detail's own: open, confidential or refuge. `has_left_refuge`:
    they have left, and nobody has decided yet what may be shown again."""

    protection: str
    is_holder_seen: bool
    is_in_refuge: bool
    may_see_confidential: bool
    has_left_refuge: bool = False


def decide(facts: Circumstances) -> Why:
    """The ground on which the detail is shown or withheld; `SHOWN` says which grounds show it."""
    if not facts.is_holder_seen:
        return Why.OUT_OF_REACH
    if facts.is_in_refuge or facts.protection == Protections.REFUGE:
        return Why.REFUGE
    is_open = facts.protection == Protections.OPEN
    if facts.protection == Protections.CONFIDENTIAL or (is_open and facts.has_left_refuge):
        return Why.ENTITLED if facts.may_see_confidential else Why.CONFIDENTIAL
    return Why.OPEN if is_open else Why.UNKNOWN


def instead_of_it(why: Why, whom_to_ask: str) -> str:
    """What stands on the page where the detail would be. It never says what the detail is."""
    if why is Why.REFUGE:
        return f"Confidential: in refuge; ask the case owner through {whom_to_ask}"
    if why is Why.CONFIDENTIAL:
        return f"Confidential; ask the case owner through {whom_to_ask}"
    return f"Not shown; ask {whom_to_ask}"


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """Free text with every secret taken out, however it is spaced and in whatever case it was typed."""
    for secret in sorted(set(secrets), key=len, reverse=True):
        pattern = _pattern(secret)
        if pattern is not None:
            text = pattern.sub(WITHHELD, text)
    return text


def _pattern(secret: str) -> re.Pattern[str] | None:
    """Letters and digits in their order, whatever stands between them. Short ones would hit too much: a house number
    alone is in every text. Rather too much is taken out than too little. The shortest postcodes have five characters:
    they are taken out where they stand alone."""
    kept = [character for character in secret if character.isalnum()]
    spelt = r"[\W_]*".join(map(re.escape, kept))
    if len(kept) >= SHORTEST_SECRET:
        return re.compile(spelt, re.IGNORECASE)
    return re.compile(rf"(?<![^\W_]){spelt}(?![^\W_])", re.IGNORECASE) if _is_postcode(secret) else None


def _is_postcode(text: str) -> bool:
    found = read_postcode(text)
    return bool(found.outward) and not found.doubt


def spellings_of(line: str) -> Iterator[str]:
    """What gives a line of an address away: the line, each part of it, the house with the street however its kind is
    written, and the street alone: "7 Canary Lane" is given away by "7 Canary" and by "Canary Ln"."""
    yield line
    for part in line.split(","):
        yield part
        street = street_of(part)
        if street is None or not street.kind:
            continue
        if street.house:
            yield f"{street.house} {street.name}"
        for written, kind in STREET_KINDS.items():
            if kind == street.kind:
                yield f"{street.name} {written}"
