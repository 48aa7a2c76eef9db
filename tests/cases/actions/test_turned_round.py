"""A known victim who is entered as having abused, or the reverse, wherever that is done: both roles stay, and somebody
says who is afraid of whom."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from audit.core.errors import Refused
from cases.actions.incidents import Involved, add_to_incident, identify_in_incident, record_incident
from cases.actions.pairs import LOOK_AT, Reasoning, change_pair
from cases.models import CounterAllegation, Incident, Pair
from cases.models.incident import Role
from register.actions.registrations import propose_registration
from register.models import Person, Registration, SubjectCategory, Task
from tests import builders
from tests.cases.builders import TODAY, Household, act, household
from tests.cases.web.pages import get, post, words

pytestmark = pytest.mark.django_db
SAYS = Reasoning(afraid="She is afraid of him")
Direction = CounterAllegation.Direction


@pytest.fixture
def home() -> Household:
    return household()


def incident(home: Household) -> Incident:
    return record_incident(home.owner.force, person=home.person, **act(home.officer))


def is_looked_at(person: Person) -> bool:
    return Task.objects.open().filter(title=LOOK_AT, team="supervisor", person=person).exists()


def test_an_incident_in_a_call_waits_for_nothing_and_a_supervisor_looks_at_it(home: Household) -> None:
    record_incident(
        home.owner.force, person=home.person, involved=[Involved(Role.SUSPECT, home.victim)], **act(home.officer)
    )

    assert is_looked_at(home.victim) and not is_looked_at(home.person)


def test_a_known_victim_is_not_added_as_the_suspect_without_saying_who_is_afraid(home: Household) -> None:
    made, somebody = incident(home), Involved(Role.SUSPECT, home.victim)
    with pytest.raises(Refused, match="Say who is afraid of whom"):
        add_to_incident(made, somebody=somebody, **act(home.officer))

    add_to_incident(made, somebody=somebody, reasoning=SAYS, **act(home.officer))

    row = CounterAllegation.objects.get()
    assert (row.case, row.person, row.direction) == (home.case, home.victim, Direction.KNOWN_VICTIM)
    assert made.changes.filter(why="She is afraid of him").exists() and is_looked_at(home.victim)


def test_a_known_offender_is_not_found_to_be_the_victim_without_saying_who_is_afraid() -> None:
    home, by = household(), builders.actor("control-room-specialist")
    made = record_incident(
        builders.force(), involved=[Involved(Role.VICTIM, words="A man")], **act(by)
    )  # fmt: skip
    party = made.parties.get()
    with pytest.raises(Refused, match="Say who is afraid of whom"):
        identify_in_incident(made, party=party, person=home.person, **act(by))

    identify_in_incident(made, party=party, person=home.person, reasoning=SAYS, **act(by))

    assert is_looked_at(home.person)


@pytest.mark.parametrize(
    ("roles", "direction"),
    [
        (("suspect", "suspect"), Direction.KNOWN_VICTIM),
        (("victim", "victim"), Direction.KNOWN_OFFENDER),
    ],
    ids=["the victim abused", "whom the case is about was harmed"],
)
def test_the_roles_of_a_pair_are_not_turned_round_without_saying_who_is_afraid(
    home: Household, roles: tuple[str, str], direction: Direction
) -> None:
    person_role, victim_role = map(SubjectCategory, roles)
    said = {
        "relationship": home.pair.relationship, "person_role": person_role, "victim_role": victim_role,
        "starts_on": None, "ends_on": None, "why": "What the neighbours say",
    }  # fmt: skip
    with pytest.raises(Refused, match="Say who is afraid of whom"):
        change_pair(home.pair, **said, **act(home.officer))

    change_pair(Pair.objects.get(pk=home.pair.pk), reasoning=SAYS, **said, **act(home.officer))

    assert CounterAllegation.objects.get().direction == direction


def test_the_pages_show_what_is_known_and_ask(home: Household) -> None:
    client = builders.sign_in(Client(), builders.user("safeguarding-officer"))
    made = incident(home)

    added = post(client, "add-to-incident", made.reference, reference=home.victim.reference, role="suspect")
    turned = post(
        client, "change-pair", home.case.reference, home.victim.reference, relationship="spouse", version=1,
        person_role="suspect", victim_role="suspect", why="What the neighbours say",
    )  # fmt: skip

    for page in (words(added), words(turned)):
        assert "Who is the primary aggressor?" in page and "Say who is afraid of whom" in page
    assert "This person is known in the other role" in words(added)


# Registration


def proposed(person: Person, **more: str) -> Registration:
    lead = builders.actor("supervisor")
    return propose_registration(
        person, managing_force=builders.force(), gate="high_harm_conviction", gate_reason="Two convictions",
        starts_on=TODAY, **more, **act(lead),
    )  # fmt: skip


def harmed_elsewhere() -> Person:
    """Held as having abused, and as harmed in another force's case."""
    home = household()
    by = home.officer
    other = builders.person(by, date_of_birth=date(1980, 1, 1))
    builders.allow_writes()
    Pair.objects.filter(pk=home.pair.pk).update(victim=other)
    return other


def test_somebody_who_is_held_as_harmed_is_not_registered_without_saying_who_is_afraid() -> None:
    person = harmed_elsewhere()
    with pytest.raises(Refused, match="Say who is afraid of whom") as refused:
        proposed(person)
    assert refused.value.field == "afraid"

    made = proposed(person, afraid="He is afraid of nobody: she hides")

    assert "He is afraid of nobody" in made.status_changes.get().why
    assert Task.objects.open().filter(title="Look at the registration of somebody who is held as harmed").exists()


def test_the_page_asks_only_of_somebody_who_is_held_as_harmed() -> None:
    client = builders.sign_in(Client(), builders.user("supervisor"))
    other = builders.person(builders.actor("safeguarding-officer"))

    assert "This person is held as harmed" in words(get(client, "propose-registration", harmed_elsewhere().reference))
    assert "Who is afraid of whom?" not in words(get(client, "propose-registration", other.reference))
