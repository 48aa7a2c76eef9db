"""One row as read, whatever the shape of the file: text by column."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from register.imports.problems import Problem

Record = Mapping[str, str]
_IN_ORDER = json.JSONEncoder(sort_keys=True, ensure_ascii=True).encode


@dataclass(frozen=True)
class Row:
    """`line` is where the row begins in the file. `problem` says why it could not even be taken apart."""

    line: int
    record: Record = field(default_factory=dict)
    problem: Problem | None = None

    @cached_property
    def digest(self) -> str:
        """By which the row is known when it comes again; "" for one that says nothing."""
        return digest_of(self.record) if any(self.record.values()) else ""


def digest_of(record: Record) -> str:
    """SHA-256 of the row's columns in order of their names, in hex."""
    return hashlib.sha256(_IN_ORDER(record).encode()).hexdigest()
