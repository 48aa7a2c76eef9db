"""Risk management plans: versions, the second person, and the actions that follow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine

from audit.core.errors import OutOfReach, PermissionDenied, Refused, Stale
from audit.models import Event
from register.actions.plans import add_plan_action, answer_plan, change_plan_action, close_plan_action, write_plan
from register.models import PlanAction, Registration, RiskPlan
from tests.register.managed_people import act, at_level, officer, planned_for, registration

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
HIGH, LOW = Registration.HarmRisk.HIGH, Registration.HarmRisk.LOW


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_a_first_plan_is_due_within_fifteen_working_days() -> None:
    assert registration().plan_due_on == date(2026, 12, 16)


def test_a_plan_at_low_risk_is_in_force_at_once() -> None:
    _, by = officer()
    managed = at_level(registration(), LOW, by)

    plan = planned_for(managed, by, mappa_level="1")

    assert (plan.number, plan.status, plan.in_force_on) == (1, "in_force", date(2026, 11, 25))
    assert managed.plan_due_on == date(2027, 5, 25)
    assert Event.objects.filter(code="plan.written", subject_ref=managed.person.reference).exists()


@pytest.mark.parametrize("level", [HIGH, Registration.HarmRisk.VERY_HIGH, None], ids=["high", "very high", "not set"])
def test_a_plan_at_high_risk_waits_for_a_supervisor(level: Registration.HarmRisk | None) -> None:
    (_, by), (_, lead) = officer(), officer("supervisor")
    managed = registration()
    if level is not None:
        managed = at_level(managed, level, by)

    plan = planned_for(managed, by)
    assert (plan.status, managed.plan_due_on) == ("awaiting_approval", date(2026, 12, 16))
    plan = answer_plan(managed, is_approved=True, why="Complete", **act(lead))

    managed.refresh_from_db()
    assert (plan.status, plan.answered_by_id, managed.plan_due_on) == ("in_force", lead.user_id, date(2027, 11, 25))


def test_a_new_version_takes_the_place_of_the_old_one_which_stays_as_it_was() -> None:
    _, by = officer()
    managed = at_level(registration(), LOW, by)
    planned_for(managed, by)

    planned_for(managed, by, risks="Threats at any time")

    assert list(RiskPlan.objects.values_list("number", "status", "risks")) == [
        (2, "in_force", "Threats at any time"),
        (1, "replaced", "Threats when drunk"),
    ]


def test_a_plan_that_is_not_approved_changes_nothing() -> None:
    (_, by), (_, lead) = officer(), officer("supervisor")
    managed = at_level(registration(), LOW, by)
    planned_for(managed, by)
    managed = at_level(managed, HIGH, by)
    planned_for(managed, by)

    answer_plan(managed, is_approved=False, why="Nothing about the children", **act(lead))

    managed.refresh_from_db()
    assert [plan.status for plan in managed.plans.all()] == ["not_approved", "in_force"]
    assert managed.plan_due_on == date(2026, 12, 16), "raising asked for a review"


def test_nobody_approves_a_plan_of_their_own() -> None:
    _, lead = officer("supervisor")
    managed = registration()
    planned_for(managed, lead)

    with pytest.raises(Refused, match="Somebody else must approve"):
        answer_plan(managed, is_approved=True, why="Complete", **act(lead))


def test_an_offender_manager_approves_nothing_and_another_force_writes_nothing() -> None:
    managed = registration()
    planned_for(managed, officer()[1])

    with pytest.raises(PermissionDenied):
        answer_plan(managed, is_approved=True, why="Complete", **act(officer()[1]))
    with pytest.raises(OutOfReach):
        planned_for(managed, officer(force_code="14")[1])


def test_one_version_at_a_time_waits() -> None:
    (_, by), (_, lead) = officer(), officer("supervisor")
    managed = registration()
    with pytest.raises(Refused, match="No plan waits"):
        answer_plan(managed, is_approved=True, why="Complete", **act(lead))
    planned_for(managed, by)

    with pytest.raises(Refused, match="waits for a supervisor already"):
        planned_for(managed, by)


@pytest.mark.parametrize(
    ("said", "field"),
    [({"risks": " "}, "risks"), ({"strategy": ""}, "strategy"), ({"mappa_level": "4"}, "mappa_level")],
    ids=["no risks", "no strategy", "no such level"],
)
def test_a_plan_says_what_and_how(said: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        planned_for(registration(), officer()[1], **said)

    assert refusal.value.field == field


def test_an_older_version_of_the_registration_writes_no_plan() -> None:
    _, by = officer()
    managed = registration()
    at_level(Registration.objects.get(pk=managed.pk), LOW, by)

    with pytest.raises(Stale):
        write_plan(managed, version=managed.version, risks="Threats", strategy="Visits", **act(by))


def test_an_action_is_added_changed_and_done() -> None:
    (owner, by), (other, _) = officer(), officer()
    managed = at_level(registration(), LOW, by)
    planned_for(managed, by)

    added = add_plan_action(managed, measure="Refer to treatment", due_on=date(2026, 12, 1), owner=owner, **act(by))
    change_plan_action(managed, plan_action=added, due_on=date(2026, 12, 8), owner=other, why="On leave", **act(by))
    done = close_plan_action(managed, plan_action=added, is_done=True, came_of_it="Began on Monday", **act(by))

    assert (done.status, done.outcome, done.owner) == ("done", "Began on Monday", other)
    assert [(row.to_status, row.owner, row.due_on) for row in added.changes.all()] == [
        ("open", owner, date(2026, 12, 1)), ("open", other, date(2026, 12, 8)), ("done", other, date(2026, 12, 8)),
    ]  # fmt: skip
    with pytest.raises(Refused, match="closed already"):
        close_plan_action(managed, plan_action=added, is_done=True, came_of_it="Again", **act(by))


def test_an_action_is_overdue_the_day_after() -> None:
    _, by = officer()
    managed = at_level(registration(), LOW, by)
    planned_for(managed, by)
    added = add_plan_action(managed, measure="Refer to treatment", due_on=date(2026, 11, 25), **act(by))

    assert not PlanAction.objects.overdue(on=date(2026, 11, 25)).exists()
    assert PlanAction.objects.overdue(on=date(2026, 11, 26)).get() == added


def test_an_action_needs_a_plan_words_a_day_to_come_and_an_owner_who_may() -> None:
    (_, by), (stranger, _) = officer(), officer(force_code="14")
    managed = at_level(registration(), LOW, by)
    given = {"measure": "Refer", "due_on": date(2026, 12, 1), **act(by)}

    with pytest.raises(Refused, match="Write the plan first"):
        add_plan_action(managed, **given)
    planned_for(managed, by)
    for wrong, field in (
        ({"measure": " "}, "measure"), ({"due_on": date(2026, 11, 24)}, "due_on"), ({"owner": stranger}, "owner"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            add_plan_action(managed, **given | wrong)
        assert refusal.value.field == field


def test_an_action_that_is_given_up_says_why() -> None:
    _, by = officer()
    managed = at_level(registration(), LOW, by)
    planned_for(managed, by)
    added = add_plan_action(managed, measure="Refer", due_on=date(2026, 12, 1), **act(by))

    with pytest.raises(Refused, match="why it is not done"):
        close_plan_action(managed, plan_action=added, is_done=False, came_of_it=" ", **act(by))
    dropped = close_plan_action(managed, plan_action=added, is_done=False, came_of_it="In custody", **act(by))

    assert dropped.status == "dropped"
