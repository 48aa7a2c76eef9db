"""Streets: the house number and the street's own name, however the line of an address is written."""

import re
from functools import lru_cache
from typing import NamedTuple

from register.rules.lookup.words import normalise

STREET_KINDS = {
    word: kind
    for kind, words in {
        "road": "road rd",
        "street": "street str st",
        "lane": "lane ln",
        "drive": "drive dr drv",
        "close": "close cl clo",
        "avenue": "avenue ave av",
        "court": "court ct crt",
        "terrace": "terrace terr ter tce",
        "grove": "grove gr grv",
        "place": "place pl",
        "crescent": "crescent cres cresc",
        "gardens": "gardens gdns gdn garden",
        "way": "way",
        "square": "square sq",
        "walk": "walk wlk",
        "row": "row",
        "view": "view",
        "rise": "rise",
        "mews": "mews",
        "green": "green grn",
        "hill": "hill",
        "park": "park pk",
        "mount": "mount",
        "croft": "croft",
        "parade": "parade pde",
        "fold": "fold",
        "yard": "yard yd",
        "wharf": "wharf",
        "buildings": "buildings bldgs",
        "estate": "estate est",
        "heights": "heights hts",
    }.items()
    for word in words.split()
}
_HOUSE_AND_STREET = re.compile(
    r"(?:^|[\s,/])(\d{1,4}[a-z]?)(?:\s*-\s*\d{1,4}[a-z]?)?[\s,]+([a-z][a-z'’ .\-]{1,60})$", re.I
)


class Street(NamedTuple):
    """A house number ("" when none), the folded street name without its kind, and the kind ("" when not said)."""

    house: str
    name: str
    kind: str


@lru_cache(maxsize=65536)
def street_of(line: str) -> Street | None:
    """The street of one line of an address: "Flat 2, 44a River Drive" gives ("44a", "river", "drive")."""
    found = _HOUSE_AND_STREET.search(line.strip().rstrip(",."))
    house, rest = (found[1].lower(), found[2]) if found else ("", line)
    words = tuple(word for word in map(normalise, rest.split()) if word)
    return street_from(house, words)


def street_from(house: str, words: tuple[str, ...]) -> Street | None:
    """The street that a house number and folded words spell; None without a name."""
    if not words:
        return None
    kind = STREET_KINDS.get(words[-1], "") if len(words) > 1 else ""
    name = "".join(words[:-1] if kind else words)
    return Street(house, name, kind) if len(name) > 1 else None
