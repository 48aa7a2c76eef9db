"""The legal timeline of a person."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from cases.actions.timelines import open_timeline
from cases.timeline import Line
from register.models import (
    Absence,
    Conviction,
    IndefiniteReview,
    ManagementTransfer,
    Notification,
    NotificationDuty,
    NotificationRequirement,
    Person,
    Registration,
    RetentionReview,
)
from tests import builders
from tests.builders import CALL
from tests.cases.builders import CANARIES, CANARY_LINE, Household, enrich
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, title, words

pytestmark = pytest.mark.django_db


def lines_of(person: Person, role: str = "supervisor") -> tuple[Line, ...]:
    return open_timeline(person, actor=builders.actor(role), reason=CALL)


def convict(person: Person) -> Conviction:
    builders.allow_writes()
    return Conviction.objects.create(
        person=person, force=person.owner_force, cjs_code="SV20001", offence_title="Stalking",
        convicted_on=date(2026, 2, 3), court="crown", disposal="imprisonment", term_months=8,
        has_domestic_abuse_finding=True,
    )  # fmt: skip


def registered(person: Person) -> Registration:
    builders.allow_writes()
    return Registration.objects.create(
        person=person, managing_force=person.owner_force, gate="order", gate_reason="An order", regime="none",
        starts_on=date(2026, 3, 2), next_review_on=date(2027, 3, 2),
    )  # fmt: skip


def duty(of: Registration, due_on: date, **fields: object) -> NotificationDuty:
    return NotificationDuty.objects.create(
        registration=of, key=f"initial:{due_on}", kind="initial", regime="dapo", limit_code="dapo.initial",
        starts_on=date(2026, 3, 2), due_on=due_on, due_at=f"{due_on}T23:59:59Z", explanation="Counted from the order.",
        **fields,
    )  # fmt: skip


def test_the_newest_comes_first_with_its_authority(home: Household) -> None:
    convict(home.person)
    enrich(home)

    lines = lines_of(home.person)

    assert [line.on for line in lines] == sorted((line.on for line in lines), reverse=True)
    conviction = lines[-1]
    assert conviction.text == "Conviction: Stalking, imprisonment of 8 months."
    assert conviction.authority == "Crown Court, offence SV20001"
    assert any(line.text.endswith("served.") and "Domestic Abuse Act 2021" in line.authority for line in lines)


def test_a_duty_says_why_it_was_due_and_whether_it_was_met_in_time(home: Household) -> None:
    kept = registered(home.person)
    told = Notification.objects.create(
        registration=kept, taken_at="2026-03-04T10:00:00Z", method="counter", police_station="Leeds",
        identity_check="known",
    )  # fmt: skip
    duty(kept, date(2026, 3, 5), met_on=date(2026, 3, 4), met_by=told)
    duty(kept, date(2026, 3, 3), met_on=date(2026, 3, 4), met_by=told)
    duty(kept, date(2026, 3, 6), ended_on=date(2026, 3, 5), ended_why="The order was discharged.")

    said = {line.on: line for line in lines_of(home.person) if line.kind == "duty"}

    assert said[date(2026, 3, 5)].text.endswith("due by 5 March 2026; met on 4 March 2026, in time.")
    assert said[date(2026, 3, 3)].text.endswith("met on 4 March 2026, late.")
    assert said[date(2026, 3, 6)].text.endswith("ended on 5 March 2026 without it: The order was discharged.")
    assert said[date(2026, 3, 5)].more == "Counted from the order."
    assert "Domestic Abuse Act 2021" in said[date(2026, 3, 5)].authority


def test_nothing_that_somebody_wrote_names_a_protected_place(home: Household) -> None:
    enrich(home)
    builders.allow_writes()
    Absence.objects.create(
        person=home.person, kind="custody", starts_on=date(2026, 5, 4), ended_on=date(2026, 5, 8),
        how_known=f"Arrested at {CANARY_LINE}",
    )  # fmt: skip

    for role in ("offender-manager", "professional-standards"):
        lines = lines_of(home.person, role)

        assert any(line.kind == "absence" for line in lines)
        assert not any(canary in repr(lines) for canary in CANARIES)


def test_opening_it_is_logged_as_a_consultation(home: Household, visit: Visit) -> None:
    response = get(visit("supervisor"), "person-timeline", home.person.reference)

    entry = Event.objects.get(code="person.timeline_opened")
    assert title(response) == f"Legal timeline {home.person.reference} – Domestic Abuse Register"
    assert (entry.subject_ref, entry.references) == (home.person.reference, [home.person.reference])


def test_one_kind_can_be_chosen(home: Household, visit: Visit) -> None:
    convict(home.person)
    enrich(home)
    client = visit("supervisor")

    chosen = client.get(f"/people/{home.person.reference}/timeline?kind=conviction")
    unknown = client.get(f"/people/{home.person.reference}/timeline?kind=rumour")

    assert "Conviction: Stalking" in words(chosen) and "order made" not in words(chosen)
    assert "order made" in words(unknown)


def test_handing_over_reviews_of_the_record_and_applications_are_told(home: Household) -> None:
    kept = registered(home.person)
    by = builders.user("offender-manager")
    offer = {"why": "Moved to the coast", "summary": "Visits work", "limit_code": "test"}
    ManagementTransfer.objects.create(
        registration=kept, person=home.person, from_force=kept.managing_force, to_force=builders.force("14"),
        offered_by=by, due_at="2026-11-27T12:00:00Z", **offer,
    )  # fmt: skip
    RetentionReview.objects.create(
        person=home.person, force=kept.managing_force, group=1, limit_code="retention.group_1", due_on=date(2026, 3, 2),
        why="Two victims", next_review_on=date(2030, 3, 2), reviewed_by=by,
    )  # fmt: skip
    requirement = NotificationRequirement.objects.create(
        registration=kept, regime="soa", relevant_on=date(2005, 3, 2), disposal="life", explanation="Life"
    )
    IndefiniteReview.objects.create(
        registration=kept, requirement=requirement, first_notified_on=date(2006, 3, 2), applied_on=date(2026, 3, 9),
        acknowledgement_due_on=date(2026, 3, 23), outcome="refused", decided_on=date(2026, 6, 1), reasons="Needed",
        appeal_due_on=date(2026, 6, 22), again_from_on=date(2034, 6, 1),
    )  # fmt: skip

    said = " ".join(line.text for line in lines_of(home.person))

    for part in (
        "Management offered from", "Record reviewed by", "Application to end indefinite notification received.",
        "Application decided: the requirement goes on.",
    ):  # fmt: skip
        assert part in said


def test_a_timeline_costs_the_same_queries_however_long_it_is(home: Household) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            lines_of(home.person)
        return len(asked)

    kept = registered(home.person)
    duty(kept, date(2026, 3, 5))
    lines_of(home.person)
    before = queries()
    for month in range(1, 8):
        duty(kept, date(2026, 4, month))
        Absence.objects.create(
            person=home.person, kind="custody", starts_on=date(2026, month, 4), ended_on=date(2026, month, 8)
        )

    assert queries() == before
