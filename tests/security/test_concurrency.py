"""Many at once on one record: one wins, nothing is lost, and the log has an event for each that was done."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connections, transaction

from audit.core.errors import Refused, Stale
from audit.models import Event
from cases.actions.cases import open_case
from cases.actions.protection import set_safe_contact
from cases.models import Case, SafeContactRule
from register.actions import alerts, decisions, facts, match_queue, people, registrations
from register.actions.tasks import do_task
from register.lookup.held_facts import facts_of
from register.models import Address, Alert, CardRow, Match, Person, Registration, SearchKey, Source, Task
from register.rules.lookup.facts import PersonFacts
from register.rules.lookup.keys import keys_of
from tests import builders
from tests.cases.builders import act, household, stand_as_one
from tests.register.matched import possible

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS = 50
AT_ONCE = 8  # connections of the pool that are really at work side by side


@pytest.fixture
def crowd() -> Iterator[Callable[..., Counter[str]]]:
    """Do something many times at once; gives how often it ended in which way."""
    pool = ThreadPoolExecutor(AT_ONCE)

    def run(deed: Callable[[int], Any], *, times: int = CLIENTS) -> Counter[str]:
        gate = threading.Barrier(min(times, AT_ONCE))

        def one(number: int) -> str:
            if number < AT_ONCE:
                gate.wait(timeout=30)
            try:
                deed(number)
            except (Refused, Stale) as refusal:
                return type(refusal).__name__
            finally:
                connections.close_all()
            return "done"

        return Counter(pool.map(one, range(times)))

    yield run
    pool.shutdown()


@pytest.fixture
def together(transactional_db: None) -> Iterator[Callable[..., Any]]:
    """Put something in place in one committed transaction."""

    def commit(make: Callable[..., Any], *args: Any, **details: Any) -> Any:
        with transaction.atomic():
            return make(*args, **details)

    yield commit


def test_fifty_editors_of_one_version_have_one_winner(crowd: Any, together: Any) -> None:
    by = together(builders.actor)
    person = together(builders.person, by)

    ended = crowd(
        lambda number: people.correct_person(
            person, source=Source.OFFICER, version=person.version, forenames=f"Editor {number}", surname="Kowalski",
            **act(by),
        )
    )  # fmt: skip

    assert ended == {"done": 1, "Stale": CLIENTS - 1}
    after = Person.objects.get(pk=person.pk)
    assert after.version == person.version + 1
    assert Event.objects.filter(code="person.corrected").count() == 1
    assert Event.objects.filter(code="act.refused").count() == CLIENTS - 1
    assert after.personname_set.filter(kind="current", ends_on__isnull=True).count() == 1


def test_no_update_is_lost_when_each_adds_a_number(crowd: Any, together: Any) -> None:
    by = together(builders.actor)
    person = together(builders.person, by)

    ended = crowd(
        lambda number: facts.add_phone(person, source=Source.CALLER, number=f"07700 900{number:03}", **act(by))
    )

    assert ended == {"done": CLIENTS}
    assert person.phone_set.count() == CLIENTS
    assert Event.objects.filter(code="person.fact_added").count() == CLIENTS


def test_lookup_loses_nothing_when_two_forces_add_to_joined_records(crowd: Any, together: Any) -> None:
    """A change of either record writes what lookup knows of both."""
    here, there = together(builders.actor), together(builders.actor, force_code="14")
    records = [together(builders.person, here), together(builders.person, there)]
    together(stand_as_one, *records)

    ended = crowd(
        lambda number: facts.add_phone(
            records[number % 2], source=Source.CALLER, number=f"07700 900{number:03}", **act((here, there)[number % 2])
        ),
        times=24,
    )

    assert ended == {"done": 24}
    held = {each.person_id: each for each in facts_of([records[0].pk])}
    rows = {row.person_id: row for row in CardRow.objects.all()}
    assert {pk: PersonFacts.from_json(row.facts) for pk, row in rows.items()} == held
    assert sum(len(each.phones) for each in held.values()) == 24
    keys = {(key, pk) for pk, each in held.items() for key in keys_of(each)}
    assert set(SearchKey.objects.values_list("hash", "person_id")) == keys


def test_an_alert_is_answered_once(crowd: Any, together: Any) -> None:
    by = together(builders.actor)
    person = together(builders.person, by)
    facts.add_address(person, source=Source.CALLER, town="Sheffield", police_force=builders.force("14"), **act(by))
    alert, answering = Alert.objects.get(), together(builders.actor, "supervisor", force_code="14")

    ended = crowd(
        lambda number: alerts.answer_alert(alert, is_accepted=number % 2 == 0, why=f"{number}", **act(answering)),
        times=16,
    )

    assert ended == {"done": 1, "Refused": 15}
    assert Alert.objects.get().status_changes.exclude(to_status="raised").count() == 1
    is_accepted = Alert.objects.get().status == Alert.Status.ACCEPTED
    assert Task.objects.filter(kind=Task.Kind.FOLLOW_MOVE).count() == is_accepted


def test_a_task_is_done_once(crowd: Any, together: Any) -> None:
    by = together(builders.actor, "offender-manager")
    together(builders.person, by)
    task = Task.objects.get()

    assert crowd(lambda number: do_task(task, outcome=f"{number}", **act(by)), times=16) == {"done": 1, "Refused": 15}


def test_one_home_address_at_a_time(crowd: Any, together: Any) -> None:
    by = together(builders.actor)
    person = together(builders.person, by)

    crowd(
        lambda number: facts.add_address(person, source=Source.CALLER, line_1=f"{number} Mill Road", **act(by)),
        times=16,
    )

    assert Address.objects.filter(person=person, kind="home").count() == 16
    assert Address.objects.filter(person=person, kind="home", ends_on__isnull=True).count() == 1


def test_one_live_registration(crowd: Any, together: Any) -> None:
    by = together(builders.actor, "supervisor")
    person = together(builders.person, by)

    ended = crowd(
        lambda number: registrations.propose_registration(
            person, managing_force=builders.force(), gate="order", gate_reason="x", starts_on=date(2026, 11, 20),
            regime=Registration.Regime.NONE, **act(by),
        ),
        times=16,
    )  # fmt: skip

    assert ended == {"done": 1, "Refused": 15}


def test_one_open_case_of_a_force(crowd: Any, together: Any) -> None:
    owner = together(builders.user, "safeguarding-officer")
    by = owner.actor(on=date(2026, 11, 23))
    person = together(builders.person, by)

    ended = crowd(lambda number: open_case(person, force=owner.force, owner=owner, **act(by)), times=16)

    assert ended == {"done": 1, "Refused": 15}
    assert Case.objects.count() == 1


def test_one_safe_contact_rule_is_in_force(crowd: Any, together: Any) -> None:
    home = together(household)

    ended = crowd(lambda number: set_safe_contact(home.pair, code_word=f"w{number}", **act(home.officer)), times=16)

    assert ended == {"done": 16}
    assert SafeContactRule.objects.filter(person=home.victim, ended_at__isnull=True).count() == 1


def test_the_same_sighting_from_many_calls_is_one_task(crowd: Any, together: Any) -> None:
    by = together(builders.actor)
    person = together(builders.person, by)

    ended = crowd(lambda number: facts.record_sighting(person, place=f"{number}", **act(by)), times=16)

    assert ended == {"done": 16}
    assert person.sighting_set.count() == 16
    assert Task.objects.filter(kind=Task.Kind.CONFIRM_FACT).count() == 1


def test_fifty_reviewers_of_one_match_have_one_winner_and_everybody_stands_once(crowd: Any, together: Any) -> None:
    match = together(possible)
    by = [together(builders.actor, "offender-manager", force_code=code) for code in ("13", "14")]
    deeds = [decisions.join_records, decisions.keep_apart]

    ended = crowd(
        lambda number: deeds[number % 2](match, version=match.version, why=f"Reviewer {number}", **act(by[number % 2]))
    )

    assert ended == {"done": 1, "Stale": CLIENTS - 1}
    match.refresh_from_db()
    stands_under = Person.objects.get(pk=match.other_id).lead_id
    assert stands_under == (match.one_id if match.status == Match.Status.JOINED else None)
    assert Event.objects.filter(code="match.decided").count() == 1


def test_reviewers_and_the_matcher_at_once_never_stand_in_each_others_way(crowd: Any, together: Any) -> None:
    match = together(possible)
    by = together(builders.actor, "offender-manager")

    def deed(number: int) -> None:
        if number == 3:
            decisions.keep_apart(match, why="Cousins", **act(by))
        else:
            match_queue.work(seconds=1)

    assert crowd(deed, times=AT_ONCE) == {"done": AT_ONCE}
    match.refresh_from_db()
    assert match.status == Match.Status.KEPT_APART
