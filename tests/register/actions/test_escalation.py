"""What has a day is never forgotten: reminders, the chain, absence, silence, two beats at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.actions.leave import declare_leave
from accounts.actor import Actor
from accounts.models import Force, User
from audit.core.errors import OutOfReach
from audit.models import Event
from register import outbox_handlers
from register.actions import tasks
from register.actions.escalation import watch_work
from register.actions.inbox import acknowledge, mail_digests
from register.models import Digest, Escalation, Notice, Outbox, Task, Watch
from tests import builders
from tests.builders import CALL
from tests.register.matched import possible

pytestmark = pytest.mark.django_db
DUE = date(2026, 11, 20)
BY: dict[str, Any] = {"reason": CALL}


@pytest.fixture
def lead() -> User:
    return builders.user("supervisor")


def owned(owner: User, lead: User, *, title: str = "Review") -> Task:
    by = lead.actor(on=DUE)
    task = raised(by, title=title)
    return tasks.give_task(task, actor=by, owner=owner, **BY)


def raised(by: Actor, *, title: str = "Review") -> Task:
    return tasks.raise_task(
        Force.objects.get(pk=by.force_id), actor=by, reason=CALL, kind=Task.Kind.REVIEW, title=title,
        team="offender-manager", due_on=DUE,
    )  # fmt: skip


def told(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user, topic="watched").values_list("step", flat=True))


def on(days: int) -> date:
    return DUE + timedelta(days=days)


def test_the_owner_is_reminded_before_on_and_after_the_day_by_one_line_that_is_renewed(lead: User) -> None:
    owner = builders.user("offender-manager")
    owned(owner, lead)
    seen = []
    for days in (-4, -3, 0, 1):
        watch_work(on(days))
        seen.append(told(owner))

    assert seen == [[], ["reminded"], ["due"], ["late"]]


def test_silence_goes_up_the_chain_to_supervisor_lead_and_oversight(lead: User) -> None:
    owner, head = builders.user("offender-manager"), builders.user("superintendent")
    owned(owner, lead)
    for days in range(-4, 20):
        watch_work(on(days))

    steps = Escalation.objects.order_by("taken_on", "pk").values_list("step", "taken_on")
    assert list(steps) == [
        ("reminded", on(-3)), ("due", on(0)), ("late", on(1)), ("supervisor", on(3)), ("lead", on(7)),
        ("oversight", on(14)),
    ]  # fmt: skip
    assert (told(lead), told(head)) == (["supervisor"], ["lead"])


def test_after_the_last_step_owner_and_supervisors_are_reminded_every_week(lead: User) -> None:
    owner = builders.user("offender-manager")
    owned(owner, lead)
    for days in range(14, 36):
        watch_work(on(days))

    again = Escalation.objects.filter(step="again").values_list("taken_on", "round")
    assert list(again) == [(on(21), 1), (on(28), 2), (on(35), 3)]
    assert (told(owner), told(lead)) == (["again"], ["again"])


def test_a_sweep_that_was_missed_for_weeks_leaves_nobody_out(lead: User) -> None:
    owner, head = builders.user("offender-manager"), builders.user("superintendent")
    owned(owner, lead)

    watch_work(on(30))

    assert set(Escalation.objects.values_list("step", flat=True)) == {"late", "supervisor", "lead", "oversight"}
    assert told(owner) and told(lead) and told(head)


def test_a_second_sweep_of_the_day_does_nothing(lead: User) -> None:
    owned(builders.user("offender-manager"), lead)

    assert [watch_work(on(3)), watch_work(on(3))] == [1, 0]


def test_the_deputy_is_reminded_while_the_owner_is_on_leave(lead: User) -> None:
    owner, deputy = builders.user("offender-manager"), builders.user("offender-manager")
    owned(owner, lead)
    declare_leave(
        owner, actor=lead.actor(on=DUE), starts_on=DUE, ends_on=date(2027, 1, 10), deputy=deputy, **BY
    )  # fmt: skip

    watch_work(on(0))

    assert (told(owner), told(deputy)) == ([], ["due"])


@pytest.mark.parametrize("away", ["left", "on leave without a deputy", "never had one"])
def test_the_supervisors_are_reminded_where_no_owner_is_there(lead: User, away: str) -> None:
    owner = builders.user("offender-manager")
    if away == "never had one":
        raised(lead.actor(on=DUE))
    else:
        owned(owner, lead)
    if away == "left":
        builders.allow_writes()
        User.objects.filter(pk=owner.pk).update(is_active=False)
    if away == "on leave without a deputy":
        declare_leave(owner, actor=lead.actor(on=DUE), starts_on=DUE, ends_on=date(2027, 1, 10), **BY)

    watch_work(on(0))

    assert (told(owner), told(lead)) == ([], ["due"])


def test_a_force_without_anybody_to_tell_still_goes_before_oversight() -> None:
    raised(builders.actor("offender-manager"))

    watch_work(on(14))

    assert set(Escalation.objects.values_list("step", "told")) >= {("supervisor", 0), ("lead", 0), ("oversight", 0)}


def test_what_is_done_leaves_the_inbox_and_is_watched_no_longer(lead: User) -> None:
    owner = builders.user("offender-manager")
    task = owned(owner, lead)
    watch_work(on(1))

    tasks.do_task(task, actor=owner.actor(on=DUE), outcome="Done", **BY)
    watch_work(on(1))

    assert not Watch.objects.open().exists()
    assert not Notice.objects.standing().filter(topic="watched").exists()


def test_what_is_put_off_is_watched_anew_from_its_new_day(lead: User) -> None:
    owner = builders.user("offender-manager")
    task = owned(owner, lead)
    watch_work(on(1))
    builders.allow_writes()
    Task.objects.filter(pk=task.pk).update(due_on=on(10), first_due_on=DUE)

    watch_work(on(7))

    assert list(Watch.objects.open().values_list("due_on", flat=True)) == [on(10)]
    assert told(owner).count("reminded") == 1


def test_one_thing_that_fails_keeps_nothing_else_waiting(lead: User, caplog: pytest.LogCaptureFixture) -> None:
    good, bad = owned(builders.user("offender-manager"), lead), owned(lead, lead, title="Other")
    watch_work(on(-3))
    watch = Watch.objects.get(number=bad.pk)
    with transaction.atomic():
        builders.allow_writes()
        Escalation.objects.create(
            watch=watch, force=watch.force, step="again", round=1, taken_on=DUE, told=0, limit_code="x"
        )
    Watch.objects.filter(pk=watch.pk).update(next_on=on(14), due_on=watch.due_on)
    for step in ("due", "late", "supervisor", "lead", "oversight"):
        builders.allow_writes()
        Escalation.objects.create(watch=watch, force=watch.force, step=step, taken_on=DUE, told=0, limit_code="x")

    watch_work(on(14))

    assert Escalation.objects.filter(watch__number=good.pk, step="oversight").exists()
    assert Watch.objects.get(pk=watch.pk).next_on > on(14)


def test_a_step_that_was_taken_is_never_rewritten(lead: User) -> None:
    owned(builders.user("offender-manager"), lead)
    watch_work(on(0))

    with pytest.raises(DatabaseError, match="refuses UPDATE"), transaction.atomic():
        Escalation.objects.update(told=0)


def test_each_step_is_an_event_of_kinds_and_numbers_alone(lead: User) -> None:
    owned(builders.user("offender-manager"), lead)

    watch_work(on(3))

    fields = Event.objects.get(code="work.escalated").fields
    assert set(fields) == {"source", "number", "due_on", "steps", "told"}


# The e-mail


def mailed() -> None:
    for row in Outbox.objects.filter(kind="mail_digest", done_at__isnull=True):
        outbox_handlers.handle(row)


MORNING = datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_the_digest_says_how_much_waits_and_names_nobody(lead: User, settings: Any) -> None:
    settings.SITE_URL = "https://register.example.org"
    owner = builders.user("offender-manager", name="Ruth Adeyemi")
    person = builders.person(lead.actor(on=DUE), surname="Kowalski")
    owned(owner, lead)
    watch_work(on(0))

    assert mail_digests(MORNING) >= 1
    mailed()

    letter = next(each for each in mail.outbox if each.to == [owner.email])
    text = f"{letter.subject} {letter.body}"
    assert letter.subject == "Domestic Abuse Register: 2 lines are waiting in your inbox"
    assert "https://register.example.org/inbox" in text
    assert not {each for each in ("Kowalski", "Ruth", person.reference, "Review") if each in text}


def test_one_digest_a_day_however_much_comes(lead: User) -> None:
    owner = builders.user("offender-manager")
    owned(owner, lead)
    watch_work(on(0))
    mail_digests(MORNING)
    owned(owner, lead, title="Another")

    assert mail_digests(MORNING + timedelta(hours=1)) == 0
    assert Digest.objects.filter(user=owner).count() == 1


def test_no_digest_goes_out_at_night_nor_where_nothing_is_new(lead: User) -> None:
    owner = builders.user("offender-manager")
    owned(owner, lead)
    watch_work(on(0))

    assert mail_digests(MORNING.replace(hour=3)) == 0
    assert mail_digests(MORNING) == 1
    mailed()
    assert mail_digests(MORNING + timedelta(days=1)) == 0


def test_what_was_put_away_is_not_mailed(lead: User) -> None:
    owner = builders.user("offender-manager")
    owned(owner, lead)
    for notice in Notice.objects.filter(user=owner):
        acknowledge(notice, actor=owner.actor(on=DUE), **BY)

    assert mail_digests(MORNING) == 0
    assert mail.outbox == []


def test_nobody_puts_away_a_line_of_somebody_else(lead: User) -> None:
    owned(builders.user("offender-manager"), lead)

    with pytest.raises(OutOfReach):
        acknowledge(Notice.objects.get(), actor=lead.actor(on=DUE), **BY)


def test_a_possible_match_on_which_nobody_decides_reaches_the_supervisors_of_both_forces() -> None:
    match = possible()
    leads = [builders.user("supervisor", force_code=force.code) for force in (match.force_one, match.force_other)]
    due_on = timezone.localdate(match.due_at)

    for days in range(8):
        watch_work(due_on + timedelta(days=days))

    assert all("supervisor" in told(lead) for lead in leads)
