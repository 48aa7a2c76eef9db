"""Reviewing how long a record is kept, and holding it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.actor import Actor
from audit.core.errors import OutOfReach, PermissionDenied, Refused
from audit.models import Event
from register.actions.holds import lift_legal_hold, place_legal_hold
from register.actions.retention import ask_for_disposal, keep_record, stop_disposal
from register.models import LegalHold, Person, RetentionClock, RetentionReview
from register.retention.facts import facts_for
from register.rules.retention import retention
from tests import builders
from tests.cases.builders import act, stand_as_one
from tests.register.retention.records import NO_TO_ALL, asked, later, manager, old_person, supervisor

pytestmark = pytest.mark.django_db

WHY = {"answers": NO_TO_ALL, "why": "Looked at everything"}


def review_day(person: Person) -> date:
    return retention(facts_for([person.pk], on=timezone.localdate())[person.pk], on=timezone.localdate()).review_on


def hold(person: Person, by: Actor | None = None, **changes: Any) -> LegalHold:
    given = {"why": "An inquest", "authority": "The coroner, 12/2026", "review_on": later(90)}
    return place_legal_hold(person, **given | changes, **act(by or manager()))


def test_a_record_is_kept_until_the_next_review_with_answers_and_reasons() -> None:
    person = old_person()

    review = keep_record(person, **WHY, next_review_on=later(), **act(manager()))

    assert (review.status, review.group, review.due_on) == ("kept", 4, date(2018, 5, 4))
    assert review_day(person) == later()
    assert RetentionClock.objects.get(person=person).review_due_on == later()
    assert [change.why for change in review.status_changes.all()] == ["Looked at everything"]
    entry = Event.objects.get(code="retention.kept")
    assert entry.subject_ref == person.reference
    assert "why" not in entry.fields and "answers" not in entry.fields


def test_a_later_decision_stands_and_the_earlier_one_stays_written() -> None:
    person = old_person()
    keep_record(person, **WHY, next_review_on=later(900), **act(manager()))
    keep_record(person, **WHY, next_review_on=later(300), **act(manager()))

    assert review_day(person) == later(300)
    assert RetentionReview.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        pytest.param({"next_review_on": date(2020, 1, 1)}, "next_review_on", "after today", id="a day that is past"),
        pytest.param({"next_review_on": date(2099, 1, 1)}, "next_review_on", "at the latest", id="a day too far off"),
        pytest.param({"why": " "}, "why", "reasons", id="no reasons"),
        pytest.param({"answers": {}}, "serious_harm", "Answer this question", id="no answers"),
    ],
)
def test_a_decision_that_is_not_whole_is_refused(changes: dict[str, Any], field: str, said: str) -> None:
    given = {**WHY, "next_review_on": later(), **changes}

    with pytest.raises(Refused, match=said) as refusal:
        keep_record(old_person(), **given, **act(manager()))

    assert refusal.value.field == field


def test_a_disposal_waits_for_a_second_person_and_nothing_else_is_decided_meanwhile() -> None:
    person = old_person()
    review = asked(person)

    assert review.status == RetentionReview.Status.AWAITING_APPROVAL
    with pytest.raises(Refused, match="waits for a second person"):
        keep_record(person, **WHY, next_review_on=later(), **act(manager()))
    with pytest.raises(Refused, match="waits for a second person"):
        asked(person)


def test_anybody_who_reviews_may_stop_it_with_a_reason() -> None:
    person = old_person()
    asked(person)
    with pytest.raises(Refused, match="Say why"):
        stop_disposal(person, why=" ", **act(manager()))

    stopped = stop_disposal(person, why="A caller knows more", **act(manager()))

    assert stopped.status == RetentionReview.Status.STOPPED
    assert [change.to_status for change in stopped.status_changes.all()] == ["awaiting_approval", "stopped"]
    with pytest.raises(Refused, match="No disposal"):
        stop_disposal(person, why="Again", **act(manager()))


@pytest.mark.parametrize("code", [pytest.param(code, id=code) for code in NO_TO_ALL])
def test_yes_to_any_question_keeps_the_record(code: str) -> None:
    with pytest.raises(Refused, match="answered with yes"):
        ask_for_disposal(old_person(), answers=NO_TO_ALL | {code: True}, why="Old", **act(manager()))


def test_a_record_whose_review_is_not_due_is_not_disposed_of() -> None:
    with pytest.raises(Refused, match="not due until"):
        asked(builders.person())


def test_only_its_own_force_reviews_a_record() -> None:
    person = old_person()

    with pytest.raises(PermissionDenied):
        asked(person, manager("14"))
    with pytest.raises(PermissionDenied):
        asked(person, builders.actor("control-room-specialist"))


def test_a_restricted_record_is_reviewed_by_its_own_force_alone() -> None:
    person = old_person()
    builders.allow_writes()
    Person.objects.filter(pk=person.pk).update(is_restricted=True)

    assert asked(person).force.code == "13"
    with pytest.raises(OutOfReach):
        stop_disposal(person, why="Mine", **act(manager("14")))


def test_nothing_under_a_hold_is_disposed_of_and_a_record_that_is_joined_counts() -> None:
    person, other = old_person(), old_person("14")
    stand_as_one(person, other)
    hold(other, by=manager("14"))

    with pytest.raises(Refused, match="legal hold stands"):
        asked(person)


def test_a_hold_is_lifted_by_another_person_with_a_reason() -> None:
    person, by = old_person(), supervisor()
    placed = hold(person, by=by)
    with pytest.raises(Refused, match="You placed this hold yourself"):
        lift_legal_hold(person, hold=placed, why="Over", **act(by))
    with pytest.raises(Refused, match="no longer needed"):
        lift_legal_hold(person, hold=placed, why=" ", **act(supervisor()))

    lifted = lift_legal_hold(person, hold=placed, why="The inquest has ended", **act(supervisor()))

    assert lifted.lifted_at is not None
    assert asked(person)
    with pytest.raises(Refused, match="lifted already"):
        lift_legal_hold(person, hold=placed, why="Again", **act(supervisor()))


def test_a_hold_of_another_record_is_not_there() -> None:
    placed = hold(old_person())

    with pytest.raises(OutOfReach):
        lift_legal_hold(old_person(), hold=placed, why="Over", **act(supervisor()))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"why": " "}, "why", id="no reason"),
        pytest.param({"authority": ""}, "authority", id="no authority"),
        pytest.param({"review_on": date(2020, 1, 1)}, "review_on", id="a review that is past"),
    ],
)
def test_a_hold_that_is_not_whole_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        hold(old_person(), **changes)

    assert refusal.value.field == field


def test_a_hold_whose_review_day_has_passed_still_stands() -> None:
    person = old_person()
    placed = hold(person)
    builders.allow_writes()
    LegalHold.objects.filter(pk=placed.pk).update(review_on=timezone.localdate() - timedelta(days=30))

    with pytest.raises(Refused, match="legal hold stands"):
        asked(person)
