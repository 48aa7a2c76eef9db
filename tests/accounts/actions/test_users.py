"""Creating and disabling users."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError
from django.utils import timezone

from accounts.actions.users import create_user, disable_user, enable_user, reset_sign_in
from accounts.models import Force, User
from audit.core.entry import Reason
from audit.core.errors import OutOfReach, PermissionDenied, Refused
from audit.models import Detail
from tests.accounts.conftest import NATIONAL, TESTING, a_visitor, events

pytestmark = pytest.mark.django_db
WORK = Reason("record_keeping")


@pytest.fixture
def administrator() -> User:
    return a_visitor("force-administrator", email="admin@example.org").user


@pytest.fixture
def actor(administrator: User):
    return administrator.actor(on=timezone.localdate())


def force(code: str) -> Force:
    return Force.objects.get(code=code)


def test_create_user_keeps_personal_values_apart_from_the_event(actor) -> None:
    user = create_user(
        force("13"),
        actor=actor,
        reason=WORK,
        email=" New.Officer@Example.org ",
        name="New Officer",
        collar_number="4471",
    )

    assert user.email == "new.officer@example.org"
    assert not user.has_usable_password()
    event = events("user.created")[-1]
    assert event.object_ref == user.reference
    assert event.fields == {"force": "13", "kind": "person"}
    assert set(Detail.objects.filter(event=event).values_list("field", flat=True)) == {
        "name", "email", "collar_number", "actor_label",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("email", "name", "field"),
    [
        pytest.param("ADMIN@example.org", "Somebody", "email", id="taken, in another case"),
        pytest.param("not an address", "Somebody", "email", id="no address"),
        pytest.param("", "Somebody", "email", id="empty address"),
        pytest.param("x@example.org", "  ", "name", id="no name"),
        pytest.param("x@example.org", "Nul\x00", "name", id="hidden character"),
    ],
)
def test_create_user_refuses(actor, email: str, name: str, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        create_user(force("13"), actor=actor, reason=WORK, email=email, name=name)

    assert refusal.value.field == field
    assert events("act.refused")


def test_create_user_in_another_force_is_out_of_reach(actor) -> None:
    with pytest.raises(OutOfReach):
        create_user(force("14"), actor=actor, reason=WORK, email="x@example.org", name="X")

    assert events("access.denied")


def test_create_user_without_a_force_needs_a_national_actor(actor) -> None:
    with pytest.raises(PermissionDenied):
        create_user(None, actor=actor, reason=WORK, email="x@example.org", name="X")

    assert create_user(None, actor=NATIONAL, reason=TESTING, email="x@example.org", name="X").force is None


def test_disable_user_and_enable_again(actor) -> None:
    user = a_visitor(email="leaver@example.org").user

    disable_user(user, actor=actor, reason=WORK, why="Left the force")

    user.refresh_from_db()
    assert not user.is_active
    assert user.actor(on=timezone.localdate()).grants == {}
    enable_user(user, actor=actor, reason=WORK, why="Came back")
    user.refresh_from_db()
    assert user.is_active


@pytest.mark.parametrize("act", [disable_user, enable_user], ids=["disable", "enable"])
def test_saying_why_is_asked_for(actor, act) -> None:
    with pytest.raises(Refused, match="Say why"):
        act(a_visitor(email="leaver@example.org").user, actor=actor, reason=WORK, why=" ")


def test_nobody_disables_or_resets_themselves(administrator: User, actor) -> None:
    with pytest.raises(Refused):
        disable_user(administrator, actor=actor, reason=WORK, why="Tired")
    with pytest.raises(Refused):
        reset_sign_in(administrator, actor=actor, reason=WORK, password="tobika-ranelo-visodu")


def test_reset_sign_in_is_for_people(actor) -> None:
    system = a_visitor("force-system", email="system@example.org", kind=User.Kind.SYSTEM, has_app=False).user

    with pytest.raises(Refused):
        reset_sign_in(system, actor=actor, reason=WORK, password="tobika-ranelo-visodu")


def test_a_specialist_manages_nobody(actor) -> None:
    specialist = a_visitor(email="specialist@example.org").user

    with pytest.raises(OutOfReach):
        disable_user(
            a_visitor(email="other@example.org").user,
            actor=specialist.actor(on=timezone.localdate()),
            reason=WORK,
            why="Because",
        )


@pytest.mark.django_db(transaction=True)
def test_a_password_cannot_change_without_an_event(administrator: User) -> None:
    administrator.set_password("tobika-ranelo-visodu")

    with pytest.raises(ProgrammingError, match="unaudited UPDATE on accounts_user"):
        administrator.save()
