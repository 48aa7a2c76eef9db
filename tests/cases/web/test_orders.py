from __future__ import annotations

import pytest

from register.models import ProtectiveOrder
from tests.cases.builders import Household
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, words

pytestmark = pytest.mark.django_db

DAPO = {"kind": "DAPO", "court": "Leeds Magistrates", "made_on": "2026-11-20", "served_on": "2026-11-21"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({"ends_on": "2026-01-01"}, "The order would end before it was made", id="ends before made"),
        pytest.param({"served_on": "2026-01-01"}, "served before it was made", id="served before made"),
        pytest.param({"made_on": ""}, "Enter a date for “Made on”", id="no day"),
        pytest.param({"made_on": "2999-01-01"}, "must be today or in the past", id="made in the future"),
        pytest.param({"certificate_sha256": "abc"}, "must be 64 letters and digits", id="no hash"),
    ],
)
def test_record_order_says_what_to_do(home: Household, visit: Visit, typed: dict[str, str], said: str) -> None:
    response = post(visit("safeguarding-officer"), "record-order", home.person.reference, **DAPO | typed)

    assert response.status_code == 200
    assert said in words(response)
    assert 'value="Leeds Magistrates"' in response.content.decode()
    assert not ProtectiveOrder.objects.exists()


def test_record_order_is_denied_to_the_control_room(home: Household, visit: Visit) -> None:
    assert get(visit(), "record-order", home.person.reference).status_code == 403
