"""What the register joins by itself, what it asks people about, and what it never does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from audit.models import Event
from register.actions import alerts, decisions, facts, match_queue
from register.actions.alerts import answer_alert
from register.actions.matching import SYSTEM, match_person
from register.actions.orders import record_order
from register.actions.people import correct_person, restrict_person
from register.lookup.upkeep import refresh
from register.matching.plan import Change
from register.models import (
    Alert,
    Identifier,
    Match,
    MatchStatusChange,
    Person,
    Registration,
    Source,
    Task,
    WarningSignal,
)
from tests import builders
from tests.builders import CALL, allow_writes
from tests.cases.builders import household
from tests.register.matched import OTHER_PNC, PNC, joined, known_to, pair, possible

pytestmark = pytest.mark.django_db
Status = Match.Status


def supervisor(force_code: str = "13"):
    return builders.actor("supervisor", force_code=force_code)


def lead_of(person: Person) -> int | None:
    return Person.objects.get(pk=person.pk).lead_id


def test_two_forces_records_of_one_person_are_joined_and_nothing_is_moved() -> None:
    one, other = pair()

    match_person(one.pk)

    match = Match.objects.get()
    assert (match.status, match.outcome, match.is_by_person) == (Status.JOINED, "same", False)
    assert (lead_of(one), lead_of(other)) == (None, one.pk)
    assert list(Person.objects.joined_with(Person.objects.get(pk=other.pk)).order_by("pk")) == [one, other]
    assert Person.objects.get(pk=other.pk).owner_force.code == "14"
    assert Identifier.objects.filter(person=other).count() == 1


def test_the_record_of_a_join_names_both_and_the_model() -> None:
    match = joined()

    event = Event.objects.get(code="match.joined")
    assert event.references == [match.one.reference, match.other.reference]
    assert MatchStatusChange.objects.get().to_status == Status.JOINED
    assert match.model_version and match.steps[0]["field"] == "prior"


def test_a_record_that_is_closed_to_somebody_by_name_is_joined_by_people_alone() -> None:
    """Whoever enters a look-alike would see their own record go."""
    one, other = pair()
    builders.bar(builders.user("offender-manager"), one)

    match_person(other.pk)

    assert (lead_of(one), lead_of(other)) == (None, None)
    assert Match.objects.get().status == Status.OPEN


def test_matching_again_changes_nothing() -> None:
    match = joined()
    before = Event.objects.count()

    assert set(match_person(match.one_id)) | set(match_person(match.other_id)) == {Change.NOTHING}

    assert Match.objects.get().version == match.version
    assert Event.objects.count() == before


def test_strangers_are_no_match() -> None:
    one = known_to("13")
    known_to("14", forenames="Owen", surname="Pritchard", date_of_birth=date(1971, 8, 2), pnc="", postcode="S25 8GW",
             line_1="4 Oak Street")  # fmt: skip

    match_person(one.pk)

    assert not Match.objects.exists()


def test_different_pnc_ids_wait_for_a_person_with_a_clock() -> None:
    match = possible()

    assert (match.status, match.rule, match.limit_code) == (Status.OPEN, "different_pnc", "register.match_answer")
    assert match.due_at > timezone.now() + timedelta(days=4)
    assert lead_of(match.other) is None
    assert not Alert.objects.exists()


def test_a_match_is_urgent_where_somebody_carries_firearms() -> None:

    one, _ = pair(pnc=OTHER_PNC)
    facts.add_danger_marker(
        one, actor=supervisor(), reason=CALL, source=Source.OFFICER, signal=WarningSignal.objects.get(code="FI"),
        review_on=date(2027, 1, 1),
    )  # fmt: skip

    match_person(one.pk)

    match = Match.objects.get()
    assert match.limit_code == "register.match_answer_urgent"
    assert match.due_at - match.created_at == pytest.approx(timedelta(hours=24), abs=timedelta(seconds=5))


def told_of_parting(match: Match) -> set[tuple[str, int | None]]:
    """The forces that are asked to check what they did while the register took the two for one."""
    told = Task.objects.filter(title__contains=match.reference, team="offender-manager")
    assert not told.filter(detail__contains="They are different people").exists()
    return {(task.force.code, task.person_id) for task in told}


def test_what_is_alike_no_more_is_withdrawn() -> None:
    match = possible()
    by = builders.actor("offender-manager", force_code="14")
    correct_person(
        match.other, actor=by, reason=CALL, source=Source.OFFICER, forenames="Owen", surname="Pritchard",
        date_of_birth=date(1971, 8, 2),
    )  # fmt: skip
    for name in match.other.personname_set.filter(surname="Kowalski"):
        allow_writes()
        name.delete()
    refresh([match.other_id])

    match_person(match.other_id)

    match.refresh_from_db()
    assert match.status == Status.WITHDRAWN
    assert Event.objects.filter(code="match.withdrawn").count() == 1
    assert told_of_parting(match) == set()


def test_a_join_that_comes_to_contradict_itself_goes_back_to_people() -> None:
    match = joined()
    allow_writes()
    Identifier.objects.filter(person=match.other).update(value=OTHER_PNC)
    refresh([match.other_id])

    match_person(match.other_id)

    match.refresh_from_db()
    assert (match.status, match.rule, match.decided_at) == (Status.OPEN, "different_pnc", None)
    assert lead_of(match.other) is None
    assert told_of_parting(match) == {("13", match.one_id), ("14", match.other_id)}


def test_an_order_in_force_is_never_joined_without_people() -> None:
    one, other = pair()

    by = builders.actor("offender-manager")
    record_order(one, actor=by, reason=CALL, force=builders.force(), kind="DAPO", made_on=date(2026, 11, 1))

    match_person(other.pk)

    assert Match.objects.get().status == Status.OPEN
    assert lead_of(other) is None


def test_somebody_with_a_victim_is_never_joined_without_people() -> None:
    kept = household()
    refresh([kept.person.pk])
    by = builders.actor("offender-manager", force_code="14")
    twin = builders.person(by, forenames="Marek", surname="Kowalski", date_of_birth=kept.person.date_of_birth)
    match = _match_by_hand(kept.person, twin)

    assert decisions.waits_for_second(match)


def _match_by_hand(one: Person, other: Person, **values) -> Match:
    allow_writes()
    limit = {"due_at": timezone.now(), "limit_code": "register.match_answer"}
    one, other = sorted((one, other), key=lambda person: person.pk)
    return Match.objects.create(
        one=one, other=other, force_one=one.owner_force, force_other=other.owner_force, weight=12.0,
        outcome="same", model_version="test", **limit | values,
    )  # fmt: skip


def test_a_restricted_record_is_never_joined_without_people() -> None:
    one, other = pair()
    restrict_person(one, actor=builders.actor("professional-standards"), reason=CALL, is_restricted=True)

    match_person(other.pk)

    assert Match.objects.get().status == Status.OPEN


def test_a_victim_is_not_compared_with_records_of_another_force() -> None:
    one, other = pair()
    allow_writes()
    Person.objects.filter(pk=other.pk).update(subject_category="victim")

    match_person(one.pk)
    match_person(other.pk)

    assert not Match.objects.exists()


def test_somebody_who_becomes_a_victim_is_compared_again_and_stands_with_nobody_of_another_force() -> None:
    match = joined()
    while match_queue.work(seconds=10):
        pass
    Alert.objects.update(status="rejected", answered_at=timezone.now(), answer_reason="Not him")
    correct_person(
        match.other, actor=supervisor("14"), reason=CALL, source=Source.OFFICER, subject_category="victim"
    )  # fmt: skip

    while match_queue.work(seconds=10):
        pass

    match.refresh_from_db()
    assert match.status == Status.WITHDRAWN
    assert lead_of(match.other) is None
    assert told_of_parting(match) == {("13", match.one_id), ("14", match.other_id)}


def test_both_forces_are_alerted_once_by_an_email_that_names_nobody() -> None:
    allow_writes()
    builders.Force.objects.filter(code__in=("13", "14")).update(alert_email="inbox@example.org")
    match = joined()
    match_person(match.other_id)
    raised = Alert.objects.filter(match=match)
    for alert in raised:
        alerts.deliver(alert.reference)

    assert {(alert.from_force.code, alert.to_force.code, alert.person_id) for alert in raised} == {
        ("14", "13", match.other_id),
        ("13", "14", match.one_id),
    }
    assert {alert.limit_code for alert in raised} == {"register.dual_registration"}
    assert len(mail.outbox) == 2
    assert "Kowalski" not in "".join(each.subject + each.body for each in mail.outbox)


def test_records_of_one_force_are_joined_without_an_alert() -> None:
    one, other = pair("13", "13")

    match_person(one.pk)

    assert lead_of(other) == one.pk
    assert not Alert.objects.exists()


def test_answering_the_alert_moves_nobody() -> None:
    match = joined()
    alert = Alert.objects.get(to_force__code="14")
    allow_writes()

    answer_alert(alert, actor=supervisor("14"), reason=CALL, is_accepted=True, why="We know him")

    assert not Task.objects.filter(kind=Task.Kind.FOLLOW_MOVE).exists()
    assert match.status == Status.JOINED


def test_two_live_registrations_stay_and_both_forces_must_agree() -> None:
    one, other = pair()
    for person, code in ((one, "13"), (other, "14")):
        builders.proposed(person, supervisor(code))

    match_person(one.pk)

    asked = Task.objects.filter(kind=Task.Kind.REVIEW).values_list("force__code", "person")
    assert set(asked) == {("13", one.pk), ("14", other.pk)}
    assert Registration.objects.live().count() == 2


def test_three_forces_stand_under_one_record() -> None:
    people = [known_to(code) for code in ("13", "14", "10")]

    for person in people:
        match_person(person.pk)

    assert [lead_of(person) for person in people] == [None, people[0].pk, people[0].pk]
    assert Match.objects.filter(status=Status.JOINED).count() == 3
    assert Alert.objects.count() == 6


def test_what_a_person_kept_apart_is_never_brought_together_through_a_third() -> None:
    one, other = pair()
    apart = _match_by_hand(one, other)
    decisions.keep_apart(apart, actor=supervisor(), reason=CALL, why="Cousins: I know both")
    third = known_to("10")

    for person in (one, other, third):
        match_person(person.pk)

    assert lead_of(other) != (lead_of(one) or one.pk)
    apart.refresh_from_db()
    assert apart.status == Status.KEPT_APART
    assert Match.objects.filter(status=Status.OPEN).count() == 1


def test_two_records_that_contradict_each_other_are_not_joined_through_a_third() -> None:
    bridge = known_to("10", pnc="")
    known_to("13", pnc=PNC)
    known_to("14", pnc=OTHER_PNC)

    for person in Person.objects.order_by("pk"):
        match_person(person.pk)

    joined_ = Match.objects.filter(status=Status.JOINED)
    assert joined_.count() <= 1
    assert len(Person.objects.joined_with(Person.objects.get(pk=bridge.pk))) <= 2


def add_pnc(person: Person, force_code: str, text: str = PNC) -> None:
    facts.add_identifier(
        person, actor=builders.actor("offender-manager", force_code=force_code), reason=CALL, source=Source.OFFICER,
        kind=Identifier.Kind.PNC, text=text, is_confirmed=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("recorder", "status"),
    [
        pytest.param("10", Status.OPEN, id="that holds neither"),
        pytest.param("13", Status.JOINED, id="that holds one"),
    ],
)
def test_nobody_is_joined_on_the_word_of_a_force(recorder: str, status: Status) -> None:
    one, other = known_to("13", pnc="", line_1="", forenames="Marek Jan"), known_to("14", line_1="", date_of_birth=None)
    add_pnc(one, recorder)

    match_person(one.pk)

    assert Match.objects.get().status == status
    assert lead_of(other) == (one.pk if status == Status.JOINED else None)


@pytest.mark.parametrize(
    ("recorder", "status"),
    [
        pytest.param("10", Status.JOINED, id="that holds neither"),
        pytest.param("13", Status.OPEN, id="that holds one"),
    ],
)
def test_nobody_is_parted_on_the_word_of_a_force(recorder: str, status: Status) -> None:
    one, other = known_to("13", pnc=""), known_to("14")
    match_person(one.pk)
    assert Match.objects.get().status == Status.JOINED
    add_pnc(one, recorder, OTHER_PNC)

    match_person(one.pk)

    assert Match.objects.get().status == status
    assert lead_of(other) == (one.pk if status == Status.JOINED else None)


def test_both_forces_are_asked_once_about_a_number_of_another_that_would_part_their_records() -> None:
    one, other = known_to("13", pnc=""), known_to("14")
    match_person(one.pk)
    add_pnc(one, "10", OTHER_PNC)
    assert match_person(one.pk) == {Change.ASK: 1}
    before = Event.objects.count()

    assert match_person(other.pk) == {Change.NOTHING: 1}

    asked = Task.objects.filter(title__contains=Match.objects.get().reference)
    assert {(task.force.code, task.person, task.team) for task in asked} == {
        ("13", one, "offender-manager"),
        ("14", other, "offender-manager"),
    }
    assert Event.objects.count() == before


def test_the_register_acts_as_itself() -> None:
    joined()

    event = Event.objects.get(code="match.joined")
    assert (event.actor_ref, event.reason) == ("system:matcher", SYSTEM.code)
