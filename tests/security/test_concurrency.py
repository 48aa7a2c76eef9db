"""Many at once on one record: one wins, nothing is lost, and the log has an event for each that was done."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts.actions.second_person import SIZES, Size
from accounts.models import BulkTaken
from audit.core.errors import OutOfReach, Refused
from audit.models import Event
from audit.web.actions import export_log
from audit.web.export import FileFormat
from audit.web.scope import Scope
from cases.actions.cases import NewVictim, add_victim, open_case
from cases.actions.protection import set_safe_contact
from cases.models import Case, SafeContactRule
from register.actions import alerts, decisions, facts, match_queue, orders, people, registrations
from register.actions.breaches import suspect_breach
from register.actions.disposal import approve_disposal
from register.actions.matching import match_person
from register.actions.national_queue import send_on
from register.actions.tasks import do_task, raise_task
from register.lookup.held_facts import facts_of
from register.matching.second_person import second_person_reasons
from register.matching.turns import take_turn
from register.models import (
    Address,
    Alert,
    Breach,
    CardRow,
    Disposal,
    Match,
    Notification,
    NotificationDuty,
    Person,
    Registration,
    SearchKey,
    Source,
    Task,
    UnroutedAlert,
)
from register.rules.lookup.facts import PersonFacts
from register.rules.lookup.keys import keys_of
from tests import builders
from tests.audit.web.conftest import wrote
from tests.cases.builders import act, household, stand_as_one
from tests.register.managed_people import registration
from tests.register.matched import known_to, pair, possible
from tests.register.notified import notifying, take
from tests.register.retention.records import asked, old_person, supervisor
from tests.security.conftest import AT_ONCE, CLIENTS
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_of_many_officers_who_take_down_one_visit_the_first_is_kept(crowd: Any, together: Any) -> None:
    by = together(builders.actor, "offender-manager")
    registration = together(notifying, by)

    ended = crowd(lambda number: take(registration, by, taken_at=timezone.now()), times=AT_ONCE)

    assert ended == {"done": 1, "TakenMeanwhile": AT_ONCE - 1}
    assert Notification.objects.filter(registration=registration).count() == 1
    assert Event.objects.filter(code="notification.taken").count() == 1


def test_one_failure_is_one_breach_however_many_suspect_it(crowd: Any, together: Any) -> None:
    by = together(builders.actor, "offender-manager")
    registration = together(notifying, by, relevant_on=date(2026, 11, 2))
    duty = NotificationDuty.objects.get(registration=registration)

    ended = crowd(lambda number: suspect_breach(registration, of=duty, why="Not made", **act(by)), times=AT_ONCE)

    assert ended == {"done": 1, "Refused": AT_ONCE - 1}
    assert Breach.objects.filter(duty=duty).count() == 1


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


def test_who_waits_for_a_joined_record_gives_lookup_what_was_true_after_the_wait(crowd: Any, together: Any) -> None:
    here, there = together(builders.actor), together(builders.actor, force_code="14")
    records = [together(builders.person, here), together(builders.person, there)]
    together(stand_as_one, *records)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            facts.add_phone(records[0], source=Source.CALLER, number="07700 900001", **act(here))
            waiting = pool.submit(
                crowd,
                lambda _: facts.add_phone(records[1], source=Source.CALLER, number="07700 900002", **act(there)),
                times=1,
            )
            until(waiting_for_a_lock, "the other force to wait for the joined record")
        assert waiting.result() == {"done": 1}

    held = {each.person_id: each for each in facts_of([records[0].pk])}
    assert sorted(phone for each in held.values() for phone in each.phones) == ["07700900001", "07700900002"]
    assert {row.person_id: PersonFacts.from_json(row.facts) for row in CardRow.objects.all()} == held


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


def test_what_waits_in_the_national_queue_is_sent_on_once(crowd: Any, together: Any) -> None:
    managed = together(registration)
    facts.add_address(managed.person, source=Source.CALLER, town="Jedburgh", **act(together(builders.actor)))
    waiting, desk = UnroutedAlert.objects.get(), together(builders.actor, "national-desk", force_code=None)
    for code in ("10", "14"):
        together(builders.user, "supervisor", force_code=code)
    forces = [builders.force("10"), builders.force("14")]

    ended = crowd(
        lambda number: send_on(waiting, to_force=forces[number % 2], why=f"{number}", **act(desk)), times=16
    )  # fmt: skip

    assert ended == {"done": 1, "Refused": 15}
    assert Alert.objects.count() == 1


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


def test_a_victim_is_held_while_her_rule_is_set_so_that_no_detail_slips_past_it(crowd: Any, together: Any) -> None:
    """Details come in one after the other while she goes into refuge: each is closed with it, or waits for it."""
    home, by = together(household), together(builders.actor, "safeguarding-officer")

    def deed(number: int) -> None:
        if number == AT_ONCE - 1:
            set_safe_contact(home.pair, is_in_refuge=True, **act(by))
        else:
            facts.add_phone(home.victim, number=f"07700 9001{number:02}", source=Source.OFFICER, **act(by))

    assert crowd(deed, times=20) == {"done": 20}
    (kept,) = (each for each in facts_of([home.victim.pk]) if each.person_id == home.victim.pk)
    row = CardRow.objects.get(person=home.victim)
    assert kept.phones == () and PersonFacts.from_json(row.facts) == kept
    assert SafeContactRule.objects.get(person=home.victim, ended_at__isnull=True).is_in_refuge


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


def waiting_for_a_lock() -> int:
    """How many connections wait for a lock now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # or a transaction is given what it was given before
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


