"""The people who wait to be compared: each is taken by one worker, in a transaction of its own.

Who waits stands in the card rows, in the transaction that changed the facts. A worker that is killed loses nothing: its
person waits again at once. Somebody whose comparison fails again and again is set aside, and holds up nobody.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from django.db import OperationalError, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest
from psycopg.errors import LockNotAvailable

from register.actions.matching import match_person
from register.matching.turns import try_turn
from register.models import CardRow

MOST_ATTEMPTS = 5

log = structlog.get_logger(__name__)


class _Busy(Exception):
    """Another decision or another act is at work; nothing was tried."""


def waiting() -> QuerySet[CardRow]:
    """Who is to be compared, those tried least often first."""
    rows = CardRow.objects.filter(is_match_due=True, match_attempts__lt=MOST_ATTEMPTS)
    return rows.order_by("match_attempts", "person_id")


def work(*, seconds: float, gives_way: Callable[[], bool] = lambda: False) -> int:
    """Compare people who wait until nobody does, the time is up, somebody else is at work on the same records, or there
    is what it gives way to, after one at least. Gives how many were compared."""
    ends, done = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        person_id = _claim()
        if person_id is None:
            break
        try:
            done += _compare(person_id)
        except _Busy:
            _count_attempt(person_id, -1)
            break
        if gives_way():
            break
    return done


def _claim() -> int | None:
    """The next person, with the attempt counted before it is made: a person who kills the worker is counted too."""
    with transaction.atomic():
        if not try_turn():
            return None
        row = waiting().select_for_update(skip_locked=True).first()
        if row is None:
            return None
        _count_attempt(row.person_id, 1)
        return row.person_id


def _compare(person_id: int) -> bool:
    """Compare a person and note that it is done, both or neither. Gives whether it was.

    Raises:
        _Busy: somebody holds one of the records, or the turn.
    """
    try:
        with transaction.atomic():
            return _compare_once(person_id)
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise _Busy from error
        _failed(person_id, error)
    except _Busy:
        raise
    except Exception as error:
        _failed(person_id, error)
    return False


def _compare_once(person_id: int) -> bool:
    if not try_turn():
        raise _Busy
    due = CardRow.objects.select_for_update(skip_locked=True).filter(pk=person_id, is_match_due=True)
    if not list(due.values_list("pk", flat=True)):
        return False
    match_person(person_id)
    CardRow.objects.filter(pk=person_id).update(is_match_due=False, match_attempts=0)
    return True


def _count_attempt(person_id: int, attempts: int) -> None:
    """Never below none: an edit may have set it to none since it was counted."""
    counted = Greatest(F("match_attempts") + attempts, 0)
    CardRow.objects.filter(pk=person_id).update(match_attempts=counted)


def _failed(person_id: int, error: Exception) -> None:
    attempts = CardRow.objects.filter(pk=person_id).values_list("match_attempts", flat=True).first() or 0
    code = "set_aside" if attempts >= MOST_ATTEMPTS else "failed"
    log.error("matching_failed", code=code, count=attempts, exc_info=error)
