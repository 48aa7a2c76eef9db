"""Nothing stays with somebody who is away or has left, and what went because of leave comes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.actions.leave import declare_leave, withdraw_leave
from accounts.actions.roles import end_role
from accounts.actions.users import disable_user
from accounts.models import Force, Leave, Membership, User
from audit.core.errors import OutOfReach, Refused
from register import outbox_handlers
from register.actions import tasks
from register.actions.handover import sweep_handovers
from register.actions.management import assign_manager
from register.models import Handover, Notice, Outbox, Registration, Task
from tests import builders
from tests.builders import CALL

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
BY: dict[str, Any] = {"reason": CALL}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def lead() -> User:
    return builders.user("supervisor")


def owned(owner: User, lead: User, title: str = "Review") -> Task:
    by = lead.actor(on=TODAY)
    task = tasks.raise_task(
        Force.objects.get(pk=by.force_id), actor=by, kind=Task.Kind.REVIEW, title=title, team="offender-manager",
        due_on=TODAY, **BY,
    )  # fmt: skip
    return tasks.give_task(task, actor=by, owner=owner, **BY)


def managed(owner: User, lead: User) -> Registration:
    by = lead.actor(on=TODAY)
    registration = builders.registered(builders.person(by), by)
    return assign_manager(registration, actor=by, manager=owner, why="Knows them", **BY)


def at_once() -> None:
    """What the worker does with the wake-up that was written in the act."""
    for row in Outbox.objects.filter(kind="hand_over", done_at__isnull=True):
        outbox_handlers.handle(row)


def owner_of(thing: Any) -> int | None:
    thing.refresh_from_db()
    return thing.offender_manager_id if isinstance(thing, Registration) else thing.owner_id


def test_the_work_of_whoever_is_disabled_goes_to_the_team_and_the_supervisors_are_told(lead: User) -> None:
    leaver, admin = builders.user("offender-manager"), builders.actor("force-administrator")
    task, registration = owned(leaver, lead), managed(leaver, lead)

    disable_user(leaver, actor=admin, why="Left the force", **BY)
    at_once()

    assert (owner_of(task), owner_of(registration)) == (None, None)
    assert Notice.objects.get(user=lead, topic="handed_over").count == 2
    assert Handover.objects.filter(user=leaver, why="left").count() == 2


def test_the_work_of_whoever_loses_the_role_goes_too_but_not_what_another_role_does(lead: User) -> None:
    owner, admin = builders.user("offender-manager"), builders.actor("force-administrator")
    task, registration = owned(owner, lead), managed(owner, lead)
    builders.allow_writes()
    second = Membership.objects.create(
        user=owner, role=builders.user("control-room-specialist").memberships.get().role, starts_on=date(2020, 1, 1)
    )

    end_role(owner, actor=admin, membership=owner.memberships.exclude(pk=second.pk).get(), **BY)
    at_once()

    assert (owner_of(task), owner_of(registration)) == (owner.pk, None)


def test_a_role_that_runs_out_without_any_act_is_found_by_the_sweep(lead: User) -> None:
    owner = builders.user("offender-manager")
    task = owned(owner, lead)
    builders.allow_writes()
    owner.memberships.update(ends_on=TODAY)

    assert sweep_handovers(TODAY) == 0
    assert sweep_handovers(TODAY + timedelta(days=1)) == 1
    assert owner_of(task) is None


def test_leave_takes_the_work_to_the_deputy_and_back_again(lead: User) -> None:
    owner, deputy = builders.user("offender-manager"), builders.user("offender-manager")
    task, registration = owned(owner, lead), managed(owner, lead)
    first, last = TODAY + timedelta(days=2), TODAY + timedelta(days=9)
    declare_leave(owner, actor=owner.actor(on=TODAY), starts_on=first, ends_on=last, deputy=deputy, **BY)

    sweep_handovers(TODAY)
    before = owner_of(task)
    sweep_handovers(first)
    during = owner_of(task), owner_of(registration)
    with time_machine.travel(datetime(2026, 12, 3, 9, tzinfo=UTC), tick=False):
        sweep_handovers(last + timedelta(days=1))
        after = owner_of(task), owner_of(registration)

    assert before == owner.pk
    assert during == (deputy.pk, deputy.pk)
    assert after == (owner.pk, owner.pk)
    assert not Handover.objects.filter(settled_at__isnull=True).exists()


def test_what_a_third_person_took_during_leave_stays_with_them(lead: User) -> None:
    owner, third = builders.user("offender-manager"), builders.user("offender-manager")
    task = owned(owner, lead)
    declare_leave(owner, actor=owner.actor(on=TODAY), starts_on=TODAY, ends_on=TODAY, **BY)
    at_once()
    tasks.take_task(task, actor=third.actor(on=TODAY), **BY)

    sweep_handovers(TODAY + timedelta(days=1))

    assert owner_of(task) == third.pk


def test_coming_back_early_brings_the_work_back_at_once(lead: User) -> None:
    owner = builders.user("offender-manager")
    task = owned(owner, lead)
    leave = declare_leave(owner, actor=owner.actor(on=TODAY), starts_on=TODAY, ends_on=date(2026, 12, 24), **BY)
    at_once()
    away = owner_of(task)

    withdraw_leave(owner, actor=owner.actor(on=TODAY), leave=leave, **BY)
    at_once()

    assert (away, owner_of(task)) == (None, owner.pk)


def test_a_deputy_who_may_not_open_the_record_does_not_get_it(lead: User) -> None:
    owner, deputy = builders.user("offender-manager"), builders.user("control-room-specialist")
    task, registration = owned(owner, lead), managed(owner, lead)
    declare_leave(owner, actor=owner.actor(on=TODAY), starts_on=TODAY, ends_on=TODAY, deputy=deputy, **BY)

    at_once()

    assert (owner_of(task), owner_of(registration)) == (deputy.pk, None)


def test_a_second_sweep_moves_nothing(lead: User) -> None:
    owner = builders.user("offender-manager")
    owned(owner, lead)
    declare_leave(owner, actor=owner.actor(on=TODAY), starts_on=TODAY, ends_on=TODAY, **BY)

    assert [sweep_handovers(TODAY), sweep_handovers(TODAY)] == [1, 0]


def test_one_user_whose_work_cannot_move_keeps_nobody_else_waiting(lead: User, monkeypatch: Any) -> None:
    one, other = builders.user("offender-manager"), builders.user("offender-manager")
    stuck, free = owned(one, lead), owned(other, lead, "Other")
    for user in (one, other):
        declare_leave(user, actor=user.actor(on=TODAY), starts_on=TODAY, ends_on=TODAY, **BY)
    real = tasks.unhand

    def failing(task: Task, **given: Any) -> None:
        if task.pk == stuck.pk:
            raise RuntimeError("broken row")
        real(task, **given)

    monkeypatch.setattr("register.actions.handover.unhand", failing)

    assert sweep_handovers(TODAY) == 1
    assert (owner_of(stuck), owner_of(free)) == (one.pk, None)


# Declaring leave


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        pytest.param((5, 4), "before the first", id="ends before it starts"),
        pytest.param((-5, -1), "today or later", id="over already"),
        pytest.param((0, 400), "a year at most", id="longer than a year"),
    ],
)
def test_leave_has_days_that_can_be(days: tuple[int, int], sentence: str) -> None:
    user = builders.user("offender-manager")
    first, last = (TODAY + timedelta(days=each) for each in days)

    with pytest.raises(Refused, match=sentence):
        declare_leave(user, actor=user.actor(on=TODAY), starts_on=first, ends_on=last, **BY)


@pytest.mark.parametrize("deputy", ["oneself", "of another force", "away too", "disabled"])
def test_whoever_stands_in_is_there(deputy: str) -> None:
    user, other = builders.user("offender-manager"), builders.user("offender-manager")
    if deputy == "of another force":
        other = builders.user("offender-manager", force_code="14")
    if deputy == "disabled":
        other = builders.user("offender-manager", is_active=False)
    if deputy == "away too":
        declare_leave(other, actor=other.actor(on=TODAY), starts_on=TODAY, ends_on=TODAY, **BY)
    chosen = user if deputy == "oneself" else other

    with pytest.raises(Refused) as refusal:
        declare_leave(user, actor=user.actor(on=TODAY), starts_on=TODAY, ends_on=TODAY, deputy=chosen, **BY)

    assert refusal.value.field == "deputy"


def test_leave_is_declared_by_oneself_and_by_whoever_leads_but_by_no_colleague(lead: User) -> None:
    user, colleague = builders.user("offender-manager"), builders.user("offender-manager")
    days = {"starts_on": TODAY, "ends_on": TODAY}

    with pytest.raises(OutOfReach):
        declare_leave(user, actor=colleague.actor(on=TODAY), **days, **BY)
    declare_leave(user, actor=lead.actor(on=TODAY), **days, **BY)

    assert Leave.objects.get().declared_by == lead


def test_leave_is_declared_once_for_a_day() -> None:
    user = builders.user("offender-manager")
    declare_leave(user, actor=user.actor(on=TODAY), starts_on=TODAY, ends_on=TODAY + timedelta(days=3), **BY)

    with pytest.raises(Refused, match="declared already"):
        declare_leave(user, actor=user.actor(on=TODAY), starts_on=TODAY + timedelta(days=3), ends_on=TODAY + timedelta(days=5), **BY)  # fmt: skip  # noqa: E501
