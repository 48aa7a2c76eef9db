"""The pages on which one force hands a registered person to another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from audit.models import Event
from register.models import Alert, ManagementTransfer
from tests import builders
from tests.cases.web.pages import get, post, words
from tests.register.managed_people import officer, registration

pytestmark = pytest.mark.django_db
WORDS = {"why": "Moved to the coast", "summary": "Visits work; alcohol does not"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def signed_in(role: str = "supervisor", force_code: str = "13") -> Client:
    return builders.sign_in(Client(), builders.user(role, force_code=force_code))


def an_offer(client: Client) -> ManagementTransfer:
    managed = registration()
    post(
        client, "offer-transfer", managed.person.reference, version=managed.version,
        to_force=builders.force("14").pk, **WORDS,
    )  # fmt: skip
    return ManagementTransfer.objects.get()


def test_a_person_is_offered_and_taken_over() -> None:
    ours, theirs, (manager, _) = signed_in(), signed_in(force_code="14"), officer(force_code="14", name="Ewa Nowak")
    offer = an_offer(ours)
    alert = Alert.objects.get(transfer=offer)

    assert offer.reference in get(theirs, "alert", alert.reference).content.decode()
    assert offer.reference in get(theirs, "managed-people").content.decode()
    assert "Visits work; alcohol does not" in words(get(theirs, "transfer", offer.reference))
    answer = {"answer": "accept", "manager": manager.pk, "why": "Lives here", "version": offer.version}
    done = post(theirs, "transfer", offer.reference, **answer)

    assert "Your force manages this person now, by Ewa Nowak." in words(theirs.get(done.url))
    assert get(theirs, "management", offer.person.reference).status_code == 200
    assert get(ours, "management", offer.person.reference).status_code == 404
    assert "Accepted" in words(get(ours, "transfer", offer.reference))


def test_accepting_without_a_manager_is_refused() -> None:
    theirs, offer = signed_in(force_code="14"), an_offer(signed_in())

    answer = {"answer": "accept", "manager": "", "why": "Lives here", "version": offer.version}
    page = words(post(theirs, "transfer", offer.reference, **answer))

    assert "Name who manages this person from now on" in page
    assert "Lives here" in page


def test_refusing_and_taking_back() -> None:
    ours, theirs = signed_in(), signed_in(force_code="14")
    offer = an_offer(ours)
    answer = {"answer": "refuse", "manager": "", "why": "Not here", "version": offer.version}
    post(theirs, "transfer", offer.reference, **answer)

    late = words(post(ours, "transfer", offer.reference, why="Came back", version=offer.version))

    assert "Somebody else changed this record" in late
    offer.refresh_from_db()
    assert offer.status == "refused"


def test_an_offer_is_taken_back_by_whoever_made_it() -> None:
    ours = signed_in()
    offer = an_offer(ours)

    post(ours, "transfer", offer.reference, why="Came back", version=offer.version)

    offer.refresh_from_db()
    assert offer.status == "cancelled"


def test_reading_is_logged_and_no_third_force_reads() -> None:
    offer = an_offer(signed_in())

    hidden = get(signed_in(force_code="10"), "transfer", offer.reference)
    absent = get(signed_in(force_code="10"), "transfer", "TR-0000000000")
    get(signed_in("offender-manager", "14"), "transfer", offer.reference)

    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    assert Event.objects.filter(code="transfer.opened").count() == 1


def test_an_offender_manager_reads_but_does_not_answer() -> None:
    offer, client = an_offer(signed_in()), signed_in("offender-manager", "14")

    assert "Does your force take this person over?" not in words(get(client, "transfer", offer.reference))
    answer = {"answer": "refuse", "why": "Not here", "version": offer.version}
    assert post(client, "transfer", offer.reference, **answer).status_code == 403


def test_the_page_of_the_person_says_that_they_are_offered() -> None:
    ours = signed_in()
    offer = an_offer(ours)

    page = words(get(ours, "management", offer.person.reference))

    assert "Your force stays responsible until then." in page
    assert "Hand over to another force" not in page
