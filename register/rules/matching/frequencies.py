"""How common a name or postcode is: a rare one that two records share says more than a common one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# An unseen word is no rarer than its share among this many people: small registers know little about rarity.
_PSEUDO_PEOPLE = 2000
# Some fifteen dwellings. A postcode with more people in the register is a hostel's, a prison's or a refuge's.
_AT_A_POSTCODE = 40


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Of how many people: how many bear each folded name word, and how many live at each compact postcode."""

    people: int = 0
    words: Mapping[str, int] = field(default_factory=dict)
    postcodes: Mapping[str, int] = field(default_factory=dict)

    def of_words(self, words: Iterable[str], usual: float) -> float:
        """The share of people who bear the rarest of these words; `usual` where nothing is known."""
        return min((self._share(self.words.get(word, 0), usual) for word in words), default=usual)

    def crowd(self, postcodes: Iterable[str]) -> int:
        """How many people live at the emptiest of these postcodes, as far as known; at least as many as at any."""
        return min((max(_AT_A_POSTCODE, self.postcodes.get(code, 0)) for code in postcodes), default=_AT_A_POSTCODE)

    def _share(self, count: int, usual: float) -> float:
        """The share seen, drawn towards the usual one as far as the register is small."""
        return (count + _PSEUDO_PEOPLE * usual) / (self.people + _PSEUDO_PEOPLE)


def crowding(crowd: int, most: float) -> float:
    """What a postcode that so many share takes from the weight of an agreement, in bits; at most `most`."""
    return -min(most, math.log2(crowd / _AT_A_POSTCODE))


def rarity(usual: float, share: float, most: float) -> float:
    """What rarity adds to the weight of an agreement, in bits; at most `most` either way."""
    return max(-most, min(most, math.log2(usual / share)))
