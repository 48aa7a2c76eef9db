"""Examples of the rows of protective orders."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from register.actions import order_breaches, order_life
from register.actions.orders import record_order
from register.models import OrderCondition, ProtectiveOrder
from tests.cases.api.example import WHY, Example, by, person
from tests.cases.builders import Household

MADE_ON = date(2026, 11, 20)
TAG = {
    "type": "electronic_monitoring", "text": "to wear a tag", "is_monitored": True,
    "monitoring_ends_on": date(2027, 5, 1),
}  # fmt: skip


def number(order: ProtectiveOrder) -> dict[str, Any]:
    return {"reference": order.person.reference, "number": order.pk}


def order(home: Household, **more: Any) -> dict[str, Any]:
    given = {"made_on": MADE_ON, "court": "Leeds Magistrates", **more}
    return number(record_order(home.person, force=home.owner.force, kind="DAPO", **given, **by()))


def the_order(home: Household) -> ProtectiveOrder:
    return ProtectiveOrder.objects.get(person=home.person)


def considered(home: Household) -> dict[str, Any]:
    at = datetime(2026, 11, 25, 9, tzinfo=UTC)
    return number(order_life.consider_order(home.person, force=home.owner.force, kind="DAPO", considered_at=at, **by()))


def applied(home: Household) -> dict[str, Any]:
    made = order_life.apply_for_order(
        home.person, force=home.owner.force, kind="DAPO", applied_on=date(2026, 11, 18), **by()
    )
    return number(made)


def without_notice(home: Household) -> dict[str, Any]:
    return order(home, is_without_notice=True)


def tagged(home: Household) -> dict[str, Any]:
    return order(home, conditions=[TAG], ends_on=date(2027, 11, 19))


def appealed(home: Household) -> dict[str, Any]:
    there = order(home)
    order_breaches.note_appeal(the_order(home), appealed_on=date(2026, 11, 21), **by())
    return there


def supervised(home: Household) -> dict[str, Any]:
    there = order(home)
    order_breaches.name_responsible_person(the_order(home), name="Leeds probation", **by())
    return there


def last_condition(home: Household) -> int:
    return OrderCondition.objects.filter(order__person=home.person).latest("pk").pk


EXAMPLES = {
    "api-record-order": Example(
        person, {"kind": "DAPO", "made_on": "2026-11-20", "court": "Leeds Magistrates", "ends_on": "2027-11-19"}
    ),
    "api-consider-order": Example(person, {"kind": "DAPO", "considered_at": "2026-11-25T09:00:00+00:00"}),
    "api-apply-for-order": Example(
        person, {"kind": "DAPO", "applied_on": "2026-11-18", "applicant": "West Yorkshire Police"}
    ),
    "api-apply-as-considered": Example(considered, {"applied_on": "2026-11-25", "court": "Leeds Magistrates"}),
    "api-adjourn-order": Example(applied, {"on": "2026-11-20", "hearing_on": "2026-12-04", "why": "No time"}),
    "api-end-application": Example(applied, {"on": "2026-11-20", "why": "The court refused it"}),
    "api-make-interim": Example(applied, {"made_on": "2026-11-20", "court": "Leeds Magistrates"}),
    "api-make-order": Example(applied, {"made_on": "2026-11-20", "ends_on": "2027-11-19"}),
    "api-serve-order": Example(
        order, {"served_on": "2026-11-21", "served_by": "PC 1234 Adeyemi", "means": "personal"}
    ),
    "api-note-awareness": Example(without_notice, {"aware_on": "2026-11-21"}),
    "api-vary-order": Example(
        tagged, {"on": "2026-11-24", "why": "The tag was taken away", "ended": ["{condition}"]}
    ),
    "api-discharge-order": Example(order, {"on": "2026-11-24", "why": "Leeds Magistrates: not needed any more"}),
    "api-add-condition": Example(
        order,
        {
            "type": "exclusion_distance", "text": "not to go within 200 metres of her home", "distance_metres": 200,
            "protected_people": ["{victim}"],
        },
    ),
    "api-extend-monitoring": Example(tagged, {"condition": "{condition}", "until": "2027-10-01"}),
    "api-record-order-breach": Example(
        order,
        {
            "occurred_at": "2026-11-24T21:10:00+00:00", "account": "Seen at the gate",
            "arrested_at": "2026-11-24T22:00:00+00:00",
        },
    ),
    "api-note-order-appeal": Example(order, {"appealed_on": "2026-11-21"}),
    "api-end-order-appeal": Example(appealed, {"ended_on": "2026-11-24"}),
    "api-name-responsible-person": Example(order, {"name": "Leeds probation"}),
    "api-report-compliance": Example(
        supervised, {"outcome": "failed", "reported_on": "2026-11-24", "reported_by": "J. Marsh", "note": WHY}
    ),
}  # fmt: skip
MADE = {"{condition}": last_condition, "{victim}": lambda home: home.victim.reference}
