"""Each stored day that follows from its own row is worked out again at night, and a wrong one is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import models
from django.utils import timezone

from cases.actions.children import Attended, ask_for_notices
from cases.actions.lowering import ask_to_lower_risk
from cases.actions.risk import set_risk
from cases.models import CaseRisk, Lowering, NearAlert, SafeContactRule, SchoolNotice
from register.actions import facts
from register.actions.order_breaches import record_order_breach
from register.actions.order_life import consider_order
from register.actions.orders import record_order
from register.actions.registration_reviews import review_registration
from register.duties import stored_clocks
from register.duties.checking import CHECKS
from register.models import (
    Alert,
    Disposal,
    IndefiniteReview,
    ManagementTransfer,
    MisuseAlert,
    OrderBreach,
    ProtectiveOrder,
    Registration,
    RegistrationReview,
    Source,
    UnroutedAlert,
)
from register.tasks import sweep_outbox
from tests import builders
from tests.cases.actions.test_children import child, school
from tests.cases.builders import CANARY_POSTCODE, CANARY_TOWN, Household, act, household
from tests.register.actions.test_disposal import dispose, known_person
from tests.register.actions.test_indefinite_reviews import ready
from tests.register.actions.test_transfers import lead, offered
from tests.register.managed_people import registration
from tests.register.misuse.trawled import alert as misused

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
LATER = timedelta(days=3)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def an_alert() -> None:
    by = builders.actor()
    told = {"source": Source.CALLER, "line_1": "10 Station Lane", "town": "Sheffield", "postcode": "S25 8GW"}
    facts.add_address(builders.person(by), police_force=builders.force("14"), **told, **act(by))


def an_alert_to_nobody() -> None:
    managed = registration()
    told = {"source": Source.CALLER, "line_1": "4 Kirk Wynd", "town": "Jedburgh"}
    facts.add_address(managed.person, **told, **act(builders.actor()))


def a_near_alert() -> None:
    home = household()
    where = {"line_1": "9 Canary Lane", "town": CANARY_TOWN, "postcode": CANARY_POSTCODE}
    facts.add_address(home.person, source=Source.OFFICER, **where, **act(builders.actor("offender-manager")))
    sweep_outbox()


def an_order() -> ProtectiveOrder:
    by = builders.actor("safeguarding-officer")
    return consider_order(builders.person(by), force=builders.force(), kind="NMO", considered_at=NOON, **act(by))


def a_breach() -> None:
    by = builders.actor("safeguarding-officer")
    order = record_order(
        builders.person(by), force=builders.force(), kind="DVPO", made_on=NOON.date() - LATER,
        served_on=NOON.date() - LATER, court="Leeds", **act(by),
    )  # fmt: skip
    told = {"account": "He was at her door", "occurred_at": NOON - timedelta(hours=3), "arrested_at": NOON}
    record_order_breach(order, force=builders.force(), **told, **act(by))


def a_school_notice() -> None:
    home = household()
    ravi = child(home)
    school(home, ravi)
    attended = Attended(NOON - timedelta(hours=1))
    ask_for_notices(home.case, attended=attended, children=[ravi], **act(home.officer))


def a_risk() -> Household:
    home = household()
    set_risk(home.case, level="high", judgement="Threats", **act(home.officer))
    return home


def a_request_to_lower() -> None:
    home = a_risk()
    ask_to_lower_risk(home.case, level="medium", why="He is in custody", **act(home.officer))


Field = tuple[type[models.Model], str]
ROWS: dict[str, tuple[Callable[[], object], list[Field]]] = {
    "alert": (an_alert, [(Alert, "due_at")]),
    "national queue": (an_alert_to_nobody, [(UnroutedAlert, "due_at")]),
    "transfer": (lambda: offered(registration(), lead()), [(ManagementTransfer, "due_at")]),
    "registration": (registration, [(Registration, "next_review_on")]),
    "order": (an_order, [(ProtectiveOrder, "decision_due_at")]),
    "order breach": (a_breach, [(OrderBreach, "court_due_at")]),
    "indefinite review": (
        lambda: ready(act(builders.actor("supervisor"))),
        [(IndefiniteReview, f"{each}_due_on") for each in ("acknowledgement", "information", "decision")],
    ),
    "disposal": (lambda: dispose(known_person()), [(Disposal, "log_due_on")]),
    "misuse alert": (misused, [(MisuseAlert, "due_on")]),
    "near alert": (a_near_alert, [(NearAlert, "due_at")]),
    "school notice": (a_school_notice, [(SchoolNotice, "due_at"), (SchoolNotice, "due_on")]),
    "safe contact": (lambda: household(in_refuge=True), [(SafeContactRule, "confirm_by_on")]),
    "risk": (a_risk, [(CaseRisk, "due_on")]),
    "lowering of risk": (a_request_to_lower, [(Lowering, "due_on")]),
}
FAULTS = [(what, model, name) for what, (_, fields) in ROWS.items() for model, name in fields]


def found() -> list[tuple[str, tuple[str, ...]]]:
    return [(each.what, each.fields) for each in CHECKS["clocks of single rows"]()]


def test_every_clock_has_its_row_here() -> None:
    assert [each.what for each in stored_clocks.CLOCKS] == list(ROWS)


@pytest.mark.parametrize(("what", "model", "name"), FAULTS, ids=[f"{what}: {name}" for what, _, name in FAULTS])
def test_a_day_that_its_row_does_not_give_is_found(what: str, model: type[Any], name: str) -> None:
    ROWS[what][0]()
    assert found() == []
    rows = model.objects.filter(**{f"{name}__isnull": False})
    assert rows.exists()

    builders.allow_writes()
    rows.update(**{name: models.F(name) + LATER})

    assert set(found()) == {(what, (name,))}


def test_a_registration_follows_its_last_review_and_not_its_proposal(clock: time_machine.Traveller) -> None:
    managed = registration()
    clock.move_to(NOON + timedelta(days=100))
    by = builders.actor("supervisor")
    keep = RegistrationReview.Outcome.KEEP
    review_registration(managed, outcome=keep, reasons="Still needed", risk_of_serious_harm="high", **act(by))

    assert found() == []
    assert Registration.objects.get().next_review_on > timezone.localdate() >= date(2027, 3, 1)


def test_rows_of_every_batch_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_clocks, "BATCH", 1)
    for _ in range(2):
        a_risk()
    builders.allow_writes()
    CaseRisk.objects.update(due_on=NOON.date())

    assert found() == [("risk", ("due_on",))] * 2
