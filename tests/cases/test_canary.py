"""A protected address and number are planted, and searched for in everything that leaves the register."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from audit.models import Detail, Event
from cases.actions.cases import NewVictim, add_victim, open_case
from cases.actions.protection import decide_after_refuge, set_safe_contact
from cases.models import Pair
from register.actions import facts
from register.actions.alerts import answer_alert
from register.actions.decisions import join_records, undo_join
from register.models import CardRow, Match, Outbox, Person, Source
from tests import builders
from tests.architecture.test_permission_matrix import TABLE
from tests.cases import canary
from tests.cases.builders import (
    CANARY_LINE,
    CANARY_PHONE,
    CANARY_POSTCODE,
    CANARY_TOWN,
    Household,
    act,
    officer,
    refuge,
    stand_as_one,
)

pytestmark = pytest.mark.django_db

READERS = [
    *((role, "13") for role in (
        "control-room-specialist", "offender-manager", "safeguarding-officer", "supervisor", "force-administrator",
        "professional-standards", "partner-agency",
    )),
    *((role, "14") for role in ("control-room-specialist", "safeguarding-officer", "supervisor")),
    ("oversight-auditor", None),
]  # fmt: skip
ENTITLED = {("safeguarding-officer", "13"), ("supervisor", "13")}


def plant(in_refuge: bool) -> Household:
    """A rich record with the canaries, an alert sent to another force, and its e-mail."""
    return canary.plant(in_refuge, is_told=False).home


def plant_joined(in_refuge: bool) -> Household:
    """The same, with another force’s records of both; hers, as a suspect, holds the same details unprotected."""
    home = plant(in_refuge)
    theirs = builders.actor("safeguarding-officer", force_code="14")
    of_her, of_him = (builders.person(theirs, forenames="Asha"), builders.person(theirs))
    for line, town, postcode in ((CANARY_LINE, CANARY_TOWN, CANARY_POSTCODE), ("55 Mill Road", "Leeds", "LS6 3AB")):
        facts.add_address(of_her, source=Source.OFFICER, line_1=line, town=town, postcode=postcode, **act(theirs))
    facts.add_phone(of_her, source=Source.OFFICER, number=CANARY_PHONE, **act(theirs))
    facts.record_sighting(of_him, note=f"Waits at {CANARY_LINE}, {CANARY_POSTCODE}", **act(theirs))
    stand_as_one(home.victim, of_her)
    stand_as_one(home.person, of_him)
    return home


def plant_in_another_record() -> tuple[Pair, Person]:
    """A victim of whom nothing but her name is held, and the record of her as a suspect, of the same force, in which
    her details stand unprotected. They are not joined yet."""
    owner, by = officer()
    pair = add_victim(
        open_case(builders.person(by), force=owner.force, owner=owner, **act(by)),
        victim=NewVictim(forenames="Asha", surname="Kaur"),
        relationship=Pair.Relationship.EX_INTIMATE_PARTNER,
        **act(by),
    )
    suspect = builders.person(by, forenames="Asha", surname="Kaur")
    origin = {"source": Source.OFFICER, **act(by)}
    facts.add_address(suspect, line_1=CANARY_LINE, town=CANARY_TOWN, postcode=CANARY_POSTCODE, **origin)
    facts.add_phone(suspect, number=CANARY_PHONE, **origin)
    return pair, suspect


def records_joined_with(home: Household) -> list[tuple[str, str]]:
    joined = Person.objects.filter(lead__in=[home.person, home.victim])
    return [
        (name, reverse(name, args=[each.reference])) for each in joined for name in ("person-card", "person-record")
    ]


def pages_of(home: Household) -> list[tuple[str, str]]:
    """(URL name, address) of pages that join records or list them otherwise than their plain address does."""
    person, victim = home.person.reference, home.victim.reference
    return [
        *((name, reverse(name, args=[each])) for each in (person, victim) for name in ("person-card", "person-record")),
        ("case", reverse("case", args=[home.case.reference])),
        ("victim", reverse("victim", args=[home.case.reference, victim])),
        *WITH_QUERIES,
    ]


WITH_QUERIES = [
    ("alerts", "/alerts?box=sent"),
    ("tasks", "/tasks?team=all"),
    *(("duties", f"/duties?whose=team&when={when}") for when in ("overdue", "today", "week", "later")),
    ("duties-calendar", "/duties.ics?whose=team"),
    ("log-download", "/log/download?format=csv"),
    ("log-download", "/log/download?format=ndjson"),
]


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code in (200, 302, 403, 404, 405, 422), address
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode()


def leaks(text: str) -> list[str]:
    return [planted for planted in canary.PLANTED if planted.lower() in text.lower()]


def looked_up(client: Client, terms: str) -> str:
    """What lookup answers, without the box that repeats what was typed."""
    page = client.post(reverse("lookup"), {"q": terms}, headers={"HX-Request": "true"}).content.decode()
    return re.sub(r"<p class=\"govuk-body-s app-understood\">.*?</p>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize(("role", "force"), READERS, ids=[f"{role} of {force}" for role, force in READERS])
@pytest.mark.parametrize("in_refuge", [False, True], ids=["confidential", "in refuge"])
def test_no_address_of_the_service_prints_a_protected_detail(
    role: str, force: str | None, in_refuge: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """Every address of the table, as everybody who signs in asks for it, and what the service writes meanwhile."""
    caplog.set_level(0)
    planted = canary.plant(in_refuge)
    reader = builders.user(role, force_code=force)
    if role == "partner-agency":
        canary.let_read(reader)
    client = builders.sign_in(Client(), reader)
    is_entitled = (role, force) in ENTITLED and not in_refuge

    for name, address in (*canary.addresses(planted), *WITH_QUERIES):
        text = read(client, address)
        if not (is_entitled and name in canary.MAY_PRINT):
            assert not leaks(text), (role, force, address)
        assert not [each for each in canary.NEVER if each.lower() in text.lower()], (role, force, address)
        assert not leaks("".join(re.findall(r"<title>.*?</title>", text, re.DOTALL))), address
        assert not leaks(" ".join(re.findall(r'(?:href|action|hx-\w+)="([^"]*)"', text))), address
    assert not leaks(caplog.text)
    assert not leaks(str(list(Outbox.objects.values_list("payload", flat=True))))
    assert not leaks("".join(message.subject + message.body for message in mail.outbox))


def test_every_address_that_belongs_to_somebody_is_looked_at_or_says_why_not() -> None:
    """A new page about a person fails here until it is planted for, or says in tests/cases/canary.py why it is not."""
    looked_at = {name for name, _ in canary.addresses(canary.plant(in_refuge=False, is_told=False))}
    written_alone = {name for name, page in TABLE.items() if page.body is not None}
    of_nobody = {name for name, page in TABLE.items() if page.permission in canary.OF_NOBODY}

    assert TABLE.keys() - looked_at - written_alone - of_nobody - canary.OF_NOTHING_HERE.keys() == set()
    assert canary.OF_NOTHING_HERE.keys() - TABLE.keys() == set(), "these pages are gone"


def test_what_is_looked_at_is_there_for_whoever_may_see_it() -> None:
    """Were each of them a page that does not exist, the search above would prove nothing."""
    planted = canary.plant(in_refuge=False)
    roles = ("supervisor", "force-administrator", "professional-standards", "partner-agency")
    readers = [builders.user(role) for role in roles]
    canary.let_read(readers[-1])
    clients = [builders.sign_in(Client(), reader) for reader in readers]

    there = {
        name
        for name, address in canary.addresses(planted)
        if not {status_of(client, address) for client in clients} <= {403, 404}
    }

    assert {name for name, _ in canary.addresses(planted)} - there == CLOSED


def status_of(client: Client, address: str) -> int:
    response = client.get(address)
    if response.streaming:
        list(response.streaming_content)  # a file that nobody reads to its end stays open
    return int(response.status_code)


CLOSED = {
    "approve-disposal", "approve-designation", "extend-monitoring", "safety-card", "api-batches", "api-reconciliation",
    "api-reconciliation-month",
}  # fmt: skip
"""Pages that are there for none of the four: nothing waits for approval, no tag is worn, no record is closed here, and
none of them is a force's system."""


