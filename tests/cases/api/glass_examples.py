"""Examples of the rows of break-glass."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from register.actions.people import make_exception
from register.models import Person
from tests import builders
from tests.cases.api.example import Example, by, person
from tests.cases.builders import Household
from tests.register import glass

OFFICER = "Nadia Brook"


def closed(home: Household) -> dict[str, Any]:
    """Another force has restricted somebody's record, and one officer of this one needs it."""
    glass.closed_record("14")
    builders.user("supervisor", name=OFFICER)
    return {}


def officer() -> User:
    """Who opens it, and reads afterwards that they did."""
    return User.objects.filter(name=OFFICER).latest("pk")


def opened(home: Household) -> dict[str, Any]:
    """Somebody of another force opened a closed record of this one."""
    return {"reference": glass.opened(glass.closed_record("13"), force_code="14").reference}


def excepted(home: Household) -> dict[str, Any]:
    """Somebody of another force may open the record."""
    grant = make_exception(
        home.person, user=builders.user(force_code="14"), may_open=True, why="A joint operation",
        **by(builders.actor("professional-standards")),
    )  # fmt: skip
    return {"reference": home.person.reference, "number": grant.pk}


EXAMPLES = {
    "api-make-exception": Example(
        person, {"user": "{manager}", "may_open": False, "why": "His brother-in-law"}, "professional-standards"
    ),
    "api-end-exception": Example(excepted, {"why": "The operation has ended"}, "professional-standards"),
    "api-keep-exception": Example(excepted, {"why": "The operation goes on"}, "professional-standards"),
    "api-break-glass": Example(
        closed, {"named": "{closed}", "ground": "danger", "why": "He is at her door with a knife"}, who=officer
    ),
    "api-review-glass": Example(opened, {"outcome": "justified", "why": "The call was live, and he was at the door"}),
}
MADE = {"{closed}": lambda home: Person.objects.filter(is_restricted=True).latest("pk").reference}
