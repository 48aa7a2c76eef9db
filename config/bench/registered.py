"""An invented register: so many active registrations in every force, each with its duties, review, order and manager.

Written in bulk and without the log: nothing about these people is looked at but what is due and when.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, islice
from random import Random
from typing import Any

from django.db import connection, models
from django.utils import timezone

from accounts.models import Force, User
from config.bench import databases
from register.models import NotificationDuty, Person, ProtectiveOrder, Registration, Task

NOTE = "120,000 registrations, first edition"
A_BATCH = 5_000
MANAGED_BY_ONE = 60
LARGEST_SHARE, LARGEST = 0.15, "01"
"""The Metropolitan Police holds about a seventh of what all forces hold."""
RESTRICTED, OVERDUE, WITHOUT_MANAGER, WITH_ORDER, WITH_TASK = 0.01, 0.03, 0.04, 0.3, 0.1
MET_BEFORE = 2
YEAR = 365


@dataclass(slots=True)
class Drawn:
    """The numbers of one register, always the same."""

    random: Random
    today: date
    forces: list[Force]
    weights: list[float]
    managers: dict[int, list[User]]

    def force(self) -> Force:
        return self.random.choices(self.forces, cum_weights=self.weights)[0]

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def day_ahead(self) -> date:
        """A day within the year to come; of a few, in the month gone by."""
        if self.chance(OVERDUE):
            return self.today - timedelta(days=self.random.randint(1, 30))
        return self.today + timedelta(days=self.random.randint(0, YEAR))


def fill(count: int) -> None:
    """Put so many registrations into the database in use, which holds nobody."""
    drawn = _drawn(count)
    with databases.guards_off():
        people = _added(Person, (_person(drawn, number) for number in range(count)))
        registrations = _added(Registration, (_registration(drawn, person) for person in people))
        _added(NotificationDuty, (duty for each in registrations for duty in _duties(drawn, each)), returned=False)
        ending = (each for each in registrations if drawn.chance(WITH_ORDER))
        _added(ProtectiveOrder, (_order(drawn, each) for each in ending), returned=False)
        asked = (each for each in registrations if drawn.chance(WITH_TASK))
        _added(Task, (_task(drawn, each) for each in asked), returned=False)
    connection.close()
    with databases.as_owner(databases.in_use()) as owner:
        owner.execute("VACUUM (ANALYZE)")


def _drawn(count: int) -> Drawn:
    forces = list(Force.objects.order_by("code"))
    others = (1 - LARGEST_SHARE) / max(1, len(forces) - 1)
    shares = [LARGEST_SHARE if force.code == LARGEST else others for force in forces]
    with databases.guards_off():
        managers = {
            force.pk: _managers(force, count * share)
            for force, share in zip(forces, shares, strict=True)
        }  # fmt: skip
    return Drawn(Random(26), timezone.localdate(), forces, list(accumulate(shares)), managers)  # noqa: S311


def _managers(force: Force, registrations: float) -> list[User]:
    many = max(1, round(registrations / MANAGED_BY_ONE))
    made = [
        User(email=f"manager{number}.{force.code}@example.org", name=f"Manager {number}", force=force)
        for number in range(many)
    ]
    User.objects.bulk_create(made)
    return made


def _added(model: type[models.Model], rows: Iterator[Any], *, returned: bool = True) -> list[Any]:
    """Write the rows in batches; gives them back with their keys, where they are wanted."""
    kept: list[Any] = []
    while batch := list(islice(rows, A_BATCH)):
        model._default_manager.bulk_create(batch)
        kept += batch if returned else []
    return kept


def _person(drawn: Drawn, number: int) -> Person:
    # A drawn reference would be one of another now and then, among so many.
    return Person(
        reference=f"DAR-{number // 10_000:04}-{number % 10_000:04}", display_name=f"Invented {number}",
        owner_force=drawn.force(), subject_category="convicted", is_restricted=drawn.chance(RESTRICTED),
    )  # fmt: skip


def _registration(drawn: Drawn, person: Person) -> Registration:
    manager = None if drawn.chance(WITHOUT_MANAGER) else drawn.random.choice(drawn.managers[person.owner_force_id])
    began_on = drawn.today - timedelta(days=drawn.random.randint(30, 5 * YEAR))
    return Registration(
        person=person, managing_force=person.owner_force, offender_manager=manager, gate="order",
        gate_reason="An order", regime=Registration.Regime.DAPO, status=Registration.Status.ACTIVE, starts_on=began_on,
        next_review_on=drawn.day_ahead(), next_visit_on=drawn.day_ahead(), plan_due_on=drawn.day_ahead(),
        notice_given_on=began_on, notice_given_by="An officer", notice_means=Registration.NoticeMeans.HANDED_OVER,
    )  # fmt: skip


def _duties(drawn: Drawn, registration: Registration) -> Iterator[NotificationDuty]:
    """One open duty that the sweep has nothing to do about, and a few that ended in years gone by."""
    due_on = drawn.day_ahead()
    noted_at = timezone.now() if due_on < drawn.today else None
    yield _duty(registration, "periodic", due_on, overdue_noted_at=noted_at)
    for number in range(MET_BEFORE):
        gone = registration.starts_on + timedelta(days=3 + number)
        yield _duty(registration, f"gone:{number}", gone, ended_on=gone, ended_why="Invented")


def _duty(registration: Registration, key: str, due_on: date, **more: Any) -> NotificationDuty:
    return NotificationDuty(
        registration=registration, key=key, kind="periodic", regime="soa", limit_code="soa.periodic",
        starts_on=min(registration.starts_on, due_on), due_on=due_on, due_at=datetime.combine(due_on, time.max, UTC),
        explanation="Once a year, counted from the last notification.", **more,
    )  # fmt: skip


def _order(drawn: Drawn, registration: Registration) -> ProtectiveOrder:
    return ProtectiveOrder(
        person=registration.person, force=registration.managing_force, kind="DAPO", court="An invented court",
        status=ProtectiveOrder.Status.SERVED, made_on=registration.starts_on, served_on=registration.starts_on,
        ends_on=drawn.today + timedelta(days=drawn.random.randint(0, YEAR)),
    )  # fmt: skip


def _task(drawn: Drawn, registration: Registration) -> Task:
    return Task(
        kind=Task.Kind.REVIEW, title=f"Look again at {registration.pk}", force=registration.managing_force,
        team="offender-manager", owner=registration.offender_manager, person=registration.person,
        due_on=drawn.day_ahead(),
    )  # fmt: skip
