from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from audit.models import Event
from cases.actions.protection import set_safe_contact
from cases.models import SafeContactRule
from tests import builders
from tests.cases.builders import CANARIES, Household, act, refuge
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, title, words

pytestmark = pytest.mark.django_db
TYPED = {
    "channel": "phone", "days": ["1", "2", "3", "4", "5"], "rings_from": "09:00", "rings_until": "15:00",
    "code_word": "Heron", "based_on": "0",
}  # fmt: skip


def addressed(home: Household) -> tuple[str, str]:
    return home.case.reference, home.victim.reference


def rule_of(home: Household) -> SafeContactRule:
    return SafeContactRule.objects.in_force().get(person=home.victim)


@time_machine.travel("2026-11-27T10:00:00Z")
def test_a_rule_set_in_days_and_times_answers_whether_somebody_may_ring_now(home: Household, visit: Visit) -> None:
    client = visit("safeguarding-officer")

    page = words(client.get(post(client, "set-safe-contact", *addressed(home), **TYPED).url))

    assert "May I ring now? Yes, until 15:00" in page
    assert "When: Monday to Friday, 09:00 to 15:00" in page
    card = words(get(visit("control-room-specialist"), "person-card", home.person.reference))
    assert "Ring now? Yes, until 15:00" in card


@time_machine.travel("2026-11-27T10:00:00Z")
def test_a_rule_that_nobody_confirmed_for_ninety_days_says_to_ask_first_on_page_and_card(
    home: Household, visit: Visit
) -> None:
    post(visit("safeguarding-officer"), "set-safe-contact", *addressed(home), **TYPED)
    control_room, officer = visit("control-room-specialist"), visit("safeguarding-officer")

    with time_machine.travel("2027-02-26T10:00:00Z"):
        for client in (control_room, officer):
            builders.sign_in(client, builders.user("control-room-specialist"))
        card = words(get(control_room, "person-card", home.person.reference))
        page = words(get(builders.sign_in(officer, builders.user("safeguarding-officer")), "victim", *addressed(home)))

    assert "Ask the case owner first (before: telephone)" in card
    assert "Ring now? Ask the case owner first" in card
    assert "What was safe then may not be safe now" in page


def test_bad_times_are_said_at_their_boxes_and_nothing_typed_is_lost(home: Household, visit: Visit) -> None:
    client = visit("safeguarding-officer")

    bad = post(client, "set-safe-contact", *addressed(home), **TYPED | {"rings_from": "half nine"})
    half = post(client, "set-safe-contact", *addressed(home), **TYPED | {"rings_until": ""})

    assert "Enter a time in 24 hours" in words(bad) and "half nine" in bad.content.decode()
    assert "Give both times, or neither" in words(half) and 'value="Heron"' in half.content.decode()
    assert not SafeContactRule.objects.exists()


def test_one_button_confirms_again(home: Household, visit: Visit) -> None:
    client = visit("safeguarding-officer")
    post(client, "set-safe-contact", *addressed(home), **TYPED)
    shown = get(client, "confirm-safe-contact", *addressed(home))
    assert "Heron" in words(shown)

    post(client, "confirm-safe-contact", *addressed(home), based_on=rule_of(home).pk)

    assert Event.objects.filter(code="victim.safe_contact_confirmed").count() == 1
    assert "What was safe before" in words(get(client, "victim", *addressed(home)))


def test_the_case_owner_finds_the_confirmation_on_the_list_of_what_is_due(home: Household, visit: Visit) -> None:
    set_safe_contact(home.pair, code_word="Marigold", **act(home.officer))
    builders.allow_writes()
    SafeContactRule.objects.update(confirm_by_on=timezone.localdate() - timedelta(days=1))
    supervisor = visit("supervisor")

    page = supervisor.get("/duties?whose=team&when=overdue")

    assert "Ask again whether contact is safe" in words(page)
    assert f"/cases/{home.case.reference}/victims/{home.victim.reference}/safe-contact/confirm" in page.content.decode()
    assert "Marigold" not in page.content.decode()
    abroad = visit("supervisor", "14").get("/duties?whose=team&when=overdue")
    assert "Ask again whether contact is safe" not in words(abroad)


def test_after_a_refuge_somebody_decides_detail_by_detail(home: Household, visit: Visit) -> None:
    refuge(home.pair, home.officer)
    set_safe_contact(home.pair, code_word="Heron", **act(home.officer))
    client = visit("safeguarding-officer")
    page = get(client, "victim", *addressed(home))
    assert "They have left refuge." in words(page)

    asked = get(client, "after-refuge", *addressed(home))
    assert "7 Canary Lane" in words(asked)
    assert not [canary for canary in CANARIES if canary in title(asked)]
    done = post(client, "after-refuge", *addressed(home), open=[f"phone-{home.phone.pk}"], why="She wants calls")

    assert "What may be shown is decided" in words(client.get(done.url))
    home.phone.refresh_from_db()
    home.address.refresh_from_db()
    assert (home.phone.protection, home.address.protection) == ("open", "confidential")


def test_in_refuge_there_is_nothing_to_decide_and_nothing_to_be_seen(home: Household, visit: Visit) -> None:
    refuge(home.pair, home.officer)
    client = visit("safeguarding-officer")

    asked = get(client, "after-refuge", *addressed(home))
    refused = post(client, "after-refuge", *addressed(home), open=[f"phone-{home.phone.pk}"], why="x")

    assert not [canary for canary in CANARIES if canary in asked.content.decode()]
    assert "Select one of the options shown" in words(refused)


def test_whoever_reads_cases_but_not_safe_contact_sees_no_code_word(home: Household, visit: Visit) -> None:
    set_safe_contact(home.pair, code_word="Marigold", **act(home.officer))

    page = words(get(visit("offender-manager"), "victim", *addressed(home)))

    assert "Marigold" not in page
    assert "not shown to your role" in page
    assert "Set the safe-contact rule" not in page
