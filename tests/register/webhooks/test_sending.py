"""What a force's system is sent of changes, whatever its receiver does: nothing lost, and each done once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from accounts.actions.force_clients import end_client
from audit.core.entry import Reason
from audit.core.errors import Refused
from register.actions import facts, people
from register.actions.webhooks import Secret, change_secret, create_webhook
from register.models import Alert, Person, Source, Task, Webhook, WebhookDelivery, WebhookProgress
from register.webhooks import posting, sending
from tests import builders, machines
from tests.builders import CALL
from tests.register.change_feed.reader import ADDRESS
from tests.register.webhooks.receiver import Receiver, hangs_up, is_signed, says

pytestmark = pytest.mark.django_db(transaction=True)
GIVER = builders.system_actor("test_webhooks", {"webhook.give": "national", "webhook.keep": "national"})
BY_ITSELF = Reason("system")


def acting(role: str = "control-room-specialist") -> Any:
    with transaction.atomic():
        return builders.actor(role)


@pytest.fixture
def hook(receiver: Receiver) -> Secret:
    """A system of force 13 that is told at the receiver's address. It has its role for days: one of today is not there
    for a clock that says yesterday."""
    with time_machine.travel(timezone.now() - timedelta(days=3), tick=True):
        client = machines.issued("changes:read").client
    made: Secret = create_webhook(client, actor=GIVER, reason=BY_ITSELF, url=receiver.url)
    return made


def work() -> int:
    """What the worker does each second."""
    return sum(sending.send(number) for number in sending.due_webhooks())


def enter(count: int = 1) -> list[Person]:
    by = acting()
    return [builders.person(by, surname=f"Person{number}") for number in range(count)]


def test_a_change_is_sent_signed_and_without_anything_about_anybody(hook: Secret, receiver: Receiver) -> None:
    person = enter()[0]

    assert work() > 0
    headers, body = receiver.requests[0]
    said = json.loads(body)
    assert is_signed(hook.secret, headers, body)
    assert headers["webhook-id"] == said["data"]["id"]
    assert said["type"] == said["data"]["type"]
    assert said["data"]["reference"] == person.reference
    assert said["data"]["link"].endswith(f"/api/v1/people/{person.reference}/record")
    assert "Person0" not in str(receiver.requests)
    assert work() == 0


def test_what_is_sent_is_what_the_feed_tells_no_more_and_no_less(hook: Secret, receiver: Receiver) -> None:
    enter(3)
    work()
    asks = machines.system("changes:read", for_officer=False, name="Reader")

    told = asks.get(f"{ADDRESS}?start=beginning").json()["changes"]

    sent = receiver.once()
    assert {each["id"] for each in told} >= sent.keys()
    assert {each["id"] for each in told if each["type"] == "person.registered"} <= sent.keys()


def test_a_message_whose_answer_is_lost_comes_twice_and_is_done_once(hook: Secret, receiver: Receiver) -> None:
    enter(3)
    receiver.plan.extend([hangs_up, says(204), says(500), hangs_up])
    for seconds in (0, 3, 400, 4000, 12_000):
        with time_machine.travel(timezone.now() + timedelta(seconds=seconds), tick=True):
            work()

    assert not WebhookDelivery.objects.waiting().exists()
    assert len(receiver.ids) == len(set(receiver.ids)) + 3
    assert receiver.ids != sorted(receiver.ids), "they came shuffled"
    assert set(receiver.once()) == {str(each) for each in WebhookDelivery.objects.values_list("event", flat=True)}


@pytest.mark.parametrize(
    "how",
    [
        pytest.param(lambda r: says(500), id="500"),
        pytest.param(lambda r: says(301, Location="https://10.0.0.1/"), id="redirect to a private address"),
        pytest.param(lambda r: says(404), id="404"),
        pytest.param(lambda r: hangs_up, id="hangs up"),
        pytest.param(lambda r: r.hangs, id="hangs"),
    ],
)
def test_a_receiver_that_fails_costs_one_attempt_then_it_rests(
    hook: Secret, receiver: Receiver, how: Callable[[Receiver], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "SECONDS", 5.0)
    enter(3)
    receiver.usually = how(receiver)

    assert work() == 0
    assert len(receiver.requests) == 1
    assert sending.due_webhooks() == []
    receiver.usually = says(204)
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=True):
        assert work() == WebhookDelivery.objects.count()


def test_a_receiver_that_was_down_for_three_days_is_sent_everything_when_it_is_back(
    hook: Secret, receiver: Receiver
) -> None:
    receiver.usually = says(503)
    enter(4)
    for hours in range(0, 72, 8):
        with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=True):
            work()
    receiver.usually = says(200)
    with time_machine.travel(timezone.now() + timedelta(hours=72), tick=True):
        work()
        work()

    assert not WebhookDelivery.objects.waiting().exists()
    assert WebhookDelivery.objects.filter(given_up_at__isnull=False).count() == 0
    assert set(receiver.once()) == {str(each) for each in WebhookDelivery.objects.values_list("event", flat=True)}
    assert WebhookProgress.objects.get().failing_since is None


def test_a_message_that_its_receiver_cannot_bear_is_given_up_and_the_others_flow(
    hook: Secret, receiver: Receiver
) -> None:
    enter(3)
    sending.take_down(hook.webhook.pk)
    poison = str(WebhookDelivery.objects.order_by("pk")[0].event)
    receiver.usually = lambda handler: says(500 if handler.headers["webhook-id"] == poison else 204)(handler)

    for hours in range(0, 24 * 5, 4):
        with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=True):
            work()

    left = WebhookDelivery.objects.get(event=poison)
    assert (left.attempts, left.done_at, left.last_answer) == (len(sending.RETRIES) + 1, None, "500")
    assert left.given_up_at is not None
    assert not WebhookDelivery.objects.exclude(event=poison).filter(done_at__isnull=True).exists()


def test_410_stops_the_webhook_and_somebody_is_told(hook: Secret, receiver: Receiver) -> None:
    enter(2)
    receiver.usually = says(410)
    work()

    webhook = Webhook.objects.get()
    assert webhook.end == Webhook.End.GONE
    task = Task.objects.get(title__contains=webhook.reference)
    assert (task.force.code, task.team) == ("13", "supervisor")
    enter()
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=True):
        assert work() == 0
    assert len(receiver.requests) == 1


def test_a_receiver_that_fails_for_days_is_given_up_and_somebody_is_told(hook: Secret, receiver: Receiver) -> None:
    enter(2)
    receiver.usually = says(500)
    for days in range(7):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=True):
            work()

    assert Webhook.objects.get().end == Webhook.End.FAILED
    assert Task.objects.filter(title__contains=hook.webhook.reference).count() == 1


def test_a_record_that_was_hidden_before_it_could_be_sent_is_not_named_but_as_gone(
    hook: Secret, receiver: Receiver
) -> None:
    person = enter()[0]
    receiver.plan.append(says(503))
    work()
    people.restrict_person(person, actor=acting("professional-standards"), reason=CALL, is_restricted=True)
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=True):
        work()

    later = [json.loads(body)["type"] for _, body in receiver.requests[1:]]
    assert later == ["gone"]


def test_the_old_secret_signs_beside_the_new_one_for_a_week(hook: Secret, receiver: Receiver) -> None:
    new = change_secret(hook.webhook, actor=GIVER, reason=BY_ITSELF).secret
    enter()
    work()
    assert [is_signed(secret, *receiver.requests[-1]) for secret in (hook.secret, new)] == [True, True]

    with time_machine.travel(timezone.now() + timedelta(days=8), tick=True):
        builders.person(acting(), surname="Later")
        work()
    assert [is_signed(secret, *receiver.requests[-1]) for secret in (hook.secret, new)] == [False, True]


def test_an_alert_reaches_the_receiver_of_the_force_it_is_for(receiver: Receiver) -> None:
    client = machines.issued("changes:read", "alerts:read", force_code="14").client
    create_webhook(client, actor=GIVER, reason=BY_ITSELF, url=receiver.url)
    by = acting()
    facts.add_address(
        builders.person(by), actor=by, reason=CALL, source=Source.CALLER, line_1="10 Station Lane",
        police_force=builders.force("14"),
    )  # fmt: skip
    work()

    said = [json.loads(body)["data"] for _, body in receiver.requests]
    assert {(each["type"], each["kind"]) for each in said} == {("alert.raised", "alerts")}
    assert said[0]["reference"] == Alert.objects.get().reference


def test_one_worker_at_a_time_sends_to_a_webhook(hook: Secret, receiver: Receiver) -> None:
    enter()
    due = sending.due_webhooks()
    assert sending._leased(due[0]) is not None

    assert sending._leased(due[0]) is None
    assert sending.send(due[0]) == 0
    with time_machine.travel(timezone.now() + sending.LEASE + timedelta(seconds=1), tick=True):
        assert sending.send(due[0]) > 0, "whoever held it died: its lease has run out"


def test_the_same_events_taken_down_twice_are_sent_once(hook: Secret, receiver: Receiver) -> None:
    enter(2)
    began = WebhookProgress.objects.values("transaction", "event").get()
    sending.take_down(hook.webhook.pk)
    WebhookProgress.objects.update(**began)
    sending.take_down(hook.webhook.pk)
    work()

    assert len(receiver.ids) == len(set(receiver.ids)) == WebhookDelivery.objects.count()


def test_a_system_whose_credentials_ended_is_sent_nothing(hook: Secret, receiver: Receiver) -> None:
    end_client(hook.webhook.client, actor=machines.OPERATOR, reason=BY_ITSELF, why="Replaced")
    enter()

    assert work() == 0
    assert receiver.requests == []


def test_a_system_without_the_scope_is_sent_nothing(receiver: Receiver) -> None:
    client = machines.issued("alerts:read").client
    create_webhook(client, actor=GIVER, reason=BY_ITSELF, url=receiver.url)
    enter()

    assert work() == 0


def test_what_was_settled_a_month_ago_is_forgotten_and_what_waits_is_not(hook: Secret, receiver: Receiver) -> None:
    enter()
    work()
    receiver.usually = says(500)
    enter()
    work()
    waiting = set(WebhookDelivery.objects.waiting().values_list("pk", flat=True))
    assert waiting
    assert sending.sweep() == 0

    with time_machine.travel(timezone.now() + timedelta(days=31), tick=True):
        sending.sweep()
    assert set(WebhookDelivery.objects.values_list("pk", flat=True)) == waiting


def test_the_clock_of_the_worker_an_hour_off_loses_nothing(hook: Secret, receiver: Receiver) -> None:
    enter()
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=True):
        receiver.plan.append(says(500))
        work()
    with time_machine.travel(timezone.now() - timedelta(hours=1), tick=True):
        builders.person(acting(), surname="Back")
        assert work() == 0, "it rests until the clock has come so far"
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=True):
        work()

    assert not WebhookDelivery.objects.waiting().exists()
    assert set(receiver.once()) == {str(each) for each in WebhookDelivery.objects.values_list("event", flat=True)}


@pytest.mark.parametrize("hours", [pytest.param(-5, id="five hours behind"), pytest.param(5, id="five hours ahead")])
def test_a_receiver_that_refuses_stamps_of_another_time_gets_everything_when_the_clock_is_right_again(
    hook: Secret, receiver: Receiver, hours: int
) -> None:
    enter()
    right = [timezone.now()]

    def refuses_what_is_five_minutes_off(handler: BaseHTTPRequestHandler) -> None:
        stamp = int(handler.headers["webhook-timestamp"])
        says(204 if abs(stamp - right[0].timestamp()) <= 300 else 400)(handler)

    receiver.usually = refuses_what_is_five_minutes_off
    with time_machine.travel(right[0] + timedelta(hours=hours), tick=True):
        work()
    refused, waiting = len(receiver.requests), WebhookDelivery.objects.waiting().count()
    right[0] += timedelta(hours=max(hours, 0) + 1)
    with time_machine.travel(right[0], tick=True):
        work()

    assert refused and waiting
    assert not WebhookDelivery.objects.waiting().exists()
    assert Webhook.objects.get().ended_at is None
    assert set(receiver.ids[refused:]) == {
        str(each) for each in WebhookDelivery.objects.values_list("event", flat=True)
    }


def said_by(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def test_a_webhook_is_set_up_rotated_and_ended_by_commands(receiver: Receiver) -> None:
    client = machines.issued("changes:read").client
    made = said_by("create_webhook", client.credential_id, receiver.url)
    webhook = Webhook.objects.get()
    enter()
    work()

    secret = next(line.split()[-1] for line in made.splitlines() if line.startswith("secret:"))
    assert is_signed(secret, *receiver.requests[0])
    assert "whsec_" in said_by("rotate_webhook", webhook.reference)
    assert webhook.reference in said_by("end_webhook", webhook.reference)
    assert Webhook.objects.get().end == Webhook.End.TAKEN_AWAY
    assert not Task.objects.filter(title__contains="Webhook").exists()
    for command, *arguments in (
        ("create_webhook", "nobody", receiver.url), ("create_webhook", client.credential_id, "http://records.example.org"),
        ("rotate_webhook", "WH-0"), ("end_webhook", "WH-0"), ("rotate_webhook", webhook.reference),
        ("end_webhook", webhook.reference),
    ):  # fmt: skip
        with pytest.raises(CommandError):
            said_by(command, *arguments)


def test_a_system_has_one_webhook_at_an_address_and_not_too_many(hook: Secret, receiver: Receiver) -> None:
    client = hook.webhook.client
    with pytest.raises(Refused, match="already"):
        create_webhook(client, actor=GIVER, reason=BY_ITSELF, url=receiver.url)
    for number in range(4):
        create_webhook(client, actor=GIVER, reason=BY_ITSELF, url=f"{receiver.url}/{number}")
    with pytest.raises(Refused, match="5 webhooks"):
        create_webhook(client, actor=GIVER, reason=BY_ITSELF, url=f"{receiver.url}/more")
    end_client(client, actor=machines.OPERATOR, reason=BY_ITSELF, why="Replaced")
    with pytest.raises(Refused, match="ended"):
        create_webhook(client, actor=GIVER, reason=BY_ITSELF, url=f"{receiver.url}/more")