@pytest.mark.parametrize("in_refuge", [False, True], ids=["confidential", "in refuge"])
def test_no_record_that_is_joined_with_another_prints_what_that_one_protects(in_refuge: bool) -> None:
    home = plant_joined(in_refuge)
    pages = [*records_joined_with(home), *pages_of(home)]
    assert len(records_joined_with(home)) == 4

    for role, force in READERS:
        client = builders.sign_in(Client(), builders.user(role, force_code=force))
        is_entitled = (role, force) in ENTITLED and not in_refuge
        for name, address in pages:
            text = read(client, address)
            if not (is_entitled and name in canary.MAY_PRINT):
                assert not leaks(text), (role, force, address)


def test_those_who_are_entitled_do_see_it() -> None:
    """Were nothing shown to anybody, the search above would prove nothing."""
    home = plant(in_refuge=False)

    for role, force in ENTITLED:
        client = builders.sign_in(Client(), builders.user(role, force_code=force))
        for name in ("person-card", "person-record"):
            assert set(leaks(read(client, reverse(name, args=[home.person.reference])))) >= {"Canary Lane", "CA7 4RY"}


TOLD = f"She is at {CANARY_LINE}, {CANARY_TOWN} {CANARY_POSTCODE}, ring 07700900777. Same scar"
SECRETS = ("Canary Lane", "CA7 4RY", "07700900777")


