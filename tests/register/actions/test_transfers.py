"""Handing the management of a registered person to another force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from accounts.actor import Actor
from audit.core.errors import OutOfReach, PermissionDenied, Refused, Stale
from audit.models import Event
from register.actions import facts
from register.actions.alerts import answer_alert, escalate_overdue
from register.actions.management import ask_to_lower
from register.actions.people import make_exception, restrict_person
from register.actions.plans import add_plan_action
from register.actions.registration_ends import record_death
from register.actions.transfers import accept_transfer, cancel_transfer, offer_transfer, refuse_transfer
from register.actions.visits import plan_visit
from register.models import Alert, ManagementTransfer, Registration, RiskLowering, Source, Task
from tests import builders
from tests.register.managed_people import act, at_level, officer, planned_for, registration

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
HIGH, LOW = Registration.HarmRisk.HIGH, Registration.HarmRisk.LOW


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def lead(force_code: str = "13") -> Actor:
    return officer("supervisor", force_code)[1]


def offered(managed: Registration, by: Actor, **said: Any) -> ManagementTransfer:
    words = {"why": "Moved to the coast", "summary": "Visits work; alcohol does not", **said}
    return offer_transfer(managed, to_force=words.pop("to_force", builders.force("14")), **words, **act(by))


def test_an_offer_changes_nothing_but_tells_the_other_force() -> None:
    managed = registration()

    transfer = offered(managed, lead())

    managed.refresh_from_db()
    assert managed.managing_force.code == "13"
    alert = Alert.objects.get(transfer=transfer)
    assert (alert.kind, alert.to_force.code, alert.due_at) == ("transfer", "14", transfer.due_at)
    event = Event.objects.get(code="transfer.offered")
    assert event.recipients == [transfer.to_force.reference]


@pytest.mark.parametrize(
    ("level", "due_at"),
    [
        pytest.param(None, datetime(2026, 11, 26, 12, tzinfo=UTC), id="not set"),
        pytest.param(HIGH, datetime(2026, 11, 27, 23, 59, 59, tzinfo=UTC), id="high"),
        pytest.param(LOW, datetime(2026, 12, 2, 23, 59, 59, tzinfo=UTC), id="low"),
    ],
)
def test_the_answer_is_due_by_the_level_of_risk(level: Registration.HarmRisk | None, due_at: datetime) -> None:
    managed = registration()
    if level is not None:
        managed = at_level(managed, level, officer()[1])

    assert offered(managed, lead()).due_at == due_at


def test_accepting_moves_the_management_with_all_that_is_open() -> None:
    (owner, by), (manager, _) = officer(), officer(force_code="14")
    managed = at_level(registration(), LOW, by)
    planned_for(managed, by)
    action = add_plan_action(managed, measure="Refer", due_on=date(2026, 12, 1), owner=owner, **act(by))
    visit = plan_visit(managed, planned_on=date(2026, 12, 1), officer=owner, **act(by))
    next_visit_on = managed.next_visit_on
    transfer = offered(managed, lead())

    accept_transfer(transfer, manager=manager, why="Lives here now", **act(lead("14")))

    managed.refresh_from_db()
    assert (managed.managing_force.code, managed.offender_manager) == ("14", manager)
    assert (managed.next_visit_on, managed.management_level) == (next_visit_on, "low")
    for row in (action, visit):
        row.refresh_from_db()
    assert (action.owner, visit.officer, visit.force.code, visit.status) == (None, None, "14", "planned")
    said = managed.status_changes.last()
    assert said is not None
    assert (said.from_status, said.to_status) == ("active", "active")
    assert said.why.endswith("Lives here now")
    assert Alert.objects.get(transfer=transfer).status == "accepted"
    assert [change.to_status for change in transfer.status_changes.all()] == ["offered", "accepted"]


def test_afterwards_the_old_force_manages_nothing_and_the_new_one_does() -> None:
    (_, by), (manager, theirs) = officer(), officer(force_code="14")
    managed = registration()
    accept_transfer(offered(managed, lead()), manager=manager, why="Lives here now", **act(lead("14")))

    with pytest.raises(OutOfReach):
        at_level(managed, HIGH, by)
    assert at_level(managed, HIGH, theirs).management_level == "high"


def test_a_request_to_lower_the_risk_ends_with_the_old_force() -> None:
    (_, by), (manager, _) = officer(), officer(force_code="14")
    managed = at_level(registration(), HIGH, by)
    ask_to_lower(managed, level=LOW, why="Calm", **act(by))

    accept_transfer(offered(managed, lead()), manager=manager, why="Lives here now", **act(lead("14")))

    assert RiskLowering.objects.get().is_agreed is False


def test_refusing_leaves_the_old_force_responsible_and_says_why() -> None:
    managed = registration()
    transfer = offered(managed, lead())

    refuse_transfer(transfer, why="He does not live here", **act(lead("14")))

    managed.refresh_from_db()
    transfer.refresh_from_db()
    assert (managed.managing_force.code, transfer.status, transfer.answer_reason) == (
        "13", "refused", "He does not live here",
    )  # fmt: skip
    assert Alert.objects.get(transfer=transfer).status == "rejected"
    assert offered(managed, lead()).status == "offered", "it can be offered again"


def test_taking_the_offer_back_closes_it() -> None:
    transfer = offered(registration(), lead())

    cancel_transfer(transfer, why="He came back", **act(lead()))

    assert Alert.objects.get(transfer=transfer).answer_reason == "Taken back: He came back"
    with pytest.raises(Refused, match="taken back already"):
        refuse_transfer(transfer, why="Too late", **act(lead("14")))


def test_one_offer_at_a_time() -> None:
    managed = registration()
    offered(managed, lead())

    with pytest.raises(Refused, match="is offered already"):
        offered(managed, lead(), to_force=builders.force("10"))


@pytest.mark.parametrize(
    ("said", "field"),
    [({"why": " "}, "why"), ({"summary": ""}, "summary"), ({"to_force": "13"}, "to_force")],
    ids=["no reasons", "no summary", "to oneself"],
)
def test_an_offer_says_why_and_what_and_goes_elsewhere(said: dict[str, Any], field: str) -> None:
    managed = registration()
    said = {name: builders.force(value) if name == "to_force" else value for name, value in said.items()}

    with pytest.raises(Refused) as refusal:
        offered(managed, lead(), **said)

    assert refusal.value.field == field


def test_who_may_do_what() -> None:
    (manager, theirs), (_, by) = officer(force_code="14"), officer()
    managed = registration()
    with pytest.raises(PermissionDenied):
        offered(managed, by)
    transfer = offered(managed, lead())

    with pytest.raises(PermissionDenied):
        accept_transfer(transfer, manager=manager, why="Ours", **act(theirs))
    with pytest.raises(PermissionDenied):
        accept_transfer(transfer, manager=manager, why="Ours", **act(lead()))
    with pytest.raises(PermissionDenied):
        cancel_transfer(transfer, why="Ours", **act(lead("14")))
    with pytest.raises(OutOfReach):
        refuse_transfer(transfer, why="Ours", **act(lead("10")))


def test_the_manager_is_somebody_of_the_receiving_force() -> None:
    (stranger, _) = officer()
    transfer = offered(registration(), lead())

    with pytest.raises(Refused) as refusal:
        accept_transfer(transfer, manager=stranger, why="Lives here", **act(lead("14")))

    assert refusal.value.field == "manager"


def test_nobody_takes_over_a_registration_that_has_ended() -> None:
    manager, _ = officer(force_code="14")
    managed = registration()
    transfer = offered(managed, lead())
    said = {"confirmed_by": "The coroner", "died_on": NOON.date(), "why": "Certificate seen"}
    record_death(managed, **said, **act(lead()))

    with pytest.raises(Refused, match="has ended since"):
        accept_transfer(transfer, manager=manager, why="Lives here", **act(lead("14")))
    assert refuse_transfer(transfer, why="He has died", **act(lead("14"))).status == "refused"


def test_whoever_read_an_older_version_of_the_offer_answers_nothing() -> None:
    transfer = offered(registration(), lead())
    cancel_transfer(ManagementTransfer.objects.get(), why="He came back", **act(lead()))

    with pytest.raises(Stale):
        refuse_transfer(transfer, version=transfer.version, why="No", **act(lead("14")))


def test_the_alert_is_answered_with_the_offer_alone() -> None:
    transfer = offered(registration(), lead())

    with pytest.raises(Refused, match="Answer the offer itself"):
        answer_alert(Alert.objects.get(transfer=transfer), is_accepted=True, why="Yes", **act(lead("14")))


def test_an_offer_that_nobody_answers_goes_up_the_chain(clock: time_machine.Traveller) -> None:
    transfer = offered(registration(), lead())
    clock.move_to(datetime(2026, 11, 27, 12, tzinfo=UTC))

    escalate_overdue()

    asked = Task.objects.filter(team="supervisor", title__contains="not answered in time")
    assert {task.force for task in asked} == {transfer.from_force, transfer.to_force}


def test_an_offer_after_an_accepted_move_names_the_alert() -> None:
    managed, receiver = registration(), lead("14")
    facts.add_address(
        managed.person, source=Source.OFFICER, line_1="3 Harbour Row", town="Seaton", is_confirmed=True,
        police_force=builders.force("14"), **act(lead()),
    )  # fmt: skip
    alert = Alert.objects.get(kind="moved_in")
    answer_alert(alert, is_accepted=True, why="He lives here", **act(receiver))

    assert offered(managed, lead()).move_alert == alert


def test_a_restricted_record_is_offered_only_to_a_force_where_somebody_may_open_it() -> None:
    managed, standards = registration(), builders.actor("professional-standards")
    receiver_user, receiver = officer("supervisor", "14")
    restrict_person(managed.person, is_restricted=True, **act(standards))
    with pytest.raises(Refused, match="nobody in that force may open it"):
        offered(managed, lead())

    make_exception(managed.person, user=receiver_user, may_open=True, why="To answer an offer", **act(standards))
    transfer = offered(managed, lead())

    assert ManagementTransfer.objects.visible_to(receiver).get() == transfer
    assert not ManagementTransfer.objects.visible_to(lead("14")).exists()
