from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import Role
from audit.models import Event
from cases.actions.cases import NewVictim, add_victim
from cases.actions.protection import set_safe_contact
from cases.actions.safeguards import add_safeguard
from cases.models import Case, Child, Pair, SafeContactRule, Safeguard
from register.actions.facts import record_sighting
from register.actions.tasks import raise_task
from register.models import Task
from tests import builders
from tests.cases.builders import TODAY, Household, act
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, title, words
from ui.dates import day

pytestmark = pytest.mark.django_db


def test_open_case_leads_to_the_case(visit: Visit) -> None:
    client, person = visit("safeguarding-officer"), builders.person()
    owner = get(client, "open-case", person.reference).context["form"]["owner"].value()

    response = post(client, "open-case", person.reference, owner=owner)

    case = Case.objects.get(person=person)
    assert response.url == f"/cases/{case.reference}"
    assert title(client.get(response.url)) == f"Case {case.reference} – Domestic Abuse Register"


def test_a_case_of_another_force_is_as_absent(home: Household, visit: Visit) -> None:
    client = visit("safeguarding-officer", "14")

    hidden, absent = get(client, "case", home.case.reference), get(client, "case", "C-0000000000")

    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content


def test_the_offender_manager_reads_the_case_but_cannot_work_on_it(home: Household, visit: Visit) -> None:
    client = visit("offender-manager")

    assert "Add a victim" not in words(get(client, "case", home.case.reference))
    assert get(client, "add-victim", home.case.reference).status_code == 403


def test_add_victim_by_name(home: Household, visit: Visit) -> None:
    typed = {"forenames": "Bronwen", "surname": "Parry", "sex": "F", "relationship": "ex_spouse"}

    response = post(visit("safeguarding-officer"), "add-victim", home.case.reference, **typed)

    assert response.status_code == 302
    assert Pair.objects.filter(case=home.case, victim__display_name="Bronwen Parry").exists()


@pytest.mark.parametrize("which", ["absent", "of another force"])
def test_add_victim_by_a_reference_out_of_reach(home: Household, visit: Visit, which: str) -> None:
    other = builders.person(builders.actor(force_code="14"), category="victim")
    reference = other.reference if which == "of another force" else "DAR-0000-0000"
    typed = {"reference": reference, "sex": "NS", "relationship": "not_known"}

    response = post(visit("safeguarding-officer"), "add-victim", home.case.reference, **typed)

    assert "There is nobody with this reference" in words(response)


def test_add_victim_asks_why_of_a_counter_allegation(home: Household, visit: Visit) -> None:
    other = builders.person(forenames="Asha", surname="Kaur")
    client = visit("safeguarding-officer")
    typed = {"reference": other.reference.lower(), "sex": "NS", "relationship": "ex_spouse"}

    response = post(client, "add-victim", home.case.reference, **typed)
    assert "Say who is afraid of whom" in words(response)
    assert f"Held as suspect by {other.owner_force.name}" in words(response)

    post(client, "add-victim", home.case.reference, **typed, afraid="She is afraid of him")
    assert Pair.objects.filter(victim=other).exists()


def test_set_safe_contact_replaces_the_rule_that_was_read(home: Household, visit: Visit) -> None:
    client, page = visit("safeguarding-officer"), (home.case.reference, home.victim.reference)
    post(client, "set-safe-contact", *page, channel="text", code_word="Heron", based_on=0)
    form = get(client, "set-safe-contact", *page).context["form"]
    assert form["code_word"].value() == "Heron"

    late = post(client, "set-safe-contact", *page, channel="text", code_word="Wren", based_on=0)
    assert "Somebody else changed the rule" in words(late)
    assert 'value="Wren"' in late.content.decode()

    post(client, "set-safe-contact", *page, channel="text", code_word="Wren", based_on=form["based_on"].value())
    assert SafeContactRule.objects.get(person=home.victim, ended_at__isnull=True).code_word == "Wren"


def test_a_victim_of_another_case_is_not_found(home: Household, visit: Visit) -> None:
    other = builders.person(home.officer, category="victim")

    assert get(visit("supervisor"), "set-safe-contact", home.case.reference, other.reference).status_code == 404


