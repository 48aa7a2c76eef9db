"""Visits: planned, made or tried, cancelled and taken back, and the day they leave for the next one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from audit.core.errors import OutOfReach, PermissionDenied, Refused, Stale
from audit.models import Event
from register.actions.visits import cancel_visit, plan_visit, record_visit, withdraw_visit
from register.models import Registration, Task, Visit
from tests.register.managed_people import act, at_level, officer, registration, visited

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
SEEN, MISSED, REFUSED = Visit.Outcome.SEEN, Visit.Outcome.NOT_AT_HOME, Visit.Outcome.REFUSED
HOME = Visit.Place.HOME


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_a_planned_visit_moves_no_clock() -> None:
    user, by = officer()
    managed = registration()

    visit = plan_visit(managed, planned_on=date(2026, 12, 1), officer=user, note="The new job", **act(by))

    assert (visit.status, visit.officer, visit.planned_on) == ("planned", user, date(2026, 12, 1))
    managed.refresh_from_db()
    assert managed.next_visit_on == date(2026, 12, 25)


def test_planning_again_changes_the_plan() -> None:
    _, by = officer()
    managed = registration()
    plan_visit(managed, planned_on=date(2026, 12, 1), **act(by))

    plan_visit(managed, planned_on=date(2026, 12, 3), **act(by))

    visit = Visit.objects.get()
    assert visit.planned_on == date(2026, 12, 3)
    assert [change.to_status for change in visit.status_changes.all()] == ["planned", "planned"]


def test_a_visit_is_planned_for_a_day_to_come_by_somebody_who_may() -> None:
    (_, by), (stranger, _) = officer(), officer(force_code="14")

    with pytest.raises(Refused, match="today or later"):
        plan_visit(registration(), planned_on=date(2026, 11, 24), **act(by))
    with pytest.raises(Refused, match="This officer cannot"):
        plan_visit(registration(), planned_on=date(2026, 12, 1), officer=stranger, **act(by))


def test_recording_takes_the_place_of_the_plan_and_starts_the_clock_anew(clock: time_machine.Traveller) -> None:
    _, by = officer()
    managed = at_level(registration(), Registration.HarmRisk.HIGH, by)
    plan_visit(managed, planned_on=date(2026, 12, 1), **act(by))

    clock.move_to(datetime(2026, 12, 1, 18, tzinfo=UTC))
    visit = visited(managed, by, at=datetime(2026, 12, 1, 10, tzinfo=UTC), present="His brother", is_unannounced=True)

    assert Visit.objects.get() == visit
    assert (visit.status, visit.present, visit.is_unannounced) == ("recorded", "His brother", True)
    assert managed.next_visit_on == date(2027, 3, 1)
    assert Event.objects.filter(code="visit.recorded", subject_ref=managed.person.reference).exists()


def test_a_visit_just_after_midnight_in_summer_is_of_the_day_in_london(clock: time_machine.Traveller) -> None:
    _, by = officer()
    managed = at_level(registration(), Registration.HarmRisk.VERY_HIGH, by)

    clock.move_to(datetime(2027, 6, 2, tzinfo=UTC))
    visited(managed, by, at=datetime(2027, 6, 1, 23, 30, tzinfo=UTC))

    assert managed.next_visit_on == date(2027, 7, 2)


def test_an_attempt_that_failed_leaves_the_visit_due_and_sets_a_day_to_try_again(clock: time_machine.Traveller) -> None:
    _, by = officer()
    managed = at_level(registration(), Registration.HarmRisk.HIGH, by)

    clock.move_to(datetime(2026, 12, 1, 18, tzinfo=UTC))
    visited(managed, by, at=datetime(2026, 12, 1, 10, tzinfo=UTC), outcome=MISSED)

    assert managed.next_visit_on == date(2026, 12, 3)
    assert not Task.objects.filter(team="supervisor").exists()


def test_a_second_attempt_in_a_row_goes_to_a_supervisor() -> None:
    _, by = officer()
    managed = registration()
    visited(managed, by, at=NOON, outcome=MISSED)

    visited(managed, by, at=NOON, outcome=MISSED)

    task = Task.objects.get(team="supervisor")
    assert task.title.startswith("Not seen again at visit V-")
    assert (task.due_on, task.person) == (date(2026, 11, 26), managed.person)


@pytest.mark.parametrize(
    ("outcome", "team", "title"),
    [
        pytest.param(REFUSED, "supervisor", "Decide what follows the refusal", id="refused"),
        pytest.param(Visit.Outcome.ADDRESS_DOUBTFUL, "offender-manager", "Check the address", id="address doubtful"),
    ],
)
def test_what_a_visit_meets_becomes_a_task(outcome: Visit.Outcome, team: str, title: str) -> None:
    managed = registration()

    visited(managed, officer()[1], at=NOON, outcome=outcome)

    task = Task.objects.get(team=team, title__startswith=title)
    assert managed.person.display_name not in task.title


def test_a_concern_becomes_a_task_of_the_team_that_is_asked() -> None:
    _, by = officer()
    managed = registration()

    visit = visited(managed, by, at=NOON, concerns="A child's bed", asks_team="safeguarding-officer")

    task = Task.objects.get(team="safeguarding-officer")
    assert task.title == f"Act on the concern of visit {visit.reference}"
    assert "bed" not in task.title + task.detail


def test_a_team_is_not_asked_about_nothing() -> None:
    with pytest.raises(Refused, match="Say what the concern is") as refusal:
        visited(registration(), officer()[1], at=NOON, asks_team="supervisor")

    assert refusal.value.field == "concerns"


def test_a_visit_lies_neither_ahead_nor_before_the_registration() -> None:
    _, by = officer()

    with pytest.raises(Refused, match="cannot be later than now"):
        visited(registration(), by, at=NOON + timedelta(minutes=1))
    with pytest.raises(Refused, match="visits count from then"):
        visited(registration(), by, at=NOON - timedelta(days=1))


def test_cancelling_says_why_and_keeps_the_day() -> None:
    _, by = officer()
    managed = registration()
    plan_visit(managed, planned_on=date(2026, 12, 1), **act(by))

    with pytest.raises(Refused, match="Say why"):
        cancel_visit(managed, why="", **act(by))
    cancelled = cancel_visit(managed, why="Called away", **act(by))

    assert (cancelled.status, cancelled.planned_on) == ("cancelled", date(2026, 12, 1))
    with pytest.raises(Refused, match="No visit is planned"):
        cancel_visit(managed, why="Called away", **act(by))


def test_taking_back_a_visit_runs_the_clock_as_if_it_had_not_been(clock: time_machine.Traveller) -> None:
    (_, by), (_, lead) = officer(), officer("supervisor")
    managed = at_level(registration(), Registration.HarmRisk.HIGH, by)
    clock.move_to(datetime(2026, 12, 1, 18, tzinfo=UTC))
    visit = visited(managed, by, at=datetime(2026, 12, 1, 10, tzinfo=UTC))

    withdraw_visit(managed, visit=visit, why="Another person", **act(lead))

    managed.refresh_from_db()
    assert managed.next_visit_on == date(2027, 2, 25)
    with pytest.raises(Refused, match="Only a recorded visit"):
        withdraw_visit(managed, visit=visit, why="Another person", **act(lead))


def test_taking_back_is_for_supervisors_and_has_a_reason() -> None:
    (_, by), (_, lead) = officer(), officer("supervisor")
    managed = registration()
    visit = visited(managed, by, at=NOON)

    with pytest.raises(PermissionDenied):
        withdraw_visit(managed, visit=visit, why="Another person", **act(by))
    with pytest.raises(Refused, match="Say what was wrong"):
        withdraw_visit(managed, visit=visit, why=" ", **act(lead))


def test_another_force_records_nothing() -> None:
    with pytest.raises(OutOfReach):
        record_visit(
            registration(), visited_at=NOON, outcome=SEEN, place=HOME, **act(officer(force_code="14")[1])
        )  # fmt: skip


def test_whoever_read_an_older_version_records_nothing() -> None:
    _, by = officer()
    managed = registration()
    visited(Registration.objects.get(pk=managed.pk), by, at=NOON)

    with pytest.raises(Stale):
        record_visit(managed, version=managed.version, visited_at=NOON, outcome=SEEN, place=HOME, **act(by))
