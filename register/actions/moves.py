"""Asking for the move check: work for later, written with the act that may have brought somebody near.

It is asked of every address alike, near or not, and answered by a worker: whoever records an address learns nothing, in
words or in time. What is compared, and who is told, is known to casework alone.
"""

from __future__ import annotations

from register.actions.outbox import enqueue
from register.models import Person


def ask_for_move_check(person: Person, *, by: int | None) -> None:
    """Compare, after the commit, everything around this person. `by` is the key of the user whose act may bring an
    alert about: they must not learn what they could not see before."""
    enqueue("check_moves", {"person": str(person.pk), "by": str(by or "")})
