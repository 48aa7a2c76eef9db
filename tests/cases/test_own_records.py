"""A record that is somebody's own, or that of their household, is not there for them; professional standards are told
who tried it, and nobody who leads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Role, User
from audit.core.errors import OutOfReach, PermissionDenied, Refused
from audit.models import Event
from audit.web.policies import READ_LOG, tables_hidden_from
from register.actions import facts
from register.actions.own_records import declare_particular, end_particular, lift_bar
from register.actions.people import restrict_person
from register.actions.touches import ANSWER_WITHIN, READING, answer_touch, read_log, remind_of_touches
from register.imports.personnel import take_personnel
from register.misuse.readers import Reader
from register.misuse.reading import history_of
from register.models import LogReading, Notice, Outbox, OwnRecordBar, Particular, Person, Protection, Source, Touch
from register.rules.misuse.seen import Shared
from tests import builders, machines
from tests.builders import CALL, sign_in
from tests.cases.builders import Household, household, stand_as_one

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
TODAY, BORN = date(2026, 11, 26), date(1984, 3, 27)
BY: dict[str, Any] = {"reason": CALL}
ALL = 2**62
"""Behind every transaction: a test's own has not ended when the log is read."""
NAME = {"forenames": "Viktor", "surname": "Marchenko", "date_of_birth": BORN}


@pytest.fixture(autouse=True)
def _today(db: None) -> Iterator[None]:
    LogReading.objects.create(name=READING, transaction=0, event=UUID(int=0))
    with time_machine.travel(NOW, tick=False):
        yield


def declare(
    user: User, kind: Particular.Kind = Particular.Kind.OWN, *, by: User | None = None, **given: Any
) -> Particular:
    actor = (by or user).actor(on=TODAY)
    return declare_particular(user, kind=kind, actor=actor, **(given or NAME), **BY)


def barred_from(user: User) -> set[str]:
    return set(OwnRecordBar.objects.live().filter(user=user).values_list("person__reference", flat=True))


def sees(user: User, person: Person) -> bool:
    return Person.objects.visible_to(user.actor(on=TODAY)).filter(pk=person.pk).exists()


def viktor(**more: Any) -> Person:
    return builders.person(builders.actor("offender-manager"), **NAME | more)


# What closes a record


def test_a_record_goes_out_of_sight_when_its_subject_declares_who_they_are() -> None:
    person, user, other = viktor(), builders.user(), builders.user()

    declare(user)

    assert (sees(user, person), sees(other, person)) == (False, True)
    event = Event.objects.get(code="standards.record_barred")
    assert (event.object_ref, event.fields) == (person.reference, {})


def test_a_record_that_is_entered_later_is_never_in_sight() -> None:
    user = builders.user()
    declare(user)

    person = viktor()

    assert barred_from(user) == {person.reference}


def test_a_fact_that_is_added_later_closes_the_record() -> None:
    user, person = builders.user(), builders.person(builders.actor("offender-manager"))
    declare(user, Particular.Kind.PHONE, number="07700 900123")
    before = sees(user, person)

    facts.add_phone(person, number="07700 900123", source=Source.OFFICER, actor=builders.actor(), **BY)

    assert (before, sees(user, person)) == (True, False)


def test_records_that_are_joined_are_closed_together() -> None:

    person, other, user = (
        viktor(),
        builders.person(builders.actor("offender-manager", force_code="14")),
        builders.user(),
    )
    declare(user)
    stand_as_one(other, person)

    assert not sees(user, other)


def test_what_somebody_works_on_goes_to_others() -> None:
    viktor()
    user = builders.user()

    declare(user)

    assert Outbox.objects.filter(kind="hand_over", payload={"user": user.reference}).exists()


# Protected details: nobody finds out where somebody lives by declaring one place after another


@pytest.mark.parametrize(
    ("by", "is_barred"),
    [pytest.param("control-room-specialist", False, id="themselves"),
     pytest.param("professional-standards", True, id="professional standards")],
)  # fmt: skip
def test_a_protected_address_is_compared_with_what_others_say_of_somebody_alone(by: str, is_barred: bool) -> None:
    home, user = household(Protection.CONFIDENTIAL), builders.user("safeguarding-officer")
    enters = user if by == "control-room-specialist" else builders.user(by)
    where = {"line_1": home.address.line_1, "postcode": home.address.postcode}

    declare(user, Particular.Kind.ADDRESS, by=enters, **where, **({} if enters is user else {"why": "Told by HR"}))

    assert (home.victim.reference in barred_from(user)) is is_barred