@pytest.mark.parametrize("in_refuge", [False, True], ids=["confidential", "in refuge"])
def test_no_reason_that_a_reviewer_wrote_tells_the_other_force_what_is_protected(in_refuge: bool) -> None:
    home = plant_joined(in_refuge)
    match = Match.objects.get(one=home.person)
    here, there = builders.actor("supervisor"), builders.actor("supervisor", force_code="14")

    for decide, by in ((undo_join, here), (join_records, there)):
        decide(match, why=TOLD, **act(by))
        for role, force in (("offender-manager", "13"), ("offender-manager", "14"), ("supervisor", "14")):
            client = builders.sign_in(Client(), builders.user(role, force_code=force))
            for name in ("match", "api-match"):
                page = read(client, reverse(name, args=[match.reference]))
                assert "Same scar" in page and "[protected]" in page
                assert not [secret for secret in SECRETS if secret in page], (role, force, name)
    entitled = builders.sign_in(Client(), builders.user("supervisor"))
    for name in ("match", "api-match"):
        shown = [secret in read(entitled, reverse(name, args=[match.reference])) for secret in SECRETS]
        assert shown == [not in_refuge] * 3


@pytest.mark.parametrize("in_refuge", [False, True], ids=["confidential", "in refuge"])
def test_no_answer_to_an_alert_tells_the_other_force_what_is_protected(in_refuge: bool) -> None:
    home = plant(in_refuge)
    alert = canary.moved_in(home)
    answer_alert(alert, is_accepted=True, why=TOLD, **act(builders.actor("supervisor", force_code="14")))

    for role, force in (("offender-manager", "13"), ("control-room-specialist", "13"), ("supervisor", "14")):
        client = builders.sign_in(Client(), builders.user(role, force_code=force))
        page = read(client, reverse("alert", args=[alert.reference]))
        assert "Same scar" in page and "[protected]" in page
        assert not [secret for secret in SECRETS if secret in page], (role, force)


def test_a_reason_that_names_nothing_protected_is_read_as_it_was_written() -> None:
    home = plant(in_refuge=True)
    alert = canary.moved_in(home)
    by = builders.actor("supervisor", force_code="14")
    answer_alert(alert, is_accepted=True, why="Seen at 55 Mill Road, LS6 3AB", **act(by))
    client = builders.sign_in(Client(), builders.user("offender-manager"))

    assert "Seen at 55 Mill Road, LS6 3AB" in read(client, reverse("alert", args=[alert.reference]))


@pytest.mark.parametrize("in_refuge", [False, True], ids=["confidential", "in refuge"])
def test_no_event_and_no_message_holds_a_protected_detail(in_refuge: bool) -> None:
    home = plant(in_refuge)

    assert canary.moved_in(home).status == "delivered"
    for event in Event.objects.all():
        assert not leaks(str(event.payload)), event.code
    for detail in Detail.objects.all():
        assert not leaks(str(detail.value)), (detail.event_id, detail.field)
    for message in mail.outbox:
        assert not leaks(message.subject + message.body)


@pytest.mark.parametrize("in_refuge", [False, True], ids=["confidential", "in refuge"])
@pytest.mark.parametrize("terms", [CANARY_PHONE, CANARY_POSTCODE, "7 Canary Lane"])
def test_nobody_is_found_by_a_protected_detail(in_refuge: bool, terms: str) -> None:
    home = plant(in_refuge)
    client = builders.sign_in(Client(), builders.user("supervisor"))

    assert home.victim.reference not in looked_up(client, terms)


