"""The move check: what is near to what, around one person. It reads; `cases.actions.near_alerts` raises the alerts.

An address of somebody is compared with every place that is protected from them, in any force: the addresses of those
they harmed and of those whom their orders protect, and the zones of their orders. An address of somebody registered is
also compared with the protected addresses of people whom nothing links with them. Records that are joined stand for one
human being on either side.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet

from accounts.models import Force
from cases.models import Case, Pair
from cases.rules import proximity as rules
from cases.rules.proximity import Near, Place, Zone, nearness, nearness_to_zone
from register.models import Address, OrderCondition, Person, Protection, ProtectiveOrder, Registration
from register.rules.orders import ZONES

MOST_PEOPLE = 100
"""How many people on the other side are compared at once: nobody's circle is larger."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An address of somebody that is near to a protected place, and a force that protects it."""

    address: Address
    near: Near
    force: Force
    is_linked: bool
    place: Address | None = None
    condition: OrderCondition | None = None
    victim: Person | None = None
    case: Case | None = None


def findings_around(person: Person, *, on: date) -> list[Finding]:
    """What is near around one person, whichever side they stand on."""
    found: list[Finding] = []
    known: set[int] = set()
    for group in _offenders_around(person):
        known |= group
        found += Offender(group, on).findings()
    return [*found, *_strangers_about(person, on, except_of=known)]


def _offenders_around(person: Person) -> Iterable[frozenset[int]]:
    """The records of the person, and those of everybody from whom the person is protected: one set for each human."""
    own = frozenset(Person.objects.joined_with(person).values_list("pk", flat=True))
    protecting = OrderCondition.objects.order_by().filter(protected_people__in=own).values("order__person")
    harmed_by = Pair.objects.order_by().filter(victim__in=own).values("person")
    others = Person.objects.filter(pk__in=protecting.union(harmed_by)).order_by("pk")[:MOST_PEOPLE]
    groups = {each.group_id for each in others}
    yield own
    for group in sorted(groups - {person.group_id}):
        yield frozenset(Person.objects.of_groups([group]).values_list("pk", flat=True))


class Offender:
    """One human being whose addresses are compared, by all their records."""

    def __init__(self, records: frozenset[int], on: date) -> None:
        self._records = records
        self._on = on

    def findings(self) -> list[Finding]:
        """Everything near to an address of theirs that holds now or will."""
        if not self._addresses:
            return []
        return [*self._near_victims(), *self._near_zones(), *self._near_strangers()]

    @cached_property
    def _addresses(self) -> list[Address]:
        return list(_holding(Address.objects.filter(person__in=self._records), self._on))

    @cached_property
    def _pairs(self) -> list[Pair]:
        rows = Pair.objects.filter(person__in=self._records).select_related("case", "force", "victim__owner_force")
        return list(rows.order_by("pk")[:MOST_PEOPLE])

    @cached_property
    def _conditions(self) -> list[OrderCondition]:
        """The conditions of their orders in force that hold now or will."""
        orders = ProtectiveOrder.objects.in_force(on=self._on).filter(person__in=self._records)
        rows = OrderCondition.objects.filter(order__in=orders).holding(on=self._on).with_protected()
        return list(rows.select_related("order__force"))

    @cached_property
    def _victims(self) -> Mapping[int, Person]:
        """Everybody who is protected from them, by key, each record joined with one of theirs among them."""
        named = {pair.victim_id for pair in self._pairs}
        named |= {key for condition in self._conditions for key in condition.protected_by_key}
        groups = {each.group_id for each in Person.objects.filter(pk__in=named).only("pk", "lead_id")}
        everybody = Person.objects.of_groups(groups).exclude(pk__in=self._records).select_related("owner_force")
        return {each.pk: each for each in everybody}

    def _near_victims(self) -> Iterable[Finding]:
        """Whether an address is protected or open makes no difference here: it is protected from this very person."""
        places = _holding(Address.objects.filter(person__in=self._victims), self._on)
        for place in places:
            victim = self._victims[place.person_id]
            for address in self._addresses:
                near = nearness(place_of(address), place_of(place), within=rules.NEAR_METRES)
                if near:
                    for force, case in self._sides_of(victim):
                        yield Finding(address, near, force, True, place=place, victim=victim, case=case)

    def _sides_of(self, victim: Person) -> list[tuple[Force, Case | None]]:
        """The forces that protect the victim from this person: those with an open case, else with any, else the force
        that holds the victim; and those of the orders."""
        group = victim.group_id
        pairs = [pair for pair in self._pairs if pair.victim.group_id == group]
        live = [pair for pair in pairs if pair.case.closed_at is None] or pairs
        sides: dict[Force, Case | None] = {pair.force: pair.case for pair in live}
        for condition in self._conditions:
            if victim.pk in condition.protected_by_key:
                sides.setdefault(condition.order.force, None)
        return list(sides.items()) or [(victim.owner_force, None)]

    def _near_zones(self) -> Iterable[Finding]:
        for condition in self._conditions:
            zone = zone_of(condition)
            if zone is None:
                continue
            for address in self._addresses:
                near = nearness_to_zone(place_of(address), zone)
                if near:
                    for force, case in self._sides_of_zone(condition):
                        victim = self._victims.get(next(iter(condition.protected_by_key), 0))
                        yield Finding(address, near, force, True, condition=condition, victim=victim, case=case)

    def _sides_of_zone(self, condition: OrderCondition) -> list[tuple[Force, Case | None]]:
        sides: dict[Force, Case | None] = {condition.order.force: None}
        for key in condition.protected_by_key:
            if key in self._victims:
                sides |= {force: case for force, case in self._sides_of(self._victims[key]) if case}
        return list(sides.items())

    def _near_strangers(self) -> Iterable[Finding]:
        """Protected addresses of people whom nothing links with somebody registered: a refuge must know of it."""
        if not Registration.objects.live().filter(person__in=self._records).exists():
            return
        known = [*self._records, *self._victims]
        for address in self._addresses:
            for place in _protected_about(address, self._on, except_of=known):
                within = rules.NEAR_STRANGER_METRES
                near = nearness(place_of(address), place_of(place), within=within, by_sector=False)
                if near:
                    for force, case in _sides_of_stranger(place.person):
                        yield Finding(address, near, force, False, place=place, victim=place.person, case=case)