# Nor do professional standards, by what they enter: no page of theirs tells whether it closed anything

PLACES = (
    "/standards", "/standards/own-records", "/users/{reference}", "/users/{reference}/declared", "/inbox", "/tasks",
    "/log?record={reference}",
)  # fmt: skip
NAMED_OR_TIMED = re.compile(rb"datetime=\"[^\"]+\"|[A-Z]{1,2}-[0-9a-f]{10}|\b\d{1,2}:\d{2}(:\d{2})?\b")
TYPED_IN_VAIN = {"line_1": "1 Nowhere Lane", "postcode": "LS1 1AA"}


def hidden_victim() -> Household:
    """Somebody whose record is open to the desk of force 13, her address is not."""
    return household(Protection.CONFIDENTIAL)


def place_of(home: Household) -> dict[str, str]:
    return {"line_1": home.address.line_1, "postcode": home.address.postcode}


def enter(desk: User, user: User, where: dict[str, str]) -> HttpResponse:
    typed = {"kind": "address", "why": "Told by HR", **where}
    return sign_in(Client(), desk).post(f"/users/{user.reference}/declared", typed, follow=True)  # type: ignore[return-value]


def shown_to(desk: User, user: User, where: dict[str, str]) -> dict[str, tuple[int, bytes]]:
    """What the desk is shown of a user, with what was typed taken out."""
    client, pages = sign_in(Client(), desk), {}
    for place in PLACES:
        answer = client.get(place.format(reference=user.reference))
        body = NAMED_OR_TIMED.sub(b"-", VARIES.sub(b"-", answer.content))
        for said in (*where.values(), user.email, desk.email):
            body = body.replace(said.encode(), b"-")
        pages[place] = answer.status_code, body
    return pages


@pytest.mark.parametrize("by", ["a protected address", "a record that is not open"])
def test_what_professional_standards_enter_is_answered_the_same_whether_it_closes_a_record_or_not(by: str) -> None:
    where = place_of(hidden_victim())
    if by == "a record that is not open":
        where = {"line_1": "2 Mill Road", "postcode": "LS6 3AA"}
        viktor_elsewhere(**where)
    desks = [builders.user("professional-standards", name="Pat Desk") for _ in range(2)]
    users = [builders.user(name="Sam Officer") for _ in range(2)]

    answers = [
        {"typed": (enter(desk, user, typed).status_code, b""), **shown_to(desk, user, typed)}
        for desk, user, typed in zip(desks, users, (TYPED_IN_VAIN, where), strict=True)
    ]

    assert [len(barred_from(user)) for user in users] == [0, 1]
    assert {place: answers[0][place] == answers[1][place] for place in answers[0]} == dict.fromkeys(answers[0], True)


def viktor_elsewhere(**where: str) -> Person:
    """A restricted record of another force."""
    by = builders.actor("offender-manager", force_code="14")
    person = builders.person(by, **NAME)
    if where:
        facts.add_address(person, source=Source.OFFICER, town="Leeds", actor=by, **where, **BY)
    there = builders.actor("professional-standards", force_code="14")
    return restrict_person(person, is_restricted=True, actor=there, **BY)


def test_an_entry_of_the_log_tells_professional_standards_not_that_a_bar_was_written_with_it() -> None:
    """What PostgreSQL notes of the rows of a transaction is written when it commits, which no test does here."""
    desk = builders.user("professional-standards").actor(on=TODAY)

    assert OwnRecordBar._meta.db_table in tables_hidden_from(desk)


