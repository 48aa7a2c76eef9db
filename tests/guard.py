"""The log's guard in tests that commit nothing.

The guard looks at commit whether an event covers the rows that a transaction wrote. Most tests run in one transaction
that is rolled back, so that it never looks, and an early event would cover every later write. Here each outermost
savepoint, which outside tests is a transaction, is looked at as the guard would look.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import connection

COVERS_NOTHING = ("consultation", "disclosure")
SAVEPOINT = re.compile(r'(RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT|SAVEPOINT) "?(\w+)"?')
WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
EVENT_TABLE = "audit_event"


@dataclass
class Part:
    """What happened since a savepoint: the events written, as code and whether they cover rows, and the tables."""

    name: str
    events: dict[str, bool] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)


class Guard:
    """Follows the statements of a connection. Raises AssertionError where the guard would refuse the commit.

    A test that really commits is left to the guard itself: there a savepoint is part of a transaction.
    """

    def __init__(self) -> None:
        self.is_needed = connection.in_atomic_block
        self.parts: list[Part] = []

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if self.is_needed:
            self.follow(str(sql), params)
        return result

    def follow(self, sql: str, params: Any) -> None:
        if found := SAVEPOINT.match(sql):
            self._move(*found.groups())
        elif self.parts and (written := WRITE.match(sql)):
            self._note(written[1], params)

    def _move(self, word: str, name: str) -> None:
        if word == "SAVEPOINT":
            self.parts.append(Part(name))
            return
        if not any(part.name == name for part in self.parts):
            return
        while self.parts[-1].name != name:
            self.parts.pop()
        ended = self.parts.pop()
        if word == "ROLLBACK TO SAVEPOINT":
            return
        if self.parts:
            self.parts[-1].events |= ended.events
            self.parts[-1].tables |= ended.tables
        else:
            require_covered(ended)

    def _note(self, table: str, params: Any) -> None:
        if table == EVENT_TABLE:
            for payload in map(json.loads, map(bytes.fromhex, params[0].split(","))):
                covers = payload["operation"] not in COVERS_NOTHING and payload["outcome"] == "done"
                self.parts[-1].events[payload["code"]] = covers
        else:
            self.parts[-1].tables.add(table)


def require_covered(part: Part) -> None:
    """Tests may write rows without any act. An act that writes rows declares an event that covers them."""
    if not part.events or any(part.events.values()) or not part.tables:
        return
    bare = part.tables & guarded_tables()
    assert not bare, f"{', '.join(sorted(part.events))} does not cover what was written to {', '.join(sorted(bare))}"


@cache
def guarded_tables() -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'audit_guard'")
        return frozenset(name for (name,) in cursor.fetchall())
