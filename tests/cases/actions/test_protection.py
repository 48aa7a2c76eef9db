from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from audit.core.errors import Refused
from audit.models import Detail, Event
from cases.actions.protection import set_safe_contact
from cases.actions.safeguards import add_safeguard
from cases.models import SafeContactRule, Safeguard
from register.models import Protection, SearchKey
from tests import builders
from tests.cases.builders import CANARY_LINE, CANARY_PHONE, TODAY, Household, act, household, refuge

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Household:
    return household()


def safeguard(home: Household, **facts: Any) -> Safeguard:
    usual = {
        "kind": Safeguard.Kind.TECSOS, "instruction": "Treat as emergency", "owner": home.owner, "starts_on": TODAY,
        "review_on": date(2027, 2, 1),
    }  # fmt: skip
    return add_safeguard(home.pair, **(usual | facts), **act(home.officer))


def test_set_safe_contact_ends_the_rule_before_it(home: Household) -> None:
    first = set_safe_contact(home.pair, code_word="Marigold", **act(home.officer))
    second = set_safe_contact(home.pair, code_word="Heron", **act(home.officer))
    first.refresh_from_db()

    assert first.ended_at is not None
    assert SafeContactRule.objects.get(person=home.victim, ended_at__isnull=True) == second


def test_set_safe_contact_keeps_the_code_word_out_of_the_log(home: Household) -> None:
    set_safe_contact(home.pair, code_word="Marigold", what_to_say="It is the library", **act(home.officer))

    event = Event.objects.filter(code="victim.safe_contact_set").get()
    assert "Marigold" not in str(event.payload) + str(list(Detail.objects.filter(event=event).values()))


@pytest.mark.parametrize("seen", [0, 999_999], ids=["there was none", "an older one"])
def test_set_safe_contact_refuses_to_overwrite_what_was_not_read(home: Household, seen: int) -> None:
    now = set_safe_contact(home.pair, code_word="Marigold", **act(home.officer))

    with pytest.raises(Refused, match="Somebody else changed the rule"):
        set_safe_contact(home.pair, code_word="Heron", based_on=seen, **act(home.officer))
    assert set_safe_contact(home.pair, code_word="Heron", based_on=now.pk, **act(home.officer)).code_word == "Heron"


@pytest.mark.parametrize("field", ["hours", "who_may_answer", "what_to_say"])
def test_set_safe_contact_refuses_a_protected_number_in_what_is_read_out(home: Household, field: str) -> None:
    with pytest.raises(Refused, match="Take it out") as refused:
        set_safe_contact(home.pair, **{field: f"Ring {CANARY_PHONE}"}, **act(home.officer))
    assert refused.value.field == field


def test_a_refuge_closes_every_detail_and_takes_it_from_lookup() -> None:
    home = household(Protection.OPEN)
    before = SearchKey.objects.filter(person=home.victim).count()

    refuge(home.pair, home.officer)
    home.address.refresh_from_db()
    home.phone.refresh_from_db()

    assert home.address.protection == home.phone.protection == Protection.REFUGE
    assert SearchKey.objects.filter(person=home.victim).count() < before


def test_add_safeguard(home: Household) -> None:
    made = safeguard(home)

    assert (made.person, made.force, made.owner) == (home.victim, home.case.force, home.owner)
    assert Event.objects.get(code="victim.safeguard_added").subject_ref == home.victim.reference


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        pytest.param({"instruction": " "}, "instruction", id="no instruction"),
        pytest.param({"instruction": f"Go to {CANARY_LINE.upper()}"}, "instruction", id="a protected address in it"),
        pytest.param({"review_on": date(2026, 1, 1)}, "review_on", id="review before it starts"),
        pytest.param({"ends_on": date(2026, 1, 1)}, "ends_on", id="end before it starts"),
    ],
)
def test_add_safeguard_refuses(home: Household, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        safeguard(home, **facts)
    assert refused.value.field == field


def test_add_safeguard_refuses_an_owner_of_another_force(home: Household) -> None:
    with pytest.raises(Refused, match="Choose an owner"):
        safeguard(home, owner=builders.user("safeguarding-officer", force_code="14"))
