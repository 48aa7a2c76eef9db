"""Move alerts: raised with the address, delivered once, answered by a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from audit.core.errors import OutOfReach, PermissionDenied, Refused
from audit.models import Event
from register import tasks
from register.actions import alerts, facts, outbox
from register.models import Address, Alert, Outbox, Source, Task
from tests.builders import CALL, actor, allow_writes, force, person

pytestmark = pytest.mark.django_db


def move(kept, by, force_code="14"):
    return facts.add_address(
        kept, actor=by, reason=CALL, source=Source.CALLER, line_1="10 Station Lane", town="Sheffield",
        postcode="S25 8GW", police_force=force(force_code),
    )  # fmt: skip


def test_home_address_in_another_force_raises_one_alert_for_it() -> None:
    by = actor()
    kept = person(by)

    address = move(kept, by)

    alert = Alert.objects.get()
    assert (alert.from_force.code, alert.to_force.code, alert.address) == ("13", "14", address)
    assert alert.due_at - alert.raised_at == pytest.approx(timedelta(hours=24), abs=timedelta(seconds=5))
    assert Outbox.objects.get(kind="deliver_alert").payload == {"alert": alert.reference}
    assert Event.objects.get(code="alert.raised").recipients == ["force-14"]


def test_home_address_in_the_own_force_raises_none() -> None:
    by = actor()
    move(person(by), by, force_code="13")

    assert not Alert.objects.exists()


def test_new_home_address_ends_the_old_one() -> None:
    by = actor()
    kept = person(by)
    old = move(kept, by, "13")

    move(kept, by, "14")

    assert Address.objects.get(pk=old.pk).ends_on == timezone.localdate()
    assert Address.objects.filter(person=kept, ends_on__isnull=True).count() == 1


def test_delivering_twice_is_one_delivery_and_an_email_that_names_nobody() -> None:
    by = actor()
    move(person(by), by)
    row = Outbox.objects.get(kind="deliver_alert")

    done = [tasks.work_outbox(row.pk), tasks.work_outbox(row.pk)]
    alerts.deliver(row.payload["alert"])

    assert done == [True, False]
    assert Alert.objects.get().status == Alert.Status.DELIVERED
    assert len(mail.outbox) == 1
    assert "Kowalski" not in mail.outbox[0].subject + mail.outbox[0].body


def test_sweep_does_what_a_lost_wake_up_left() -> None:
    by = actor()
    move(person(by), by)

    assert tasks.sweep_outbox() == 2, "the alert and the move check"
    assert outbox.waiting() == []


def test_poison_row_is_parked_and_the_others_flow() -> None:
    by = actor()
    poison = outbox.enqueue("no-such-kind", {})
    move(person(by), by)
    for _ in range(outbox.MOST_ATTEMPTS):
        Outbox.objects.filter(pk=poison.pk).update(not_before=timezone.now())
        tasks.sweep_outbox()

    poison.refresh_from_db()
    assert poison.parked_at is not None
    assert poison.last_error == "KeyError"
    assert Alert.objects.get().status == Alert.Status.DELIVERED


def test_answer_alert_needs_a_reason() -> None:
    by = actor()
    move(person(by), by)

    with pytest.raises(Refused, match="Give a reason"):
        alerts.answer_alert(Alert.objects.get(), actor=actor(force_code="14"), reason=CALL, is_accepted=True, why=" ")


def test_accepting_raises_the_task_to_take_over() -> None:
    by = actor()
    move(person(by), by)

    alerts.answer_alert(
        Alert.objects.get(), actor=actor(force_code="14"), reason=CALL, is_accepted=True, why="Known to us"
    )

    task = Task.objects.get(kind=Task.Kind.FOLLOW_MOVE)
    assert task.force.code == "14"
    assert Alert.objects.get().status == Alert.Status.ACCEPTED


def test_the_sender_cannot_answer_its_own_alert() -> None:
    by = actor()
    move(person(by), by)

    with pytest.raises(PermissionDenied):
        alerts.answer_alert(Alert.objects.get(), actor=by, reason=CALL, is_accepted=True, why="For them")


def test_a_third_force_finds_no_such_alert() -> None:
    by = actor()
    move(person(by), by)

    with pytest.raises(OutOfReach):
        alerts.answer_alert(Alert.objects.get(), actor=actor(force_code="10"), reason=CALL, is_accepted=True, why="x")


def test_overdue_alert_is_escalated_once() -> None:
    by = actor()
    move(person(by), by)
    allow_writes()
    Alert.objects.update(due_at=timezone.now() - timedelta(minutes=1))

    assert [alerts.escalate_overdue(), alerts.escalate_overdue()] == [1, 0]
    assert Task.objects.filter(team="supervisor", force__code="14").count() == 1


def test_a_home_address_in_the_own_force_leaves_no_word_of_an_alert_in_the_log() -> None:
    by = actor()
    move(person(by), by, force_code="13")

    assert not Event.objects.filter(code="alert.raised").exists()
