"""How the log stands, for whoever may read it: how far it is sealed and signed, what waits, who vouches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from audit.models import Checkpoint, Witness
from clients.dar_verify.keys import PublicKey, WrongKey

# The sealer signs at least once a minute, and seals within a second or two.
LATE = timedelta(minutes=3)
MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Standing:
    """`newest` is the last checkpoint, None before the first; `since` the time of the oldest entry that waits."""

    newest: Checkpoint | None
    waiting: int
    since: datetime | None
    witnesses: tuple[Witness, ...]

    @classmethod
    def read(cls) -> Standing:
        with connection.cursor() as cursor:
            cursor.execute("SELECT waiting, since FROM audit_waiting()")
            waiting, since = cursor.fetchone()
        return cls(Checkpoint.objects.order_by("-id").first(), waiting, since, tuple(Witness.objects.order_by("name")))

    def is_late(self, now: datetime) -> bool:
        """Whether the sealer does not do its work: nothing was signed for minutes, or entries wait for minutes."""
        if self.newest is None:
            return self.waiting > 0
        return now - self.newest.signed_at > LATE or bool(self.since and now - self.since > LATE)


def known_keys() -> list[PublicKey]:
    """The log's public keys as this server was told them; none when it was told none, or not in the way they are
    written. Beside the sealer's folder they are read from there."""
    written = settings.LOG_KEYS.split() or _beside_the_sealer()
    try:
        return [PublicKey.parse(each) for each in written]
    except WrongKey:
        return []


def _beside_the_sealer() -> list[str]:
    if not settings.SEAL_ROOT:
        return []
    try:
        return (Path(settings.SEAL_ROOT) / "log.vkey").read_text(encoding="utf-8").split()
    except OSError:
        return []
