from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.db import transaction

from accounts.actor import Actor
from audit.core.errors import PermissionDenied
from audit.models import Event
from register.actions.acknowledgements import print_acknowledgement
from register.actions.changes import Told, record_change
from register.actions.notifications import Item
from register.models import Acknowledgement, NotificationItem
from register.rules.regimes.table import DutyKind
from tests import builders
from tests.register.notified import NOW, act, moved, notifying, take

pytestmark = pytest.mark.django_db
BOTH = Acknowledgement.Language.BOTH


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def manager() -> Actor:
    return builders.actor("offender-manager")


def test_both_languages_say_what_was_told_and_what_is_due(manager: Actor) -> None:
    taken = take(notifying(manager), manager, moved(date(2026, 11, 25)), Item(DutyKind.INITIAL))

    english, welsh = print_acknowledgement(taken, language=BOTH, **act(manager))

    assert "House and street: 5 Elm Street" in str(english.told)
    assert english.due == (("Periodic notification", "by 25 November 2027"),)
    assert welsh.due == (("Hysbysiad cyfnodol", "erbyn 25 Tachwedd 2027"),)


def test_each_printing_is_kept_and_logged_with_its_digest(manager: Actor) -> None:
    taken = take(notifying(manager), manager)

    for language in (BOTH, Acknowledgement.Language.WELSH):
        print_acknowledgement(taken, language=language, **act(manager))

    first, second = Acknowledgement.objects.filter(notification=taken)
    assert first.digest != second.digest
    assert Event.objects.filter(code="notification.acknowledged").count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_printing_is_committed_with_its_entry_in_the_log() -> None:
    with transaction.atomic():
        by = builders.actor("offender-manager")
        taken = take(notifying(by), by)

    print_acknowledgement(taken, language=BOTH, **act(by))

    kept = Acknowledgement.objects.get()
    assert kept.notification == taken


def test_nothing_of_the_officers_thoughts_stands_on_it(manager: Actor) -> None:
    false = Item(
        DutyKind.INITIAL, "Lives alone", outcome=NotificationItem.Outcome.FALSE, doubt="His sister says otherwise"
    )
    taken = take(notifying(manager), manager, false, remarks="Ask Asha")

    text = str(print_acknowledgement(taken, language=BOTH, **act(manager)))

    assert "Lives alone" in text
    assert "sister" not in text
    assert "Asha" not in text
    assert "false" not in text.replace("know to be false", "")


def test_a_change_that_the_person_never_spoke_of_is_not_told_to_them(manager: Actor) -> None:
    registration = notifying(manager)
    seen = Told(DutyKind.HOME_ADDRESS, date(2026, 11, 25), particulars={"line_1": "7 Canary Lane"})
    record_change(registration, told=seen, **act(manager))
    taken = take(registration, manager)

    text = str(print_acknowledgement(taken, language=BOTH, **act(manager)))

    assert "Canary" not in text
    assert "Change of home address" not in text


def test_what_the_police_knew_of_a_change_is_not_printed_as_what_was_said(manager: Actor) -> None:
    registration = notifying(manager)
    seen = Told(DutyKind.HOME_ADDRESS, date(2026, 11, 25), particulars={"line_1": "7 Canary Lane"}, detail="By Asha")
    change = record_change(registration, told=seen, **act(manager))
    taken = take(registration, manager, Item(DutyKind.HOME_ADDRESS, "I have moved", change=change))

    text = str(print_acknowledgement(taken, language=BOTH, **act(manager)))

    assert "I have moved" in text
    assert "Canary" not in text
    assert "Asha" not in text


def test_the_control_room_does_not_print(manager: Actor) -> None:
    taken = take(notifying(manager), manager)

    with pytest.raises(PermissionDenied):
        print_acknowledgement(taken, language=BOTH, **act(builders.actor()))
