"""A user whom a rule finds: somebody of the control room who looks up one name after another, without an incident."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import User
from audit.core.context import Origin, acting_from
from audit.core.entry import Reason
from register.actions.lookup import look_up
from register.actions.misuse import BY_ITSELF, WATCHER, raise_misuse_alert
from register.misuse.readers import Reader
from register.models import MisuseAlert
from register.rules.misuse.finding import Hit
from register.rules.misuse.seen import Seen
from register.rules.misuse.table import RULES
from tests import builders

TRAWL = RULES[0]


def trawl(user: User, times: int) -> None:
    """Look up so many names, each in a session of its own, so that none is the beginning of the next."""
    actor = user.actor(on=timezone.localdate())
    for number in range(times):
        with acting_from(Origin("web", f"session-{number}")):
            look_up("Sarah", actor=actor, reason=Reason("live_call"))


def now() -> datetime:
    """The clock of the database, by which entries of the log are dated."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def alert(*, force_code: str | None = "13", about: str = "", user: User | None = None) -> MisuseAlert:
    """An alert of one entry, raised by the register itself."""
    who = user or builders.user(force_code=force_code)
    at = timezone.now() - timedelta(hours=1)
    entry = Seen("00000000-0000-7000-8000-000000000001", at, "person.looked_up", "live_call", "")
    made: MisuseAlert = raise_misuse_alert(
        Reader(who.force.code if who.force else "", who),
        rule=TRAWL,
        hit=Hit((entry,), 15, about),
        actor=WATCHER,
        reason=BY_ITSELF,
    )
    return made
