"""What nobody of a team has is told in one line for each kind of work; what somebody has stays a line each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import Force, User
from audit.models import Event
from register import outbox_handlers
from register.actions import tasks
from register.actions.escalation import watch_work
from register.actions.inbox import mail_digests
from register.models import Escalation, Notice, Outbox, Task
from register.watched.sources import SOURCES
from tests import builders
from tests.builders import CALL, sign_in
from tests.cases.web.pages import words

pytestmark = pytest.mark.django_db
NOW, TODAY = datetime(2026, 11, 25, 9, tzinfo=UTC), date(2026, 11, 25)
BY: dict[str, Any] = {"reason": CALL}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def lead() -> User:
    return builders.user("supervisor")


def raised(lead: User, *, due_in: int, number: int = 0, **more: Any) -> Task:
    return tasks.raise_task(
        Force.objects.get(pk=lead.force_id), actor=lead.actor(on=TODAY), kind=Task.Kind.REVIEW,
        title=f"Review {due_in} {number}", team="offender-manager", due_on=TODAY + timedelta(days=due_in), **more, **BY,
    )  # fmt: skip


def many(lead: User) -> list[Task]:
    """Twelve that are overdue, four due today and three due later; nobody has them."""
    counts = {-1: 12, 0: 4, 2: 3}
    return [raised(lead, due_in=due_in, number=each) for due_in, count in counts.items() for each in range(count)]


def inbox(who: User, **asked: str) -> str:
    return words(sign_in(Client(), who).get("/inbox", asked))


def sweep(on: date = TODAY) -> int:
    return watch_work(on)


def move(traveller: time_machine.Traveller, days: int) -> date:
    traveller.move_to(NOW + timedelta(days=days))
    return TODAY + timedelta(days=days)


def test_what_nobody_has_stands_in_one_line_with_how_much_is_overdue_and_due_today(lead: User) -> None:
    many(lead)

    sweep()

    page = inbox(lead)
    assert "19 tasks wait for your team: 12 overdue, 4 due today" in page
    assert page.count("wait for your team") == 2, "the line, and the name of its tick"
    assert "T-" not in page, "no single task stands on a line"
    assert "Inbox 1 unread" in page


def test_one_alone_is_told_in_the_singular_and_without_counts_while_its_day_is_to_come(lead: User) -> None:
    raised(lead, due_in=2)

    sweep()

    assert "1 task waits for your team first due 27 November 2026" in inbox(lead).replace(",", "")


def test_what_somebody_has_stays_on_a_line_of_its_own(lead: User) -> None:
    manager = builders.user("offender-manager")
    task, _ = raised(lead, due_in=-9), raised(lead, due_in=-9, number=1)
    tasks.give_task(task, actor=lead.actor(on=TODAY), owner=manager, **BY)

    sweep()

    page = inbox(lead)
    assert "1 task waits for your team: 1 overdue" in page
    assert "late: it was sent to the supervisors" in page.lower() and task.reference in page
    assert "wait" not in inbox(manager).partition("Inbox")[2].partition("What is due")[2].partition("a line")[0]


def test_a_sweep_that_runs_twice_tells_once(lead: User) -> None:
    many(lead)
    sweep()
    sign_in(Client(), lead).get("/inbox/team/task")

    assert sweep() == 0
    assert not Notice.objects.unread().exists()


def test_the_line_is_renewed_when_a_day_changes_what_it_counts(lead: User, clock: time_machine.Traveller) -> None:
    raised(lead, due_in=2)
    sweep()
    client = sign_in(Client(), lead)
    seen = []
    for days in (1, 2, 3):
        client.get("/inbox/team/task")
        sweep(move(clock, days))
        seen.append((Notice.objects.unread().exists(), "due today" in inbox(lead), "1 overdue" in inbox(lead)))

    assert seen == [(False, False, False), (True, True, False), (True, False, True)]
    assert Notice.objects.count() == 1


def test_each_still_climbs_the_chain_and_the_lead_is_told_in_one_line(lead: User) -> None:
    head = builders.user("superintendent")
    for number in range(3):
        raised(lead, due_in=-14, number=number)

    sweep()

    steps = Escalation.objects.values_list("step", flat=True)
    assert sorted(set(steps)) == ["late", "lead", "oversight", "supervisor"]
    assert len(steps) == 12
    assert "3 tasks wait for your team: 3 overdue" in inbox(head)


def test_silence_brings_a_line_that_was_put_away_back(lead: User, clock: time_machine.Traveller) -> None:
    raised(lead, due_in=-14)
    sweep()
    sign_in(Client(), lead).post("/inbox", {"notices": ["team:task"]})
    gone = inbox(lead)

    sweep(move(clock, 7))

    assert "waits for your team" not in gone
    assert "1 task waits for your team" in inbox(lead)


def test_what_somebody_takes_leaves_the_line(lead: User) -> None:
    first, _ = raised(lead, due_in=0), raised(lead, due_in=0, number=1)
    sweep()
    tasks.take_task(first, actor=builders.actor("offender-manager"), **BY)

    sweep()

    assert "1 task waits for your team: 1 due today" in inbox(lead)


def test_what_is_done_leaves_the_line_and_an_empty_one_goes(lead: User) -> None:
    task = raised(lead, due_in=0)
    sweep()
    tasks.do_task(task, actor=lead.actor(on=TODAY), outcome="Done", **BY)

    sweep()

    assert "Your inbox is empty." in inbox(lead)


def test_the_line_leads_to_the_queue_and_is_read_by_one_entry(lead: User) -> None:
    many(lead)
    sweep()

    answer = sign_in(Client(), lead).get("/inbox/team/task")

    assert answer.headers["Location"] == "/tasks/team"
    assert not Notice.objects.unread().exists()
    assert Event.objects.filter(code="inbox.team_line_read").count() == 1


def test_whoever_may_not_work_the_queue_is_led_to_what_is_late(lead: User) -> None:
    head = builders.user("superintendent")
    builders.allow_writes()
    Notice.objects.create(
        user=head, topic="watched", key="1", source="match", is_of_team=True, page="match", renewed_at=timezone.now(),
        due_on=TODAY,
    )  # fmt: skip

    assert sign_in(Client(), head).get("/inbox/team/match").headers["Location"] == "/oversight/overdue"


def test_it_is_put_away_as_one_line_by_one_entry(lead: User) -> None:
    many(lead)
    sweep()

    page = words(sign_in(Client(), lead).post("/inbox", {"notices": ["team:task"]}, follow=True))

    assert "1 line was put away." in page and "Your inbox is empty." in page
    assert Event.objects.filter(code="inbox.team_line_acknowledged").count() == 1


def test_what_is_about_somebody_they_are_barred_from_is_not_counted(lead: User) -> None:
    person = builders.person(lead.actor(on=TODAY))
    Task.objects.get(person=person)
    raised(lead, due_in=0, person=person)
    raised(lead, due_in=0, number=1)
    sweep()
    before = inbox(lead)
    builders.bar(lead, person)

    after = inbox(lead)

    assert "2 due today" in before
    assert "1 task waits for your team: 1 due today" in after


def test_the_e_mail_counts_lines_and_names_nobody(lead: User) -> None:
    many(lead)
    sweep()

    mail_digests(NOW)
    for row in Outbox.objects.filter(kind="mail_digest", done_at__isnull=True):
        outbox_handlers.handle(row)

    [sent] = mail.outbox
    assert sent.subject == "Domestic Abuse Register: 1 line is waiting in your inbox"


def test_every_kind_that_has_a_queue_says_what_it_is_called_and_has_a_page() -> None:
    named = {source.code for source in SOURCES if source.queue}

    assert {source.code for source in SOURCES if source.many} == named
    assert {"task", "match", "match_of_other"} <= named
    assert all(source.queue_url.startswith("/") for source in SOURCES if source.queue)
