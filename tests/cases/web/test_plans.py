"""The pages of the risk management plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from audit.models import Event
from register.actions.plans import add_plan_action
from register.models import PlanAction, Registration
from tests import builders
from tests.cases.web.pages import get, post, words
from tests.register.managed_people import act, at_level, officer, planned_for, registration

pytestmark = pytest.mark.django_db
LOW = Registration.HarmRisk.LOW
A_PLAN = {"risks": "Threats when drunk", "strategy": "Visits", "protection": "", "mappa_level": ""}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def signed_in(role: str = "offender-manager", force_code: str = "13") -> Client:
    return builders.sign_in(Client(), builders.user(role, force_code=force_code))


def tried(client: Client, name: str, managed: Registration, *more: str, **typed: Any) -> HttpResponse:
    managed.refresh_from_db()
    return post(client, name, managed.person.reference, *more, version=managed.version, **typed)


def test_a_plan_is_written_and_approved_on_its_pages() -> None:
    managed, client, lead = registration(), signed_in(), signed_in("supervisor")

    tried(client, "write-plan", managed, **A_PLAN)
    waiting = words(get(lead, "managed-people"))
    asked = words(get(lead, "answer-plan", managed.person.reference))
    tried(lead, "answer-plan", managed, answer="yes", why="Complete")

    assert "has written a plan" in waiting
    assert "Threats when drunk" in asked
    page = words(get(client, "management", managed.person.reference))
    assert "Version 1, Not managed under MAPPA In force" in page
    assert "Review it by 25 November 2027" in page


def test_the_form_begins_with_the_version_in_force() -> None:
    _, by = officer()
    managed = at_level(registration(), LOW, by)
    planned_for(managed, by, risks="Threats at the school gate")

    assert "Threats at the school gate" in words(get(signed_in(), "write-plan", managed.person.reference))


def test_a_plan_without_a_strategy_is_refused_and_nothing_typed_is_lost() -> None:
    response = tried(signed_in(), "write-plan", registration(), **A_PLAN | {"strategy": ""})

    assert response.status_code == 200
    assert "How it is managed" in words(response)
    assert "Threats when drunk" in words(response)


def test_actions_are_added_changed_and_closed_on_their_pages(clock: time_machine.Traveller) -> None:
    owner, by = officer()
    managed, client = at_level(registration(), LOW, by), signed_in()
    planned_for(managed, by)

    tried(client, "add-plan-action", managed, measure="Refer to treatment", owner=owner.pk, due_on="2026-12-01")
    action = PlanAction.objects.get()
    clock.move_to(datetime(2026, 12, 2, 12, tzinfo=UTC))
    client = signed_in()
    assert "Refer to treatment" in words(get(client, "management", managed.person.reference))
    assert client.get("/management?list=actions").context["page"].object_list[0] == managed
    tried(client, "change-plan-action", managed, action.reference, owner="", due_on="2026-12-08", why="On leave")
    tried(client, "close-plan-action", managed, action.reference, answer="yes", came_of_it="Began on Monday")

    page = words(get(client, "management", managed.person.reference))
    assert "The team’s queue 8 December 2026 Done Began on Monday" in page


def test_whoever_opens_a_form_has_read_what_it_shows() -> None:
    _, by = officer()
    managed = at_level(registration(), LOW, by)
    planned_for(managed, by)

    get(signed_in(), "write-plan", managed.person.reference)

    assert Event.objects.filter(code="management.read", subject_ref=managed.person.reference).count() == 1


def test_an_action_of_another_person_is_as_absent_here() -> None:
    _, by = officer()
    managed, other = registration(), at_level(registration(), LOW, by)
    planned_for(other, by)
    action = add_plan_action(other, measure="Refer", due_on=date(2026, 12, 1), **act(by))

    assert get(signed_in(), "close-plan-action", managed.person.reference, action.reference).status_code == 404
