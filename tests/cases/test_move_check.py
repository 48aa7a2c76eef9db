"""The move check: who is told that somebody lives near to what is protected from them, and above all who is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.core.errors import OutOfReach, PermissionDenied, Refused
from audit.models import Event
from cases.actions.cases import NewVictim, add_victim, open_case
from cases.actions.near_alerts import answer_near_alert
from cases.models import NearAlert, Pair
from register.actions import facts
from register.actions.order_life import discharge_order
from register.actions.orders import add_condition, record_order
from register.models import Address, Alert, Outbox, Person, PersonGrant, Protection, Source, Task
from register.retention.obstacles import obstacles
from register.tasks import sweep_outbox
from tests import builders
from tests.cases.builders import (
    CANARIES,
    CANARY_LINE,
    CANARY_POSTCODE,
    CANARY_TOWN,
    Household,
    act,
    household,
    officer,
    refuge,
    stand_as_one,
)

pytestmark = pytest.mark.django_db

NEXT_DOOR: dict[str, Any] = {"line_1": "9 Canary Lane", "town": CANARY_TOWN, "postcode": CANARY_POSTCODE}
FAR: dict[str, Any] = {"line_1": "1 Castle Row", "town": "Sheffield", "postcode": "S1 2HE"}
POINT = {"easting": 340_000, "northing": 555_000}
SQUARE = ((340_000, 554_000), (341_000, 554_000), (341_000, 556_000), (340_000, 556_000))
READERS = ("control-room-specialist", "safeguarding-officer", "supervisor")
OTHERS = ("offender-manager", "force-administrator", "professional-standards", "partner-agency")


def moved(person: Person, by: Any, **where: Any) -> Address:
    """An address is recorded, and the worker has done its work."""
    address = facts.add_address(person, source=Source.OFFICER, **{**NEXT_DOOR, **where}, **act(by))
    sweep_outbox()
    return address


def told() -> list[tuple[str, str, str]]:
    return list(NearAlert.objects.order_by("pk").values_list("force__code", "nearness", "address__line_1"))


def browser(role: str, force_code: str | None = "13") -> Client:
    return builders.sign_in(Client(), builders.user(role, force_code=force_code))


@pytest.fixture
def typist() -> Any:
    return builders.actor("offender-manager")


# What is near


@pytest.mark.parametrize(
    ("where", "how"),
    [
        pytest.param({"line_1": CANARY_LINE}, "same_property", id="the same house"),
        pytest.param({}, "same_postcode", id="next door"),
        pytest.param({"postcode": "CA7 4ZZ"}, "same_sector", id="the same sector"),
        pytest.param({"postcode": "CA7 5AA"}, "", id="the next sector"),
        pytest.param(FAR, "", id="another town"),
        pytest.param({"postcode": "ZZ99 3VZ"}, "", id="no fixed abode"),
        pytest.param({"postcode": "", "kind": "found"}, "", id="a street alone"),
    ],
)
@pytest.mark.parametrize("protection", [Protection.OPEN, Protection.CONFIDENTIAL, Protection.REFUGE])
def test_a_new_address_is_compared_with_those_of_the_people_they_harmed(
    typist: Any, where: dict[str, Any], how: str, protection: Protection
) -> None:
    home = household(protection)

    moved(home.person, typist, **where)

    assert [each[1] for each in told()] == ([how] if how else [])


@pytest.mark.parametrize(
    ("metres", "how"),
    [
        pytest.param(180, ["within"], id="180 metres"),
        pytest.param(500, ["within"], id="500 metres"),
        pytest.param(501, [], id="501 metres"),
    ],
)
def test_coordinates_are_compared_in_metres(typist: Any, metres: int, how: list[str]) -> None:
    home = household()
    facts.add_address(
        home.victim, source=Source.OFFICER, line_1="Somewhere", kind=Address.Kind.STAYS, postcode="CA8 1AA",
        protection=Protection.CONFIDENTIAL, **POINT, **act(home.officer),
    )  # fmt: skip

    there = {"easting": POINT["easting"] + metres, "northing": POINT["northing"]}
    moved(home.person, typist, line_1="Elsewhere", postcode="CA8 2BB", **there)

    assert [each[1] for each in told()] == how


def test_the_same_property_number_is_enough(typist: Any) -> None:
    home = household()
    work = {"line_1": "Unit 4", "kind": Address.Kind.WORK, "protection": Protection.CONFIDENTIAL, "uprn": "100012"}
    facts.add_address(home.victim, source=Source.OFFICER, **work, **act(home.officer))

    moved(home.person, typist, **{**FAR, "uprn": "100012"})

    assert [each[1] for each in told()] == ["same_property"]


@pytest.mark.parametrize("kind", list(Address.Kind))
def test_every_kind_of_address_counts(typist: Any, kind: Address.Kind) -> None:
    home = household()

    moved(home.person, typist, kind=kind)

    assert len(told()) == 1


def test_an_address_that_has_ended_is_near_to_nobody(typist: Any) -> None:
    home = household()
    facts.end_fact(home.victim, fact=home.address, on=date(2026, 11, 1), **act(home.officer))

    moved(home.person, typist)

    assert told() == []


def test_somebody_whom_nothing_links_with_the_victim_raises_nothing(typist: Any) -> None:
    household()

    moved(builders.person(typist, forenames="Other"), typist)

    assert told() == []


def test_the_same_address_is_told_once_however_often_it_is_compared(typist: Any) -> None:
    home = household()
    moved(home.person, typist)

    moved(home.person, typist, **FAR, kind=Address.Kind.WORK)
    moved(home.victim, home.officer, line_1="Work", postcode="LS1 1AA", kind=Address.Kind.WORK)

    assert len(told()) == 1


# In whichever order things come to be known


def test_a_victim_who_moves_near_is_found(typist: Any) -> None:
    home = household()
    moved(home.person, typist, **FAR)

    moved(home.victim, home.officer, **{**FAR, "line_1": "3 Castle Row"})

    assert told() == [("13", "same_postcode", "1 Castle Row")]


def test_a_victim_who_is_added_later_is_found(typist: Any) -> None:
    home = household()
    other = builders.person(typist, forenames="Second")
    moved(other, typist)
    case = open_case(other, force=home.owner.force, owner=home.owner, **act(home.officer))

    add_victim(case, victim=home.victim, relationship=Pair.Relationship.SIBLING, **act(home.officer))
    sweep_outbox()

    assert [each[:2] for each in told()] == [("13", "same_postcode")]


def test_records_that_are_joined_are_one_human_being(typist: Any) -> None:
    home = household()
    there = builders.actor("offender-manager", force_code="14")
    of_him = builders.person(there)
    stand_as_one(home.person, of_him)

    moved(of_him, there)

    assert [each[0] for each in told()] == ["13"]


# Orders


def ordered(home: Household, **condition: Any) -> Any:
    order = record_order(
        home.person, force=builders.force("10"), kind="NMO", made_on=date(2026, 11, 1), **act(home.officer)
    )
    add_condition(order, **{"type": "exclusion_distance", "text": "Stay away", **condition}, **act(home.officer))
    return order


@pytest.mark.parametrize(
    ("condition", "how"),
    [
        pytest.param({"distance_metres": 800, **POINT}, ["in_zone"], id="inside the radius"),
        pytest.param({"distance_metres": 100, **POINT}, ["within"], id="outside it and near"),
        pytest.param({"postcode": "CA8 2BB"}, ["same_postcode"], id="by postcode"),
        pytest.param({"type": "no_contact", "postcode": "CA8 2BB"}, [], id="a condition that is no zone"),
        pytest.param({"place": "the school"}, [], id="a place in words alone"),
        pytest.param(
            {"type": "exclusion_area", "area": SQUARE},
            ["in_zone"], id="inside the area",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_order_first", [True, False], ids=["order first", "address first"])
def test_an_address_is_compared_with_the_zones_of_orders(
    typist: Any, condition: dict[str, Any], how: list[str], is_order_first: bool
) -> None:
    home = household()
    there = {"easting": POINT["easting"] + 400, "northing": POINT["northing"], "postcode": "CA8 2BB"}

    if is_order_first:
        ordered(home, **condition)
    moved(home.person, typist, **there)
    if not is_order_first:
        ordered(home, **condition)
    sweep_outbox()

    assert [each[:2] for each in told()] == [("10", each) for each in how]


def test_the_zone_of_an_order_that_was_discharged_is_no_zone_any_more(typist: Any) -> None:
    home = household()
    order = ordered(home, postcode="CA8 2BB")
    discharge_order(order, on=date(2026, 11, 20), why="Withdrawn", **act(builders.actor("supervisor")))

    moved(home.person, typist, postcode="CA8 2BB")

    assert told() == []


def test_somebody_whom_an_order_alone_protects_is_found(typist: Any) -> None:
    home = household()
    sister = builders.person(home.officer, forenames="Meera", category="victim")
    facts.add_address(sister, source=Source.OFFICER, **{**FAR, "line_1": "3 Castle Row"}, **act(home.officer))
    ordered(home, type="no_contact", protected_people=[sister])

    moved(home.person, typist, **FAR)

    assert [each[:2] for each in told()] == [("10", "same_postcode")]


# A refuge of somebody else


def stranger(registered: bool) -> Person:
    by = builders.actor("supervisor", force_code="14")
    person = builders.person(by, forenames="Stranger")
    if registered:
        builders.allow_writes()
        person.registrations.create(
            managing_force=person.owner_force, gate="conviction", gate_reason="x", regime="none",
            status="awaiting_notice", starts_on="2026-11-01", next_review_on="2027-11-01",
        )  # fmt: skip
    return person


@pytest.mark.parametrize("is_registered", [True, False], ids=["registered", "not registered"])
@pytest.mark.parametrize("protection", [Protection.OPEN, Protection.CONFIDENTIAL, Protection.REFUGE])
def test_somebody_registered_near_a_protected_address_is_a_lesser_alert_to_that_side_alone(
    is_registered: bool, protection: Protection
) -> None:
    household(protection)

    moved(stranger(is_registered), builders.actor("offender-manager", force_code="14"))

    is_told = is_registered and protection != Protection.OPEN
    assert [each[0] for each in told()] == (["13"] if is_told else [])
    assert not NearAlert.objects.filter(is_linked=True).exists()
    assert not is_told or NearAlert.objects.get().limit_code == "register.near_stranger"


def test_somebody_who_lives_near_already_is_compared_once_a_registration_is_proposed() -> None:
    household(Protection.CONFIDENTIAL)
    near = stranger(False)
    moved(near, builders.actor("offender-manager", force_code="14"))
    assert told() == []

    builders.proposed(near, builders.actor("supervisor", force_code="14"))
    sweep_outbox()

    assert [each[0] for each in told()] == ["13"]


@pytest.mark.parametrize("is_registered", [True, False], ids=["registered", "not registered"])
def test_a_new_protected_address_is_compared_with_those_of_registered_strangers(is_registered: bool) -> None:
    home = household(Protection.CONFIDENTIAL)
    near = stranger(is_registered)
    moved(near, builders.actor("offender-manager", force_code="14"), postcode="CA7 9AB")
    assert told() == []

    moved(home.victim, home.officer, line_1="3 Hidden Close", postcode="CA7 9AB", protection=Protection.CONFIDENTIAL)

    assert told() == ([("13", "same_postcode", "9 Canary Lane")] if is_registered else [])
    assert not NearAlert.objects.filter(is_linked=True).exists()


def test_between_strangers_a_sector_is_too_wide() -> None:
    household()

    moved(stranger(True), builders.actor("offender-manager", force_code="14"), postcode="CA7 4ZZ")

    assert told() == []


def test_what_stands_against_disposal_says_nothing_of_an_alert(typist: Any) -> None:
    home = household()
    before = obstacles(home.person, on=date(2026, 11, 23))

    moved(home.person, typist)

    assert told() != []
    assert obstacles(home.person, on=date(2026, 11, 23)) == before


# Who is told


def test_the_force_of_the_open_case_is_told_within_the_hour(typist: Any) -> None:
    home = household()

    moved(home.person, typist)

    alert = NearAlert.objects.get()
    assert (alert.force.code, alert.case, alert.victim) == ("13", home.case, home.victim)
    assert alert.is_linked
    assert 3500 < (alert.due_at - alert.raised_at).total_seconds() < 3700


def test_another_force_may_be_the_protected_side(typist: Any) -> None:
    owner, there = officer("14")
    person = builders.person(typist)
    case = open_case(person, force=owner.force, owner=owner, **act(there))
    pair = add_victim(case, victim=NewVictim("Asha", "Kaur"), **act(there))
    facts.add_address(pair.victim, source=Source.OFFICER, **NEXT_DOOR, **act(there))

    moved(person, typist, line_1="11 Canary Lane")

    assert [each[0] for each in told()] == ["14"]


@pytest.mark.parametrize("role", READERS)
def test_the_specialists_of_the_protected_side_read_it(typist: Any, role: str) -> None:
    home = household()
    moved(home.person, typist)
    reference = NearAlert.objects.get().reference
    client = browser(role)

    page = client.get(reverse("near-alert", args=[reference])).content.decode()

    assert reference in client.get(reverse("near-alerts")).content.decode()
    assert "a protected address" in page and "Asha" in page
    assert ("in the same postcode as" in page) is (role != "control-room-specialist"), "who may see the address itself"
    assert (home.case.reference in page) is (role != "control-room-specialist")


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_of_the_force_can_read_it(typist: Any, role: str) -> None:
    home = household()
    moved(home.person, typist)
    client = browser(role)

    assert client.get(reverse("near-alerts")).status_code == 403
    assert client.get(reverse("near-alert", args=[NearAlert.objects.get().reference])).status_code in (403, 404)


@pytest.mark.parametrize("role", READERS)
def test_another_force_does_not_see_that_it_is_there(typist: Any, role: str) -> None:
    home = household()
    moved(home.person, typist)
    client = browser(role, "14")

    assert "No alerts." in client.get(reverse("near-alerts")).content.decode()
    assert client.get(reverse("near-alert", args=[NearAlert.objects.get().reference])).status_code == 404


PAGES = ("near-alerts", "alerts", "tasks", "log-search")


@pytest.mark.parametrize("role", READERS)
def test_whoever_typed_the_address_finds_no_trace_even_in_a_role_that_reads_such_alerts(role: str) -> None:
    home = household()
    typist = builders.user(role)
    moved(home.person, typist.actor(on=date(2026, 11, 23)))
    alert = NearAlert.objects.get()
    colleague = builders.sign_in(Client(), builders.user("supervisor"))
    colleague.get(reverse("near-alert", args=[alert.reference]))
    client = builders.sign_in(Client(), typist)

    assert client.get(reverse("near-alert", args=[alert.reference])).status_code == 404
    addresses = [
        *(reverse(name) for name in PAGES if name != "log-search" or role == "supervisor"),
        reverse("alerts") + "?box=sent", reverse("tasks") + "?team=all",
        *(reverse(name, args=[home.person.reference]) for name in ("person-card", "person-record")),
    ]  # fmt: skip
    if role == "supervisor":
        addresses += [reverse("who-looked", args=[each.reference]) for each in (home.person, home.victim)]
    for address in addresses:
        page = client.get(address).content.decode()
        assert alert.reference not in page, address
        assert "near_alert" not in page and "Near somebody protected" not in page, address


def test_what_the_typist_is_answered_is_the_same_near_or_far() -> None:
    answers = {}
    for name, where in (("near", NEXT_DOOR), ("far", FAR)):
        home = household()
        client = browser("offender-manager")
        typed = {**where, "kind": "home", "protection": "open", "source": "officer"}
        response = client.post(reverse("add-address", args=[home.person.reference]), typed)
        page = client.get(response["Location"]).content.decode()
        said = page.replace(home.person.reference, "").count("app-alert")
        answers[name] = (response.status_code, said, "near" in page.lower().split("</h1>")[0])

    assert answers["near"] == answers["far"]
    assert not NearAlert.objects.exists(), "nothing is compared within the request"


def test_recording_an_address_does_the_same_work_near_or_far() -> None:
    counted = []
    for where in (NEXT_DOOR, FAR):
        home = household()
        by = builders.actor("offender-manager")
        with CaptureQueriesContext(connection) as caught:
            facts.add_address(home.person, source=Source.OFFICER, **where, **act(by))
        counted.append(len(caught))

    assert counted[0] == counted[1]


@pytest.mark.parametrize("in_refuge", [False, True], ids=["confidential", "in refuge"])
def test_nobody_finds_a_refuge_by_naming_her_in_orders_upon_one_man_after_another(in_refuge: bool) -> None:
    home = household()
    if in_refuge:
        refuge(home.pair, home.officer)
    resident = builders.person(builders.actor("offender-manager"), forenames="Resident")
    moved(resident, builders.actor("offender-manager"))
    hunter = builders.user("supervisor")
    by = act(hunter.actor(on=date(2026, 11, 23)))

    order = record_order(resident, force=hunter.force, kind="NMO", made_on=date(2026, 11, 1), **by)
    add_condition(order, type="no_contact", text="x", protected_people=[home.victim], **by)
    sweep_outbox()

    alert = NearAlert.objects.get()
    seen = builders.sign_in(Client(), hunter).get(reverse("near-alert", args=[alert.reference])).status_code
    assert seen == (404 if in_refuge else 200), "what is confidential a supervisor of the force may see anyhow"
    assert browser("safeguarding-officer").get(reverse("near-alert", args=[alert.reference])).status_code == 200


def test_an_address_that_a_feed_brought_is_read_by_the_whole_protected_side() -> None:
    home = household()
    sweep_outbox()
    by = builders.actor("offender-manager")
    facts.add_address(home.person, source=Source.FORCE_SYSTEM, **NEXT_DOOR, **act(replace(by, user_id=None)))
    sweep_outbox()

    alert = NearAlert.objects.get()

    assert (alert.typed_by, alert.caused_by) == (None, None)
    assert browser("supervisor").get(reverse("near-alert", args=[alert.reference])).status_code == 200


def test_no_task_no_mail_and_no_alert_between_forces_tells_of_it(typist: Any) -> None:
    home = household()
    before = Task.objects.count(), Alert.objects.count(), len(mail.outbox)

    moved(home.person, typist)

    assert len(told()) == 1
    assert (Task.objects.count(), Alert.objects.count(), len(mail.outbox)) == before


def test_the_entry_in_the_log_names_the_alert_and_nobody(typist: Any) -> None:
    home = household()
    moved(home.person, typist)

    event = Event.objects.get(code="near_alert.raised")
    payload = bytes(event.payload).decode()
    assert event.actor_force == "" and event.object_ref == NearAlert.objects.get().reference
    assert not [each for each in (home.person.reference, home.victim.reference, *CANARIES) if each in payload]
    other = builders.sign_in(Client(), builders.user("supervisor"))
    assert "near_alert.raised" not in other.get(reverse("who-looked", args=[home.person.reference])).content.decode()


@pytest.mark.parametrize("side", ["person", "victim"])
def test_somebody_barred_from_either_side_sees_nothing(typist: Any, side: str) -> None:
    home = household()
    moved(home.person, typist)
    barred = builders.user("supervisor")
    builders.allow_writes()
    PersonGrant.objects.create(
        content_object=getattr(home, side), user=barred, given_by=barred, why="Is this person",
        permission=Permission.objects.get(content_type__app_label="register", codename="never_open_person"),
    )  # fmt: skip
    client = builders.sign_in(Client(), barred)

    assert client.get(reverse("near-alert", args=[NearAlert.objects.get().reference])).status_code == 404


# What is said


@pytest.mark.parametrize("in_refuge", [False, True], ids=["confidential", "in refuge"])
def test_no_page_of_it_prints_a_protected_detail(typist: Any, in_refuge: bool) -> None:
    home = household()
    if in_refuge:
        refuge(home.pair, home.officer)
    moved(home.person, typist, line_1="Flat 2", town="Elsewhere", postcode="CA7 4ZZ")
    reference = NearAlert.objects.get().reference

    for role in READERS:
        client = browser(role)
        for address in (reverse("near-alerts"), reverse("near-alert", args=[reference])):
            page = client.get(address).content.decode()
            assert not [canary for canary in CANARIES if canary.lower() in page.lower()], (role, address)
        is_told = role != "control-room-specialist" and not in_refuge
        assert ("sector" in page) is is_told, "of a refuge it is not even said how near"


def test_the_answer_is_read_without_what_is_protected_from_the_reader(typist: Any) -> None:
    home = household()
    moved(home.person, typist)
    alert = NearAlert.objects.get()
    answer_near_alert(alert, what_was_done=f"Warned her at {CANARY_LINE}", **act(builders.actor("supervisor")))

    page = browser("control-room-specialist").get(reverse("near-alert", args=[alert.reference])).content.decode()

    assert "Warned her at [protected]" in page


# Answering


def test_an_answer_closes_it_once_and_says_what_was_done(typist: Any) -> None:
    home = household()
    moved(home.person, typist)
    alert = NearAlert.objects.get()
    by = act(builders.actor("safeguarding-officer"))

    with pytest.raises(Refused):
        answer_near_alert(alert, what_was_done=" ", **by)
    answer_near_alert(alert, what_was_done="Rang her adviser", **by)
    with pytest.raises(Refused):
        answer_near_alert(alert, what_was_done="Again", **by)

    changes = list(alert.status_changes.values_list("to_status", flat=True))
    assert changes == ["raised", "answered"]


def test_whoever_typed_it_cannot_answer_it() -> None:
    home = household()
    typist = builders.actor("supervisor")
    moved(home.person, typist)
    alert = NearAlert.objects.get()

    for by, error in ((typist, OutOfReach), (builders.actor("offender-manager"), (OutOfReach, PermissionDenied))):
        with pytest.raises(error):
            answer_near_alert(alert, what_was_done="x", **act(by))


def test_the_form_asks_for_an_answer_and_takes_it(typist: Any) -> None:
    home = household()
    moved(home.person, typist)
    alert = NearAlert.objects.get()
    client = browser("safeguarding-officer")
    address = reverse("near-alert", args=[alert.reference])

    assert "Say what was done to keep them safe" in client.post(address, {"version": 1}).content.decode()
    assert (
        "Somebody else changed this alert"
        in client.post(address, {"version": 9, "what_was_done": "x"}).content.decode()
    )
    client.get(address)
    alert.refresh_from_db()
    assert client.post(address, {"version": alert.version, "what_was_done": "Rang her adviser"}).status_code == 302
    assert "Rang her adviser" in client.get(address).content.decode()


def test_the_work_stands_in_the_outbox_in_the_same_transaction(typist: Any) -> None:
    home = household()
    Outbox.objects.all().delete()

    facts.add_address(home.person, source=Source.OFFICER, **FAR, **act(typist))

    row = Outbox.objects.get(kind="check_moves")
    assert row.payload == {"person": str(home.person.pk), "by": str(typist.user_id)}


@pytest.mark.django_db(transaction=True)
def test_what_the_worker_and_the_reader_commit_stands_in_the_log() -> None:
    """Each in a transaction of its own, as in production: there the guard of the log sees no event but theirs."""
    with transaction.atomic():
        home = household()
        by = builders.actor("offender-manager")
        facts.add_address(home.person, source=Source.OFFICER, **NEXT_DOOR, **act(by))
        reader = builders.user("safeguarding-officer")

    sweep_outbox()
    alert = NearAlert.objects.get()
    builders.sign_in(Client(), reader).get(reverse("near-alert", args=[alert.reference]))
    alert.refresh_from_db()
    answer_near_alert(alert, what_was_done="Rang her adviser", **act(reader.actor(on=date(2026, 11, 23))))

    assert not Outbox.objects.filter(kind="check_moves", done_at=None).exists()
    assert list(alert.status_changes.values_list("to_status", flat=True)) == ["raised", "read", "answered"]
