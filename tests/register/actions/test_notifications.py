from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from accounts.actor import Actor
from audit.core.errors import OutOfReach, PermissionDenied, Refused
from audit.models import Event
from register.actions.changes import Told, announce_change, record_change
from register.actions.notifications import Item, TakenMeanwhile
from register.duties.checking import duty_differences
from register.duties.offers import offers_for
from register.models import (
    Address,
    Breach,
    Notification,
    NotificationDuty,
    NotificationItem,
    Person,
    PersonName,
    Phone,
    Registration,
    Source,
    Task,
)
from register.rules.regimes.table import DutyKind
from tests import builders
from tests.register.notified import NOW, TODAY, VISIT, act, moved, notifying, take

pytestmark = pytest.mark.django_db
Outcome = NotificationItem.Outcome


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def manager() -> Actor:
    return builders.actor("offender-manager")


@pytest.fixture
def registration(manager: Actor) -> Registration:
    return notifying(manager)


def open_duties(registration: Registration) -> list[tuple[str, date | None]]:
    rows = NotificationDuty.objects.filter(registration=registration).open().order_by("kind")
    return list(rows.values_list("kind", "due_on"))


def test_a_notification_meets_the_duty_and_starts_the_year(registration: Registration, manager: Actor) -> None:
    taken = take(registration, manager)

    met = NotificationDuty.objects.get(registration=registration, kind="initial")
    assert (met.met_by, met.met_on) == (taken, TODAY)
    assert open_duties(registration) == [("periodic", date(2027, 11, 25))]
    assert list(duty_differences()) == []


def test_without_a_fixed_abode_the_week_begins(registration: Registration, manager: Actor) -> None:
    take(registration, manager, has_fixed_abode=False)

    assert open_duties(registration) == [("weekly", date(2026, 12, 2))]


def test_a_move_that_is_told_at_the_counter_is_recorded_met_and_known_at_once(
    registration: Registration, manager: Actor
) -> None:
    take(registration, manager, moved(date(2026, 11, 25)), phone="07700 900123")

    met = NotificationDuty.objects.get(registration=registration, kind="home_address")
    home = Address.objects.get(person=registration.person, ends_on__isnull=True)
    assert met.met_on == TODAY
    assert (home.in_one_line, home.starts_on) == ("5 Elm Street, Leeds, LS6 3AA", date(2026, 11, 25))
    assert (home.source, home.is_confirmed) == (Source.OFFENDER, True)
    assert Phone.objects.get(person=registration.person).as_received == "07700 900123"


def test_a_name_becomes_an_alias_once(registration: Registration, manager: Actor) -> None:
    def told() -> Item:
        new = Told(DutyKind.NAME, TODAY, particulars={"forenames": "Mark", "surname": "Cole"})
        return Item(DutyKind.NAME, new=new)

    first = take(registration, manager, told())
    take(registration, manager, told(), based_on=first.pk)

    names = PersonName.objects.filter(person=registration.person, kind="alias")
    assert [each.full for each in names] == ["Mark Cole"]


def test_a_name_that_took_the_place_of_the_old_one_is_the_name_from_now_on(
    registration: Registration, manager: Actor
) -> None:
    was = registration.person.display_name
    given = {"forenames": "Mark", "surname": "Cole", "replaces": "Deed poll"}

    take(registration, manager, Item(DutyKind.NAME, new=Told(DutyKind.NAME, TODAY, particulars=given)))

    person = Person.objects.get(pk=registration.person_id)
    assert person.display_name == "Mark Cole"
    former = PersonName.objects.get(person=person, kind="former")
    assert (former.full, former.ends_on is not None) == (was, True)
    assert [each.full for each in PersonName.objects.filter(person=person, kind="current")] == ["Mark Cole"]


def test_what_may_be_false_meets_nothing_enters_no_fact_and_is_a_suspected_failure(
    registration: Registration, manager: Actor
) -> None:
    item = moved(date(2026, 11, 25))

    take(registration, manager, Item(item.kind, new=item.new, outcome=Outcome.FALSE, doubt="The house was pulled down"))

    assert ("home_address", date(2026, 11, 27)) in open_duties(registration)
    assert not Address.objects.filter(person=registration.person).exists()
    breach = Breach.objects.get()
    assert (breach.kind, breach.offence_code, breach.status) == ("false", "SX03204", "suspected")


def test_what_is_incomplete_leaves_the_duty_open_and_may_still_be_completed(
    registration: Registration, manager: Actor
) -> None:
    take(registration, manager, Item(DutyKind.INITIAL, outcome=Outcome.INCOMPLETE, doubt="No bank card with him"))

    assert open_duties(registration) == [("initial", date(2026, 11, 26))]
    assert not Breach.objects.exists()


def test_refusing_fingerprints_is_a_suspected_failure(registration: Registration, manager: Actor) -> None:
    taken = take(registration, manager, refused=Notification.Refusal.FINGERPRINTS)

    assert Breach.objects.get().notification == taken
    assert Breach.objects.get().kind == "refused_identity"


