"""What a write was answered, kept in the transaction of the write, and whose turn it is to be answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import KeptAnswer

KEPT_FOR = timedelta(days=7)
MOST_SWEPT = 100


def answer_kept(asker: str, key_hash: str) -> KeptAnswer | None:
    """What this asker was answered under the key of this hash."""
    return KeptAnswer.objects.filter(asker=asker, key_hash=key_hash).first()


def keep(asker: str, key_hash: str, **answer: Any) -> None:
    """Keep an answer, and forget old ones of this asker."""
    old = KeptAnswer.objects.filter(asker=asker, kept_at__lt=timezone.now() - KEPT_FOR)
    KeptAnswer.objects.filter(pk__in=old.values("pk")[:MOST_SWEPT]).delete()
    KeptAnswer.objects.create(asker=asker, key_hash=key_hash, **answer)


def takes_turn(number: int) -> bool:
    """Whether nobody else holds the turn of this number. It ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        return bool(cursor.fetchone()[0])
