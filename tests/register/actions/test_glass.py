"""Breaking the glass: opening a closed record in an emergency, and what follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import Membership, User
from audit.core.errors import OutOfReach, PermissionDenied, Refused, Stale
from audit.models import Event
from cases.actions.cards import open_card, open_person
from register.actions.alerts import escalate_overdue
from register.actions.escalation import watch_work
from register.actions.glass import NOT_OPENED, review_glass
from register.actions.people import correct_person, make_exception
from register.glass import is_open_by_role, reads_under
from register.models import Alert, BrokenGlass, Notice, Person, PersonGrant, Source, SubjectCategory, Task
from register.retention.erasing import empty
from tests import builders
from tests.builders import CALL
from tests.register.glass import acting, closed_record, opened

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
Ground, Outcome = BrokenGlass.Ground, BrokenGlass.Outcome


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def sees(user: User, person: Person) -> bool:
    return Person.objects.visible_to(acting(user)).filter(pk=person.pk).exists()


def reviewed(glass: BrokenGlass, by: User, outcome: Outcome = Outcome.JUSTIFIED, **more: Any) -> BrokenGlass:
    said = {"why": "The call was live", **more}
    return review_glass(glass, outcome=outcome, actor=acting(by), reason=CALL, **said)


# Opening


@pytest.mark.parametrize("role", ["control-room-specialist", "offender-manager", "safeguarding-officer", "supervisor"])
def test_a_closed_record_opens_to_whoever_breaks_the_glass_and_to_nobody_else(role: str) -> None:
    person, user, other = closed_record(), builders.user(role, force_code="14"), builders.user(role, force_code="14")
    before = sees(user, person)

    glass = opened(person, user)

    assert (before, sees(user, person), sees(other, person)) == (False, True, False)
    assert (glass.until_at, glass.review_due_at) == (NOON + timedelta(hours=1), NOON + timedelta(hours=72))


@pytest.mark.parametrize(
    "role", ["superintendent", "professional-standards", "force-administrator", "partner-agency", "oversight-auditor"]
)
def test_a_role_without_the_permission_breaks_nothing(role: str) -> None:
    person = closed_record()

    with pytest.raises((PermissionDenied, OutOfReach)):
        opened(person, builders.user(role, force_code="14"))

    assert not BrokenGlass.objects.exists()


def test_a_victim_of_another_force_opens_too() -> None:
    by = builders.actor("safeguarding-officer")
    victim, user = builders.person(by, category=SubjectCategory.VICTIM), builders.user(force_code="14")

    opened(victim, user)

    assert sees(user, victim)


def test_it_closes_again_by_itself_after_an_hour(clock: time_machine.Traveller) -> None:
    person, user = closed_record(), builders.user(force_code="14")
    opened(person, user)

    clock.move_to(NOON + timedelta(minutes=59, seconds=59))
    at_the_end = sees(user, person)
    clock.move_to(NOON + timedelta(minutes=60))

    assert (at_the_end, sees(user, person)) == (True, False)


def test_the_glass_opens_the_record_for_reading_and_not_for_changing() -> None:
    person, user = closed_record(), builders.user(force_code="14")
    opened(person, user)

    with pytest.raises(PermissionDenied):
        correct_person(person, source=Source.OFFICER, sex="F", actor=acting(user), reason=CALL)


# Asking tells nothing


def refusal_of(named: str, user: User) -> tuple[str, str | None]:
    with pytest.raises(Refused) as refused:
        opened(Person(reference=named), user)
    return refused.value.sentence, refused.value.field


def test_a_record_from_which_one_is_barred_answers_as_one_that_does_not_exist() -> None:
    person, user = closed_record(), builders.user(force_code="14")
    builders.bar(user, person)

    there, absent = refusal_of(person.reference, user), refusal_of("DAR-0000-0000", user)

    assert there == absent == (NOT_OPENED, "named")
    assert not sees(user, person)
    assert not Alert.objects.filter(kind="break_glass").exists()


def test_a_bar_that_comes_later_closes_what_was_opened() -> None:
    person, user = closed_record(), builders.user(force_code="14")
    opened(person, user)

    builders.bar(user, person)

    assert not sees(user, person)


def test_a_disposed_record_answers_as_one_that_does_not_exist() -> None:
    person, user = closed_record(), builders.user(force_code="14")
    builders.allow_writes()
    empty(person)
    person.disposed_at = NOON
    person.save()

    assert refusal_of(person.reference, user) == (NOT_OPENED, "named")


def test_what_was_asked_for_and_not_opened_stands_in_the_log_by_its_reference() -> None:
    user = builders.user(force_code="14")

    refusal_of("dar-0000-0000", user)
    refusal_of("Marek Kowalski", user)

    refused = Event.objects.filter(code="act.refused", actor_ref=user.reference).order_by("at", "id")
    assert [each.object_ref for each in refused] == ["DAR-0000-0000", ""]


def test_a_record_that_is_open_already_needs_no_glass() -> None:
    person, user = builders.person(), builders.user(force_code="14")

    with pytest.raises(Refused, match="open to you already"):
        opened(person, user)

    assert not BrokenGlass.objects.exists()


# Reasons


@pytest.mark.parametrize(
    ("said", "field"),
    [
        pytest.param({"why": " "}, "why", id="nothing"),
        pytest.param(
            {"why": "", "incident_number": "4471", "ground": Ground.OTHER}, "why", id="a number without a call"
        ),
        pytest.param({"incident_number": "see <note>"}, "incident_number", id="no number"),
    ],
)
def test_without_a_reason_nothing_is_opened(said: dict[str, Any], field: str) -> None:
    person = closed_record()

    with pytest.raises(Refused) as refused:
        opened(person, **said)

    assert refused.value.field == field
    assert not BrokenGlass.objects.exists()


def test_during_a_live_call_the_number_of_the_incident_is_enough() -> None:
    glass = opened(closed_record(), ground=Ground.CALL, why="", incident_number="20261125-0042")

    assert (glass.why, glass.incident_number) == ("", "20261125-0042")


def test_to_stay_longer_takes_a_new_reason(clock: time_machine.Traveller) -> None:
    person, user = closed_record(), builders.user(force_code="14")
    first = opened(person, user)
    clock.move_to(NOON + timedelta(minutes=40))

    with pytest.raises(Refused, match="new reason"):
        opened(person, user)
    second = opened(person, user, why="He has taken the child with him")

    clock.move_to(NOON + timedelta(minutes=90))
    assert sees(user, person)
    assert second.until_at == NOON + timedelta(minutes=100)
    assert BrokenGlass.objects.get(pk=first.pk).until_at == NOON + timedelta(minutes=60)
    assert Alert.objects.filter(kind="break_glass").count() == 2


def test_an_exception_that_lasts_longer_is_not_cut_short() -> None:
    person, user = closed_record(), builders.user(force_code="14")
    opened(person, user)
    standards = builders.actor("professional-standards")
    make_exception(person, user=user, may_open=True, why="Joint operation", actor=standards, reason=CALL)

    opened(person, user, why="He has taken the child with him")

    grant = PersonGrant.objects.get(user=user, content_object=person)
    assert (grant.expires_at, grant.why) == (None, "Joint operation")


# Who is told


def test_the_force_that_holds_the_record_is_told_at_once_and_no_other() -> None:
    person, user = closed_record(), builders.user(force_code="14")

    glass = opened(person, user)

    alert = Alert.objects.get(kind="break_glass")
    assert (alert.from_force.code, alert.to_force.code, alert.about) == ("14", "13", glass.reference)
    assert (alert.raised_by, alert.person) == (user, person)
    assert Event.objects.get(code="glass.broken").recipients == [person.owner_force.reference]


def test_colleagues_of_whoever_opened_it_do_not_read_the_alert(clock: time_machine.Traveller) -> None:
    """It would tell them that there is a record."""
    colleague, owner = builders.user("supervisor", force_code="14"), builders.user("supervisor")
    opened(closed_record())
    clock.move_to(NOON + timedelta(days=9))

    escalate_overdue()

    readers = {each.pk: Alert.objects.visible_to(acting(each)).exists() for each in (colleague, owner)}
    assert readers == {colleague.pk: False, owner.pk: True}
    tasks = Task.objects.filter(title__contains="was not answered in time")
    assert [each.force.code for each in tasks] == ["13"]


def test_professional_standards_of_both_forces_are_told_and_nobody_who_leads() -> None:
    standards = [builders.user("professional-standards", force_code=code) for code in ("13", "14")]
    lead = builders.user("supervisor", force_code="14")
    person = closed_record()

    glass = opened(person)

    told = set(Notice.objects.filter(topic="broken_glass", key=glass.reference).values_list("user", flat=True))
    assert {each.pk for each in standards} <= told
    assert lead.pk not in told
    assert all(Notice.objects.visible_to(acting(each)).filter(key=glass.reference).exists() for each in standards)


def test_professional_standards_who_are_barred_from_the_record_are_not_told() -> None:
    person, barred = closed_record(), builders.user("professional-standards")
    builders.bar(barred, person)

    glass = opened(person)

    assert not Notice.objects.filter(user=barred).exists()
    assert not BrokenGlass.objects.visible_to(acting(barred)).filter(pk=glass.pk).exists()


def test_nobody_who_is_missing_stands_in_the_way() -> None:
    """No professional standards and no supervisor in either force: it opens, and the alert waits for its force."""
    person, user = closed_record(), builders.user(force_code="14")
    builders.allow_writes()
    missing = Membership.objects.filter(role__code__in=["professional-standards", "supervisor"])
    missing.update(ended_at=NOON)

    opened(person, user)

    assert sees(user, person)
    assert Event.objects.get(code="glass.broken").fields["told"] == 0
    assert Alert.objects.filter(kind="break_glass", to_force__code="13").exists()


# What is read under it


def test_what_is_read_under_it_is_logged_with_its_reference() -> None:
    person, user = closed_record(), builders.user(force_code="14")
    glass = opened(person, user)

    open_card(person, actor=acting(user), reason=CALL)
    open_person(person, actor=acting(user), reason=CALL)

    assert [each.code for each in reads_under(glass)] == ["card.opened", "person.opened"]


def test_a_reading_that_needs_no_glass_names_none() -> None:
    person, user = closed_record(), builders.user(force_code="14")
    glass = opened(person, user)

    open_person(person, actor=builders.actor(), reason=CALL)

    assert reads_under(glass) == []


@pytest.mark.parametrize(
    "role", ["control-room-specialist", "professional-standards", "superintendent", "force-system"]
)
@pytest.mark.parametrize("force_code", ["13", "14"])
def test_what_is_open_by_role_is_what_the_policy_says(role: str, force_code: str) -> None:
    by = builders.actor("safeguarding-officer")
    builders.person(by)
    builders.person(by, category=SubjectCategory.VICTIM)
    closed_record()
    kind = User.Kind.SYSTEM if role == "force-system" else User.Kind.PERSON
    actor = acting(builders.user(role, force_code=force_code, kind=kind))

    people = Person.objects.all()
    seen = set(Person.objects.visible_to(actor))

    assert len(people) == 3
    assert {each for each in people if is_open_by_role(each, actor)} == seen


# The review


@pytest.mark.parametrize("role", ["supervisor", "superintendent", "professional-standards"])
def test_somebody_of_the_force_whose_record_it_is_reviews_it(role: str) -> None:
    glass = opened(closed_record())

    reviewed(glass, builders.user(role))

    found = BrokenGlass.objects.get()
    assert (found.outcome, found.review_reason, found.reviewed_at) == ("justified", "The call was live", NOON)
    assert Notice.objects.filter(user=glass.user, topic="glass_found").exists()
    assert not Task.objects.filter(team="professional-standards").exists()


def test_professional_standards_of_the_force_whose_officer_it_was_review_it_too() -> None:
    glass = opened(closed_record())

    reviewed(glass, builders.user("professional-standards", force_code="14"))

    assert BrokenGlass.objects.get().outcome == "justified"


@pytest.mark.parametrize("role", ["supervisor", "superintendent"])
def test_nobody_reviews_who_may_lead_whoever_broke_it(role: str) -> None:
    glass = opened(closed_record())

    with pytest.raises(OutOfReach):
        reviewed(glass, builders.user(role, force_code="14"))


def test_nobody_reviews_what_they_opened_themselves() -> None:
    user = builders.user("supervisor", force_code="14")
    glass = opened(closed_record(), user)

    with pytest.raises(PermissionDenied):
        reviewed(glass, user)


def test_a_glass_that_was_broken_without_reason_becomes_a_task_of_professional_standards() -> None:
    glass = opened(closed_record())

    reviewed(glass, builders.user("supervisor"), Outcome.NOT_JUSTIFIED, why="There was no call")

    task = Task.objects.get(team="professional-standards")
    assert (task.force.code, task.person, task.due_on) == ("14", None, date(2026, 12, 2))
    reader = acting(builders.user("professional-standards", force_code="14"))
    assert Task.objects.visible_to(reader).filter(pk=task.pk).exists()


def test_a_second_review_changes_nothing() -> None:
    """Two who open the page at once: the later one is told, by the version or by what was found meanwhile."""
    glass, other = opened(closed_record()), builders.user("supervisor")
    reviewed(glass, builders.user("supervisor"), version=1)

    with pytest.raises(Stale):
        reviewed(glass, other, Outcome.NOT_JUSTIFIED, version=1)
    with pytest.raises(Refused):
        reviewed(glass, other, Outcome.NOT_JUSTIFIED)

    assert BrokenGlass.objects.get().outcome == "justified"


def test_a_review_says_what_was_found() -> None:
    with pytest.raises(Refused) as refused:
        reviewed(opened(closed_record()), builders.user("supervisor"), why=" ")

    assert refused.value.field == "why"


def test_what_nobody_reviews_goes_up_the_chain_of_the_force_that_holds_the_record(
    clock: time_machine.Traveller,
) -> None:
    lead, other_lead = builders.user("supervisor"), builders.user("supervisor", force_code="14")
    glass = opened(closed_record())

    clock.move_to(NOON + timedelta(days=6))
    watch_work(date(2026, 12, 1), seconds=30)

    told = set(Notice.objects.filter(topic="watched", source="glass").values_list("user", flat=True))
    assert lead.pk in told
    assert other_lead.pk not in told
    reviewed(glass, lead)
    watch_work(date(2026, 12, 1), seconds=30)
    standing = Notice.objects.standing().filter(topic="watched", source="glass", user=lead)
    assert not standing.exists()
