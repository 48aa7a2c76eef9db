"""The national queue: what reaches nobody waits there once, is sent on once, and goes up the chain when nobody acts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.actor import Actor
from accounts.models import Membership
from audit.core.errors import OutOfReach, PermissionDenied, Refused
from audit.models import Event
from register.actions import alerts, facts
from register.actions.escalation import watch_work
from register.actions.management import set_level
from register.actions.national_queue import close_unrouted, look_after_the_queue, send_on
from register.models import Address, Alert, Notice, Registration, Source, Task, UnroutedAlert, Watch
from tests import builders, machines
from tests.register.managed_people import registration
from tests.register.notified import act

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def at_the_desk() -> Actor:
    return builders.actor("national-desk", force_code=None)


def lives(managed: Registration, *, force: str | None, kind: str = "home", line: str = "4 Kirk Wynd") -> Address:
    return facts.add_address(
        managed.person, source=Source.OFFICER, line_1=line, town="Jedburgh", kind=Address.Kind(kind),
        police_force=builders.force(force) if force else None, **act(builders.actor("supervisor")),
    )  # fmt: skip


@pytest.fixture
def waiting() -> UnroutedAlert:
    """Somebody whom force 13 manages has a home in no force's area."""
    lives(registration(), force=None)
    return UnroutedAlert.objects.get()


@pytest.fixture
def to_nobody() -> Alert:
    """An alert to force 10, in which nobody can answer."""
    lives(registration(), force="10")
    return Alert.objects.get()


# What reaches nobody


@pytest.mark.parametrize(("kind", "told"), [("home", "moved_in"), ("stays", "visiting")])
def test_an_address_in_no_forces_area_waits_for_the_desk_and_tells_no_force(kind: str, told: str) -> None:
    address = lives(registration(), force=None, kind=kind)

    waiting = UnroutedAlert.objects.get()
    assert (waiting.kind, waiting.cause, waiting.address, waiting.from_force.code) == (told, "no_area", address, "13")
    assert not Alert.objects.exists()
    assert Event.objects.get(code="unrouted.queued").recipients == ["national-desk"]


def test_of_somebody_with_no_live_registration_nothing_waits() -> None:
    person = builders.person(builders.actor("supervisor"))

    facts.add_address(person, source=Source.OFFICER, line_1="4 Kirk Wynd", **act(builders.actor("supervisor")))

    assert not UnroutedAlert.objects.exists()


@pytest.mark.parametrize(("level", "hours"), [("low", 72), ("medium", 24), ("high", 4), ("very_high", 1)])
def test_the_clock_follows_the_danger(level: str, hours: int) -> None:
    managed = registration()
    by = act(builders.user("offender-manager").actor(on=TODAY))
    set_level(managed, level=Registration.HarmRisk(level), why="As assessed", **by)

    lives(managed, force=None)

    assert UnroutedAlert.objects.get().due_at == NOW + timedelta(hours=hours)


def test_whoever_works_at_the_desk_finds_a_line_that_names_nobody_and_it_leaves_when_it_is_settled() -> None:
    clerk = builders.user("national-desk", force_code=None)
    lives(registration(), force=None)
    waiting = UnroutedAlert.objects.get()

    line = Notice.objects.visible_to(clerk.actor(on=TODAY)).standing().get()
    close_unrouted(waiting, why="Police Scotland was told", **act(clerk.actor(on=TODAY)))

    assert (line.argument, line.people) == (waiting.reference, [])
    assert not Notice.objects.visible_to(clerk.actor(on=TODAY)).standing().exists()


def test_an_alert_that_nobody_can_answer_waits_too_once(to_nobody: Alert) -> None:
    assert look_after_the_queue() == 1
    assert look_after_the_queue() == 0

    waiting = UnroutedAlert.objects.get()
    assert (waiting.cause, waiting.alert, waiting.meant_for) == ("nobody_there", to_nobody, to_nobody.to_force)
    assert waiting.from_force.code == "13"


def test_a_force_with_somebody_in_post_or_a_system_that_answers_is_left_alone(to_nobody: Alert) -> None:
    somebody = builders.user("control-room-specialist", force_code="10")
    assert look_after_the_queue() == 0

    builders.allow_writes()
    Membership.objects.filter(user=somebody).update(ends_on=TODAY - timedelta(days=1))
    machines.issued("alerts:read", force_code="10", name="Readers alone")
    machines.issued("alerts:write", force_code="10")
    assert look_after_the_queue() == 0

    builders.allow_writes()
    somebody.force.clients.filter(name="Records system").update(ended_at=NOW)  # type: ignore[union-attr]
    assert look_after_the_queue() == 1


def test_what_is_answered_after_all_leaves_the_queue(to_nobody: Alert) -> None:
    look_after_the_queue()
    alerts.answer_alert(to_nobody, is_accepted=True, why="Ours", **act(builders.actor("supervisor", force_code="10")))

    assert look_after_the_queue() == 1
    waiting = UnroutedAlert.objects.get()
    assert (waiting.outcome, waiting.settled_by) == ("answered", None)
    assert Event.objects.filter(code="unrouted.answered", object_ref=waiting.reference).count() == 1


# Settling it


