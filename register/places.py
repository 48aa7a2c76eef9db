"""The force in whose area a postcode lies."""

from __future__ import annotations

from accounts.models import Force
from register.rules.places import force_for_postcode, read_postcode


def force_of_postcode(postcode: str) -> Force | None:
    """The force proposed for a postcode by the table of postcode areas; None where the table does not say."""
    code = force_for_postcode(read_postcode(postcode))
    return Force.objects.filter(code=code).first() if code else None
