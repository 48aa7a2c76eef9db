"""What professional standards read stands in the log: one entry a page, which says of whom and nothing about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit.models import Event
from register.actions.canaries import plant_canary
from register.actions.glass import break_glass
from register.actions.own_records import declare_particular
from register.actions.people import make_exception, restrict_person
from register.actions.sealing import seal_record
from register.actions.touches import READING, read_log
from register.imports.planting import write_planted
from register.models import (
    BrokenGlass,
    CanaryRecord,
    LogReading,
    OwnRecordBar,
    Particular,
    Person,
    PersonGrant,
    SealedRecord,
    Touch,
)
from tests import builders
from tests.builders import CALL, sign_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
TODAY, BORN = date(2026, 11, 26), date(1984, 3, 27)
BY: dict[str, Any] = {"reason": CALL}
ALL = 2**62
Made = tuple[str, str, list[str]]
"""An address, the reference of what it is about, and the references that it shows."""


@pytest.fixture(autouse=True)
def _today(db: None) -> Iterator[None]:
    LogReading.objects.create(name=READING, transaction=0, event=UUID(int=0))
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk() -> User:
    return builders.user("professional-standards")


def refs(rows: Any, path: str = "reference") -> list[str]:
    return sorted(rows.values_list(path, flat=True))


def _declared(desk: User) -> Made:
    user = User.objects.filter(collar_number="4471").first() or builders.user(collar_number="4471")
    number = f"07700 9001{Particular.objects.count():02}"
    declare_particular(user, kind=Particular.Kind.PHONE, number=number, actor=user.actor(on=TODAY), **BY)
    return f"/users/{user.reference}/declared", user.reference, refs(Particular.objects.all())


def _end_declared(desk: User) -> Made:
    address, user, _ = _declared(desk)
    one = Particular.objects.order_by("pk").first()
    assert one is not None
    return f"{address}/{one.reference}/end", user, [one.reference]


def _own(desk: User) -> Made:
    declare_particular(
        desk, kind=Particular.Kind.PHONE, number=f"07700 9002{Particular.objects.count():02}",
        actor=desk.actor(on=TODAY), **BY,
    )  # fmt: skip
    return "/account/declared", desk.reference, refs(Particular.objects.all())


def _barred(desk: User) -> tuple[User, Person]:
    """Somebody of the force who is barred from a record that is open to the desk."""
    person = builders.person(
        builders.actor("offender-manager"), forenames="Viktor", surname="Marchenko", date_of_birth=BORN
    )
    user = builders.user()
    declare_particular(
        user, kind=Particular.Kind.OWN, forenames="Viktor", surname="Marchenko", date_of_birth=BORN,
        actor=user.actor(on=TODAY), **BY,
    )  # fmt: skip
    return user, person


def _bars(desk: User) -> Made:
    _barred(desk)
    return "/standards/own-records", "", refs(OwnRecordBar.objects.order_by().distinct(), "person__reference")


def _bar(desk: User) -> Made:
    _barred(desk)
    bar = OwnRecordBar.objects.order_by("pk").first()
    assert bar is not None
    return f"/standards/own-records/{bar.reference}", bar.reference, []


def _touches(desk: User) -> Made:
    user, person = _barred(desk)
    sign_in(Client(), user).get(f"/people/{person.reference}/record")
    read_log(below=ALL)
    return "/standards", "", refs(Touch.objects.all())


def _touch(desk: User) -> Made:
    _touches(desk)
    touch = Touch.objects.order_by("pk").first()
    assert touch is not None
    return f"/standards/touches/{touch.reference}", touch.reference, []


def _sealed(desk: User) -> Made:
    if not User.objects.filter(memberships__role__code="sealed-records-reader").exists():
        builders.user("sealed-records-reader", force_code="14")
    seal_record(
        builders.person(builders.actor("offender-manager")), actor=desk.actor(on=TODAY),
        reading_force=builders.force("14"), why="An officer", **BY,
    )  # fmt: skip
    return "/standards/sealed", "", refs(SealedRecord.objects.all(), "person__reference")


def _unseal(desk: User) -> Made:
    _sealed(desk)
    sealed = SealedRecord.objects.order_by("pk").first()
    assert sealed is not None
    return f"/standards/sealed/{sealed.reference}/open", sealed.reference, []


def _planted(desk: User) -> Made:
    canary = plant_canary(
        builders.force(), actor=desk.actor(on=TODAY), surname="Quillfeather", forenames="Gareth", date_of_birth=BORN,
        local_reference=f"13DA/9{CanaryRecord.objects.count()}/26", why="Curiosity", **BY,
    )  # fmt: skip
    write_planted(canary.reference)
    return "/standards/planted", "", refs(CanaryRecord.objects.all())


def _retire(desk: User) -> Made:
    _planted(desk)
    canary = CanaryRecord.objects.order_by("pk").first()
    assert canary is not None
    return f"/standards/planted/{canary.reference}/retire", canary.reference, []


def _excepted(desk: User, person: Person | None = None) -> Person:
    person = person or Person.objects.order_by("pk").first() or builders.person(builders.actor("offender-manager"))
    make_exception(
        person,
        user=builders.user(),
        may_open=False,
        why="A neighbour",
        actor=builders.actor("professional-standards"),
        **BY,
    )
    return person


def _exceptions(desk: User) -> Made:
    _excepted(desk)
    return "/exceptions", "", refs(PersonGrant.objects.order_by().distinct(), "content_object__reference")


def _of_person(desk: User) -> Made:
    person = _excepted(desk)
    return f"/people/{person.reference}/exceptions", person.reference, []


def _of_person_by_api(desk: User) -> Made:
    person = _excepted(desk)
    return f"/api/v1/people/{person.reference}/exceptions", person.reference, []


def _end_exception(desk: User) -> Made:
    person = _excepted(desk)
    grant = PersonGrant.objects.order_by("pk").first()
    assert grant is not None
    return f"/people/{person.reference}/exceptions/{grant.pk}/end", person.reference, []


def _keep_exception(desk: User) -> Made:
    address, about, shown = _end_exception(desk)
    return address.removesuffix("end") + "keep", about, shown


def _broken(desk: User) -> BrokenGlass:
    person = builders.person(builders.actor("offender-manager", force_code="14"))
    there = builders.actor("professional-standards", force_code="14")
    restrict_person(person, is_restricted=True, actor=there, **BY)
    return break_glass(
        builders.force("13"), actor=builders.user().actor(on=TODAY), named=person.reference,
        ground=BrokenGlass.Ground.DANGER, why="A knife", **BY,
    )  # fmt: skip


def _glasses(desk: User) -> Made:
    _broken(desk)
    return "/break-glass", "", refs(BrokenGlass.objects.all(), "person__reference")


def _glasses_by_api(desk: User) -> Made:
    return "/api/v1/break-glass", *_glasses(desk)[1:]


def _glass(desk: User) -> Made:
    _broken(desk)
    glass = BrokenGlass.objects.order_by("pk").first()
    assert glass is not None
    return f"/break-glass/{glass.reference}", glass.reference, []


def _glass_by_api(desk: User) -> Made:
    address, about, shown = _glass(desk)
    return f"/api/v1{address}", about, shown


PAGES: dict[str, tuple[str, Callable[[User], Made]]] = {
    "what is declared of somebody": ("standards.particulars_read", _declared),
    "the line that is to be ended": ("standards.particulars_read", _end_declared),
    "what one declared oneself": ("standards.particulars_read", _own),
    "bars": ("standards.bars_listed", _bars),
    "a bar": ("standards.bar_opened", _bar),
    "touches": ("standards.touches_listed", _touches),
    "a touch": ("standards.touch_opened", _touch),
    "sealed records": ("standards.sealed_listed", _sealed),
    "a sealed record": ("standards.sealed_opened", _unseal),
    "planted records": ("standards.canaries_listed", _planted),
    "a planted record": ("standards.canary_opened", _retire),
    "exceptions": ("person.exceptions_listed", _exceptions),
    "exceptions to a record": ("person.exceptions_read", _of_person),
    "exceptions to a record by the API": ("person.exceptions_read", _of_person_by_api),
    "an exception that is to be ended": ("person.exceptions_read", _end_exception),
    "an exception that is to be kept": ("person.exceptions_read", _keep_exception),
    "broken glasses": ("glass.listed", _glasses),
    "broken glasses by the API": ("glass.listed", _glasses_by_api),
    "a broken glass": ("glass.read", _glass),
    "a broken glass by the API": ("glass.read", _glass_by_api),
}
EACH = pytest.mark.parametrize("name", PAGES)


def entries_by(who: User) -> list[Event]:
    return list(Event.objects.filter(actor_ref=who.reference).order_by("at", "id"))


@EACH
def test_a_page_writes_the_one_entry_of_its_own_each_time(name: str, desk: User) -> None:
    code, make = PAGES[name]
    address, about, shown = make(desk)
    client, before = sign_in(Client(), desk), len(entries_by(desk))

    answers = [client.get(address).status_code for _ in range(2)]

    written = entries_by(desk)[before:]
    assert answers == [200, 200]
    assert [each.code for each in written] == [code, code]
    for each in written:
        assert (each.operation, each.reason) == ("consultation", "professional_standards")
        assert about in ("", each.object_ref) and (sorted(each.references) == shown)
        assert each.fields == {} and set(each.commitments) == {"actor_label"}


@EACH
def test_a_page_costs_the_same_however_much_it_shows(name: str, desk: User) -> None:
    _, make = PAGES[name]
    address, _, _ = make(desk)
    client = sign_in(Client(), desk)
    client.get(address)
    few = _cost(client, address)

    for _ in range(2):
        make(desk)

    assert _cost(client, address) == few


def _cost(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return sum(re.search("django_session|pg_trigger", query["sql"]) is None for query in captured)


DENIED = [name for name in PAGES if name not in ("what one declared oneself",)]


@pytest.mark.parametrize("name", DENIED)
def test_whoever_may_not_read_it_is_denied_in_the_log_and_nothing_else_is_written(name: str, desk: User) -> None:
    _, make = PAGES[name]
    address, _, _ = make(desk)
    stranger = builders.user("force-administrator", force_code="10")

    answer = sign_in(Client(), stranger).get(address)

    assert answer.status_code in (403, 404)
    assert [each.code for each in entries_by(stranger)] == ["access.denied"]


def test_a_form_that_is_shown_again_with_what_is_wrong_was_read_again(desk: User) -> None:
    address, _, _ = _touch(desk)
    client, before = sign_in(Client(), desk), len(entries_by(desk))

    client.post(address, {"outcome": "advice", "words": "", "version": 1})
    client.post(address, {"outcome": "advice", "words": "Spoke to them", "version": 1})

    assert [each.code for each in entries_by(desk)[before:]] == ["standards.touch_opened", "standards.touch_answered"]


def test_what_professional_standards_read_is_told_to_nobody_else_of_the_force(desk: User) -> None:
    codes = {code for code, _ in PAGES.values() if code.startswith("standards.")}
    for code, make in PAGES.values():
        if code in codes:
            sign_in(Client(), desk).get(make(desk)[0])

    written = {each.code for each in entries_by(desk)}
    lead = sign_in(Client(), builders.user("supervisor")).get("/log").content.decode()

    assert codes <= written
    assert "declared of somebody who works in the register" not in lead


def test_reading_of_a_planted_record_on_the_page_of_professional_standards_is_no_touch(desk: User) -> None:
    address, _, _ = _retire(desk)
    read_log(below=ALL)

    for each in ("/standards/planted", address):
        sign_in(Client(), desk).get(each)

    assert read_log(below=ALL) == 0
