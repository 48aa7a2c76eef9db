"""Whoever is barred from somebody who was harmed reads nothing of the matter: not her children, not what protects her,
not what happened to her."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.actions.children import Attended, ask_for_notices
from cases.actions.incidents import Told, record_incident
from cases.actions.observations import record_observation
from cases.models import Child, Incident, SchoolNotice
from register.actions.people import make_exception
from tests import builders
from tests.cases.builders import Household, act, enrich, household, stand_as_one
from tests.cases.web.pages import get, words

pytestmark = pytest.mark.django_db
CHILD, SEEN, SAID = "Ravi Kaur", "Waits at her gate", "He broke her door"


@pytest.fixture
def home() -> Household:
    made = household()
    enrich(made)
    by = act(made.officer)
    record_observation(made.owner.force, person=made.person, words=SEEN, **by)
    record_incident(made.owner.force, person=made.person, told=Told(account=SAID, has_weapons=True), **by)
    attended = Attended(timezone.now() - timedelta(hours=3))
    ask_for_notices(made.case, attended=attended, children=[Child.objects.get(case=made.case)], **by)
    return made


def barred_from(home: Household, *, through: str = "her own record") -> Client:
    """A supervisor of the force who is barred from her, by her own record or by one that is joined with it."""
    user, named = builders.user("supervisor"), home.victim
    if through != "her own record":
        named = builders.person(home.officer, forenames="Asha", surname="Kaur")
        stand_as_one(home.victim, named)
    by = act(builders.actor("professional-standards"))
    make_exception(named, user=user, may_open=False, why="Lived with her", **by)
    return builders.sign_in(Client(), user)


@pytest.mark.parametrize("through", ["her own record", "a joined record"])
def test_the_card_and_the_record_of_the_person_tell_nothing_of_the_matter(home: Household, through: str) -> None:
    free = builders.sign_in(Client(), builders.user("supervisor"))
    pages = ("person-card", "person-record", "person-timeline")
    before = " ".join(words(get(free, name, home.person.reference)) for name in pages)
    assert [each for each in (CHILD, SEEN, SAID) if each not in before] == []

    client = barred_from(home, through=through)

    after = " ".join(words(get(client, name, home.person.reference)) for name in pages)
    assert not [each for each in (CHILD, SEEN, SAID, "Asha") if each in after]
    assert "Incident, West Yorkshire Police: weapons. words withheld" in after
    assert "1 child: ask the control room of West Yorkshire Police" in after


def test_the_case_and_everything_in_it_is_as_absent(home: Household) -> None:
    notice, incident = SchoolNotice.objects.get(), Incident.objects.get()
    addresses = [
        ("case", home.case.reference), ("children", home.case.reference), ("case-risk", home.case.reference),
        ("case-section", home.case.reference, "people"), ("case-briefing", home.case.reference),
        ("victim", home.case.reference, home.victim.reference), ("school-notice", notice.reference),
        ("incident", incident.reference),
    ]  # fmt: skip
    free, client = builders.sign_in(Client(), builders.user("supervisor")), barred_from(home)

    assert {get(free, name, *args).status_code for name, *args in addresses} == {200}
    assert {get(client, name, *args).status_code for name, *args in addresses} == {404}


def test_the_lists_leave_it_out(home: Household) -> None:
    notice, incident = SchoolNotice.objects.get(), Incident.objects.get()
    lists = {"cases": home.case.reference, "school-notices": notice.reference, "incidents": incident.reference}
    free, client = builders.sign_in(Client(), builders.user("supervisor")), barred_from(home)

    for name, reference in lists.items():
        address = f"{reverse(name)}?whose=force"
        assert reference in words(free.get(address)), name
        assert reference not in words(client.get(address)), name


def test_a_bar_from_somebody_else_closes_nothing(home: Household) -> None:
    user, stranger = builders.user("supervisor"), builders.person(home.officer, forenames="Some", surname="Body")
    by = act(builders.actor("professional-standards"))
    make_exception(stranger, user=user, may_open=False, why="A neighbour", **by)
    client = builders.sign_in(Client(), user)

    assert get(client, "case", home.case.reference).status_code == 200
    assert CHILD in words(get(client, "person-card", home.person.reference))
