"""Reviewing indefinite notification: each step once, in its order, with written reasons; and what ends with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from audit.core.errors import Refused
from register.actions.convictions import Sentence, quash_conviction, record_conviction, vary_conviction
from register.actions.indefinite_reviews import (
    acknowledge_application,
    ask_for_information,
    decide_application,
    receive_application,
    record_review_appeal_allowed,
)
from register.actions.orders import record_order
from register.actions.requirements import require_notification, vary_requirement
from register.models import Conviction, IndefiniteReview, NotificationRequirement, Registration
from tests import builders
from tests.builders import CALL

pytestmark = pytest.mark.django_db

OUTCOME = IndefiniteReview.Outcome
LONG_AGO, FIRST, APPLIED, LATER = date(2005, 5, 1), date(2008, 1, 1), date(2026, 11, 1), date(2026, 11, 10)
APPLICATION = {"applied_on": APPLIED, "first_notified_on": FIRST}
GRANTED: dict[str, Any] = {"outcome": OUTCOME.GRANTED, "decided_on": LATER, "reasons": "No risk remains"}
REFUSED: dict[str, Any] = {"outcome": OUTCOME.REFUSED, "decided_on": LATER, "reasons": "Still necessary"}


@pytest.fixture
def by() -> dict[str, Any]:
    return {"actor": builders.actor("supervisor"), "reason": CALL}


def convict(person: Any, by: dict[str, Any], months: int = 60, **given: Any) -> Conviction:
    told: dict[str, Any] = {
        "force": builders.force(), "cjs_code": "SX03002", "offence_title": "Rape", "convicted_on": LONG_AGO,
        "sentence": Sentence(Conviction.Disposal.IMPRISONMENT, months), "is_schedule_3_offence": True,
    }  # fmt: skip
    return record_conviction(person, **told | given, **by)


def indefinite(by: dict[str, Any], months: int = 60) -> Registration:
    """A registration that runs without an end, for a conviction of Schedule 3."""
    person = builders.person(by["actor"])
    convict(person, by, months)
    return builders.registered(person, by["actor"], gate="any_conviction", regime=None, starts_on=LONG_AGO)


def ready(by: dict[str, Any]) -> Registration:
    """One whose application only waits for the decision."""
    registration = receive_application(indefinite(by), **APPLICATION, **by)
    acknowledge_application(registration, acknowledged_on=LATER, **by)
    return ask_for_information(registration, asked_on=LATER, **by)


def test_a_conviction_of_schedule_3_brings_its_requirement_with_the_approval(by: dict[str, Any]) -> None:
    registration = indefinite(by)

    requirement = NotificationRequirement.objects.get()
    assert (registration.status, registration.regime, requirement.regime) == ("indefinite", "soa", "soa")
    assert requirement.ends_on is None


def test_a_granted_application_ends_the_requirement_and_the_status_follows(by: dict[str, Any]) -> None:
    registration = decide_application(ready(by), **GRANTED, **by)

    assert (registration.status, registration.is_indefinite) == ("active", False)
    assert NotificationRequirement.objects.get().ended_on == LATER


def test_a_refusal_says_when_to_appeal_and_when_to_apply_again(by: dict[str, Any]) -> None:
    registration = decide_application(ready(by), **REFUSED, again_after_years=10, **by)

    review = IndefiniteReview.objects.get()
    assert (review.appeal_due_on, review.again_from_on) == (date(2026, 12, 1), date(2036, 11, 10))
    assert registration.status == "indefinite"
    with pytest.raises(Refused, match="from 10 November 2036"):
        receive_application(registration, applied_on=LATER, first_notified_on=FIRST, **by)


def test_an_appeal_that_is_allowed_ends_the_requirement(by: dict[str, Any]) -> None:
    registration = decide_application(ready(by), **REFUSED, **by)
    with pytest.raises(Refused, match="Give the court"):
        record_review_appeal_allowed(registration, court=" ", allowed_on=LATER, **by)

    ended = record_review_appeal_allowed(registration, court="Leeds Magistrates", allowed_on=LATER, **by)

    assert ended.status == "active"


def test_a_withdrawn_application_decides_nothing(by: dict[str, Any]) -> None:
    registration = receive_application(indefinite(by), **APPLICATION, **by)

    decide_application(registration, outcome=OUTCOME.WITHDRAWN, decided_on=LATER, reasons="", **by)

    assert NotificationRequirement.objects.get().ended_on is None


@pytest.mark.parametrize(
    ("reach", "deed", "given", "said"),
    [
        pytest.param(indefinite, acknowledge_application, {"acknowledged_on": LATER}, "No application", id="none open"),
        pytest.param(
            indefinite, receive_application, APPLICATION | {"first_notified_on": date(2020, 1, 1)},
            "after 1 January 2035", id="too early",
        ),
        pytest.param(
            indefinite, receive_application, APPLICATION | {"applied_on": date(2999, 1, 1)}, "lies ahead", id="ahead"
        ),
        pytest.param(ready, receive_application, APPLICATION, "open already", id="twice"),
        pytest.param(ready, acknowledge_application, {"acknowledged_on": LATER}, "acknowledged already", id="again"),
        pytest.param(ready, ask_for_information, {"asked_on": LATER}, "asked already", id="asked again"),
        pytest.param(ready, decide_application, GRANTED | {"reasons": " "}, "reasons in writing", id="no reasons"),
        pytest.param(ready, decide_application, GRANTED | {"decided_on": FIRST}, "before the application", id="before"),
        pytest.param(ready, decide_application, REFUSED | {"again_after_years": 20}, "8 to 15", id="too long"),
        pytest.param(
            ready, record_review_appeal_allowed, {"court": "Leeds", "allowed_on": LATER}, "no refusal", id="no refusal"
        ),
    ],
)  # fmt: skip
def test_a_step_out_of_turn_is_refused(
    reach: Callable[..., Registration], deed: Callable[..., Any], given: dict[str, Any], said: str, by: dict[str, Any]
) -> None:
    registration = reach(by)

    with pytest.raises(Refused, match=said):
        deed(registration, **given, **by)


def test_a_decision_waits_for_the_acknowledgement_and_the_information(by: dict[str, Any]) -> None:
    registration = receive_application(indefinite(by), **APPLICATION, **by)

    with pytest.raises(Refused, match="Acknowledge the application first"):
        decide_application(registration, **GRANTED, **by)
    acknowledge_application(registration, acknowledged_on=LATER, **by)
    with pytest.raises(Refused, match="Ask the responsible bodies"):
        decide_application(registration, **GRANTED, **by)


def test_nobody_applies_under_a_sexual_harm_prevention_order(by: dict[str, Any]) -> None:
    registration = indefinite(by)
    record_order(registration.person, force=builders.force(), kind="SHPO", made_on=date(2026, 1, 1), **by)

    with pytest.raises(Refused, match="while a SHPO"):
        receive_application(registration, **APPLICATION, **by)


def test_nothing_is_applied_for_where_no_requirement_is_indefinite(by: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="No indefinite notification requirement"):
        receive_application(indefinite(by, months=6), **APPLICATION, **by)


def test_a_sentence_that_is_varied_changes_the_period_of_its_requirement(by: dict[str, Any]) -> None:
    registration = indefinite(by)
    appeal = {"varied_on": LATER, "court": "Court of Appeal", "disposal": Conviction.Disposal.IMPRISONMENT}

    vary_conviction(Conviction.objects.get(), term_months=20, **appeal, **by)

    registration.refresh_from_db()
    assert NotificationRequirement.objects.get().ends_on == date(2015, 4, 30)
    assert registration.status == "active"


def test_a_conviction_that_is_quashed_ends_its_requirement(by: dict[str, Any]) -> None:
    registration = indefinite(by)

    quash_conviction(Conviction.objects.get(), quashed_on=LATER, court="Court of Appeal", **by)

    registration.refresh_from_db()
    assert NotificationRequirement.objects.get().ended_on == LATER
    assert registration.status == "active"


def test_a_later_conviction_makes_a_registration_indefinite(by: dict[str, Any]) -> None:
    registration = indefinite(by, months=6)
    assert registration.status == "active"
    life = convict(registration.person, by, cjs_code="OF61016", convicted_on=date(2010, 1, 1))

    changed = require_notification(registration, conviction=life, **by)
    again = require_notification(changed, conviction=life, **by)

    assert again.status == "indefinite"
    assert NotificationRequirement.objects.count() == 2


def test_what_brings_no_requirement_is_refused(by: dict[str, Any]) -> None:
    registration = indefinite(by)
    other = convict(registration.person, by, cjs_code="OF61016", is_schedule_3_offence=False)
    with pytest.raises(Refused, match="brings no notification requirement"):
        require_notification(registration, conviction=other, **by)

    quash_conviction(Conviction.objects.get(cjs_code="SX03002"), quashed_on=LATER, court="Court of Appeal", **by)
    with pytest.raises(Refused, match="Only a requirement that runs"):
        vary_requirement(NotificationRequirement.objects.get(), **by)
