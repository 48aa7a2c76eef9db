"""Work of the outbox that is done for many rows at once: nothing of it is lost, done twice, or held up by another's
fault."""

from __future__ import annotations

import base64
import json
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
import redis
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from audit.models import Event
from register import tasks
from register.actions import facts, outbox
from register.models import Alert, AlertStatusChange, Outbox, Source
from tests.builders import CALL, Force, actor, allow_writes, force, person
from tests.register.test_outbox_faults import broker, lapse

__all__ = ["broker"]


def moved_to(*codes: str) -> list[Alert]:
    """An alert to each of these forces, whose delivery waits."""
    by = actor()
    for code in codes:
        facts.add_address(
            person(by), actor=by, reason=CALL, source=Source.CALLER, line_1="10 Station Lane", police_force=force(code)
        )
    return list(Alert.objects.order_by("pk"))


def deliveries() -> list[Outbox]:
    return list(Outbox.objects.filter(kind="deliver_alert").order_by("pk"))


def woken(store: redis.Redis) -> list[list[int]]:
    """The rows that each message in the queue names, the first message first."""
    messages: Any = store.lrange("celery", 0, -1)
    return [json.loads(base64.b64decode(json.loads(each)["body"]))[0] for each in reversed(messages)]


def test_an_act_wakes_the_worker_once_for_all_it_asks_for(transactional_db: None, broker: redis.Redis) -> None:
    with transaction.atomic():
        moved_to("14")

    assert woken(broker) == [list(Outbox.objects.order_by("pk").values_list("pk", flat=True))]


def test_what_is_undone_takes_no_other_wake_up_with_it(transactional_db: None, broker: redis.Redis) -> None:
    with transaction.atomic():
        allow_writes()
        try:
            with transaction.atomic():
                outbox.enqueue("deliver_alert", {"alert": "A-undone"})
                raise LookupError
        except LookupError:
            pass
        with transaction.atomic():
            one = outbox.enqueue("deliver_alert", {"alert": "A-one"})
        other = outbox.enqueue("deliver_alert", {"alert": "A-other"})

    assert woken(broker) == [[one.pk], [other.pk]]


def test_more_than_are_worked_together_wake_more_than_once(transactional_db: None, broker: redis.Redis) -> None:
    with transaction.atomic():
        allow_writes()
        rows = [outbox.enqueue("no-such-kind", {}).pk for _ in range(outbox.MOST_TOGETHER + 1)]

    assert woken(broker) == [rows[:-1], rows[-1:]]


@pytest.mark.django_db
def test_what_waits_is_delivered_together_with_an_event_for_each() -> None:
    alerts = moved_to("14", "10", "14")

    done = tasks.work_outbox(deliveries()[1].pk)

    assert done == 3
    assert {each.status for each in Alert.objects.all()} == {Alert.Status.DELIVERED}
    assert {each.version for each in Alert.objects.all()} == {2}
    assert all(each.delivered_at for each in Alert.objects.all())
    assert all(row.done_at and row.attempts == 1 for row in deliveries())
    told = Event.objects.filter(code="alert.delivered").order_by("id").values_list("object_ref", "recipients")
    assert list(told) == [(each.reference, [each.to_force.reference]) for each in alerts]
    assert AlertStatusChange.objects.filter(to_status=Alert.Status.DELIVERED).count() == 3
    assert tasks.work_outbox(*(row.pk for row in deliveries())) == 0, "a second time there is nothing"


@pytest.mark.django_db
def test_the_event_of_one_among_many_says_what_the_event_of_one_alone_says() -> None:
    alone, among, other = moved_to("14", "14", "14")
    row = deliveries()[0]
    Outbox.objects.filter(pk=row.pk).update(attempts=1)  # tried before: it is worked alone
    tasks.work_outbox(*(each.pk for each in deliveries()))

    one, many = (Event.objects.get(code="alert.delivered", object_ref=each.reference) for each in (alone, among))
    for field in ("operation", "outcome", "actor_ref", "actor_kind", "object_type", "subject_category", "recipients"):
        assert getattr(one, field) == getattr(many, field)
    assert (one.reason, one.fields) == (many.reason, many.fields)
    assert (one.subject_ref, many.subject_ref) == (alone.person.reference, among.person.reference)
    assert Alert.objects.get(pk=other.pk).status == Alert.Status.DELIVERED


@pytest.mark.django_db
def test_a_force_whose_e_mail_is_refused_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    Force.objects.filter(code="14").update(alert_email="full@example.org")
    Force.objects.filter(code="10").update(alert_email="inbox@example.org")
    one, refused, other = moved_to("10", "14", "10")
    takes = EmailBackend.send_messages

    def refuses(self: EmailBackend, messages: Any) -> int:
        given = list(messages)
        if any("full@example.org" in each.to for each in given):
            raise SMTPRecipientsRefused({"full@example.org": (552, b"full")})
        return int(takes(self, given))

    monkeypatch.setattr(EmailBackend, "send_messages", refuses)
    done = tasks.sweep_outbox()

    assert done == 5, "two deliveries and three move checks"
    assert [each.subject[-12:] for each in mail.outbox] == [one.reference, other.reference], "each is told once"
    assert Alert.objects.get(pk=refused.pk).status == Alert.Status.RAISED
    held = Outbox.objects.get(kind="deliver_alert", payload={"alert": refused.reference})
    assert (held.done_at, held.last_error) == (None, "SMTPRecipientsRefused")


@pytest.mark.django_db
def test_a_row_that_spoils_the_work_of_many_is_left_alone_at_the_next_sweep() -> None:
    (alert,) = moved_to("14")
    poison = outbox.enqueue("deliver_alert", {"person": "nobody"})

    tasks.sweep_outbox()
    assert Alert.objects.get().status == Alert.Status.RAISED, "given back, for nobody knows by whose fault"
    tasks.sweep_outbox()

    assert Alert.objects.get(pk=alert.pk).status == Alert.Status.DELIVERED
    poison.refresh_from_db()
    assert (poison.done_at, poison.attempts, poison.last_error) == (None, 2, "KeyError")


@pytest.mark.django_db
def test_a_row_whose_worker_was_killed_takes_no_other_with_it_again() -> None:
    moved_to("14", "14")
    killer, other = deliveries()
    assert {row.pk for row in outbox.claim_fresh([killer.pk], {"deliver_alert"})} == {killer.pk, other.pk}
    for row in (killer, other):
        lapse(row)

    assert outbox.claim_fresh([killer.pk, other.pk], {"deliver_alert"}) == []
    assert tasks.work_outbox(other.pk) == 1, "each is worked alone"
    killer.refresh_from_db()
    assert killer.done_at is None
