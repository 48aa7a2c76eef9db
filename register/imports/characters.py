"""Characters that PostgreSQL or a page cannot hold, and letters that were lost on the way."""

from __future__ import annotations

import re

LOST = "\N{REPLACEMENT CHARACTER}"

# NUL and lone surrogates cannot be stored; other control characters could rewrite a terminal or hide text.
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_SPACING = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_LOST_LETTER = re.compile(rf"\w[?{LOST}]|[?{LOST}]\w|{LOST}")


def storable(text: str) -> str:
    """The text with every character that cannot be kept replaced by U+FFFD, so that a reader sees where one stood.

    Of what breaks lines only tab, carriage return and line feed stay; the rest become spaces.
    """
    return text if text.isprintable() else _SPACING.sub(" ", _UNSTORABLE.sub(LOST, text))


def tidy(text: str) -> str:
    """Without space around it or runs of space in it."""
    return " ".join(text.split())


def has_lost_letter(name: str) -> bool:
    """Whether a letter of the name became "?" or could not be decoded: "ZBRZE?NIAK"."""
    return bool(_LOST_LETTER.search(name))


def quoted(text: str, *, most: int = 40) -> str:
    """The text as it may stand inside a sentence: in quotation marks, cut where it is long."""
    shown = tidy(text)
    return f"“{shown[:most]}…”" if len(shown) > most else f"“{shown}”"
