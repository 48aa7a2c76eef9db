"""The life of a registration on pages: proposed, decided, told of."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from register.actions.orders import record_order
from register.models import NotificationDuty, Registration
from tests import builders
from tests.cases.builders import Household
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, words

pytestmark = pytest.mark.django_db

PROPOSED = {"gate": "order", "gate_reason": "DAPO made", "regime": "dapo", "starts_on": "2026-11-20"}
APPROVED = {"is_approved": "yes", "why": "The order is in force", "version": 1}
TOLD = {"given_on": "2026-11-20", "given_by": "PC Adeyemi", "means": "handed_over", "version": 2}
DESIGNATED = PROPOSED | {"gate": "police_designation", "regime": "none"}
PROPORTIONATE = {"proportionality": "Two victims; a lesser means did not hold"}


def status_of(home: Household) -> str:
    return Registration.objects.get(person=home.person).status


def propose(home: Household, visit: Visit, role: str = "supervisor", **typed: Any) -> Any:
    return post(visit(role), "propose-registration", home.person.reference, **PROPOSED | typed)


def test_a_registration_runs_once_it_is_approved_and_the_person_told(home: Household, visit: Visit) -> None:
    client = visit("supervisor")
    record_order(
        home.person, force=home.owner.force, kind="DAPO", made_on=date(2026, 11, 20),
        actor=builders.actor("supervisor"), reason=builders.CALL,
    )  # fmt: skip
    propose(home, visit)
    assert "Decide on the proposal" in words(get(client, "person-record", home.person.reference))
    post(client, "decide-registration", home.person.reference, **APPROVED)
    assert "Record the notice" in words(get(client, "person-record", home.person.reference))

    told = post(client, "record-notice", home.person.reference, **TOLD)

    assert "The registration is active. The first notification is due by 22 November 2026." in words(
        client.get(told.url)
    )
    assert status_of(home) == "active"
    assert NotificationDuty.objects.get(registration__person=home.person).limit_code == "dapo.initial"


def test_a_registration_without_a_requirement_has_no_duty(home: Household, visit: Visit) -> None:
    propose(home, visit, regime="none")
    post(visit("supervisor"), "decide-registration", home.person.reference, **APPROVED)

    response = post(visit("supervisor"), "record-notice", home.person.reference, **TOLD)

    assert response.status_code == 302
    assert not NotificationDuty.objects.exists()


def test_a_proposal_is_turned_down_with_a_reason(home: Household, visit: Visit) -> None:
    propose(home, visit)

    post(visit("supervisor"), "decide-registration", home.person.reference, **APPROVED | {"is_approved": "no"})

    assert status_of(home) == "removed_on_review"


def test_deciding_on_what_somebody_else_has_moved(home: Household, visit: Visit) -> None:
    propose(home, visit)

    response = post(visit("supervisor"), "decide-registration", home.person.reference, **APPROVED | {"version": 7})

    assert "Open this page again to see the record as it stands" in words(response)
    assert status_of(home) == "proposed"


def test_a_second_registration_is_refused_in_words(home: Household, visit: Visit) -> None:
    propose(home, visit)

    assert "has a live registration already" in words(propose(home, visit))


def test_a_designation_asks_why_it_is_proportionate(home: Household, visit: Visit) -> None:
    response = propose(home, visit, **DESIGNATED)

    assert "Say why the designation is necessary and proportionate" in words(response)
    assert not Registration.objects.exists()


def test_a_designation_is_approved_by_a_superintendent_alone(home: Household, visit: Visit) -> None:
    propose(home, visit, **DESIGNATED, **PROPORTIONATE)
    refused = post(visit("supervisor"), "decide-registration", home.person.reference, **APPROVED)
    assert "approved by a superintendent" in words(refused)
    assert get(visit("supervisor"), "approve-designation", home.person.reference).status_code in (403, 404)

    post(visit("superintendent"), "approve-designation", home.person.reference, **APPROVED)

    assert status_of(home) == "active"


def test_a_superintendent_turns_a_designation_down(home: Household, visit: Visit) -> None:
    propose(home, visit, **DESIGNATED, **PROPORTIONATE)

    post(visit("superintendent"), "approve-designation", home.person.reference, **APPROVED | {"is_approved": "no"})

    assert status_of(home) == "removed_on_review"


def test_there_is_nothing_to_decide(home: Household, visit: Visit) -> None:
    assert get(visit("supervisor"), "decide-registration", home.person.reference).status_code == 404


@pytest.mark.parametrize("page", ["decide-registration", "record-notice"])
def test_another_force_cannot_decide(home: Household, visit: Visit, page: str) -> None:
    propose(home, visit)

    assert get(visit("supervisor", "14"), page, home.person.reference).status_code in (403, 404)
