"""Webhooks by the API: a system looks after its own, an administrator after those of the force."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import KeptAnswer
from audit.models import Event
from register.models import Webhook
from register.webhooks.signing import unlocked
from tests import builders, machines
from tests.machines import System

pytestmark = pytest.mark.django_db
RECEIVER = "https://records.example.org/changes"
SCOPES = ("webhooks:read", "webhooks:write", "changes:read")


def give(asking: System, to: System | None = None, **headers: str) -> HttpResponse:
    reference = (to or asking).credentials.client.reference
    there = reverse("api-create-webhook", kwargs={"reference": reference})
    return asking.post(there, {"url": RECEIVER}, **headers)


def of(webhook: Webhook, act: str) -> str:
    return reverse(f"api-{act}", kwargs={"reference": webhook.reference})


def test_a_system_gives_itself_a_webhook_and_is_told_the_secret_once() -> None:
    asking = machines.system(*SCOPES)

    made = give(asking)

    webhook = Webhook.objects.get()
    assert made.status_code == 201, made.content
    assert made.json()["secret"] == unlocked(webhook.secret)
    assert webhook.client == asking.credentials.client
    listed = asking.get(reverse("api-webhooks")).json()
    assert [each["reference"] for each in listed["webhooks"]] == [webhook.reference]
    assert [each["reference"] for each in listed["systems"]] == [asking.credentials.client.reference]
    assert "whsec_" not in str(listed)
    assert Event.objects.get(code="webhook.created").channel == "api"


def test_asked_twice_under_one_key_it_is_made_once_and_the_secret_is_kept_nowhere() -> None:
    asking, key = machines.system(*SCOPES), {"Idempotency_Key": "webhook-of-records"}

    first, second = give(asking, **key), give(asking, **key)

    assert (first.status_code, second.status_code, second["Idempotency-Replayed"]) == (201, 201, "true")
    assert first.json()["secret"].startswith("whsec_")
    assert second.json() == first.json() | {"secret": ""}
    assert Webhook.objects.count() == 1
    assert first.json()["secret"] not in str(KeptAnswer.objects.get().answer)


def test_it_is_given_a_new_secret_and_ended() -> None:
    asking = machines.system(*SCOPES)
    old = give(asking).json()["secret"]
    webhook = Webhook.objects.get()

    changed = asking.post(of(webhook, "change-webhook-secret"), {}).json()["secret"]
    ended = asking.post(of(webhook, "end-webhook"), {})

    webhook.refresh_from_db()
    assert changed.startswith("whsec_") and changed != old
    assert unlocked(webhook.old_secret) == old
    assert (ended.json()["end"], webhook.end) == ("taken_away", "taken_away")
    assert asking.post(of(webhook, "end-webhook"), {}).status_code == 422


@pytest.mark.parametrize(
    "url", ["http://records.example.org", "https://10.0.0.1/x", ""], ids=["open", "private", "none"]
)
def test_what_cannot_be_an_address_is_refused_at_its_field(url: str) -> None:
    asking = machines.system(*SCOPES)
    there = reverse("api-create-webhook", kwargs={"reference": asking.credentials.client.reference})

    answer = asking.post(there, {"url": url})

    assert answer.status_code in (400, 422)
    assert answer.json()["errors"][0]["pointer"] == "#/url"
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("force_code", ["13", "14"], ids=["of its own force", "of another force"])
def test_a_system_finds_no_other_systems_webhook(force_code: str) -> None:
    asking, other = machines.system(*SCOPES), machines.system(*SCOPES, force_code=force_code, name="Another")
    give(other)
    webhook = Webhook.objects.get()

    answers = [
        give(asking, to=other), asking.post(of(webhook, "change-webhook-secret"), {}),
        asking.post(of(webhook, "end-webhook"), {}), asking.get(of(webhook, "webhook")),
    ]  # fmt: skip

    assert [each.status_code for each in answers] == [404] * 4
    assert asking.get(reverse("api-webhooks")).json()["webhooks"] == []


def test_the_administrator_of_the_force_looks_after_those_of_all_its_systems() -> None:
    system = machines.system(*SCOPES)
    give(system)
    webhook = Webhook.objects.get()
    by: dict[str, Any] = {"content_type": "application/json"}
    own, other = (
        builders.sign_in(Client(), builders.user("force-administrator", force_code=code)) for code in ("13", "14")
    )

    assert other.post(of(webhook, "end-webhook"), {}, **by).status_code == 404
    assert own.post(of(webhook, "end-webhook"), {}, **by).status_code == 200
    webhook.refresh_from_db()
    assert webhook.end == "taken_away"
