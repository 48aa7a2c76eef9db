"""Examples of the rows of break-glass."""

from __future__ import annotations

from typing import Any

from register.models import Person
from tests.cases.api.example import Example
from tests.cases.builders import Household
from tests.register import glass


def closed(home: Household) -> dict[str, Any]:
    """Another force has restricted somebody's record."""
    glass.closed_record("14")
    return {}


def opened(home: Household) -> dict[str, Any]:
    """Somebody of another force opened a closed record of this one."""
    return {"reference": glass.opened(glass.closed_record("13"), force_code="14").reference}


EXAMPLES = {
    "api-break-glass": Example(
        closed, {"named": "{closed}", "ground": "danger", "why": "He is at her door with a knife"}
    ),
    "api-review-glass": Example(opened, {"outcome": "justified", "why": "The call was live, and he was at the door"}),
}
MADE = {"{closed}": lambda home: Person.objects.filter(is_restricted=True).latest("pk").reference}
