"""What is protected of people is taken out of texts about them that this floor does not print itself."""

from __future__ import annotations

from collections.abc import Collection

from accounts.actor import Actor
from cases.contact import guard_of
from register.readable import Reading, text_filters


def without_protected_details(actor: Actor, person_ids: Collection[int]) -> Reading:
    """The text without any address or number, of these people or of whoever they are paired with, that is kept from
    this reader."""
    return guard_of(person_ids, actor=actor).free_text


text_filters.append(without_protected_details)
