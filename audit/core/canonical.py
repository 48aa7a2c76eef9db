"""The canonical JSON of what the log holds (RFC 8785)."""

from __future__ import annotations

import json
from typing import Any

import rfc8785

_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(value: Any) -> str:
    """The canonical text of a value that `audit.core.entry.plain` has made plain: it holds texts, whole numbers below
    2**53, truth values, nothing, lists and mappings of them.

    Of those in plain ASCII, which most are, Python's own writer gives what RFC 8785 asks for, many times as fast as a
    writer in Python; the library writes the others, and puts keys in the standard's order of sixteen-bit units.

    Raises:
        ValueError: a text holds half of a surrogate pair.
    """
    text = _WRITER.encode(value)
    if text.isascii():
        return text
    return rfc8785.dumps(value).decode()
