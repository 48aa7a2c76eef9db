"""Disposing of a record: a second person, everything erased, a proof that says nothing of anybody."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from audit.core.errors import OutOfReach, Refused
from audit.models import Detail, Event
from cases.models import Case, Pair
from register.actions import facts
from register.actions.convictions import Sentence, record_conviction
from register.actions.disposal import approve_disposal, readmit_reference, sweep_log_details
from register.actions.lookup import look_up
from register.actions.retention import keep_record, stop_disposal
from register.models import (
    Conviction,
    Disposal,
    DisposedReference,
    Match,
    Person,
    ProtectiveOrder,
    Registration,
    RetentionClock,
    RetentionReview,
    Source,
)
from register.retention.keeping import fill, stored_and_recomputed
from register.retention.proof import digest_of
from tests import builders
from tests.cases.builders import act, stand_as_one
from tests.register.retention.records import LONG_AGO, NO_TO_ALL, age, asked, later, manager, old_person, supervisor
from tests.register.retention.test_erasing import WORD, tables_with

pytestmark = pytest.mark.django_db


def known_person() -> Person:
    """Somebody of long ago of whom several things are known."""
    by = manager()
    person = builders.person(by, forenames=WORD, surname="Zyzzyva", date_of_birth=date(1970, 1, 2))
    facts.add_phone(person, source=Source.OFFICER, number="07700 900321", **act(by))
    record_conviction(
        person, force=person.owner_force, cjs_code="TH68010", offence_title=f"Theft from {WORD}",
        convicted_on=date(2013, 6, 1), sentence=Sentence(Conviction.Disposal.FINE), **act(by),
    )  # fmt: skip
    return age(person)


def dispose(person: Person) -> Disposal:
    return approve_disposal(person, review=asked(person), **act(supervisor(person.owner_force.code)))


def test_everything_is_erased_and_the_log_keeps_only_who_looked_and_why() -> None:
    person = known_person()
    look_up_somebody(WORD)
    assert "audit_detail" in tables_with(WORD)

    disposal = dispose(person)

    assert tables_with(WORD, "900321") <= {"audit_detail"}
    of_subject = Detail.objects.filter(event__subject_ref=person.reference).exclude(
        event__code__in=("record.disposed",)
    )
    assert set(of_subject.values_list("field", flat=True)) <= {"actor_label", "reason_text"}
    assert disposal.log_values_erased > 0
    assert Event.objects.filter(subject_ref=person.reference, code="person.registered").exists()


def look_up_somebody(text: str) -> None:
    look_up(text, **act(builders.actor()))


def test_once_the_logs_own_period_has_passed_that_is_erased_too() -> None:
    person = known_person()
    look_up_somebody(WORD)
    disposal = dispose(person)
    assert sweep_log_details(on=disposal.log_due_on - timedelta(days=1)) == 0

    assert sweep_log_details(on=disposal.log_due_on) == 1

    assert tables_with(WORD) == set()
    assert not Detail.objects.filter(event__subject_ref=person.reference, event__at__lte=disposal.disposed_at).exists()
    assert sweep_log_details(on=disposal.log_due_on) == 0
    assert Event.objects.get(code="log.details_erased").subject_ref == person.reference


def test_the_proof_says_what_under_which_rule_and_by_whom() -> None:
    person, by, approver = known_person(), manager(), supervisor()
    review = asked(person, by)

    disposal = approve_disposal(person, review=review, **act(approver))

    assert (disposal.asked_by_id, disposal.approved_by_id) == (by.user_id, approver.user_id)
    assert (disposal.group, disposal.limit_code) == (3, "retention.group_3")
    assert disposal.erased["register.Phone"] == disposal.erased["register.Conviction"] == 1
    assert digest_of(Disposal.objects.get()) == disposal.digest
    entry = Event.objects.get(code="record.disposed")
    assert (entry.operation, entry.subject_ref) == ("erasure", person.reference)
    assert entry.fields["digest"] == disposal.digest
    Disposal.objects.update(erased={})
    assert digest_of(Disposal.objects.get()) != disposal.digest


def test_whoever_asked_does_not_approve_it() -> None:
    person, by = old_person(), supervisor()
    review = asked(person, by)

    with pytest.raises(Refused, match="Somebody else must approve"):
        approve_disposal(person, review=review, **act(by))


def test_only_the_disposal_that_was_read_is_approved() -> None:
    person = old_person()
    read = asked(person)
    stop_disposal(person, why="Not yet", **act(manager()))
    asked(person)

    with pytest.raises(Refused, match="Another disposal"):
        approve_disposal(person, review=read, **act(supervisor()))


def test_what_has_come_up_since_it_was_asked_for_stops_it() -> None:
    person = old_person()
    review = asked(person)
    builders.proposed(person, supervisor())

    with pytest.raises(Refused, match="live registration"):
        approve_disposal(person, review=review, **act(supervisor()))
    assert not Disposal.objects.exists()


def test_nobody_reaches_what_was_disposed_of() -> None:
    person = known_person()
    dispose(person)

    assert not Person.objects.visible_to(supervisor()).filter(pk=person.pk).exists()
    with pytest.raises(OutOfReach):
        keep_record(person, answers=NO_TO_ALL, why="Again", next_review_on=later(), **act(manager()))
    with pytest.raises(OutOfReach):
        facts.add_phone(person, source=Source.OFFICER, number="07700 900322", **act(manager()))
    fill(on=timezone.localdate())
    assert not RetentionClock.objects.filter(person=person).exists()
    assert list(stored_and_recomputed(on=timezone.localdate())) == []


def test_records_joined_with_it_stand_on_their_own_feet() -> None:
    gone, left, right = known_person(), old_person("14"), old_person("10")
    stand_as_one(gone, left, right)
    Match.objects.update(decided_at=LONG_AGO)

    dispose(gone)

    for each in (left, right):
        each.refresh_from_db()
        assert each.lead is None
        assert each.personname_set.exists()


def around(victim: Person) -> Pair:
    """A closed case of long ago in which somebody is the victim."""
    person, owner = old_person(), builders.user("safeguarding-officer")
    builders.allow_writes()
    case = Case.objects.create(
        person=person, force=person.owner_force, owner=owner, next_review_on=date(2012, 6, 1), closed_at=LONG_AGO
    )
    Case.objects.filter(pk=case.pk).update(opened_at=LONG_AGO)
    pair = Pair.objects.create(
        case=case, force=case.force, person=person, person_role="suspect", victim=victim,
        relationship=Pair.Relationship.SPOUSE,
    )  # fmt: skip
    Pair.objects.filter(pk=pair.pk).update(recorded_at=LONG_AGO)
    return pair


def old_victim() -> Person:
    return old_person(category="victim")


def test_a_case_keeps_that_there_was_a_victim_and_nothing_of_them() -> None:
    victim = old_victim()
    pair = around(victim)

    disposal = dispose(victim)

    pair.refresh_from_db()
    assert (pair.victim_id, pair.relationship) == (victim.pk, Pair.Relationship.NOT_KNOWN)
    assert disposal.blanked == {"cases.Pair": 1}
    assert pair.person.personname_set.exists()


def test_an_order_that_is_over_keeps_its_condition_without_the_person_it_protected() -> None:
    victim, person = old_victim(), old_person()
    builders.allow_writes()
    order = ProtectiveOrder.objects.create(
        person=person, force=person.owner_force, kind="NMO", status="expired", made_on=date(2012, 1, 1)
    )
    condition = order.conditions.create(type="no_contact", text=f"Not to contact {WORD}", place=f"{WORD} Street")
    condition.protected_people.add(victim)
    shared = order.conditions.create(type="no_contact", text="No contact", place="Mill Road")
    shared.protected_people.add(victim, old_victim())

    dispose(victim)

    condition.refresh_from_db()
    shared.refresh_from_db()
    assert not condition.protected_people.exists()
    assert WORD not in condition.text + condition.place
    assert (shared.place, shared.protected_people.count()) == ("Mill Road", 1)


def test_when_the_last_offender_is_gone_the_victims_record_is_reviewed_at_once() -> None:
    victim = old_victim()
    pair = around(victim)
    keep_record(victim, answers=NO_TO_ALL, why="He is still on record", next_review_on=later(900), **act(manager()))

    dispose(pair.person)

    assert victim.personname_set.exists()
    assert RetentionClock.objects.get(person=victim).review_due_on == timezone.localdate()
    assert RetentionReview.objects.get(person=victim).next_review_on == timezone.localdate()


def test_a_reference_is_let_in_again_with_a_reason() -> None:
    person = old_person()
    builders.allow_writes()
    person.local_records.create(force=person.owner_force, local_reference="13/ZZ/77", received_at=LONG_AGO)
    disposal = dispose(person)
    assert DisposedReference.objects.count() == 1
    assert tables_with("13/ZZ/77") == set()

    readmit_reference(disposal, why="A new conviction", **act(supervisor()))

    assert not DisposedReference.objects.exists()
    with pytest.raises(Refused, match="No reference"):
        readmit_reference(disposal, why="Again", **act(supervisor()))


def test_a_registration_that_ended_goes_with_the_record() -> None:
    person = known_person()
    registration = builders.registered(person, supervisor())
    Registration.objects.filter(pk=registration.pk).update(
        status="expired", starts_on=date(2012, 1, 1), ends_on=date(2013, 1, 1), notice_given_on=date(2012, 1, 1)
    )
    registration.status_changes.update(changed_at=LONG_AGO, effective_on=date(2013, 1, 1))

    disposal = dispose(age(person))

    assert disposal.group == 1
    assert disposal.erased["register.Registration"] == 1
    assert not Registration.objects.exists()


def test_the_users_who_decided_are_known_by_their_own_accounts() -> None:
    disposal = dispose(old_person())

    assert User.objects.filter(pk__in=[disposal.asked_by_id, disposal.approved_by_id]).count() == 2


def test_a_failure_half_way_leaves_the_record_whole(monkeypatch: Any) -> None:
    person = known_person()
    review = asked(person)
    builders.allow_writes()
    Disposal.objects.create(
        person=person, force=person.owner_force, group=4, limit_code="test", due_on=date(2020, 1, 1),
        asked_by=builders.user(), approved_by=builders.user(), asked_at=LONG_AGO, disposed_at=LONG_AGO, erased={},
        blanked={}, log_values_erased=0, digest="0" * 64, log_due_on=date(2030, 1, 1),
    )  # fmt: skip

    with pytest.raises(Exception, match="disposal"):
        approve_disposal(person, review=review, **act(supervisor()))

    assert person.phone_set.count() == 1
    assert Person.objects.get(pk=person.pk).disposed_at is None
