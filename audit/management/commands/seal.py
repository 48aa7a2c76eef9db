"""`manage.py seal`: the sealer of the log, a process of its own."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from audit.tlog.keeping import Keeping, KeyRefused
from audit.tlog.publishing import Publisher
from audit.tlog.running import Sealer
from audit.tlog.sealing import LogBroken, Session
from clients.dar_verify.policy import WrongPolicy

LOCAL_LOG = "register.example/audit"


class Command(BaseCommand):
    help = "Seal every event of the log within a second or two and sign checkpoints, until stopped."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SEAL_ROOT:
            raise CommandError("Say in SEAL_ROOT where the keys of the log are kept.")
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        keeping = Keeping(Path(settings.SEAL_ROOT))
        try:
            self._make_local_key(keeping)
            Sealer(_session_of_thread(), keeping, stop, _session_of_thread, _publisher()).run()
        except (LogBroken, KeyRefused, WrongPolicy) as refusal:
            raise CommandError(str(refusal)) from refusal

    def _make_local_key(self, keeping: Keeping) -> None:
        """A demonstration and a developer's machine need no ceremony; production makes its key by hand."""
        if not settings.IS_PRODUCTION and not (keeping.root / "keys").exists():
            keeping.add_key(LOCAL_LOG)


def _publisher() -> Publisher | None:
    return Publisher(Path(settings.SEAL_PUBLISH_DIRECTORY)) if settings.SEAL_PUBLISH_DIRECTORY else None


def _session_of_thread() -> Session:
    """The session of whichever thread asks: Django gives each its own."""
    connection.ensure_connection()
    session: Session = connection.connection
    return session
