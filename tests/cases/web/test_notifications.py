from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actor import Actor
from audit.models import Event
from cases.contact import guard_of
from register.actions.changes import Told, announce_change
from register.actions.requirements import begin_requirement
from register.models import (
    Absence,
    Acknowledgement,
    Address,
    Breach,
    NotifiableChange,
    Notification,
    NotificationDuty,
    NotificationRequirement,
    Registration,
    Stay,
)
from register.rules.notification_periods import Disposal
from register.rules.regimes.table import HAPPENINGS, DutyKind
from tests import builders
from tests.cases.builders import CANARIES, CANARY_LINE, Household, stand_as_one
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, title, words
from tests.register.notified import NOW, TODAY, act, take

pytestmark = pytest.mark.django_db
GIVEN = {
    "taken_on": "2026-11-25", "taken_time": "11:30", "method": "counter", "police_station": "Elland Road",
    "identity_check": "document", "has_fixed_abode": "yes", "refused": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@dataclass
class Desk:
    """A registered person with a protected victim, their manager, and the manager's browser."""

    registration: Registration
    manager: Actor
    browser: Client

    @property
    def reference(self) -> str:
        return self.registration.person.reference

    def sheet(self, **typed: Any) -> dict[str, Any]:
        """The form of a notification as the page offers it now, with the initial duty ticked."""
        page = get(self.browser, "take-notification", self.reference)
        offered = page.context["form"]["offered"].value()
        rows = {
            f"{key}-outcome": "complete" for key in [*offered.split(), "new-name", "new-home", "other-0", "other-1"]
        }
        ticked = {f"{key}-is_told_now": "on" for key in offered.split()}
        ticked |= {f"{key}-said": "As in court" for key in offered.split()}
        return (
            GIVEN | rows | ticked | {"based_on": page.context["form"]["based_on"].value(), "offered": offered} | typed
        )

    def take(self, **typed: Any) -> Any:
        return post(self.browser, "take-notification", self.reference, **self.sheet(**typed))


@pytest.fixture
def desk(home: Household, visit: Visit) -> Desk:
    manager = builders.actor("offender-manager")
    registration = builders.registered(home.person, builders.actor("supervisor"))
    begin_requirement(
        registration, regime=NotificationRequirement.Regime.SOA, relevant_on=date(2026, 11, 24),
        disposal=Disposal.FINE, **act(manager),
    )  # fmt: skip
    return Desk(registration, manager, visit("offender-manager"))


def test_the_overview_says_what_is_due_and_how_it_was_computed(desk: Desk) -> None:
    page = get(desk.browser, "person-notifications", desk.reference)

    assert "Initial notification Open Due by 26 November 2026 ." in words(page)
    assert "Sexual Offences Act 2003" in words(page)
    assert desk.registration.person.display_name not in title(page)
    assert Event.objects.filter(code="notifications.opened").count() == 1


def test_the_record_leads_to_the_notifications(desk: Desk) -> None:
    page = get(desk.browser, "person-record", desk.reference)

    assert f"/people/{desk.reference}/notifications" in page.content.decode()


def test_the_control_room_reads_and_is_offered_nothing_to_do(desk: Desk, visit: Visit) -> None:
    page = get(visit(), "person-notifications", desk.reference)

    assert page.status_code == 200
    assert "Take a notification" not in words(page)
    assert get(visit(), "take-notification", desk.reference).status_code == 403


def test_somebody_who_is_not_registered_has_nothing_to_notify(visit: Visit) -> None:
    person = builders.person()

    assert "not registered here" in words(get(visit("supervisor"), "person-notifications", person.reference))
    assert get(visit("supervisor"), "take-notification", person.reference).status_code == 404


def test_taking_a_notification_meets_what_was_ticked(desk: Desk) -> None:
    response = desk.take()

    assert response.status_code == 302
    assert NotificationDuty.objects.get(kind="initial").met_on == TODAY
    page = words(get(desk.browser, "person-notifications", desk.reference))
    assert "At a front counter, Elland Road" in page
    assert "Periodic notification Open Due by 25 November 2027 ." in page


def test_a_new_home_that_is_told_is_recorded_met_and_entered(desk: Desk) -> None:
    desk.take(**{"new-home-line_1": "5 Elm Street", "new-home-town": "Leeds", "new-home-on": "2026-11-25"})

    assert NotifiableChange.objects.get().kind == "home_address"
    assert Address.objects.get(person=desk.registration.person, kind="home").line_1 == "5 Elm Street"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({"taken_time": "half past"}, "must be a time like 14:05", id="no-time"),
        pytest.param({"taken_on": "2026-11-26"}, "must be today or in the past", id="tomorrow"),
        pytest.param({"taken_time": "23:00"}, "That time has not come yet", id="later-today"),
        pytest.param({"new-home-line_1": "5 Elm Street"}, "Enter the day on which it happened", id="no-day"),
        pytest.param({"other-0-said": "A new card"}, "Choose what has changed", id="no-kind"),
        pytest.param({"offered": "duty-1"}, "has changed while you were typing", id="other-offers"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(desk: Desk, typed: dict[str, str], said: str) -> None:
    page = desk.take(remarks="Came with his brother", **typed)

    assert page.status_code == 200
    assert said in words(page)
    assert "Came with his brother" in page.content.decode()
    assert not Notification.objects.exists()


def test_doubt_needs_its_reason(desk: Desk) -> None:
    key = desk.sheet()["offered"]

    page = desk.take(**{f"{key}-outcome": "incomplete"})

    assert "Say what is missing" in words(page)
    assert not Notification.objects.exists()


def test_what_is_ticked_must_have_been_said(desk: Desk) -> None:
    key = desk.sheet()["offered"]

    page = desk.take(**{f"{key}-said": ""})

    assert "Write what they said, or untick" in words(page)
    assert not Notification.objects.exists()


def test_ticking_nothing_is_no_notification(desk: Desk) -> None:
    key = desk.sheet()["offered"]
    typed = desk.sheet()
    del typed[f"{key}-is_told_now"]

    page = post(desk.browser, "take-notification", desk.reference, **typed)

    assert "Tick at least one thing" in words(page)


def test_the_second_officer_is_told_and_may_save_again_as_a_decision(desk: Desk, visit: Visit) -> None:
    typed = desk.sheet()
    first = take(desk.registration, desk.manager)
    second = get(visit("supervisor"), "take-notification", desk.reference).context["form"]["offered"].value()
    told = GIVEN | {f"{second}-is_told_now": "on", f"{second}-outcome": "complete", "offered": second}
    told |= {f"{second}-said": "As in court"}
    told |= {f"{key}-outcome": "complete" for key in ("new-name", "new-home", "other-0", "other-1")}

    refused = post(desk.browser, "take-notification", desk.reference, **told | {"based_on": typed["based_on"]})

    assert first.reference in words(refused)
    assert Notification.objects.count() == 1
    based_on = refused.context["form"]["based_on"].value()
    assert post(desk.browser, "take-notification", desk.reference, **told | {"based_on": based_on}).status_code == 302


def test_video_is_kept_with_a_warning(desk: Desk) -> None:
    desk.take(method="video")

    assert "No law in force on that day" in words(get(desk.browser, "person-notifications", desk.reference))


@pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.value) for kind in HAPPENINGS])
def test_each_kind_of_change_has_its_page(desk: Desk, kind: DutyKind) -> None:
    typed = {"on": "2026-11-25", "has_happened": "yes", "detail": "As he says"}

    assert kind.value in get(desk.browser, "choose-change", desk.reference).content.decode()
    response = post(desk.browser, "record-change", desk.reference, kind.value, **typed)

    assert response.status_code == 302
    assert NotifiableChange.objects.get().kind == kind


