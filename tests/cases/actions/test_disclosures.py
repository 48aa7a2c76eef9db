"""Requests under the disclosure scheme: steps, second reader, telling, clocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction

from accounts.actions.users import disable_user
from accounts.actor import Actor
from audit.core.errors import OutOfReach, PermissionDenied, Refused
from audit.models import Event
from cases.actions import disclosure_clocks as stopping
from cases.actions import disclosure_decisions as decisions
from cases.actions import disclosures as acts
from cases.disclosures.clock import disclosure_differences
from cases.models import Disclosure, DisclosureDecision, DisclosureDelivery, DisclosureStatusChange
from cases.rules.disclosures import NOTHING_TO_DISCLOSE, TRANSITIONS, Route, Status, Step
from register.actions.escalation import watch_work
from register.actions.handover import sweep_handovers
from register.models import Notice, Task
from tests import builders
from tests.cases import disclosed
from tests.cases.builders import household
from tests.cases.disclosed import act, agreed, checked, considered, decided, started, status_of, telling

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def officer() -> Actor:
    return builders.actor("safeguarding-officer")


@pytest.fixture
def supervisor() -> Actor:
    return builders.actor("supervisor")


def history(disclosure: Disclosure) -> list[str]:
    changes = DisclosureStatusChange.objects.filter(disclosure=disclosure)
    return list(changes.values_list("to_status", flat=True))


def test_a_request_is_checked_met_considered_decided_read_and_told(officer: Actor, supervisor: Actor) -> None:
    disclosure = agreed(officer, supervisor)

    decisions.disclose(disclosure, telling=telling(), **act(officer))

    assert history(disclosure) == ["received", "checked", "met", "considered", "decided", "to_disclose", "disclosed"]
    disclosure.refresh_from_db()
    assert disclosure.next_due_on is None
    assert Event.objects.filter(code="disclosure.made").count() == 1


@pytest.mark.django_db(transaction=True)
def test_telling_somebody_is_both_a_change_and_a_disclosure_in_the_log() -> None:
    """Outside a test's own transaction: the database refuses a change of which the log says only that it disclosed."""
    with transaction.atomic():
        officer, supervisor = builders.actor("safeguarding-officer"), builders.actor("supervisor")
        disclosure = agreed(officer, supervisor)

    decisions.disclose(disclosure, telling=telling(), **act(officer))

    codes = set(Event.objects.values_list("code", flat=True))
    assert {"disclosure.told", "disclosure.made"} <= codes


def test_the_clocks_run_from_when_it_came_not_from_when_it_was_entered(officer: Actor) -> None:
    disclosure = started(officer, received_at=NOON - timedelta(days=3))

    assert disclosure.due_on == date(2026, 12, 18)
    assert disclosure.next_due_on == date(2026, 11, 21)


def test_whoever_decided_does_not_read_it(supervisor: Actor) -> None:
    disclosure = decided(supervisor)

    with pytest.raises(Refused, match="Somebody else must read it"):
        decisions.second_read(disclosure, is_agreed=True, why="Sound", **act(supervisor))

    assert status_of(disclosure) is Status.DECIDED


def test_an_officer_is_no_second_reader(officer: Actor) -> None:
    disclosure = decided(officer)

    with pytest.raises(PermissionDenied):
        decisions.second_read(disclosure, is_agreed=True, why="Sound", **act(builders.actor("safeguarding-officer")))


def test_a_decision_that_is_sent_back_is_made_anew(officer: Actor, supervisor: Actor) -> None:
    disclosure = decisions.second_read(decided(officer), is_agreed=False, why="What of spent ones?", **act(supervisor))

    assert status_of(disclosure) is Status.CONSIDERED
    with pytest.raises(Refused, match="cannot be taken from there"):
        decisions.disclose(disclosure, telling=telling(), **act(officer))


def test_nothing_to_disclose_is_always_said_in_the_same_words(officer: Actor, supervisor: Actor) -> None:
    decided(officer, is_to_disclose=False)
    disclosure = agreed(officer, supervisor, is_to_disclose=False)

    decisions.say_nothing_to_disclose(disclosure, telling=telling(), **act(officer))

    words = DisclosureDecision.objects.values_list("wording", flat=True)
    assert list(words) == [NOTHING_TO_DISCLOSE, NOTHING_TO_DISCLOSE]
    assert status_of(disclosure) is Status.NOT_DISCLOSED
    assert not Event.objects.filter(code="disclosure.made").exists()


