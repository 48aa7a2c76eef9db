"""The card by role and force, and what it costs."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actor import Actor
from audit.core.errors import OutOfReach, PermissionDenied
from audit.models import Event
from cases.actions.cards import open_card, open_person
from cases.actions.case_pages import open_case_page
from cases.actions.cases import NewVictim, add_victim
from cases.actions.protection import set_safe_contact
from cases.presenters import Card
from register.actions import facts
from register.actions.people import make_exception, restrict_person
from register.models import Person, Protection
from tests import builders
from tests.cases.builders import CANARIES, TODAY, Household, act, enrich, household, refuge

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


@pytest.fixture
def home() -> Household:
    rich = household()
    enrich(rich)
    set_safe_contact(rich.pair, code_word="Marigold", hours="10:00 to 14:00", **act(rich.officer))
    return rich


def card_for(person: Person, reader: Actor) -> Card:
    return open_card(Person.objects.select_related("owner_force").get(pk=person.pk), **act(reader))


def reader(role: str = "control-room-specialist", force: str = "13") -> Actor:
    return builders.actor(role, force_code=force)


def everything(card: Any) -> str:
    return repr(card)


def test_the_card_of_the_own_control_room(home: Household) -> None:
    card = card_for(home.person, reader())

    assert card.name == "Marek Kowalski"
    assert card.born == "27 March 1984, aged 42"
    assert [said.text for said in card.identifiers] == ["PNC ID 1979/0163001B"]
    assert {said.text for said in card.other_names} == {"Mark Cole (alias)", "Marko Kowalsky (alias)"}
    assert [said.text for said in card.addresses] == ["12 Mill Road, Leeds, LS6 3AA"]
    assert [said.text for said in card.dangers] == [
        "Firearms: Kitchen knife", "Weapons: Kitchen knife", "Violent: Kitchen knife",
    ]  # fmt: skip
    assert [each.name for each in card.protected] == ["Asha Kaur"]
    assert card.protected[0].safe_contact is not None
    assert card.protected[0].safe_contact.code_word == "Marigold"
    assert card.protected[0].safeguards == ("TecSOS phone: TecSOS phone: treat as emergency, do not ring back",)
    assert card.children == ("Ravi Kaur, aged 7, lives with the victim",)
    assert card.risks[0].level == "High"
    assert card.standings[0].duty.startswith("Initial notification due")
    assert card.ring[0].number == home.owner.force.control_room_phone


def test_an_order_stands_in_plain_words(home: Household) -> None:
    order = card_for(home.person, reader()).orders[0]

    assert order.title == "Domestic abuse protection order"
    assert order.conditions == ("Must not go within 200 metres of a protected address",)
    assert order.arrest == "May arrest for breach without a warrant: breach is a crime"
    assert (order.until, order.service) == ("Until 20 November 2027", "Served 21 November 2026")


def test_an_entitled_reader_is_told_the_place(home: Household) -> None:
    order = card_for(home.person, home.officer).orders[0]

    assert order.conditions == ("Must not go within 200 metres of 7 Canary Lane, Canaryford",)


@pytest.mark.parametrize("role", ["control-room-specialist", "offender-manager", "safeguarding-officer", "supervisor"])
def test_another_force_is_told_that_somebody_is_protected_and_whom_to_ask(home: Household, role: str) -> None:
    card = card_for(home.person, reader(role, "14"))

    assert [each.is_named for each in card.protected] == [False]
    assert card.protected[0].name.startswith("1 protected person: ask the control room of West Yorkshire Police")
    assert card.children == (
        f"1 child: ask the control room of West Yorkshire Police, {home.owner.force.control_room_phone}",
    )
    assert card.risks[0].level == "High"
    for secret in (*CANARIES, "Asha", "Kaur", "Marigold", "Ravi", "TecSOS"):
        assert secret not in everything(card)


def test_the_offender_manager_is_not_told_the_code_word(home: Household) -> None:
    protected = card_for(home.person, reader("offender-manager")).protected[0]

    assert protected.safe_contact is None
    assert "not shown to your role" in protected.safe_contact_words


@pytest.mark.parametrize(
    ("role", "is_shown"),
    [
        ("control-room-specialist", False),
        ("offender-manager", False),
        ("safeguarding-officer", True),
        ("supervisor", True),
    ],
)
@pytest.mark.parametrize("in_refuge", [False, True], ids=["at home", "in refuge"])
def test_a_confidential_address_on_the_card(home: Household, role: str, is_shown: bool, in_refuge: bool) -> None:
    if in_refuge:
        refuge(home.pair, home.officer)

    card = card_for(home.person, reader(role))

    for canary in ("Canary Lane", "CA7 4RY", "900777"):
        assert (canary in everything(card).replace("900 777", "900777")) is (is_shown and not in_refuge)


def test_what_is_withheld_is_said_once_with_whom_to_ask(home: Household) -> None:
    contacts = card_for(home.person, reader()).protected[0].contacts

    assert [said.is_withheld for said in contacts] == [True]
    assert contacts[0].text.startswith("Contact details: Confidential; ask the case owner through the control room of")


def test_a_bare_record_says_not_recorded() -> None:
    card = card_for(builders.person(), reader())

    assert card.born == "Not recorded"
    assert card.standings[0].status == "Not registered"
    assert (card.addresses, card.dangers, card.orders, card.protected, card.children, card.risks) == ((),) * 6


def test_a_doubtful_date_of_birth_is_shown_with_its_doubt() -> None:
    person = builders.person(date_of_birth=TODAY.replace(year=1970), date_of_birth_doubt="Placeholder date")

    assert card_for(person, reader()).born == "23 November 1970, aged 56. Doubtful: Placeholder date"


def test_an_unverified_fact_is_labelled_in_words(home: Household) -> None:
    card = card_for(home.person, reader())

    assert card.phones[0].remarks == ("Unverified",)
    assert card.addresses[0].remarks == ()


def test_free_text_on_the_card_hides_what_the_reader_may_not_see(home: Household) -> None:
    facts.record_sighting(home.person, note="He is outside 7 canary lane CA74RY", **act(home.officer))

    assert "He is outside [protected] [protected]" in everything(card_for(home.person, reader()))
    assert "He is outside 7 canary lane CA74RY" in everything(card_for(home.person, home.officer))


def test_the_card_of_a_victim_names_who_harmed_them(home: Household) -> None:
    card = card_for(home.victim, reader())

    assert [each.name for each in card.harmed_by] == ["Marek Kowalski"]
    assert card.protected[0].safe_contact is not None
    assert [order.title for order in card.orders] == ["Domestic abuse protection order against Marek Kowalski"]
    assert not any(canary in everything(card) for canary in CANARIES)


def test_five_events_newest_first(home: Household) -> None:
    for number in range(6):
        facts.record_sighting(home.person, note=f"Report {number} {'x' * 200}", **act(home.officer))

    events = card_for(home.person, reader()).events

    assert len(events) == 5
    assert [event.at for event in events] == sorted((event.at for event in events), reverse=True)
    assert all(len(event.text) < 90 for event in events)


# Who may open it


def test_opening_the_card_is_logged_with_what_was_shown(home: Household) -> None:
    card_for(home.person, reader())
    event = Event.objects.filter(code="card.opened").get()

    assert event.subject_ref == home.person.reference
    assert event.references == [home.person.reference, home.victim.reference]
    assert event.operation == "consultation"


@pytest.mark.parametrize(
    ("role", "error"),
    [
        ("professional-standards", PermissionDenied),
        ("force-administrator", OutOfReach),
        ("partner-agency", OutOfReach),
        ("oversight-auditor", OutOfReach),
    ],
)
def test_the_card_is_denied(home: Household, role: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        card_for(home.person, reader(role))
    assert Event.objects.filter(code="access.denied", object_ref=home.person.reference).exists()


def test_whoever_is_barred_finds_nobody(home: Household) -> None:
    barred = builders.user()
    make_exception(home.person, user=barred, may_open=False, why="Knows them", **act(reader("professional-standards")))

    with pytest.raises(OutOfReach):
        card_for(home.person, barred.actor(on=timezone.localdate()))


def test_a_restricted_record_is_open_to_its_own_force_and_to_exceptions(home: Household) -> None:
    standards = reader("professional-standards")
    restrict_person(home.person, is_restricted=True, **act(standards))
    visitor = builders.user(force_code="14")

    assert card_for(home.person, reader()).is_restricted
    with pytest.raises(OutOfReach):
        card_for(home.person, visitor.actor(on=timezone.localdate()))

    make_exception(home.person, user=visitor, may_open=True, why="Agreed", **act(standards))
    assert card_for(home.person, visitor.actor(on=timezone.localdate())).is_restricted


# What it costs


def queries_of(person: Person, by: Actor) -> list[str]:
    opened = Person.objects.select_related("owner_force").get(pk=person.pk)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        open_card(opened, **act(by))
    return [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]


def test_the_number_of_queries_is_fixed_whatever_the_record_holds(home: Household) -> None:
    by = reader()
    bare = queries_of(builders.person(home.officer, forenames="Nobody", surname="Known"), by)
    for number in range(3):
        new = NewVictim(forenames="V", surname=str(number))
        pair = add_victim(home.case, victim=new, **act(home.officer))
        facts.add_phone(
            pair.victim, source="officer", number=f"07700 90010{number}", protection=Protection.CONFIDENTIAL,
            **act(home.officer),
        )  # fmt: skip
    rich = queries_of(home.person, by)

    assert len(rich) == len(bare) <= MOST_QUERIES


# The full record and the case


def test_the_record_keeps_what_has_ended(home: Household) -> None:
    facts.add_address(home.person, source="officer", line_1="9 New Street", town="Leeds", **act(home.officer))

    record = open_person(home.person, **act(home.officer))

    ended = [row.said.text for row in record.facts if not row.is_current]
    assert ended == ["12 Mill Road, Leeds, LS6 3AA"]
    assert Event.objects.filter(code="person.opened").count() == 1


@pytest.mark.parametrize("role", ["control-room-specialist", "offender-manager", "professional-standards"])
def test_the_record_withholds_as_the_card_does(home: Household, role: str) -> None:
    assert not any(canary in everything(open_person(home.person, **act(reader(role)))) for canary in CANARIES)


def test_the_case_shows_the_judgement_to_those_who_work_there(home: Household) -> None:
    page = open_case_page(home.case, may_work=True, **act(home.officer))

    (risk,) = next(each.lines for each in page.sections if each.slug == "risk")
    assert risk.judgement == "Threats to kill; strangulation"
    assert [each.name for each in page.file.victims] == ["Asha Kaur"]
    with pytest.raises(OutOfReach):
        open_case_page(home.case, may_work=False, **act(reader("safeguarding-officer", "14")))
