from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from register.models import Person
from tests import builders
from tests.cases.builders import CANARIES, Household, enrich
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, title, words

pytestmark = pytest.mark.django_db


def opened(client: Client, person: Person) -> dict[str, Any]:
    """What the form of the page holds when it is opened."""
    form = get(client, "correct-person", person.reference).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    return {**typed, "date_of_birth": str(typed["date_of_birth"] or "")}


def test_the_record_shows_the_history(home: Household, visit: Visit) -> None:
    enrich(home)

    response = get(visit("supervisor"), "person-record", home.person.reference)
    read = words(response)

    assert title(response) == f"Record {home.person.reference} – Domestic Abuse Register"
    for fact in ("Mark Cole", "12 Mill Road, Leeds, LS6 3AA", "BM23 JPF", "1979/0163001B", "DAPO made", "Active"):
        assert fact in read


def test_the_record_of_another_forces_victim_is_not_found(home: Household, visit: Visit) -> None:
    assert get(visit("supervisor", "14"), "person-record", home.victim.reference).status_code == 404


def test_professional_standards_may_read_the_record_but_no_protected_detail(home: Household, visit: Visit) -> None:
    page = get(visit("professional-standards"), "person-record", home.victim.reference).content.decode()

    assert not any(canary in page for canary in CANARIES)


def test_correct_person(home: Household, visit: Visit) -> None:
    client = visit()

    response = post(
        client, "correct-person", home.person.reference, **opened(client, home.person) | {"surname": "Nowak"}
    )
    home.person.refresh_from_db()

    assert response.status_code == 302
    assert home.person.display_name == "Marek Nowak"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({"forenames": "", "surname": ""}, "Give at least a forename or a surname", id="no name"),
        pytest.param({"date_of_birth": "2999-01-01"}, "must be today or in the past", id="born in the future"),
        pytest.param({"date_of_birth": "31/02/1984"}, "must be a real date", id="no such day"),
        pytest.param({"sex": "X"}, "Select one of the options", id="no such choice"),
    ],
)
def test_correct_person_says_what_to_do(home: Household, visit: Visit, typed: dict[str, str], said: str) -> None:
    client = visit()

    response = post(client, "correct-person", home.person.reference, **opened(client, home.person) | typed)

    assert said in words(response)
    assert title(response).startswith("Error: ")
    assert Person.objects.get(pk=home.person.pk).version == home.person.version


def test_the_second_editor_is_shown_both_versions_and_nothing_is_overwritten(home: Household, visit: Visit) -> None:
    first, second = visit(), visit("supervisor")
    theirs, mine = opened(first, home.person), opened(second, home.person)
    post(first, "correct-person", home.person.reference, **theirs | {"surname": "Nowak"})

    response = post(second, "correct-person", home.person.reference, **mine | {"surname": "Kowalska", "sex": "F"})
    read = words(response)

    assert response.status_code == 200
    assert "Somebody else changed this record while you were working on it" in read
    assert "Surname Kowalski Nowak Kowalska" in read
    assert "Sex Male Male Female" in read
    assert 'value="Kowalska"' in response.content.decode()
    assert Person.objects.get(pk=home.person.pk).display_name == "Marek Nowak"


def test_saving_again_after_the_comparison_is_a_decision(home: Household, visit: Visit) -> None:
    first, second = visit(), visit("supervisor")
    theirs, mine = opened(first, home.person), opened(second, home.person)
    post(first, "correct-person", home.person.reference, **theirs | {"surname": "Nowak"})
    form = post(second, "correct-person", home.person.reference, **mine | {"surname": "Kowalska"}).context["form"]

    again = {**mine, "surname": "Kowalska", "version": form["version"].value(), "seen": form["seen"].value()}
    post(second, "correct-person", home.person.reference, **again)

    assert Person.objects.get(pk=home.person.pk).display_name == "Marek Kowalska"


def test_a_forged_memory_of_the_record_is_not_believed(home: Household, visit: Visit) -> None:
    client = visit()
    mine = opened(client, home.person)
    builders.allow_writes()
    Person.objects.filter(pk=home.person.pk).update(version=9)

    response = post(client, "correct-person", home.person.reference, **mine | {"seen": "forged", "surname": "Nowak"})

    assert "Surname Not known Kowalski Nowak" in words(response)


def test_correct_person_is_denied_to_professional_standards(home: Household, visit: Visit) -> None:
    assert get(visit("professional-standards"), "correct-person", home.person.reference).status_code == 403


def test_restrict_person_closes_the_record_to_other_forces(home: Household, visit: Visit) -> None:
    response = post(
        visit("professional-standards"), "restrict-person", home.person.reference, is_restricted="yes", version=1
    )

    assert response.status_code == 302
    assert get(visit(force_code="14"), "person-card", home.person.reference).status_code == 404
    assert get(visit(), "person-card", home.person.reference).status_code == 200


def test_the_ways_on_stand_under_what_they_are_for(home: Household, visit: Visit) -> None:
    page = words(get(visit("supervisor"), "person-record", home.person.reference))

    assert page.index("Read Card") < page.index("Registration Registration") < page.index("Orders Record order")
    assert "Record a fact Edit person Add name" in page
    assert "Access and retention" in page


def test_a_group_of_which_nothing_is_allowed_is_not_there(home: Household, visit: Visit) -> None:
    page = words(get(visit("professional-standards"), "person-record", home.person.reference))

    assert "Orders Record order" not in page