def test_two_who_undo_joins_of_one_group_of_matches_never_block_each_other(crowd: Any, together: Any) -> None:
    """Both have begun before either has its turn, and each puts the other's match before people again."""
    three = [together(known_to, code) for code in ("13", "14", "10")]
    for person in three:
        match_person(person.pk)
    by = together(builders.actor, "offender-manager")
    of_one = Match.objects.filter(one=three[0]).order_by("pk")

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            take_turn()
            both = pool.submit(
                crowd, lambda number: decisions.undo_join(of_one[number], why=f"Cousin {number}", **act(by)), times=2
            )
            until(lambda: waiting_for_a_lock() == 2, "both to wait for their turn")
        ended = both.result()

    assert ended == {"done": 1, "Refused": 1}
    assert sorted(Match.objects.values_list("status", flat=True)) == ["kept_apart", "open", "open"]


def test_an_order_that_is_being_recorded_counts_before_a_match_is_decided(crowd: Any, together: Any) -> None:
    match = together(possible)
    by = together(builders.actor, "offender-manager")
    theirs = together(builders.actor, "offender-manager", force_code="14")

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            orders.record_order(
                match.other, force=builders.force("14"), kind="DAPO", made_on=date(2026, 11, 1), **act(theirs)
            )
            asked = pool.submit(crowd, lambda _: decisions.join_records(match, why="One man", **act(by)), times=1)
            until(waiting_for_a_lock, "the decision to wait for the record")
        assert asked.result() == {"done": 1}

    match.refresh_from_db()
    assert match.status == Match.Status.AWAITING_SECOND


def test_a_record_that_is_being_restricted_is_no_match_to_decide_any_more(crowd: Any, together: Any) -> None:
    match = together(possible)
    by = together(builders.actor, "offender-manager")
    theirs = together(builders.actor, "professional-standards", force_code="14")

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            people.restrict_person(match.other, is_restricted=True, **act(theirs))
            asked = pool.submit(crowd, lambda _: decisions.join_records(match, why="One man", **act(by)), times=1)
            until(waiting_for_a_lock, "the decision to wait for the record")
        with pytest.raises(OutOfReach):
            asked.result()


def test_a_victim_who_is_being_added_counts_before_a_match_is_decided(crowd: Any, together: Any) -> None:
    match = together(possible)
    by = together(builders.actor, "offender-manager")
    owner = together(builders.user, "safeguarding-officer")
    officer = owner.actor(on=date(2026, 11, 23))
    case = open_case(match.one, force=owner.force, owner=owner, **act(officer))

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            add_victim(case, victim=NewVictim(forenames="Anna", surname="Nowak"), **act(officer))
            asked = pool.submit(crowd, lambda _: decisions.join_records(match, why="One man", **act(by)), times=1)
            until(lambda: waiting_for_a_lock() or asked.done(), "the decision to wait for the record, or not to")
        assert asked.result() == {"done": 1}

    match.refresh_from_db()
    assert match.status == Match.Status.AWAITING_SECOND


