"""Which role may answer for which: the ranks are data of the roles."""

from __future__ import annotations

import pytest

from accounts.actor import system_actor
from accounts.models import Membership, Role, User
from accounts.ranks import stands_at_least
from tests import builders
from tests.builders import allow_writes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "asked", "stands"),
    [
        pytest.param("supervisor", "supervisor", True, id="the rank itself"),
        pytest.param("superintendent", "supervisor", True, id="above it"),
        pytest.param("safeguarding-officer", "supervisor", False, id="below it"),
        pytest.param("offender-manager", "safeguarding-officer", True, id="beside it"),
        pytest.param("force-administrator", "safeguarding-officer", False, id="a role without a rank"),
        pytest.param("superintendent", "chief", False, id="a role that is not known"),
    ],
)
def test_a_rank_is_stood_at_by_itself_and_by_those_above(role: str, asked: str, stands: bool) -> None:
    assert stands_at_least(builders.actor(role), asked) is stands


def test_the_highest_of_several_roles_counts() -> None:
    made = builders.user("offender-manager")
    allow_writes()
    Membership.objects.create(
        user=made, role=Role.objects.get(code="supervisor"), starts_on=made.memberships.get().starts_on
    )

    actor = User.objects.get(pk=made.pk).actor(on=made.memberships.latest("pk").starts_on)

    assert stands_at_least(actor, "supervisor")


def test_a_system_stands_at_no_rank() -> None:
    assert not stands_at_least(system_actor("any", {}), "safeguarding-officer")