def test_a_kind_that_is_none_is_not_there(desk: Desk) -> None:
    assert get(desk.browser, "record-change", desk.reference, "initial").status_code == 404


def test_a_change_is_announced_and_settled(desk: Desk) -> None:
    typed = {"on": "2026-11-26", "has_happened": "no"}
    post(desk.browser, "record-change", desk.reference, "home_address", **typed)
    change = NotifiableChange.objects.get()
    said = {"came_about": "no", "why": "The flat fell through", "version": change.version}

    response = post(desk.browser, "settle-change", desk.reference, change.reference, **said)

    assert response.status_code == 302
    assert "Did not happen: The flat fell through" in words(get(desk.browser, "person-notifications", desk.reference))


def test_coming_about_needs_its_day(desk: Desk) -> None:
    change = announce_change(desk.registration, told=Told(DutyKind.NAME, date(2026, 11, 26)), **act(desk.manager))

    page = post(desk.browser, "settle-change", desk.reference, change.reference, came_about="yes", version=1)

    assert "Enter the day on which it came about" in words(page)


def test_a_stay_of_seven_days_says_that_it_must_be_notified(desk: Desk) -> None:
    typed = {"place": "9 Oak Road", "starts_on": "2026-11-19", "ends_on": "2026-11-25"}

    post(desk.browser, "record-stay", desk.reference, **typed)

    assert Stay.objects.get().change == NotifiableChange.objects.get()
    assert "Seven days were complete on 25 November 2026" in words(
        get(desk.browser, "person-notifications", desk.reference)
    )


