"""Words that exist near the word that was typed: the deletion neighbourhood and the ranking of what it finds.

The neighbourhood (a word and the word less each letter) is that of Bocek, Hunt and Stiller, "Fast similarity search in
large dictionaries" (University of Zurich, ifi-2007.02), known from SymSpell (Garbe, 2012): two words one slip apart
always share a member, so one index probe finds them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from register.rules.lookup.short_names import other_names
from register.rules.lookup.sounds import sound_of

MOST_EXPANSIONS = 14
_SHORTEST_TO_SLIP = 3
_SHORTEST_FOR_TWO_SLIPS = 5
_SHORTEST_START = 3

TYPED, SOUND, ONE_SLIP, START, TWO_SLIPS = 1.0, 0.85, 0.85, 0.7, 0.6
_SOUND_AND_SLIP = 0.88
_SOUND_BUT_FAR = 0.7


class VocabularyWord(NamedTuple):
    """A name word that exists in the register, with the number of people who bear it."""

    word: str
    frequency: int


class Expansion(NamedTuple):
    """A word to look for in place of a typed word; weight is 1 as typed, less for each kind of difference."""

    word: str
    weight: float
    sound: str


@dataclass(frozen=True, slots=True)
class Probes:
    """What to ask the vocabulary for one typed word: any one of these joins a word to it."""

    words: frozenset[str]
    slips: frozenset[str]
    sound: str
    start: str


Expand = Callable[[tuple[str, ...]], Mapping[str, tuple[Expansion, ...]]]


@lru_cache(maxsize=65536)
def deletions(word: str) -> frozenset[str]:
    """The word and the word less any one letter; the word alone when shorter than three letters."""
    if len(word) < _SHORTEST_TO_SLIP:
        return frozenset((word,))
    return frozenset((word, *(word[:i] + word[i + 1 :] for i in range(len(word)))))


def probes_of(word: str) -> Probes:
    """What to ask the vocabulary for a normalised typed word."""
    start = word if len(word) >= _SHORTEST_START else ""
    return Probes(words=frozenset((word, *other_names(word))), slips=deletions(word), sound=sound_of(word), start=start)


def rank_expansions(word: str, found: Iterable[VocabularyWord]) -> tuple[Expansion, ...]:
    """The typed word and at most 13 existing words near it, best first; words too far away are left out.

    The typed word leads even when nobody bears it: it may be half of a name, and its sound is still worth asking for.
    """
    others = other_names(word)
    weighed = [(_weight(word, near.word, others), near) for near in found if near.word != word]
    ranked = sorted((-weight, -near.frequency, near.word) for weight, near in weighed if weight)
    near_words = [Expansion(other, -weight, sound_of(other)) for weight, _, other in ranked]
    return (Expansion(word, TYPED, sound_of(word)), *_spread(near_words))


def _spread(ranked: list[Expansion]) -> list[Expansion]:
    """The best words, each new sound before further spellings of one already there."""
    first_of_sound = {near.sound: near for near in reversed(ranked)}.values()
    new = [near for near in ranked if near in first_of_sound]
    again = [near for near in ranked if near not in first_of_sound]
    return (new + again)[: MOST_EXPANSIONS - 1]


def _weight(typed: str, word: str, others: Mapping[str, float]) -> float:
    slips = OSA.distance(typed, word, score_cutoff=2)
    same_sound = sound_of(typed) == sound_of(word)
    if word in others:
        return others[word]
    if same_sound:
        return _SOUND_AND_SLIP if slips == 1 else SOUND if slips == 2 else _SOUND_BUT_FAR
    return _spelling_weight(typed, word, slips)


def _spelling_weight(typed: str, word: str, slips: int) -> float:
    if slips == 1 and min(len(typed), len(word)) >= _SHORTEST_TO_SLIP - 1:
        return ONE_SLIP
    if len(typed) >= _SHORTEST_START and word.startswith(typed):
        return START
    return TWO_SLIPS if slips == 2 and len(typed) >= _SHORTEST_FOR_TWO_SLIPS else 0.0


def only_typed(words: tuple[str, ...]) -> dict[str, tuple[Expansion, ...]]:
    """An `Expand` that adds nothing: for callers without a vocabulary."""
    return {word: (Expansion(word, TYPED, sound_of(word)),) for word in words}