@pytest.mark.parametrize("hides", ["the record", "the detail"])
def test_a_bar_that_is_kept_from_professional_standards_is_there_for_none_of_their_acts(hides: str) -> None:
    desk, user = builders.user("professional-standards"), builders.user()
    if hides == "the record":
        viktor_elsewhere()
        declare(user)
    else:
        declare(user, Particular.Kind.ADDRESS, by=desk, why="Told by HR", **place_of(hidden_victim()))
    bar, client = OwnRecordBar.objects.get(), sign_in(Client(), desk)
    there, nowhere = (f"/standards/own-records/{each}" for each in (bar.reference, "OB-0000000000"))

    answers = [(client.get(each), client.post(each, {"why": "A namesake", "version": 1})) for each in (there, nowhere)]
    with pytest.raises(OutOfReach):
        lift_bar(bar, actor=desk.actor(on=TODAY), why="A namesake", **BY)

    assert [[each.status_code for each in both] for both in answers] == [[404, 404], [404, 404]]
    contents = [[VARIES.sub(b"-", each.content) for each in both] for both in answers]
    assert contents[0] == contents[1]
    assert barred_from(user) == {bar.person.reference}
    assert bar.reference not in client.get("/standards/own-records").content.decode()


def test_a_bar_tells_by_what_is_open_alone() -> None:
    desk, user, person = builders.user("professional-standards"), builders.user(), viktor()
    where = {"line_1": "2 Mill Road", "postcode": "LS6 3AA"}
    facts.add_address(
        person, source=Source.OFFICER, town="Leeds", protection=Protection.CONFIDENTIAL, **where,
        actor=builders.actor("offender-manager"), **BY,
    )  # fmt: skip
    declare(user, Particular.Kind.ADDRESS, by=desk, why="Told by HR", **where)
    before = OwnRecordBar.objects.visible_to(desk.actor(on=TODAY)).exists()

    declare(user)

    bar = OwnRecordBar.objects.visible_to(desk.actor(on=TODAY)).get()
    page = sign_in(Client(), desk).get(f"/standards/own-records/{bar.reference}").content.decode()
    assert not before
    assert "The same surname and date of birth" in page and "same home" not in page


def test_no_alert_of_misuse_tells_that_a_protected_address_was_entered() -> None:
    desk, user, home = builders.user("professional-standards"), builders.user("safeguarding-officer"), hidden_victim()
    sign_in(Client(), user).get(f"/people/{home.victim.reference}/record")
    declare(user, Particular.Kind.ADDRESS, by=desk, why="Told by HR", **place_of(home))

    history = history_of(Reader("13", user), NOW - timedelta(days=99), NOW + timedelta(days=9999), peers={})

    assert {each.shares for each in history.entries} == {Shared.NOTHING}
    assert barred_from(user) == {home.victim.reference}


def touched_unseen(by: User, user: User) -> tuple[Touch, Household]:
    """A touch of a record that is open to the desk by somebody who is barred from it by a protected address alone."""
    home = hidden_victim()
    declare(user, Particular.Kind.ADDRESS, by=by, why="Told by HR", **place_of(home))
    read_log(below=ALL)
    sign_in(Client(), user).get(f"/people/{home.victim.reference}/record")
    read_log(below=ALL)
    return Touch.objects.get(), home


def test_whoever_entered_a_particular_is_not_told_by_a_touch_that_it_closed_a_record() -> None:
    enterer, other, user = *(builders.user("professional-standards") for _ in range(2)), builders.user()

    touch, _ = touched_unseen(enterer, user)

    assert standards_told() == {other.pk}
    there = f"/standards/touches/{touch.reference}"
    assert [sign_in(Client(), each).get(there).status_code for each in (enterer, other)] == [404, 200]
    assert touch.reference not in sign_in(Client(), enterer).get("/standards").content.decode()


def test_a_touch_names_no_record_that_its_reader_could_not_learn_of() -> None:
    enterer, other, user = *(builders.user("professional-standards") for _ in range(2)), builders.user()
    touch, home = touched_unseen(enterer, user)
    client = sign_in(Client(), other)

    page = client.get(f"/standards/touches/{touch.reference}").content.decode()
    listed = client.get("/standards").content.decode()
    client.post(f"/standards/touches/{touch.reference}", {"outcome": "advice", "words": "Spoke", "version": 1})

    for shown in (page, listed):
        assert "A record that is closed to them" in shown and "their own, or that" not in shown
        assert home.victim.reference not in shown and str(touch.event) not in shown
    acts = Event.objects.filter(actor_ref=other.reference, code__startswith="standards.touch_")
    assert {each.code for each in acts} == {"standards.touch_opened", "standards.touch_answered"}
    assert not any(home.victim.reference in bytes(each.payload).decode() for each in acts)


