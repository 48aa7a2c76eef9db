"""What is due in a case is watched: its owner is reminded, and what stays undone goes up the chain."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from cases.actions.cases import add_child
from cases.actions.children import Attended, ask_for_notices
from cases.actions.lowering import ask_to_lower_risk
from cases.actions.protection import set_safe_contact
from cases.actions.risk import set_risk
from cases.actions.safeguards import add_safeguard, add_step
from cases.holdings import holdings_of
from cases.models import Case, NearAlert, Safeguard
from cases.sections import CaseView, DueLine, due_sources
from register.actions.escalation import watch_work
from register.agenda.sources import SOURCES as LISTED
from register.models import Address, Escalation, Notice, Watch
from register.watched.sources import SOURCES, source_of
from tests import builders
from tests.cases.builders import TODAY, Household, act, enrich, household

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = TODAY + timedelta(days=200)
NOT_WATCHED = {
    "notification": "One that is late raises a task, which is watched.",
    "order": "The register raises a task before the last day, which is watched.",
    "breach": "It has no last day in law: it waits from the day on which it was opened.",
    "retention": "The record stays until somebody has looked at it; nobody is in danger by the delay.",
}


@pytest.fixture
def home() -> Household:
    """A household with one of everything that can be due in a case."""
    with time_machine.travel(NOON, tick=True):
        made = household()
        enrich(made)
        busy(made)
        return made


def busy(home: Household) -> None:
    by: dict[str, Any] = act(home.officer)
    dates = {"owner": home.owner, "starts_on": TODAY, "review_on": TODAY + timedelta(days=30)}
    alarm = {"kind": Safeguard.Kind.ALARM, "instruction": "Go at once"}
    add_safeguard(home.pair, **alarm, ends_on=TODAY + timedelta(days=60), **dates, **by)
    plan = add_safeguard(home.pair, kind=Safeguard.Kind.SAFETY_PLAN, instruction="Follow the plan", **dates, **by)
    add_step(home.pair, plan=plan, what="New locks", who="The landlord", due_on=TODAY + timedelta(days=3), **by)
    set_safe_contact(home.pair, code_word="Marigold", **by)
    child = add_child(home.case, name="Ravi", date_of_birth=date(2019, 5, 2), **by)
    ask_for_notices(home.case, attended=Attended(NOON - timedelta(hours=2)), children=[child], **by)
    set_risk(home.case, level="high", judgement="He has a knife", **by)
    ask_to_lower_risk(home.case, level="medium", why="He is in prison", **by)
    near_alert(home)


def near_alert(home: Household, **more: Any) -> NearAlert:
    builders.allow_writes()
    address = Address.objects.create(
        person=home.person, line_1="5 Elm Street", kind="stays", force=home.owner.force, source="officer"
    )
    return NearAlert.objects.create(
        person=home.person, address=address, force=home.owner.force, victim=home.victim, case=home.case,
        place=home.address, nearness="same_postcode", is_linked=True, due_at=NOON, limit_code="test", **more,
    )  # fmt: skip


def due(home: Household) -> list[DueLine]:
    """Everything on the agenda of the case."""
    case = Case.objects.select_related("person", "owner", "risk").get(pk=home.case.pk)
    held = holdings_of(case.person, actor=home.officer, on=TODAY, case=case)
    view = CaseView(case, held, home.officer, TODAY, may_work=True)
    return [line for source in due_sources for line in source(view, 50)]


def test_whatever_is_due_in_a_case_is_watched(home: Household) -> None:
    codes = {line.source for line in due(home)}

    assert codes <= {source.code for source in SOURCES}
    assert codes >= {
        "case", "safeguard", "safeguard_end", "plan_step", "safe_contact", "risk", "task", "victim_update",
        "school_notice", "near_alert", "lowering",
    }  # fmt: skip


def test_whatever_stands_in_the_list_of_what_is_due_is_watched_or_says_why_not() -> None:
    assert {each.code for each in LISTED} - {each.code for each in SOURCES} == set(NOT_WATCHED)


@time_machine.travel(datetime(2027, 6, 11, 9, tzinfo=UTC), tick=True)
def test_whatever_nobody_does_goes_up_the_chain(home: Household) -> None:
    builders.user("supervisor")
    codes = {line.source for line in due(home)}

    watch_work(LATER)

    escalated = Watch.objects.filter(pk__in=Escalation.objects.filter(step="oversight").values("watch"))
    ends_by_itself = {"safeguard_end"}
    assert codes - ends_by_itself <= set(escalated.values_list("source", flat=True))
    shown = Notice.objects.filter(topic=Notice.Topic.WATCHED)
    assert {source_of(each.source).page for each in shown} <= {each.page for each in SOURCES}  # type: ignore[union-attr]


@pytest.mark.parametrize("part", ["typed_by", "caused_by"])
def test_whoever_brought_an_alert_of_the_move_check_about_is_never_told_of_it(part: str) -> None:
    with time_machine.travel(NOON, tick=True):
        home = household()
        typist, other = builders.user("supervisor"), builders.user("supervisor")
        near_alert(home, **{part: typist})

        watch_work(TODAY + timedelta(days=5))

    told = Notice.objects.filter(source="near_alert")
    assert told.filter(user=other).exists()
    assert not told.filter(user=typist).exists()
