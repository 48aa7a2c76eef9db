"""The text of the lookup box while it is being read: what has been understood is taken out of it."""

import re
import unicodedata
from collections.abc import Callable, Iterator

LONGEST_TEXT = 200
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_SPACES = re.compile(r"\s+")
_MOST_OF_A_KIND = 4


class Box:
    """What was typed, less what has been taken; capitals, because every pattern is written in capitals."""

    def __init__(self, text: str) -> None:
        self.text = tidy(text)
        self.rest = self.text
        self._capitals = _capitals(self.rest)

    def find(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """The first four places that match, left in the box."""
        for count, found in enumerate(pattern.finditer(self._capitals)):
            if count == _MOST_OF_A_KIND:
                return
            yield found

    def take(self, pattern: re.Pattern[str], accept: Callable[[re.Match[str]], bool]) -> None:
        """Remove each of the first four places that match and that `accept` makes sense of."""
        for found in list(self.find(pattern)):
            if accept(found):
                self.remove(found.start(), found.end())

    def remove(self, start: int, end: int) -> None:
        """Blank these characters; a comma keeps what stood left and right of them apart."""
        self.rest = f"{self.rest[:start]}{','.ljust(end - start)}{self.rest[end:]}"
        self._capitals = _capitals(self.rest)


def _capitals(text: str) -> str:
    """The text in capitals, letter for letter, so that positions are those of the text."""
    if text.isascii():
        return text.upper()
    return "".join(letter.upper() if len(letter.upper()) == 1 else letter for letter in text)


def tidy(text: str) -> str:
    """The first 200 characters in composed form, without unseen characters, with single spaces."""
    composed = unicodedata.normalize("NFKC", text[:LONGEST_TEXT])[:LONGEST_TEXT]
    return _SPACES.sub(" ", _UNSEEN.sub(" ", composed)).strip()