def test_custody_begins_and_ends(desk: Desk) -> None:
    post(desk.browser, "begin-absence", desk.reference, kind="custody", starts_on="2026-11-24")
    away = Absence.objects.get()
    assert "The clock stands still" in words(get(desk.browser, "person-notifications", desk.reference))

    typed = {"ended_on": "2026-11-25", "version": away.version}
    response = post(desk.browser, "end-absence", desk.reference, away.pk, **typed)

    assert response.status_code == 302
    assert "Release from custody or hospital" in words(get(desk.browser, "person-notifications", desk.reference))


def test_the_acknowledgement_is_printed_in_both_languages_and_holds_nothing_of_anybody_else(
    desk: Desk, home: Household
) -> None:
    taken = take(desk.registration, desk.manager, remarks=f"She lives at {CANARY_LINE}")

    assert "In which language?" in words(get(desk.browser, "acknowledgement", taken.reference))
    page = post(desk.browser, "acknowledgement", taken.reference, language="both")

    text = words(page)
    assert "Acknowledgement of a notification" in text
    assert "Cydnabyddiaeth o hysbysiad" in text
    assert taken.reference in text
    assert [canary for canary in (*CANARIES, "Asha", "Kaur", home.victim.reference) if canary in text] == []
    assert Acknowledgement.objects.get().language == "both"
    assert desk.registration.person.display_name not in title(page)


def test_a_protected_address_in_a_remark_is_withheld_from_whoever_may_not_see_it(desk: Desk, visit: Visit) -> None:
    take(desk.registration, desk.manager, remarks=f"Was seen at {CANARY_LINE}")

    assert "Canary" not in words(get(desk.browser, "person-notifications", desk.reference))
    assert guard_of({desk.registration.person_id}, actor=desk.manager).secrets


def test_a_late_duty_goes_from_suspicion_to_a_decision(desk: Desk, visit: Visit) -> None:
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        manager, supervisor = visit("offender-manager"), visit("supervisor")
        duty = NotificationDuty.objects.get(kind="initial")
        post(manager, "suspect-duty", desk.reference, duty.pk, why="Did not come")
        row = Breach.objects.get()
        assert "Not notified in time" in words(get(manager, "breach", row.reference))
        post(manager, "record-excuse", row.reference, excuse="Was in hospital", version=1)
        assert get(manager, "decide-breach", row.reference).status_code == 403

        said = {"decision": "excused", "why": "The letter was checked", "version": 2}
        response = post(supervisor, "decide-breach", row.reference, **said)

        assert response.status_code == 302
        page = words(get(supervisor, "breach", row.reference))
        assert "Reasonable excuse accepted" in page
        assert "The letter was checked" in page


