"""A case never lacks a live owner or a day: giving, reviewing, opening again, and what becomes of it when its owner is
away or has left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction

from accounts.actions.leave import declare_leave
from accounts.actions.users import disable_user
from accounts.models import User
from audit.core.errors import OutOfReach, Refused
from cases.actions.case_life import reassign_case, reopen_case, review_case
from cases.actions.cases import close_case, open_case
from cases.actions.risk import set_risk
from cases.actions.safeguards import add_safeguard
from cases.models import Case, CaseChange, RiskAssessment, Safeguard
from register.actions.escalation import watch_work
from register.actions.handover import sweep_handovers
from register.models import Escalation, Notice
from tests import builders
from tests.builders import CALL
from tests.cases.builders import household, officer

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
BY: dict[str, Any] = {"reason": CALL}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False):
        yield


def opened(owner: User) -> Case:
    by = owner.actor(on=TODAY)
    return open_case(builders.person(by), actor=by, force=owner.force, owner=owner, **BY)


def test_a_case_keeps_what_became_of_it() -> None:
    owner, by = officer()
    other, _ = officer()
    case = opened(owner)

    reassign_case(case, actor=by, owner=other, why="Moves to another station", **BY)
    review_case(case, actor=by, words="Calm since the order", **BY)
    close_case(case, actor=by, why="Moved away", **BY)
    reopen_case(case, actor=by, owner=owner, why="Came back", **BY)

    steps = list(CaseChange.objects.values_list("step", flat=True))
    assert steps == ["opened", "reassigned", "reviewed", "closed", "reopened"]
    assert Notice.objects.filter(user=other, topic="given").exists()


def test_what_became_of_a_case_is_never_rewritten() -> None:
    opened(officer()[0])

    with pytest.raises(DatabaseError, match="refuses UPDATE"), transaction.atomic():
        CaseChange.objects.update(why="something else")


@pytest.mark.parametrize(
    ("level", "days"),
    [
        pytest.param(None, 28, id="not assessed"),
        pytest.param("high", 28, id="high"),
        pytest.param("medium", 91, id="medium"),
        pytest.param("standard", 182, id="standard"),
    ],
)
def test_the_next_review_follows_from_the_risk_and_is_never_later(level: str | None, days: int) -> None:
    owner, by = officer()
    case, latest = opened(owner), TODAY + timedelta(days=days)
    if level:
        set_risk(case, actor=by, level=RiskAssessment.Level(level), judgement="As I see it", **BY)

    with pytest.raises(Refused) as refusal:
        review_case(case, actor=by, words="Stable", next_review_on=latest + timedelta(days=1), **BY)
    reviewed = review_case(case, actor=by, words="Stable", **BY)

    assert refusal.value.field == "next_review_on"
    assert reviewed.next_review_on == latest
    assert review_case(case, actor=by, words="Sooner", next_review_on=TODAY + timedelta(days=7), **BY)


@pytest.mark.parametrize("day", [pytest.param(0, id="today"), pytest.param(-1, id="yesterday")])
def test_the_next_review_is_still_to_come(day: int) -> None:
    owner, by = officer()

    with pytest.raises(Refused, match="tomorrow at the earliest"):
        review_case(opened(owner), actor=by, words="Stable", next_review_on=TODAY + timedelta(days=day), **BY)


def test_a_review_is_said_in_words_by_a_person() -> None:
    owner, by = officer()

    with pytest.raises(Refused, match="how the case stands"):
        review_case(opened(owner), actor=by, words=" ", **BY)


@pytest.mark.parametrize("who", ["the same", "of another force", "without the role", "disabled"])
def test_a_case_is_given_to_nobody_who_could_not_have_it(who: str) -> None:
    owner, by = officer()
    case = opened(owner)
    others = {
        "the same": owner,
        "of another force": officer("14")[0],
        "without the role": builders.user("force-administrator"),
        "disabled": builders.user("safeguarding-officer", is_active=False),
    }

    with pytest.raises(Refused) as refusal:
        reassign_case(case, actor=by, owner=others[who], why="Busy", **BY)

    assert refusal.value.field == "owner"


def test_another_force_reaches_no_case() -> None:
    case = opened(officer()[0])
    _, foreign = officer("14")

    with pytest.raises(OutOfReach):
        review_case(case, actor=foreign, words="Stable", **BY)


def test_a_closed_case_is_neither_given_nor_reviewed_and_an_open_one_not_reopened() -> None:
    owner, by = officer()
    case = opened(owner)

    with pytest.raises(Refused, match="open already"):
        reopen_case(case, actor=by, owner=owner, why="Again", **BY)
    close_case(case, actor=by, why="Moved away", **BY)
    with pytest.raises(Refused, match="closed"):
        review_case(case, actor=by, words="Stable", **BY)
    with pytest.raises(Refused, match="closed"):
        reassign_case(case, actor=by, owner=officer()[0], why="Busy", **BY)


def test_a_case_is_not_reopened_beside_another_open_one() -> None:
    owner, by = officer()
    case = opened(owner)
    close_case(case, actor=by, why="Moved away", **BY)
    open_case(case.person, actor=by, force=owner.force, owner=owner, **BY)

    with pytest.raises(Refused, match="another open case"):
        reopen_case(case, actor=by, owner=owner, why="Again", **BY)


@pytest.mark.parametrize("who", ["disabled", "of another force", "a system"])
def test_the_database_itself_refuses_an_open_case_to_whoever_is_not_live(who: str) -> None:
    case = opened(officer()[0])
    other = {
        "disabled": lambda: builders.user("safeguarding-officer", is_active=False),
        "of another force": lambda: officer("14")[0],
        "a system": lambda: builders.user("force-system", kind=User.Kind.SYSTEM),
    }[who]()

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Case.objects.filter(pk=case.pk).update(owner=other)

    assert refusal.value.__cause__.diag.constraint_name == "an_open_case_has_a_live_owner"  # type: ignore[union-attr]


# Owners who are away or have left


def test_a_leavers_cases_and_safeguards_go_to_the_supervisor_with_the_fewest_and_nothing_stays() -> None:
    lead, busy = builders.user("supervisor"), builders.user("supervisor")
    opened(busy)
    home = household()
    add_safeguard(
        home.pair, actor=home.officer, kind=Safeguard.Kind.ALARM, instruction="Answer at once", owner=home.owner,
        starts_on=TODAY, review_on=TODAY, **BY,
    )  # fmt: skip

    disable_user(home.owner, actor=builders.actor("force-administrator"), why="Left", **BY)
    sweep_handovers(TODAY)

    assert Case.objects.get(pk=home.case.pk).owner == lead
    assert Safeguard.objects.get().owner == lead
    assert not Case.objects.open().filter(owner=home.owner).exists()
    assert Notice.objects.filter(topic="handed_over", user__in=[lead, busy]).count() == 2


def test_cases_go_to_the_deputy_for_the_leave_and_come_back_after_it() -> None:
    owner, _ = officer()
    deputy, _ = officer()
    case = opened(owner)
    last = TODAY + timedelta(days=7)
    declare_leave(owner, actor=owner.actor(on=TODAY), starts_on=TODAY, ends_on=last, deputy=deputy, **BY)

    sweep_handovers(TODAY)
    during = Case.objects.get(pk=case.pk).owner
    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=UTC), tick=False):
        sweep_handovers(last + timedelta(days=1))

    assert during == deputy
    assert Case.objects.get(pk=case.pk).owner == owner


def test_a_force_with_nobody_left_keeps_the_case_where_it_is_until_somebody_comes() -> None:
    owner, _ = officer()
    case = opened(owner)
    builders.allow_writes()
    User.objects.filter(pk=owner.pk).update(is_active=False)

    assert sweep_handovers(TODAY) == 0
    newcomer, _ = officer()
    assert sweep_handovers(TODAY) == 1
    assert Case.objects.get(pk=case.pk).owner == newcomer


def test_a_case_that_nobody_reviews_goes_up_the_chain() -> None:
    lead = builders.user("supervisor")
    owner, _ = officer()
    case = opened(owner)

    watch_work(case.next_review_on + timedelta(days=14))

    assert set(Escalation.objects.filter(watch__source="case").values_list("step", flat=True)) == {
        "late", "supervisor", "lead", "oversight",
    }  # fmt: skip
    assert Notice.objects.filter(user=lead, source="case", argument=case.reference).exists()
