"""What the register holds around one person, read by a fixed number of queries however much it is.

Only the actions that log a consultation read it; what they give on has been through `cases.contact.may_show`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Func, Model, Q, QuerySet
from django.utils import timezone

from accounts.actor import Actor
from accounts.shared_sql import Given, among, lists_for
from cases.contact import Guard, groups_of_pairs, holders_of, make_guard
from cases.incident_words import groups_around
from cases.models import (
    Case,
    Child,
    ChildSchool,
    Incident,
    MeetingReferral,
    Observation,
    Pair,
    RiskAssessment,
    SafeContactRule,
    Safeguard,
)
from register.models import (
    Address,
    Alert,
    DangerMarker,
    Identifier,
    NotificationDuty,
    OrderCondition,
    Person,
    PersonName,
    Phone,
    Protection,
    ProtectiveOrder,
    Registration,
    RegistrationStatusChange,
    Sighting,
    Vehicle,
)
from register.models.registration import ENDED

LAST = 50
NO_CASE = 0  # a key that no case has
Wanted = dict[str, QuerySet[Any]]
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything around a person, newest first. `records` are those of the person that the actor may open, `person`
    first: each force keeps its own, and what any of them holds is here. `addresses` and `phones` are those of the whole
    circle: the person, everybody they harmed, and whoever bears on the words of an incident here. `sightings`,
    `alerts`, `changes`, `incidents` and `observations` are the last fifty; the alerts are those of moves, for one about
    two records says that the other is there. `flags` are the cases that MARAC heard and that are flagged."""

    person: Person
    records: tuple[Person, ...]
    on: date
    actor: Actor
    guard: Guard
    names: list[PersonName]
    identifiers: list[Identifier]
    addresses: list[Address]
    phones: list[Phone]
    vehicles: list[Vehicle]
    markers: list[DangerMarker]
    sightings: list[Sighting]
    orders: list[ProtectiveOrder]
    conditions: list[OrderCondition]
    registrations: list[Registration]
    duties: list[NotificationDuty]
    changes: list[RegistrationStatusChange]
    alerts: list[Alert]
    cases: list[Case]
    pairs: list[Pair]
    safeguards: list[Safeguard]
    rules: list[SafeContactRule]
    children: list[Child]
    assessments: list[RiskAssessment]
    incidents: list[Incident]
    observations: list[Observation]
    flags: list[MeetingReferral]
    at: datetime = field(default_factory=timezone.now)

    @property
    def record_ids(self) -> frozenset[int]:
        return frozenset(record.pk for record in self.records)

    @property
    def harmed(self) -> list[Pair]:
        """The pairs in which this person did the harm."""
        return [pair for pair in self.pairs if pair.person_id in self.record_ids]

    @property
    def harmed_by(self) -> list[Pair]:
        """The pairs in which this person was harmed."""
        return [pair for pair in self.pairs if pair.victim_id in self.record_ids]

    @property
    def live_registrations(self) -> list[Registration]:
        """The registrations that have not ended, the opened record's first; each record has at most one."""
        live = [row for row in self.registrations if row.status not in ENDED]
        return sorted(live, key=lambda row: row.person_id != self.person.pk)


def holdings_of(person: Person, *, actor: Actor, on: date, case: Case | None = None) -> Holdings:
    """The holdings of a person, for this actor: six queries. Of cases the open ones, and `case` even if closed.

    Records joined with this one that the actor may not see give nothing but what they protect. The guard is over
    everybody whose details could stand in what is shown: the person, whoever was in an incident here or lives where one
    is linked to, and everybody whom any of them is paired with.
    """
    records = _records(person, actor)
    ids = [record.pk for record in records]
    incidents = list(_incidents(ids, actor, case))
    groups = {person.group_id}.union(*map(groups_around, incidents))
    concerned = list(_pairs_of(groups))
    holders = holders_of(groups | groups_of_pairs(concerned), actor=actor)
    given = {"ids": ids, "circle": [each.person_id for each in holders], "case": case.pk if case else NO_CASE}
    found: dict[str, Any] = dict(lists_for(("holdings", on), actor, lambda _, given: _wanted(given, on), given))
    guard = make_guard(
        actor,
        holders=holders,
        pairs=concerned,
        rules=found["rules"],
        details=[*found["addresses"], *found["phones"], *found.pop("schools")],
    )
    return Holdings(
        person=person,
        records=records,
        on=on,
        actor=actor,
        guard=guard,
        pairs=[pair for pair in concerned if _counts(pair, ids, case)],
        incidents=incidents,
        **found,
    )


