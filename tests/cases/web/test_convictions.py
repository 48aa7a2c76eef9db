"""Recording convictions on a page."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from register.models import Conviction, MappaListing
from tests.cases.builders import Household
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
    assert "if the risk of serious harm is high or very high" in page
    assert "10 years" in page


def test_another_force_cannot_say_that_a_conviction_was_quashed(home: Household, visit: Visit) -> None:
    record(home, visit)
    address = reverse("quash-conviction", args=[home.person.reference, Conviction.objects.get().pk])

    assert visit("supervisor", "14").get(address).status_code in (403, 404)
