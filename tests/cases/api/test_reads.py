"""What the rows that read have in common: they are logged, bounded, read on from where they stopped, and cost the same
however much they show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.api.lists import PAGE
from audit.models import Event
from cases.actions.cases import add_child
from cases.actions.incidents import Told, record_incident
from cases.models import MeetingReferral
from register.actions import convictions
from register.actions.registration_reviews import review_registration
from register.actions.tasks import raise_task
from register.models import Conviction, RegistrationReview, Task
from tests import builders
from tests.cases import met
from tests.cases.api import casework_examples, managed_examples, meeting_examples, notified_examples
from tests.cases.api.casework_examples import case
from tests.cases.api.example import NOW, by, live, person, registered
from tests.cases.builders import Household, household
from tests.register.notified import moved, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client() -> Client:
    return builders.sign_in(Client(), builders.user("supervisor"))


def convict(home: Household, number: int) -> None:
    convictions.record_conviction(
        home.person, force=home.owner.force, cjs_code="SC15004", offence_title="Coercive control",
        convicted_on=date(2026, 5, 1) - timedelta(days=number),
        sentence=convictions.Sentence(Conviction.Disposal.FINE), **by(),
    )  # fmt: skip


def review(home: Household, number: int) -> None:
    review_registration(live(home), outcome=RegistrationReview.Outcome.KEEP, reasons="Still", **by())


def notify(home: Household, number: int) -> None:
    newest = live(home).notifications.order_by("-pk").first()
    take(
        live(home), builders.actor("offender-manager"), moved(date(2026, 11, 25)),
        based_on=newest.pk if newest else 0,
    )  # fmt: skip


def visit(home: Household, number: int) -> None:
    managed_examples.visits.record_visit(
        live(home), visited_at="2026-11-25T12:00:00Z", outcome="seen", place="home", **by()
    )


def task(home: Household, number: int) -> None:
    raise_task(
        builders.force("13"), kind=Task.Kind.REVIEW, team="supervisor", title=f"Look {number}",
        due_on=date(2026, 12, 1), person=home.person, **by(),
    )  # fmt: skip


def on_the_agenda(home: Household) -> dict[str, Any]:
    referral = met.heard(home)
    assert referral.meeting is not None
    return {"reference": referral.meeting.reference}


def hear(home: Household, number: int) -> None:
    met.another_on(MeetingReferral.objects.order_by("pk")[0])


def minute(home: Household, number: int) -> None:
    referral = MeetingReferral.objects.get()
    met.minuted(referral, home)
    met.action(referral, home)


def agency(home: Household, number: int) -> None:
    met.reader_of(met.agency(name=f"Harbour {number}"))


def incident(home: Household, number: int) -> None:
    record_incident(home.owner.force, person=home.person, told=Told(account=f"He shouted {number}"), **by())


def safeguard(home: Household, number: int) -> None:
    casework_examples.protected(home)


def child(home: Household, number: int) -> None:
    add_child(home.case, name=f"Child {number}", **by())


@pytest.mark.parametrize(
    ("name", "begin", "more"),
    [
        pytest.param("api-meeting", on_the_agenda, hear, id="a meeting"),
        pytest.param("api-referral", meeting_examples.heard, minute, id="a referral"),
        pytest.param("api-agencies", meeting_examples.nothing, agency, id="agencies"),
        pytest.param("api-convictions", person, convict, id="convictions"),
        pytest.param("api-registration", registered, review, id="the register entry"),
        pytest.param("api-notifications", notified_examples.notifying, notify, id="notifications"),
        pytest.param("api-incidents", lambda home: {}, incident, id="incidents"),
        pytest.param("api-case", case, incident, id="a case"),
        pytest.param("api-victim", casework_examples.victim, safeguard, id="a victim"),
        pytest.param("api-children", case, child, id="children"),
        pytest.param("api-tasks", lambda home: {}, task, id="tasks"),
    ],
)
def test_a_read_costs_the_same_however_much_it_shows(
    client: Client, name: str, begin: Callable[[Household], dict[str, Any]], more: Callable[[Household, int], None]
) -> None:
    home = household()
    arguments = begin(home)
    more(home, 0)
    address = reverse(name, kwargs=arguments)
    client.get(address)

    with CaptureQueriesContext(
        connection,
    ) as few:
        first = client.get(address)
    for number in range(1, 4):
        more(home, number)
    with CaptureQueriesContext(connection) as many:
        second = client.get(address)

    assert (first.status_code, second.status_code) == (200, 200)
    assert len(second.content) > len(first.content)
    assert Counter(shape(many)) == Counter(shape(few))


def shape(queries: Iterable[dict[str, str]]) -> list[str]:
    """Which tables are read."""
    reads = (each["sql"] for each in queries if each["sql"].startswith('SELECT "'))
    return [sql.partition(' FROM "')[2].partition('"')[0] for sql in reads]


def test_a_list_is_read_on_from_where_it_stopped(client: Client) -> None:
    home = household()
    for number in range(PAGE + 3):
        task(home, number)

    first = client.get("/api/v1/tasks?team=all").json()
    rest = client.get(f"/api/v1/tasks?team=all&after={first['next']}").json()

    seen = [each["reference"] for each in (*first["tasks"], *rest["tasks"])]
    assert (len(first["tasks"]), rest["next"]) == (PAGE, None)
    assert len(seen) == len(set(seen)) >= PAGE + 3


@pytest.mark.parametrize("after", ["x", "-1", "2026-13-01.4", "99999999999", "2026-11-25.", "\u0661"])
def test_a_place_that_is_none_is_refused(client: Client, after: str) -> None:
    answer = client.get("/api/v1/tasks", {"after": after})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/after")


def test_opening_a_record_is_logged_with_its_channel(client: Client) -> None:
    home = household()
    registered(home)

    for name in ("api-registration", "api-convictions", "api-mappa", "api-orders"):
        before = Event.objects.filter(code="person.register_entry_opened", channel="api").count()
        assert client.get(reverse(name, args=[home.person.reference])).status_code == 200
        assert Event.objects.filter(code="person.register_entry_opened", channel="api").count() == before + 1


def test_the_register_entry_says_how_it_stands_and_by_which_version(client: Client) -> None:
    home = household()
    registered(home)

    answer = client.get(reverse("api-registration", args=[home.person.reference]))

    (entry,) = answer.json()["registrations"]
    assert answer.headers["ETag"] == f'"{entry["version"]}"'
    assert (entry["status"], entry["gate"], entry["starts_on"], entry["is_live"]) == (
        "active", "order", "2026-11-20", True
    )  # fmt: skip
    assert [step["to_status"] for step in entry["history"]] == ["active", "awaiting_notice", "proposed"]