def test_a_touch_of_a_record_of_another_force_that_is_not_open_names_it_not() -> None:
    desk, user = builders.user("professional-standards"), builders.user()
    person = viktor_elsewhere()
    declare(user)
    read_log(below=ALL)
    tries(user, person)
    read_log(below=ALL)
    touch = Touch.objects.get()

    page = sign_in(Client(), desk).get(f"/standards/touches/{touch.reference}").content.decode()

    assert "Record</dt>" not in page and person.reference not in page


# Byte for byte: what somebody barred is told, and what it costs to tell them


VARIES = re.compile(
    rb'csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": ?"[^"]+"|nonce[-=]"?[\w+/=-]+|DAR-[0-9A-Z]{4}-[0-9A-Z]{4}'
    rb"|[0-9a-f]{8}-[0-9a-f-]{27}|U-[0-9a-f]{12}"
)
PASSING = ("X-Request-ID", "Expires")
NONCE = re.compile(r"nonce-\S+")
TERMS = ("Viktor Marchenko", "marchenko viktor 27 3 1984", "Marchenko", "{reference}", "07700 900123")
Ask = Callable[[Client, str], HttpResponse]


def _looks_up(terms: str) -> Ask:
    return lambda client, reference: client.post("/lookup", {"q": terms.format(reference=reference)}, follow=True)  # type: ignore[return-value]


def _quickly(terms: str) -> Ask:
    return lambda client, reference: client.post(  # type: ignore[return-value]
        "/lookup", {"q": terms.format(reference=reference)}, headers={"HX-Request": "true"}
    )


def _by_api(terms: str) -> Ask:
    return lambda client, reference: client.post(  # type: ignore[return-value]
        "/api/v1/lookup", {"q": terms.format(reference=reference)}, content_type="application/json"
    )


def _opens(address: str) -> Ask:
    return lambda client, reference: client.get(address.format(reference=reference))  # type: ignore[return-value]


ASKS: dict[str, Ask] = {
    **{f"page: {each}": _looks_up(each) for each in TERMS},
    **{f"part: {each}": _quickly(each) for each in TERMS},
    **{f"API: {each}": _by_api(each) for each in TERMS},
    **{each: _opens(each) for each in (
        "/people/{reference}/card", "/people/{reference}/record", "/people/{reference}/timeline",
        "/api/v1/people/{reference}/card", "/api/v1/people/{reference}/record", "/tasks", "/alerts", "/inbox",
        "/api/v1/tasks",
    )},
}  # fmt: skip


def answered(ask: Ask, who: User, reference: str) -> tuple[int, bytes, dict[str, str], int]:
    """Status, body and headers with what differs each time taken out, and how many queries it took; the second time, so
    that nobody pays for being the first."""
    client = sign_in(Client(), who)
    ask(client, reference)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = ask(client, reference)
    headers = {name: NONCE.sub("", value) for name, value in response.headers.items() if name not in PASSING}
    return response.status_code, VARIES.sub(b"-", response.content), headers, len(queries)


@pytest.mark.parametrize("name", ASKS)
def test_whoever_is_barred_is_answered_as_if_there_were_no_record(name: str) -> None:
    stranger, own = (builders.user(name="Sam Officer") for _ in range(2))
    absent = answered(ASKS[name], stranger, "DAR-0000-0000")
    person = viktor()
    facts.add_phone(person, number="07700 900123", source=Source.OFFICER, actor=builders.actor(), **BY)
    shown = answered(ASKS[name], stranger, person.reference)
    declare(own)

    barred = answered(ASKS[name], own, person.reference)

    assert barred == absent
    if name not in ("/tasks", "/alerts", "/inbox", "/api/v1/tasks"):
        assert shown[:2] != absent[:2], "it would be found, had nobody been barred"


# A force's own system is told no more than the officer it asks for


