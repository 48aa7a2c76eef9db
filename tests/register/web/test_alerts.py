"""The inbox by Django's client: who sees an alert, who answers it, and what a second answer is told."""

from __future__ import annotations

import pytest
from django.test import Client

from audit.models import Event
from register.actions import facts
from register.models import Alert, Source
from register.rules.alerts import ROUTES
from tests.builders import CALL, actor, allow_writes, force, person, sign_in, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert() -> Alert:
    by = actor()
    facts.add_address(
        person(by), actor=by, reason=CALL, source=Source.CALLER, line_1="10 Station Lane", town="Sheffield",
        postcode="S25 8GW", police_force=force("14"),
    )  # fmt: skip
    return Alert.objects.get()


def neighbour() -> Client:
    return sign_in(Client(), user(force_code="14"))


def test_the_inbox_shows_the_alert_without_the_address(alert: Alert) -> None:
    page = neighbour().get("/alerts").content.decode()

    assert alert.reference in page and "West Yorkshire Police" in page
    assert "Station Lane" not in page and "S25 8GW" not in page


def test_an_unchanged_list_is_answered_with_nothing_and_a_changed_one_with_the_list(alert: Alert) -> None:
    client = neighbour()
    first = client.get("/alerts", headers={"HX-Request": "true"})
    state = first.content.decode().split("state=")[1].split('"')[0]

    same = client.get(f"/alerts?state={state}", headers={"HX-Request": "true"})
    client.get(f"/alerts/{alert.reference}")
    changed = client.get(f"/alerts?state={state}", headers={"HX-Request": "true"})

    assert (same.status_code, changed.status_code) == (204, 200)


def test_opening_it_marks_it_read_for_the_receiver_but_not_for_the_sender(alert: Alert) -> None:
    sign_in(Client(), user(force_code="13")).get(f"/alerts/{alert.reference}")
    before = Alert.objects.get().status

    neighbour().get(f"/alerts/{alert.reference}")

    assert (before, Alert.objects.get().status) == ("raised", "read")


def test_an_answer_needs_a_reason_and_keeps_the_choice(alert: Alert) -> None:
    client = neighbour()
    client.get(f"/alerts/{alert.reference}")
    version = Alert.objects.get().version

    page = client.post(f"/alerts/{alert.reference}", {"answer": "reject", "why": "", "version": version})

    assert "Give a reason" in page.content.decode()
    assert "checked" in page.content.decode()
    assert Alert.objects.get().answered_at is None


def test_the_second_of_two_answers_is_told_and_changes_nothing(alert: Alert) -> None:
    one, other = neighbour(), neighbour()
    one.get(f"/alerts/{alert.reference}")
    version = Alert.objects.get().version
    one.post(f"/alerts/{alert.reference}", {"answer": "accept", "why": "Known to us", "version": version})

    page = other.post(f"/alerts/{alert.reference}", {"answer": "reject", "why": "Not ours", "version": version})

    assert "Somebody else changed this alert" in page.content.decode()
    assert "Known to us" in page.content.decode()
    assert Alert.objects.get().status == "accepted"


def test_an_answer_to_an_alert_that_changed_meanwhile_can_be_sent_again(alert: Alert) -> None:
    client = neighbour()
    client.get(f"/alerts/{alert.reference}")
    version = Alert.objects.get().version

    page = client.post(f"/alerts/{alert.reference}", {"answer": "accept", "why": "Known to us", "version": version - 1})

    assert f'name="version" value="{version}"' in page.content.decode()
    assert "Known to us" in page.content.decode()


def test_a_changed_list_is_announced_in_one_sentence_and_keeps_the_place_of_the_keyboard(alert: Alert) -> None:
    whole = neighbour().get("/alerts").content.decode()
    part = neighbour().get("/alerts", headers={"HX-Request": "true"}).content.decode()

    assert '<p class="govuk-visually-hidden" id="alerts-said" role="status"></p>' in whole
    assert '<p id="alerts-said" hx-swap-oob="innerHTML">The list has changed: 1 alert</p>' in part
    assert f'id="open-{alert.reference}"' in part
    assert "aria-live" not in whole[whole.index("<main") : whole.index("</main>")]


def test_a_third_force_gets_the_same_404_as_for_nothing_and_is_logged(alert: Alert) -> None:
    stranger = sign_in(Client(), user(force_code="10"))

    hidden, absent = stranger.get(f"/alerts/{alert.reference}"), stranger.get("/alerts/A-0000000000")

    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.content == absent.content
    assert Event.objects.filter(code="access.denied").count() == 2


def test_the_sender_sees_who_accepted_and_when(alert: Alert) -> None:
    client = neighbour()
    client.get(f"/alerts/{alert.reference}")
    client.post(
        f"/alerts/{alert.reference}",
        {"answer": "accept", "why": "Known to us", "version": Alert.objects.get().version},
    )

    page = sign_in(Client(), user(force_code="13")).get(f"/alerts/{alert.reference}").content.decode()

    answered = Alert.objects.get()
    assert "Known to us" in page and str(answered.answered_by) in page


def test_open_alerts_stand_before_answered_ones(alert: Alert) -> None:
    client = neighbour()
    client.get(f"/alerts/{alert.reference}")
    client.post(
        f"/alerts/{alert.reference}",
        {"answer": "accept", "why": "Known to us", "version": Alert.objects.get().version},
    )
    by = actor()
    facts.add_address(
        person(by, surname="Wrona"), actor=by, reason=CALL, source=Source.CALLER, line_1="4 Mill Row",
        police_force=force("14"),
    )  # fmt: skip
    opened = Alert.objects.exclude(pk=alert.pk).get()

    page = neighbour().get("/alerts").content.decode()

    assert page.index(opened.reference) < page.index(alert.reference)


def test_what_was_accepted_is_done_on_the_page_and_the_sender_reads_what_was_done(alert: Alert) -> None:
    client, address = neighbour(), f"/alerts/{alert.reference}"
    client.get(address)
    client.post(address, {"answer": "accept", "why": "Ours", "version": Alert.objects.get().version})
    version = Alert.objects.get().version

    empty = client.post(address, {"done": " ", "version": version}).content.decode()
    client.post(address, {"done": "Visited, and briefed the shift", "version": version})
    read = sign_in(Client(), user()).get(address).content.decode()

    assert "Say what was done" in empty
    assert "Visited, and briefed the shift" in read and "Say that it is done" not in read
    assert Alert.objects.get().status == "actioned"


def test_what_was_accepted_is_not_done_by_the_force_that_sent_it(alert: Alert) -> None:
    client, address = neighbour(), f"/alerts/{alert.reference}"
    client.get(address)
    client.post(address, {"answer": "accept", "why": "Ours", "version": Alert.objects.get().version})

    sender = sign_in(Client(), user())
    page = sender.get(address).content.decode()
    sender.post(address, {"done": "Visited", "version": Alert.objects.get().version})

    assert "Say that it is done" not in page
    assert Alert.objects.get().status == "accepted"


@pytest.mark.parametrize("kind", [each for each in Alert.Kind if each not in ("dual_registration", "transfer")])
def test_every_kind_says_on_its_page_what_happened_and_what_is_asked(alert: Alert, kind: str) -> None:
    allow_writes()
    Alert.objects.update(kind=kind)

    page = " ".join(neighbour().get(f"/alerts/{alert.reference}").content.decode().split())

    assert f"</a> {ROUTES[kind].says}. West Yorkshire Police tells South Yorkshire Police." in page
    assert ROUTES[kind].asks in page
