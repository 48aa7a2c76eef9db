"""Examples of the rows of offender management, retention, the move check and alerts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from accounts.models import User
from cases.models import NearAlert
from register.actions import facts, management, plans, transfers, visits
from register.actions.alerts import answer_alert, deliver
from register.actions.holds import place_legal_hold
from register.models import Alert, PlanAction, Registration, RetentionReview, Source, UnroutedAlert, Visit
from tests import builders
from tests.cases.api.example import WHY, Example, by, live, person, registered
from tests.cases.builders import Household
from tests.cases.test_move_check import moved
from tests.register.retention.records import NO_TO_ALL, asked, old_person

Risk = Registration.HarmRisk


def managed(home: Household, level: Risk = Risk.HIGH) -> dict[str, Any]:
    registered(home, regime=Registration.Regime.NONE)
    management.set_level(live(home), level=level, why=WHY, **by())
    return person(home)


def asked_to_lower(home: Household) -> dict[str, Any]:
    managed(home)
    management.ask_to_lower(live(home), level=Risk.MEDIUM, why=WHY, **by())
    return person(home)


def visit_planned(home: Household) -> dict[str, Any]:
    managed(home)
    visits.plan_visit(live(home), planned_on=date(2026, 12, 1), **by())
    return person(home)


def visited(home: Household) -> dict[str, Any]:
    managed(home)
    visits.record_visit(
        live(home), visited_at=datetime(2026, 11, 25, 12, tzinfo=UTC), outcome=Visit.Outcome.SEEN,
        place=Visit.Place.HOME, **by(),
    )  # fmt: skip
    return person(home)


def planned(home: Household) -> dict[str, Any]:
    managed(home)
    plans.write_plan(live(home), risks="Threats when drunk", strategy="Visits, alcohol treatment", **by())
    return person(home)


def with_action(home: Household) -> dict[str, Any]:
    planned(home)
    plans.add_plan_action(live(home), measure="Refer to treatment", due_on=date(2026, 12, 5), **by())
    return person(home)


def offered(home: Household) -> dict[str, Any]:
    managed(home)
    offer = transfers.offer_transfer(
        live(home), to_force=builders.force("14"), why="Moved to Sheffield", summary="Visits every month", **by()
    )
    return {"reference": offer.reference}


def leaving(home: Household) -> dict[str, Any]:
    leaver = builders.user("offender-manager")
    registered(home, regime=Registration.Regime.NONE, offender_manager=leaver)
    return {"reference": leaver.reference}


def old(home: Household) -> dict[str, Any]:
    return {"reference": old_person().reference}


def waiting(home: Household) -> dict[str, Any]:
    review = asked(old_person())
    return {"reference": review.person.reference}


def held(home: Household) -> dict[str, Any]:
    place_legal_hold(home.person, why="An inquiry", authority="HM Coroner", review_on=date(2027, 3, 27), **by())
    return person(home)


def near(home: Household) -> dict[str, Any]:
    moved(home.person, builders.actor("offender-manager"))
    return {"reference": NearAlert.objects.get(person=home.person).reference}


def alerted(home: Household) -> dict[str, Any]:
    facts.add_address(
        home.person, source=Source.OFFICER, line_1="1 Castle Row", town="Sheffield", postcode="S1 2HE",
        police_force=builders.force("14"), **by(home.officer),
    )  # fmt: skip
    alert = Alert.objects.get(person=home.person)
    deliver(alert.reference)
    return {"reference": alert.reference}


def reached_nobody(home: Household) -> dict[str, Any]:
    """A home in no force's area, of somebody registered. Somebody of force 10 could answer."""
    registered(home, regime=Registration.Regime.NONE)
    builders.user("supervisor", force_code="10")
    facts.add_address(
        home.person, source=Source.OFFICER, line_1="4 Kirk Wynd", town="Jedburgh", **by(home.officer)
    )  # fmt: skip
    return {"reference": UnroutedAlert.objects.get(person=home.person).reference}


def taken_on(home: Household) -> dict[str, Any]:
    """An alert that force 14 has accepted."""
    where, receiver = alerted(home), builders.actor("supervisor", force_code="14")
    answer_alert(Alert.objects.get(person=home.person), is_accepted=True, why="Ours", **by(receiver))
    return where


def manager_in(force_code: str) -> Any:
    return lambda home: builders.user("offender-manager", force_code=force_code).reference


