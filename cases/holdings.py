"""What the register holds around one person, read by a fixed number of queries however much it is.

Only the actions that log a consultation read it; what they give on has been through `cases.contact.may_show`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from accounts.actor import Actor
from cases.contact import Guard, holders_of, make_guard
from cases.models import Case, Child, Pair, RiskAssessment, SafeContactRule, Safeguard
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
    ProtectiveOrder,
    Registration,
    RegistrationStatusChange,
    Sighting,
    Vehicle,
)
from register.models.registration import ENDED

LAST = 50


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything around a person, newest first. `addresses` and `phones` are those of the whole circle: the person and
    everybody they harmed. `sightings`, `alerts` and `changes` are the last fifty."""

    person: Person
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

    @property
    def harmed(self) -> list[Pair]:
        """The pairs in which this person did the harm."""
        return [pair for pair in self.pairs if pair.person_id == self.person.pk]

    @property
    def harmed_by(self) -> list[Pair]:
        """The pairs in which this person was harmed."""
        return [pair for pair in self.pairs if pair.victim_id == self.person.pk]

    @property
    def live_registration(self) -> Registration | None:
        """The registration that has not ended; at most one has not."""
        live = (row for row in self.registrations if row.status not in ENDED)
        return next(live, None)


def holdings_of(person: Person, *, actor: Actor, on: date, case: Case | None = None) -> Holdings:
    """The holdings of a person, for this actor: twenty queries. Of cases the open ones, and `case` even if closed."""
    counted = Q(case__closed_at__isnull=True) | Q(case=case)
    pairs = list(
        Pair.objects.filter(Q(person=person) | Q(victim=person), counted).select_related(
            "case__owner", "force", "victim", "person"
        )
    )
    circle = Q(person=person) | Q(person__in=Pair.objects.filter(person=person).values("victim"))
    addresses = list(Address.objects.filter(circle).select_related("police_force", "force"))
    phones = list(Phone.objects.filter(circle).select_related("force"))
    rules = list(SafeContactRule.objects.filter(circle, ended_at__isnull=True).select_related("confirmed_by"))
    everybody = {person.pk, *(pair.victim_id for pair in pairs), *(pair.person_id for pair in pairs)}
    guard = make_guard(
        actor,
        holders=holders_of(everybody, actor=actor),
        pairs=pairs,
        in_refuge=[rule.person_id for rule in rules if rule.is_in_refuge],
        details=[*addresses, *phones],
    )
    return Holdings(
        person=person,
        on=on,
        actor=actor,
        guard=guard,
        addresses=addresses,
        phones=phones,
        pairs=pairs,
        rules=rules,
        **_facts(person),
        **_standing(person),
        **_casework(person, on, counted),
    )


def _facts(person: Person) -> dict[str, Any]:
    return {
        "names": list(PersonName.objects.filter(person=person).select_related("force")),
        "identifiers": list(Identifier.objects.filter(person=person).select_related("force")),
        "vehicles": list(Vehicle.objects.filter(person=person).select_related("force")),
        "markers": list(
            DangerMarker.objects.filter(person=person).select_related("signal", "force").order_by("signal__rank", "pk")
        ),
        "sightings": list(
            Sighting.objects.filter(person=person).select_related("force", "recorded_by").order_by("-seen_at")[:LAST]
        ),
    }


def _standing(person: Person) -> dict[str, Any]:
    orders = ProtectiveOrder.objects.filter(Q(person=person) | Q(conditions__protected_person=person))
    duties = NotificationDuty.objects.filter(registration__person=person)
    changes = RegistrationStatusChange.objects.filter(registration__person=person).select_related("changed_by")
    return {
        "orders": list(orders.select_related("force", "person").distinct()),
        "conditions": list(
            OrderCondition.objects.filter(Q(order__person=person) | Q(protected_person=person)).select_related(
                "order", "protected_person"
            )
        ),
        "registrations": list(
            Registration.objects.filter(person=person).select_related("managing_force", "offender_manager")
        ),
        "duties": list(duties),
        "changes": list(changes.order_by("-changed_at", "-pk")[:LAST]),
        "alerts": list(
            Alert.objects.filter(person=person).select_related("from_force", "to_force", "answered_by")[:LAST]
        ),
    }


def _casework(person: Person, on: date, counted: Q) -> dict[str, Any]:
    cases = Case.objects.filter(person=person).open()
    safeguards = Safeguard.objects.filter(Q(pair__person=person) | Q(person=person)).in_force(on=on)
    children = Child.objects.filter(Q(person=person) | Q(case__pairs__victim=person), counted)
    about = Q(person=person) | Q(case__pairs__victim=person)
    assessments = RiskAssessment.objects.filter(about, counted).distinct()
    return {
        "cases": list(cases.select_related("owner", "force")),
        "safeguards": list(safeguards.select_related("owner")),
        "children": list(children.select_related("force").distinct()),
        "assessments": list(assessments.select_related("assessed_by", "force")),
    }