def test_nothing_that_forbids_a_match_is_recorded_between_the_matchers_question_and_its_deed(together: Any) -> None:
    one, _ = together(pair)
    by = together(builders.actor, "offender-manager")
    was_held_back = []

    def order() -> None:
        orders.record_order(one, force=builders.force(), kind="DAPO", made_on=date(2026, 11, 1), **act(by))
        connections.close_all()

    def record_meanwhile(person_ids: object) -> bool:
        """The last thing that is asked before the matcher joins: an order is recorded after orders were asked about."""
        recording = pool.submit(order)
        until(lambda: recording.done() or waiting_for_a_lock(), "the order to be recorded, or to wait")
        was_held_back.append(not recording.done())
        return False

    with ThreadPoolExecutor(4) as pool:
        second_person_reasons.append(record_meanwhile)
        try:
            match_person(one.pk)
        finally:
            second_person_reasons.remove(record_meanwhile)

    assert was_held_back[-1] or Match.objects.get().status == Match.Status.OPEN


def test_a_registration_proposed_while_a_disposal_is_approved_stops_it_or_finds_nobody(
    crowd: Any, together: Any
) -> None:
    person = together(old_person)
    review, by, approver = together(asked, person), together(builders.actor, "supervisor"), together(supervisor)

    def deed(number: int) -> None:
        try:
            if number % 2:
                approve_disposal(person, review=review, **act(approver))
            else:
                builders.proposed(person, by)
        except OutOfReach as gone:
            raise Refused("Nobody is there") from gone

    ended = crowd(deed, times=AT_ONCE)

    assert ended == {"done": 1, "Refused": AT_ONCE - 1}
    is_gone = Person.objects.get(pk=person.pk).disposed_at is not None
    assert Disposal.objects.exists() is is_gone
    assert Registration.objects.filter(person=person).exists() is not is_gone


def test_no_task_is_left_on_a_record_that_is_disposed_of_meanwhile(together: Any) -> None:
    """Whoever raises a task while the record is being disposed of waits for that, and is refused."""
    person = together(old_person)
    review, approver, officer = together(asked, person), together(supervisor), together(supervisor)
    ended: list[str] = []

    def raise_one() -> None:
        try:
            raise_task(
                person.owner_force, kind=Task.Kind.REVIEW, title="Look again", team="supervisor",
                due_on=date(2027, 1, 4), person=person, **act(officer),
            )  # fmt: skip
        except Refused as refusal:
            ended.append(refusal.sentence)
        finally:
            connections.close_all()

    other = threading.Thread(target=raise_one)
    with transaction.atomic():
        approve_disposal(person, review=review, **act(approver))
        other.start()
        until(lambda: waiting_for_a_lock() == 1, "the other transaction waits")
    other.join(timeout=30)

    assert ended == ["This record was disposed of while you were working on it. Nothing was saved."]
    assert not Task.objects.filter(person=person).exists()


def test_of_many_downloads_at_once_no_more_are_taken_alone_than_one_person_may(
    crowd: Any, together: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = tuple(Size(each.act, 11, each.in_force_from) for each in SIZES)
    monkeypatch.setattr("accounts.actions.second_person.SIZES", sizes)
    writer, by = together(builders.user), together(builders.actor, "professional-standards")
    for _ in range(5):
        together(wrote, by=writer)

    ended = crowd(
        lambda number: export_log(
            Scope(by=writer.reference), file_format=FileFormat.CSV, file=BytesIO(), **act(by)
        ),
        times=AT_ONCE,
    )  # fmt: skip

    assert ended == {"done": 2, "NeedsSecondPerson": AT_ONCE - 2}
    assert list(BulkTaken.objects.values_list("count", flat=True)) == [5, 5]
    assert Event.objects.filter(code="audit.exported", outcome="done").count() == 2