def test_a_failure_is_referred_and_concluded(desk: Desk, visit: Visit) -> None:
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        manager = visit("offender-manager")
        duty = NotificationDuty.objects.get(kind="initial")
        post(manager, "suspect-duty", desk.reference, duty.pk, why="Did not come")
        row = Breach.objects.get()

        post(manager, "refer-breach", row.reference, referred_to="Crown Prosecution Service", why="Again", version=1)
        post(manager, "conclude-breach", row.reference, outcome="convicted", why="Fined", version=2)

        row.refresh_from_db()
        assert (row.status, row.outcome) == ("concluded", "convicted")


def test_a_stale_decision_saves_nothing(desk: Desk, visit: Visit) -> None:
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        manager = visit("offender-manager")
        duty = NotificationDuty.objects.get(kind="initial")
        post(manager, "suspect-duty", desk.reference, duty.pk, why="Did not come")
        row = Breach.objects.get()
        post(manager, "record-excuse", row.reference, excuse="Was ill", version=1)

        page = post(manager, "refer-breach", row.reference, referred_to="CPS", why="Again", version=1)

        assert "Somebody else changed this record" in words(page)
        assert Breach.objects.get().status == "suspected"


def test_an_incomplete_item_can_be_suspected(desk: Desk) -> None:
    key = desk.sheet()["offered"]
    desk.take(**{f"{key}-outcome": "incomplete", f"{key}-doubt": "No bank card"})
    item = Notification.objects.get().items.get()

    response = post(desk.browser, "suspect-item", desk.reference, item.pk, why="He would not say")

    assert response.status_code == 302
    assert Breach.objects.get().item == item


def test_the_overview_asks_the_same_number_of_questions_however_much_is_in_it(
    desk: Desk,
) -> None:
    newest = take(desk.registration, desk.manager).pk
    announce_change(desk.registration, told=Told(DutyKind.NAME, date(2026, 11, 26)), **act(desk.manager))
    get(desk.browser, "person-notifications", desk.reference)
    with CaptureQueriesContext(connection) as few:
        get(desk.browser, "person-notifications", desk.reference)
    for _ in range(3):
        newest = take(desk.registration, desk.manager, based_on=newest).pk
        announce_change(desk.registration, told=Told(DutyKind.NAME, date(2026, 11, 26)), **act(desk.manager))
    with CaptureQueriesContext(connection) as many:
        get(desk.browser, "person-notifications", desk.reference)

    assert len(many) == len(few)


def test_a_person_notifies_at_the_counter_of_another_force_that_keeps_a_record_of_its_own(desk: Desk) -> None:
    theirs = builders.actor("offender-manager", force_code="14")
    own_record = builders.person(theirs)
    stand_as_one(desk.registration.person, own_record)
    counter = builders.sign_in(Client(), builders.user("offender-manager", force_code="14"))
    page = get(counter, "person-notifications", own_record.reference)
    assert f"stands in the joined record {desk.reference}" in words(page)
    form = Desk(desk.registration, theirs, counter).sheet()

    taken = post(counter, "take-notification", own_record.reference, **form)

    assert taken.status_code == 302
    notification = Notification.objects.get()
    assert (notification.registration, notification.force.code) == (desk.registration, "14")


def test_a_record_that_is_joined_with_nobody_registered_has_nothing_to_notify(desk: Desk) -> None:
    own_record = builders.person(builders.actor("offender-manager", force_code="14"))
    counter = builders.sign_in(Client(), builders.user("offender-manager", force_code="14"))

    assert get(counter, "take-notification", own_record.reference).status_code == 404
    assert "not registered here" in words(get(counter, "person-notifications", own_record.reference))