@pytest.mark.parametrize("in_refuge", [False, True], ids=["confidential", "in refuge"])
@pytest.mark.parametrize("terms", [CANARY_PHONE, CANARY_POSTCODE, "7 Canary Lane"])
def test_nobody_is_found_through_a_joined_record_by_what_another_protects(in_refuge: bool, terms: str) -> None:
    home = plant_joined(in_refuge)
    of_her = Person.objects.get(lead=home.victim)
    client = builders.sign_in(Client(), builders.user("supervisor", force_code="14"))

    assert of_her.reference not in looked_up(client, terms)
    assert (of_her.reference in looked_up(client, "55 Mill Road LS6 3AB")) is not in_refuge


@pytest.mark.parametrize("is_joined_first", [True, False], ids=["joined before the refuge", "joined during the refuge"])
@pytest.mark.parametrize("terms", [CANARY_PHONE, CANARY_POSTCODE, "7 Canary Lane"])
def test_nobody_in_refuge_is_found_by_details_that_stand_in_another_record_of_hers_alone(
    is_joined_first: bool, terms: str
) -> None:
    pair, suspect = plant_in_another_record()
    client = builders.sign_in(Client(), builders.user("supervisor", force_code="14"))
    by = builders.actor("safeguarding-officer")
    assert suspect.reference in looked_up(client, terms), "nothing is protected yet"

    if is_joined_first:
        stand_as_one(pair.victim, suspect)
    refuge(pair, by)
    if not is_joined_first:
        stand_as_one(pair.victim, suspect)

    for detail in (suspect.address_set.get(), suspect.phone_set.get()):
        assert detail.protection == "open", "each record keeps its own facts"
    assert suspect.reference not in looked_up(client, terms)
    assert suspect.reference in looked_up(client, "asha kaur")
    assert not leaks(looked_up(client, "asha kaur"))
    card = CardRow.objects.get(person=suspect).facts
    assert not leaks(str(card)) and "Canary" not in str(card)


def test_a_detail_that_comes_in_while_she_is_in_refuge_finds_nobody() -> None:
    pair, suspect = plant_in_another_record()
    stand_as_one(pair.victim, suspect)
    refuge(pair, builders.actor("safeguarding-officer"))
    facts.add_phone(suspect, number="07700 900555", source=Source.FORCE_SYSTEM, **act(builders.actor("supervisor")))
    client = builders.sign_in(Client(), builders.user("supervisor", force_code="14"))

    assert suspect.reference not in looked_up(client, "07700 900555")


def test_the_page_of_a_match_shows_no_detail_of_somebody_in_refuge() -> None:
    pair, suspect = plant_in_another_record()
    stand_as_one(pair.victim, suspect)
    address = reverse("match", args=[Match.objects.get().reference])
    client = builders.sign_in(Client(), builders.user("supervisor"))
    before = client.get(address).content.decode()

    refuge(pair, builders.actor("safeguarding-officer"))

    after = client.get(address).content.decode()
    assert "Canaryford" in before and "ending 0777" in before
    assert not leaks(after) and "CA7" not in after and "0777" not in after


def test_a_rule_without_a_refuge_closes_nothing_and_one_after_it_closes_until_somebody_decides() -> None:
    pair, suspect = plant_in_another_record()
    stand_as_one(pair.victim, suspect)
    client = builders.sign_in(Client(), builders.user("supervisor", force_code="14"))
    by = builders.actor("safeguarding-officer")

    set_safe_contact(pair, is_in_refuge=False, **act(by))
    assert suspect.reference in looked_up(client, CANARY_POSTCODE)
    refuge(pair, by)
    set_safe_contact(pair, is_in_refuge=False, **act(by))
    assert suspect.reference not in looked_up(client, CANARY_POSTCODE), "leaving opens nothing by itself"
    decide_after_refuge(pair, why="She asks for it", **act(by))
    assert suspect.reference in looked_up(client, CANARY_POSTCODE)


def test_lookup_by_name_shows_no_protected_detail() -> None:
    home = plant(in_refuge=False)
    client = builders.sign_in(Client(), builders.user("supervisor"))

    found = looked_up(client, "asha kaur")

    assert home.victim.reference in found
    assert not leaks(found)
