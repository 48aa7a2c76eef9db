"""What became of a case and of its parts stands on its timeline."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.core.errors import Refused
from cases.actions.case_life import reassign_case, reopen_case, review_case
from cases.actions.case_pages import open_case_page
from cases.actions.cases import close_case, open_case
from cases.actions.lowering import ask_to_lower_risk
from cases.actions.pairs import change_pair
from cases.actions.risk import set_risk
from cases.actions.safeguards import add_safeguard, end_safeguard
from cases.models import Case, Pair, Safeguard
from tests import builders
from tests.cases.builders import CANARY_LINE, Household, act, household, officer, refuge

pytestmark = pytest.mark.django_db


def told(home: Household) -> str:
    """The timeline of the case in words."""
    case = Case.objects.select_related("person", "force", "owner", "risk").get(pk=home.case.pk)
    page = open_case_page(case, may_work=True, only="timeline", **act(home.officer))
    return "\n".join(line.text for line in page.sections[0].lines)


def test_the_life_of_a_case_is_on_its_timeline(home: Household) -> None:
    other, _ = officer()
    review_case(home.case, words="He has moved out", **act(home.officer))
    reassign_case(home.case, owner=other, why="Leave", **act(home.officer))
    close_case(home.case, why="He has died", **act(home.officer))
    reopen_case(Case.objects.get(pk=home.case.pk), owner=home.owner, why="It was his brother", **act(home.officer))

    lines = told(home)

    for line in (
        "Case: reviewed. He has moved out", f"Case: given to somebody else, {other.name}. Leave",
        "Case: closed. He has died", f"Case: opened again, {home.owner.name}. It was his brother",
    ):  # fmt: skip
        assert line in lines


def test_what_became_of_its_parts_is_on_the_timeline(home: Household) -> None:
    today = timezone.localdate()
    alarm = add_safeguard(
        home.pair, kind=Safeguard.Kind.ALARM, instruction="Go at once", owner=home.owner, starts_on=today,
        review_on=today + timedelta(days=30), **act(home.officer),
    )  # fmt: skip
    end_safeguard(home.pair, safeguard=alarm, why="She has moved", **act(home.officer))
    change_pair(
        Pair.objects.get(pk=home.pair.pk), relationship=Pair.Relationship.CO_PARENT,
        person_role=home.pair.person_role, victim_role=home.pair.victim_role, starts_on=None, ends_on=None,
        why="They are cousins", **act(home.officer),
    )  # fmt: skip
    set_risk(home.case, level="high", judgement="He has a knife", **act(home.officer))
    ask_to_lower_risk(home.case, level="medium", why="He is in prison", **act(home.officer))

    lines = told(home)

    for line in (
        "Safeguard ended: Alarm. She has moved", "Roles or relationship corrected: Asha Kaur. They are cousins",
        "Request for medium risk: waiting",
    ):  # fmt: skip
        assert line in lines


def test_no_history_tells_where_somebody_in_refuge_is() -> None:
    home = household()
    review_case(home.case, words=f"She is at {CANARY_LINE}", **act(home.officer))
    refuge(home.pair, home.officer)

    assert "Canary Lane" not in told(home)


def test_a_case_is_first_looked_at_by_the_clock_of_a_risk_that_nobody_assessed() -> None:
    owner, by = officer()
    case = open_case(builders.person(by), force=owner.force, owner=owner, **act(by))

    assert case.next_review_on == timezone.localdate() + timedelta(days=28)
    for days in (-1, 29):
        with pytest.raises(Refused, match="first review is today at the earliest"):
            open_case(
                builders.person(by), force=owner.force, owner=owner,
                next_review_on=timezone.localdate() + timedelta(days=days), **act(by),
            )  # fmt: skip
