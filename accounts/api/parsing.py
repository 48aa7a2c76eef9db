"""Reading a body: sound JSON of bounded size, so that every part of the register reads the same thing from it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Never

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from accounts.api.problems import TooLarge

LARGEST_BODY = 64 * 1024
DEEPEST = 8
# Texts, which hold any bracket, and the brackets outside them. No step of it can be taken in two ways.
_BRACKETS = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


class StrictJSONParser(BaseParser):
    """One JSON object in UTF-8 (RFC 8259), each key once: readers differ on what a repeated one means."""

    media_type = "application/json"
    largest = LARGEST_BODY

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The object in the body. Reads one byte more than it takes, and no further.

        Raises:
            TooLarge, ParseError: it is longer than is taken, or is no such object.
        """
        return object_in(read_at_most(stream, self.largest))


def read_at_most(stream: Any, largest: int) -> bytes:
    """The whole body, of at most so many bytes. Raises TooLarge."""
    body: bytes = stream.read(largest + 1)
    if len(body) > largest:
        raise TooLarge(f"At most {largest // 1024:,} KiB are read.")
    return body


def object_in(body: bytes) -> dict[str, Any]:
    """The JSON object that these bytes are. Raises ParseError."""
    try:
        text = body.decode("utf-8")
        _refuse_depth(text)
        read = json.loads(text, object_pairs_hook=_distinct, parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise ParseError("The body is not UTF-8.") from None
    except json.JSONDecodeError as error:
        raise ParseError(f"Line {error.lineno}, column {error.colno}: {error.msg}.") from None
    except (ValueError, RecursionError):
        raise ParseError("A value in the body is not one that JSON allows here.") from None
    if not isinstance(read, dict):
        raise ParseError("The body is not a JSON object.")
    return read


def _refuse_depth(text: str) -> None:
    """Nothing the API takes is nested deeper; a body that is would cost stack before it were refused."""
    depth = 0
    for found in _BRACKETS.finditer(text):
        letter = text[found.start()]
        depth += (letter in "[{") - (letter in "]}")
        if depth > DEEPEST:
            raise ParseError(f"The body is nested deeper than {DEEPEST}.")


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        raise ParseError("A key stands twice in one object.")
    if any(map(_is_cut, read)):
        raise ParseError("A key holds half a character.")
    return read


def _is_cut(name: str) -> bool:
    """Whether half of a surrogate pair stands in it: no answer could be written that names it."""
    return not name.isascii() and any("\ud800" <= letter <= "\udfff" for letter in name)


def _refuse_constant(name: str) -> Never:
    raise ParseError(f"{name} is not JSON.")
