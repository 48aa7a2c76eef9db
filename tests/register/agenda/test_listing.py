"""The list of what is due: what is in it, whose it is, in which part, and page by page."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actor import Actor
from accounts.models import User
from register.agenda.items import When, Whose, days_of
from register.agenda.listing import Agenda, Place
from register.models import (
    IndefiniteReview,
    ManagementTransfer,
    Notification,
    NotificationDuty,
    NotificationRequirement,
    Person,
    PersonGrant,
    ProtectiveOrder,
    Registration,
    Task,
)
from tests import builders

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
FAR = TODAY + timedelta(days=200)


@pytest.fixture
def manager() -> User:
    return builders.user("offender-manager")


@pytest.fixture
def actor(manager: User) -> Actor:
    return manager.actor(on=TODAY)


def registration(
    by: Actor, *, manager: User | None, review_on: date = FAR, person: Person | None = None
) -> Registration:  # fmt: skip
    """A registration managed by the force of `by`, put in place as the actions leave one."""
    person = person or builders.person(builders.actor("offender-manager", force_code=by.force_code))
    builders.allow_writes()
    return Registration.objects.create(
        person=person, managing_force_id=by.force_id, offender_manager=manager, gate="order", gate_reason="An order",
        regime="none", starts_on=date(2026, 3, 2), next_review_on=review_on,
        next_visit_on=FAR, plan_due_on=FAR,
    )  # fmt: skip


def duty(of: Registration, due_on: date, key: str = "initial", **fields: Any) -> NotificationDuty:
    return NotificationDuty.objects.create(
        registration=of, key=key, kind="initial", regime="dapo", limit_code="dapo.initial",
        starts_on=date(2026, 3, 2), due_on=due_on, due_at=f"{due_on}T23:59:59Z", explanation="Three days.", **fields,
    )  # fmt: skip


def titles(actor: Actor, whose: Whose, when: When) -> list[str]:
    return [item.title for item in Agenda(actor, whose, today=TODAY).page(when).items]


@pytest.mark.parametrize(
    ("due_on", "when"),
    [
        pytest.param(YESTERDAY, When.OVERDUE, id="yesterday is overdue"),
        pytest.param(TODAY, When.TODAY, id="today"),
        pytest.param(TOMORROW, When.WEEK, id="tomorrow is in the seven days"),
        pytest.param(TODAY + timedelta(days=7), When.WEEK, id="the seventh day is in the seven days"),
        pytest.param(TODAY + timedelta(days=8), When.LATER, id="the eighth day is later"),
    ],
)
def test_a_duty_stands_in_one_part_alone(manager: User, actor: Actor, due_on: date, when: When) -> None:
    duty(registration(actor, manager=manager), due_on)

    assert _parts(actor) == [when]


def _parts(actor: Actor) -> list[When]:
    """The parts that hold a notification."""
    return [
        each
        for each in When
        if any(item.source == "notification" for item in Agenda(actor, Whose.MINE, today=TODAY).page(each).items)
    ]


def test_the_parts_are_all_days_and_no_day_twice() -> None:
    parts = [days_of(when, TODAY) for when in When]

    assert (parts[0].first, parts[-1].last) == (None, None)
    assert all(one.last is not None and two.first == one.last + timedelta(days=1) for one, two in pairwise(parts))


def test_mine_is_what_i_manage_and_the_team_sees_all(manager: User, actor: Actor) -> None:
    duty(registration(actor, manager=manager), YESTERDAY)
    duty(registration(actor, manager=builders.user("offender-manager")), YESTERDAY)
    duty(registration(actor, manager=None), YESTERDAY)

    counted = {whose: Agenda(actor, whose, today=TODAY).counts()[When.OVERDUE] for whose in Whose}
    listed = {whose: len(titles(actor, whose, When.OVERDUE)) for whose in Whose}

    assert counted == listed == {Whose.MINE: 1, Whose.TEAM: 3, Whose.UNASSIGNED: 1}


def test_what_another_force_manages_is_not_in_the_list(actor: Actor) -> None:
    theirs = builders.user("offender-manager", force_code="14")
    duty(registration(theirs.actor(on=TODAY), manager=theirs), YESTERDAY)

    assert titles(actor, Whose.TEAM, When.OVERDUE) == []


def test_a_duty_that_was_met_or_ended_is_gone(manager: User, actor: Actor) -> None:
    kept = registration(actor, manager=manager)
    told = Notification.objects.create(
        registration=kept, taken_at="2026-11-20T10:00:00Z", method="counter", police_station="Leeds",
        identity_check="known",
    )  # fmt: skip
    duty(kept, YESTERDAY, key="met", met_on=date(2026, 11, 20), met_by=told)
    duty(kept, YESTERDAY, key="ended", ended_on=date(2026, 11, 20), ended_why="The order was discharged.")

    assert titles(actor, Whose.MINE, When.OVERDUE) == []


def test_reviews_ends_of_orders_and_tasks_are_in_the_list_soonest_first(manager: User, actor: Actor) -> None:
    kept = registration(actor, manager=manager, review_on=TODAY + timedelta(days=3))
    order = {"kind": "DAPO", "status": "served", "made_on": date(2026, 3, 2), "served_on": date(2026, 3, 9)}
    ends_on = TODAY + timedelta(days=2)
    ProtectiveOrder.objects.create(person=kept.person, force=kept.managing_force, ends_on=ends_on, **order)
    Task.objects.create(
        kind=Task.Kind.REVIEW, title="Look again", force=kept.managing_force, team="offender-manager", owner=manager,
        due_on=TOMORROW, person=kept.person,
    )  # fmt: skip

    found = titles(actor, Whose.MINE, When.WEEK)

    assert found[0] == "Look again"
    assert found[1].endswith("ends")
    assert found[2] == "Review of the registration"
    assert Agenda(actor, Whose.MINE, today=TODAY).counts()[When.WEEK] == 3


def test_a_task_of_another_team_is_not_ours(actor: Actor) -> None:
    builders.allow_writes()
    for team in ("offender-manager", "supervisor"):
        Task.objects.create(
            kind=Task.Kind.REVIEW, title=f"For the {team}", force=builders.force(), team=team, due_on=TODAY
        )

    assert titles(actor, Whose.TEAM, When.TODAY) == ["For the offender-manager"]


def test_somebody_restricted_or_barred_is_absent(manager: User, actor: Actor) -> None:
    barred, restricted = registration(actor, manager=manager), registration(actor, manager=manager)
    duty(barred, YESTERDAY)
    duty(restricted, YESTERDAY)
    foreign = builders.person(builders.actor(force_code="14"))
    hidden = registration(actor, manager=manager, person=foreign)
    duty(hidden, YESTERDAY)
    Person.objects.filter(pk=foreign.pk).update(is_restricted=True)
    never = Permission.objects.get(codename="never_open_person")
    PersonGrant.objects.create(
        permission=never, user=manager, content_object=barred.person, given_by=manager, why="A relative"
    )

    people = [item.person for item in Agenda(actor, Whose.TEAM, today=TODAY).page(When.OVERDUE).items]

    assert people == [restricted.person]
    assert Agenda(actor, Whose.TEAM, today=TODAY).counts()[When.OVERDUE] == 1


def test_pages_follow_each_other_without_gap_or_repeat(manager: User, actor: Actor) -> None:
    kept = registration(actor, manager=manager, review_on=YESTERDAY)
    for number in range(5):
        duty(kept, YESTERDAY - timedelta(days=number // 2), key=f"weekly:{number}")
    for number in range(3):
        Task.objects.create(
            kind=Task.Kind.REVIEW, title=f"Task {number}", force=kept.managing_force, team="offender-manager",
            owner=manager, due_on=YESTERDAY,
        )  # fmt: skip

    seen, place = [], None
    while True:
        page = Agenda(actor, Whose.MINE, today=TODAY).page(When.OVERDUE, after=place, most=2)
        seen += [(item.due_on, item.source, item.number) for item in page.items]
        place = page.next
        if place is None:
            break

    whole = Agenda(actor, Whose.MINE, today=TODAY).page(When.OVERDUE)
    assert seen == [(item.due_on, item.source, item.number) for item in whole.items]
    assert len(seen) == len(set(seen)) == 9


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("2026-11-23.notification", id="too short"),
        pytest.param("2026-11-23.elsewhere.4", id="no such source"),
        pytest.param("2026-31-11.task.4", id="no such day"),
        pytest.param("2026-11-23.task.99999999999999999999", id="no such number"),
        pytest.param("2026-11-23.task.-1", id="a negative number"),
    ],
)
def test_a_place_that_is_none_begins_at_the_beginning(text: str) -> None:
    assert Place.read(text) is None


def test_a_place_is_read_as_it_was_written() -> None:
    place = Place(TODAY, "task", 17)

    assert Place.read(str(place)) == place


def test_an_offer_to_take_somebody_over_waits_for_those_who_may_answer() -> None:
    actor = builders.actor("supervisor")
    theirs = builders.user("offender-manager", force_code="14")
    managed = registration(theirs.actor(on=TODAY), manager=theirs)
    offer = {"why": "Moved", "summary": "Visits work", "limit_code": "test", "due_at": f"{TODAY}T12:00:00Z"}
    ManagementTransfer.objects.create(
        registration=managed, person=managed.person, from_force=managed.managing_force, to_force=builders.force("13"),
        offered_by=theirs, **offer,
    )  # fmt: skip

    assert titles(actor, Whose.TEAM, When.TODAY) == ["Answer an offer to take a person over"]
    assert titles(actor, Whose.MINE, When.TODAY) == []
    assert titles(theirs.actor(on=TODAY), Whose.TEAM, When.TODAY) == []


@pytest.mark.parametrize(
    ("known", "title"),
    [
        pytest.param({}, "Acknowledge an application in writing", id="received"),
        pytest.param(
            {"acknowledged_on": YESTERDAY, "information_asked_on": YESTERDAY, "information_due_on": TODAY,
             "decision_due_on": TODAY},
            "Decide on an application", id="information asked for",
        ),
    ],
)  # fmt: skip
def test_an_application_stands_in_the_list_by_its_next_step(
    manager: User, actor: Actor, known: dict[str, Any], title: str
) -> None:
    managed = registration(actor, manager=manager)
    requirement = NotificationRequirement.objects.create(
        registration=managed, regime="soa", relevant_on=date(2005, 3, 2), disposal="life", explanation="Life",
    )  # fmt: skip
    IndefiniteReview.objects.create(
        registration=managed, requirement=requirement, first_notified_on=date(2006, 3, 2), applied_on=date(2026, 11, 9),
        acknowledgement_due_on=TODAY, **known,
    )  # fmt: skip

    assert titles(actor, Whose.MINE, When.TODAY) == [title]


def test_the_list_costs_the_same_queries_however_much_is_due(manager: User, actor: Actor) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            Agenda(actor, Whose.TEAM, today=TODAY).counts()
            items = Agenda(actor, Whose.TEAM, today=TODAY).page(When.OVERDUE).items
            assert [str(item.person.reference) for item in items if item.person]
        return len(asked)

    duty(registration(actor, manager=manager, review_on=YESTERDAY), YESTERDAY)
    before = queries()
    for _ in range(5):
        duty(registration(actor, manager=builders.user("offender-manager"), review_on=YESTERDAY), YESTERDAY)

    assert queries() == before
