"""Whether two descriptions of a place are the same one."""

from __future__ import annotations

import unicodedata


def place_key(text: str) -> str:
    """A place without capitals, accents, punctuation and spaces, so that "Flat 2, 5 Elm St." and "FLAT 2 5 ELM ST" are
    one place. Two spellings of a street stay two places: the officer chooses from those known."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if character.isalnum())
