"""The pages of possible misuse, by Django's client: the list, an alert with its entries, the answer, and trying."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from audit.models import Event
from register.actions.misuse import watch_hourly
from register.models import MisuseAlert
from register.rules.misuse.table import RULES
from tests import builders
from tests.builders import sign_in
from tests.register.misuse.trawled import TRAWL, alert, now, trawl

pytestmark = pytest.mark.django_db
ENOUGH = TRAWL.settings["searches"]


@pytest.fixture
def standards(client: Client) -> Client:
    return sign_in(client, builders.user("professional-standards"))


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def caught() -> tuple[User, MisuseAlert]:
    user = builders.user(name="Gwen Lloyd")
    trawl(user, ENOUGH)
    watch_hourly(now())
    return user, MisuseAlert.objects.get()


def test_the_list_has_what_waits_for_an_answer_and_the_menu_counts_it(standards: Client) -> None:
    _, found = caught()

    page = page_of(standards, "/misuse")

    assert found.reference in page and "Gwen Lloyd" in page and TRAWL.title in page
    assert '<span class="app-count">1<span class="govuk-visually-hidden"> to answer' in page


def test_an_alert_shows_the_entries_that_made_it_and_that_it_was_opened_is_logged(standards: Client) -> None:
    user, found = caught()

    page = page_of(standards, f"/misuse/{found.reference}")

    assert page.count("/log/entry/") == ENOUGH
    assert f"/log?by={user.reference}" in page and TRAWL.why in page and "Sarah" not in page
    assert Event.objects.get(code="misuse.opened").object_ref == found.reference


def test_the_answer_is_recorded_and_shown_and_the_form_is_gone(standards: Client) -> None:
    _, found = caught()
    address = f"/misuse/{found.reference}"
    answer = {"came_of_it": "investigation", "words": "Referred", "version": "1"}

    assert standards.post(address, answer).url == address

    page = page_of(standards, address)
    assert "Investigation, said by" in page and "Referred" in page and "Record what came of it" not in page
    assert "No alert waits for an answer." in page_of(standards, "/misuse")
    assert found.reference in page_of(standards, "/misuse?box=all")


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        pytest.param({"words": "Found nothing"}, "Select what came of it", id="no choice"),
        pytest.param({"came_of_it": "false_alarm"}, "Say what you found, and what was done", id="no words"),
    ],
)
def test_an_answer_that_lacks_something_is_asked_for_again_with_what_was_typed(
    standards: Client, sent: dict[str, str], sentence: str
) -> None:
    _, found = caught()

    page = standards.post(f"/misuse/{found.reference}", sent | {"version": "1"}).content.decode()

    assert sentence in page and sent.get("words", "") in page
    assert MisuseAlert.objects.open().exists()


def test_two_answers_at_once_are_not_both_taken(standards: Client) -> None:
    _, found = caught()
    other = sign_in(Client(), builders.user("professional-standards"))
    answer = {"came_of_it": "false_alarm", "words": "Training", "version": "1"}
    standards.post(f"/misuse/{found.reference}", answer)

    page = other.post(f"/misuse/{found.reference}", answer | {"words": "Theft"}).content.decode()

    assert "Somebody else answered this alert" in page
    assert MisuseAlert.objects.get().words == "Training"


def test_an_alert_of_another_force_is_as_if_absent(standards: Client) -> None:
    answers = [
        standards.get(f"/misuse/{reference}")
        for reference in (alert(force_code="14").reference, "MU-0000000000")
    ]  # fmt: skip

    assert [each.status_code for each in answers] == [404, 404]


def test_a_supervisor_has_neither_the_menu_nor_the_pages(client: Client) -> None:
    caught()
    sign_in(client, builders.user("supervisor"))

    assert "Misuse" not in page_of(client, "/tasks")
    assert [client.get(each).status_code for each in ("/misuse", "/misuse/rules", "/misuse/rules/name_trawl")] == [
        403, 403, 403,
    ]  # fmt: skip


def test_another_threshold_is_tried_on_the_log_and_raises_nothing(standards: Client) -> None:
    trawl(builders.user(), 5)
    chosen = standards.post("/misuse/rules", {"rule": "name_trawl"})
    first, last = now() - timedelta(days=1), now() + timedelta(days=1)
    days = {"since_on": f"{first:%Y-%m-%d}", "until_on": f"{last:%Y-%m-%d}"}

    page = standards.post(chosen.url, days | {"threshold_searches": "5"}).content.decode()

    assert chosen.url == "/misuse/rules/name_trawl"
    assert re.findall(r'numeric">(\d+)<', page) == ["0", "1", "0", "1"]
    assert not MisuseAlert.objects.exists()


def test_the_page_of_every_rule_asks_for_its_thresholds(standards: Client) -> None:
    for rule in RULES:
        page = page_of(standards, f"/misuse/rules/{rule.code}")
        assert all(f'name="threshold_{each.code}"' in page for each in rule.thresholds)
    assert standards.get("/misuse/rules/nothing").status_code == 404


def test_a_threshold_out_of_bounds_is_refused_on_the_page(standards: Client) -> None:
    page = standards.post("/misuse/rules/name_trawl", {"threshold_searches": "0"}).content.decode()

    assert "Alerts from" not in page and "govuk-error-summary" in page
