"""A restricted record in an emergency: who gets its safety card by what, what it leaves out, who learns nothing."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actor import Actor
from accounts.models import User
from audit.core.entry import Reason
from audit.core.errors import OutOfReach
from audit.models import Event
from cases.actions.cards import open_card, open_safety_card
from register.actions import facts
from register.actions.lookup import LookedUp, look_up
from register.actions.people import restrict_person
from register.models import Person, Source, SubjectCategory, Task
from tests import builders
from tests.builders import CALL
from tests.cases.builders import CANARIES, Household, act, enrich, household

pytestmark = pytest.mark.django_db
RECORDS = Reason("record_keeping")
ABSENT = "07700 900999"


@pytest.fixture
def home() -> Household:
    """A household of force 13 with everything on its card, restricted."""
    made = household()
    enrich(made)
    restrict_person(made.person, is_restricted=True, **act(builders.actor("professional-standards")))
    return made


def look(terms: str, *, reader: Actor | None = None, reason: Reason = CALL) -> LookedUp:
    return look_up(terms, actor=reader or builders.actor(force_code="14"), reason=reason)


EXACT = [
    pytest.param("07700 900123", id="phone"),
    pytest.param("+44 7700 900123", id="phone in E.164"),
    pytest.param("BM23 JPF", id="plate"),
    pytest.param("1979/0163001B", id="PNC ID"),
    pytest.param("79/163001B", id="PNC ID in short"),
    pytest.param("marek kowalski 27/03/1984", id="full name and date of birth"),
    pytest.param("Kowalski, Marek 27 March 1984", id="the same in another order"),
    pytest.param("kowalski 07700 900123", id="phone and surname"),
]
VAGUER = [
    pytest.param("marek kowalski", id="name"),
    pytest.param("kowalski 27/03/1984", id="surname and date of birth"),
    pytest.param("mark kowalsky 27/03/1984", id="name with slips and date of birth"),
    pytest.param("marek kowalski 3/27/1984 leeds ls6 3aa 12 mill road kowalski", id="everything but exact"),
    pytest.param("marek kowalski 26/03/1984", id="another day"),
    pytest.param("900123", id="end of a phone"),
    pytest.param("07700 900124", id="one digit off"),
    pytest.param("BM23 JPE", id="plate with a wrong letter"),
    pytest.param("BM23", id="part of a plate"),
    pytest.param("79/163001C", id="PNC ID with a wrong letter"),
    pytest.param("12 mill road leeds ls6 3aa", id="address"),
    pytest.param("begum 07700 900123", id="phone with another name"),
]


@pytest.mark.parametrize("terms", EXACT)
def test_what_names_the_person_exactly_leads_to_the_safety_card(home: Household, terms: str) -> None:
    answer = look(terms)

    assert answer.found == ()
    assert answer.restricted == home.person


@pytest.mark.parametrize("terms", VAGUER)
def test_anything_vaguer_finds_nobody(home: Household, terms: str) -> None:
    answer = look(terms)

    assert (answer.found, answer.restricted) == ((), None)


@pytest.mark.parametrize("role", ["supervisor", "offender-manager", "safeguarding-officer", "professional-standards"])
def test_whoever_does_not_answer_calls_finds_nobody(home: Household, role: str) -> None:
    assert look("07700 900123", reader=builders.actor(role, force_code="14")).restricted is None


def test_without_a_live_call_there_is_none(home: Household) -> None:
    assert look("07700 900123", reason=RECORDS).restricted is None


def test_whoever_may_see_the_record_gets_it_as_ever(home: Household) -> None:
    answer = look("07700 900123", reader=builders.actor(force_code="13"))

    assert [each.person for each in answer.found] == [home.person]
    assert answer.restricted is None


def test_somebody_barred_gets_what_they_would_get_if_there_were_nobody(home: Household) -> None:
    user = builders.user(force_code="14")
    builders.bar(user, home.person)

    assert look("07700 900123", reader=user.actor(on=date(2026, 11, 25))).restricted is None


def test_a_restricted_victim_is_not_found(home: Household) -> None:
    builders.allow_writes()
    Person.objects.filter(pk=home.person.pk).update(subject_category=SubjectCategory.VICTIM)

    assert look("07700 900123").restricted is None


def test_a_fact_that_fits_two_restricted_records_names_neither(home: Household) -> None:
    other = builders.person(home.officer, forenames="Adam", surname="Nowak")
    facts.add_phone(other, source=Source.OFFICER, number="07700 900123", **act(home.officer))
    restrict_person(other, is_restricted=True, **act(builders.actor("professional-standards")))

    assert look("07700 900123").restricted is None


# The page


def posted(client: Client, terms: str) -> HttpResponse:
    return client.post("/lookup", {"q": terms}, headers={"HX-Request": "true"})


def test_the_card_shows_what_keeps_people_alive_and_nothing_else(home: Household) -> None:
    browser = builders.sign_in(Client(), builders.user(force_code="14"))
    listed = posted(browser, "07700 900123").content.decode()
    address = reverse("safety-card", args=[home.person.reference])
    page = browser.get(address).content.decode()

    assert "Restricted record: safety card only" in listed and f'href="{address}"' in listed
    assert "Kowalski" not in listed
    for said in (
        "Marek Kowalski", "Kitchen knife", "Domestic abuse protection order", "200 metres", "Do not say the name",
        "Risk to the people harmed: high", "control room of West Yorkshire Police", "is in the log",
    ):  # fmt: skip
        assert said in page, said
    for hidden in (
        "Cole", "Kowalsky", "Mill Road", "LS6", "900123", "BM23", "163001B", "Asha", "Kaur", "Ravi", "Black Bull",
        "Threats to kill", "TecSOS", "Case owner", *CANARIES,
    ):  # fmt: skip
        assert hidden not in page, hidden


def test_opening_it_is_logged_and_the_supervisors_of_its_force_are_told_once_without_a_name(home: Household) -> None:
    browser = builders.sign_in(Client(), builders.user(force_code="14"))
    posted(browser, "07700 900123")
    for _ in range(2):
        browser.get(reverse("safety-card", args=[home.person.reference]))

    looked_up = Event.objects.filter(code="person.looked_up").latest("at")
    assert (looked_up.fields["has_restricted"], looked_up.references) == (True, [home.person.reference])
    opened = Event.objects.filter(code="card.safety_opened").latest("at")
    assert (opened.subject_ref, opened.references) == (home.person.reference, [home.person.reference])
    assert (opened.operation, opened.fields, opened.reason) == ("consultation", {"force": "13"}, "live_call")
    task = Task.objects.get(title="A restricted record was opened in an emergency")
    assert (task.force.code, task.team, task.person) == ("13", "supervisor", home.person)
    assert "Kowalski" not in task.title + task.detail


def test_without_a_lookup_that_named_it_the_card_is_absent_and_so_is_every_other_page(home: Household) -> None:
    browser = builders.sign_in(Client(), builders.user(force_code="14"))
    absent = browser.get(reverse("safety-card", args=["DAR-0000-0000"]))

    assert (absent.status_code, browser.get(safety(home)).content) == (404, absent.content)
    posted(browser, "07700 900123")
    assert browser.get(safety(home)).status_code == 200
    for page in ("person-card", "person-record", "correct-person", "add-address", "record-order"):
        assert browser.get(reverse(page, args=[home.person.reference])).status_code == 404, page


def safety(home: Household) -> str:
    return reverse("safety-card", args=[home.person.reference])


@pytest.mark.parametrize("how", ["another reason", "barred meanwhile", "half an hour later"])
def test_what_was_named_does_not_stay_open(home: Household, how: str) -> None:
    user = builders.user(force_code="14")
    browser = builders.sign_in(Client(), user)
    posted(browser, "07700 900123")
    session = browser.session
    if how == "another reason":
        session["reason"] = {"code": "record_keeping", "words": "", "incident": ""}
    elif how == "barred meanwhile":
        builders.bar(user, home.person)
    else:
        session["restricted_named"] = {home.person.reference: session["restricted_named"][home.person.reference] - 1801}
    session.save()

    assert browser.get(safety(home)).status_code == 404


def test_the_action_itself_refuses_whoever_may_see_the_record_or_has_no_call(home: Household) -> None:
    far = builders.actor(force_code="14")

    with pytest.raises(OutOfReach):
        open_safety_card(home.person, actor=far, reason=RECORDS)
    with pytest.raises(OutOfReach):
        open_card(home.person, actor=far, reason=CALL)
    with pytest.raises(OutOfReach):
        open_safety_card(home.person, actor=builders.actor(force_code="13"), reason=CALL)


# As if absent


def work(terms: str, reader: Actor) -> list[str]:
    """The statements of one lookup: what each does first, without its values."""
    with CaptureQueriesContext(connection) as captured:
        look(terms, reader=reader)
    return [re.sub(r"\bs\d+_x\d+", "", query["sql"].split("(", 1)[0])[:60] for query in captured]


def hide(person: Person, how: str, user: User) -> None:
    if how == "restricted":
        restrict_person(person, is_restricted=True, **act(builders.actor("professional-standards")))
    elif how == "victim of another force":
        builders.allow_writes()
        Person.objects.filter(pk=person.pk).update(subject_category=SubjectCategory.VICTIM)
    else:
        builders.bar(user, person)


EVERYTHING = ("marek kowalski", "07700 900123", "BM23 JPF", "1979/0163001B", "leeds ls6", "marek kowalski 27/03/1984")


@pytest.mark.parametrize(
    ("role", "how", "typed"),
    [
        pytest.param("offender-manager", "restricted", EVERYTHING, id="restricted, for who answers no calls"),
        pytest.param("offender-manager", "victim of another force", EVERYTHING, id="a victim of another force"),
        pytest.param("offender-manager", "barred", EVERYTHING, id="barred"),
        pytest.param("control-room-specialist", "barred", EVERYTHING, id="barred, for who answers calls"),
        pytest.param(
            "control-room-specialist", "restricted", ("marek kowalski", "leeds ls6"), id="restricted, vaguely"
        ),
    ],
)
def test_a_hidden_person_costs_and_answers_what_an_absent_one_does(role: str, how: str, typed: tuple[str, ...]) -> None:
    user = builders.user(role, force_code="14")
    browser = builders.sign_in(Client(), user)
    reader = user.actor(on=date(2026, 11, 25))
    browser.get("/lookup")
    without = {terms: (posted(browser, terms).content, work(terms, reader)) for terms in typed}
    home = household()
    enrich(home)
    hide(home.person, how, user)

    assert {terms: (posted(browser, terms).content, work(terms, reader)) for terms in typed} == without


def test_the_search_for_restricted_records_costs_the_same_whether_there_is_one(home: Household) -> None:
    reader = builders.actor(force_code="14")

    assert work("07700 900123", reader) == work(ABSENT, reader)


def test_five_hundred_hidden_people_neither_crowd_out_nor_reorder_a_visible_one() -> None:
    by = builders.actor(force_code="13")
    near = builders.person(by, forenames="Marek", surname="Kowalsky", date_of_birth=date(1984, 3, 27))
    exact = builders.person(by, forenames="Marek", surname="Kowalski", date_of_birth=date(1984, 3, 28))
    far = builders.actor("offender-manager", force_code="14")
    terms = "marek kowalski leeds 27/03/1984"
    before = [(each.person, each.match) for each in look(terms, reader=far).found]
    for _ in range(500):
        builders.person(by, forenames="Marek", surname="Kowalski", date_of_birth=date(1984, 3, 27))
    builders.allow_writes()
    Person.objects.exclude(pk__in=[near.pk, exact.pk]).update(is_restricted=True)
    answer = look(terms, reader=far)

    assert {each[0] for each in before} == {near, exact}
    assert [(each.person, each.match) for each in answer.found] == before
    assert not answer.was_cut
