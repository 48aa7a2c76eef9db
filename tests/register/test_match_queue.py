"""People who wait to be compared: who is compared, who is set aside, and what a killed worker leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone

from register import tasks
from register.actions import match_queue, outbox
from register.actions.matching import match_person
from register.matching.turns import take_turn
from register.models import CardRow, Match, MatchStatusChange, Outbox, Person
from tests.register.matched import known_to, pair
from tests.waiting import until

ROOT = Path(__file__).resolve().parent.parent.parent
KILLED_IN_THE_MIDDLE = """
import django, os, signal
django.setup()
from django.conf import settings
from register.actions import match_queue, outbox
def die(person_id):
    match_queue_match(person_id)
    os.kill(os.getpid(), signal.SIGKILL)
match_queue_match, match_queue.match_person = match_queue.match_person, die
match_queue.work(seconds=30)
"""


@pytest.mark.django_db
def test_who_was_entered_is_compared_once() -> None:
    one, other = pair()
    stranger = known_to("10", forenames="Owen", surname="Pritchard", pnc="", line_1="")

    assert match_queue.work(seconds=30) == 3
    assert match_queue.work(seconds=30) == 0

    assert Match.objects.get().status == Match.Status.JOINED
    assert not CardRow.objects.filter(is_match_due=True).exists()
    assert CardRow.objects.filter(person__in=[one, other, stranger], match_attempts=0).count() == 3


@pytest.mark.django_db
def test_while_alerts_wait_one_person_is_compared_at_each_beat() -> None:
    pair()
    known_to("10", forenames="Owen", surname="Pritchard", pnc="", line_1="")
    outbox.enqueue("deliver_alert", {"alert": "AL-0"})

    assert tasks.match_due_people() == 1

    Outbox.objects.update(done_at=timezone.now())
    assert tasks.match_due_people() == 2


@pytest.mark.django_db
def test_who_changes_is_compared_again() -> None:
    one, _ = pair()
    match_queue.work(seconds=30)

    known_to("10", by=None, pnc="")
    one.refresh_from_db()

    assert match_queue.waiting().count() == 1


@pytest.mark.django_db
def test_whoever_fails_again_and_again_is_set_aside_and_holds_up_nobody() -> None:
    poison = known_to("13")
    CardRow.objects.filter(person=poison).update(facts={"broken": True})
    good = known_to(
        "14", forenames="Owen", surname="Pritchard", pnc="", date_of_birth=date(1971, 8, 2), line_1="",
    )  # fmt: skip

    for _ in range(match_queue.MOST_ATTEMPTS):
        match_queue.work(seconds=30)

    assert not CardRow.objects.get(person=good).is_match_due
    kept = CardRow.objects.get(person=poison)
    assert (kept.is_match_due, kept.match_attempts) == (True, match_queue.MOST_ATTEMPTS)
    assert not match_queue.waiting().exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_after_the_deed_and_before_its_end_leaves_nothing_half_done() -> None:
    with transaction.atomic():
        pair()
    environment = {**os.environ, "DATABASE_NAME": settings.DATABASES["default"]["NAME"]}

    ended = subprocess.run([sys.executable, "-c", KILLED_IN_THE_MIDDLE], cwd=ROOT, env=environment, check=False)

    assert ended.returncode == -signal.SIGKILL
    assert not Match.objects.exists()
    assert CardRow.objects.filter(is_match_due=True).count() == 2
    until(lambda: match_queue.work(seconds=30) or Match.objects.exists(), "the killed worker's turn to end")
    until(lambda: match_queue.work(seconds=30) == 0, "everybody to be compared")
    assert Match.objects.get().status == Match.Status.JOINED
    assert MatchStatusChange.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_matchers_at_once_make_one_match() -> None:
    with transaction.atomic():
        people = [person.pk for person in pair()]
    gate = threading.Barrier(2)

    def at_once(person_id: int) -> None:
        gate.wait(timeout=30)
        match_person(person_id)
        connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(at_once, people))

    assert Match.objects.get().status == Match.Status.JOINED
    assert MatchStatusChange.objects.count() == 1
    assert Person.objects.filter(lead__isnull=False).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_matcher_never_makes_an_officer_wait_for_it() -> None:
    """Somebody at work on one of the records goes first; the person waits, and no attempt is counted."""
    with transaction.atomic():
        one, other = pair()
    held, done = threading.Event(), threading.Event()

    def officer() -> None:
        with transaction.atomic():
            list(Person.objects.select_for_update().filter(pk__in=[one.pk, other.pk]))
            held.set()
            done.wait(timeout=30)
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        at_work = pool.submit(officer)
        held.wait(timeout=30)
        assert match_queue.work(seconds=30) == 0
        assert CardRow.objects.filter(is_match_due=True, match_attempts=0).count() == 2
        done.set()
        at_work.result()
    assert match_queue.work(seconds=30) == 2
    assert Match.objects.get().status == Match.Status.JOINED


@pytest.mark.django_db(transaction=True)
def test_while_another_decides_the_matcher_leaves() -> None:
    with transaction.atomic():
        pair()
    held, done = threading.Event(), threading.Event()

    def decider() -> None:
        with transaction.atomic():
            take_turn()
            held.set()
            done.wait(timeout=30)
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        at_work = pool.submit(decider)
        held.wait(timeout=30)
        assert match_queue.work(seconds=30) == 0
        done.set()
        at_work.result()
    assert match_queue.waiting().count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_gives_up_takes_back_no_attempt_that_somebody_else_has_forgotten() -> None:
    """While the worker goes from its claim to its deed, an edit sets the attempts to none and another act is begun."""
    with transaction.atomic():
        one, _ = pair()
    held, done = threading.Event(), threading.Event()

    def edit_and_decide() -> None:
        CardRow.objects.filter(person=one).update(match_attempts=0)
        with transaction.atomic():
            take_turn()
            held.set()
            done.wait(timeout=30)
        connections.close_all()

    turns = 0

    def between(execute: Any, sql: str, *rest: Any) -> Any:
        nonlocal turns
        turns += "pg_try_advisory" in sql
        if turns == 2 and not held.is_set():
            pool.submit(edit_and_decide)
            held.wait(timeout=30)
        return execute(sql, *rest)

    with ThreadPoolExecutor(1) as pool, connections["default"].execute_wrapper(between):
        assert match_queue.work(seconds=30) == 0
        done.set()

    assert CardRow.objects.get(person=one).match_attempts == 0
