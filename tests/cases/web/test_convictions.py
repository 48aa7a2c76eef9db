"""Recording convictions on a page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from cases.actions.risk import set_risk
from cases.models import RiskAssessment
from register.models import Conviction, MappaListing, NotificationRequirement, Registration
from tests import builders
from tests.cases.builders import TODAY, Household, act
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, words

pytestmark = pytest.mark.django_db

CONVICTED: dict[str, Any] = {
    "offence": "SC15004", "kind": "conviction", "convicted_on": "2026-05-01", "court": "crown", "court_name": "Leeds",
    "sentenced_on": "2026-06-01", "disposal": "imprisonment", "term_months": "18", "is_schedule_3_offence": "on",
}  # fmt: skip


def record(home: Household, visit: Visit, **typed: Any) -> Any:
    return post(visit("supervisor"), "record-conviction", home.person.reference, **CONVICTED | typed)


def entry(home: Household, visit: Visit) -> str:
    return words(get(visit("supervisor"), "registration", home.person.reference))


def change(home: Household, visit: Visit, name: str, **typed: Any) -> Any:
    number = Conviction.objects.get().pk
    return visit("supervisor").post(reverse(name, args=[home.person.reference, number]), {"version": 1, **typed})


def test_a_conviction_is_recorded_with_its_period_and_opens_its_gate(home: Household, visit: Visit) -> None:
    assert record(home, visit).status_code == 302

    page = entry(home, visit)

    for part in (
        "Engage in controlling / coercive behaviour", "Imprisonment, 18 months, on 1 June 2026", "Leeds, Crown Court",
        "10 years", "Until 30 April 2036", "Any domestic abuse conviction", "New Clause 12",
    ):  # fmt: skip
        assert part in page


def test_the_offence_is_picked_from_a_list_without_any_script(home: Household, visit: Visit) -> None:
    page = get(visit("supervisor"), "record-conviction", home.person.reference).content.decode()

    assert '<datalist id="offences">' in page
    assert 'list="offences"' in page
    assert "SC15004 Engage in controlling" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({"offence": "stalking"}, "Type the code of the one you mean", id="several offences"),
        pytest.param({"offence": "nonsense"}, "No offence has that code", id="no offence"),
        pytest.param({"term_months": ""}, "Enter the length of the term in months", id="no term"),
        pytest.param(
            {"disposal": "conditional_discharge", "term_months": ""}, "length of the discharge", id="discharge"
        ),
        pytest.param({"sentenced_on": "2026-04-01"}, "before the conviction", id="sentenced first"),
        pytest.param({"disposal": "caution", "term_months": ""}, "recorded as a caution", id="not a caution"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    home: Household, visit: Visit, typed: dict[str, str], said: str
) -> None:
    response = record(home, visit, **typed)

    assert said in words(response)
    assert 'value="Leeds"' in response.content.decode()
    assert not Conviction.objects.exists()


def test_a_consecutive_term_is_added_up(home: Household, visit: Visit) -> None:
    record(home, visit)
    first = Conviction.objects.get().pk
    assert "Choose how the term runs" in words(record(home, visit, offence="OF61016", follows=str(first)))

    record(home, visit, offence="OF61016", follows=str(first), term_link="consecutive")

    page = entry(home, visit)
    assert "indefinite" in page
    assert "After it (consecutive): SC15004" in page


def test_whether_they_were_under_18_is_asked_where_nobody_knows(home: Household, visit: Visit) -> None:
    address = reverse("record-conviction", args=[home.victim.reference])

    assert "under 18" in words(visit("supervisor").get(address))
    assert "under 18" not in words(get(visit("supervisor"), "record-conviction", home.person.reference))


def test_a_quashed_conviction_is_shown_as_such(home: Household, visit: Visit) -> None:
    record(home, visit)

    change(home, visit, "quash-conviction", court="Court of Appeal", quashed_on="2026-07-01")

    page = entry(home, visit)
    assert "Quashed on 1 July 2026 by Court of Appeal" in page
    assert "None, by what is recorded here." in page


def test_a_varied_sentence_is_shown(home: Household, visit: Visit) -> None:
    record(home, visit)

    change(
        home, visit, "vary-conviction", court="Court of Appeal", varied_on="2026-07-01", disposal="imprisonment",
        term_months="6",
    )  # fmt: skip

    assert "7 years" in entry(home, visit)


def test_mappa_with_a_marker_opens_its_gate(home: Household, visit: Visit) -> None:
    typed = {"category": "2", "level": "2", "has_domestic_abuse_marker": "on", "starts_on": "2026-05-01"}

    post(visit("supervisor"), "record-mappa", home.person.reference, **typed)

    assert MappaListing.objects.get().has_domestic_abuse_marker
    assert "MAPPA category 2, level 2, with a domestic abuse marker" in entry(home, visit)


def test_the_proposal_shows_what_follows_and_for_how_long(home: Household, visit: Visit) -> None:
    record(home, visit)

    page = words(get(visit("supervisor"), "propose-registration", home.person.reference))

    assert "Any domestic abuse conviction" in page
    assert "a conviction for domestic abuse. New Clause 12" in page
    assert "only if the risk of serious harm is high or very high" in page
    assert "No risk of serious harm is on record. That is not a low risk." in page
    assert "10 years" in page


def test_another_force_cannot_say_that_a_conviction_was_quashed(home: Household, visit: Visit) -> None:
    record(home, visit)
    address = reverse("quash-conviction", args=[home.person.reference, Conviction.objects.get().pk])

    assert visit("supervisor", "14").get(address).status_code in (403, 404)


def registered(home: Household) -> Registration:
    return builders.registered(home.person, builders.actor("supervisor"), regime=Registration.Regime.NONE)


def test_a_conviction_after_the_registration_is_decided_on_by_what_the_law_says(home: Household, visit: Visit) -> None:
    registration = registered(home)
    client = visit("supervisor")
    recorded = post(client, "record-conviction", home.person.reference, **CONVICTED)
    assert "whoever manages the registration is asked to decide" in words(client.get(recorded.url))
    assert "this conviction was recorded after the registration" in entry(home, visit)
    address = reverse("decide-requirement", args=[home.person.reference, Conviction.objects.get().pk, "soa"])

    page = words(visit("supervisor").get(address))
    for part in ("Sexual Offences Act 2003 ss.80–86", "10 years", "3 days, beginning with the day of the event"):
        assert part in page
    version = Registration.objects.get().version
    visit("supervisor").post(address, {"is_required": "yes", "version": version})

    assert NotificationRequirement.objects.get().registration == registration
    assert "this conviction was recorded after" not in entry(home, visit)
    assert "Notification under the Sexual Offences Act 2003 Part 2, since 1 May 2026" in entry(home, visit)
    assert visit("supervisor").get(address).status_code == 404


def test_that_a_conviction_requires_nothing_is_decided_with_a_reason(home: Household, visit: Visit) -> None:
    registered(home)
    record(home, visit)
    address = reverse("decide-requirement", args=[home.person.reference, Conviction.objects.get().pk, "soa"])
    said = {"is_required": "no", "version": Registration.objects.get().version}
    assert "Say why the offence is not one of Schedule 3" in words(visit("supervisor").post(address, said))

    visit("supervisor").post(address, said | {"why": "Below the condition of age"})

    assert not Conviction.objects.get().is_schedule_3_offence
    assert "this conviction was recorded after" not in entry(home, visit)


def test_the_end_of_a_listing_under_mappa_is_recorded(home: Household, visit: Visit) -> None:
    typed = {"category": "2", "level": "2", "has_domestic_abuse_marker": "on", "starts_on": "2026-05-01"}
    post(visit("supervisor"), "record-mappa", home.person.reference, **typed)
    assert "End this listing" in entry(home, visit)
    address = reverse("end-mappa", args=[home.person.reference, MappaListing.objects.get().pk])

    visit("supervisor").post(address, {"ends_on": "2026-06-30"})

    page = entry(home, visit)
    assert "1 May 2026 to 30 June 2026" in page
    assert "End this listing" not in page
    assert "MAPPA category 2, level 2" not in page


def test_a_listing_of_another_force_is_not_ended_here(home: Household, visit: Visit) -> None:
    post(visit("supervisor"), "record-mappa", home.person.reference, category="2", level="2", starts_on="2026-05-01")
    address = reverse("end-mappa", args=[home.person.reference, MappaListing.objects.get().pk])

    assert visit("supervisor", "14").get(address).status_code in (403, 404)


def test_an_assessment_of_a_case_counts_for_the_gate_of_high_harm(home: Household, visit: Visit) -> None:
    record(home, visit, has_domestic_abuse_finding="on")
    set_risk(
        home.case, level=RiskAssessment.Level.HIGH, judgement="Threats to kill", review_on=date(2026, 12, 1),
        **act(home.owner.actor(on=TODAY)),
    )  # fmt: skip

    page = words(get(visit("supervisor"), "propose-registration", home.person.reference))

    assert "high risk of serious harm, as assessed in a case on" in page
    assert "Highest risk of serious harm on record: high" in page