def _strangers_about(person: Person, on: date, *, except_of: Collection[int]) -> Iterable[Finding]:
    """Registered people whom nothing links with this one, and who live near to where this one is protected already: a
    refuge must know of them before somebody moves in."""
    own = Address.objects.exclude(protection=Protection.OPEN).filter(person__in=Person.objects.joined_with(person))
    for place in _holding(own, on).select_related("person__owner_force")[:MOST_PEOPLE]:
        for address in _of_registered_about(place, on, except_of=except_of):
            within = rules.NEAR_STRANGER_METRES
            near = nearness(place_of(address), place_of(place), within=within, by_sector=False)
            if near:
                for force, case in _sides_of_stranger(place.person):
                    yield Finding(address, near, force, False, place=place, victim=place.person, case=case)


def _of_registered_about(place: Address, on: date, *, except_of: Collection[int]) -> QuerySet[Address]:
    """Addresses of registered people that may be near to a place: found by their own indexes."""
    registered = Registration.objects.live().values("person")
    rows = Address.objects.filter(_may_be_near(place), person__in=registered).exclude(person__in=except_of)
    return _holding(rows, on)[:MOST_PEOPLE]


def _holding(addresses: QuerySet[Address], on: date) -> QuerySet[Address]:
    """Those that have not ended, also such as begin later."""
    return addresses.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on)).order_by("pk")


def _protected_about(address: Address, on: date, *, except_of: Collection[int]) -> QuerySet[Address]:
    """Protected addresses that may be near: found by the indexes of protected addresses alone."""
    rows = Address.objects.exclude(protection=Protection.OPEN).filter(_may_be_near(address))
    return _holding(rows.exclude(person__in=except_of), on).select_related("person__owner_force")[:MOST_PEOPLE]


def _may_be_near(address: Address) -> Q:
    """The same property number, the same postcode, or a point within the square around this one."""
    may_be = Q(pk__in=[])
    if address.uprn:
        may_be |= Q(uprn=address.uprn)
    if address.postcode:
        may_be |= Q(postcode=address.postcode)
    if address.easting is not None and address.northing is not None:
        reach = rules.NEAR_STRANGER_METRES
        may_be |= Q(
            easting__range=(address.easting - reach, address.easting + reach),
            northing__range=(address.northing - reach, address.northing + reach),
        )
    return may_be


def _sides_of_stranger(victim: Person) -> list[tuple[Force, Case | None]]:
    pairs = Pair.objects.filter(victim__in=Person.objects.joined_with(victim), case__closed_at__isnull=True)
    sides: dict[Force, Case | None] = {pair.force: pair.case for pair in pairs.select_related("case", "force")}
    return list(sides.items()) or [(victim.owner_force, None)]


def place_of(address: Address) -> Place:
    """An address as a place to compare."""
    has_point = address.easting is not None and address.northing is not None
    point = (address.easting, address.northing) if has_point else None
    return Place(address.postcode, address.uprn, address.line_1, point)  # type: ignore[arg-type]


def zone_of(condition: OrderCondition) -> Zone | None:
    """A condition as a zone to compare; None where it keeps nobody from a place, or its place is in words alone."""
    if condition.type not in ZONES:
        return None
    if not (condition.postcode or condition.uprn or condition.easting is not None or condition.area):
        return None
    has_point = condition.easting is not None and condition.northing is not None
    point = (condition.easting, condition.northing) if has_point else None
    centre = Place(condition.postcode, condition.uprn, "", point)  # type: ignore[arg-type]
    area = tuple((east, north) for east, north in condition.area or ())
    return Zone(centre, condition.distance_metres, area)