def test_end_a_safeguard_and_close_the_case(home: Household, visit: Visit) -> None:
    client, page = visit("safeguarding-officer"), (home.case.reference, home.victim.reference)
    made = add_safeguard(
        home.pair, kind=Safeguard.Kind.ALARM, instruction="Send a car", owner=home.owner, review_on=TODAY,
        starts_on=TODAY, **act(home.officer),
    )  # fmt: skip
    assert "End Alarm" in words(get(client, "victim", *page))

    refused = post(client, "close-case", home.case.reference, why="She moved abroad")
    assert "A safeguard still runs: Alarm" in words(refused)
    assert "She moved abroad" in words(refused)

    back = client.get(post(client, "end-safeguard", *page, made.pk, why="The alarm was given back").url)
    assert "The safeguard is ended." in words(back)
    assert "End Alarm" not in words(back)

    response = client.get(post(client, "close-case", home.case.reference, why="She moved abroad").url)
    assert "The case is closed." in words(response)
    assert f"closed {day(timezone.localdate())}" in words(response)


def test_closing_shows_what_is_still_to_do(home: Household, visit: Visit) -> None:
    record_sighting(home.person, place="Leeds", **act(home.officer))

    assert "Confirm what a caller said, due" in words(
        get(visit("safeguarding-officer"), "close-case", home.case.reference)
    )


def test_closing_names_no_more_than_fits_of_what_is_still_to_do(home: Household, visit: Visit) -> None:
    for number in range(12):
        raise_task(
            home.case.force, kind=Task.Kind.REVIEW, title=f"Look at {number:02}", team="safeguarding-officer",
            due_on=TODAY, person=home.person, **act(home.officer),
        )  # fmt: skip

    page = words(get(visit("safeguarding-officer"), "close-case", home.case.reference))

    assert page.count("Look at ") == 10 and "; and more. Closing the case leaves it open." in page


def test_a_closed_case_can_be_read_and_not_worked_on(home: Household, visit: Visit) -> None:
    client = visit("safeguarding-officer")
    post(client, "close-case", home.case.reference, why="She moved abroad")

    read = words(get(client, "case", home.case.reference))

    assert "Closed" in read and "Asha Kaur" in read
    assert "Add a victim" not in read
    assert "This case is closed" in words(post(client, "add-child", home.case.reference, name="Ravi"))


@pytest.mark.parametrize("which", ["absent", "of another victim"])
def test_a_safeguard_that_is_not_this_victims_is_as_absent(home: Household, visit: Visit, which: str) -> None:
    other = add_victim(home.case, victim=NewVictim("Bronwen", "Parry"), **act(home.officer))
    made = add_safeguard(
        other, kind=Safeguard.Kind.ALARM, instruction="Send a car", owner=home.owner, review_on=TODAY,
        starts_on=TODAY, **act(home.officer),
    )  # fmt: skip
    number = made.pk if which == "of another victim" else made.pk + 1

    response = get(visit("supervisor"), "end-safeguard", home.case.reference, home.victim.reference, number)

    assert response.status_code == 404


def test_seeing_the_code_word_in_the_form_is_logged_and_sending_it_is_not_another_reading(
    home: Household, visit: Visit
) -> None:
    client, page = visit("safeguarding-officer"), (home.case.reference, home.victim.reference)
    shown = Event.objects.filter(code="victim.safe_contact_read", subject_ref=home.victim.reference)

    get(client, "set-safe-contact", *page)
    assert shown.count() == 1
    post(client, "set-safe-contact", *page, channel="text", code_word="Heron", based_on=0)
    assert shown.count() == 1


def test_whoever_may_not_see_the_rule_is_not_shown_it_to_change_it(home: Household, visit: Visit) -> None:
    set_safe_contact(home.pair, code_word="Heron", **act(home.officer))
    builders.allow_writes()
    role = Role.objects.get(code="supervisor")
    role.grants.filter(permission="safe_contact.see").delete()
    client = visit("supervisor")

    response = get(client, "set-safe-contact", home.case.reference, home.victim.reference)

    assert response.status_code == 404
    assert "Heron" not in response.content.decode()


def test_add_child(home: Household, visit: Visit) -> None:
    post(visit("safeguarding-officer"), "add-child", home.case.reference, name="Ravi", date_of_birth="2019-05-02")

    assert Child.objects.get(case=home.case).name == "Ravi"
