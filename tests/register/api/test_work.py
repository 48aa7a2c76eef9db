"""What the API adds to tasks, the inbox and leave beyond what holds for every row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from register.actions import tasks
from register.actions.countersigning import ask_to_put_off
from register.models import Countersignature, Notice, Task
from tests import builders
from tests.builders import CALL

pytestmark = pytest.mark.django_db
NOW, TODAY = "2026-11-25T12:00:00Z", date(2026, 11, 25)


@pytest.fixture(autouse=True)
def a_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def raised(**more: Any) -> Task:
    lead = builders.actor("supervisor")
    given = {"kind": Task.Kind.REVIEW, "team": "offender-manager", "title": "Look", "due_on": date(2026, 12, 1)} | more
    return tasks.raise_task(builders.force("13"), actor=lead, reason=CALL, **given)


def ask(user: User, address: str) -> Any:
    return builders.sign_in(Client(), user).get(f"/api/v1/{address}").json()


def post(user: User, address: str, body: dict[str, Any], version: int | None = None) -> HttpResponse:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    client = builders.sign_in(Client(), user)
    return client.post(f"/api/v1/{address}", body, content_type="application/json", headers=headers)


def test_a_task_tells_its_history_and_who_has_it() -> None:
    manager, task = builders.user("offender-manager"), raised()
    post(manager, f"tasks/{task.reference}/take", {}, task.version)

    shown = ask(manager, f"tasks/{task.reference}")

    assert (shown["owner"], [each["step"] for each in shown["history"]]) == (manager.name, ["taken", "raised"])
    assert [each["reference"] for each in ask(manager, "tasks?team=own")["tasks"]] == [task.reference]


def test_a_task_is_given_to_nobody_of_another_force() -> None:
    theirs, task = builders.user("offender-manager", force_code="14"), raised()

    answer = post(
        builders.user("supervisor"), f"tasks/{task.reference}/give", {"owner": theirs.reference}, task.version
    )

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/owner")


def test_whoever_may_be_given_tasks_is_listed_and_nobody_of_another_force() -> None:
    ours, theirs = builders.user("offender-manager"), builders.user("offender-manager", force_code="14")

    listed = {each["reference"] for each in ask(ours, "task-doers")["people"]}

    assert ours.reference in listed
    assert theirs.reference not in listed


def test_beyond_what_one_may_the_refusal_points_to_the_day() -> None:
    task = raised()

    answer = post(
        builders.user("supervisor"), f"tasks/{task.reference}/put-off", {"due_on": "2027-01-20", "why": "Trial"},
        task.version,
    )  # fmt: skip

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/due_on")


def test_nobody_answers_as_the_second_person_what_they_asked_for_themselves() -> None:
    asker, other, task = builders.user("supervisor"), builders.user("supervisor"), raised()
    asked = ask_to_put_off(task, actor=asker.actor(on=TODAY), reason=CALL, due_on=date(2027, 1, 20), why="Trial")
    address, body = f"tasks/{asked.task.reference}", {"is_agreed": True, "why": "It can wait"}

    own = post(asker, f"{address}/countersign", body, asked.task.version)
    question = ask(other, address)["countersignature"]
    theirs = post(other, f"{address}/countersign", body, asked.task.version)

    assert (own.status_code, theirs.status_code) == (422, 200)
    assert (question["target"], question["details"]) == (task.reference, {"due_on": "2027-01-20"})
    task.refresh_from_db()
    assert (task.due_on, Countersignature.objects.get().answered_by) == (date(2027, 1, 20), other)


def test_a_line_of_the_inbox_is_read_by_asking_and_put_away_by_its_owner_alone() -> None:
    manager, colleague, task = builders.user("offender-manager"), builders.user("offender-manager"), raised()
    tasks.give_task(task, actor=builders.actor("supervisor"), reason=CALL, owner=manager)
    (line,) = ask(manager, "inbox")["lines"]
    address = f"inbox/{line['reference']}"

    read = ask(manager, address)
    strange = post(colleague, f"{address}/acknowledge", {})
    own = post(manager, f"{address}/acknowledge", {})

    assert (line["read_at"], read["about"]) == (None, task.reference)
    assert read["read_at"] is not None and read["page"].endswith(f"/tasks/{task.reference}")
    assert (strange.status_code, own.status_code) == (404, 200)
    assert ask(manager, "inbox")["lines"] == []
    assert Notice.objects.get().acknowledged_at is not None


def test_a_line_about_somebody_one_is_barred_from_is_not_there() -> None:
    manager, person = builders.user("offender-manager"), builders.person()
    tasks.give_task(raised(person=person), actor=builders.actor("supervisor"), reason=CALL, owner=manager)
    builders.bar(manager, person)

    assert ask(manager, "inbox")["lines"] == []


def test_people_declare_their_own_leave_and_nobody_elses() -> None:
    one, other = builders.user("offender-manager"), builders.user("offender-manager")
    days = {"starts_on": "2026-12-01", "ends_on": "2026-12-03", "deputy": other.reference}

    own = post(one, f"leave/{one.reference}", days)
    strange = post(one, f"leave/{other.reference}", days)

    assert (own.status_code, strange.status_code) == (201, 404)
    (shown,) = ask(one, "leave")["people"]
    assert (shown["reference"], [each["deputy"] for each in shown["leave"]]) == (one.reference, [other.name])


def test_leave_that_ends_before_it_begins_points_to_the_day() -> None:
    user = builders.user("offender-manager")

    answer = post(user, f"leave/{user.reference}", {"starts_on": "2026-12-03", "ends_on": "2026-12-01"})

    assert answer.json()["errors"][0]["pointer"] == "#/ends_on"