def test_a_system_is_not_told_of_the_record_of_the_officer_it_asks_for() -> None:
    user, person = builders.user(collar_number="4471"), viktor()
    read_log(below=ALL)
    asks = machines.system()
    before = asks.get(f"/api/v1/people/{person.reference}/record")
    declare(user)

    after = asks.get(f"/api/v1/people/{person.reference}/record")

    assert (before.status_code, after.status_code) == (200, 404)
    assert read_log(below=ALL) == 1
    assert Touch.objects.get().user == user


# Who is told


def tries(user: User, person: Person) -> None:
    sign_in(Client(), user).get(f"/people/{person.reference}/record")


def looks_up(user: User, terms: str) -> None:
    sign_in(Client(), user).post("/lookup", {"q": terms}, follow=True)


def standards_told() -> set[int]:
    return set(Notice.objects.filter(topic="standards").values_list("user", flat=True))


def test_professional_standards_of_the_force_are_told_and_nobody_who_leads_them() -> None:
    desk, elsewhere = builders.user("professional-standards"), builders.user("professional-standards", force_code="14")
    lead, both = builders.user("supervisor"), builders.user("professional-standards")
    _give(both, "supervisor")
    user, person = builders.user(), viktor()
    declare(user)
    read_log(below=ALL)

    tries(user, person)
    found = read_log(below=ALL)

    assert found == 1
    assert standards_told() == {desk.pk}
    assert not {elsewhere.pk, lead.pk, both.pk, user.pk} & standards_told()
    touch = Touch.objects.get()
    assert (touch.kind, touch.user, touch.person, touch.force) == ("own", user, person, user.force)
    assert Event.objects.get(code="standards.touch_noted").object_ref == person.reference


def _give(user: User, role: str) -> None:
    builders.allow_writes()
    Membership.objects.create(user=user, role=Role.objects.get(code=role), starts_on=date(2020, 1, 1))


@pytest.mark.parametrize(
    ("terms", "count"),
    [
        pytest.param("Viktor Marchenko", 1, id="their whole name"),
        pytest.param("marchenko 27/3/1984", 1, id="the surname and the date of birth"),
        pytest.param("Marchenko", 0, id="a surname alone, which many bear"),
        pytest.param("Kowalski", 0, id="somebody else"),
    ],
)
def test_a_lookup_that_would_have_found_them_is_noticed(terms: str, count: int) -> None:
    user = builders.user()
    viktor()
    declare(user)
    read_log(below=ALL)

    looks_up(user, terms)

    assert read_log(below=ALL) == count


def test_the_log_is_read_once() -> None:
    user, person = builders.user(), viktor()
    declare(user)
    read_log(below=ALL)
    tries(user, person)

    assert [read_log(below=ALL), read_log(below=ALL)] == [1, 0]


def test_whoever_leads_somebody_reads_nothing_of_it_in_the_log() -> None:
    user, lead, person = builders.user(), builders.user("supervisor"), viktor()
    declare(user)
    declare(lead, number="07700 900200", kind=Particular.Kind.PHONE)

    codes = _codes_read_by(lead)

    assert "person.registered" in codes
    assert not any(code.startswith("standards.") for code in codes)
    assert any(code.startswith("standards.") for code in _codes_read_by(builders.user("professional-standards")))
    assert person


def _codes_read_by(user: User) -> set[str]:
    return set(Event.objects.visible_to(user.actor(on=TODAY), by=READ_LOG).values_list("code", flat=True))


def test_what_nobody_answers_is_told_once_more_after_72_hours() -> None:
    desk, user, person = builders.user("professional-standards"), builders.user(), viktor()
    declare(user)
    read_log(below=ALL)
    tries(user, person)
    read_log(below=ALL)

    early = remind_of_touches(NOW + ANSWER_WITHIN - timedelta(minutes=1))
    late = [remind_of_touches(NOW + ANSWER_WITHIN) for _ in range(2)]

    assert (early, late) == (0, [1, 0])
    assert Notice.objects.filter(user=desk, key__startswith="late ").count() == 1