def _records(person: Person, actor: Actor) -> tuple[Person, ...]:
    """The record that is opened, and those joined with it that the actor may see."""
    joined = (each.person for each in holders_of({person.group_id}, actor=actor) if each.is_seen)
    return (person, *(record for record in joined if record.pk != person.pk))


def _pairs_of(groups: Collection[int]) -> QuerySet[Pair]:
    """The pairs that any record of these human beings is in."""
    return Pair.objects.of_groups(groups).select_related("case__owner", "force", "victim", "person")


def _counts(pair: Pair, ids: Collection[int], case: Case | None) -> bool:
    """Whether a pair is shown; the others only protect whoever is in them."""
    is_open = pair.case.closed_at is None or pair.case == case
    return is_open and (pair.person_id in ids or pair.victim_id in ids)


def _wanted(given: Given, on: date) -> Wanted:
    """All that is held of the records `ids`, and where and how to reach those of the `circle`; of cases `case` too."""
    ids, circle = among(given["ids"]), Q(person__in=among(given["circle"]))
    return {
        "addresses": Address.objects.filter(circle).select_related("police_force", "force"),
        "phones": Phone.objects.filter(circle).select_related("force"),
        "rules": SafeContactRule.objects.in_force().filter(circle).select_related("confirmed_by"),
        "schools": ChildSchool.objects.filter(circle),
        **_facts(Q(person__in=ids)),
        **_standing(ids),
        **_casework(ids, on, Q(case__closed_at__isnull=True) | Q(case=given["case"])),
    }


def _facts(mine: Q) -> Wanted:
    return {
        "names": PersonName.objects.filter(mine).select_related("force"),
        "identifiers": Identifier.objects.filter(mine).select_related("force"),
        "vehicles": Vehicle.objects.filter(mine).select_related("force"),
        "markers": DangerMarker.objects.filter(mine).select_related("signal", "force").order_by("signal__rank", "pk"),
        "sightings": Sighting.objects.filter(mine).select_related("force", "recorded_by").order_by("-seen_at")[:LAST],
    }


def _standing(ids: Func) -> Wanted:
    named = Q(conditions__protected_people__in=ids)
    orders = either(ProtectiveOrder.objects.all(), Q(person__in=ids), named)
    changes = RegistrationStatusChange.objects.filter(registration__person__in=ids).select_related("changed_by")
    registrations = Registration.objects.filter(person__in=ids)
    alerts = Alert.objects.filter(person__in=ids, kind=Alert.Kind.MOVED_IN, address__protection=Protection.OPEN)
    return {
        "orders": orders.select_related("force", "person"),
        "conditions": OrderCondition.objects.naming(ids).with_protected().select_related("order"),
        "registrations": registrations.select_related("managing_force", "offender_manager", "decided_by"),
        "duties": NotificationDuty.objects.filter(registration__person__in=ids),
        "changes": changes.order_by("-changed_at", "-pk")[:LAST],
        "alerts": alerts.select_related("from_force", "to_force", "answered_by")[:LAST],
    }


def _casework(ids: Func, on: date, counted: Q) -> Wanted:
    cases = Case.objects.filter(person__in=ids).open()
    mine, harmed = Q(person__in=ids), Q(case__pairs__victim__in=ids)
    safeguards = either(Safeguard.objects.in_force(on=on), mine, Q(pair__person__in=ids))
    children = either(Child.objects.filter(counted), mine, harmed)
    assessments = either(RiskAssessment.objects.filter(counted), mine, harmed)
    flags = either(MeetingReferral.objects.flagged(on=on), mine, Q(victim__in=ids))
    return {
        "cases": cases.select_related("owner", "force"),
        "safeguards": safeguards.select_related("owner"),
        "children": children.select_related("force"),
        "assessments": assessments.select_related("assessed_by", "force"),
        "observations": Observation.objects.filter(person__in=ids).select_related("force")[:LAST],
        "flags": flags.select_related("force")[:LAST],
    }


def either(rows: QuerySet[Row], one: Q, other: Q) -> QuerySet[Row]:
    """Those of these rows for which either holds. Each is searched by its own index, and their keys are put together:
    an OR over two joins reads all that is held."""
    keys: Any = rows.model._default_manager.order_by()
    found: QuerySet[Row] = rows.filter(pk__in=keys.filter(one).values("pk").union(keys.filter(other).values("pk")))
    return found


def _incidents(ids: list[int], actor: Actor, case: Case | None) -> QuerySet[Incident]:
    """Those that these people were in, and those of the case. One with anybody in it whom the actor is barred from is
    not among them."""
    rows = Incident.objects.involving(ids, case=case)
    return rows.none_barred(actor).with_people().select_related("force")[:LAST]