def test_nobody_is_told_where_the_police_began_and_nothing_is_disclosed(officer: Actor, supervisor: Actor) -> None:
    disclosure = agreed(officer, supervisor, is_to_disclose=False, route=Disclosure.Route.KNOW)

    assert status_of(disclosure) is Status.NOT_DISCLOSED
    assert not DisclosureDelivery.objects.exists()


def test_what_cannot_wait_skips_the_steps_but_neither_the_log_nor_the_second_reader(
    officer: Actor, supervisor: Actor
) -> None:
    disclosure = decisions.disclose_at_once(
        started(officer), grounds=disclosed.GROUNDS, recipient=DisclosureDecision.Recipient.AT_RISK,
        wording=disclosed.WORDING, telling=telling(), **act(officer),
    )  # fmt: skip

    assert status_of(disclosure) is Status.DISCLOSED
    assert disclosure.next_due_on == date(2026, 11, 24)
    assert Event.objects.filter(code="disclosure.made").count() == 1
    decisions.second_read(disclosure, is_agreed=False, why="It could have waited an hour", **act(supervisor))
    disclosure.refresh_from_db()
    assert disclosure.next_due_on is None
    assert status_of(disclosure) is Status.DISCLOSED
    asked = Task.objects.open().get(title=f"Put right what follows from disclosure {disclosure.reference}")
    assert (asked.team, asked.force) == ("supervisor", disclosure.force)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"is_to_disclose": True, "has_credible_risk": False}, "has_credible_risk", id="no risk"),
        pytest.param({"recipient": DisclosureDecision.Recipient.NOBODY}, "recipient", id="nobody"),
        pytest.param({"recipient": DisclosureDecision.Recipient.BEST_PLACED}, "recipient_words", id="whom"),
        pytest.param({"wording": " "}, "wording", id="no words"),
        pytest.param({"grounds": decisions.Grounds("Yes", " ", "Yes")}, "necessary", id="a test is not answered"),
    ],
)
def test_a_decision_that_lacks_something_is_refused(change: dict[str, Any], field: str, officer: Actor) -> None:
    disclosure = considered(officer)
    values: dict[str, Any] = {
        "is_to_disclose": True, "has_credible_risk": True, "grounds": disclosed.GROUNDS,
        "recipient": DisclosureDecision.Recipient.AT_RISK, "wording": disclosed.WORDING,
    }  # fmt: skip

    with pytest.raises(Refused) as refused:
        decisions.decide_disclosure(disclosure, **{**values, **change}, **act(officer))

    assert refused.value.field == field
    assert status_of(disclosure) is Status.CONSIDERED


def test_danger_now_is_answered_now(officer: Actor) -> None:
    with pytest.raises(Refused, match="does not wait for the scheme"):
        acts.record_checks(started(officer), is_in_danger=True, found="A knife", **act(officer))


def test_a_request_goes_on_after_at_least_one_search(officer: Actor) -> None:
    with pytest.raises(Refused, match="at least one search"):
        acts.record_checks(started(officer), is_in_danger=False, found="Nothing", **act(officer))


def test_both_sides_are_two_people(officer: Actor) -> None:
    person = builders.person(officer)

    with pytest.raises(Refused, match="of the same person"):
        started(officer, about=acts.Whom(person), at_risk=acts.Whom(person))


def test_records_are_linked_once_they_are_found(officer: Actor) -> None:
    home = household()
    disclosure = acts.identify_people(started(officer), person=home.person, at_risk=home.victim, **act(officer))

    disclosure.refresh_from_db()
    assert (disclosure.person, disclosure.at_risk) == (home.person, home.victim)
    assert disclosure.person_words == "Jonas Weber, about 40, Leeds"


def test_whom_a_decision_is_about_does_not_change_after_it(officer: Actor, supervisor: Actor) -> None:
    home = household()
    disclosure = agreed(officer, supervisor)

    with pytest.raises(Refused, match="decided about these people"):
        acts.identify_people(disclosure, person=home.person, at_risk=home.victim, **act(officer))


def test_the_clock_stands_for_a_reason_and_a_time(officer: Actor, clock: time_machine.Traveller) -> None:
    disclosure = checked(started(officer), officer)
    due_on = disclosure.due_on

    stopping.stop_clock(disclosure, ends_on=date(2026, 11, 27), why="Abroad; not safe to ring", **act(officer))
    disclosure.refresh_from_db()
    assert disclosure.due_on == due_on + timedelta(days=5)

    clock.move_to(NOON + timedelta(days=2))
    stopping.restart_clock(disclosure, **act(officer))
    disclosure.refresh_from_db()
    assert disclosure.due_on == due_on + timedelta(days=2)


