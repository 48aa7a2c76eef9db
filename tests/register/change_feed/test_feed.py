"""The change feed as a force's program reads it: nothing skipped, nothing twice, nothing that it may not know."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event as Signal
from typing import Any

import pytest
import time_machine
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from audit.core.entry import Entry, write
from register.actions import facts, people
from register.events import PERSON_CORRECTED
from register.models import Alert, Person, PersonName, Source
from tests import builders
from tests.builders import CALL
from tests.cases.builders import household
from tests.register.change_feed.reader import ADDRESS, Reader

pytestmark = pytest.mark.django_db(transaction=True)


def somebody(role: str = "control-room-specialist", force: str = "13") -> User:
    with transaction.atomic():
        return builders.user(role, force_code=force)


def acting(role: str = "control-room-specialist", force: str = "13") -> Any:
    with transaction.atomic():
        return builders.actor(role, force_code=force)


def note(person: Person, by: Any, name: str) -> None:
    facts.add_name(
        person,
        actor=by,
        reason=CALL,
        source=Source.OFFICER,
        forenames=name,
        surname="Kowalski",
        kind=PersonName.Kind.ALIAS,
    )


def log(person: Person) -> None:
    """Only the event of a change: it waits for no lock that an act would take."""
    entry = Entry(PERSON_CORRECTED, builders.BUILDER, CALL)
    entry.about(person)
    write(entry)


def types_of(found: list[dict[str, Any]], reference: str) -> list[str]:
    return [each["type"] for each in found if each["reference"] == reference]


def test_each_change_is_told_once_with_where_to_read_it_and_nothing_about_anybody() -> None:
    by, reader = acting(), Reader(somebody())
    person = builders.person(by, forenames="Marek", surname="Kowalski")

    told = [each for each in reader.read() if each["reference"] == person.reference]

    first = told[0]
    assert first["type"] == "person.registered"
    assert first["kind"] == "people"
    assert first["version"] == Person.objects.get().version
    assert first["link"] == f"http://testserver/api/v1/people/{person.reference}/record"
    assert first.keys() == {"id", "type", "kind", "reference", "version", "at", "link"}
    assert "Kowalski" not in str(reader.found)
    assert reader.client.get(first["link"].removeprefix("http://testserver")).status_code == 200
    assert reader.read() == []


def test_what_is_only_looked_at_is_no_change() -> None:
    by, reader = acting(), Reader(somebody())
    person = builders.person(by)
    reader.read()

    assert reader.client.get(f"/api/v1/people/{person.reference}/record").status_code == 200
    assert reader.read() == []


def test_transactions_that_overlap_and_commit_in_the_other_order_are_all_told_once() -> None:
    by, reader = acting(), Reader(somebody())
    early, late = builders.person(by, surname="Early"), builders.person(by, surname="Late")
    reader.read()
    has_written, may_commit = Signal(), Signal()

    def slow() -> None:
        try:
            with transaction.atomic():
                log(early)
                has_written.set()
                assert may_commit.wait(60)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(slow)
        assert has_written.wait(60)
        with transaction.atomic():  # began later, commits first
            log(late)
        meanwhile = reader.read()
        may_commit.set()
        work.result(60)
    after = reader.read()

    told = types_of(meanwhile + after, early.reference) + types_of(meanwhile + after, late.reference)
    assert told == ["person.corrected"] * 2
    assert types_of(meanwhile, early.reference) == []
    assert len({each["id"] for each in reader.found}) == len(reader.found)


def test_what_is_rolled_back_is_never_told() -> None:
    by, reader = acting(), Reader(somebody())
    person = builders.person(by)
    reader.read()

    with pytest.raises(RuntimeError), transaction.atomic():
        note(person, by, "Never")
        raise RuntimeError
    note(person, by, "After")

    assert types_of(reader.read(), person.reference) == ["person.fact_added"]


def test_many_writers_at_once_are_told_of_once_each_while_a_reader_polls() -> None:
    by, reader = acting(), Reader(somebody())
    crowd = [builders.person(by, surname=f"Person{number}") for number in range(6)]
    reader.read()

    def write(person: Person) -> None:
        try:
            for number in range(5):
                note(person, by, f"Name{number}")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(crowd)) as pool:
        work = [pool.submit(write, person) for person in crowd]
        while not all(each.done() for each in work):
            reader.read(limit=random.Random(6).randint(1, 7))
        for each in work:
            each.result()
    reader.read()

    told = [each for each in reader.found if each["type"] == "person.fact_added"]
    new = {person.reference: sum(each["reference"] == person.reference for each in told[-60:]) for person in crowd}
    assert len({each["id"] for each in reader.found}) == len(reader.found)
    assert all(count >= 5 for count in new.values()), new


def test_a_force_offline_for_three_days_goes_on_where_it_stopped() -> None:
    by, reader = acting(), Reader(somebody())
    person = builders.person(by)
    reader.read()
    stopped = dict(reader.place)

    for number in range(12):
        note(person, by, f"Name{number}")
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=True):
        again = Reader(somebody(), **stopped)
        told = again.read(limit=5)

    assert types_of(told, person.reference) == ["person.fact_added"] * 12
    assert again.read() == []


def test_a_page_goes_through_so_many_events_and_no_more() -> None:
    by, reader = acting(), Reader(somebody())
    person = builders.person(by)
    for number in range(4):
        note(person, by, f"Name{number}")

    one = reader.client.get(ADDRESS, {"limit": 2}).json()

    assert len(one["changes"]) <= 2
    assert one["has_more"]
    for limit in (0, -1, 5001, "many"):
        assert reader.client.get(ADDRESS, {"limit": limit}).status_code == 422


def test_whoever_begins_now_is_told_what_comes_later() -> None:
    by = acting()
    person = builders.person(by)
    reader = Reader(somebody(), start="now")

    assert reader.read() == []
    note(person, by, "Later")
    assert types_of(reader.read(), person.reference) == ["person.fact_added"]


@pytest.mark.parametrize(
    "cursor",
    [
        pytest.param("1.2.3", id="unsigned"),
        pytest.param("0.0.00000000000000000000000000000000~forged", id="forged"),
        pytest.param("x" * 500, id="long"),
        pytest.param("~", id="empty"),
    ],
)
def test_a_cursor_that_the_register_did_not_give_is_refused(cursor: str) -> None:
    answer = Reader(somebody()).client.get(ADDRESS, {"after": cursor})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#/after"


def test_a_cursor_is_good_for_the_force_it_was_given_to_alone() -> None:
    own, other = Reader(somebody()), Reader(somebody(force="14"))
    own.read()

    assert other.client.get(ADDRESS, own.place).status_code == 422


def test_a_person_whom_a_force_may_not_see_never_appears() -> None:
    own, other = Reader(somebody()), Reader(somebody(force="14"))
    with transaction.atomic():
        home = household()
    note(home.victim, acting("safeguarding-officer"), "New")
    own.read()
    other.read()

    assert home.victim.reference in own.references()
    assert home.person.reference in other.references()
    for hidden in (home.victim.reference, home.case.reference):
        assert hidden not in str(other.found)


def restrict(person: Person, *, is_restricted: bool = True) -> None:
    people.restrict_person(person, actor=acting("professional-standards"), reason=CALL, is_restricted=is_restricted)


def test_a_record_that_goes_out_of_sight_is_told_as_gone_once_to_whoever_could_see_it() -> None:
    by = acting()
    person = builders.person(by)
    follower = Reader(somebody(force="14"))
    follower.read()
    assert person.reference in follower.references()

    restrict(person)
    restrict(person)
    told = [each for each in follower.read() if each["reference"] == person.reference]

    assert [(each["type"], each["version"], each["link"]) for each in told] == [("gone", None, None)]


def test_whoever_begins_after_it_was_hidden_is_told_nothing_at_all() -> None:
    person = builders.person(acting())
    restrict(person)
    late = Reader(somebody(force="14"))
    late.read()

    restrict(person)
    late.read()

    assert person.reference not in str(late.found)


def test_a_record_that_is_opened_again_appears_again() -> None:
    person = builders.person(acting())
    follower = Reader(somebody(force="14"))
    follower.read()
    restrict(person)
    follower.read()

    restrict(person, is_restricted=False)

    assert types_of(follower.read(), person.reference) == ["person.restricted"]


def test_whoever_is_barred_learns_nothing_not_even_that_it_went() -> None:
    person = builders.person(acting())
    kept_out = somebody()
    with transaction.atomic():
        builders.bar(kept_out, person)
    reader = Reader(kept_out)
    reader.read()
    restrict(person)
    reader.read()

    assert person.reference not in str(reader.found)


def test_an_alert_is_told_to_both_its_forces_and_to_no_third() -> None:
    by = acting()
    readers = {code: Reader(somebody(force=code)) for code in ("13", "14", "10")}
    facts.add_address(
        builders.person(by), actor=by, reason=CALL, source=Source.CALLER, line_1="10 Station Lane",
        police_force=builders.force("14"),
    )  # fmt: skip
    reference = Alert.objects.get().reference
    for reader in readers.values():
        reader.read()

    assert {code for code, reader in readers.items() if reference in reader.references()} == {"13", "14"}


def test_only_whoever_may_follow_it_reads_it() -> None:
    client = builders.sign_in(Client(), somebody("force-administrator"))

    assert client.get(ADDRESS).status_code == 403
    assert Client().get(ADDRESS).status_code in (401, 403)
