"""A registered person under management, made by the real actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from accounts.actor import Actor
from accounts.models import User
from register.actions.management import set_level
from register.actions.plans import write_plan
from register.actions.visits import record_visit
from register.models import Registration, RiskPlan, Visit
from tests import builders
from tests.builders import CALL

TODAY = date(2026, 11, 25)
Acting = Callable[[str], dict[str, Any]]


def officer(role: str = "offender-manager", force_code: str = "13", **fields: Any) -> tuple[User, Actor]:
    """Somebody of the role as a user, who can be named, and as an actor."""
    user = builders.user(role, force_code=force_code, **fields)
    return user, user.actor(on=TODAY)


def act(by: Actor) -> dict[str, Any]:
    return {"actor": by, "reason": CALL}


def registration(force_code: str = "13") -> Registration:
    """A registration that runs and was entered now, with no manager and no level of risk yet."""
    lead = builders.actor("supervisor", force_code=force_code)
    return builders.registered(builders.person(lead), lead, regime=Registration.Regime.NONE, starts_on=TODAY)


def at_level(registration: Registration, level: Registration.HarmRisk, by: Actor) -> Registration:
    """The registration with its level of risk set."""
    set_level(registration, level=level, why="As assessed", **act(by))
    registration.refresh_from_db()
    return registration


def visited(registration: Registration, by: Actor, *, at: datetime, **found: Any) -> Visit:
    """A visit that was made; the person was seen at home unless it is said otherwise."""
    facts = {"outcome": Visit.Outcome.SEEN, "place": Visit.Place.HOME, **found}
    visit = record_visit(registration, visited_at=at, **facts, **act(by))
    registration.refresh_from_db()
    return visit


def planned_for(registration: Registration, by: Actor, **said: Any) -> RiskPlan:
    """A version of the plan; it is in force where the level of risk is low or medium."""
    words = {"risks": "Threats when drunk", "strategy": "Visits, alcohol treatment", **said}
    plan = write_plan(registration, **words, **act(by))
    registration.refresh_from_db()
    return plan
