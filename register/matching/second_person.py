"""When joining two records takes a second person, and is never done by the register itself."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.utils import timezone

from register.models import Person, ProtectiveOrder

Asked = Callable[[Collection[int]], bool]


def _has_order_in_force(person_ids: Collection[int]) -> bool:
    orders = ProtectiveOrder.objects.in_force(on=timezone.localdate())
    return orders.filter(person__in=person_ids).exists()


def _has_victim_among_them(person_ids: Collection[int]) -> bool:
    return Person.objects.filter(pk__in=person_ids).exclude(pk__in=Person.objects.registered()).exists()


# Each says whether it holds for any of these records. The floors above add theirs, which this floor may not know.
second_person_reasons: list[Asked] = [_has_order_in_force, _has_victim_among_them]


def needs_second_person(person_ids: Collection[int]) -> bool:
    """Whether any of these records has an order in force or somebody to protect."""
    return any(holds(person_ids) for holds in second_person_reasons)
