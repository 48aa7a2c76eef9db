"""What is protected of people is taken out of texts about them that this floor does not print itself."""

from __future__ import annotations

from collections.abc import Collection

from accounts.actor import Actor
from audit.core.errors import Refused
from cases.contact import guard_of
from cases.rules.contact import WITHHELD
from register.readable import Reading, text_filters


def without_protected_details(actor: Actor, person_ids: Collection[int]) -> Reading:
    """The text without any address or number, of these people or of whoever they are paired with, that is kept from
    this reader."""
    return guard_of(person_ids, actor=actor).free_text


def as_corrected(stored: str, typed: str, read: Reading, *, field: str) -> str:
    """What is to be kept of a text that was shown to be corrected by somebody who may not read all of it: the text
    itself, where they left what they were shown as it was.

    Raises:
        Refused: they changed it around a part that they may not read.
    """
    shown = read(stored)
    if shown != stored and typed.split() == shown.split():
        return stored
    if shown != stored and WITHHELD in typed:
        raise Refused(
            f"Part of this is kept from you ({WITHHELD}). Leave the text as it is, or write it anew without that part.",
            field=field,
        )
    return typed


text_filters.append(without_protected_details)