@pytest.mark.parametrize(
    ("ends_on", "why", "said"),
    [
        pytest.param(date(2026, 11, 30), " ", "Say why", id="no reason"),
        pytest.param(date(2026, 12, 8), "Away", "at most 14 days", id="too long"),
        pytest.param(date(2026, 11, 22), "Away", "at most 14 days", id="in the past"),
    ],
)
def test_a_clock_does_not_stand_without_reason_or_end(ends_on: date, why: str, said: str, officer: Actor) -> None:
    with pytest.raises(Refused, match=said):
        stopping.stop_clock(started(officer), ends_on=ends_on, why=why, **act(officer))


def test_a_clock_that_stands_is_not_stopped_again(officer: Actor) -> None:
    disclosure = stopping.stop_clock(started(officer), ends_on=date(2026, 11, 27), why="Away", **act(officer))

    with pytest.raises(Refused, match="stands already"):
        stopping.stop_clock(disclosure, ends_on=date(2026, 11, 28), why="Away", **act(officer))


def test_a_request_that_was_taken_back_can_begin_again_with_what_is_new(officer: Actor) -> None:
    ended = acts.end_disclosure(started(officer), status=Disclosure.Status.WITHDRAWN, why="Moved out", **act(officer))

    again = started(officer, renews=ended)

    assert again.renews == ended
    with pytest.raises(Refused, match="still open"):
        started(officer, renews=again)


@pytest.mark.parametrize(
    ("is_to_disclose", "asked"), [pytest.param(True, 1, id="to tell"), pytest.param(False, 0, id="not to tell")]
)
def test_taking_back_what_is_to_be_told_asks_a_supervisor_about_the_right_to_know(
    is_to_disclose: bool, asked: int, officer: Actor
) -> None:
    disclosure = decided(officer, is_to_disclose=is_to_disclose)

    acts.end_disclosure(disclosure, status=Disclosure.Status.WITHDRAWN, why="No longer wants it", **act(officer))

    tasks = Task.objects.open().filter(title__contains="right to know", team="supervisor")
    assert (tasks.count(), [each.due_on for each in tasks]) == (asked, [date(2026, 11, 24)] * asked)


def test_another_force_sees_no_request(officer: Actor) -> None:
    disclosure, stranger = started(officer), builders.actor("supervisor", force_code="14")

    assert not Disclosure.objects.visible_to(stranger).exists()
    with pytest.raises(OutOfReach):
        acts.read_disclosure(disclosure, **act(stranger))


def test_the_control_room_starts_a_request_and_does_not_read_it() -> None:
    room = builders.actor("control-room-specialist")
    disclosure = started(room)

    with pytest.raises((OutOfReach, PermissionDenied)):
        acts.read_disclosure(disclosure, **act(room))


def test_the_nightly_check_names_a_day_that_is_wrong(officer: Actor) -> None:
    disclosure, _ = started(officer), started(officer)
    assert list(disclosure_differences()) == []

    builders.allow_writes()
    Disclosure.objects.filter(pk=disclosure.pk).update(due_on=date(2027, 1, 1))

    assert [(each.key, each.fields) for each in disclosure_differences()] == [(disclosure.reference, ("due_on",))]


def test_a_request_does_not_stay_with_whoever_has_left(clock: time_machine.Traveller) -> None:
    leaver, reader = builders.user("safeguarding-officer"), builders.actor("supervisor")
    disclosure = acts.assign_disclosure(started(leaver.actor(on=NOON.date())), owner=leaver, **act(reader))

    disable_user(leaver, why="Has left", **act(builders.actor("force-administrator")))
    sweep_handovers(NOON.date())

    disclosure.refresh_from_db()
    assert disclosure.owner is None


def test_an_owner_who_is_silent_is_reminded_and_the_supervisor_told(clock: time_machine.Traveller) -> None:
    owner, supervisor = builders.user("safeguarding-officer"), builders.user("supervisor")
    acts.assign_disclosure(started(owner.actor(on=NOON.date())), owner=owner, **act(supervisor.actor(on=NOON.date())))

    for days in range(6):
        watch_work(NOON.date() + timedelta(days=days))

    told = set(Notice.objects.filter(topic="watched").values_list("user", flat=True))
    assert {owner.pk, supervisor.pk} <= told


