from __future__ import annotations

from typing import Any

import pytest

from register.models import OrderCondition, ProtectiveOrder
from tests.cases.builders import Household
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, words

pytestmark = pytest.mark.django_db

ROWS = {"form-TOTAL_FORMS": "4", "form-INITIAL_FORMS": "0"}
DAPO = {"kind": "DAPO", "court": "Leeds Magistrates", "made_on": "2026-11-20", "served_on": "2026-11-21"}


def condition(number: int, **typed: Any) -> dict[str, Any]:
    return {f"form-{number}-{name}": value for name, value in typed.items()}


def test_record_order_with_its_conditions(home: Household, visit: Visit) -> None:
    rows = ROWS | condition(0, type="no_contact", protected_person=home.victim.reference)
    rows |= condition(2, type="exclusion_distance", distance_metres="200", place="7 Canary Lane")

    response = post(visit("safeguarding-officer"), "record-order", home.person.reference, **DAPO, **rows)

    assert response.status_code == 302
    kept = OrderCondition.objects.filter(order__person=home.person).values_list("type", "distance_metres", "place")
    assert list(kept) == [("no_contact", None, ""), ("exclusion_distance", 200, "7 Canary Lane")]
    assert OrderCondition.objects.get(type="no_contact").protected_person == home.victim


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({"ends_on": "2026-01-01"}, "The order would end before it was made", id="ends before made"),
        pytest.param({"served_on": "2026-01-01"}, "served before it was made", id="served before made"),
        pytest.param({"made_on": ""}, "Enter a date for “Made on”", id="no day"),
        pytest.param({"made_on": "2999-01-01"}, "must be today or in the past", id="made in the future"),
        pytest.param(condition(0, type="exclusion_distance"), "Enter the distance in metres", id="no distance"),
        pytest.param(condition(1, place="a park"), "Choose what the condition is", id="a place without a condition"),
        pytest.param(condition(0, type="no_contact", protected_person="DAR-9"), "Select one of", id="a stranger"),
        pytest.param({"form-TOTAL_FORMS": "x"}, "There is a problem", id="a broken form"),
    ],
)
def test_record_order_says_what_to_do(home: Household, visit: Visit, typed: dict[str, str], said: str) -> None:
    response = post(visit("safeguarding-officer"), "record-order", home.person.reference, **DAPO | ROWS | typed)

    assert response.status_code == 200
    assert said in words(response)
    assert 'value="Leeds Magistrates"' in response.content.decode()
    assert not ProtectiveOrder.objects.exists()


def test_the_summary_of_errors_leads_to_the_condition(home: Household, visit: Visit) -> None:
    typed = DAPO | ROWS | condition(1, type="exclusion_distance")

    page = post(visit("safeguarding-officer"), "record-order", home.person.reference, **typed).content.decode()

    assert '<a href="#id_form-1-distance_metres">Enter the distance in metres</a>' in page
    assert 'id="id_form-1-distance_metres"' in page


def test_victims_of_another_forces_case_are_not_offered(home: Household, visit: Visit) -> None:
    page = get(visit("safeguarding-officer", "14"), "record-order", home.person.reference).content.decode()

    assert home.victim.reference not in page
    assert "Asha" not in page


def test_record_order_is_denied_to_the_control_room(home: Household, visit: Visit) -> None:
    assert get(visit(), "record-order", home.person.reference).status_code == 403
