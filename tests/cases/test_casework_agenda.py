"""What casework adds to the list of what is due, and to whom."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.actor import Actor
from cases.actions.protection import set_safe_contact
from cases.actions.safeguards import add_safeguard
from cases.models import Case, NearAlert, SafeContactRule, Safeguard
from register.agenda.items import Item, When, Whose
from register.agenda.listing import Agenda
from register.models import Address
from tests import builders
from tests.cases.builders import TODAY, Household, act

pytestmark = pytest.mark.django_db
DAY = date(2027, 6, 1)
YESTERDAY = DAY - timedelta(days=1)


def due(actor: Actor, source: str, whose: Whose = Whose.TEAM) -> list[Item]:
    """The overdue things of one source, a year from now, when every review that was set has come."""
    items = Agenda(actor, whose, today=DAY).page(When.OVERDUE, most=100).items
    return [item for item in items if item.source == source]


def test_the_review_of_a_case_is_its_owners_and_seen_by_the_force(home: Household) -> None:
    builders.allow_writes()
    Case.objects.update(next_review_on=YESTERDAY)
    stranger = builders.actor("safeguarding-officer", force_code="14")

    (mine,) = due(home.officer, "case", Whose.MINE)

    assert (mine.owner, mine.steps[0].arguments) == (home.owner.name, (home.case.reference,))
    assert due(builders.actor("safeguarding-officer"), "case", Whose.MINE) == []
    assert due(stranger, "case") == []


def test_the_review_of_a_safeguard_names_nobody(home: Household) -> None:
    add_safeguard(
        home.pair, kind=Safeguard.Kind.TECSOS, instruction="Send an armed unit", owner=home.owner, starts_on=TODAY,
        review_on=TODAY + timedelta(days=30), **act(home.officer),
    )  # fmt: skip

    (item,) = due(home.officer, "safeguard", Whose.MINE)

    assert item.person is None
    assert home.victim.display_name not in f"{item.title} {item.why}"
    assert due(builders.actor("safeguarding-officer", force_code="14"), "safeguard") == []


def test_an_alert_of_the_move_check_is_in_nobodys_list_who_may_not_read_it(home: Household) -> None:
    typist = builders.user("safeguarding-officer")
    builders.allow_writes()
    address = Address.objects.create(
        person=home.person, line_1="5 Elm Street", force=home.owner.force, source="officer", recorded_by=typist
    )
    NearAlert.objects.create(
        person=home.person, address=address, typed_by=typist, force=home.owner.force, victim=home.victim,
        case=home.case, place=home.address, nearness="same_postcode", is_linked=True, due_at=f"{YESTERDAY}T12:00:00Z",
        limit_code="test",
    )  # fmt: skip

    (item,) = due(home.officer, "near_alert")

    assert item.person is None
    others = {
        "typist": typist.actor(on=TODAY),
        "offender-manager": builders.actor("offender-manager"),
        "another force": builders.actor("safeguarding-officer", force_code="14"),
    }
    assert {name: len(due(reader, "near_alert")) for name, reader in others.items()} == dict.fromkeys(others, 0)


def test_no_list_and_no_calendar_names_somebody_who_was_harmed(home: Household) -> None:
    set_safe_contact(home.pair, **act(home.officer))
    builders.allow_writes()
    SafeContactRule.objects.update(confirm_by_on=YESTERDAY)
    (item,) = due(home.officer, "safe_contact")
    assert (item.person, item.steps[0].page) == (None, "confirm-safe-contact")

    with time_machine.travel(datetime.combine(DAY, time(9), tzinfo=UTC), tick=False):
        client = builders.sign_in(Client(), builders.user("supervisor"))
        overdue = client.get(reverse("duties") + "?whose=team&when=overdue")
        pages = [overdue, client.get(reverse("duties-calendar") + "?whose=team")]
    assert "Ask again whether contact is safe" in pages[0].content.decode()
    assert not [page for page in pages if home.victim.display_name in page.content.decode()]
