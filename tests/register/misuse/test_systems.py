"""Officers who read through a force's system: they are found as whoever they are, and as nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Force, User
from audit.core.entry import Reason
from audit.models import Event
from audit.web.policies import READ_LOG
from register.actions.misuse import watch_hourly, watch_nightly
from register.actions.misuse_back_test import back_test_misuse
from register.misuse.reading import active_readers, history_of, peers_between
from register.models import MisuseAlert, Notice
from tests import builders
from tests.builders import CALL
from tests.machines import System, officer, system
from tests.register.misuse.trawled import TRAWL, now, trawl

pytestmark = pytest.mark.django_db
ENOUGH = TRAWL.settings["searches"]
LOOKUP = "/api/v1/lookup"


def asking(collar: str = "9999", force_code: str = "13") -> System:
    """A system of the force that asks for an officer who need not use the register."""
    made = system("lookup:read", "card:read", force_code=force_code, for_officer=False)
    return for_another(made, collar, force_code)


def for_another(through: System, collar: str, force_code: str = "13") -> System:
    return replace(through, headers={"On-Behalf-Of": f'force={force_code}, collar="{collar}", incident="WY-1234"'})


def trawl_through(through: System, times: int) -> None:
    for _ in range(times):
        assert through.post(LOOKUP, {"q": "Sarah"}).status_code == 200


def standards(**fields: Any) -> User:
    return builders.user("professional-standards", **fields)


def seen_by(user: User) -> list[MisuseAlert]:
    return list(MisuseAlert.objects.visible_to(user.actor(on=timezone.localdate())))


def test_an_officer_who_trawls_through_a_system_is_found_as_the_user_they_are() -> None:
    through, user, head = system("lookup:read"), officer(), standards()
    trawl_through(through, ENOUGH)

    assert watch_hourly(now()) == 1

    found = MisuseAlert.objects.get()
    entries = Event.objects.filter(code="person.looked_up", on_behalf_of="13 4471").values_list("pk", flat=True)
    assert (found.rule, found.user, found.officer, found.force) == ("name_trawl", user, "", user.force)
    assert set(found.entries) == set(entries) and len(entries) == ENOUGH
    assert list(Notice.objects.values_list("user", flat=True)) == [head.pk]
    assert seen_by(user) == []


def test_an_officer_without_an_account_is_found_as_the_system_named_them() -> None:
    through, head, elsewhere = asking("ab12"), standards(), standards(force_code="14")
    trawl_through(through, ENOUGH - 5)
    trawl_through(for_another(through, "AB12"), 5)

    runs = [watch_hourly(now()), watch_hourly(now()), watch_nightly(now())]

    found = MisuseAlert.objects.get()
    assert runs == [1, 0, 0]
    assert (found.user, found.officer, found.force, found.entry_count) == (None, "13 AB12", builders.force(), ENOUGH)
    assert (seen_by(head), seen_by(elsewhere)) == ([found], [])
    assert Event.objects.get(code="misuse.raised").fields["user"] == ""


def test_a_number_that_two_have_is_neithers_and_neither_learns_of_it() -> None:
    one, other, third = standards(collar_number="0630"), standards(collar_number="0630"), standards()
    trawl_through(asking("0630"), ENOUGH)

    watch_hourly(now())

    found = MisuseAlert.objects.get()
    assert (found.user, found.officer) == (None, "13 0630")
    assert [seen_by(each) for each in (one, other, third)] == [[], [], [found]]
    read = Event.objects.visible_to(one.actor(on=timezone.localdate()), by=READ_LOG)
    assert not read.filter(object_ref=found.reference).exists()


def test_what_somebody_does_themselves_and_through_a_system_adds_up() -> None:
    through, user = system("lookup:read"), officer()
    trawl(user, 5)
    trawl_through(through, ENOUGH - 5)

    assert watch_hourly(now()) == 1
    assert MisuseAlert.objects.get().user == user


def test_what_a_system_asks_for_one_officer_is_not_counted_for_another() -> None:
    through = asking("9999")
    trawl_through(through, ENOUGH - 1)
    trawl_through(for_another(through, "9998"), ENOUGH - 1)

    assert watch_nightly(now()) == 0


def test_the_same_collar_number_in_another_force_is_somebody_else() -> None:
    user, through = officer(), asking("4471", "14")
    trawl_through(through, ENOUGH)

    watch_hourly(now())

    found = MisuseAlert.objects.get()
    assert (found.user, found.officer, found.force.code) == (None, "14 4471", "14")
    assert found.user != user


def test_a_back_test_reads_officers_of_systems_too() -> None:
    head, today = standards(), now().date()
    trawl_through(asking("9999"), ENOUGH)
    trawl_through(system("lookup:read", name="Control"), 5)

    found = back_test_misuse(
        TRAWL, forces=Force.objects.filter(code="13"), since_on=today - timedelta(days=1),
        until_on=today + timedelta(days=1), changed={"searches": 5}, actor=head.actor(on=timezone.localdate()),
        reason=Reason("professional_standards"),
    )  # fmt: skip

    assert [(line.force, line.now, line.then) for line in found.lines] == [("13", 1, 2)]
    assert found.users == 2
    assert watch_hourly(now()) == found.now


def test_officers_for_whom_systems_ask_are_compared_with_each_other() -> None:
    person = builders.person()
    known, unknown = system("card:read", name="Control"), asking("9999")
    for through in (known, unknown):
        assert through.get(f"/api/v1/people/{person.reference}/card").status_code == 200

    peers = peers_between(now() - timedelta(hours=1), now())

    assert {key: [each.count for each in days.values()] for key, days in peers.items()} == {
        officer().reference: [1], "13 9999": [1],
    }  # fmt: skip


def test_each_request_of_a_system_is_a_search_and_says_that_a_system_asked() -> None:
    trawl_through(asking("9999"), 2)
    (reader,) = active_readers(now() - timedelta(hours=1), now())

    read = history_of(reader, now() - timedelta(hours=1), now(), peers={})

    assert (reader.key, read.user, read.force) == ("13 9999", "13 9999", "13")
    assert [(each.is_by_system, each.has_incident) for each in read.entries] == [(True, True)] * 2


def test_what_the_register_does_by_itself_is_read_by_nobody() -> None:
    user = builders.user()
    trawl(user, 1)
    readers = active_readers(now() - timedelta(hours=1), now())

    assert [each.key for each in readers] == [user.reference]
    assert Event.objects.filter(actor_kind="system").exists()


def test_the_page_and_the_api_say_which_officer_it_was() -> None:
    trawl_through(asking("9999"), ENOUGH)
    watch_hourly(now())
    found, client = MisuseAlert.objects.get(), builders.sign_in(Client(), standards())

    listed = client.get("/misuse").content.decode()
    page = client.get(f"/misuse/{found.reference}").content.decode()
    told = client.get(f"/api/v1/misuse/{found.reference}").json()

    assert "Officer 13 9999" in listed
    assert "Officer 13 9999" in page and "/log?by=" not in page
    assert (told["user"], told["officer"]) == ("", "13 9999")
    assert CALL.text not in page
