"""Fifty clients change one record at once, all of the same version: one of them does, and the others are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connections, transaction
from django.urls import reverse

from audit.models import Event
from register.models import Task
from tests import builders
from tests.cases.api.examples import NOW
from tests.machines import System, system

CLIENTS, AT_ONCE = 50, 8


@pytest.fixture(autouse=True)
def a_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def take(asking: System, task: Task, number: int) -> tuple[int, str]:
    """The answer to a client that takes the task as it was first."""
    try:
        address = reverse("api-take-task", kwargs={"reference": task.reference})
        answer = asking.post(address, {}, If_Match=f'"{task.version}"', Idempotency_Key=f"client-number-{number}")
        return answer.status_code, answer.json().get("code", "")
    finally:
        connections.close_all()


@pytest.mark.usefixtures("transactional_db")
def test_of_fifty_clients_that_change_one_version_exactly_one_does() -> None:
    with transaction.atomic():
        asking = system("tasks:*")
        builders.person()
    task = Task.objects.get()

    with ThreadPoolExecutor(AT_ONCE) as clients:
        answers = list(clients.map(lambda number: take(asking, task, number), range(CLIENTS)))

    assert Counter(answers) == {(200, ""): 1, (412, "stale"): CLIENTS - 1}
    assert Event.objects.filter(code="task.taken").count() == 1
    assert Task.objects.get().version == task.version + 1
