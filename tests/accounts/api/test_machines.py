"""A force's system asks for an officer of its force, with its scopes, and no faster than it may."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.actions.users import disable_user
from accounts.api.rows import resource_of
from accounts.api.scopes import every_scope, grants_of_scopes, matching
from audit.core.entry import Reason
from audit.models import Detail, Event
from tests import builders
from tests.machines import OPERATOR, issued, system

pytestmark = pytest.mark.django_db
TASKS = "/api/v1/tasks"


@pytest.mark.parametrize(
    ("address", "resource"),
    [
        pytest.param("tasks", "tasks", id="a list"),
        pytest.param("tasks/<str:reference>/done", "tasks", id="an act"),
        pytest.param("people/<str:reference>/orders/<int:number>/vary", "orders", id="of a person"),
        pytest.param("people/<str:reference>", "people", id="a person"),
        pytest.param("lookup", "lookup", id="one word"),
    ],
)
def test_a_scope_is_named_after_the_resource(address: str, resource: str) -> None:
    assert resource_of(address) == resource


def test_a_star_stands_for_every_resource_or_both_verbs() -> None:
    assert matching("orders:*") == ["orders:read", "orders:write"]
    assert set(matching("*:read")) == {scope for scope in every_scope() if scope.endswith(":read")}
    assert matching("orders") == []


def test_a_scope_brings_its_own_permissions_alone_and_none_of_a_senior_officer() -> None:
    assert grants_of_scopes(["tasks:read"]).keys() == {"task.see"}
    assert "management.lead" not in grants_of_scopes(matching("*:*"))
    assert {"hold.lift", "retention.approve"} & grants_of_scopes(matching("*:*")).keys() == set()
    assert {"lowering.answer", "match.decide"} & grants_of_scopes(matching("*:*")).keys() == set()
    assert grants_of_scopes([]) == {}


def test_an_act_is_logged_with_the_system_and_the_officer() -> None:
    about = builders.person()

    answer = system("timeline:read", name="Control").get(f"/api/v1/people/{about.reference}/timeline")

    assert answer.status_code == 200, answer.content
    entry = Event.objects.get(code="person.timeline_opened")
    assert (entry.on_behalf_of, entry.actor_kind, entry.actor_force) == ("13 4471", "system", "13")
    assert entry.reason == "force_system"
    kept = {each.field: each.value for each in Detail.objects.filter(event_id=entry.id)}
    assert "WY-1234" in kept["reason_text"]
    assert "Control" in kept["actor_label"]


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("", id="nobody"),
        pytest.param("4471", id="a number alone"),
        pytest.param('force=13, collar="4471"', id="no incident"),
        pytest.param('force=13, collar="4471", incident="1", rank="PC"', id="one too many"),
        pytest.param('force=13, force=13, collar="4471"', id="one twice"),
        pytest.param('force=14, collar="4471", incident="1"', id="another force's"),
        pytest.param('force=1, collar="4471", incident="1"', id="no force"),
        pytest.param('force=13, collar="44 71\'--", incident="1"', id="a hostile collar number"),
        pytest.param('force=13, collar="", incident="1"', id="an empty collar number"),
        pytest.param('force=13, collar="4471", incident=""', id="an empty incident"),
        pytest.param("force=13; collar=4471; incident=1", id="another separator"),
    ],
)
def test_without_an_officer_of_its_force_nothing_is_told(said: str) -> None:
    asking = system("tasks:read", for_officer=False)

    answer = asking.get(TASKS, **({"On_Behalf_Of": said} if said else {}))

    assert (answer.status_code, answer.json()["code"]) == (400, "officer_needed")
    assert "On-Behalf-Of" in answer.json()["remedy"]
    assert "4471" not in answer.json()["detail"]


def test_a_scope_that_is_missing_is_named_and_logged() -> None:
    answer = system("orders:read").get(TASKS)

    assert (answer.status_code, answer.json()["code"]) == (403, "scope_needed")
    assert answer["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="tasks:read"'
    assert Event.objects.get(code="access.denied").fields["policy"] == "scope:tasks:read"


def test_what_is_no_address_and_no_method_is_told_as_to_everybody() -> None:
    asking = system("tasks:read")

    assert asking.get("/api/v1/nothing").status_code == 404
    assert asking.post(TASKS, {}).status_code == 405


@pytest.mark.parametrize("value", ["", "x", "x" * 5000, "é"], ids=["empty", "unknown", "huge", "not ASCII"])
def test_a_token_that_is_none_is_refused_even_beside_a_session(value: str) -> None:
    client = builders.sign_in(Client(), builders.user())

    answer = client.get(TASKS, headers={"Authorization": f"Bearer {value}"})

    assert (answer.status_code, answer.json()["code"]) == (401, "bad_token")
    assert answer["WWW-Authenticate"].startswith('Bearer realm="Domestic Abuse Register", error="invalid_token"')


def test_when_the_account_of_a_force_is_switched_off_its_systems_are_dead_at_once() -> None:
    asking = system("tasks:read")
    assert asking.get(TASKS).status_code == 200

    disable_user(asking.credentials.client.user, actor=OPERATOR, reason=Reason("system"), why="Broken into")

    assert asking.get(TASKS).status_code == 401


def test_a_token_opens_no_page() -> None:
    asking = system()

    assert asking.get("/tasks")["Location"].startswith("/account/sign-in")


def test_a_system_learns_how_often_it_may_ask_before_it_is_stopped(settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 2
    with time_machine.travel("2026-11-25T12:00:20Z", tick=False):
        asking, other = system("tasks:read"), system("tasks:read", name="Another")
        answers = [asking.get(TASKS) for _ in range(3)]
        of_the_other = other.get(TASKS)

    assert [each.status_code for each in answers] == [200, 200, 429]
    assert [each["RateLimit-Remaining"] for each in answers] == ["1", "0", "0"]
    assert (answers[0]["RateLimit-Limit"], answers[0]["RateLimit-Reset"]) == ("2", "40")
    assert (answers[2]["Retry-After"], answers[2].json()["code"]) == ("40", "too_many")
    assert of_the_other.status_code == 200, "each system has its own"


def test_the_request_number_of_a_system_comes_back_to_it_and_stands_in_the_log() -> None:
    number = "6f1c2a34-0b7d-4c1e-9a55-0123456789ab"

    answer = system("tasks:read").get("/api/v1/tasks/T-0000000000", X_Request_ID=number)

    assert answer["X-Request-ID"] == number
    denied = Event.objects.get(code="access.denied")
    assert (denied.channel, denied.request) == ("api", number)


def test_the_systems_of_a_force_share_its_one_account() -> None:
    one, other = issued("tasks:read"), issued("tasks:read", name="Control")

    assert one.client.user == other.client.user
    assert one.client.credential_id != other.client.credential_id
    assert not one.client.user.has_usable_password()
