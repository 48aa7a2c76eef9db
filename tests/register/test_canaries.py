"""Records that professional standards plant look like any other, count nowhere, and tell of whoever touches them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from audit.core.errors import OutOfReach, Refused
from audit.models import Event
from register.actions.canaries import plant_canary, retire_canary
from register.actions.touches import READING, read_log
from register.canaries import not_canary
from register.change_feed.kinds import PEOPLE
from register.matching.candidates import comparable_with
from register.models import CanaryRecord, CardRow, LogReading, Notice, Person, RetentionClock, Task, Touch
from register.retention import keeping
from tests import builders
from tests.builders import CALL, sign_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
TODAY, BORN = date(2026, 11, 26), date(1979, 5, 4)
BY: dict[str, Any] = {"reason": CALL}
ALL = 2**62


@pytest.fixture(autouse=True)
def _today(db: None) -> Iterator[None]:
    LogReading.objects.create(name=READING, transaction=0, event=UUID(int=0))
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk() -> User:
    return builders.user("professional-standards")


def planted(desk: User, **more: Any) -> CanaryRecord:
    assert desk.force is not None
    given: dict[str, Any] = {
        "forenames": "Gareth", "surname": "Quillfeather", "date_of_birth": BORN, "why": "Curiosity",
        "line_1": "12 Mill Road", "town": "Leeds", "postcode": "LS6 3AA", "number": "07700 900345",
    }  # fmt: skip
    return plant_canary(desk.force, actor=desk.actor(on=TODAY), **given | more, **BY)


def page_of(who: User, address: str) -> Any:
    return sign_in(Client(), who).get(address)


def test_a_planted_record_is_found_and_opened_as_any_other(desk: User) -> None:
    canary, reader = planted(desk), builders.user()
    client = sign_in(Client(), reader)

    found = client.post("/lookup", {"q": "gareth quillfeather"}, follow=True).content.decode()
    card = client.get(f"/people/{canary.person.reference}/card")

    assert canary.person.reference in found
    assert card.status_code == 200 and "Quillfeather" in card.content.decode()
    assert "planted" not in card.content.decode().lower()


def test_the_log_tells_others_of_it_as_of_a_record_of_the_forces_own_system(desk: User) -> None:
    canary = planted(desk)
    told = Event.objects.get(code="person.registered", object_ref=canary.person.reference)

    assert (told.actor_ref, told.actor_force) == ("system:importer", "13")
    assert Event.objects.get(code="standards.canary_planted").actor_ref == desk.reference


def test_nobody_has_work_with_it(desk: User) -> None:
    canary = planted(desk)

    keeping.sweep(on=TODAY)

    assert not Task.objects.filter(person=canary.person).exists()
    assert not CardRow.objects.get(person=canary.person).is_match_due
    assert not RetentionClock.objects.filter(person=canary.person).exists()
    assert not list(keeping.stored_and_recomputed(on=TODAY))


def test_it_is_compared_with_nobody_and_counted_nowhere(desk: User) -> None:
    canary, person = planted(desk), builders.person(forenames="Gareth", surname="Quillfeather", date_of_birth=BORN)
    reader = builders.actor()

    assert not comparable_with(person).filter(pk=canary.person_id).exists()
    assert not comparable_with(canary.person).exists()
    assert list(Person.objects.filter(not_canary())) == [person]
    assert not PEOPLE.rows(reader).filter(pk=canary.person_id).exists()


@pytest.mark.parametrize(
    "address",
    ["/people/{}/card", "/people/{}/record", "/people/{}/timeline", "/api/v1/people/{}/card",
     "/api/v1/people/{}/record"],
)  # fmt: skip
def test_whoever_touches_it_is_told_of(address: str, desk: User) -> None:
    canary, reader = planted(desk), builders.user()
    read_log(below=ALL)

    page_of(reader, address.format(canary.person.reference))
    found = read_log(below=ALL)

    touch = Touch.objects.get()
    assert found == 1
    assert (touch.kind, touch.user, touch.person) == ("canary", reader, canary.person)
    assert set(Notice.objects.filter(topic="standards").values_list("user", flat=True)) == {desk.pk}


def test_one_that_is_shown_among_others_was_not_touched(desk: User) -> None:
    planted(desk)
    read_log(below=ALL)

    sign_in(Client(), builders.user()).post("/lookup", {"q": "gareth quillfeather"}, follow=True)

    assert read_log(below=ALL) == 0


def test_the_force_that_planted_it_is_told_of_somebody_of_another(desk: User) -> None:
    canary, reader = planted(desk), builders.user(force_code="14")
    theirs = builders.user("professional-standards", force_code="14")
    read_log(below=ALL)

    page_of(reader, f"/people/{canary.person.reference}/card")
    read_log(below=ALL)

    assert set(Notice.objects.filter(topic="standards").values_list("user", flat=True)) == {desk.pk, theirs.pk}
    touch = Touch.objects.get()
    assert [page_of(who, f"/standards/touches/{touch.reference}").status_code for who in (desk, theirs)] == [200, 200]


def test_one_that_is_taken_out_is_found_by_nobody_and_still_counted_nowhere(desk: User) -> None:
    canary = planted(desk)

    retire_canary(canary, actor=desk.actor(on=TODAY), why="The matter is closed", **BY)

    found = (
        sign_in(Client(), builders.user()).post("/lookup", {"q": "gareth quillfeather"}, follow=True).content.decode()
    )
    assert canary.person.reference not in found
    assert page_of(builders.user(), f"/people/{canary.person.reference}/card").status_code == 404
    assert not Person.objects.filter(not_canary()).exists()


def test_a_record_is_planted_and_taken_out_by_professional_standards_with_a_reason(desk: User) -> None:
    canary, lead = planted(desk), builders.user("supervisor")

    with pytest.raises(Refused) as refusal:
        planted(desk, why=" ")
    with pytest.raises(OutOfReach):
        plant_canary(
            builders.force(), actor=lead.actor(on=TODAY), forenames="A", surname="B", date_of_birth=BORN, why="C", **BY
        )

    assert refusal.value.field == "why"
    assert canary.planted_by == desk


def test_professional_standards_plant_and_take_out_on_their_pages(desk: User) -> None:
    client = sign_in(Client(), desk)
    born = {"date_of_birth_day": "4", "date_of_birth_month": "5", "date_of_birth_year": "1979"}

    client.post("/standards/planted/new", {"surname": "Quillfeather", "sex": "M", "why": "Curiosity", **born})
    canary = CanaryRecord.objects.get()
    listed = client.get("/standards/planted").content.decode()
    client.post(f"/standards/planted/{canary.reference}/retire", {"why": "Done with"})

    canary.refresh_from_db()
    assert canary.person.reference in listed
    assert canary.retired_by == desk
