"""When joining two records takes a second person, and is never done by the register itself."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.utils import timezone

from register.models import OwnRecordBar, Person, PersonGrant, ProtectiveOrder, SealedRecord

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


def is_closed_to_somebody(person_ids: Collection[int]) -> bool:
    """Whether any of these records is closed to anybody by name: restricted, sealed, or barred as their own or
    otherwise. People alone join such a record."""
    bars = PersonGrant.objects.running(at=timezone.now()).filter(permission__codename="never_open_person")
    return (
        Person.objects.filter(pk__in=person_ids, is_restricted=True).exists()
        or SealedRecord.objects.live().filter(person__in=person_ids).exists()
        or OwnRecordBar.objects.live().filter(person__in=person_ids).exists()
        or bars.filter(content_object__in=person_ids).exists()
    )