def test_what_is_told_late_is_met_and_is_a_suspected_failure(manager: Actor) -> None:
    registration = notifying(manager, relevant_on=date(2026, 11, 2))
    first = take(registration, manager, taken_at=datetime(2026, 11, 4, 11, tzinfo=UTC))

    take(registration, manager, moved(date(2026, 11, 20)), based_on=first.pk)

    breach = Breach.objects.get()
    assert (breach.kind, breach.duty.kind) == ("not_in_time", "home_address")
    assert breach.status_changes.get().why == "Not notified by 22 November 2026. Notified on 25 November 2026."


def test_video_is_kept_with_the_doubt_about_it(registration: Registration, manager: Actor) -> None:
    taken = take(registration, manager, method=Notification.Method.VIDEO)

    assert "by video" in taken.method_doubt
    assert open_duties(registration) == [("periodic", date(2027, 11, 25))]


def test_a_station_of_another_force_may_take_it_and_the_managing_force_is_told(registration: Registration) -> None:
    elsewhere = builders.actor("offender-manager", force_code="14")

    taken = take(registration, elsewhere)

    task = Task.objects.get(person=registration.person, title__contains=taken.reference)
    assert (task.force, task.team) == (registration.managing_force, "offender-manager")
    assert taken.force == builders.force("14")


def test_of_two_officers_the_second_is_told_of_the_first(registration: Registration, manager: Actor) -> None:
    first = take(registration, manager)

    with pytest.raises(TakenMeanwhile, match=first.reference):
        take(registration, manager)
    take(registration, manager, Item(DutyKind.PERIODIC), based_on=first.pk)

    assert Notification.objects.count() == 2


@pytest.mark.parametrize(
    ("items", "visit", "said"),
    [
        pytest.param((Item(DutyKind.INITIAL, outcome=Outcome.FALSE),), {}, "Say what is missing", id="no-reason"),
        pytest.param((Item(DutyKind.INITIAL), Item(DutyKind.INITIAL)), {}, "noted twice", id="twice"),
        pytest.param((), {"taken_at": VISIT.taken_at + timedelta(hours=3)}, "not come yet", id="in-the-future"),
        pytest.param((), {"police_station": " "}, "which police station", id="nowhere"),
    ],
)
def test_a_notification_must_make_sense(
    registration: Registration, manager: Actor, items: tuple[Item, ...], visit: dict[str, datetime | str], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        take(registration, manager, *items, **visit)


def test_a_change_of_somebody_else_is_refused(registration: Registration, manager: Actor) -> None:
    other = record_change(notifying(manager), told=Told(DutyKind.NAME, TODAY), **act(manager))

    with pytest.raises(Refused, match="of another registration"):
        take(registration, manager, Item(DutyKind.NAME, change=other))


def test_the_control_room_sees_and_does_not_take(registration: Registration) -> None:
    with pytest.raises(PermissionDenied):
        take(registration, builders.actor())


def test_a_restricted_record_of_another_force_is_not_there(registration: Registration) -> None:
    builders.allow_writes()
    Person.objects.filter(pk=registration.person_id).update(is_restricted=True)

    with pytest.raises(OutOfReach):
        take(registration, builders.actor("offender-manager", force_code="14"))


def test_what_is_due_is_offered_first_and_then_what_is_announced(registration: Registration, manager: Actor) -> None:
    change = announce_change(registration, told=Told(DutyKind.HOME_ADDRESS, date(2026, 12, 1)), **act(manager))

    offers = offers_for(registration, on=TODAY)

    assert [(each.kind, each.due_on, each.is_due) for each in offers] == [
        (DutyKind.INITIAL, date(2026, 11, 26), True), (DutyKind.HOME_ADDRESS, date(2026, 12, 1), True),
    ]  # fmt: skip
    take(registration, manager, Item(DutyKind.INITIAL), Item(DutyKind.HOME_ADDRESS, change=change))
    offers = offers_for(registration, on=TODAY)
    assert [(each.kind, each.is_due) for each in offers] == [(DutyKind.PERIODIC, False)]


def test_what_the_person_gave_completes_the_change_and_overwrites_nothing(
    registration: Registration, manager: Actor
) -> None:
    told = Told(DutyKind.HOME_ADDRESS, TODAY, particulars={"line_1": "5 Elm Street"})
    change = record_change(registration, told=told, **act(manager))

    take(
        registration, manager,
        Item(DutyKind.HOME_ADDRESS, change=change, particulars={"line_1": "7 Elm Street", "town": "Leeds"}),
    )  # fmt: skip

    change.refresh_from_db()
    assert change.particulars == {"line_1": "5 Elm Street", "town": "Leeds"}
    assert Address.objects.get(person=registration.person).in_one_line == "7 Elm Street, Leeds"


def test_the_log_says_that_it_was_taken_and_not_what_was_said(registration: Registration, manager: Actor) -> None:
    take(registration, manager, Item(DutyKind.INITIAL, "He named Asha"), remarks="Nervous")

    entry = Event.objects.get(code="notification.taken")
    assert entry.subject_ref == registration.person.reference
    assert b"Asha" not in bytes(entry.payload)
    assert b"Nervous" not in bytes(entry.payload)
