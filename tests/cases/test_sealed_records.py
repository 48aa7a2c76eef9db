"""A sealed record is there for a named team of another force alone. Whoever was harmed stays protected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from accounts.models import Membership, User
from audit.core.errors import OutOfReach, PermissionDenied, Refused
from cases.actions.safeguards import add_safeguard
from cases.models import Case, Safeguard
from register.actions.handover import sweep_handovers
from register.actions.lookup import look_up
from register.actions.sealing import seal_record, unseal_record
from register.actions.touches import READING, read_log
from register.models import LogReading, Notice, Person, SealedRecord, Task, Touch
from tests import builders
from tests.builders import CALL, sign_in
from tests.cases.builders import CANARY_PHONE, household, stand_as_one
from tests.cases.test_own_records import ASKS, answered

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
TODAY = date(2026, 11, 26)
BY: dict[str, Any] = {"reason": CALL}
ALL = 2**62
READERS = "sealed-records-reader"


@pytest.fixture(autouse=True)
def _today(db: None) -> Iterator[None]:
    LogReading.objects.create(name=READING, transaction=0, event=UUID(int=0))
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk() -> User:
    return builders.user("professional-standards")


@pytest.fixture
def reader() -> User:
    return builders.user(READERS, force_code="14")


def seal(person: Person, desk: User, **more: Any) -> SealedRecord:
    given = {"reading_force": builders.force("14"), "why": "An officer of this force"} | more
    return seal_record(person, actor=desk.actor(on=TODAY), **given, **BY)


def sees(user: User, person: Person) -> bool:
    return Person.objects.visible_to(user.actor(on=TODAY)).filter(pk=person.pk).exists()


def test_a_sealed_record_is_there_for_the_readers_of_the_named_force_alone(desk: User, reader: User) -> None:
    person = builders.person(builders.actor("offender-manager"))
    others = [
        desk, builders.user(), builders.user("supervisor"), builders.user("supervisor", force_code="14"),
        builders.user(READERS, force_code="10"), builders.user("oversight-auditor", force_code=None),
    ]  # fmt: skip
    before = [sees(each, person) for each in others[:4]]

    seal(person, desk)

    assert before == [True] * 4
    assert [sees(each, person) for each in others] == [False] * 6
    assert sees(reader, person)


def test_a_victim_who_works_for_the_police_is_read_by_the_named_force_too(desk: User, reader: User) -> None:
    home = household()
    before = sees(reader, home.victim)

    seal(home.victim, desk)

    assert (before, sees(reader, home.victim)) == (False, True)
    assert not Case.objects.visible_to(home.officer).filter(pk=home.case.pk).exists()


def test_the_reader_whose_role_has_ended_reads_nothing(desk: User, reader: User) -> None:
    person = builders.person(builders.actor("offender-manager"))
    seal(person, desk)
    builders.allow_writes()
    Membership.objects.filter(user=reader).update(ends_on=date(2026, 11, 25))

    assert not sees(reader, person)


def test_records_joined_with_it_are_sealed_with_it(desk: User, reader: User) -> None:
    person = builders.person(builders.actor("offender-manager"))
    other = builders.person(builders.actor("offender-manager", force_code="10"))
    stand_as_one(person, other)

    seal(person, desk)

    assert not sees(builders.user(force_code="10"), other)


@pytest.mark.parametrize("name", ["page: Viktor Marchenko", "API: Viktor Marchenko", "/people/{reference}/card"])
def test_whoever_may_not_read_it_is_answered_as_if_there_were_none(name: str, desk: User, reader: User) -> None:
    stranger = builders.user(name="Sam Officer")
    absent = answered(ASKS[name], stranger, "DAR-0000-0000")
    person = builders.person(
        builders.actor("offender-manager"), forenames="Viktor", surname="Marchenko", date_of_birth=date(1984, 3, 27)
    )

    seal(person, desk)

    assert answered(ASKS[name], stranger, person.reference) == absent


def test_the_telephone_of_whoever_was_harmed_by_an_officer_is_answered_like_any_other(desk: User, reader: User) -> None:
    home = household()
    add_safeguard(
        home.pair, kind=Safeguard.Kind.TECSOS, instruction="Treat as emergency", owner=home.owner, starts_on=TODAY,
        review_on=date(2027, 2, 1), actor=home.officer, **BY,
    )  # fmt: skip
    answers = builders.actor()
    before = look_up(CANARY_PHONE, actor=answers, **BY).instruction

    seal(home.person, desk)
    after = look_up(CANARY_PHONE, actor=answers, **BY).instruction

    assert before is not None and after == before


def test_work_on_it_is_out_of_sight_and_there_again_when_it_is_opened(desk: User, reader: User) -> None:
    home = household()
    sealed = seal(home.person, desk)
    sweep_handovers(TODAY)
    while_sealed = Case.objects.visible_to(home.officer).exists(), Task.objects.visible_to(home.officer).exists()

    unseal_record(sealed, actor=desk.actor(on=TODAY), why="They have left the police", **BY)

    home.case.refresh_from_db()
    assert while_sealed == (False, False)
    assert home.case.owner == home.owner
    assert Case.objects.visible_to(home.officer).get() == home.case


def test_a_record_is_sealed_with_a_reason_for_a_force_that_has_readers(desk: User) -> None:
    person = builders.person(builders.actor("offender-manager"))

    refused = []
    for more in ({"why": " "}, {"reading_force": builders.force("13")}, {}):
        with pytest.raises(Refused) as refusal:
            seal(person, desk, **more)
        refused.append(refusal.value.field)

    assert refused == ["why", "reading_force", "reading_force"]


def test_only_professional_standards_of_the_force_that_holds_it_seal_a_record(reader: User) -> None:
    person = builders.person(builders.actor("offender-manager"))

    with pytest.raises(PermissionDenied):
        seal(person, builders.user("supervisor"))
    with pytest.raises(PermissionDenied):
        seal(person, builders.user("professional-standards", force_code="10"))


def test_a_record_that_is_opened_again_is_there_for_everybody_again(desk: User, reader: User) -> None:
    person, officer = builders.person(builders.actor("offender-manager")), builders.user()
    sealed = seal(person, desk)

    with pytest.raises(PermissionDenied):
        unseal_record(sealed, actor=reader.actor(on=TODAY), why="No need", **BY)
    unseal_record(sealed, actor=desk.actor(on=TODAY), why="They have left the police", **BY)

    assert sees(officer, person) and not sees(reader, household().victim)


def test_another_force_learns_nothing_of_what_is_sealed(desk: User, reader: User) -> None:
    sealed = seal(builders.person(builders.actor("offender-manager")), desk)
    elsewhere = builders.user("professional-standards", force_code="10").actor(on=TODAY)

    with pytest.raises(OutOfReach):
        unseal_record(sealed, actor=elsewhere, why="I want to see", **BY)
    assert not SealedRecord.objects.visible_to(elsewhere).exists()


def test_whoever_asks_for_it_is_told_of_to_both_desks(desk: User, reader: User) -> None:
    person = builders.person(builders.actor("offender-manager"))
    theirs = builders.user("professional-standards", force_code="10")
    seal(person, desk)
    read_log(below=ALL)

    sign_in(Client(), builders.user(force_code="10")).get(f"/people/{person.reference}/card")
    read_log(below=ALL)

    assert Touch.objects.get().kind == "sealed"
    assert set(Notice.objects.filter(topic="standards").values_list("user", flat=True)) == {desk.pk, theirs.pk}


def test_the_desk_seals_and_opens_on_its_pages_and_the_team_finds_the_card(desk: User, reader: User) -> None:
    person = builders.person(builders.actor("offender-manager"))
    client, team = sign_in(Client(), desk), sign_in(Client(), reader)
    typed = {"record": person.reference.lower(), "reading_force": "14", "why": "An officer of this force"}

    client.post("/standards/sealed/new", typed)
    sealed = SealedRecord.objects.get()
    listed = team.get("/standards/sealed").content.decode()
    card = team.get(f"/people/{person.reference}/card")
    client.post(f"/standards/sealed/{sealed.reference}/open", {"why": "Left the police", "version": 1})

    sealed.refresh_from_db()
    assert f"/people/{person.reference}/card" in listed
    assert card.status_code == 200
    assert sealed.opened_by == desk


def test_a_force_seals_the_records_that_it_holds(desk: User, reader: User) -> None:
    theirs = builders.person(builders.actor("offender-manager", force_code="10"))
    client = sign_in(Client(), desk)
    typed = {"reading_force": "14", "why": "An officer"}

    pages = [
        client.post("/standards/sealed/new", {"record": each, **typed}).content.decode()
        for each in ("DAR-0000-0000", theirs.reference)
    ]

    assert "There is no record with this reference." in pages[0]
    assert "The force that holds this record seals it." in pages[1]
