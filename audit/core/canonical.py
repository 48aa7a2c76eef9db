"""The canonical JSON of what the log holds (RFC 8785)."""

from __future__ import annotations

import json
from typing import Any

import rfc8785

_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(value: Any) -> bytes:
    """The canonical bytes of a value that `audit.core.entry.plain` has made plain: it holds texts, whole numbers below
    2**53, truth values, nothing, lists and mappings of them.

    Of such values Python's own writer gives what RFC 8785 asks for, twenty times as fast as a writer in Python. Only
    the order of keys differs where one holds a character of more than sixteen bits: the library writes those.

    Raises:
        UnicodeEncodeError, rfc8785.CanonicalizationError: a text holds half of a surrogate pair.
    """
    text = _WRITER.encode(value)
    if text.isascii() or max(text) <= "\uffff":
        return text.encode()
    return rfc8785.dumps(value)
