"""Named people who may open one record for a time, and those who must not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import User
from audit.core.errors import OutOfReach, PermissionDenied, Refused
from audit.models import Event
from register.actions.exceptions import end_exception, keep_exception
from register.actions.people import make_exception
from register.models import Person, PersonGrant
from tests import builders
from tests.builders import CALL
from tests.register.glass import acting, closed_record

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def by(user: User) -> dict[str, Any]:
    return {"actor": acting(user), "reason": CALL}


def sees(user: User, person: Person) -> bool:
    return Person.objects.visible_to(acting(user)).filter(pk=person.pk).exists()


def given(person: Person, user: User, *, may_open: bool = True, **days: Any) -> PersonGrant:
    standards = builders.user("professional-standards", force_code=person.owner_force.code)
    return make_exception(person, user=user, may_open=may_open, why="A joint operation", **days, **by(standards))


def test_an_exception_holds_from_its_first_moment_to_its_last(clock: time_machine.Traveller) -> None:
    person, user = closed_record(), builders.user(force_code="14")

    given(person, user, starts_at=NOON + DAY, expires_at=NOON + 3 * DAY)

    seen = []
    for days in range(4):
        clock.move_to(NOON + days * DAY)
        seen.append(sees(user, person))
    assert seen == [False, True, True, False]


def test_a_bar_holds_from_its_first_moment_to_its_last(clock: time_machine.Traveller) -> None:
    person, user = builders.person(), builders.user()

    given(person, user, may_open=False, starts_at=NOON + DAY, expires_at=NOON + 2 * DAY)

    seen = []
    for days in range(3):
        clock.move_to(NOON + days * DAY)
        seen.append(sees(user, person))
    assert seen == [True, False, True]


@pytest.mark.parametrize(
    "days",
    [
        pytest.param({"expires_at": NOON}, id="over already"),
        pytest.param({"starts_at": NOON + 2 * DAY, "expires_at": NOON + DAY}, id="over before it begins"),
    ],
)
def test_an_exception_that_never_holds_is_refused(days: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        given(builders.person(), builders.user(), **days)

    assert refused.value.field == "expires_at"


def test_an_exception_is_looked_at_again_within_a_year_or_when_it_ends() -> None:
    person = builders.person()

    open_end = given(person, builders.user(), may_open=False)
    short = given(person, builders.user(), expires_at=NOON + 5 * DAY)

    assert open_end.review_on == date(2027, 11, 25)
    assert short.review_on == date(2026, 11, 30)


def test_an_exception_that_is_ended_holds_no_longer() -> None:
    person, user = closed_record(), builders.user(force_code="14")
    grant = given(person, user)

    end_exception(grant, why="The operation is over", **by(builders.user("professional-standards")))

    assert not sees(user, person)
    assert Event.objects.get(code="person.exception_ended").fields["user"] == user.reference
    with pytest.raises(Refused):
        end_exception(grant, why="Again", **by(builders.user("professional-standards")))


def test_an_exception_that_is_kept_is_looked_at_again_a_year_later(clock: time_machine.Traveller) -> None:
    grant = given(builders.person(), builders.user(), may_open=False)
    clock.move_to(datetime(2027, 11, 25, 12, tzinfo=UTC))

    keep_exception(grant, why="He still is", **by(builders.user("professional-standards")))

    grant.refresh_from_db()
    assert grant.review_on == date(2028, 11, 25)


@pytest.mark.parametrize("role", ["supervisor", "superintendent", "offender-manager", "force-administrator"])
def test_nobody_but_professional_standards_sees_or_ends_one(role: str) -> None:
    grant, user = given(builders.person(), builders.user(), may_open=False), builders.user(role)

    assert not PersonGrant.objects.visible_to(acting(user)).exists()
    with pytest.raises((PermissionDenied, OutOfReach)):
        end_exception(grant, why="He is my friend", **by(user))


def test_nobody_sees_or_lifts_a_bar_of_their_own() -> None:
    person, barred = builders.person(), builders.user("professional-standards")
    grant = given(person, barred, may_open=False)

    assert not PersonGrant.objects.visible_to(acting(barred)).exists()
    with pytest.raises(OutOfReach):
        end_exception(grant, why="A mistake", **by(barred))


def test_another_force_does_not_see_one() -> None:
    grant = given(builders.person(), builders.user())

    with pytest.raises(OutOfReach):
        end_exception(grant, why="Ours", **by(builders.user("professional-standards", force_code="14")))


@pytest.mark.parametrize("act", [end_exception, keep_exception])
def test_what_is_settled_has_a_reason(act: Any) -> None:
    grant = given(builders.person(), builders.user())

    with pytest.raises(Refused) as refused:
        act(grant, why=" ", **by(builders.user("professional-standards")))

    assert refused.value.field == "why"