def at_the_desk() -> User:
    return builders.user("national-desk", force_code=None)


MANAGER = "offender-manager"
KEPT = {"answers": NO_TO_ALL | {"still_needed": True}, "why": "A court may need it", "next_review_on": "2030-11-20"}
EXAMPLES = {
    "api-assign-manager": Example(managed, {"manager": "{manager}", "why": "Workload"}),
    "api-hand-over": Example(leaving, {"to": "{manager}", "why": "On leave"}),
    "api-set-level": Example(managed, {"level": "very_high", "why": "Threats to kill"}, MANAGER),
    "api-ask-to-lower": Example(managed, {"level": "medium", "why": "A quiet year"}, MANAGER),
    "api-answer-lowering": Example(asked_to_lower, {"is_agreed": True, "why": "I agree"}),
    "api-plan-visit": Example(managed, {"planned_on": "2026-12-01", "officer": "{manager}"}, MANAGER),
    "api-record-visit": Example(
        visit_planned,
        {
            "visited_at": "2026-11-25T12:00:00+00:00", "outcome": "seen", "place": "home",
            "concerns": "A new partner with a child", "asks_team": "safeguarding-officer",
        },
        MANAGER,
    ),
    "api-cancel-visit": Example(visit_planned, {"why": "In custody"}, MANAGER),
    "api-withdraw-visit": Example(visited, {"visit": "{visit}", "why": "Entered for somebody else"}),
    "api-write-plan": Example(managed, {"risks": "Threats when drunk", "strategy": "Visits, treatment"}, MANAGER),
    "api-answer-plan": Example(planned, {"is_approved": True, "why": "It covers the risk"}),
    "api-add-plan-action": Example(planned, {"measure": "Refer to treatment", "due_on": "2026-12-05"}, MANAGER),
    "api-change-plan-action": Example(
        with_action, {"plan_action": "{plan action}", "due_on": "2026-12-12", "why": "No place yet"}, MANAGER
    ),
    "api-close-plan-action": Example(
        with_action, {"plan_action": "{plan action}", "is_done": True, "came_of_it": "He attends"}, MANAGER
    ),
    "api-offer-transfer": Example(
        managed, {"to_force": "14", "why": "Moved to Sheffield", "summary": "Visits every month; alcohol"}
    ),
    "api-accept-transfer": Example(
        offered, {"manager": "{manager of force 14}", "why": "We take over"}, force="14"
    ),
    "api-refuse-transfer": Example(offered, {"why": "He has moved back"}, force="14"),
    "api-cancel-transfer": Example(offered, {"why": "Offered by mistake"}),
    "api-keep-record": Example(old, KEPT),
    "api-ask-for-disposal": Example(old, {"answers": NO_TO_ALL, "why": "Nothing for years"}),
    "api-stop-disposal": Example(waiting, {"why": "An inquiry has begun"}),
    "api-approve-disposal": Example(waiting, {"review": "{review}"}),
    "api-place-hold": Example(
        person, {"why": "An inquiry", "authority": "HM Coroner, 4471/26", "review_on": "2027-03-27"}
    ),
    "api-lift-hold": Example(held, {"hold": "{hold}", "why": "The inquiry has ended"}),
    "api-answer-near-alert": Example(near, {"what_was_done": "She was told, and moved"}),
    "api-act-on-alert": Example(taken_on, {"done": "Visited, and briefed the shift"}, force="14"),
    "api-send-on": Example(reached_nobody, {"to_force": "10", "why": "They look after that place"}, who=at_the_desk),
    "api-close-unrouted": Example(reached_nobody, {"why": "Police Scotland was told by telephone"}, who=at_the_desk),
    "api-answer-alert": Example(alerted, {"is_accepted": True, "why": "We know him"}, force="14"),
}  # fmt: skip
MADE = {
    "{manager}": manager_in("13"),
    "{manager of force 14}": manager_in("14"),
    "{visit}": lambda home: Visit.objects.get(person=home.person, status="recorded").reference,
    "{plan action}": lambda home: PlanAction.objects.get(person=home.person).reference,
    "{review}": lambda home: RetentionReview.objects.awaiting().get().reference,
    "{hold}": lambda home: home.person.legal_holds.get().reference,
}
UNTRIED = {
    "api-readmit-reference": "It needs a record of which a force's local reference is kept out: only a feed makes one.",
}
