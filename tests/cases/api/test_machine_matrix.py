"""Each row of the API and a force's system: without the row's scope it learns nothing, with it what its force may know
and a constable may do. The table of rows is the matrix: a new row is tried without anything being added here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.urls import reverse

from accounts.api.rows import Read, Row, Write
from accounts.api.scopes import every_scope, grants_of_scopes
from accounts.models import User
from audit.models import Event
from cases.api.table import ROWS
from tests.architecture.test_permission_matrix import TABLE
from tests.cases.api.examples import EXAMPLES, NOW, TODAY, WRITES, made, somebody, version_of
from tests.cases.builders import household
from tests.machines import System, ask_for_token, secrets_hashed_fast, system

pytestmark = pytest.mark.django_db
EACH = pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in ROWS])
EXAMPLE = pytest.mark.parametrize("name", list(EXAMPLES))
# Acts that a constable's permission covers and that a system may still not do, with how it is refused.
REFUSED = {
    # They name a confidential address or number of a victim, and a system is shown none.
    "api-decide-after-refuge": 404, "api-add-safeguard": 422,
    # A manager changes actions of their own, whoever proposed it takes it back, and who does a task gives it on.
    "api-change-plan-action": 422, "api-close-plan-action": 422, "api-withdraw-risk-lowering": 403,
    "api-give-task": 403, "api-return-task": 403,
    # A system looks after its own webhooks, and these are another's.
    "api-create-webhook": 404, "api-change-webhook-secret": 404, "api-end-webhook": 404,
}  # fmt: skip
# Acts upon nothing of one force: each force does them for itself.
OF_NO_FORCE = frozenset({
    "api-plan-meeting", "api-record-incident", "api-record-observation", "api-register-person", "api-start-disclosure",
    "api-take-batch",
})  # fmt: skip


@pytest.fixture(autouse=True)
def a_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def asked(asking: System, row: Row, arguments: dict[str, Any], **headers: str) -> HttpResponse:
    page = TABLE[row.name]
    return asking.ask(row.method, reverse(row.name, kwargs=arguments), page.body, **headers)


def is_permitted(asking: System, row: Row) -> bool:
    """Whether the system holds everything that the row asks for."""
    account: User = asking.credentials.client.user
    held = grants_of_scopes(every_scope()).keys() | account.actor(on=TODAY).grants.keys()
    return bool(row.scope) and row.permissions <= held


@EACH
def test_a_system_is_told_nothing_without_scope_and_officer_and_with_them_what_its_force_may_know(row: Row) -> None:
    page, asking = TABLE[row.name], system()
    beyond = page.beyond() if page.beyond else page.absent
    other_scopes = " ".join(scope for scope in every_scope() if scope != row.scope)
    with secrets_hashed_fast():
        narrow = replace(asking, token=ask_for_token(asking.credentials, scope=other_scopes).json()["access_token"])

    for arguments in (beyond, page.absent):
        answer = asked(narrow, row, arguments)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_needed" if row.scope else "people_only")
    assert Event.objects.filter(code="access.denied").count() == 2

    nameless = asked(replace(asking, headers={}), row, beyond)
    if isinstance(row, Read) and row.is_about_nobody:
        assert nameless.status_code == 200
    else:
        assert (nameless.status_code, nameless.json()["code"]) == (
            (400, "officer_needed") if row.scope else (403, "people_only")
        )

    there, absent = asked(asking, row, beyond), asked(asking, row, page.absent)
    found = {404} if page.beyond else {200, 201, 422}
    assert there.status_code == absent.status_code
    assert there.status_code in (found if is_permitted(asking, row) else {403, 404})
    assert not page.beyond or there.content == absent.content


@EXAMPLE
def test_a_system_does_what_a_constable_may_and_nothing_that_takes_somebody_above(name: str) -> None:
    row: Write = WRITES[name]
    asking = system(force_code=EXAMPLES[name].force)
    arguments, body = made(name, household())
    headers = {"If_Match": f'"{version_of(name, arguments, somebody(name))}"'} if row.has_version else {}

    stranger = system(force_code="14" if EXAMPLES[name].force != "14" else "10")
    elsewhere = stranger.post(reverse(name, kwargs=arguments), body, **headers)
    answer = asking.post(reverse(name, kwargs=arguments), body, **headers)

    assert elsewhere.status_code in (403, 404) or name in OF_NO_FORCE, elsewhere.content
    if not is_permitted(asking, row):
        assert answer.status_code in (403, 404), answer.content
        return
    assert answer.status_code == REFUSED.get(name, 201 if row.makes else 200), answer.content
    assert name in REFUSED or Event.objects.filter(channel="api", actor_kind="system").exists()
