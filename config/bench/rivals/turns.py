"""The turns of a comparison: the same writes under the log, and under each library as its manual says to use it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from types import SimpleNamespace
from typing import Any

import pghistory
from auditlog.context import disable_auditlog, set_actor
from django.conf import settings
from pghistory import runtime
from simple_history.models import HistoricalRecords

from accounts.actor import Actor
from accounts.models import User
from config.bench import databases
from config.bench.audited import Deed, unaudited
from config.bench.world import CALL

# Reads of ours that are planned once begin with WITH: pghistory would put a second statement before them.
runtime.IGNORED_SQL_PREFIXES = (*runtime.IGNORED_SQL_PREFIXES, "with")  # type: ignore[assignment]
OURS = "ours"
PGHISTORY, AUDITLOG, SIMPLE_HISTORY = "pghistory", "auditlog", "simple_history"
RIVALS = (PGHISTORY, AUDITLOG, SIMPLE_HISTORY)
Saying = Callable[[], AbstractContextManager[object]]


@contextmanager
def turn_of(name: str, user: User) -> Iterator[Deed]:
    """Inside the block only this one records what is written; gives how a deed is done under it."""
    with ExitStack() as others:
        if name != OURS:
            others.enter_context(databases.guards_off())
        if name != PGHISTORY:
            others.enter_context(databases.triggers_off("pgtrigger%"))
        if name != AUDITLOG:
            others.enter_context(disable_auditlog())
        settings.SIMPLE_HISTORY_ENABLED = name == SIMPLE_HISTORY
        yield _audited if name == OURS else _under(_sayings(user)[name])


def _audited(action: Deed, thing: Any, **details: Any) -> Any:
    return action(thing, reason=CALL, **details)


def _under(saying: Saying) -> Deed:
    """The deed without event and guard; the library is told before each who does it, as its middleware does."""

    def act(action: Deed, thing: Any, *, actor: Actor, **details: Any) -> Any:
        with saying():
            return unaudited(action, thing, actor=actor, **details)

    return act


def _sayings(user: User) -> dict[str, Saying]:
    return {
        PGHISTORY: lambda: pghistory.context(user=user.pk, reason=str(CALL)),
        AUDITLOG: lambda: set_actor(user),
        SIMPLE_HISTORY: lambda: _request_of(user),
    }


@contextmanager
def _request_of(user: User) -> Iterator[None]:
    HistoricalRecords.context.request = SimpleNamespace(user=user)
    try:
        yield
    finally:
        del HistoricalRecords.context.request
