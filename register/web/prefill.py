"""What was typed into lookup, sorted into the boxes of the registration form."""

from __future__ import annotations

from datetime import date
from typing import Any

from register.rules.lookup.query import Query
from register.rules.lookup.understand import understand
from register.rules.places import read_postcode


def typed_facts(terms: str, *, today: date) -> dict[str, Any]:
    """Initial values for `RegisterPersonForm`: only readings that were typed as such, the first of each kind."""
    if not terms.strip():
        return {}
    query = understand(terms, today=today)
    facts = {
        **_names(query),
        "date_of_birth": next((reading.on for reading in query.dates if not reading.is_swapped), None),
        "town": next((town.written for town in query.towns if town.is_known), ""),
        "postcode": next((read_postcode(code.whole).canonical for code in query.postcodes if code.whole), ""),
        "phone": next((reading.digits for reading in query.phones if reading.is_whole), ""),
        "pnc": next((reading.canonical for reading in query.identifiers if reading.kind == "pnc"), ""),
        "plate": next(iter(query.plates), "") if "plates" not in query.guesses else "",
        "line_1": next((f"{street.house} {street.name} {street.kind}".strip().title() for street in query.streets), ""),
    }
    return {name: value for name, value in facts.items() if value}


def _names(query: Query) -> dict[str, str]:
    """The last word is taken for the surname: the person who typed sees it and may change it."""
    words = [
        name.typed.title() if name.typed.islower() else name.typed for name in query.names if not name.is_known_town
    ]
    return {"forenames": " ".join(words[:-1]), "surname": words[-1]} if words else {}
