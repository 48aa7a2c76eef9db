"""The life of an order, from the day it is considered to the day it ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from audit.core.errors import PermissionDenied, Refused, Stale
from audit.models import Event
from register.actions import order_breaches, order_life, orders
from register.actions.order_sweeps import sweep_orders
from register.models import ComplianceReport, OrderCondition, OrderStatusChange, Person, ProtectiveOrder, Task
from register.rules.transitions import ORDER_ENDED
from tests import builders
from tests.builders import CALL

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MADE = date(2026, 11, 20)
Means = ProtectiveOrder.Means


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def by() -> dict[str, Any]:
    return {"actor": builders.actor("safeguarding-officer"), "reason": CALL}


@pytest.fixture
def person(by: dict[str, Any]) -> Person:
    return builders.person(by["actor"])


def made(person: Person, by: dict[str, Any], kind: str = "NMO", **more: Any) -> ProtectiveOrder:
    return orders.record_order(person, force=builders.force(), kind=kind, made_on=MADE, court="Leeds", **more, **by)


def applied(person: Person, by: dict[str, Any], kind: str = "NMO") -> ProtectiveOrder:
    return order_life.apply_for_order(person, force=builders.force(), kind=kind, applied_on=MADE, **by)


def life(order: ProtectiveOrder) -> list[tuple[str, str]]:
    return list(OrderStatusChange.objects.filter(order=order).values_list("from_status", "to_status"))


def tasks(kind: str = "order") -> list[str]:
    return list(Task.objects.open().filter(kind=kind).values_list("title", flat=True))


def test_considering_an_order_starts_the_clock_of_the_decision(person: Person, by: dict[str, Any]) -> None:
    order = order_life.consider_order(
        person, force=builders.force(), kind="DAPO", considered_at=NOON - timedelta(hours=2), **by
    )

    assert order.decision_due_at == NOON + timedelta(hours=22)
    task = Task.objects.get(kind="order")
    assert (task.team, task.due_on) == ("safeguarding-officer", date(2026, 11, 24))


def test_an_order_goes_from_considered_to_served_and_each_step_is_written(person: Person, by: dict[str, Any]) -> None:
    order = order_life.consider_order(person, force=builders.force(), kind="NMO", considered_at=NOON, **by)
    order = order_life.apply_as_considered(order, applied_on=MADE, applicant="The victim", court="Leeds", **by)
    order = order_life.adjourn(order, on=date(2026, 11, 21), why="No interpreter", **by)
    order = order_life.make_interim(order, made_on=date(2026, 11, 21), is_without_notice=True, **by)
    order = order_life.make_order(order, made_on=date(2026, 11, 22), ends_on=date(2027, 11, 21), **by)
    order = order_life.serve_order(
        order, served_on=date(2026, 11, 23), served_by="PC 4471 Lee", means=Means.PERSONAL, **by
    )

    assert life(order) == [
        ("", "considered"), ("considered", "applied"), ("applied", "adjourned"), ("adjourned", "interim"),
        ("interim", "made"), ("made", "served"),
    ]  # fmt: skip
    order.refresh_from_db()
    assert (order.interim_made_on, order.made_on) == (date(2026, 11, 21), date(2026, 11, 22))
    assert order.next_check_on == date(2027, 10, 24)


def test_a_full_order_keeps_the_service_of_the_interim_order_apart(person: Person, by: dict[str, Any]) -> None:
    order = order_life.make_interim(applied(person, by, "DAPO"), made_on=MADE, **by)
    order = order_life.serve_order(order, served_on=MADE, served_by="PC Lee", means=Means.IN_COURT, **by)
    assert order.status == "interim", "an interim order stays one when it is served"

    order = order_life.make_order(order, made_on=date(2026, 11, 23), **by)

    assert (order.interim_served_on, order.served_on) == (MADE, None)


@pytest.mark.parametrize("status", [each for each in ProtectiveOrder.Status if each in ORDER_ENDED])
def test_nothing_follows_an_end(person: Person, by: dict[str, Any], status: str) -> None:
    order = made(person, by)
    builders.allow_writes()
    ended = {"ended_on": MADE} if status == "discharged" else {"made_on": None} if status == "not_made" else {}
    ProtectiveOrder.objects.filter(pk=order.pk).update(status=status, **ended)
    served = {"served_on": MADE, "served_by": "PC Lee", "means": Means.POST}

    for deed, typed in (
        (order_life.discharge_order, {"on": MADE, "why": "x"}),
        (order_life.vary_order, {"on": MADE, "why": "x"}),
        (order_life.serve_order, served),
        (order_life.end_application, {"on": MADE, "why": "x"}),
        (order_life.make_order, {"made_on": date(2026, 11, 22)}),
        (orders.add_condition, {"type": "no_contact", "text": "x"}),
    ):
        with pytest.raises(Refused):
            deed(order, **typed, **by)
    assert ProtectiveOrder.objects.get(pk=order.pk).status == status


def test_an_application_that_fails_says_why(person: Person, by: dict[str, Any]) -> None:
    order = order_life.end_application(applied(person, by), on=date(2026, 11, 23), why="Refused by the court", **by)

    assert order.status == "not_made"
    assert OrderStatusChange.objects.get(order=order, to_status="not_made").why == "Refused by the court"


def test_varying_ends_the_old_conditions_the_day_before_and_begins_the_new_ones(
    person: Person, by: dict[str, Any]
) -> None:
    order = made(person, by, conditions=[{"type": "no_contact", "text": "No contact"}])
    old = OrderCondition.objects.get()

    order = order_life.vary_order(
        order, on=date(2026, 11, 23), why="Contact through solicitors allowed", ended=[old],
        added=[{"type": "other", "text": "Through solicitors only"}], ends_on=date(2027, 1, 31), **by,
    )  # fmt: skip

    kept = {each.text: (each.starts_on, each.ends_on) for each in OrderCondition.objects.all()}
    assert kept == {
        "No contact": (None, date(2026, 11, 22)),
        "Through solicitors only": (date(2026, 11, 23), None),
    }
    assert (order.status, order.ends_on, order.next_check_on) == ("varied", date(2027, 1, 31), date(2027, 1, 3))


def test_discharge_says_the_day_and_asks_to_look_at_the_safeguards(person: Person, by: dict[str, Any]) -> None:
    order = order_life.discharge_order(made(person, by), on=date(2026, 11, 23), why="Withdrawn at court", **by)

    assert (order.status, order.ended_on, order.next_check_on) == ("discharged", date(2026, 11, 23), None)
    assert tasks() == [f"Order {order.pk} (NMO) was discharged: look at the safeguards"]
    assert not ProtectiveOrder.objects.in_force(on=date(2026, 11, 23)).exists()


def test_another_force_may_serve_an_order_but_not_take_it_away(person: Person, by: dict[str, Any]) -> None:
    order = made(person, by)
    there: dict[str, Any] = {"actor": builders.actor("safeguarding-officer", force_code="14"), "reason": CALL}

    for deed, typed in ((order_life.discharge_order, {"why": "x"}), (order_life.vary_order, {"why": "x"})):
        with pytest.raises(PermissionDenied):
            deed(order, on=MADE, **typed, **there)
    served = order_life.serve_order(order, served_on=MADE, served_by="PC Hill", means=Means.PERSONAL, **there)

    assert served.status == "served"


def test_somebody_elses_newer_change_is_not_overwritten(person: Person, by: dict[str, Any]) -> None:
    order = made(person, by)
    order_life.serve_order(order, served_on=MADE, served_by="PC Lee", means=Means.POST, **by)

    with pytest.raises(Stale):
        order_life.discharge_order(order, on=MADE, why="x", version=order.version, **by)


# Dates


@pytest.mark.parametrize(
    ("kind", "ends_on"),
    [
        pytest.param("SPO", date(2027, 1, 1), id="a stalking protection order of weeks"),
        pytest.param("DVPO", date(2027, 6, 1), id="a domestic violence protection order of months"),
    ],
)
def test_an_unusual_length_is_recorded_with_a_doubt_and_a_task(
    person: Person, by: dict[str, Any], kind: str, ends_on: date
) -> None:
    order = made(person, by, kind, ends_on=ends_on)

    assert (order.status, order.ends_on) == ("made", ends_on)
    assert "Check the last day against the order." in order.doubt
    assert Task.objects.get(kind="data_quality").detail == order.doubt


def test_a_doubt_asks_once_and_goes_when_the_court_moves_the_end(person: Person, by: dict[str, Any]) -> None:
    order = made(person, by, "SPO", ends_on=date(2027, 1, 1))
    order = order_life.serve_order(order, served_on=MADE, served_by="PC Lee", means=Means.POST, **by)
    assert Task.objects.filter(kind="data_quality").count() == 1

    order = order_life.vary_order(order, on=MADE, why="Corrected", ends_on=date(2029, 1, 1), **by)

    assert order.doubt == ""


@pytest.mark.parametrize(
    ("until", "said"),
    [
        pytest.param(date(2027, 11, 20), "at most 12 months at a time", id="longer than twelve months"),
        pytest.param(None, "must have a last day", id="without a last day"),
        pytest.param(date(2026, 11, 1), "would end before it begins", id="ends before it begins"),
    ],
)
def test_a_tag_beyond_the_act_is_refused(person: Person, by: dict[str, Any], until: date | None, said: str) -> None:
    order = made(person, by, "DAPO")

    with pytest.raises(Refused) as refusal:
        orders.add_condition(
            order,
            type="no_contact",
            text="x",
            is_monitored=True,
            monitoring_starts_on=MADE,
            monitoring_ends_on=until,
            **by,
        )

    assert said in refusal.value.sentence
    assert not OrderCondition.objects.exists()


def test_a_tag_is_extended_once_more_by_twelve_months(person: Person, by: dict[str, Any]) -> None:
    order = made(person, by, "DAPO")
    until = date(2027, 11, 19)
    tagged = orders.add_condition(
        order, type="electronic_monitoring", text="Tag", monitoring_starts_on=MADE, monitoring_ends_on=until, **by
    )
    with pytest.raises(Refused):
        orders.extend_monitoring(order, condition=tagged, until=date(2028, 11, 20), **by)

    longer = orders.extend_monitoring(order, condition=tagged, until=date(2028, 11, 19), **by)

    assert longer.monitoring_ends_on == date(2028, 11, 19)


def test_a_condition_keeps_its_place_out_of_the_log(person: Person, by: dict[str, Any]) -> None:
    victim = builders.person(by["actor"], forenames="Asha")
    orders.add_condition(
        made(person, by), type="exclusion_area", text="Stay away", place="7 Canary Lane", postcode="ls6 3aa", uprn="1",
        area=((430_000, 433_000), (430_100, 433_000), (430_100, 433_100)), easting=430_050, northing=433_050,
        protected_people=[person, victim], **by,
    )  # fmt: skip

    condition = OrderCondition.objects.get()
    assert (condition.postcode, len(condition.area)) == ("LS6 3AA", 3)
    assert set(condition.protected_people.all()) == {person, victim}
    event = Event.objects.get(code="order.condition_added")
    assert b"Canary" not in bytes(event.payload) and b"430050" not in bytes(event.payload)


@pytest.mark.parametrize("area", [None, ((430_000, 433_000), (430_100, 433_000), (430_100, 433_100))], ids=["", "area"])
def test_the_same_order_received_again_adds_no_condition_twice(
    person: Person, by: dict[str, Any], area: tuple[tuple[int, int], ...] | None
) -> None:
    same = [{"type": "exclusion_area", "text": "Stay out", "area": area}]

    first, again = made(person, by, conditions=same), made(person, by, conditions=same)

    assert first == again
    assert OrderCondition.objects.count() == 1


# Service, awareness, notices


def test_a_notice_that_is_served_starts_the_clock_of_the_hearing(person: Person, by: dict[str, Any]) -> None:
    notice = made(person, by, "DAPN")

    at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    notice = order_life.serve_order(
        notice, served_on=MADE, served_at=at, served_by="PC Lee", means=Means.PERSONAL, **by
    )

    assert notice.hearing_due_at == datetime(2026, 11, 23, 12, tzinfo=UTC), "a Sunday is left out"
    assert f"Have the application after notice {notice.pk} (DAPN) heard in time" in tasks()


def test_awareness_is_noted_of_an_order_made_without_notice_alone(person: Person, by: dict[str, Any]) -> None:
    silent = made(person, by, is_without_notice=True)
    told = made(person, by, "RO")

    silent = order_life.note_awareness(silent, aware_on=date(2026, 11, 22), **by)

    assert silent.aware_on == date(2026, 11, 22)
    with pytest.raises(Refused):
        order_life.note_awareness(told, aware_on=MADE, **by)
    with pytest.raises(Refused):
        order_life.note_awareness(silent, aware_on=date(2026, 11, 19), **by)


# Registration


@pytest.mark.parametrize(
    ("kind", "asks"),
    [
        pytest.param("DAPO", True, id="dapo"), pytest.param("SPO", True, id="spo"),
        pytest.param("SHPO", True, id="shpo"), pytest.param("NMO", False, id="nmo"),
    ],
)  # fmt: skip
def test_an_order_that_makes_notify_asks_the_offender_managers(
    person: Person, by: dict[str, Any], kind: str, asks: bool
) -> None:
    made(person, by, kind)

    titles = ["Decide on registration: an order carries a notification requirement"] if asks else []
    assert tasks() == titles
    assert not asks or Task.objects.get(kind="order").team == "offender-manager"


# Breach, appeal, compliance


def test_a_breach_is_counted_with_the_offence_that_fits_and_the_clock_of_the_arrest(
    person: Person, by: dict[str, Any]
) -> None:
    notice = made(person, by, "DAPN")

    breach = order_breaches.record_order_breach(
        notice, force=builders.force(), occurred_at=NOON - timedelta(hours=3), account="Came to the house",
        arrested_at=NOON - timedelta(hours=2), **by,
    )  # fmt: skip

    notice.refresh_from_db()
    assert notice.breach_count == 1
    assert (breach.cjs_code, breach.limit_code) == ("DA21503", "dapn.arrest")
    assert breach.court_due_at == NOON + timedelta(hours=22)
    assert f"Breach {breach.pk} of order {notice.pk} (DAPN): decide what follows" in tasks()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({"occurred_at": datetime(2026, 11, 1, 12, tzinfo=UTC)}, "had not been made", id="before made"),
        pytest.param({"occurred_at": NOON + timedelta(hours=1)}, "in the future", id="in the future"),
        pytest.param({"account": " "}, "Say what happened", id="no account"),
        pytest.param({"arrested_at": NOON - timedelta(days=1)}, "before the breach", id="arrested before"),
    ],
)
def test_a_breach_that_cannot_be_is_refused(
    person: Person, by: dict[str, Any], typed: dict[str, Any], said: str
) -> None:
    told: dict[str, Any] = {"occurred_at": NOON - timedelta(hours=3), "account": "Came", "arrested_at": None, **typed}

    with pytest.raises(Refused) as refusal:
        order_breaches.record_order_breach(made(person, by), force=builders.force(), **told, **by)

    assert said in refusal.value.sentence


def test_an_appeal_leaves_the_order_in_force(person: Person, by: dict[str, Any]) -> None:
    order = order_breaches.note_appeal(made(person, by), appealed_on=date(2026, 11, 21), **by)
    assert order.is_under_appeal and ProtectiveOrder.objects.in_force(on=date(2026, 11, 23)).exists()
    with pytest.raises(Refused):
        order_breaches.note_appeal(order, appealed_on=date(2026, 11, 21), **by)

    order = order_breaches.end_appeal(order, ended_on=date(2026, 11, 22), **by)

    assert not order.is_under_appeal
    with pytest.raises(Refused):
        order_breaches.end_appeal(order, ended_on=date(2026, 11, 22), **by)


def test_a_requirement_that_is_not_complied_with_is_a_task(person: Person, by: dict[str, Any]) -> None:
    order = order_breaches.name_responsible_person(made(person, by), name="Jo Marsh, Northside Programmes", **by)
    told: dict[str, Any] = {"reported_on": date(2026, 11, 23), "reported_by": "Jo Marsh", **by}

    order_breaches.report_compliance(order, outcome=ComplianceReport.Outcome.COMPLIED, **told)
    assert tasks() == []
    order_breaches.report_compliance(order, outcome=ComplianceReport.Outcome.FAILED, **told)

    assert tasks() == [f"A requirement of order {order.pk} (NMO) was not complied with"]


# The sweep


def test_reminders_come_once_each_and_then_the_order_expires(person: Person, by: dict[str, Any]) -> None:
    order = made(person, by, ends_on=date(2026, 12, 31))
    said: dict[str, list[str]] = {}

    for number in range(45):
        with time_machine.travel(NOON + timedelta(days=number), tick=False):
            for _ in range(2):
                sweep_orders()
            said[(NOON + timedelta(days=number)).date().isoformat()] = tasks()

    assert said["2026-12-02"] == []
    assert said["2026-12-03"] == [f"Order {order.pk} (NMO) ends in 28 days"]
    assert len(said["2026-12-23"]) == 1 and len(said["2026-12-24"]) == 2 and len(said["2026-12-29"]) == 2
    assert len(said["2026-12-31"]) == 3
    order.refresh_from_db()
    assert (order.status, order.next_check_on) == ("expired", None)
    assert life(order)[-1] == ("made", "expired")


def test_a_sweep_that_comes_late_reminds_once(person: Person, by: dict[str, Any]) -> None:
    order = made(person, by, ends_on=date(2026, 12, 31))

    with time_machine.travel(datetime(2026, 12, 28, 12, tzinfo=UTC), tick=False):
        assert [sweep_orders(), sweep_orders()] == [1, 0]

    assert tasks() == [f"Order {order.pk} (NMO) ends in 3 days"]


def test_the_end_of_a_tag_is_reminded_of_also_where_the_order_has_no_end(person: Person, by: dict[str, Any]) -> None:
    order = made(person, by, "DAPO")
    orders.add_condition(
        order, type="no_contact", text="x", is_monitored=True, monitoring_ends_on=date(2026, 12, 31), **by
    )
    said = {}

    for number in range(45):
        at = NOON + timedelta(days=number)
        with time_machine.travel(at, tick=False):
            sweep_orders()
            said[at.date().isoformat()] = [title for title in tasks() if "tag" in title]

    assert said["2026-12-02"] == []
    assert said["2026-12-03"] == [f"The electronic tag of order {order.pk} (DAPO) ends in 28 days"]
    assert len(said["2026-12-31"]) == 3
    order.refresh_from_db()
    assert (order.status, order.next_check_on) == ("made", None)


def test_what_was_discharged_neither_reminds_nor_expires(person: Person, by: dict[str, Any]) -> None:
    order = made(person, by, ends_on=date(2026, 12, 1))
    order_life.discharge_order(order, on=date(2026, 11, 23), why="Withdrawn", **by)

    with time_machine.travel(datetime(2027, 1, 1, 12, tzinfo=UTC), tick=False):
        assert sweep_orders() == 0

    order.refresh_from_db()
    assert order.status == "discharged"


def test_the_sweep_looks_at_what_is_due_alone(
    person: Person, by: dict[str, Any], django_assert_num_queries: Any
) -> None:
    for number in range(5):
        orders.record_order(
            person, force=builders.force(), kind="NMO", made_on=MADE, court=f"Court {number}",
            ends_on=date(2028, 1, 1), **by,
        )  # fmt: skip

    with django_assert_num_queries(1):
        assert sweep_orders() == 0


def test_a_restricted_record_is_swept_as_any_other(person: Person, by: dict[str, Any]) -> None:
    order = made(person, by, ends_on=date(2026, 12, 1))
    builders.allow_writes()
    Person.objects.filter(pk=person.pk).update(is_restricted=True)

    with time_machine.travel(datetime(2026, 12, 2, 12, tzinfo=UTC), tick=False):
        sweep_orders()

    order.refresh_from_db()
    assert order.status == "expired"


def test_nobody_may_sweep_by_hand() -> None:
    roles = ("control-room-specialist", "offender-manager", "safeguarding-officer", "supervisor")

    assert not any(builders.actor(role).may("order.sweep") for role in roles)
