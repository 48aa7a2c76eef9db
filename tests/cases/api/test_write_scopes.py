"""A scope to write is enough to write, and tells a system nothing of what it writes to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse

from accounts.api.scopes import grants_of_scopes
from register.models import Alert
from tests.cases.api.examples import EXAMPLES, NOW, WRITES, made, somebody, version_of
from tests.cases.builders import household
from tests.machines import system

pytestmark = pytest.mark.django_db
# Acts that a constable may do, of rows that are found by another permission than that of the act.
OF_ROWS = ("api-answer-alert", "api-act-on-alert", "api-do-task", "api-answer-near-alert")


@pytest.fixture(autouse=True)
def a_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.mark.parametrize("name", OF_ROWS)
def test_a_scope_to_write_is_enough_to_write(name: str) -> None:
    row, force = WRITES[name], EXAMPLES[name].force
    arguments, body = made(name, household())
    headers = {"If_Match": f'"{version_of(name, arguments, somebody(name))}"'} if row.has_version else {}

    answer = system(row.scope, force_code=force).post(reverse(name, kwargs=arguments), body, **headers)

    assert answer.status_code == 200, answer.content


def test_it_reads_nothing_of_what_it_writes_to_and_reaches_no_other_force() -> None:
    arguments, body = made("api-answer-alert", household())
    writer, stranger = system("alerts:write", force_code="14"), system("alerts:write", force_code="10")
    there, version = reverse("api-answer-alert", kwargs=arguments), {"If_Match": '"2"'}

    read = writer.get(reverse("api-alert", kwargs=arguments))
    elsewhere = stranger.post(there, body, **version)

    assert (read.status_code, read.json()["code"]) == (403, "scope_needed")
    assert elsewhere.status_code == 404
    assert Alert.objects.get(**arguments).answered_at is None


def test_what_lets_it_find_a_record_is_nothing_that_it_may_do_elsewhere() -> None:
    assert "alert.see" in WRITES["api-answer-alert"].found_by
    assert "alert.see" in grants_of_scopes(["alerts:read"])
    assert "alert.see" not in grants_of_scopes(["alerts:write"])
