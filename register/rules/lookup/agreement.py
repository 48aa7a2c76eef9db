"""How well one typed name word agrees with one held word, and in which way."""

from typing import NamedTuple

from rapidfuzz.distance import OSA

from register.rules.lookup.query import NameReading
from register.rules.lookup.short_names import other_names
from register.rules.lookup.sounds import sound_of


class Agreement(NamedTuple):
    """A way of agreeing: its share of full marks, and words that follow "Surname" or "First name"."""

    share: float
    words: str


SAME = Agreement(1.0, "is the same")
SOUNDS_THE_SAME = Agreement(0.85, "sounds the same")
OTHER_FORM = Agreement(0.85, "is another form of the name")
ONE_LETTER = Agreement(0.8, "is one letter different")
SOUNDS_ALIKE = Agreement(0.65, "sounds alike")
BEGINS = Agreement(0.7, "begins with what was typed")
TWO_LETTERS = Agreement(0.5, "is two letters different")
INITIAL = Agreement(0.3, "has the same initial")
NONE = Agreement(0.0, "is different")

_LONG_ENOUGH_FOR_TWO = 6
_LONG_ENOUGH_TO_BEGIN = 3


class TypedWord:
    """One typed name word, ready to be compared with many held words; remembers each answer."""

    __slots__ = ("_forms", "_others", "_remembered", "_sounds", "is_known_town", "town", "typed", "word")

    def __init__(self, reading: NameReading) -> None:
        self.typed = reading.typed
        self.word = reading.forms[0]
        self.town = reading.town
        self.is_known_town = reading.is_known_town
        self._forms = reading.forms
        self._sounds = frozenset(map(sound_of, reading.forms))
        self._others = frozenset(other for form in reading.forms for other in other_names(form))
        self._remembered: dict[str, Agreement] = {}

    def agrees_with(self, word: str, sound: str) -> Agreement:
        """The best way in which a held word, whose sound is given, agrees with any form of the typed one."""
        known = self._remembered.get(word)
        if known is None:
            known = self._remembered[word] = self._compare(word, sound)
        return known

    def _compare(self, word: str, sound: str) -> Agreement:
        if word in self._forms:
            return SAME
        if word in self._others:
            return OTHER_FORM
        slips = min(OSA.distance(form, word, score_cutoff=2) for form in self._forms)
        if sound in self._sounds:
            return SOUNDS_THE_SAME if slips <= 2 else SOUNDS_ALIKE
        return self._compare_spelling(word, slips)

    def _compare_spelling(self, word: str, slips: int) -> Agreement:
        typed = self._forms[0]
        if len(typed) == 1 or len(word) == 1:
            return INITIAL if typed[0] == word[0] else NONE
        if slips == 1:
            return ONE_LETTER
        if len(typed) >= _LONG_ENOUGH_TO_BEGIN and word.startswith(typed):
            return BEGINS
        return TWO_LETTERS if slips == 2 and min(len(typed), len(word)) >= _LONG_ENOUGH_FOR_TWO else NONE
