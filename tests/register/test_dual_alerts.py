"""An alert that two forces know one person tells nobody of a record that they may not see."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from audit.core.errors import OutOfReach
from register.actions.alerts import answer_alert, escalate_overdue, read_alert
from register.actions.people import restrict_person
from register.models import Alert, Match, Task
from tests import builders
from tests.builders import CALL, allow_writes, sign_in, user
from tests.register.matched import joined

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 25)


@pytest.fixture
def hidden() -> Match:
    """A join of forces 13 and 14 whose record of force 14 was restricted afterwards."""
    match = joined()
    standards = builders.actor("professional-standards", force_code="14")
    restrict_person(match.other, actor=standards, reason=CALL, is_restricted=True)
    return match


ROLES = ["control-room-specialist", "offender-manager", "safeguarding-officer", "supervisor"]
SIDES = [("13", "received"), ("13", "sent"), ("14", "received"), ("14", "sent")]


@pytest.mark.parametrize("role", ROLES)
def test_an_alert_of_a_hidden_record_is_in_no_list_and_has_no_page(hidden: Match, role: str) -> None:
    client = sign_in(Client(), user(role))

    pages = [client.get("/alerts"), client.get("/alerts?box=sent")]
    pages += [client.get(f"/alerts/{each.reference}") for each in Alert.objects.all()]

    assert Alert.objects.count() == 2
    assert [page.status_code for page in pages] == [200, 200, 404, 404]
    for page in pages:
        assert hidden.other.reference not in page.content.decode()
        assert hidden.other.reference not in str(page.headers)


@pytest.mark.parametrize(("force", "box"), SIDES, ids=str)
def test_those_who_see_both_records_see_the_alerts(force: str, box: str) -> None:
    match = joined()

    page = sign_in(Client(), user("supervisor", force_code=force)).get(f"/alerts?box={box}").content.decode()

    assert page.count("Known to two forces") == 1
    assert match.reference not in page


def test_an_alert_of_a_hidden_record_is_not_counted_in_the_menu(hidden: Match) -> None:
    page = sign_in(Client(), user("supervisor")).get("/alerts").content.decode()

    assert not re.search(r"Alerts\s*\d", re.sub(r"<[^>]+>", " ", page))


def test_an_alert_of_two_records_in_sight_is_counted_in_the_menu() -> None:
    joined()

    page = sign_in(Client(), user("supervisor")).get("/alerts").content.decode()

    assert re.search(r"Alerts\s*1", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("act", [read_alert, answer_alert], ids=["read", "answered"])
def test_an_alert_of_a_hidden_record_cannot_be(hidden: Match, act) -> None:
    alert = Alert.objects.get(to_force__code="13")
    more = {"is_accepted": True, "why": "Ours"} if act is answer_alert else {}

    with pytest.raises(OutOfReach):
        act(alert, actor=user("supervisor").actor(on=TODAY), reason=CALL, **more)


def test_a_record_that_is_restricted_no_longer_brings_its_alerts_back(hidden: Match) -> None:
    standards = builders.actor("professional-standards", force_code="14")
    restrict_person(hidden.other, actor=standards, reason=CALL, is_restricted=False)

    assert Alert.objects.visible_to(user("supervisor").actor(on=TODAY)).count() == 2


def _overdue() -> None:
    allow_writes()
    Alert.objects.update(due_at=timezone.now() - timedelta(minutes=1))


def test_an_alert_of_a_hidden_record_that_nobody_can_answer_raises_no_task_about_it(hidden: Match) -> None:
    _overdue()
    before = Task.objects.count()

    assert escalate_overdue() == 0
    assert Task.objects.count() == before


def test_the_task_of_an_overdue_alert_about_two_records_is_about_the_forces_own() -> None:
    """A task stays when the other force restricts its record; it must not go on naming that one."""
    match = joined()
    _overdue()

    assert escalate_overdue() == 2
    tasks = Task.objects.filter(title__contains="not answered in time")
    assert {(task.force.code, task.person) for task in tasks} == {("13", match.one), ("14", match.other)}
