"""The pages of the disclosure scheme."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actor import Actor
from audit.models import Event
from cases.actions.disclosures import Whom, end_disclosure, identify_people
from cases.models import Disclosure
from cases.rules.disclosures import NOTHING_TO_DISCLOSE, Status
from register.models import Person, SubjectCategory
from tests import builders
from tests.cases import disclosed
from tests.cases.builders import CANARIES, household
from tests.cases.disclosed import act, agreed, decided, started, status_of
from tests.cases.web.pages import get, post, words

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TESTS = {"lawful": "Common law", "necessary": "She moves in", "proportionate": "Grave risk"}
TOLD = {
    "told_on": "2026-11-23", "told_time": "11:30", "place": "station",
    "why_safe": "He is at work", "safety_plan": "Alarm", "undertaking": "signed",
}  # fmt: skip
ASKED: dict[str, Any] = {
    "route": "ask", "person_words": "Jonas Weber, Leeds", "at_risk_words": "Mina Osei", "asked_by": "at_risk",
    "concern": "He reads her messages", "channel": "phone", "received_on": "2026-11-23", "received_time": "10:00",
}  # fmt: skip


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def officer() -> Actor:
    return builders.actor("safeguarding-officer")


def signed_in(role: str = "safeguarding-officer", force_code: str = "13") -> Client:
    return builders.sign_in(Client(), builders.user(role, force_code=force_code))


def test_a_request_is_recorded_with_a_name_on_each_side() -> None:
    client = signed_in()

    done = post(client, "start-disclosure", **ASKED)

    disclosure = Disclosure.objects.get()
    assert done.status_code == 302
    page = words(get(client, "disclosure", disclosure.reference))
    assert "Next: First checks , by 24 November 2026 at 10:00" in page.replace("First checks,", "First checks ,")
    assert "Jonas Weber, Leeds" in page
    assert "Do not ring, write or leave a message before you know" in page


def test_what_is_missing_is_said_and_what_was_typed_stays() -> None:
    page = words(post(signed_in(), "start-disclosure", **ASKED | {"person_words": "", "asker_words": "Her sister Ana"}))

    assert "Give the reference of the person asked about, or say in words who they are" in page
    assert not Disclosure.objects.exists()


def test_a_reference_that_is_out_of_reach_is_said_to_be_nobodys() -> None:
    stranger = builders.person(builders.actor(force_code="14"), category="victim")

    page = words(post(signed_in(), "start-disclosure", **ASKED | {"at_risk": stranger.reference}))

    assert "There is nobody with this reference" in page


def test_the_control_room_records_a_request_and_is_not_shown_it() -> None:
    room = signed_in("control-room-specialist")

    done = post(room, "start-disclosure", **ASKED)

    assert done.status_code == 302
    assert get(room, "disclosure", Disclosure.objects.get().reference).status_code in (403, 404)
    assert get(room, "disclosures").status_code == 403


def test_a_request_begins_from_a_record_with_its_reference_in_the_form(officer: Actor) -> None:
    person = builders.person(officer)

    page = get(signed_in(), "start-disclosure-about", person.reference).content.decode()

    assert f'value="{person.reference}"' in page


def test_opening_a_request_is_logged(officer: Actor) -> None:
    disclosure = started(officer)

    get(signed_in(), "disclosure", disclosure.reference)

    assert Event.objects.filter(code="disclosure.read", object_ref=disclosure.reference).count() == 1


def test_from_the_decision_to_telling_somebody(officer: Actor) -> None:
    disclosure, ours, reader = disclosed.considered(officer), signed_in(), signed_in("supervisor")
    typed = {
        "has_credible_risk": "yes", "is_to_disclose": "yes", "recipient": "at_risk", "wording": "Two convictions",
        "version": disclosure.version, **TESTS,
    }  # fmt: skip

    post(ours, "decide-disclosure", disclosure.reference, **typed)
    assert "Read it as the second person" not in words(get(ours, "disclosure", disclosure.reference))
    reading = get(reader, "second-read-disclosure", disclosure.reference)
    assert "Two convictions" in words(reading)
    disclosure.refresh_from_db()
    answer = {"is_agreed": "yes", "why": "Sound", "version": disclosure.version}
    post(reader, "second-read-disclosure", disclosure.reference, **answer)
    assert "Two convictions" in words(get(ours, "tell-disclosure", disclosure.reference))
    disclosure.refresh_from_db()
    done = post(ours, "tell-disclosure", disclosure.reference, version=disclosure.version, **TOLD)

    assert "That they were told is recorded." in words(ours.get(done.url))
    assert status_of(disclosure) is Status.DISCLOSED


def test_whoever_decided_is_told_that_somebody_else_must_read_it() -> None:
    user = builders.user("supervisor")
    disclosure, client = decided(user.actor(on=NOON.date())), builders.sign_in(Client(), user)

    page = words(get(client, "disclosure", disclosure.reference))

    assert "Somebody else must read it" in page
    assert "Read it as the second person" not in page


def test_the_set_words_are_shown_when_nothing_is_disclosed(officer: Actor) -> None:
    disclosure = agreed(officer, builders.actor("supervisor"), is_to_disclose=False)
    client = signed_in()

    assert NOTHING_TO_DISCLOSE in words(get(client, "say-nothing-to-disclose", disclosure.reference))
    told = {name: value for name, value in TOLD.items() if name != "undertaking"}
    post(client, "say-nothing-to-disclose", disclosure.reference, version=disclosure.version, **told)

    assert status_of(disclosure) is Status.NOT_DISCLOSED


def test_telling_at_once(officer: Actor) -> None:
    disclosure, client = started(officer), signed_in()
    typed = {"recipient": "at_risk", "wording": "He was convicted twice", "version": disclosure.version}

    post(client, "disclose-at-once", disclosure.reference, **typed, **TESTS, **TOLD)

    assert status_of(disclosure) is Status.DISCLOSED
    page = words(get(client, "disclosure", disclosure.reference))
    assert "Next: Second reading afterwards" in page
    assert "Decided to disclose, at once" in page


def test_a_page_that_somebody_changed_meanwhile_saves_nothing(officer: Actor) -> None:
    disclosure, client = started(officer), signed_in()
    typed = {"is_in_danger": "no", "found": "Nothing at all", "version": disclosure.version - 1}

    page = words(post(client, "check-disclosure", disclosure.reference, **typed))

    assert "Somebody else changed this record" in page
    assert "Nothing at all" in page
    assert status_of(disclosure) is Status.RECEIVED


def test_danger_without_an_answer_stands_at_its_field(officer: Actor) -> None:
    disclosure = started(officer)
    typed = {"is_in_danger": "yes", "found": "A knife", "version": disclosure.version}

    page = post(signed_in(), "check-disclosure", disclosure.reference, **typed).content.decode()

    assert 'href="#id_what_was_done"' in page


def test_a_step_that_cannot_be_taken_is_refused_on_its_page(officer: Actor) -> None:
    disclosure = started(officer)

    page = words(post(signed_in(), "tell-disclosure", disclosure.reference, version=disclosure.version, **TOLD))

    assert "Nobody has decided on this request yet" in page


def test_the_list_names_nobody_and_says_what_is_due(officer: Actor) -> None:
    disclosure = started(officer)
    client = signed_in("supervisor")

    page = words(get(client, "disclosures"))

    assert disclosure.reference in page
    assert "First checks" in page
    assert "Weber" not in page
    assert "Osei" not in page


@pytest.mark.parametrize("chosen", ["open", "mine", "unowned", "reading", "ended"])
def test_a_request_stands_in_the_lists_it_belongs_to(chosen: str, officer: Actor) -> None:
    waiting = decided(officer)
    page = get(signed_in("supervisor"), "disclosures").client.get(f"/disclosures?list={chosen}").content.decode()

    assert (waiting.reference in page) == (chosen in ("open", "unowned", "reading"))


def test_the_list_takes_a_fixed_number_of_queries(officer: Actor, django_assert_num_queries: Any) -> None:
    client = signed_in("supervisor")
    started(officer)
    before = _count(client)
    for _ in range(5):
        started(officer)

    with django_assert_num_queries(before):
        get(client, "disclosures")


def _count(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        get(client, "disclosures")
    return len(captured)


def test_a_protected_address_in_a_text_is_taken_out() -> None:
    home = household()
    officer, reader = builders.actor("safeguarding-officer"), signed_in("supervisor", "14")
    disclosure = started(officer, concern="She moved to 7 Canary Lane, CA7 4RY")
    identify_people(disclosure, person=home.person, at_risk=home.victim, **act(officer))
    builders.allow_writes()
    Disclosure.objects.update(force=builders.force("14"))

    page = get(reader, "disclosure", disclosure.reference).content.decode()

    assert not [each for each in CANARIES if each in page]


def test_a_record_that_is_out_of_sight_stays_linked(officer: Actor) -> None:
    person, elsewhere = builders.person(officer), builders.person(builders.actor(force_code="14"))
    disclosure = identify_people(started(officer), person=person, at_risk=elsewhere, **act(officer))
    builders.allow_writes()
    Person.objects.filter(pk=elsewhere.pk).update(subject_category=SubjectCategory.VICTIM)
    client = signed_in()

    page = get(client, "identify-disclosure", disclosure.reference).content.decode()
    post(client, "identify-disclosure", disclosure.reference, person="", at_risk="", version=disclosure.version)

    disclosure.refresh_from_db()
    assert person.reference in page
    assert elsewhere.reference not in page
    assert (disclosure.person, disclosure.at_risk) == (None, elsewhere)


def test_what_is_taken_over_from_an_earlier_request_is_read_as_its_page_is() -> None:
    home = household()
    officer, reader = builders.actor("safeguarding-officer"), signed_in("safeguarding-officer", "14")
    said = Whom(words="Mina Osei, 7 Canary Lane, CA7 4RY")
    disclosure = identify_people(started(officer, at_risk=said), person=None, at_risk=home.victim, **act(officer))
    end_disclosure(disclosure, status=Status.WITHDRAWN, why="She asks no more", **act(officer))
    builders.allow_writes()
    Disclosure.objects.update(force=builders.force("14"))

    page = get(reader, "renew-disclosure", disclosure.reference).content.decode()

    assert "Mina Osei" in page
    assert not [each for each in CANARIES if each in page]


def test_the_undertaking_names_nobody_and_is_in_both_languages(officer: Actor) -> None:
    disclosure = agreed(officer, builders.actor("supervisor"))

    page = get(signed_in(), "print-undertaking", disclosure.reference)

    assert re.search(r'lang="cy"', page.content.decode())
    assert "Weber" not in words(page)
    assert "Osei" not in words(page)
    assert Event.objects.filter(code="disclosure.undertaking_printed").count() == 1


def test_the_page_of_a_case_says_that_somebody_has_asked_to_whoever_may_see_it() -> None:
    home = household()
    disclosure = started(home.officer)
    identify_people(disclosure, person=home.person, at_risk=None, **act(home.officer))

    page = words(get(signed_in(), "case", home.case.reference))

    assert f"Right to ask, {disclosure.reference} Received First checks by 24 November 2026" in page
    assert disclosure.reference not in words(get(signed_in("offender-manager"), "case", home.case.reference))
