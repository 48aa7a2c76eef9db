"""Who manages a registered person, and at which level of risk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from audit.core.errors import OutOfReach, PermissionDenied, Refused, Stale
from audit.models import Event
from register.actions.management import answer_lowering, ask_to_lower, assign_manager, hand_over, set_level
from register.actions.people import make_exception
from register.actions.registration_ends import record_death
from register.managed.managers import without_a_manager
from register.models import ManagementRisk, Registration, RiskLowering
from tests import builders
from tests.register.managed_people import act, at_level, officer, registration, visited

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
LOW, MEDIUM, HIGH, VERY_HIGH = (
    Registration.HarmRisk.LOW,
    Registration.HarmRisk.MEDIUM,
    Registration.HarmRisk.HIGH,
    Registration.HarmRisk.VERY_HIGH,
)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_a_new_registration_is_visited_within_a_month() -> None:
    assert registration().next_visit_on == date(2026, 12, 25)


def test_naming_a_manager_leaves_a_row_and_an_event() -> None:
    manager, by = officer()

    managed = assign_manager(registration(), manager=manager, why="Her area", **act(by))

    assert managed.offender_manager == manager
    assert [(row.manager, row.why, row.assigned_by) for row in managed.assignments.all()] == [
        (manager, "Her area", manager)
    ]
    assert Event.objects.filter(code="management.manager_assigned").exists()


def test_giving_it_back_leaves_it_in_the_queue_of_the_team() -> None:
    manager, by = officer()
    managed = assign_manager(registration(), manager=manager, why="Her area", **act(by))

    managed = assign_manager(managed, manager=None, why="On leave", **act(by))

    assert managed.offender_manager is None
    assert Registration.objects.filter(without_a_manager(on=NOON.date()), pk=managed.pk).exists()


@pytest.mark.parametrize("how", ["switched off", "moved to another force", "lost the role"])
def test_a_manager_who_cannot_act_leaves_the_registration_without_one(how: str) -> None:
    manager, by = officer()
    managed = assign_manager(registration(), manager=manager, why="Her area", **act(by))
    assert not Registration.objects.filter(without_a_manager(on=NOON.date())).exists()

    builders.allow_writes()
    if how == "switched off":
        manager.is_active = False
    elif how == "moved to another force":
        manager.force = builders.force("14")
    else:
        manager.memberships.update(ends_on=date(2026, 11, 24))
    manager.save()

    assert Registration.objects.filter(without_a_manager(on=NOON.date()), pk=managed.pk).exists()


def test_the_work_of_somebody_on_leave_goes_to_another_and_what_they_may_not_open_to_the_team() -> None:
    (leaver, _), (taker, _), (_, lead) = officer(), officer(), officer("supervisor")
    mine, barred, elsewhere = registration(), registration(), registration("14")
    for each in (mine, barred):
        assign_manager(each, manager=leaver, why="Her area", **act(lead))
    standards = builders.actor("professional-standards")
    make_exception(barred.person, user=taker, may_open=False, why="A relative", **act(standards))

    assert hand_over(leaver, to=taker, why="Leave", **act(lead)) == (1, 1)

    found = {each: Registration.objects.get(pk=each.pk).offender_manager for each in (mine, barred, elsewhere)}
    assert found == {mine: taker, barred: None, elsewhere: None}


@pytest.mark.parametrize(("role", "force_code"), [("offender-manager", "14"), ("control-room-specialist", "13")])
def test_only_somebody_of_the_force_who_manages_can_be_named(role: str, force_code: str) -> None:
    _, by = officer()
    other, _ = officer(role, force_code)

    with pytest.raises(Refused, match="cannot be named as manager") as refusal:
        assign_manager(registration(), manager=other, why="Her area", **act(by))

    assert refusal.value.field == "manager"


def test_somebody_who_is_barred_from_the_record_cannot_be_named() -> None:
    barred, _ = officer()
    managed, (_, by) = registration(), officer()
    standards = builders.actor("professional-standards")
    make_exception(managed.person, user=barred, may_open=False, why="His own record", **act(standards))

    with pytest.raises(Refused, match="cannot be named as manager"):
        assign_manager(managed, manager=barred, why="His area", **act(by))


def test_naming_needs_a_reason_and_a_change() -> None:
    manager, by = officer()
    managed = registration()

    with pytest.raises(Refused, match="Say why"):
        assign_manager(managed, manager=manager, why=" ", **act(by))
    managed = assign_manager(managed, manager=manager, why="Her area", **act(by))
    with pytest.raises(Refused, match="manages this registration already"):
        assign_manager(managed, manager=manager, why="Her area", **act(by))


def test_whoever_read_an_older_version_changes_nothing() -> None:
    manager, by = officer()
    managed = registration()
    at_level(Registration.objects.get(pk=managed.pk), HIGH, by)

    with pytest.raises(Stale):
        assign_manager(managed, version=managed.version, manager=manager, why="Her area", **act(by))


def test_another_force_does_not_reach_it_and_another_role_may_not() -> None:
    managed = registration()

    with pytest.raises(OutOfReach):
        set_level(managed, level=HIGH, why="Threats", **act(officer(force_code="14")[1]))
    with pytest.raises(PermissionDenied):
        answer_lowering(managed, is_agreed=True, why="Yes", **act(officer()[1]))


def test_one_person_raises_the_level_and_the_visit_comes_forward() -> None:
    _, by = officer()
    managed = at_level(registration(), LOW, by)
    assert managed.next_visit_on == date(2027, 11, 25)

    managed = at_level(managed, HIGH, by)

    assert (managed.management_level, managed.next_visit_on) == ("high", date(2027, 2, 25))
    newest = managed.risks.first()
    assert newest is not None
    assert (newest.level, newest.decided_by_id, newest.asked_by) == ("high", by.user_id, None)


def test_one_person_cannot_lower_the_level() -> None:
    _, by = officer()
    managed = at_level(registration(), HIGH, by)

    with pytest.raises(Refused, match="Lowering it takes a second person"):
        set_level(managed, level=LOW, why="Calm", **act(by))


def test_a_level_needs_reasons_and_a_person() -> None:
    with pytest.raises(Refused, match="reasons in your own words"):
        set_level(registration(), level=HIGH, why=" ", **act(officer()[1]))


def test_a_supervisor_agrees_to_the_lower_level_that_was_asked_for() -> None:
    (_, by), (_, lead) = officer(), officer("supervisor")
    managed = at_level(registration(), HIGH, by)

    ask_to_lower(managed, level=MEDIUM, why="A year without an incident", **act(by))
    managed.refresh_from_db()
    assert managed.management_level == "high"
    answer_lowering(managed, is_agreed=True, why="Seen together", **act(lead))

    managed.refresh_from_db()
    assert (managed.management_level, managed.next_visit_on) == ("medium", date(2027, 5, 25))
    newest = managed.risks.first()
    assert newest is not None
    assert (newest.asked_by_id, newest.decided_by_id) == (by.user_id, lead.user_id)


def test_a_refusal_leaves_the_level() -> None:
    (_, by), (_, lead) = officer(), officer("supervisor")
    managed = at_level(registration(), HIGH, by)
    ask_to_lower(managed, level=LOW, why="Calm", **act(by))

    answer_lowering(managed, is_agreed=False, why="Too soon", **act(lead))

    managed.refresh_from_db()
    assert managed.management_level == "high"
    assert RiskLowering.objects.get().answer_reason == "Too soon"


def test_nobody_agrees_with_themselves() -> None:
    _, lead = officer("supervisor")
    managed = at_level(registration(), HIGH, lead)
    ask_to_lower(managed, level=LOW, why="Calm", **act(lead))

    with pytest.raises(Refused, match="Somebody else must agree"):
        answer_lowering(managed, is_agreed=True, why="Yes", **act(lead))


def test_asking_twice_and_answering_nothing_are_refused() -> None:
    (_, by), (_, lead) = officer(), officer("supervisor")
    managed = at_level(registration(), HIGH, by)

    with pytest.raises(Refused, match="Nobody waits"):
        answer_lowering(managed, is_agreed=True, why="Yes", **act(lead))
    ask_to_lower(managed, level=LOW, why="Calm", **act(by))
    with pytest.raises(Refused, match="was asked already"):
        ask_to_lower(managed, level=MEDIUM, why="Calm", **act(by))


def test_asking_for_no_lower_level_is_refused() -> None:
    _, by = officer()
    managed = at_level(registration(), MEDIUM, by)

    with pytest.raises(Refused, match="not lower than the level in force"):
        ask_to_lower(managed, level=HIGH, why="Worse", **act(by))


def test_raising_closes_a_request_to_lower() -> None:
    _, by = officer()
    managed = at_level(registration(), MEDIUM, by)
    ask_to_lower(managed, level=LOW, why="Calm", **act(by))

    at_level(managed, VERY_HIGH, by)

    request = RiskLowering.objects.get()
    assert (request.is_agreed, request.answer_reason) == (False, "The level was set anew.")


def test_reactive_management_waits_for_three_years_at_low(clock: time_machine.Traveller) -> None:
    (_, by), (_, lead) = officer(), officer("supervisor")
    managed = at_level(registration(), LOW, by)

    clock.move_to(NOON + timedelta(days=800))
    with pytest.raises(Refused, match="from 25 November 2029"):
        ask_to_lower(managed, level=LOW, is_reactive=True, why="Settled", **act(by))
    clock.move_to(datetime(2029, 11, 25, 12, tzinfo=UTC))
    visited(managed, by, at=datetime(2029, 11, 25, 10, tzinfo=UTC))
    ask_to_lower(managed, level=LOW, is_reactive=True, why="Settled", **act(by))
    answer_lowering(managed, is_agreed=True, why="Seen for three years", **act(lead))

    managed.refresh_from_db()
    assert (managed.is_reactive, managed.next_visit_on) == (True, date(2030, 11, 25))
    managed = at_level(managed, LOW, by)
    assert managed.is_reactive is False, "going back to planned visits takes one person"


def test_nothing_is_managed_after_the_registration_has_ended() -> None:
    (manager, by), (_, lead) = officer(), officer("supervisor")
    managed = registration()
    managed = record_death(
        managed, confirmed_by="The coroner", died_on=NOON.date(), why="Certificate seen", **act(lead)
    )

    for deed in (
        lambda: assign_manager(managed, manager=manager, why="Her area", **act(by)),
        lambda: set_level(managed, level=HIGH, why="Threats", **act(by)),
        lambda: ask_to_lower(managed, level=LOW, why="Calm", **act(by)),
    ):
        with pytest.raises(Refused, match="has ended"):
            deed()
    assert not ManagementRisk.objects.exists()