def sent(waiting: UnroutedAlert, to: str = "14", **more: Any) -> UnroutedAlert:
    given = {"to_force": builders.force(to), "why": "They look after that place"}
    done: UnroutedAlert = send_on(waiting, **given | more, **act(at_the_desk()))
    return done


def test_what_is_sent_on_is_an_alert_of_the_sender_that_the_other_force_answers(waiting: UnroutedAlert) -> None:
    builders.user("supervisor", force_code="14")

    done = sent(waiting)

    alert = Alert.objects.get()
    assert (alert.kind, alert.from_force.code, alert.to_force.code) == ("moved_in", "13", "14")
    assert (alert.address, alert.status) == (waiting.address, "raised")
    assert (done.outcome, done.sent_on_as) == ("routed", alert)
    event = Event.objects.get(code="unrouted.sent_on")
    assert event.recipients == ["force-14", "force-13"]
    assert event.fields["alert"] == alert.reference


def test_an_alert_to_a_force_without_anybody_is_sent_on_to_another_force(to_nobody: Alert) -> None:
    look_after_the_queue()
    builders.user("supervisor", force_code="14")

    sent(UnroutedAlert.objects.get())

    assert sorted(Alert.objects.values_list("to_force__code", "status")) == [("10", "raised"), ("14", "raised")]


def test_it_is_settled_once(waiting: UnroutedAlert) -> None:
    builders.user("supervisor", force_code="14")
    sent(waiting)

    with pytest.raises(Refused, match="settled already: sent on"):
        sent(waiting)
    with pytest.raises(Refused, match="settled already: sent on"):
        close_unrouted(waiting, why="No need", **act(at_the_desk()))
    assert Alert.objects.count() == 1


@pytest.mark.parametrize(
    ("to", "why", "said"),
    [
        ("14", " ", "Say why"),
        ("13", "Theirs", "has sent it"),
        ("12", "Theirs", "Nobody of .* can answer"),
    ],
    ids=["without a word", "to whoever sent it", "to a force in which nobody can answer"],
)
def test_it_is_not_sent_on(waiting: UnroutedAlert, to: str, why: str, said: str) -> None:
    builders.user("supervisor", force_code="14")

    with pytest.raises(Refused, match=said):
        sent(waiting, to, why=why)

    assert not Alert.objects.exists()
    assert UnroutedAlert.objects.open().exists()


def test_it_is_closed_with_a_word_alone(waiting: UnroutedAlert) -> None:
    with pytest.raises(Refused, match="Say who was told"):
        close_unrouted(waiting, why=" ", **act(at_the_desk()))

    done = close_unrouted(waiting, why="Police Scotland was told by telephone", **act(at_the_desk()))

    assert (done.outcome, done.settle_reason) == ("closed", "Police Scotland was told by telephone")
    assert Event.objects.get(code="unrouted.closed").recipients == ["force-13"]


def test_the_desk_alone_settles_and_another_force_finds_nothing(waiting: UnroutedAlert) -> None:
    with pytest.raises(PermissionDenied):
        close_unrouted(waiting, why="No", **act(builders.actor("supervisor")))
    with pytest.raises(OutOfReach):
        close_unrouted(waiting, why="No", **act(builders.actor("supervisor", force_code="14")))


def test_whoever_is_barred_from_the_person_settles_nothing_about_them(waiting: UnroutedAlert) -> None:
    clerk = builders.user("national-desk", force_code=None)
    builders.bar(clerk, waiting.person)

    with pytest.raises(OutOfReach):
        close_unrouted(waiting, why="No", **act(clerk.actor(on=TODAY)))
    assert not UnroutedAlert.objects.visible_to(clerk.actor(on=TODAY)).exists()


# Nobody acts


def test_past_its_clock_the_supervisors_of_the_sender_are_asked_once(
    waiting: UnroutedAlert, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(hours=23))
    assert look_after_the_queue() == 0

    clock.shift(timedelta(hours=2))
    assert look_after_the_queue() == 1
    assert look_after_the_queue() == 0

    asked = Task.objects.get(title__contains="reached nobody")
    assert (asked.force.code, asked.team, asked.person) == ("13", "supervisor", waiting.person)
    assert UnroutedAlert.objects.open().exists()


def test_an_alert_that_nobody_can_answer_goes_up_its_own_chain_and_no_second_one(
    to_nobody: Alert, clock: time_machine.Traveller
) -> None:
    look_after_the_queue()
    clock.shift(timedelta(days=30))

    assert look_after_the_queue() == 0
    watch_work(TODAY + timedelta(days=30))

    assert not Task.objects.filter(title__contains="reached nobody").exists()
    watches = Watch.objects.filter(source__in=("alert", "alert_sent", "unrouted"))
    assert sorted(watches.values_list("source", flat=True)) == ["alert", "alert_sent"]
    assert all(watch.escalations.filter(step="oversight").exists() for watch in watches)


def test_a_queue_that_nobody_owns_goes_up_to_oversight(waiting: UnroutedAlert, clock: time_machine.Traveller) -> None:
    lead = builders.user("supervisor")
    clock.shift(timedelta(days=30))

    watch_work(TODAY + timedelta(days=30))

    watch = Watch.objects.get(source="unrouted", number=waiting.pk)
    assert watch.force.code == "13"
    assert watch.escalations.filter(step="oversight").exists()
    assert Notice.objects.filter(user=lead, source="unrouted", argument=waiting.reference).exists()
