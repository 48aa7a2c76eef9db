"""What takes two people is done by two: the system of a force is neither of them, and nobody is both through it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cases.models import Lowering, NearAlert
from register.models import Address, Registration, RegistrationReview
from register.tasks import sweep_outbox
from tests import builders
from tests.cases.api.example import NOW, live
from tests.cases.api.examples import WRITES, somebody, version_of
from tests.cases.api.law_examples import registered
from tests.cases.api.risk_examples import high
from tests.cases.builders import CANARY_POSTCODE, CANARY_TOWN, Household, enrich, household
from tests.machines import COLLAR, System, system

pytestmark = pytest.mark.django_db
WHY = "Nothing has happened for a year"
REVIEW = {"outcome": "remove", "reasons": WHY}


@pytest.fixture(autouse=True)
def a_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def officer(role: str) -> User:
    """The officer for whom the system of force 13 asks, with what they are on the web."""
    return builders.user(role, collar_number=COLLAR)


def sent(by: System | User, name: str, body: dict[str, Any], arguments: dict[str, Any]) -> HttpResponse:
    """The answer to a body, with the version that its sender has read."""
    headers = {"If-Match": f'"{version_of(name, arguments, somebody(name))}"'} if WRITES[name].has_version else {}
    address = reverse(name, kwargs=arguments)
    if isinstance(by, System):
        return by.post(address, body, **headers)
    return builders.sign_in(Client(), by).post(address, body, "application/json", headers=headers)


def test_whoever_asks_through_a_system_to_lower_a_risk_does_not_agree_to_it() -> None:
    alone, home = officer("supervisor"), household()
    arguments = high(home)

    asked = sent(system(), "api-ask-to-lower-risk", {"level": "medium", "why": WHY}, arguments)
    lowering = Lowering.objects.get()
    answer = sent(
        alone, "api-answer-risk-lowering", {"is_agreed": True, "answer": WHY},
        arguments | {"lowering": lowering.reference},
    )  # fmt: skip

    assert (asked.status_code, lowering.asked_by) == (201, alone), asked.content
    assert answer.status_code == 403
    assert Lowering.objects.get().status == "asked"


def reviewed(home: Household) -> tuple[HttpResponse, dict[str, Any]]:
    """What a system is told that reviews a registration and recommends to remove it."""
    arguments = registered(home)
    return sent(system(), "api-review-registration", REVIEW, arguments), arguments


def test_whoever_recommends_through_a_system_that_somebody_is_removed_does_not_remove_them() -> None:
    alone, home = officer("supervisor"), household()
    answer, arguments = reviewed(home)

    removed = sent(alone, "api-remove-registration", {"why": WHY}, arguments)

    assert answer.status_code in (200, 201), answer.content
    assert RegistrationReview.objects.get().reviewed_by == alone
    assert removed.status_code == 422
    assert live(home).status != Registration.Status.REMOVED


def test_a_system_that_asks_for_nobody_whom_the_register_knows_judges_nothing() -> None:
    home, asking = household(), system()
    arguments = registered(home)
    builders.allow_writes()
    User.objects.filter(collar_number=COLLAR).update(collar_number="")

    answer = sent(asking, "api-review-registration", REVIEW, arguments)

    assert answer.status_code == 422
    assert "a system cannot" in answer.json()["detail"]


def test_whoever_types_an_address_through_a_system_learns_from_no_alert_that_it_is_near_to_somebody() -> None:
    typist, home = officer("supervisor"), household()
    enrich(home)
    where = {"line_1": "9 Canary Lane", "town": CANARY_TOWN, "postcode": CANARY_POSTCODE, "source": "officer"}

    answer = sent(system(), "api-add-address", where, {"reference": home.person.reference})
    sweep_outbox()

    alert = NearAlert.objects.get(force__code="13")
    assert answer.status_code == 201, answer.content
    assert Address.objects.get(line_1="9 Canary Lane").recorded_by == typist
    for reader, status in ((typist, 404), (builders.user("supervisor"), 200)):
        client = builders.sign_in(Client(), reader)
        assert client.get(reverse("api-near-alert", args=[alert.reference])).status_code == status
