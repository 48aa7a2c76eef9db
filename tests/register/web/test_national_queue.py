"""The pages of the national queue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from audit.models import Event
from register.actions import facts
from register.models import Alert, Source, UnroutedAlert
from tests import builders
from tests.register.managed_people import registration
from tests.register.notified import act

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def waiting() -> UnroutedAlert:
    facts.add_address(
        registration().person, source=Source.OFFICER, line_1="4 Kirk Wynd", town="Jedburgh", postcode="TD8 6BE",
        **act(builders.actor("supervisor")),
    )  # fmt: skip
    return UnroutedAlert.objects.get()


@pytest.fixture
def desk() -> Client:
    return builders.sign_in(Client(), builders.user("national-desk", force_code=None))


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def settle(desk: Client, waiting: UnroutedAlert, **form: object) -> HttpResponse:
    body = {"deed": "send", "to_force": builders.force("14").pk, "why": "Theirs", "version": waiting.version, **form}
    answer: HttpResponse = desk.post(f"/national-queue/{waiting.reference}", body)
    return answer


def test_the_desk_reads_what_waits_and_neither_a_name_nor_an_address(desk: Client, waiting: UnroutedAlert) -> None:
    listed, one = text_of(desk.get("/national-queue")), text_of(desk.get(f"/national-queue/{waiting.reference}"))

    assert waiting.reference in listed
    assert "The address lies in no force’s area" in one
    for hidden in ("Kirk Wynd", "Jedburgh", "TD8", "Kowalski", waiting.person.reference):
        assert hidden not in listed + one
    assert Event.objects.get(code="unrouted.opened").object_ref == waiting.reference


def test_it_is_sent_on_and_stands_among_what_is_settled(desk: Client, waiting: UnroutedAlert) -> None:
    builders.user("supervisor", force_code="14")

    answer = settle(desk, waiting)

    assert (answer.status_code, answer["Location"]) == (302, f"/national-queue/{waiting.reference}")
    assert waiting.reference not in text_of(desk.get("/national-queue"))
    assert waiting.reference in text_of(desk.get("/national-queue?box=settled"))
    assert Alert.objects.get().reference in text_of(desk.get(answer["Location"]))


def test_it_is_closed(desk: Client, waiting: UnroutedAlert) -> None:
    settle(desk, waiting, deed="close", to_force="", why="Police Scotland was told")

    assert UnroutedAlert.objects.get().outcome == "closed"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"to_force": ""}, "Choose the force to send it to"),
        ({"deed": ""}, "Choose whether to send it on or to close it"),
        ({"why": ""}, "Give a reason"),
        ({}, "can answer an alert in the register"),
    ],
    ids=["no force", "nothing chosen", "no reason", "nobody there"],
)
def test_what_cannot_be_done_is_said_and_nothing_typed_is_lost(
    desk: Client, waiting: UnroutedAlert, form: dict[str, object], said: str
) -> None:
    page = text_of(settle(desk, waiting, **{"why": "They look after it", **form}))

    assert said in page
    assert form.get("why") == "" or "They look after it" in page
    assert UnroutedAlert.objects.open().exists()


def test_of_two_who_settle_one_version_the_second_is_told(desk: Client, waiting: UnroutedAlert) -> None:
    settle(desk, waiting, deed="close", why="Police Scotland was told")

    page = text_of(settle(desk, waiting, deed="close", why="Told again"))

    assert "Somebody else settled this" in page
    assert UnroutedAlert.objects.get().settle_reason == "Police Scotland was told"


def test_the_supervisor_of_the_force_that_sent_it_reads_who_it_is_and_cannot_settle_it(waiting: UnroutedAlert) -> None:
    lead = builders.sign_in(Client(), builders.user("supervisor"))

    page = text_of(lead.get(f"/national-queue/{waiting.reference}"))

    assert "Kowalski" in page
    assert "The national desk has not settled it yet" in page
    assert settle(lead, waiting, deed="close").status_code == 403
    assert UnroutedAlert.objects.open().exists()
