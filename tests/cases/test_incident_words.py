"""What is protected of whoever was in an incident, or lives where it happened, stands nowhere that tells of it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from cases.actions.cases import NewVictim, add_victim, open_case
from cases.actions.incidents import Involved, Told, record_incident
from cases.models import Incident
from cases.models.incident import Role
from register.actions import facts
from register.actions.people import make_exception, restrict_person
from register.models import Address, Person, Protection, Source
from tests import builders
from tests.cases.builders import Household, act, enrich, officer, refuge
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, words

pytestmark = pytest.mark.django_db

LINE, TOWN, POSTCODE = "9 Linnet Court", "Linnetford", "LN7 3ET"
SAID = f"He shouted at {LINE.upper()}, {POSTCODE}."
SECRETS = ("linnet court", "linnetford", "ln7 3et")
READERS = [
    (role, force) for force in ("13", "14")
    for role in ("control-room-specialist", "offender-manager", "safeguarding-officer", "supervisor")
]  # fmt: skip
EVERYBODY = pytest.mark.parametrize(("role", "force"), READERS, ids=["-".join(each) for each in READERS])


def neighbour(
    protection: Protection = Protection.REFUGE, *, in_refuge: bool = False, force: str = "13"
) -> tuple[Person, Address]:
    """Somebody harmed by a man who has nothing to do with the household, and where she lives."""
    owner, by = officer(force)
    case = open_case(builders.person(by, surname="Other"), force=owner.force, owner=owner, **act(by))
    pair = add_victim(case, victim=NewVictim(forenames="Mina", surname="Shah"), relationship="partner", **act(by))
    address = facts.add_address(
        pair.victim, source=Source.OFFICER, line_1=LINE, town=TOWN, postcode=POSTCODE, protection=protection, **act(by)
    )
    if in_refuge:
        refuge(pair, by)
    address.refresh_from_db()
    return pair.victim, address


def taken(home: Household, *people: Person, force: str = "13", **told: object) -> Incident:
    """An incident about the person of the household, taken down by that force."""
    _, by = officer(force)
    return record_incident(
        builders.force(force), person=home.person, told=Told(**{"account": SAID, **told}),
        involved=[Involved(Role.WITNESS, each) for each in people], **act(by),
    )  # fmt: skip


def pages(client: Client, home: Household, made: Incident) -> dict[str, str]:
    """Every page that tells of an incident, in small letters."""
    asked = [
        ("person-card", home.person.reference), ("person-record", home.person.reference), ("case", home.case.reference),
        ("incident", made.reference), ("correct-incident", made.reference), ("incidents",),
        ("record-incident", home.person.reference), ("case-briefing", home.case.reference),
        ("case-section", home.case.reference, "incidents"), ("case-section", home.case.reference, "timeline"),
        ("person-timeline", home.person.reference),
    ]  # fmt: skip
    return {name: get(client, name, *args).content.decode().lower() for name, *args in asked}


def leaks(shown: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, secret) for name, page in shown.items() for secret in SECRETS if secret in page]


FORMS = ("incident", "record-incident")


@pytest.mark.parametrize("taken_by", ["13", "14"])
@EVERYBODY
def test_no_page_tells_where_somebody_in_an_incident_lives_who_is_in_refuge(
    home: Household, visit: Visit, role: str, force: str, taken_by: str
) -> None:
    her, _ = neighbour(Protection.OPEN, in_refuge=True, force=taken_by)
    made = taken(home, her, force=taken_by)

    assert not leaks(pages(visit(role, force), home, made))


@EVERYBODY
def test_no_page_prints_a_refuge_that_an_incident_is_linked_to(
    home: Household, visit: Visit, role: str, force: str
) -> None:
    _, address = neighbour()
    made = taken(home, address=address)

    assert not leaks(pages(visit(role, force), home, made))


@EVERYBODY
def test_a_linked_address_is_not_shown_where_anybody_lives_there_under_protection(
    home: Household, visit: Visit, role: str, force: str
) -> None:
    neighbour()
    by = home.officer
    open_one = facts.add_address(
        builders.person(by, surname="Landlord"), source=Source.OFFICER, line_1="9, Linnet Court", town=TOWN,
        postcode=POSTCODE, **act(by),
    )  # fmt: skip
    made = taken(home, address=open_one)

    assert not leaks(pages(visit(role, force), home, made))


def test_an_open_address_that_an_incident_is_linked_to_is_shown(home: Household, visit: Visit) -> None:
    enrich(home)
    made = taken(home, account="At 12 Mill Road", address=home.person.address_set.get())
    shown = pages(visit("supervisor"), home, made)

    assert "12 mill road, leeds" in shown["incident"]
    assert all("at 12 mill road" in shown[name] for name in ("person-card", "case-section", "incident"))


def test_whoever_protects_her_reads_her_confidential_address_and_nobody_else(home: Household, visit: Visit) -> None:
    her, address = neighbour(Protection.CONFIDENTIAL)
    made = taken(home, her, address=address)

    entitled, others = pages(visit("supervisor"), home, made), pages(visit(), home, made)
    assert {name for name, _ in leaks(entitled)} >= {"incident", "case-section", "person-card"}
    assert not leaks(others)
    assert "he shouted" in others["person-card"]


def test_the_words_of_an_incident_are_withheld_where_the_reader_may_not_see_somebody_in_it(
    home: Household, visit: Visit
) -> None:
    them = builders.person(builders.actor("supervisor", force_code="14"), forenames="Mina", surname="Shah")
    made = taken(home, them, has_weapons=True, has_strangulation=True)
    assert "he shouted" in pages(visit(), home, made)["person-record"]

    restrict_person(them, is_restricted=True, **act(builders.actor("professional-standards", force_code="14")))

    shown = pages(visit(), home, made)
    assert not [name for name, page in shown.items() if "he shouted" in page or "mina" in page]
    assert "weapons" in shown["person-card"], "what is dangerous stays"
    assert "suffocation. words withheld" in shown["person-record"]


def test_an_incident_in_which_there_is_somebody_the_reader_is_barred_from_is_as_absent(home: Household) -> None:
    her, _ = neighbour(Protection.OPEN)
    made = taken(home, her, has_strangulation=True)
    him = builders.user("supervisor")
    client = builders.sign_in(Client(), him)
    assert "strangulation" in pages(client, home, made)["person-card"]

    by = act(builders.actor("professional-standards"))
    make_exception(her, user=him, may_open=False, why="He harmed her", **by)

    shown = pages(client, home, made)
    told = ("he shouted", "strangulation", "incident, west yorkshire")
    assert not [(name, each) for name, page in shown.items() for each in told if each in page and name not in FORMS]


def test_an_older_incident_than_the_record_holds_is_guarded_all_the_same(home: Household, visit: Visit) -> None:
    her, _ = neighbour(Protection.CONFIDENTIAL)
    old = taken(home, her)
    for number in range(51):
        Incident.objects.create(
            force=home.owner.force, person=home.person, case=home.case, happened_at=timezone.now(),
            account=f"Later {number}",
        )  # fmt: skip

    page = words(get(visit("offender-manager"), "case-section", home.case.reference, "incidents"))

    assert old.reference in page and "He shouted" in page and "Linnet" not in page.replace("LINNET", "Linnet")
