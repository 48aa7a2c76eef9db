"""The queue of tasks by Django's client."""

from __future__ import annotations

import pytest
from django.test import Client

from register.models import Task
from tests.builders import person, sign_in, user

pytestmark = pytest.mark.django_db


def test_the_queue_shows_the_force_its_own_tasks_only() -> None:
    person()
    task = Task.objects.get()

    own = sign_in(Client(), user("offender-manager")).get("/tasks").content.decode()
    other = sign_in(Client(), user("offender-manager", force_code="14")).get("/tasks").content.decode()

    assert task.reference in own and task.reference not in other


def test_a_task_is_done_with_what_came_of_it() -> None:
    person()
    task, client = Task.objects.get(), sign_in(Client(), user("offender-manager"))

    empty = client.post(f"/tasks/{task.reference}", {"outcome": " ", "version": task.version})
    done = client.post(f"/tasks/{task.reference}", {"outcome": "All filled in", "version": task.version})

    assert "Say what came of it" in empty.content.decode()
    assert done.url == "/tasks"
    assert Task.objects.get().outcome == "All filled in"


def test_a_task_that_changed_meanwhile_says_so_and_can_be_sent_again() -> None:
    person()
    task, client = Task.objects.get(), sign_in(Client(), user("offender-manager"))

    page = client.post(f"/tasks/{task.reference}", {"outcome": "All filled in", "version": task.version - 1})

    assert "Somebody else changed this task" in page.content.decode()
    assert f'name="version" value="{task.version}"' in page.content.decode()
    assert Task.objects.get().done_at is None


def test_each_task_of_the_queue_is_told_apart_by_its_link() -> None:
    person()
    task = Task.objects.get()

    page = sign_in(Client(), user("offender-manager")).get("/tasks").content.decode()

    assert f'<span class="govuk-visually-hidden">, {task.person.reference}</span></a>' in page  # type: ignore[union-attr]


def test_another_force_gets_404_for_a_task() -> None:
    person()
    client = sign_in(Client(), user(force_code="14"))

    assert client.get(f"/tasks/{Task.objects.get().reference}").status_code == 404


def test_a_task_leads_to_the_record_where_it_can_be_done() -> None:
    kept = person()
    page = sign_in(Client(), user("offender-manager")).get(f"/tasks/{Task.objects.get().reference}").content.decode()

    assert f'href="/people/{kept.reference}/record"' in page
