"""The references of cases, by which lookup finds the person a case is about.

Whoever may see the person finds them by the reference of any force's case, open or closed: a reference is given on the
telephone or in a letter by somebody who works on the case, it cannot be guessed, and the card names the owner of each
open case to the same readers. The case itself stays with its force.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cases.models import Case
from register.lookup.held_facts import reference_sources


def case_references(people: Sequence[int]) -> Iterable[tuple[int, str]]:
    """(person, reference of a case about them)."""
    return Case.objects.filter(person__in=people).values_list("person_id", "reference")


reference_sources.append(case_references)
