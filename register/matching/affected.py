"""Who else is affected when two records are joined, as far as the reader may know of them."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.utils import timezone

from accounts.actor import Actor
from register.models import Person, ProtectiveOrder, Registration

# Each gives sentences about these records for this reader. The floors above add theirs.
affected_sources: list[Callable[[Actor, Collection[int]], list[str]]] = []


def others_beside(person_ids: Collection[int], *, beside: Collection[int], actor: Actor) -> list[Person]:
    """The further records of both groups that this reader may see."""
    rows = Person.objects.visible_to(actor).filter(pk__in=set(person_ids) - set(beside))
    return list(rows.select_related("owner_force").order_by("pk"))


def affected(actor: Actor, person_ids: Collection[int]) -> list[str]:
    """What hangs on the records that this reader may see, in sentences."""
    seen = list(Person.objects.visible_to(actor).filter(pk__in=person_ids).values_list("pk", flat=True))
    live = Registration.objects.live().filter(person__in=seen).select_related("managing_force").order_by("pk")
    orders = ProtectiveOrder.objects.in_force(on=timezone.localdate()).filter(person__in=seen).count()
    said = [f"A registration managed by {each.managing_force} is live; it stays as it is." for each in live]
    if len(said) > 1:
        said.append("Both forces get a task to agree who manages the person.")
    if orders:
        said.append(f"{_count(orders, 'order is', 'orders are')} in force; each stays with its own record.")
    for source in affected_sources:
        said += source(actor, seen)
    return said


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
