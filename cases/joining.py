"""What casework knows of records that are to be joined: whether somebody must be protected, and who is affected."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from accounts.actor import Actor
from cases.models import Case, Pair
from register.matching.affected import affected_sources
from register.matching.second_person import second_person_reasons


def has_somebody_to_protect(person_ids: Collection[int]) -> bool:
    """Whether any of these records is one side of a pair in a case, open or closed: a wrong join endangers a victim."""
    return Pair.objects.filter(Q(person__in=person_ids) | Q(victim__in=person_ids)).exists()


def cases_affected(actor: Actor, person_ids: Collection[int]) -> list[str]:
    """The cases about these records that this reader may read, and how many victims are in them."""
    cases = Case.objects.visible_to(actor).filter(person__in=person_ids).select_related("force")
    counted = [(case, Pair.objects.filter(case=case).values("victim").distinct().count()) for case in cases[:10]]
    return [
        f"{case.force} has a case about this person with {victims} victim{'' if victims == 1 else 's'}."
        for case, victims in counted
    ]


second_person_reasons.append(has_somebody_to_protect)
affected_sources.append(cases_affected)
