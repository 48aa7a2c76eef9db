"""Telling a victim: the safe-contact rule stands before the form, and nothing protected in what is told."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cases.actions.victims_code import record_development
from cases.models import Development, VictimUpdate
from tests.cases.builders import CANARIES, CANARY_LINE, Household, act, refuge
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, words

pytestmark = pytest.mark.django_db


def bailed(home: Household) -> VictimUpdate:
    made = record_development(
        home.case, kind=Development.Kind.BAIL, happened_on=timezone.localdate(),
        note=f"Not to go to {CANARY_LINE}; reports on Mondays", **act(home.officer),
    )  # fmt: skip
    return made.updates.get()


def test_a_development_is_recorded_by_its_page(home: Household, visit: Visit) -> None:
    client = visit("safeguarding-officer")

    response = post(
        client, "record-development", home.case.reference, kind="arrest", happened_on=timezone.localdate()
    )  # fmt: skip

    assert "Tell the victims by" in words(client.get(response.url))
    assert Development.objects.filter(case=home.case, kind="arrest").exists()


def test_how_to_make_contact_safely_stands_before_the_form(home: Household, visit: Visit) -> None:
    update = bailed(home)
    refuge(home.pair, home.officer)

    page = get(visit("safeguarding-officer"), "tell-victim", update.reference)

    assert "Before you make contact" in words(page)
    assert "Marigold" in words(page)
    assert "reports on Mondays" in words(page)
    assert not [each for each in CANARIES if each in page.content.decode()]


def test_telling_needs_a_means_and_loses_nothing(home: Household, visit: Visit) -> None:
    update, client = bailed(home), visit("safeguarding-officer")
    now = timezone.localtime()
    typed = {"version": 1, "result": "told", "day": now.date(), "time": f"{now:%H:%M}", "note": "She is afraid"}
    refused = post(client, "tell-victim", update.reference, **typed)
    assert "Choose how they were told" in words(refused) and "She is afraid" in words(refused)

    response = post(client, "tell-victim", update.reference, **typed, means="phone")

    assert "It is in the record that they were told." in words(client.get(response.url))
    assert get(client, "tell-victim", update.reference).status_code == 302


@pytest.mark.parametrize(
    ("result", "status"),
    [pytest.param("not_reached", "waiting", id="not reached"), pytest.param("not_wanted", "not_wanted", id="no wish")],
)
def test_not_telling_needs_words(home: Household, visit: Visit, result: str, status: str) -> None:
    update, client = bailed(home), visit("supervisor")
    typed = {"version": 1, "result": result, "day": timezone.localdate(), "time": "00:00"}
    assert post(client, "tell-victim", update.reference, **typed).status_code == 200

    post(client, "tell-victim", update.reference, **typed, note="Her sister answered")

    update.refresh_from_db()
    assert (update.status, update.steps.count()) == (status, 1)


def test_a_development_is_withdrawn_by_its_page(home: Household, visit: Visit) -> None:
    update = bailed(home)

    post(
        visit("safeguarding-officer"), "withdraw-development", home.case.reference, update.development_id,
        why="Another man of that name",
    )  # fmt: skip

    update.refresh_from_db()
    assert update.status == "withdrawn"


def test_the_duties_list_leads_to_telling(home: Household, visit: Visit) -> None:
    update = bailed(home)

    page = visit("safeguarding-officer").get("/duties?whose=team&when=week")

    assert f"/victim-updates/{update.reference}" in page.content.decode()
    assert "Asha" not in words(page)