def test_a_touch_is_answered_with_an_outcome_and_never_by_whoever_did_it() -> None:
    user, person = builders.user("professional-standards"), viktor()
    declare(user)
    read_log(below=ALL)
    tries(user, person)
    read_log(below=ALL)
    touch, desk = Touch.objects.get(), builders.user("professional-standards")

    with pytest.raises(OutOfReach):
        answer_touch(touch, actor=user.actor(on=TODAY), outcome="explained", words="It was nothing", **BY)
    answer_touch(touch, actor=desk.actor(on=TODAY), outcome="advice", words="Spoke to them", **BY)

    touch.refresh_from_db()
    assert (touch.outcome, touch.answered_by) == ("advice", desk)
    assert not Touch.objects.visible_to(user.actor(on=TODAY)).exists()


# Lifting


def test_a_bar_is_lifted_with_a_reason_and_stays_lifted_until_something_else_hits() -> None:
    user, person, desk = builders.user(), viktor(), builders.user("professional-standards")
    declare(user)
    lift_bar(OwnRecordBar.objects.get(), actor=desk.actor(on=TODAY), why="A namesake born on the same day", **BY)
    lifted = sees(user, person)
    facts.add_phone(person, number="07700 900123", source=Source.OFFICER, actor=builders.actor(), **BY)
    after_a_change = sees(user, person)

    declare(user, Particular.Kind.PHONE, number="07700 900123")

    assert (lifted, after_a_change, sees(user, person)) == (True, True, False)


def test_nobody_lifts_a_bar_from_their_own_record_nor_sees_it() -> None:
    desk = builders.user("professional-standards")
    viktor()
    declare(desk)
    bar = OwnRecordBar.objects.get()

    assert not OwnRecordBar.objects.visible_to(desk.actor(on=TODAY)).exists()
    with pytest.raises(OutOfReach):
        lift_bar(bar, actor=desk.actor(on=TODAY), why="It is nothing", **BY)


def test_a_bar_needs_a_reason_to_be_lifted() -> None:
    user, desk = builders.user(), builders.user("professional-standards")
    viktor()
    declare(user)

    with pytest.raises(Refused) as refusal:
        lift_bar(OwnRecordBar.objects.get(), actor=desk.actor(on=TODAY), why=" ", **BY)

    assert refusal.value.field == "why"


def test_ending_a_line_lifts_no_bar() -> None:
    user, person, desk = builders.user(), viktor(), builders.user("professional-standards")
    particular = declare(user)

    end_particular(particular, actor=desk.actor(on=TODAY), why="Typed wrongly", **BY)

    assert not sees(user, person)


def test_nobody_ends_a_line_of_their_own() -> None:
    user = builders.user()
    particular = declare(user)

    with pytest.raises(PermissionDenied):
        end_particular(particular, actor=user.actor(on=TODAY), why="I want to see", **BY)


# Declaring


def test_professional_standards_say_why_they_enter_something() -> None:
    user, desk = builders.user(), builders.user("professional-standards")

    with pytest.raises(Refused) as refusal:
        declare(user, by=desk)

    assert refusal.value.field == "why"


def test_the_same_is_declared_once() -> None:
    user = builders.user()
    declare(user)

    with pytest.raises(Refused, match="declared already"):
        declare(user, forenames="VIKTOR", surname=" marchenko ", date_of_birth=BORN)


def test_only_oneself_and_professional_standards_read_what_is_declared() -> None:
    user = builders.user()
    declare(user)
    readers = {
        role: builders.user(role)
        for role in ("supervisor", "superintendent", "professional-standards", "offender-manager")
    }

    seen = {role: Particular.objects.visible_to(who.actor(on=TODAY)).exists() for role, who in readers.items()}

    assert seen == dict.fromkeys(readers, False) | {"professional-standards": True}
    assert Particular.objects.visible_to(user.actor(on=TODAY)).exists()


def test_one_declares_on_a_page_of_ones_own() -> None:
    user = builders.user()
    client = sign_in(Client(), user)
    typed = {"kind": "own", "forenames": "Viktor", "surname": "Marchenko", "date_of_birth_day": "27",
             "date_of_birth_month": "3", "date_of_birth_year": "1984"}  # fmt: skip

    response = client.post("/account/declared", typed, follow=True)

    page = response.content.decode()
    assert "It is declared." in page and "Viktor Marchenko" in page
    assert Particular.objects.get().source == "self"
    assert 'href="/account/declared"' in client.get("/account").content.decode()


