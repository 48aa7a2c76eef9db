"""Alerts of possible misuse through the API: whose they are, what they say, and trying a threshold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import Event
from register.models import MisuseAlert
from tests import builders
from tests.builders import sign_in
from tests.register.misuse.trawled import alert, trawl

pytestmark = pytest.mark.django_db


@pytest.fixture
def standards(client: Client) -> Client:
    return sign_in(client, builders.user("professional-standards"))


def test_alerts_of_the_force_are_listed_and_opened_with_their_entries(standards: Client) -> None:
    found, _ = alert(), alert(force_code="14")

    listed = standards.get("/api/v1/misuse").json()
    one = standards.get(f"/api/v1/misuse/{found.reference}")

    assert [each["reference"] for each in listed["alerts"]] == [found.reference]
    assert one.json()["entries"] == [str(each) for each in found.entries]
    assert (one.json()["user"], one.json()["force"]) == (found.user.reference, "13")
    assert Event.objects.get(code="misuse.opened").channel == "api"


def test_a_threshold_is_tried_and_nothing_is_raised(standards: Client) -> None:
    trawl(builders.user(), 5)
    today = timezone.localdate()
    days = {"since_on": str(today - timedelta(days=1)), "until_on": str(today)}

    answer = standards.post(
        "/api/v1/misuse/back-test", {"rule": "name_trawl", "thresholds": ["searches=5"], **days},
        content_type="application/json",
    )  # fmt: skip

    assert answer.status_code == 200, answer.content
    assert [(each["force"], each["now"], each["then"]) for each in answer.json()["months"]] == [("13", 0, 1)]
    assert answer.json()["settings"] == {"searches": 5}
    assert not MisuseAlert.objects.exists()


@pytest.mark.parametrize(
    "thresholds", [["searches"], ["pages=3"], ["searches=0"], ["searches=٣"]], ids=["none", "unknown", "low", "digits"]
)
def test_a_threshold_that_is_none_is_refused(standards: Client, thresholds: list[str]) -> None:
    today = str(timezone.localdate())

    answer = standards.post(
        "/api/v1/misuse/back-test",
        {"rule": "name_trawl", "since_on": today, "until_on": today, "thresholds": thresholds},
        content_type="application/json",
    )

    assert answer.status_code == 422, answer.content
    assert "thresholds" in answer.content.decode()


def test_a_supervisor_is_told_of_none(client: Client) -> None:
    found = alert()
    sign_in(client, builders.user("supervisor"))

    assert client.get("/api/v1/misuse").status_code == 403
    assert client.get(f"/api/v1/misuse/{found.reference}").status_code in (403, 404)
