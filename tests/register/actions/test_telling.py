"""Who is told of what: each kind of alert, raised by the act that causes it, once, and to those it matters to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.actor import Actor
from audit.core.errors import OutOfReach, Refused
from audit.models import Event
from cases.actions.incidents import Involved, add_to_incident, identify_in_incident, record_incident
from register.actions import alerts, facts, order_breaches, orders
from register.actions.absences import begin_absence, end_absence
from register.actions.breaches import refer_breach
from register.actions.duties import sweep_overdue
from register.actions.escalation import watch_work
from register.actions.management import set_level
from register.models import (
    Absence,
    Address,
    Alert,
    Breach,
    Person,
    Protection,
    ProtectiveOrder,
    Registration,
    Source,
    Task,
    Watch,
)
from tests import builders
from tests.register.managed_people import registration
from tests.register.matched import joined
from tests.register.notified import act, notifying

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def lead(force: str = "13") -> Actor:
    return builders.actor("supervisor", force_code=force)


def lives(person: Person, *, force: str, line: str = "3 Harbour Row", kind: str = "home", **more: Any) -> Address:
    return facts.add_address(
        person, source=Source.OFFICER, line_1=line, town="Seaton", kind=Address.Kind(kind),
        police_force=builders.force(force), **more, **act(lead()),
    )  # fmt: skip


def told(kind: str) -> list[tuple[str, str]]:
    """From which force and to which, in order."""
    found = Alert.objects.filter(kind=kind).order_by("to_force__code")
    return list(found.values_list("from_force__code", "to_force__code"))


@pytest.fixture
def away() -> Registration:
    """Somebody whom force 13 manages and who lives in the area of force 14."""
    managed = registration()
    lives(managed.person, force="14")
    return managed


def ordered(person: Person, force: str = "10", **more: Any) -> Any:
    given = {"kind": "DAPO", "made_on": TODAY - timedelta(days=1), "court": "Leeds", **more}
    return orders.record_order(person, force=builders.force(force), **given, **act(lead(force)))


def test_a_new_home_tells_the_area_it_lies_in_and_the_one_that_was_left(away: Registration) -> None:
    lives(away.person, force="10", line="9 Hill View")

    assert told("moved_in") == [("13", "10"), ("13", "14")]
    assert told("moving_out") == [("13", "14")]


def test_a_home_in_another_street_of_the_same_area_leaves_nobody(away: Registration) -> None:
    lives(away.person, force="14", line="9 Hill View")

    assert told("moving_out") == []


def test_a_place_to_stay_in_another_area_tells_it_of_somebody_registered_alone() -> None:
    managed, known = registration(), builders.person(lead())

    lives(managed.person, force="14", kind="stays")
    lives(known, force="14", kind="stays")

    assert told("visiting") == [("13", "14")]
    assert not Alert.objects.filter(person=known).exists()


def test_a_release_tells_where_they_live_and_the_end_of_a_stay_abroad_does_not(away: Registration) -> None:
    custody = begin_absence(away.person, kind=Absence.Kind.CUSTODY, starts_on=TODAY, **act(lead()))
    end_absence(custody, ended_on=TODAY, **act(lead()))
    abroad = begin_absence(away.person, kind=Absence.Kind.ABROAD, starts_on=TODAY, **act(lead()))
    end_absence(abroad, ended_on=TODAY, **act(lead()))

    assert told("released") == [("13", "14")]


def test_an_order_of_another_force_is_told_to_who_manages_and_where_they_live_once(away: Registration) -> None:
    ordered(away.person)
    ordered(away.person)

    assert told("order_made") == [("10", "13"), ("10", "14")]


def test_an_order_that_has_run_out_tells_nobody(away: Registration) -> None:
    ordered(away.person, ends_on=TODAY - timedelta(days=1))

    assert told("order_made") == []


def test_an_old_order_that_is_recorded_only_now_tells_nobody_and_stands_on_the_record(away: Registration) -> None:
    order = ordered(away.person, made_on=TODAY - timedelta(days=29))

    assert told("order_made") == []
    assert ProtectiveOrder.objects.in_force(on=TODAY).visible_to(lead("14")).get() == order


def test_an_old_order_that_was_served_lately_is_told(away: Registration) -> None:
    ordered(away.person, made_on=TODAY - timedelta(days=60), served_on=TODAY - timedelta(days=3))

    assert told("order_made") == [("10", "13"), ("10", "14")]


def test_the_breach_of_an_order_is_told_to_whose_order_it_is_too(away: Registration) -> None:
    order = ordered(away.person)

    order_breaches.record_order_breach(
        order, force=builders.force("14"), occurred_at=NOW - timedelta(hours=1), account="Came to the door",
        **act(builders.actor("offender-manager", force_code="10")),
    )  # fmt: skip

    assert told("breach") == [("14", "10"), ("14", "13")]


def test_a_failure_to_notify_that_is_late_and_then_referred_is_told_where_they_live() -> None:
    managed = notifying(lead(), relevant_on=TODAY - timedelta(days=30))
    lives(managed.person, force="14")

    sweep_overdue(TODAY)
    sweep_overdue(TODAY)
    breach = Breach.objects.get(registration=managed)
    refer_breach(breach, referred_to="CPS", why="No answer", **act(lead()))

    assert told("overdue") == [("13", "14")]
    assert told("breach") == [("13", "14")]


def test_an_incident_elsewhere_is_told_to_the_force_that_manages_them(away: Registration) -> None:
    by = builders.actor(force_code="10")
    record_incident(builders.force("10"), person=away.person, **act(by))
    record_incident(builders.force("13"), person=away.person, **act(builders.actor()))
    record_incident(builders.force("10"), person=builders.person(lead()), **act(by))

    assert told("incident") == [("10", "13")]


@pytest.mark.parametrize("how", ["added", "identified"])
def test_somebody_who_is_known_in_an_incident_only_later_is_told_of_then(away: Registration, how: str) -> None:
    by = builders.actor("safeguarding-officer", force_code="10")
    incident = record_incident(builders.force("10"), **act(by))
    deed: Callable[[], object] = {
        "added": lambda: add_to_incident(incident, somebody=Involved(person=away.person), **act(by)),
        "identified": lambda: identify_in_incident(incident, party=None, person=away.person, **act(by)),
    }[how]

    assert told("incident") == []
    deed()
    assert told("incident") == [("10", "13")]


def test_two_of_one_incident_are_two_alerts(away: Registration) -> None:
    other, by = registration(), builders.actor(force_code="10")

    record_incident(
        builders.force("10"), person=away.person, involved=[Involved(person=other.person)], **act(by)
    )  # fmt: skip

    assert {alert.person for alert in Alert.objects.filter(kind="incident")} == {away.person, other.person}


def test_a_raised_level_is_told_where_they_live_and_a_first_one_only_when_it_is_high(away: Registration) -> None:
    by = act(builders.user("offender-manager").actor(on=TODAY))
    set_level(away, level=Registration.HarmRisk.MEDIUM, why="As assessed", **by)
    before = told("risk_raised")
    set_level(away, level=Registration.HarmRisk.HIGH, why="He has a knife", **by)

    assert (before, told("risk_raised")) == ([], [("13", "14")])


def test_the_holder_of_another_record_of_the_same_human_being_is_told() -> None:
    match = joined()
    builders.registered(match.one, lead())

    record_incident(builders.force("10"), person=match.one, **act(builders.actor(force_code="10")))

    assert told("incident") == [("10", "13"), ("10", "14")]


def test_where_they_stay_under_protection_is_learned_from_no_alert() -> None:
    managed = registration()
    lives(managed.person, force="14", kind="stays", protection=Protection.CONFIDENTIAL)

    ordered(managed.person)

    assert told("order_made") == [("10", "13")]


@pytest.mark.parametrize(("level", "hours"), [("low", 72), ("medium", 24), ("high", 4), ("very_high", 1)])
def test_the_time_to_answer_follows_the_danger(level: str, hours: int) -> None:
    managed = registration()
    by = act(builders.user("offender-manager").actor(on=TODAY))
    set_level(managed, level=Registration.HarmRisk(level), why="As assessed", **by)

    lives(managed.person, force="14")

    assert Alert.objects.get(kind="moved_in").due_at == NOW + timedelta(hours=hours)


def test_the_log_says_that_another_force_was_told_and_by_what_kind(away: Registration) -> None:
    ordered(away.person)

    events = Event.objects.filter(code="alert.raised", recipients__contains=["force-14"]).order_by("-pk")
    assert events[0].recipients == ["force-14"]


def accepted(away: Registration) -> Alert:
    alert = Alert.objects.get(person=away.person, kind="moved_in")
    return alerts.answer_alert(alert, is_accepted=True, why="Ours", **act(lead("14")))


def test_what_was_accepted_is_done_once_and_says_what(away: Registration) -> None:
    alert = accepted(away)

    done = alerts.act_on_alert(alert, done="Visited, briefed the shift", **act(lead("14")))

    assert (done.status, done.action_taken, done.actioned_at) == ("actioned", "Visited, briefed the shift", NOW)
    assert list(done.status_changes.values_list("to_status", flat=True))[-1] == "actioned"
    assert Event.objects.get(code="alert.actioned").recipients == ["force-13"]
    with pytest.raises(Refused, match="done already"):
        alerts.act_on_alert(done, done="Again", **act(lead("14")))


def test_what_is_not_accepted_is_not_done_nor_by_others_nor_without_a_word(away: Registration) -> None:
    alert = Alert.objects.get(person=away.person, kind="moved_in")
    with pytest.raises(Refused, match="Accept the alert first"):
        alerts.act_on_alert(alert, done="Visited", **act(lead("14")))
    alert = accepted(away)
    with pytest.raises(Refused, match="Say what was done"):
        alerts.act_on_alert(alert, done=" ", **act(lead("14")))
    with pytest.raises(OutOfReach):
        alerts.act_on_alert(alert, done="Visited", **act(lead("10")))


def test_when_nobody_answers_the_supervisors_of_both_forces_are_asked(
    away: Registration, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(days=2))

    assert alerts.escalate_overdue() == 1
    asked = Task.objects.filter(title__contains="not answered in time")
    assert sorted(asked.values_list("force__code", "team")) == [("13", "supervisor"), ("14", "supervisor")]


def test_an_alert_that_stays_open_goes_up_the_chain_of_both_forces(
    away: Registration, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(days=30))

    watch_work(TODAY + timedelta(days=30))

    watches = Watch.objects.filter(source__in=("alert", "alert_sent"))
    assert sorted(watches.values_list("source", "force__code")) == [("alert", "14"), ("alert_sent", "13")]
    assert all(watch.escalations.filter(step="oversight").exists() for watch in watches)
