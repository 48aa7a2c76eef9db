"""A joined person is shown as one, and no record says through another what its reader may not see."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actor import Actor
from audit.core.errors import OutOfReach
from audit.models import Event
from cases.actions.cards import open_card, open_person
from cases.actions.case_pages import open_case_page
from cases.actions.protection import set_safe_contact
from cases.contact import may_show, protection_of
from cases.presenters import Card
from cases.rules.contact import Why
from register.actions import facts
from register.actions.decisions import undo_join
from register.actions.orders import record_order
from register.actions.people import make_exception, restrict_person
from register.models import Identifier, Person, PersonName, Protection, Source, WarningSignal
from tests import builders
from tests.cases.builders import (
    CANARIES,
    CANARY_LINE,
    CANARY_POSTCODE,
    CANARY_TOWN,
    Household,
    act,
    enrich,
    household,
    officer,
    refuge,
    stand_as_one,
)
from tests.cases.web.pages import get, words
from tests.register.matched import joined as joined_by_itself

pytestmark = pytest.mark.django_db

THEIR_PHONE, THEIR_LINE = "07700 900888", "3 Harbour Street"


def reader(role: str = "control-room-specialist", force: str = "13") -> Actor:
    return builders.actor(role, force_code=force)


def again(person: Person) -> Person:
    return Person.objects.select_related("owner_force").get(pk=person.pk)


def card_for(person: Person, by: Actor) -> Card:
    return open_card(again(person), **act(by))


def other_record(of: Person, **fields: Any) -> Person:
    """The record that force 14 holds of the same man: some of it the same, some of its own."""
    owner, by = officer("14")
    origin = {"source": Source.OFFICER, **act(by)}
    other = builders.person(by, surname="Kowalsky", date_of_birth=date(1984, 3, 27), sex=Person.Sex.MALE, **fields)
    facts.add_address(other, line_1="12 Mill Road", town="Leeds", postcode="LS6 3AA", **origin)
    facts.add_address(other, line_1=THEIR_LINE, town="Sheffield", kind="work", **origin)
    facts.add_phone(other, number="07700 900123", is_confirmed=True, **origin)
    facts.add_phone(other, number=THEIR_PHONE, **origin)
    facts.add_vehicle(other, mark="BM23 JPF", description="grey van", **origin)
    facts.add_identifier(other, kind=Identifier.Kind.PNC, text="79/163001B", **origin)
    for code, narrative in (("FI", "Kitchen knife"), ("EX", "Threw a chair")):
        signal = WarningSignal.objects.filter(code=code).first() or WarningSignal.objects.order_by("-rank").first()
        facts.add_danger_marker(other, signal=signal, review_on=date(2027, 5, 1), narrative=narrative, **origin)
    record_order(
        other, force=owner.force, kind="DVPO", made_on=date(2026, 11, 22), court="Sheffield Magistrates",
        ends_on=date(2026, 12, 20), conditions=[{"type": "no_contact", "text": "not to contact her"}], **act(by),
    )  # fmt: skip
    facts.record_sighting(other, note="Seen at the harbour", **act(by))
    stand_as_one(of, other)
    return other


@pytest.fixture
def home() -> Household:
    rich = household()
    enrich(rich)
    set_safe_contact(rich.pair, code_word="Marigold", **act(rich.officer))
    return rich


# Shown as one


def test_the_card_of_either_record_shows_what_both_hold(home: Household) -> None:
    other = other_record(home.person)
    for opened in (home.person, other):
        card = card_for(opened, reader())
        texts = repr(card)

        for held in (THEIR_LINE, "900 888", "900 123", "12 Mill Road", "Threw a chair", "Kitchen knife", "Mark Cole"):
            assert held in texts.replace("900888", "900 888").replace("900123", "900 123"), held
        assert {order.title for order in card.orders} == {
            "Domestic abuse protection order", "Domestic violence protection order",
        }  # fmt: skip
        assert [each.name for each in card.protected] == ["Asha Kaur"]
        assert "Seen at the harbour" in texts
        assert card.standings[0].is_live


def test_what_both_hold_is_said_once_with_both(home: Household) -> None:
    other_record(home.person)

    card = card_for(home.person, reader())

    both = "also South Yorkshire"
    addresses = {said.text: said.source for said in card.addresses}
    dangers = {said.text: said.source for said in card.dangers}
    assert addresses["12 Mill Road, Leeds, LS6 3AA"] == both
    assert addresses[f"Work: {THEIR_LINE}, Sheffield"] == "South Yorkshire"
    assert [said.source for said in card.vehicles] == [both]
    assert [said.source for said in card.identifiers] == [both]
    assert (dangers["Firearms: Kitchen knife"], dangers["Violent: Kitchen knife"]) == (both, "")
    assert len(card.phones) == 3


def test_one_records_confirmation_counts_for_both(home: Household) -> None:
    other_record(home.person)

    card = card_for(home.person, reader())

    remarks = {said.text.replace(" ", ""): said.remarks for said in card.phones}
    assert remarks["07700900123"] == ()
    assert remarks["07700900888"] == ("Unverified",)


def test_the_card_says_which_records_it_is_joined_from(home: Household) -> None:
    other = other_record(home.person)

    card = card_for(other, reader())

    assert [(each.reference, each.force, each.is_opened) for each in card.joined] == [
        (other.reference, "South Yorkshire Police", True),
        (home.person.reference, "West Yorkshire Police", False),
    ]
    assert (card.reference, card.name) == (other.reference, "Marek Kowalsky")
    assert "Marek Kowalski (name)" in [said.text for said in card.other_names]


def test_a_record_that_is_joined_with_none_says_nothing_of_joining(home: Household) -> None:
    card = card_for(home.person, reader())

    assert card.joined == ()
    assert not any(said.source for said in (*card.addresses, *card.phones, *card.dangers, *card.identifiers))


def test_a_differing_birth_and_sex_are_both_said() -> None:
    one = builders.person(date_of_birth=date(1984, 3, 27), sex=Person.Sex.MALE)
    other = builders.person(reader(force="14"), date_of_birth=date(1984, 3, 2), sex=Person.Sex.FEMALE)
    stand_as_one(one, other)

    card = card_for(one, reader())

    assert card.born == "27 March 1984, aged 42. South Yorkshire: 2 March 1984, aged 42"
    assert card.sex == "Male. South Yorkshire: Female"


def test_two_live_registrations_stand_side_by_side(home: Household) -> None:
    other = other_record(home.person)
    supervisor = reader("supervisor", "14")
    builders.registered(other, supervisor, gate_reason="DVPO", starts_on=date(2026, 11, 22))

    card = card_for(other, reader())

    assert [each.source for each in card.standings] == ["", "West Yorkshire"]
    rings = [each.who for each in card.ring if each.role == "Control room"]
    assert rings == ["South Yorkshire Police", "West Yorkshire Police"]


def test_a_suspect_who_is_held_as_a_victim_too_has_both_parts(home: Household) -> None:
    same_force = builders.person(home.officer, forenames="Asha", surname="Kaur")
    stand_as_one(home.victim, same_force)

    for opened in (home.victim, same_force):
        card = card_for(opened, reader())

        assert [each.name for each in card.harmed_by] == ["Marek Kowalski"]
        assert card.is_perpetrator
        assert card.protected[0].safe_contact is not None
        assert card.protected[0].safe_contact.code_word == "Marigold"


def test_the_full_record_shows_all_and_lets_change_the_opened_one_alone(home: Household) -> None:
    other = other_record(home.person)
    supervisor = reader("supervisor", "14")

    record = open_person(again(other), **act(supervisor))

    mine = [row for row in record.facts if home.person.reference not in row.source]
    theirs = [row for row in record.facts if home.person.reference in row.source]
    assert any("12 Mill Road" in row.said.text for row in mine)
    assert any("12 Mill Road" in row.said.text for row in theirs)
    assert any(row.can_be_ended for row in mine)
    assert not any(row.can_be_ended or row.can_be_confirmed for row in theirs)


def test_opening_a_joined_card_is_logged_of_every_record_it_showed(home: Household) -> None:
    other = other_record(home.person)

    card_for(other, reader())

    event = Event.objects.filter(code="card.opened").get()
    assert event.subject_ref == other.reference
    assert event.references == [other.reference, home.person.reference, home.victim.reference]


def test_a_case_shows_its_own_victims_alone(home: Household) -> None:
    other_record(home.person)

    file = open_case_page(home.case, may_work=True, **act(home.officer)).file

    assert [each.name for each in file.victims] == ["Asha Kaur"]


def test_a_joined_card_costs_as_many_queries_as_any_other(home: Household) -> None:
    def cost(person: Person) -> int:
        opened = again(person)
        by = reader()
        with CaptureQueriesContext(connection) as captured:
            open_card(opened, **act(by))
        return sum("SAVEPOINT" not in query["sql"] for query in captured)

    alone = cost(home.person)
    other = other_record(home.person)

    assert cost(home.person) == cost(other) == alone


def test_undoing_a_join_takes_everything_back_where_it_was() -> None:
    match = joined_by_itself()
    supervisor = reader("supervisor")
    facts.add_phone(match.other, number=THEIR_PHONE, source=Source.OFFICER, **act(reader(force="14")))
    together = card_for(match.one, supervisor)

    undo_join(match, why="Two brothers", **act(supervisor))

    apart = card_for(match.one, supervisor)
    assert len(together.joined) == 2 and "900888" in repr(together).replace(" ", "")
    assert apart.joined == () and "900888" not in repr(apart).replace(" ", "")


# What a joined record does not give away


def hide(how: str, other: Person, by: str) -> Actor:
    """Put the other record out of the reach of a reader of force 13."""
    user = builders.user(by)
    if how == "restricted":
        restrict_person(other, is_restricted=True, **act(reader("professional-standards", "14")))
    elif how == "barred":
        standards = reader("professional-standards", "14")
        make_exception(other, user=user, may_open=False, why="Knows him", **act(standards))
    else:
        builders.allow_writes()
        Person.objects.filter(pk=other.pk).update(subject_category="victim")
    return user.actor(on=date(2026, 11, 25))


@pytest.mark.parametrize("role", ["control-room-specialist", "safeguarding-officer", "supervisor"])
@pytest.mark.parametrize("how", ["restricted", "a victim of another force"])
def test_a_joined_record_out_of_reach_gives_nothing_and_is_not_counted(home: Household, role: str, how: str) -> None:
    facts.record_sighting(home.person, note="Back at 12 Mill Road, LS6 3AA", **act(home.officer))
    before = repr(card_for(home.person, reader(role)))
    whole = repr(open_person(again(home.person), **act(reader(role))))
    other = other_record(home.person)
    by = hide(how, other, role)

    assert repr(card_for(home.person, by)) == before
    assert repr(open_person(again(home.person), **act(by))) == whole
    event = Event.objects.filter(code="card.opened", actor_ref=by.ref).get()
    assert other.reference not in event.references


def test_somebody_barred_from_one_record_opens_none_of_them(home: Household) -> None:
    barred = hide("barred", other_record(home.person), "control-room-specialist")

    for read in (lambda: card_for(home.person, barred), lambda: open_person(again(home.person), **act(barred))):
        with pytest.raises(OutOfReach):
            read()


def test_a_record_that_is_no_longer_restricted_is_shown_again(home: Household) -> None:
    other = other_record(home.person)
    standards = reader("professional-standards", "14")
    restrict_person(other, is_restricted=True, **act(standards))
    hidden = card_for(home.person, reader())
    restrict_person(again(other), is_restricted=False, **act(standards))

    assert hidden.joined == ()
    assert len(card_for(home.person, reader()).joined) == 2


def woman_of_two_forces(protection: Protection = Protection.CONFIDENTIAL) -> tuple[Household, Person]:
    """Asha, a protected victim in force 13, whom force 14 holds as a suspect at the very same address."""
    home = household(protection)
    suspect = builders.person(reader(force="14"), forenames="Asha", surname="Kaur")
    origin = {"source": Source.OFFICER, **act(reader("safeguarding-officer", "14"))}
    facts.add_address(suspect, line_1=CANARY_LINE, town=CANARY_TOWN, postcode=CANARY_POSTCODE, **origin)
    facts.add_phone(suspect, number="07700 900777", **origin)
    facts.add_address(suspect, line_1="55 Mill Road", town="Leeds", postcode="LS6 3AB", kind="work", **origin)
    facts.record_sighting(suspect, note=f"At {CANARY_LINE} {CANARY_POSTCODE} again", **act(reader(force="14")))
    return home, suspect


def leaks(what: object) -> list[str]:
    return [canary for canary in CANARIES if canary.lower() in repr(what).lower()]


READERS = [
    ("control-room-specialist", "13"), ("offender-manager", "13"),
    ("control-room-specialist", "14"), ("safeguarding-officer", "14"), ("supervisor", "14"),
]  # fmt: skip


@pytest.mark.parametrize("protection", [Protection.CONFIDENTIAL, Protection.REFUGE], ids=str)
@pytest.mark.parametrize(("role", "force"), READERS, ids=str)
def test_what_one_record_protects_is_not_shown_from_another(role: str, force: str, protection: Protection) -> None:
    home, suspect = woman_of_two_forces(protection)
    by = reader(role, force)
    assert leaks(card_for(suspect, by)), "before they are joined nobody knows that it is hers"

    stand_as_one(home.victim, suspect)

    assert not leaks(card_for(suspect, by))
    assert not leaks(open_person(again(suspect), **act(by)))
    assert "55 Mill Road" in repr(card_for(suspect, by)), "what nobody protects stays"
    assert home.victim.reference not in repr(card_for(suspect, by)) or force == "13"


def test_those_entitled_in_their_own_case_still_see_it() -> None:
    home, suspect = woman_of_two_forces()
    stand_as_one(home.victim, suspect)

    assert leaks(card_for(home.victim, home.officer))


def test_a_refuge_in_one_record_closes_all_of_them_for_everybody() -> None:
    home, suspect = woman_of_two_forces()
    stand_as_one(home.victim, suspect)
    refuge(home.pair, home.officer)

    for role, force in (*READERS, ("safeguarding-officer", "13"), ("supervisor", "13")):
        by = reader(role, force)
        for detail in (*suspect.address_set.all(), *suspect.phone_set.all()):
            assert may_show(detail, actor=by).why is Why.REFUGE, (role, force)
        card = repr(card_for(suspect, by))
        assert not leaks(card) and "55 Mill Road" not in card
        assert "again" not in card, "nothing of a caller's report while she is in refuge"


def test_a_withheld_detail_names_no_force_whose_record_is_hidden() -> None:
    home, suspect = woman_of_two_forces()
    stand_as_one(home.victim, suspect)
    refuge(home.pair, home.officer)

    card = repr(card_for(suspect, reader(force="14")))

    assert "in refuge" in card
    assert "West Yorkshire" not in card


def test_a_new_detail_of_a_joined_record_begins_as_protected_as_the_others() -> None:
    home, _ = woman_of_two_forces()
    other = builders.person(reader(force="14"), forenames="Asha", surname="Kaur")
    builders.allow_writes()
    Person.objects.filter(pk=other.pk).update(subject_category="victim")
    stand_as_one(home.victim, other)

    assert protection_of(again(other), Protection.OPEN) == Protection.CONFIDENTIAL
    refuge(home.pair, home.officer)
    assert protection_of(again(other), Protection.OPEN) == Protection.REFUGE


def test_the_victims_joined_record_protects_them_on_the_card_of_who_harmed_them() -> None:
    """Two records of the victim in one force: the address is confidential in one, and open in the other."""
    home = household(Protection.OPEN)
    twice = builders.person(home.officer, forenames="Asha", surname="Kaur")
    builders.allow_writes()
    Person.objects.filter(pk=twice.pk).update(subject_category="victim")
    facts.add_address(
        again(twice), source=Source.OFFICER, line_1=CANARY_LINE, town=CANARY_TOWN, postcode=CANARY_POSTCODE,
        protection=Protection.CONFIDENTIAL, **act(home.officer),
    )  # fmt: skip
    open_before = leaks(card_for(home.person, reader()))

    stand_as_one(home.victim, twice)

    assert "Canary Lane" in open_before
    assert "Canary Lane" not in leaks(card_for(home.person, reader()))


def test_free_text_of_one_record_hides_what_another_protects(home: Household) -> None:
    other = other_record(home.person)
    facts.record_sighting(other, note="He waits at 7 canary lane CA74RY", **act(reader(force="14")))

    assert "He waits at [protected] [protected]" in repr(card_for(other, reader(force="14")))
    assert "He waits at [protected] [protected]" in repr(card_for(home.person, reader()))


def test_an_order_of_one_record_keeps_its_place_from_readers_of_the_other(home: Household) -> None:
    other = other_record(home.person)

    theirs = repr(card_for(other, reader("supervisor", "14")))

    assert "Must not go within 200 metres of a protected address" in theirs
    assert "Asha" not in theirs and "Marigold" not in theirs and "1 protected person: ask" in theirs


# On the page


def test_the_page_says_from_whom_it_is_joined_and_links_to_them(home: Household) -> None:
    other = other_record(home.person)
    client = builders.sign_in(Client(), builders.user())

    page = get(client, "person-card", home.person.reference)

    said = words(page)
    assert f"Joined from 2 records: West Yorkshire Police {home.person.reference} (this one)" in said
    assert f"South Yorkshire Police {other.reference}" in said
    assert f'href="{reverse("person-card", args=[other.reference])}"' in page.content.decode()
    assert "12 Mill Road, Leeds, LS6 3AA also South Yorkshire" in said


def test_the_buttons_act_on_the_record_that_was_opened(home: Household) -> None:
    other = other_record(home.person)
    client = builders.sign_in(Client(), builders.user("supervisor"))

    page = get(client, "person-card", other.reference).content.decode()

    acts = set(re.findall(r'href="/people/([^/]+)/(?!card)', page)) | set(re.findall(r'action="/people/([^/]+)/', page))
    assert acts == {other.reference}


@pytest.mark.parametrize("name", ["person-card", "person-record"])
def test_a_page_of_a_joined_record_costs_as_many_queries_as_any_other(home: Household, name: str) -> None:
    client = builders.sign_in(Client(), builders.user())

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert get(client, name, home.person.reference).status_code == 200
        return len([query for query in captured if not re.search("SAVEPOINT|django_session", query["sql"])])

    alone = cost()
    other_record(home.person)

    assert cost() == alone


def test_a_name_of_the_other_record_is_among_the_names(home: Household) -> None:
    other = other_record(home.person)
    facts.add_name(
        other, forenames="Marek", surname="Kowal", kind=PersonName.Kind.FORMER, source=Source.OFFICER,
        **act(reader(force="14")),
    )  # fmt: skip

    names = {said.text: said.source for said in card_for(home.person, reader()).other_names}

    assert names["Marek Kowal (former name)"] == "South Yorkshire"
    assert names["Mark Cole (alias)"] == ""


def test_an_alert_that_two_forces_know_somebody_is_no_move_and_names_no_hidden_record() -> None:
    match = joined_by_itself()
    together = repr(open_person(again(match.one), **act(reader("supervisor"))))
    by = hide("restricted", match.other, "supervisor")

    apart = repr(open_person(again(match.one), **act(by))) + repr(card_for(match.one, by))

    assert "Move alert" not in together
    assert "Move alert" not in apart and "South Yorkshire" not in apart
