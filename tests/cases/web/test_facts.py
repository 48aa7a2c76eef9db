from __future__ import annotations

from typing import Any

import pytest

from register.models import Address, Alert, DangerMarker, Identifier, PersonName, Phone, Vehicle, WarningSignal
from tests import builders
from tests.cases.builders import Household
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, words

pytestmark = pytest.mark.django_db
ADDRESS = {"kind": "home", "line_1": "1 Castle Row", "protection": "open", "source": "caller"}


@pytest.mark.parametrize(
    ("page", "typed", "model", "value"),
    [
        pytest.param("add-name", {"surname": "Cole", "kind": "alias"}, PersonName, "surname", id="name"),
        pytest.param("add-phone", {"number": "07700 900999", "protection": "open"}, Phone, "as_received", id="phone"),
        pytest.param("add-vehicle", {"mark": "BM23 JPF"}, Vehicle, "registration_mark", id="vehicle"),
        pytest.param("add-identifier", {"kind": "pnc", "text": "79/163001B"}, Identifier, "value", id="identifier"),
    ],
)
def test_add_a_fact(home: Household, visit: Visit, page: str, typed: dict[str, str], model: Any, value: str) -> None:
    response = post(visit(), page, home.person.reference, **typed, source="caller")

    assert response.status_code == 302
    assert getattr(model.objects.filter(person=home.person).first(), value)


@pytest.mark.parametrize(
    ("page", "typed", "said"),
    [
        pytest.param("add-name", {"kind": "alias"}, "Give a forename or a surname", id="no name"),
        pytest.param("add-phone", {"protection": "open"}, "Enter number", id="no number"),
        pytest.param("add-vehicle", {}, "Enter registration mark", id="no mark"),
        pytest.param("add-identifier", {"kind": "pnc", "text": "???"}, "There is a problem", id="not a number"),
        pytest.param("add-address", {**ADDRESS, "line_1": ""}, "Give at least a street", id="no address"),
        pytest.param("add-danger-marker", {}, "Select danger", id="no danger"),
    ],
)
def test_what_is_missing_is_said(home: Household, visit: Visit, page: str, typed: dict[str, str], said: str) -> None:
    response = post(visit(), page, home.person.reference, **{"source": "caller"} | typed)

    assert response.status_code == 200
    assert said in words(response)


def test_the_same_number_twice_is_refused_in_words(home: Household, visit: Visit) -> None:
    client, typed = visit(), {"kind": "pnc", "text": "79/163001B", "source": "caller"}
    post(client, "add-identifier", home.person.reference, **typed)

    response = post(client, "add-identifier", home.person.reference, **typed)

    assert "in the record already" in words(response)
    assert Identifier.objects.filter(person=home.person).count() == 1


def test_add_danger_marker(home: Household, visit: Visit) -> None:
    signal = WarningSignal.objects.get(code="FI")

    post(
        visit(), "add-danger-marker", home.person.reference, signal=signal.pk, review_on="2027-05-01", source="officer"
    )

    assert DangerMarker.objects.get(person=home.person).signal == signal


def test_the_force_follows_from_the_postcode_and_the_page_says_who_was_alerted(home: Household, visit: Visit) -> None:
    client = visit()

    response = client.get(post(client, "add-address", home.person.reference, **ADDRESS, postcode="S1 2HE").url)

    alert = Alert.objects.get(person=home.person)
    assert alert.to_force == builders.force("14")
    assert f"South Yorkshire Police was sent alert {alert.reference}" in words(response)


def test_the_force_that_was_chosen_wins_over_the_postcode(home: Household, visit: Visit) -> None:
    chosen = builders.force("10")

    post(visit(), "add-address", home.person.reference, **ADDRESS, postcode="S1 2HE", police_force=chosen.pk)

    assert Alert.objects.get(person=home.person).to_force == chosen


def test_an_address_in_the_own_area_alerts_nobody(home: Household, visit: Visit) -> None:
    client = visit()

    response = client.get(post(client, "add-address", home.person.reference, **ADDRESS, postcode="LS6 3AA").url)

    assert "The address is in the record." in words(response)
    assert not Alert.objects.exists()


def test_an_address_without_a_force_says_that_nobody_was_alerted(home: Household, visit: Visit) -> None:
    client = visit()

    response = client.get(post(client, "add-address", home.person.reference, **ADDRESS).url)

    assert "Nobody was alerted: its police force is not known" in words(response)


def test_a_victims_address_is_confidential_unless_somebody_says_otherwise(home: Household, visit: Visit) -> None:
    client = visit()
    form = get(client, "add-address", home.victim.reference).context["form"]

    post(client, "add-address", home.victim.reference, **ADDRESS | {"protection": form["protection"].value()})

    assert Address.objects.filter(person=home.victim).latest("pk").protection == "confidential"
