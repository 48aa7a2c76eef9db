from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from accounts.actor import Actor
from audit.core.errors import PermissionDenied, Refused
from audit.models import Event
from register.actions.breaches import (
    accept_excuse,
    conclude_breach,
    find_no_breach,
    record_excuse,
    refer_breach,
    suspect_breach,
)
from register.actions.duties import sweep_overdue
from register.actions.notifications import Item
from register.duties.failures import open_failures
from register.models import Breach, BreachStatusChange, NotificationDuty, NotificationItem, Registration
from register.rules.regimes.table import DutyKind
from tests import builders
from tests.register.notified import NOW, TODAY, act, notifying, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def manager() -> Actor:
    return builders.actor("offender-manager")


@pytest.fixture
def supervisor() -> Actor:
    return builders.actor("supervisor")


@pytest.fixture
def registration(manager: Actor) -> Registration:
    """Somebody whose initial notification was due on 4 November."""
    return notifying(manager, relevant_on=date(2026, 11, 2))


@pytest.fixture
def breach(registration: Registration) -> Breach:
    """Its suspected failure, opened by the sweep."""
    sweep_overdue(TODAY)
    return Breach.objects.get()


def test_the_sweep_opens_one_suspected_failure_and_closes_nothing(registration: Registration, breach: Breach) -> None:
    sweep_overdue(date(2026, 11, 26))

    assert Breach.objects.count() == 1
    assert (breach.kind, breach.status, breach.offence_code) == ("not_in_time", "suspected", "SX03204")
    assert breach.duty == NotificationDuty.objects.get(registration=registration, kind="initial")
    assert open_failures(registration, on=TODAY) == 1


def test_a_second_breach_of_the_same_failure_is_refused(
    registration: Registration, breach: Breach, manager: Actor
) -> None:
    with pytest.raises(Refused, match="One failure is one breach"):
        suspect_breach(registration, of=breach.duty, why="Still nothing", **act(manager))


def test_a_failure_that_was_made_good_late_stays_the_same_breach(
    registration: Registration, breach: Breach, manager: Actor
) -> None:
    take(registration, manager)

    breach.refresh_from_db()
    assert breach.status == "suspected"
    with pytest.raises(Refused, match="One failure is one breach"):
        suspect_breach(registration, of=NotificationDuty.objects.get(pk=breach.duty_id), why="Late", **act(manager))


def test_what_was_incomplete_and_then_late_failed_once(registration: Registration, manager: Actor) -> None:
    doubted = Item(DutyKind.INITIAL, outcome=NotificationItem.Outcome.INCOMPLETE, doubt="No address")
    taken = take(registration, manager, doubted)
    suspect_breach(registration, of=taken.items.get(), why="He would not say", **act(manager))

    sweep_overdue(TODAY)

    assert Breach.objects.get().kind == "incomplete"


def test_what_is_in_time_or_complete_is_no_failure(manager: Actor) -> None:
    registration = notifying(manager)
    taken = take(registration, manager)

    with pytest.raises(Refused, match="not late"):
        suspect_breach(registration, of=NotificationDuty.objects.get(kind="initial"), why="Late", **act(manager))
    with pytest.raises(Refused, match="complete"):
        suspect_breach(registration, of=taken.items.get(), why="False", **act(manager))
    with pytest.raises(Refused, match="Nothing was refused"):
        suspect_breach(registration, of=taken, why="Refused", **act(manager))


def test_an_excuse_is_judged_by_somebody_else_with_reasons(
    breach: Breach, registration: Registration, supervisor: Actor
) -> None:
    with pytest.raises(Refused, match="No excuse is recorded"):
        accept_excuse(breach, why="He was ill", **act(supervisor))
    record_excuse(breach, excuse="In hospital, with a letter", **act(supervisor))
    with pytest.raises(Refused, match="Another supervisor"):
        accept_excuse(breach, why="He was ill", **act(supervisor))

    decided = accept_excuse(breach, why="The letter was checked", **act(builders.actor("supervisor")))

    assert decided.status == "excused"
    steps = BreachStatusChange.objects.filter(breach=breach).values_list("from_status", "to_status", "why")
    assert list(steps)[-1] == ("suspected", "excused", "The letter was checked")
    assert open_failures(registration, on=TODAY) == 0


def test_a_referral_says_to_whom_and_ends_with_an_outcome(breach: Breach, manager: Actor) -> None:
    with pytest.raises(Refused, match="to whom"):
        refer_breach(breach, referred_to=" ", why="Third time", **act(manager))
    refer_breach(breach, referred_to="Crown Prosecution Service", why="Third time", **act(manager))

    ended = conclude_breach(breach, outcome=Breach.Outcome.CONVICTED, why="Fined at Leeds", **act(manager))

    assert (ended.status, ended.outcome) == ("concluded", "convicted")
    with pytest.raises(Refused, match="cannot become"):
        refer_breach(breach, referred_to="Crown Prosecution Service", why="Again", **act(manager))
    assert Event.objects.filter(code="breach.concluded").count() == 1


def test_a_manager_does_not_let_somebody_off(breach: Breach, manager: Actor) -> None:
    with pytest.raises(PermissionDenied):
        find_no_breach(breach, why="A nice man", **act(manager))


def test_no_breach_needs_its_reasons(breach: Breach, supervisor: Actor) -> None:
    with pytest.raises(Refused, match="Give the reasons"):
        find_no_breach(breach, why="  ", **act(supervisor))

    assert find_no_breach(breach, why="The conviction was of another man", **act(supervisor)).status == "no_breach"


@pytest.mark.parametrize("role", ["offender-manager", "supervisor"])
def test_another_force_sees_and_does_not_decide(breach: Breach, role: str) -> None:
    elsewhere = builders.actor(role, force_code="14")

    assert Breach.objects.visible_to(elsewhere).get() == breach
    with pytest.raises(PermissionDenied):
        refer_breach(breach, referred_to="Crown Prosecution Service", why="Third time", **act(elsewhere))


def test_a_failure_that_no_law_punishes_is_not_referred(breach: Breach, manager: Actor) -> None:
    Breach.objects.filter(pk=breach.pk).update(offence_code="", offence_title="No law makes this failure an offence")

    with pytest.raises(Refused, match="cannot be referred"):
        refer_breach(breach, referred_to="Crown Prosecution Service", why="Third time", **act(manager))
