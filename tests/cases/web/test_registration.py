"""The life of a registration on pages: proposed, decided, told of."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from cases.web.registration_steps import STEPS
from register.actions.convictions import Sentence, record_conviction
from register.actions.management import set_level
from register.actions.orders import record_order
from register.models import Conviction, NotificationDuty, Registration
from tests import builders
from tests.cases.builders import CANARY_LINE, Household
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, words

pytestmark = pytest.mark.django_db

PROPOSED = {"gate": "order", "gate_reason": "DAPO made", "starts_on": "2026-11-20"}
APPROVED = {"is_approved": "yes", "why": "The order is in force", "version": 1}
TOLD = {"given_on": "2026-11-20", "given_by": "PC Adeyemi", "means": "handed_over", "version": 2}
DESIGNATED = PROPOSED | {"gate": "police_designation"}
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
    assert "Decide on the proposal" in words(get(client, "registration", home.person.reference))
    post(client, "decide-registration", home.person.reference, **APPROVED)
    assert "Record the notice" in words(get(client, "registration", home.person.reference))

    told = post(client, "record-notice", home.person.reference, **TOLD)

    assert "The registration is active. The first notification is due by 22 November 2026." in words(
        client.get(told.url)
    )
    assert status_of(home) == "active"
    assert NotificationDuty.objects.get(registration__person=home.person).limit_code == "dapo.initial"


def test_a_registration_without_a_requirement_has_no_duty(home: Household, visit: Visit) -> None:
    propose(home, visit)
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


def test_whoever_is_registered_is_not_offered_to_be_proposed_again(home: Household, visit: Visit) -> None:
    address = reverse("propose-registration", args=[home.person.reference])
    assert address in get(visit("supervisor"), "person-record", home.person.reference).content.decode()

    propose(home, visit)

    assert address not in get(visit("supervisor"), "person-record", home.person.reference).content.decode()


def test_the_entry_shows_the_risk_by_which_somebody_is_managed(home: Household, visit: Visit) -> None:
    propose(home, visit, risk_of_serious_harm="low")
    assert "Risk of serious harm Low" in words(get(visit("supervisor"), "registration", home.person.reference))

    set_level(
        Registration.objects.get(), level=Registration.HarmRisk.HIGH, why="Threats to kill",
        actor=builders.actor("supervisor"), reason=builders.CALL,
    )  # fmt: skip

    assert "Risk of serious harm High" in words(get(visit("supervisor"), "registration", home.person.reference))


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


def running(home: Household, visit: Visit, **typed: Any) -> Registration:
    """A registration that runs, without a requirement."""
    by = builders.actor("supervisor")
    given = {"regime": Registration.Regime.NONE, "gate_reason": "Serious violence"}
    return builders.registered(home.person, by, **given | typed)


def step(home: Household, visit: Visit, slug: str, **typed: Any) -> Any:
    address = reverse("registration-step", args=[home.person.reference, slug])
    version = Registration.objects.get(person=home.person).version
    return visit("supervisor").post(address, {"version": version, **typed})


STEP_FORMS: dict[str, tuple[dict[str, Any], str]] = {
    "review": ({"outcome": "keep", "reasons": "Two reports", "risk_of_serious_harm": "high"}, "active"),
    "appeal": ({"court": "Leeds Crown Court", "lodged_on": "2026-11-21"}, "under_appeal"),
    "discharge": ({"court": "Leeds Crown Court", "decided_on": "2026-11-22", "why": "Quashed"}, "discharged"),
    "transfer-out": ({"accepted_by": "Glasgow", "accepted_on": "2026-11-22", "why": "Moved"}, "transferred_out"),
    "death": ({"confirmed_by": "Coroner", "why": "Certificate seen"}, "deceased"),
    "expire": ({"why": "Over"}, "active"),
    "remove": ({"why": "Over"}, "active"),
    "stay": ({"is_stayed": "yes", "effective_on": "2026-11-22"}, "active"),
    "appeal-decided": ({"outcome": "allowed", "decided_on": "2026-11-22", "why": "Allowed"}, "active"),
    "application": ({"applied_on": "2026-11-21", "first_notified_on": "2010-01-01"}, "active"),
    "application-acknowledged": ({"acknowledged_on": "2026-11-21"}, "active"),
    "application-information": ({"asked_on": "2026-11-21"}, "active"),
    "application-decided": ({"outcome": "granted", "decided_on": "2026-11-21", "reasons": "x"}, "active"),
    "application-appeal": ({"court": "Leeds", "allowed_on": "2026-11-21"}, "active"),
}  # fmt: skip
REFUSED = {
    "expire": "it expires after its last day", "remove": "No review recommends removal", "stay": "No appeal is open",
    "appeal-decided": "Record first the court", "application": "No indefinite notification requirement runs",
    "application-acknowledged": "No application is open", "application-information": "No application is open",
    "application-decided": "No application is open", "application-appeal": "no refusal to appeal against",
}  # fmt: skip


@pytest.mark.parametrize("slug", sorted(STEPS))
def test_each_step_has_a_form_that_does_it_or_says_why_not(home: Household, visit: Visit, slug: str) -> None:
    running(home, visit)
    typed, status = STEP_FORMS[slug]

    response = step(home, visit, slug, **typed)

    assert status_of(home) == status
    assert response.status_code == 200 if slug in REFUSED else 302
    assert REFUSED.get(slug, "") in words(response)


def test_a_stay_by_the_court_is_shown_until_it_ends(home: Household, visit: Visit) -> None:
    running(home, visit)
    step(home, visit, "appeal", court="Leeds Crown Court", lodged_on="2026-11-21")
    step(home, visit, "stay", is_stayed="yes", effective_on="2026-11-22")
    assert "Requirements stayed by the court" in words(get(visit("supervisor"), "registration", home.person.reference))
    assert "no clock runs" in words(get(visit("supervisor"), "person-timeline", home.person.reference))

    step(home, visit, "stay", is_stayed="no", effective_on="2026-11-23")

    page = words(get(visit("supervisor"), "registration", home.person.reference))
    assert "Requirements stayed by the court" not in page


def test_a_step_that_there_is_not_is_not_found(home: Household, visit: Visit) -> None:
    running(home, visit)

    assert step(home, visit, "marry").status_code == 404


def test_the_entry_shows_gate_authority_reasons_history_and_what_may_be_done(home: Household, visit: Visit) -> None:
    running(home, visit)
    step(home, visit, "review", outcome="keep", reasons="Two reports", risk_of_serious_harm="high")

    page = words(get(visit("supervisor"), "registration", home.person.reference))

    for part in (
        "Protective order with a notification requirement", "Domestic Abuse Act 2021 s.41", "Serious violence",
        "Told in writing", "Reviewed: keep on the register", "Two reports", "Note an appeal", "End this registration",
    ):  # fmt: skip
        assert part in page


def test_the_entry_offers_nothing_to_somebody_who_may_only_read(home: Household, visit: Visit) -> None:
    running(home, visit)

    page = words(get(visit(), "registration", home.person.reference))

    assert "Serious violence" in page
    assert "Note an appeal" not in page
    assert "Record a conviction" not in page


def test_a_designation_stands_apart_on_the_entry_and_on_the_card(home: Household, visit: Visit) -> None:
    propose(home, visit, **DESIGNATED, **PROPORTIONATE)

    for page in ("registration", "person-card"):
        assert "Police designation" in words(get(visit("supervisor"), page, home.person.reference))
    assert "This is not a registration by law" in words(get(visit("supervisor"), "registration", home.person.reference))


def test_the_notice_is_printed_for_the_person(home: Household, visit: Visit) -> None:
    propose(home, visit)
    post(visit("supervisor"), "decide-registration", home.person.reference, **APPROVED)

    page = words(get(visit("supervisor"), "notice-letter", home.person.reference))

    assert "Notice of requirements" in page
    assert "No notification requirement applies to you at present" in page
    assert "DAPO made" not in page


def test_a_protected_address_in_a_reason_is_withheld_from_who_may_not_see_it(home: Household, visit: Visit) -> None:
    running(home, visit, gate_reason=f"Waits outside {CANARY_LINE}")

    page = words(get(visit("offender-manager", "14"), "registration", home.person.reference))

    assert "Canary Lane" not in page
    assert "Waits outside" in page


def test_the_whole_review_of_an_indefinite_requirement_on_its_pages(home: Household, visit: Visit) -> None:
    convict_for_life(home)
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False):
        running(home, visit, gate="any_conviction", starts_on=date(2005, 5, 1))
        assert status_of(home) == "indefinite"
        step(home, visit, "application", applied_on="2026-11-01", first_notified_on="2008-01-01")
        step(home, visit, "application-acknowledged", acknowledged_on="2026-11-10")
        step(home, visit, "application-information", asked_on="2026-11-11")
        page = words(get(visit("supervisor"), "registration", home.person.reference))
        assert "Information by 9 December 2026; decide by 20 January 2027." in page
        assert "Decide on the application" in page

        step(home, visit, "application-decided", outcome="granted", decided_on="2026-11-20", reasons="No risk remains")

        page = words(get(visit("supervisor"), "registration", home.person.reference))
    assert "The requirement ends, 20 November 2026. No risk remains" in page
    assert status_of(home) == "active"


def convict_for_life(home: Household) -> None:
    record_conviction(
        home.person, force=home.owner.force, cjs_code="SX03002", offence_title="Rape", convicted_on=date(2005, 5, 1),
        sentence=Sentence(Conviction.Disposal.IMPRISONMENT, 60), is_schedule_3_offence=True,
        actor=builders.actor("supervisor"), reason=builders.CALL,
    )  # fmt: skip
