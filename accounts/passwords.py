"""First passwords, made to be read out over the telephone once and changed."""

from __future__ import annotations

import secrets

CONSONANTS, VOWELS = "bdfghjklmnprstvz", "aeiou"
SYLLABLES = 3
WORDS = 5


def new_password() -> str:
    """Five made-up words such as "tobika": over 90 bits, and nothing in them to mishear or mistype."""
    return "-".join(_word() for _ in range(WORDS))


def _word() -> str:
    return "".join(secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _ in range(SYLLABLES))
