"""The hashes by which a force and the register compare what they hold: the same bytes on both sides."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

UNDATED = "undated"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def item_sha256(item: Mapping[str, Any]) -> str:
    """Hex SHA-256 of the canonical JSON of an item: keys sorted, no space, UTF-8. An item holds texts, truths, lists
    and objects, and its keys are ASCII: this is RFC 8785."""
    canonical = json.dumps(item, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def month_of(item: Mapping[str, Any]) -> str:
    """The month of the force's day of change, or `undated`."""
    changed_on = item.get("changed_on")
    return changed_on[:7] if isinstance(changed_on, str) and _DAY.fullmatch(changed_on) else UNDATED


def month_sha256(records: Iterable[tuple[str, str]]) -> str:
    """The hash of a month, of its (local reference, hex SHA-256 of the item)."""
    ordered = sorted(records, key=lambda record: record[0].encode())
    each = (hashlib.sha256(f"{reference}\n{sha256}".encode()).digest() for reference, sha256 in ordered)
    return hashlib.sha256(b"".join(each)).hexdigest()