def test_professional_standards_enter_and_end_what_is_declared_of_somebody() -> None:
    user, desk = builders.user(), builders.user("professional-standards")
    client = sign_in(Client(), desk)
    address = f"/users/{user.reference}/declared"

    client.post(address, {"kind": "vehicle", "number": "BM23 JPF", "why": "Seen at the station"})
    particular = Particular.objects.get()
    client.post(f"{address}/{particular.reference}/end", {"why": "It was sold"})

    particular.refresh_from_db()
    assert (particular.source, particular.ended_by) == ("standards", desk)
    assert address in client.get(f"/users/{user.reference}").content.decode()
    assert sign_in(Client(), user).get(address).status_code == 403


def test_the_desk_reads_answers_and_lifts_on_its_pages() -> None:
    user, person, desk = builders.user(name="Sam Officer"), viktor(), builders.user("professional-standards")
    declare(user)
    read_log(below=ALL)
    tries(user, person)
    read_log(below=ALL)
    client, touch, bar = sign_in(Client(), desk), Touch.objects.get(), OwnRecordBar.objects.get()

    pages = [client.get(each).content.decode() for each in (
        "/standards", f"/standards/touches/{touch.reference}", "/standards/own-records",
        f"/standards/own-records/{bar.reference}",
    )]  # fmt: skip
    client.post(f"/standards/touches/{touch.reference}", {"outcome": "advice", "words": "Spoke", "version": 1})
    client.post(f"/standards/own-records/{bar.reference}", {"why": "A namesake", "version": 1})

    touch.refresh_from_db()
    bar.refresh_from_db()
    assert all("Sam Officer" in page for page in pages)
    assert person.reference in pages[1] and "Marchenko" not in "".join(pages)
    assert touch.outcome == "advice" and bar.lifted_by == desk


# The personnel system

FILE = """collar_number,email,kind,forenames,surname,date_of_birth,relationship,line_1,postcode,number
4471,,own,Viktor,Marchenko,1984-03-27,,,,
4471,,address,,,,,12 Mill Road,LS6 3AA,
9999,,own,Some,Body,1980-01-01,,,,
4471,,own,Viktor,Marchenko,,,,,
4471,,pet,Rex,,,,,,
4471,,own,Bad,\x07Name,1980-01-01,,,,
4471,,phone,,,,,,,07700 900123
"""


def test_a_bad_line_of_the_personnel_file_keeps_no_other_back() -> None:
    user, person = builders.user(collar_number="4471"), viktor()

    taken = list(take_personnel(builders.force(), FILE.encode()))

    assert [each.outcome for each in taken] == ["new", "new", "refused", "refused", "refused", "refused", "new"]
    assert [each.line for each in taken if each.problem] == [4, 5, 6, 7]
    assert "Viktor" not in "".join(each.problem for each in taken)
    assert barred_from(user) == {person.reference}
    assert set(Particular.objects.values_list("source", flat=True)) == {"hr"}


def test_the_same_personnel_file_again_changes_nothing() -> None:
    builders.user(collar_number="4471")
    list(take_personnel(builders.force(), FILE.encode()))

    again = [each.outcome for each in take_personnel(builders.force(), FILE.encode())]

    assert again == ["same", "same", "refused", "refused", "refused", "refused", "same"]


def test_a_personnel_file_speaks_of_the_people_of_its_force_alone() -> None:
    builders.user(collar_number="4471", force_code="14")

    taken = list(take_personnel(builders.force("13"), FILE.encode()))

    assert {each.outcome for each in taken} == {"refused"}


def test_the_command_reports_each_line_that_was_not_taken(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    builders.user(collar_number="4471")
    file = tmp_path / "people.csv"
    file.write_text(FILE, encoding="utf-8")

    call_command("hr_feed", str(file), force_code="13")

    said = capsys.readouterr().out
    assert "3 new, 0 the same, 4 not taken" in said and "Line 4:" in said


def test_a_file_without_its_columns_is_refused_with_what_to_do(tmp_path: Any) -> None:
    file = tmp_path / "people.csv"
    file.write_text("name\nViktor\n", encoding="utf-8")

    with pytest.raises(CommandError, match="Give the columns"):
        call_command("hr_feed", str(file), force_code="13")
