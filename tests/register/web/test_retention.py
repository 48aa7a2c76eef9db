"""The pages of retention: why a record is still here."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from register.actions.holds import place_legal_hold
from register.actions.people import make_exception
from register.models import LegalHold, Person, RetentionReview
from register.retention.keeping import fill
from tests import builders
from tests.cases.builders import CANARY_LINE, act, enrich, household
from tests.register.retention.records import NO_TO_ALL, asked, later, manager, old_person

pytestmark = pytest.mark.django_db


def officer(client: Client, role: str = "offender-manager", force_code: str = "13") -> Client:
    return builders.sign_in(client, builders.user(role, force_code=force_code))


def test_the_page_says_why_a_record_is_still_here(client: Client) -> None:
    home = household()
    enrich(home)
    page = officer(client).get(reverse("retention", args=[home.person.reference])).content.decode()

    assert "review group 1, public protection" in page
    assert "A registration runs" in page
    assert "A protective order is in force" in page
    assert "The next review is due on" in page


def test_opening_it_is_logged_with_what_it_said(client: Client) -> None:
    person = builders.person()
    officer(client).get(reverse("retention", args=[person.reference]))

    entry = Event.objects.get(code="retention.opened")
    assert entry.subject_ref == person.reference
    assert entry.fields["group"] == 4


def test_the_record_leads_to_it(client: Client) -> None:
    person = builders.person()
    browser = officer(client)
    address = reverse("retention", args=[person.reference])

    assert address in browser.get(reverse("person-record", args=[person.reference])).content.decode()


def test_whoever_is_barred_from_a_record_learns_nothing(client: Client) -> None:
    person = builders.person()
    browser, barred = Client(), builders.user("offender-manager")
    make_exception(
        person, user=barred, may_open=False, why="A relation",
        actor=builders.actor("professional-standards"), reason=builders.CALL,
    )  # fmt: skip

    assert builders.sign_in(browser, barred).get(reverse("retention", args=[person.reference])).status_code == 404


def keep(person: Person, *, decision: str = "keep", **changes: str) -> dict[str, str]:
    """What a reviewer types."""
    answers = dict.fromkeys(NO_TO_ALL, "no")
    until = {} if decision == "dispose" else {"next_review_on": later().isoformat()}
    typed = {**answers, "decision": decision, **until, "why": "Looked at everything", "version": str(person.version)}
    return typed | changes


def test_a_record_is_reviewed_and_kept_on_a_page(client: Client) -> None:
    person, browser = old_person(), officer(client)
    address = reverse("review-retention", args=[person.reference])
    assert "Is there evidence that the person could inflict serious harm?" in browser.get(address).content.decode()

    answer = browser.post(address, keep(person), follow=True)

    assert "The record is kept. Its next review is due on" in answer.content.decode()
    assert RetentionReview.objects.get(person=person).answers == NO_TO_ALL


def test_what_was_typed_stays_when_the_decision_is_not_whole(client: Client) -> None:
    person, browser = old_person(), officer(client)

    page = browser.post(
        reverse("review-retention", args=[person.reference]), keep(person, next_review_on="")
    ).content.decode()

    assert "Give the day of the next review." in page
    assert "Looked at everything" in page
    assert not RetentionReview.objects.exists()


def test_a_disposal_is_asked_for_and_stopped_on_pages(client: Client) -> None:
    person, browser = old_person(), officer(client)
    asked_page = browser.post(
        reverse("review-retention", args=[person.reference]), keep(person, decision="dispose"), follow=True
    ).content.decode()
    assert "A second person must approve it." in asked_page
    assert "Review this record" not in asked_page

    stop = reverse("stop-disposal", args=[person.reference])
    stopped = browser.post(stop, {"why": "A caller knows more"}, follow=True)

    assert "The disposal is stopped." in stopped.content.decode()
    assert RetentionReview.objects.get().status == RetentionReview.Status.STOPPED


def test_a_hold_is_placed_by_one_and_lifted_by_another(client: Client) -> None:
    person, browser, other = old_person(), officer(client, "supervisor"), officer(Client(), "supervisor")
    typed = {"why": "An inquest", "authority": "The coroner", "review_on": later().isoformat()}
    browser.post(reverse("place-hold", args=[person.reference]), typed)
    hold = LegalHold.objects.get()
    lift = reverse("lift-hold", args=[person.reference, hold.reference])
    address = reverse("retention", args=[person.reference])

    assert lift not in browser.get(address).content.decode()
    assert lift in other.get(address).content.decode()
    assert "You placed this hold yourself" in browser.post(lift, {"why": "Over"}).content.decode()
    assert "The hold is lifted." in other.post(lift, {"why": "Over"}, follow=True).content.decode()


def test_another_force_reads_that_a_hold_stands_and_not_why(client: Client) -> None:
    person, browser = old_person(), officer(client, force_code="14")
    place_legal_hold(person, why="An inquiry into an officer", authority="PSD", review_on=later(), **act(manager()))

    page = browser.get(reverse("retention", args=[person.reference])).content.decode()

    assert "A legal hold stands" in page
    assert "An inquiry into an officer" not in page
    assert "Review this record" not in page


def test_reasons_are_read_without_what_is_protected_from_the_reader(client: Client) -> None:
    home = household()
    place_legal_hold(
        home.victim, why=f"Lives at {CANARY_LINE}", authority="The coroner", review_on=later(), **act(manager())
    )

    page = officer(client).get(reverse("retention", args=[home.victim.reference])).content.decode()

    assert "The coroner" in page
    assert CANARY_LINE not in page


def test_the_queue_shows_what_is_due_in_the_own_force(client: Client) -> None:
    due, new, foreign = old_person(), builders.person(), old_person("14")
    fill(on=timezone.localdate())

    page = officer(client).get(reverse("retention-queue")).content.decode()

    assert [each.reference in page for each in (due, new, foreign)] == [True, False, False]


def test_the_queue_shows_disposals_that_wait_and_records_that_are_held(client: Client) -> None:
    waiting, held, browser = old_person(), old_person(), officer(client)
    asked(waiting)
    place_legal_hold(held, why="An inquest", authority="The coroner", review_on=later(), **act(manager()))

    for box, person in (("waiting", waiting), ("held", held)):
        page = browser.get(reverse("retention-queue"), {"box": box}).content.decode()
        assert [each.reference in page for each in (waiting, held)] == [each is person for each in (waiting, held)]


def test_nobody_reads_of_a_restricted_record_in_the_queue(client: Client) -> None:
    person = old_person()
    fill(on=timezone.localdate())
    builders.allow_writes()
    Person.objects.filter(pk=person.pk).update(is_restricted=True)
    barred = builders.user("supervisor")
    make_exception(
        person, user=barred, may_open=False, why="A relation",
        actor=builders.actor("professional-standards"), reason=builders.CALL,
    )  # fmt: skip

    assert person.reference not in builders.sign_in(Client(), barred).get(reverse("retention-queue")).content.decode()
    assert person.reference in officer(client, "supervisor").get(reverse("retention-queue")).content.decode()


def test_the_queue_costs_the_same_however_many_are_due(client: Client) -> None:
    browser = officer(client)

    def cost() -> int:
        fill(on=timezone.localdate())
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(reverse("retention-queue")).status_code == 200
        return sum(re.search("SAVEPOINT|django_session", query["sql"]) is None for query in captured)

    old_person()
    one = cost()
    for _ in range(4):
        old_person()

    assert cost() == one
