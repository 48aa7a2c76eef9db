"""Webhooks under faults: a real worker killed in the middle of a message, a broker that forgets, two beats at once.

After each: every message was received, and of each the receiver did one.
"""

from __future__ import annotations

import signal

import pytest
import redis
from django.db import transaction
from django.utils import timezone

from audit.core.entry import Reason
from register.actions import facts
from register.actions.webhooks import create_webhook
from register.models import Alert, AlertStatusChange, Source, Webhook, WebhookDelivery, WebhookProgress
from tests import builders, machines
from tests.builders import CALL
from tests.register.test_outbox_faults import Programs, broker, programs
from tests.register.webhooks.receiver import Receiver
from tests.register.webhooks.test_sending import GIVER
from tests.waiting import until

__all__ = ["broker", "programs"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def webhook(programs: Programs, receiver: Receiver, settings: object, monkeypatch: pytest.MonkeyPatch) -> Webhook:
    """A webhook of force 14, and workers that may reach its receiver on this machine."""
    monkeypatch.setenv("WEBHOOK_PRIVATE_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("WEBHOOK_CA_FILE", settings.WEBHOOK_CA_FILE)  # type: ignore[attr-defined]
    client = machines.issued("changes:read", "alerts:read", force_code="14").client
    made: Webhook = create_webhook(client, actor=GIVER, reason=Reason("system"), url=receiver.url).webhook
    return made


def move(count: int) -> None:
    """So many people move from force 13 into the area of force 14."""
    with transaction.atomic():
        by = builders.actor()
    for number in range(count):
        facts.add_address(
            builders.person(by, surname=f"Person{number}"), actor=by, reason=CALL, source=Source.CALLER,
            line_1=f"{number} Station Lane", police_force=builders.force("14"),
        )  # fmt: skip


def is_all_received(receiver: Receiver, events: int) -> bool:
    return len(receiver.once()) >= events and not WebhookDelivery.objects.waiting().exists()


def test_a_worker_killed_in_the_middle_of_a_message_loses_none(
    webhook: Webhook, programs: Programs, receiver: Receiver
) -> None:
    receiver.plan.append(receiver.hangs)
    worker = programs.worker()
    programs.beat()
    move(2)
    until(lambda: receiver.requests, "the worker waits for the receiver's answer")

    worker.send_signal(signal.SIGKILL)
    worker.wait(timeout=30)
    WebhookProgress.objects.update(leased_until=timezone.now())
    WebhookDelivery.objects.waiting().update(not_before=timezone.now())
    programs.worker()

    until(lambda: is_all_received(receiver, 2), "another worker has sent them all")
    assert receiver.ids.count(receiver.ids[0]) == 2, "whose answer was never heard came again, under the same number"
    assert set(receiver.once()) == {str(each) for each in WebhookDelivery.objects.values_list("event", flat=True)}


def test_two_beats_and_two_workers_at_once_send_and_deliver_each_once(
    webhook: Webhook, programs: Programs, receiver: Receiver
) -> None:
    for _ in range(2):
        programs.worker()
        programs.beat()
    move(4)

    delivered = Alert.objects.filter(status=Alert.Status.DELIVERED)
    until(lambda: delivered.count() == 4, "every alert is delivered")
    until(lambda: is_all_received(receiver, 8), "and both events of each are sent")
    assert len(receiver.ids) == len(set(receiver.ids))
    assert AlertStatusChange.objects.filter(to_status=Alert.Status.DELIVERED).count() == 4


def test_a_broker_that_loses_its_data_again_and_again_loses_no_message(
    webhook: Webhook, programs: Programs, receiver: Receiver, broker: redis.Redis
) -> None:
    programs.worker()
    programs.beat()
    for _ in range(4):
        move(1)
        broker.flushdb()

    until(lambda: is_all_received(receiver, 8), "beat has found everything")
    assert set(receiver.once()) == {str(each) for each in WebhookDelivery.objects.values_list("event", flat=True)}
