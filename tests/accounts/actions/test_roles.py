"""Giving and ending roles."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.actions.roles import LONGEST_ELEVATION, end_role, give_role, roles_to_give
from accounts.models import Membership, Role, User
from audit.core.entry import Reason
from audit.core.errors import OutOfReach, Refused
from tests.accounts.conftest import NATIONAL, TESTING, a_visitor, events

pytestmark = pytest.mark.django_db
WORK = Reason("record_keeping")
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def today(time_machine) -> None:
    time_machine.move_to("2026-11-23T12:00:00Z", tick=False)


@pytest.fixture
def administrator() -> User:
    return a_visitor("force-administrator", email="admin@example.org").user


@pytest.fixture
def actor(administrator: User):
    return administrator.actor(on=TODAY)


@pytest.fixture
def officer() -> User:
    return a_visitor(email="officer@example.org").user


def role(code: str) -> Role:
    return Role.objects.get(code=code)


def without_roles(officer: User, actor) -> User:
    """The officer once the role they came with has ended."""
    end_role(officer, actor=actor, reason=WORK, membership=officer.memberships.get())
    return officer


def test_give_role_from_today_until_it_is_ended(actor, officer: User, administrator: User) -> None:
    without_roles(officer, actor)

    held = give_role(officer, actor=actor, reason=WORK, role=role("supervisor"))

    assert (held.starts_on, held.ends_on, held.given_by) == (TODAY, None, administrator)
    assert officer.actor(on=TODAY).roles == ("supervisor",)
    assert events("user.role_given")[-1].fields == {"role": "supervisor", "starts_on": "2026-11-23", "ends_on": None}


def test_a_role_on_top_of_another_is_given_for_some_days_and_for_a_reason(actor, officer: User) -> None:
    last = TODAY + LONGEST_ELEVATION
    given = {"actor": actor, "reason": WORK, "role": role("supervisor")}

    held = give_role(officer, ends_on=last, why="Stands in for DS Okoro", **given)

    assert (held.ends_on, held.why) == (last, "Stands in for DS Okoro")
    assert officer.actor(on=last).may("task.give")
    assert not officer.actor(on=last + timedelta(days=1)).may("task.give")


@pytest.mark.parametrize(
    ("ends_on", "why", "field"),
    [
        pytest.param(None, "Stands in", "ends_on", id="no last day"),
        pytest.param(TODAY + timedelta(days=91), "Stands in", "ends_on", id="too long"),
        pytest.param(TODAY + timedelta(days=9), " ", "why", id="no reason"),
    ],
)
def test_nobody_is_elevated_without_an_end_or_a_reason(
    actor, officer: User, ends_on: date | None, why: str, field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        give_role(officer, actor=actor, reason=WORK, role=role("supervisor"), ends_on=ends_on, why=why)

    assert refusal.value.field == field
    assert officer.memberships.count() == 1


def test_nobody_gives_themselves_a_role(actor, administrator: User) -> None:
    with pytest.raises(Refused, match="yourself"):
        give_role(administrator, actor=actor, reason=WORK, role=role("supervisor"))

    assert roles_to_give(administrator, actor) == []


@pytest.mark.parametrize("code", ["oversight-auditor", "national-desk", "force-system"])
def test_a_force_administrator_does_not_give(actor, officer: User, code: str) -> None:
    with pytest.raises(Refused):
        give_role(officer, actor=actor, reason=WORK, role=role(code))

    assert code not in [role.code for role in roles_to_give(officer, actor)]


def test_a_user_of_another_force_is_out_of_reach(actor) -> None:
    stranger = a_visitor(email="stranger@example.org", force_code="14").user

    with pytest.raises(OutOfReach):
        give_role(stranger, actor=actor, reason=WORK, role=role("supervisor"))
    with pytest.raises(OutOfReach):
        end_role(stranger, actor=actor, reason=WORK, membership=stranger.memberships.get())


def test_the_role_of_one_user_is_not_ended_through_another(actor, officer: User) -> None:
    stranger = a_visitor(email="stranger@example.org", force_code="14").user

    with pytest.raises(OutOfReach):
        end_role(officer, actor=actor, reason=WORK, membership=stranger.memberships.get())

    assert stranger.actor(on=TODAY).roles == ("control-room-specialist",)


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        pytest.param(TODAY, TODAY - timedelta(days=1), id="ends before it starts"),
        pytest.param(TODAY - timedelta(days=9), TODAY - timedelta(days=1), id="ended already"),
    ],
)
def test_days_that_make_no_sense_are_refused(actor, officer: User, starts_on: date, ends_on: date) -> None:
    with pytest.raises(Refused) as refusal:
        give_role(officer, actor=actor, reason=WORK, role=role("supervisor"), starts_on=starts_on, ends_on=ends_on)

    assert refusal.value.field == "ends_on"


@pytest.mark.parametrize(
    ("first", "second", "is_taken"),
    [
        pytest.param((0, None), (5, None), False, id="open"),
        pytest.param((0, 10), (10, 20), False, id="same day"),
        pytest.param((0, 10), (11, 20), True, id="the day after"),
        pytest.param((20, 30), (0, 19), True, id="before"),
        pytest.param((20, None), (0, None), False, id="would run into it"),
    ],
)
def test_a_role_is_held_once_at_a_time(actor, officer: User, first, second, is_taken: bool) -> None:
    without_roles(officer, actor)

    def give(days):
        start, end = (TODAY + timedelta(days=day) if day is not None else None for day in days)
        return give_role(officer, actor=actor, reason=WORK, role=role("supervisor"), starts_on=start, ends_on=end)

    give(first)
    if is_taken:
        give(second)
    else:
        with pytest.raises(Refused, match="already"):
            give(second)


def test_end_role_takes_effect_the_same_day(actor, officer: User, administrator: User) -> None:
    held = officer.memberships.get()

    end_role(officer, actor=actor, reason=WORK, membership=held)

    held.refresh_from_db()
    assert held.ended_by == administrator
    assert held.standing(on=TODAY) == "ended"
    assert officer.actor(on=TODAY).roles == ()
    with pytest.raises(Refused, match="already"):
        end_role(officer, actor=actor, reason=WORK, membership=held)
    give_role(officer, actor=actor, reason=WORK, role=held.role)
    assert officer.actor(on=TODAY).roles == ("control-room-specialist",)


@pytest.mark.parametrize(
    ("starts", "ends", "standing"),
    [(0, None, "held"), (-5, 0, "held"), (1, None, "to come"), (-5, -1, "ended")],
)
def test_standing_of_a_membership(starts: int, ends: int | None, standing: str) -> None:
    membership = Membership(
        starts_on=TODAY + timedelta(days=starts), ends_on=None if ends is None else TODAY + timedelta(days=ends)
    )

    assert membership.standing(on=TODAY) == standing


def test_a_national_actor_gives_the_national_role(officer: User) -> None:
    days = {"ends_on": timezone.localdate() + timedelta(days=30), "why": "An inspection"}
    give_role(officer, actor=NATIONAL, reason=TESTING, role=role("oversight-auditor"), **days)

    assert officer.actor(on=timezone.localdate()).may("audit.export")
