"""Protective orders through the API: recorded, applied for, made, served, varied, broken, discharged."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.api import bodies
from accounts.api.bodies import day, line, needed, one_of, past_day, prose, several, truth, whole
from accounts.api.bodies import named as named_by
from accounts.api.representations import shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from audit.core.errors import Refused
from cases.actions.orders import open_order
from cases.actions.register_entry import open_register_entry
from cases.api.targets import order_of, own_force, person_of
from cases.contact import guard_of
from cases.models import Case
from register.actions import order_breaches, order_life
from register.actions import orders as acts
from register.api.texts import TEXTS
from register.models import OrderCondition, Person, ProtectiveOrder
from register.policies import RECORD_ORDER
from register.rules.orders import ORDER_KINDS, ConditionType, missing_in_condition
from register.rules.zones import MOST as MOST_CORNERS
from register.rules.zones import NotAnArea, read_area

LARGEST_DISTANCE, LARGEST_GRID = 100_000, 1_300_000
MOST_PROTECTED, MOST_CONDITIONS = 20, 50
KIND = {"kind": one_of({code: code for code in ORDER_KINDS})}


@dataclass(frozen=True, slots=True)
class OrderBrief:
    """One order of a list. `person` is the record that it stands in."""

    number: int
    version: int
    person: str
    force: str
    kind: str
    status: str
    made_on: date | None
    served_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class ConditionShown:
    """A condition in the register's own words, which name no place that whoever asks may not know; `own_words` are
    those of the order, where they may be read."""

    number: int
    type: str
    words: str
    own_words: str
    holds: bool
    distance_metres: int | None
    starts_on: date | None
    ends_on: date | None
    is_monitored: bool
    monitoring_starts_on: date | None
    monitoring_ends_on: date | None


@dataclass(frozen=True, slots=True)
class EventShown:
    """Something that happened to an order."""

    at: datetime
    text: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderShown:
    """One order with its conditions and its history, newest first."""

    number: int
    person: str
    force: str
    kind: str
    status: str
    reference_number: str
    court: str
    considered_at: datetime | None
    decision_due_at: datetime | None
    applied_on: date | None
    applicant: str
    hearing_on: date | None
    hearing_due_at: datetime | None
    interim_made_on: date | None
    made_on: date | None
    is_without_notice: bool
    aware_on: date | None
    served_on: date | None
    served_at: datetime | None
    served_by: str
    served_means: str
    ends_on: date | None
    ends_when: str
    ended_on: date | None
    arrest_power: str
    responsible_person: str
    appealed_on: date | None
    appeal_ended_on: date | None
    breach_count: int
    doubt: str
    conditions: tuple[ConditionShown, ...]
    history: tuple[EventShown, ...]


def _orders(asking: Asking, person: Person) -> Shown:
    held = open_register_entry(person, **asking.act).held
    references = {record.pk: record.reference for record in held.records}
    found = [
        shown(OrderBrief, each, held.guard.free_text, person=references[each.person_id], force=each.force.code)
        for each in held.orders
        if each.person_id in references
    ]
    return Shown({"reference": person.reference, "orders": found})


def _order(asking: Asking, order: ProtectiveOrder) -> Shown:
    opened = open_order(order, **asking.act)
    read = guard_of([order.person_id], actor=asking.actor).free_text
    rows = OrderCondition.objects.visible_to(asking.actor).filter(order=order).in_bulk()
    conditions = tuple(
        shown(ConditionShown, rows[each.number], read, number=each.number, words=each.words, own_words=each.own_words,
              holds=each.holds)
        for each in opened.conditions
    )  # fmt: skip
    history = tuple(EventShown(each.at, each.text, tuple(each.remarks)) for each in opened.history)
    return Shown(shown(OrderShown, order, read, conditions=conditions, history=history), opened.version)


def victims(actor: Actor, target: Any) -> Any:
    """Whom the actor may name as protected: the victims of cases that they may see."""
    cases = Case.objects.visible_to(actor).filter(person=target.person)
    return Person.objects.visible_to(actor).filter(pairs_as_victim__case__in=cases).distinct()


def _monitored(actor: Actor, order: ProtectiveOrder) -> Any:
    return OrderCondition.objects.visible_to(actor).filter(order=order, is_monitored=True)


def _conditions(actor: Actor, order: ProtectiveOrder) -> Any:
    return OrderCondition.objects.visible_to(actor).filter(order=order)


def _for_own_force(actor: Actor, person: Person, sent: dict[str, Any]) -> dict[str, Any]:
    return {**sent, "force": own_force(actor, RECORD_ORDER.permission)}


def _condition(actor: Actor, order: ProtectiveOrder, sent: dict[str, Any]) -> dict[str, Any]:
    """A condition with the corners of its area read. The type and the words must be there."""
    gap = missing_in_condition(
        sent["type"], distance_metres=sent.get("distance_metres"), has_area=bool(sent.get("area")),
        place=sent.get("place", ""), easting=sent.get("easting"), northing=sent.get("northing"),
    )  # fmt: skip
    if gap:
        raise Refused(gap[1], field=gap[0])
    try:
        area = read_area(json.dumps(sent["area"])) if sent.get("area") else None
    except NotAnArea as problem:
        raise Refused(str(problem), field="area") from problem
    return {**sent, "area": area}


def _made(actor: Actor, order: ProtectiveOrder, sent: dict[str, Any]) -> dict[str, Any]:
    """What the court said of the order takes the place of what it said of an interim one."""
    return {"ends_on": None, "ends_when": "", "is_without_notice": False, **sent}


def _broken(actor: Actor, order: ProtectiveOrder, sent: dict[str, Any]) -> dict[str, Any]:
    force = own_force(actor, RECORD_ORDER.permission) if actor.force_id else order.force
    return {**sent, "force": force}


def _place(row: Any) -> dict[str, Any]:
    order = row if isinstance(row, ProtectiveOrder) else row.order
    return {"reference": order.person.reference, "number": order.pk}


AT = Place("api-order", _place)
PATH, ONE = "people/<str:reference>/orders", "people/<str:reference>/orders/<int:number>"
STATUS = ("status",)
TERMS = {
    "court": line(120), "reference_number": line(60), "is_without_notice": truth, "ends_on": day,
    "ends_when": line(200),
}  # fmt: skip
CONDITION = {
    "type": needed(one_of(ConditionType)), "text": needed(prose(500)),
    "protected_people": several(named_by(victims), MOST_PROTECTED),
    "distance_metres": whole(LARGEST_DISTANCE, least=1), "place": line(300), "postcode": line(10),
    "uprn": bodies.matching(r"^[0-9]{1,12}$", 12), "easting": whole(LARGEST_GRID), "northing": whole(LARGEST_GRID),
    "area": several(several(whole(LARGEST_GRID), 2), MOST_CORNERS), "starts_on": day, "ends_on": day,
    "is_monitored": truth, "monitoring_starts_on": day, "monitoring_ends_on": day,
}  # fmt: skip


def begun(slug: str, name: str, act: Callable[..., Any], **more: Any) -> Write:
    """A way in which an order enters the register: recorded for the force of whoever does it."""
    fields = {**KIND, **more.pop("fields", {})}
    leaves_out = ("force", *more.pop("leaves_out", ()))
    return Write(
        f"{PATH}{slug}", name, act, person_of, AT, makes=True, texts=TEXTS, fields=fields, leaves_out=leaves_out,
        fills=_for_own_force, **more,
    )  # fmt: skip


def step(slug: str, name: str, act: Callable[..., Any], *days: str, **more: Any) -> Write:
    """Something that happens to an order. `days` are those that have come when it is recorded."""
    fields = {**dict.fromkeys(days, past_day), **more.pop("fields", {})}
    return Write(f"{ONE}/{slug}", name, act, order_of, AT, has_version=True, texts=TEXTS, fields=fields, **more)


ROWS: tuple[Row, ...] = (
    Read(PATH, "api-orders", "The orders of a person, in every joined record.", _orders, person_of,
         acts=(open_register_entry,)),
    begun(
        "", "api-record-order", acts.record_order, leaves_out=("conditions",),
        fields={"made_on": past_day, "served_on": past_day},
        more={
            "is_without_notice": truth, "ends_when": line(200), "arrest_power": one_of(ProtectiveOrder.ArrestPower),
            "certificate_sha256": bodies.matching(r"^[0-9a-f]{64}$", 64),
        },
        tells=("status", "doubt"),
    ),
    begun("/considered", "api-consider-order", order_life.consider_order, tells=("status", "decision_due_at")),
    begun("/applied", "api-apply-for-order", order_life.apply_for_order, fields={"applied_on": past_day},
          tells=STATUS),
    Read(ONE, "api-order", "One order with its conditions and its history.", _order, order_of, acts=(open_order,)),
    step("apply", "api-apply-as-considered", order_life.apply_as_considered, "applied_on", tells=STATUS),
    step("adjourn", "api-adjourn-order", order_life.adjourn, "on", tells=STATUS),
    step("end-application", "api-end-application", order_life.end_application, "on", tells=STATUS),
    step("make-interim", "api-make-interim", order_life.make_interim, "made_on", more=TERMS, fills=_made,
         tells=("status", "doubt")),
    step("make", "api-make-order", order_life.make_order, "made_on", more=TERMS, fills=_made,
         tells=("status", "doubt")),
    step("serve", "api-serve-order", order_life.serve_order, "served_on", tells=("status", "hearing_due_at")),
    step("aware", "api-note-awareness", order_life.note_awareness, "aware_on", tells=STATUS),
    step(
        "vary", "api-vary-order", order_life.vary_order, "on", leaves_out=("added",), tells=STATUS,
        fields={"ended": several(named_by(_conditions, by="pk"), MOST_CONDITIONS)},
    ),
    step("discharge", "api-discharge-order", order_life.discharge_order, "on", tells=STATUS),
    step("conditions", "api-add-condition", acts.add_condition, more=CONDITION, fills=_condition, makes=True,
         tells=("is_monitored", "monitoring_ends_on")),
    step("monitoring", "api-extend-monitoring", acts.extend_monitoring,
         fields={"condition": named_by(_monitored, by="pk")}, tells=("monitoring_ends_on",)),
    step("breaches", "api-record-order-breach", order_breaches.record_order_breach, leaves_out=("force",),
         fills=_broken, makes=True, tells=("cjs_code", "court_due_at")),
    step("appeal", "api-note-order-appeal", order_breaches.note_appeal, "appealed_on", tells=STATUS),
    step("end-appeal", "api-end-order-appeal", order_breaches.end_appeal, "ended_on", tells=STATUS),
    step("responsible", "api-name-responsible-person", order_breaches.name_responsible_person, tells=STATUS),
    step("reports", "api-report-compliance", order_breaches.report_compliance, "reported_on", makes=True,
         tells=("outcome",)),
)  # fmt: skip
