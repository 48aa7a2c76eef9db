"""The team's page, the ways of a task, the inbox and the count of what is late, by Django's client."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Force, User
from register.actions import tasks
from register.actions.countersigning import ask_to_put_off
from register.actions.escalation import watch_work
from register.actions.inbox import put
from register.models import Countersignature, Notice, Task
from tests import builders
from tests.builders import CALL, sign_in

pytestmark = pytest.mark.django_db


def raised(title: str = "Review", *, days: int = 0, owner: User | None = None, force_code: str = "13") -> Task:
    lead = builders.actor("supervisor", force_code=force_code)
    task = tasks.raise_task(
        Force.objects.get(code=force_code), actor=lead, reason=CALL, kind=Task.Kind.REVIEW, title=title,
        team="offender-manager", due_on=timezone.localdate() + timedelta(days=days),
    )  # fmt: skip
    return tasks.give_task(task, actor=lead, reason=CALL, owner=owner) if owner else task


def page_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_team_sees_what_nobody_has_first_then_overdue_today_and_the_week() -> None:
    manager = builders.user("offender-manager")
    raised("Of nobody", days=3)
    raised("Was due", days=-1, owner=manager)
    raised("Due now", owner=manager)
    raised("Due soon", days=7, owner=manager)
    raised("Due in a month", days=30, owner=manager)

    page = page_of(sign_in(Client(), manager), "/tasks/team")

    places = [page.index(title) for title in ("Of nobody", "Was due", "Due now", "Due soon")]
    assert places == sorted(places)
    assert "Due in a month" not in page


def test_a_team_sees_its_own_tasks_and_no_other_force() -> None:
    raised("Of force 14", force_code="14")
    raised("Of force 13")

    page = page_of(sign_in(Client(), builders.user("offender-manager")), "/tasks/team")

    assert "Of force 13" in page and "Of force 14" not in page


def test_one_press_takes_a_task_and_goes_back_to_the_queue() -> None:
    manager, task = builders.user("offender-manager"), raised()

    answer = sign_in(Client(), manager).post(f"/tasks/{task.reference}/take", {"next": "/tasks/team"})

    assert (answer.status_code, answer["Location"]) == (302, "/tasks/team")
    assert Task.objects.get().owner == manager


@pytest.mark.parametrize("where", ["https://example.org/", "//example.org"])
def test_taking_leads_nowhere_outside(where: str) -> None:
    task = raised()

    answer = sign_in(Client(), builders.user("offender-manager")).post(f"/tasks/{task.reference}/take", {"next": where})

    assert answer["Location"] == f"/tasks/{task.reference}"


def test_a_supervisor_gives_ticked_tasks_to_one_person() -> None:
    both, manager = [raised("One"), raised("Other")], builders.user("offender-manager")
    client = sign_in(Client(), builders.user("supervisor"))

    answer = client.post(
        "/tasks/team?team=offender-manager",
        {"tasks": [task.reference for task in both], "owner": manager.reference},
    )

    assert answer.status_code == 302
    assert set(Task.objects.values_list("owner", flat=True)) == {manager.pk}


def test_giving_nothing_to_nobody_says_what_is_missing_and_keeps_the_ticks() -> None:
    task = raised()
    client = sign_in(Client(), builders.user("supervisor"))

    page = client.post("/tasks/team?team=offender-manager", {"tasks": [task.reference]}).content.decode()

    assert "Choose who does it." in page
    assert f'value="{task.reference}" data-key="x" checked' in page


def test_whoever_leads_nobody_has_no_ticks() -> None:
    raised()

    assert 'data-key="x"' not in page_of(sign_in(Client(), builders.user("offender-manager")), "/tasks/team")


def test_the_page_of_a_team_costs_the_same_however_much_it_holds() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(Client(), builders.user("supervisor"))
    counts = []
    for number in range(2):
        for each in range(5):
            raised(f"Task {number} {each}", owner=builders.user("offender-manager"))
        with CaptureQueriesContext(connection) as asked:
            client.get("/tasks/team?team=offender-manager")
        counts.append(len(asked))

    assert counts[0] == counts[1]


Send = Callable[[Client, Task], Any]


@pytest.mark.parametrize(
    ("way", "typed", "kept"),
    [
        pytest.param("give", {"owner": "OWNER"}, {"owner": "OWNER"}, id="giving"),
        pytest.param("return", {"why": "On a course"}, {"owner": None}, id="returning"),
        pytest.param("hold", {"until": 5, "why": "Waits for the lab"}, {"status": "held"}, id="holding"),
        pytest.param("put-off", {"due_on": 5, "why": "Busy"}, {"due_on": 5}, id="putting off"),
    ],
)
def test_each_way_of_a_task_has_its_page(way: str, typed: dict[str, Any], kept: dict[str, Any]) -> None:
    lead, colleague = builders.user("supervisor"), builders.user("offender-manager")
    task, client = raised(owner=lead), sign_in(Client(), lead)
    today = timezone.localdate()
    values = {"OWNER": colleague.reference}
    sent = {name: values.get(str(value), value) for name, value in typed.items()}
    sent = {name: today + timedelta(days=value) if isinstance(value, int) else value for name, value in sent.items()}

    assert client.get(f"/tasks/{task.reference}/{way}").status_code == 200
    answer = client.post(f"/tasks/{task.reference}/{way}", {"version": task.version, **sent})

    assert answer.status_code == 302, answer.content.decode()
    wanted = {"OWNER": colleague.pk, 5: today + timedelta(days=5)}
    row = Task.objects.values().get()
    for name, value in kept.items():
        assert row[f"{name}_id" if name == "owner" else name] == wanted.get(value, value)


def test_putting_off_further_than_one_may_asks_a_supervisor_who_answers_on_a_page() -> None:
    manager, lead = builders.user("offender-manager"), builders.user("supervisor")
    task = raised(owner=manager)
    day = timezone.localdate() + timedelta(days=30)
    sign_in(Client(), manager).post(
        f"/tasks/{task.reference}/put-off", {"version": task.version, "due_on": day, "why": "In hospital"}
    )
    asked = Countersignature.objects.get().task
    client = sign_in(Client(), lead)

    page = page_of(client, f"/tasks/{asked.reference}")
    client.post(f"/tasks/{asked.reference}/answer", {"version": asked.version, "answer": "agree", "why": "Right"})

    assert "In hospital" in page
    task.refresh_from_db()
    assert task.due_on == day


def test_whoever_asked_is_told_on_the_page_that_somebody_else_must_answer() -> None:
    lead = builders.user("supervisor")
    task = raised(owner=lead)
    asked = ask_to_put_off(
        task, actor=lead.actor(on=timezone.localdate()), reason=CALL, why="Ill",
        due_on=timezone.localdate() + timedelta(days=30),
    )  # fmt: skip

    page = sign_in(Client(), lead).post(
        f"/tasks/{asked.task.reference}/answer", {"version": 1, "answer": "agree", "why": "Right"}
    )

    assert "Somebody else must answer" in page.content.decode()


def test_a_task_tells_its_history_in_words() -> None:
    manager = builders.user("offender-manager", name="Ruth Adeyemi")
    task = raised(owner=manager)

    page = page_of(sign_in(Client(), manager), f"/tasks/{task.reference}")

    assert "Given: with Ruth Adeyemi" in page and "Raised: due" in page


# The inbox


def test_the_inbox_shows_ones_own_lines_and_the_menu_counts_the_unread() -> None:
    manager, other = builders.user("offender-manager"), builders.user("offender-manager")
    raised("Mine", owner=manager)
    raised("Theirs", owner=other)

    page = page_of(sign_in(Client(), manager), "/inbox")

    mine, theirs = (Task.objects.get(title=title).reference for title in ("Mine", "Theirs"))
    assert mine in page and theirs not in page
    assert '<span class="app-count">1<span class="govuk-visually-hidden"> unread' in page


def test_a_line_leads_to_what_it_is_about_and_is_read_from_then_on() -> None:
    manager = builders.user("offender-manager")
    task, client = raised(owner=manager), sign_in(Client(), manager)

    answer = client.get(f"/inbox/{Notice.objects.get().reference}")

    assert answer["Location"] == f"/tasks/{task.reference}"
    assert Notice.objects.get().read_at is not None


def test_ticked_lines_are_put_away_and_a_later_reminder_brings_them_back() -> None:
    manager = builders.user("offender-manager")
    raised(owner=manager)
    client, notice = sign_in(Client(), manager), Notice.objects.get()

    client.post("/inbox", {"notices": [notice.reference]})
    emptied = page_of(client, "/inbox")
    builders.allow_writes()
    put([manager.pk], Notice.Topic(notice.topic), notice.key, people=(), page="task", argument=notice.argument)

    assert "Your inbox is empty." in emptied
    assert notice.reference in page_of(client, "/inbox")


def test_putting_nothing_away_says_so() -> None:
    raised(owner=(manager := builders.user("offender-manager")))

    assert "Tick the lines to put away" in sign_in(Client(), manager).post("/inbox").content.decode()


def test_the_inbox_names_nobody() -> None:
    lead, manager = builders.user("supervisor"), builders.user("offender-manager")
    person = builders.person(lead.actor(on=date(2026, 11, 23)), surname="Kowalski")
    task = Task.objects.get(person=person)
    tasks.give_task(task, actor=lead.actor(on=date(2026, 11, 23)), reason=CALL, owner=manager)

    page = page_of(sign_in(Client(), manager), "/inbox")

    assert "Kowalski" not in page and task.reference in page


# What is late


def test_oversight_sees_counts_and_references_of_every_force_and_nobody_by_name() -> None:
    manager = builders.user("offender-manager", name="Ruth Adeyemi")
    raised("Secret title", days=-20, owner=manager)
    raised("Another", days=-20, force_code="14")
    watch_work(timezone.localdate())

    page = page_of(sign_in(Client(), builders.user("oversight-auditor", force_code=None)), "/oversight/overdue")

    assert builders.force("13").name in page and builders.force("14").name in page
    assert f"task-{Task.objects.get(title='Secret title').pk}" in page
    assert not {each for each in ("Secret title", "Ruth Adeyemi") if each in page}


def test_a_supervisor_sees_what_is_late_in_their_own_force_alone() -> None:
    raised(days=-20)
    raised("Another", days=-20, force_code="14")
    watch_work(timezone.localdate())

    page = page_of(sign_in(Client(), builders.user("supervisor")), "/oversight/overdue")

    assert builders.force("13").name in page and builders.force("14").name not in page


# Leave


def test_one_declares_ones_own_leave_and_takes_it_back() -> None:
    manager, deputy = builders.user("offender-manager"), builders.user("offender-manager")
    client, today = sign_in(Client(), manager), timezone.localdate()
    address = f"/users/{manager.reference}/leave"

    client.post(address, {"starts_on": today, "ends_on": today + timedelta(days=7), "deputy": deputy.reference})
    declared = manager.leaves.get()  # type: ignore[attr-defined]
    page = page_of(client, "/away")
    client.post(f"{address}/{declared.reference}/withdraw")

    assert deputy.name in page
    declared.refresh_from_db()
    assert declared.withdrawn_at is not None


def test_a_supervisor_sees_who_is_away_and_a_colleague_only_themselves() -> None:
    other = builders.user("offender-manager", name="Ruth Adeyemi")

    lead = page_of(sign_in(Client(), builders.user("supervisor")), "/away")
    colleague = page_of(sign_in(Client(), builders.user("offender-manager")), "/away")

    assert other.name in lead and other.name not in colleague
