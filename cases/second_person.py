"""Joining the record of somebody who has a victim takes a second person: a wrong join endangers the victim."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from cases.models import Pair
from register.matching.second_person import second_person_reasons


def has_somebody_to_protect(person_ids: Collection[int]) -> bool:
    """Whether any of these records is one side of a pair in a case, open or closed."""
    return Pair.objects.filter(Q(person__in=person_ids) | Q(victim__in=person_ids)).exists()


second_person_reasons.append(has_somebody_to_protect)
