"""Name words: folding spellings of one name into the plain words that are indexed and compared."""

import re
import unicodedata
from functools import lru_cache

# Letters that NFKD leaves whole although an English keyboard writes them plainly.
_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ß": "ss", "ħ": "h"}
)
_INSIDE_A_WORD = re.compile(r"['’‘ʼ`´.]+")
_BETWEEN_PARTS = re.compile(r"[\s\-‐‑‒–—_/,;]+")

# Written apart, joined or dropped by different clerks: "Mc Kenzie", "McKenzie"; "O'Neill", "O Neill", "Neill".
# Those that are also first names (Ben, Al, Van, Di) are left out: they stand as words of their own.
PARTICLES = frozenset((
    "mc", "mac", "o", "d", "de", "del", "della", "der", "von", "el", "bin", "bint", "ibn", "abu", "ap", "st",
    "ni", "nic", "ui", "fitz", "dos",
))  # fmt: skip
_DROPPABLE = ("o", "d", "al", "el", "de", "ap", "ab", "ni", "nic", "ui")
_GLUED_PARTICLE = re.compile(r"^\W*(o|d|al|el|de)['’‘ʼ`´ \-](?=\w{3})", re.IGNORECASE)
_LONGEST_WORD = 40
_MOST_FORMS = 5


@lru_cache(maxsize=65536)
def normalise(word: str) -> str:
    """The word as plain letters, case and diacritics folded and all else dropped; may be empty.

    Letters outside the Latin alphabet stay as they are, so that a name held in its own script is found as typed.
    """
    folded = unicodedata.normalize("NFKD", word.casefold().translate(_UNDECOMPOSED))
    return "".join(filter(str.isalpha, folded.casefold().translate(_UNDECOMPOSED)))[:_LONGEST_WORD]


def split_parts(text: str) -> tuple[str, ...]:
    """The normalised parts of a name as written: "D'Arcy-Brown" gives ("darcy", "brown")."""
    closed = _INSIDE_A_WORD.sub("", text)
    return tuple(part for part in map(normalise, _BETWEEN_PARTS.split(closed)) if part)


def join_particles(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Each particle joined to the part it belongs to: ("mc", "kenzie") gives ("mckenzie",)."""
    joined: list[str] = []
    held = ""
    for part in parts:
        if part in PARTICLES:
            held += part
        else:
            joined.append(held + part)
            held = ""
    return (*joined, held) if held else tuple(joined)


@lru_cache(maxsize=65536)
def forms_of(name: str) -> tuple[str, ...]:
    """Every word under which a name is indexed, the whole joined name first.

    "D'Arcy-Brown" gives ("darcybrown", "darcy", "brown", "arcy"); "O Neill" gives ("oneill", "neill").
    """
    parts = split_parts(name)
    if not parts:
        return ()
    forms = ["".join(parts)[:_LONGEST_WORD], *join_particles(parts), *_without_particle(name, parts)]
    return tuple(dict.fromkeys(forms))[:_MOST_FORMS]


def _without_particle(name: str, parts: tuple[str, ...]) -> list[str]:
    bare = [part for part in parts if part not in PARTICLES] if parts[0] in _DROPPABLE else []
    if glued := _GLUED_PARTICLE.match(name):
        bare += split_parts(name[glued.end() :])[:1]
    return [part for part in bare if len(part) > 2]


def forename_forms(forenames: str) -> tuple[str, ...]:
    """Words of all forenames, each hyphenated one joined as well as apart, in the order written."""
    forms = [form for word in forenames.split() for form in forms_of(word)]
    return tuple(dict.fromkeys(forms))[: _MOST_FORMS + 1]
