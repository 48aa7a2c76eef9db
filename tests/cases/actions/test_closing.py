"""Ending what protects somebody, and closing a case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.core.errors import OutOfReach, PermissionDenied, Refused
from audit.models import Event
from cases.actions.cases import NewVictim, add_child, add_victim, close_case, open_case
from cases.actions.protection import read_safe_contact, set_safe_contact
from cases.actions.risk import set_risk
from cases.actions.safeguards import add_safeguard, end_safeguard
from cases.models import Case, RiskAssessment, Safeguard
from tests import builders
from tests.cases.builders import Household, act, household, refuge

pytestmark = pytest.mark.django_db
AGREED = {"why": "She moved abroad; agreed with her adviser"}


@pytest.fixture
def home() -> Household:
    return household()


def safeguard(home: Household, **facts: Any) -> Safeguard:
    today = timezone.localdate()
    usual = {
        "kind": Safeguard.Kind.TECSOS, "instruction": "Treat as emergency", "owner": home.owner, "starts_on": today,
        "review_on": today + timedelta(days=60),
    }  # fmt: skip
    return add_safeguard(home.pair, **(usual | facts), **act(home.officer))


def test_end_safeguard_makes_today_its_last_day(home: Household) -> None:
    made = safeguard(home, starts_on=timezone.localdate() - timedelta(days=30))

    ended = end_safeguard(home.pair, safeguard=made, **AGREED, **act(home.officer))

    assert (ended.ends_on, ended.version) == (timezone.localdate(), made.version + 1)
    assert list(Safeguard.objects.in_force(on=timezone.localdate())) == [ended]
    assert not Safeguard.objects.in_force(on=timezone.localdate() + timedelta(days=1)).exists()
    event = Event.objects.get(code="victim.safeguard_ended")
    assert event.subject_ref == home.victim.reference
    assert "moved abroad" not in str(event.payload)


def test_end_safeguard_brings_a_later_last_day_forward(home: Household) -> None:
    made = safeguard(home, ends_on=timezone.localdate() + timedelta(days=90))

    assert end_safeguard(home.pair, safeguard=made, **AGREED, **act(home.officer)).ends_on == timezone.localdate()


def test_end_safeguard_that_has_not_begun_ends_on_its_first_day(home: Household) -> None:
    soon = timezone.localdate() + timedelta(days=5)
    made = safeguard(home, starts_on=soon)

    assert end_safeguard(home.pair, safeguard=made, **AGREED, **act(home.officer)).ends_on == soon
    with pytest.raises(Refused, match="ended already"):
        end_safeguard(home.pair, safeguard=made, **AGREED, **act(home.officer))


@pytest.mark.parametrize("which", ["ended", "of another victim"])
def test_end_safeguard_refuses_one_that_is_not_running_for_this_victim(home: Household, which: str) -> None:
    made, pair = safeguard(home), home.pair
    if which == "ended":
        end_safeguard(pair, safeguard=made, **AGREED, **act(home.officer))
    else:
        pair = add_victim(home.case, victim=NewVictim("Bronwen", "Parry"), **act(home.officer))

    with pytest.raises(Refused, match="ended already"):
        end_safeguard(pair, safeguard=made, **AGREED, **act(home.officer))


def test_end_safeguard_asks_why(home: Household) -> None:
    with pytest.raises(Refused) as refused:
        end_safeguard(home.pair, safeguard=safeguard(home), why=" ", **act(home.officer))
    assert refused.value.field == "why"


def test_close_case(home: Household) -> None:
    closed = close_case(home.case, **AGREED, **act(home.officer))

    assert closed.closed_at is not None
    assert not Case.objects.open().filter(pk=home.case.pk).exists()
    event = Event.objects.get(code="case.closed")
    assert event.subject_ref == home.person.reference
    assert open_case(home.person, force=home.owner.force, owner=home.owner, **act(home.officer)).pk != home.case.pk


@pytest.mark.parametrize("days", [None, 1], ids=["no end", "it ends tomorrow"])
def test_close_case_refuses_while_a_safeguard_runs(home: Household, days: int | None) -> None:
    ends_on = None if days is None else timezone.localdate() + timedelta(days=days)
    made = safeguard(home, ends_on=ends_on)

    with pytest.raises(Refused, match="A safeguard still runs: TecSOS phone"):
        close_case(home.case, **AGREED, **act(home.officer))

    end_safeguard(home.pair, safeguard=made, **AGREED, **act(home.officer))
    assert close_case(home.case, **AGREED, **act(home.officer)).closed_at


def test_close_case_refuses_while_a_victim_is_in_refuge(home: Household) -> None:
    refuge(home.pair, home.officer)

    with pytest.raises(Refused, match="in refuge"):
        close_case(home.case, **AGREED, **act(home.officer))


def test_close_case_asks_why(home: Household) -> None:
    with pytest.raises(Refused) as refused:
        close_case(home.case, why="", **act(home.officer))
    assert refused.value.field == "why"


@pytest.mark.parametrize(
    "deed",
    [
        pytest.param(lambda home: add_victim(home.case, victim=NewVictim("A", "B"), **act(home.officer)), id="victim"),
        pytest.param(lambda home: add_child(home.case, name="Ravi", **act(home.officer)), id="child"),
        pytest.param(
            lambda home: set_risk(home.case, level=RiskAssessment.Level.HIGH, judgement="x", **act(home.officer)),
            id="risk",
        ),
        pytest.param(lambda home: set_safe_contact(home.pair, **act(home.officer)), id="safe contact"),
        pytest.param(lambda home: safeguard(home), id="safeguard"),
        pytest.param(lambda home: close_case(home.case, **AGREED, **act(home.officer)), id="closing again"),
    ],
)
def test_nothing_is_added_to_a_closed_case(home: Household, deed: Any) -> None:
    close_case(home.case, **AGREED, **act(home.officer))
    home.case.refresh_from_db()
    home.pair.refresh_from_db()

    with pytest.raises(Refused, match="This case is closed"):
        deed(home)


@pytest.mark.parametrize(
    ("role", "force_code", "error"),
    [
        pytest.param("offender-manager", "13", PermissionDenied, id="a reader of the force"),
        pytest.param("safeguarding-officer", "14", OutOfReach, id="another force"),
    ],
)
def test_only_those_who_work_on_the_case_end_and_close(
    home: Household, role: str, force_code: str, error: type[Exception]
) -> None:
    by, made = builders.actor(role, force_code=force_code), safeguard(home)

    with pytest.raises(error):
        end_safeguard(home.pair, safeguard=made, **AGREED, **act(by))
    with pytest.raises(error):
        close_case(home.case, **AGREED, **act(by))


def test_read_safe_contact_is_logged_about_the_victim(home: Household) -> None:
    rule = set_safe_contact(home.pair, code_word="Marigold", **act(home.officer))

    assert read_safe_contact(home.pair, **act(home.officer)) == rule
    event = Event.objects.get(code="victim.safe_contact_read")
    assert event.subject_ref == home.victim.reference
    assert "Marigold" not in str(event.payload)


def test_read_safe_contact_is_not_for_whoever_only_reads_cases(home: Household) -> None:
    set_safe_contact(home.pair, code_word="Marigold", **act(home.officer))

    with pytest.raises(OutOfReach):
        read_safe_contact(home.pair, **act(builders.actor("offender-manager")))