STEPS: dict[Step, Callable[[Disclosure, Actor], object]] = {
    Step.CHECK: lambda row, by: checked(row, by),
    Step.MEET: lambda row, by: acts.record_meeting(
        row, met_on=NOON.date(), identity="document", is_alone=True, said="Afraid", safety_advice="999", **act(by)
    ),
    Step.CONSIDER: lambda row, by: acts.record_forum(
        row, held_on=NOON.date(), agencies="IDVA", view="High", **act(by)
    ),
    Step.DECIDE: lambda row, by: decisions.decide_disclosure(
        row, is_to_disclose=True, has_credible_risk=True, grounds=disclosed.GROUNDS,
        recipient=DisclosureDecision.Recipient.AT_RISK, wording=disclosed.WORDING, **act(by),
    ),
    Step.AGREE: lambda row, by: decisions.second_read(row, is_agreed=True, why="Sound", **act(by)),
    Step.SEND_BACK: lambda row, by: decisions.second_read(row, is_agreed=False, why="Not yet", **act(by)),
    Step.DISCLOSE: lambda row, by: decisions.disclose(row, telling=telling(), **act(by)),
    Step.SAY_NOTHING_TO_DISCLOSE: lambda row, by: decisions.say_nothing_to_disclose(row, telling=telling(), **act(by)),
    Step.DISCLOSE_AT_ONCE: lambda row, by: decisions.disclose_at_once(
        row, grounds=disclosed.GROUNDS, recipient=DisclosureDecision.Recipient.AT_RISK, wording=disclosed.WORDING,
        telling=telling(), **act(by),
    ),
    Step.WITHDRAW: lambda row, by: acts.end_disclosure(row, status=Disclosure.Status.WITHDRAWN, why="No", **act(by)),
    Step.PUT_OUTSIDE: lambda row, by: acts.end_disclosure(
        row, status=Disclosure.Status.OUTSIDE_SCHEME, why="No", **act(by)
    ),
}  # fmt: skip


def standing_at(status: Status, route: Route, by: Actor, reader: Actor) -> Disclosure:
    """A request that stands at a status, walked there by its steps."""
    start = {"route": Disclosure.Route(route.value)}
    walks: dict[Status, Callable[[], Disclosure]] = {
        Status.RECEIVED: lambda: started(by, **start),
        Status.CHECKED: lambda: checked(started(by, **start), by),
        Status.MET: lambda: STEPS[Step.MEET](checked(started(by, **start), by), by),  # type: ignore[dict-item, return-value]
        Status.CONSIDERED: lambda: considered(by, **start),
        Status.DECIDED: lambda: decided(by, **start),
        Status.TO_DISCLOSE: lambda: agreed(by, reader, **start),
        Status.NOT_TO_DISCLOSE: lambda: agreed(by, reader, is_to_disclose=False, **start),
        Status.DISCLOSED: lambda: decisions.disclose(agreed(by, reader, **start), telling=telling(), **act(by)),
        Status.NOT_DISCLOSED: lambda: agreed(by, reader, is_to_disclose=False, route=Disclosure.Route.KNOW),
        Status.WITHDRAWN: lambda: acts.end_disclosure(
            started(by), status=Disclosure.Status.WITHDRAWN, why="No", **act(by)
        ),
        Status.OUTSIDE_SCHEME: lambda: acts.end_disclosure(
            started(by, **start), status=Disclosure.Status.OUTSIDE_SCHEME, why="No", **act(by)
        ),
    }
    return walks[status]()


CASES = [(status, step) for status in Status for step in Step]


@pytest.mark.parametrize(
    ("status", "step"), [pytest.param(status, step, id=f"{status}-{step}") for status, step in CASES]
)
def test_every_step_from_every_status_is_taken_or_refused_by_the_table(status: Status, step: Step) -> None:
    officer, supervisor, other = (builders.actor(role) for role in ("safeguarding-officer", "supervisor", "supervisor"))
    route = Route.KNOW if status is Status.NOT_DISCLOSED else Route.ASK
    disclosure = standing_at(status, route, officer, supervisor)
    possible = {
        each.after for each in TRANSITIONS if (each.before, each.step) == (status, step) and route in each.routes
    }

    try:
        STEPS[step](disclosure, other)
    except Refused:
        assert not possible
        assert status_of(disclosure) is status
    else:
        assert status_of(disclosure) in possible


@pytest.mark.parametrize("role", ["control-room-specialist", "offender-manager", "force-administrator"])
@pytest.mark.parametrize("step", Step)
def test_no_other_role_takes_a_step(role: str, step: Step, officer: Actor, supervisor: Actor) -> None:
    befores = [each.before for each in TRANSITIONS if each.step == step and Route.ASK in each.routes]
    disclosure, stranger = standing_at(befores[0], Route.ASK, officer, supervisor), builders.actor(role)

    with pytest.raises((PermissionDenied, OutOfReach)):
        STEPS[step](disclosure, stranger)
