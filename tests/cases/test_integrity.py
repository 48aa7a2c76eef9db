"""Every integrity check is shown a planted fault and finds it; sound rows are not found, and a mended fault goes.

Faults are planted in rows, around the acts: no act of the register leaves one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Leave, User
from cases.actions.attachments import attach
from cases.actions.protection import set_safe_contact
from cases.attachments import checks, store
from cases.models import (
    AgencyAccount,
    Attachment,
    Case,
    Disclosure,
    DisclosureStop,
    Meeting,
    MeetingReferral,
    NearAlert,
    RiskAssessment,
    Safeguard,
)
from register.actions.integrity import run_checks
from register.integrity.checks import CHECKS, MOST, Found, check_of
from register.models import (
    Address,
    Alert,
    Countersignature,
    Handover,
    IntegrityFinding,
    IntegrityRun,
    LegalHold,
    ManagementTransfer,
    Match,
    NotificationDuty,
    Outbox,
    Person,
    PlanAction,
    ProtectiveOrder,
    Registration,
    Task,
    UnroutedAlert,
    Watch,
)
from register.retention.erasing import TOMBSTONE
from tests import builders
from tests.architecture.test_constraints import World
from tests.builders import CALL, sign_in
from tests.cases.builders import household, refuge
from tests.cases.disclosed import started
from tests.register.duties.ten_years import Decade

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
TODAY, LONG_AGO = date(2026, 11, 26), date(2026, 10, 1)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def gone_user() -> User:
    return builders.user("supervisor", is_active=False)


def switched_off(user: User) -> None:
    builders.allow_writes()
    User.objects.filter(pk=user.pk).update(is_active=False)


def registered() -> Registration:
    lead = builders.actor("supervisor")
    return builders.registered(builders.person(lead), lead)


def owned_case() -> Case:
    return household().case


def disposed(person: Person) -> None:
    builders.allow_writes()
    Person.objects.filter(pk=person.pk).update(
        disposed_at=NOW, display_name=TOMBSTONE, sex=Person.Sex.NOT_STATED, date_of_birth=None,
        date_of_birth_as_received="", date_of_birth_doubt="",
    )  # fmt: skip


def under(lead: Person, other: Person) -> None:
    builders.allow_writes()
    Person.objects.filter(pk=other.pk).update(lead=lead)


def changed(row: Any, **values: Any) -> int:
    builders.allow_writes()
    type(row)._base_manager.filter(pk=row.pk).update(**values)
    return int(row.pk)


def safeguard(**values: Any) -> Safeguard:
    home = household()
    row = Safeguard.objects.create(
        pair=home.pair, person=home.victim, force=home.pair.force, kind="alarm", instruction="Answer at once",
        owner=home.owner, starts_on=LONG_AGO, review_on=TODAY,
    )  # fmt: skip
    changed(row, **values)
    return row


# Each plants one fault and gives the primary key of the row that must be found.


def order_past_its_end() -> int:
    world = World()
    return world.make(ProtectiveOrder, ends_on=TODAY - timedelta(days=2), next_check_on=TODAY - timedelta(days=1)).pk


def outbox_stuck() -> int:
    return Outbox.objects.create(
        kind="deliver_alert", payload={}, not_before=NOW - timedelta(hours=1), parked_at=NOW, attempts=8
    ).pk


def reminders_stopped() -> int:
    return World().make(Watch, next_on=TODAY - timedelta(days=2)).pk


def duty_nobody_was_told_of() -> int:
    return World().make(NotificationDuty).pk


def stored_date_differs() -> int:
    decade = Decade(3, {"actor": builders.actor("supervisor"), "reason": CALL})
    duty = NotificationDuty.objects.filter(registration=decade.registration).first()
    assert duty is not None
    changed(duty, starts_on=date(2000, 1, 1))
    return decade.registration.pk


def registered_twice() -> int:
    one, other = registered(), registered()
    under(one.person, other.person)
    return other.pk


def task_owner_gone() -> int:
    return World().make(Task, owner=gone_user()).pk


def plan_action_owner_gone() -> int:
    return World().make(PlanAction, owner=gone_user()).pk


def task_on_disposed_record() -> int:
    task = World().make(Task)
    disposed(task.person)
    return task.pk


def alerted_twice() -> int:
    world = World()
    first = world.make(Alert)
    other = world.make(Person)
    address = Address.objects.create(**world.values(Address) | {"person": other})
    second = Alert.objects.create(
        kind=first.kind, person=other, address=address, from_force=first.from_force, to_force=first.to_force,
        due_at=first.due_at, limit_code="test",
    )  # fmt: skip
    under(first.person, other)
    return second.pk


def countersignature_unanswered() -> int:
    return World().make(Countersignature).pk


def work_not_brought_back() -> int:
    world = World()
    leave = Leave.objects.create(user=world.user, starts_on=LONG_AGO, ends_on=TODAY - timedelta(days=3))
    return world.make(Handover, why="leave", leave=leave).pk


def restricted_without_reason() -> int:
    return World().make(Person, is_restricted=True).pk


def lead_under_a_lead() -> int:
    world = World()
    top, middle, low = (world.make(Person) for _ in range(3))
    under(top, middle)
    under(middle, low)
    return low.pk


def case_owner_gone() -> int:
    case = owned_case()
    switched_off(case.owner)
    return case.pk


def refuge_detail_open() -> int:
    home = household()
    refuge(home.pair, home.officer)
    return changed(home.address, protection="open")


def refuge_number_open() -> int:
    home = household()
    refuge(home.pair, home.officer)
    return changed(home.phone, protection="open")


def case_twice() -> int:
    first, second = owned_case(), owned_case()
    under(first.person, second.person)
    return second.pk


def case_about_disposed_record() -> int:
    case = owned_case()
    disposed(case.person)
    return case.pk


def safeguard_owner_gone() -> int:
    row = safeguard()
    switched_off(row.owner)
    return row.pk


def safeguard_of_closed_case() -> int:
    row = safeguard()
    changed(row.pair.case, closed_at=NOW)
    return row.pk


def risk_not_reviewed() -> int:
    case = owned_case()
    return RiskAssessment.objects.create(
        case=case, person=case.person, force=case.force, level="high", judgement="Threats", assessed_at=NOW,
        assessed_by=case.owner, review_on=LONG_AGO,
    ).pk  # fmt: skip


def request() -> Disclosure:
    found, home = started(builders.actor("safeguarding-officer")), household()
    changed(found, person=home.person, at_risk=home.victim)
    return found


def stopped_without_reason() -> int:
    stop = DisclosureStop(disclosure=request(), starts_on=TODAY, ends_on=TODAY, why=" ")
    stop.save()
    return stop.pk


def document() -> Attachment:
    home = household()
    file = SimpleUploadedFile("Note.txt", b"She rang at noon")
    return attach(home.case, file=file, kind=Attachment.Kind.OTHER, actor=home.officer, reason=CALL)


def attachment_missing() -> int:
    kept = document()
    store.discard(kept.key)
    return kept.pk


def attachment_differs() -> int:
    kept = document()
    store.discard(kept.key)
    store._storage().save(store._path(kept.key), ContentFile(b"She never rang"))
    return kept.pk


def attachment_not_scanned() -> int:
    return changed(document(), uploaded_at=NOW - timedelta(hours=2), scan="waiting")


def file_of_no_document() -> int:
    with store.keeping() as keep:
        kept = keep(ContentFile(b"Whose is this?"))
    long_ago = (NOW - timedelta(days=2)).timestamp()
    os.utime(store._storage().path(store._path(kept.key)), (long_ago, long_ago))
    return checks._number_of(kept.key)


def referral_without_minutes() -> int:
    world = World()
    held = world.make(Meeting, status="held", held_on=LONG_AGO)
    return world.make(MeetingReferral, status="on_agenda", meeting=held).pk


PLANTED: dict[str, Callable[[], int]] = {
    "order_past_its_end": order_past_its_end,
    "alert_past_its_clock": lambda: World().make(Alert).pk,
    "national_queue_past_its_clock": lambda: World().make(UnroutedAlert).pk,
    "transfer_past_its_clock": lambda: World().make(ManagementTransfer).pk,
    "outbox_stuck": outbox_stuck,
    "reminders_stopped": reminders_stopped,
    "duty_nobody_was_told_of": duty_nobody_was_told_of,
    "stored_date_differs": stored_date_differs,
    "registration_past_its_end": lambda: changed(registered(), ends_on=TODAY - timedelta(days=3), is_indefinite=False),
    "registered_twice": registered_twice,
    "manager_gone": lambda: changed(registered(), offender_manager=gone_user()),
    "task_owner_gone": task_owner_gone,
    "plan_action_owner_gone": plan_action_owner_gone,
    "task_on_disposed_record": task_on_disposed_record,
    "hold_that_stays": lambda: World().make(Task, status="held", held_until=LONG_AGO).pk,
    "alerted_twice": alerted_twice,
    "match_past_its_clock": lambda: World().make(Match).pk,
    "countersignature_unanswered": countersignature_unanswered,
    "work_not_brought_back": work_not_brought_back,
    "legal_hold_not_reviewed": lambda: World().make(LegalHold).pk,
    "restricted_without_reason": restricted_without_reason,
    "lead_under_a_lead": lead_under_a_lead,
    "case_owner_gone": case_owner_gone,
    "case_day_too_far": lambda: changed(owned_case(), next_review_on=date(2031, 1, 1)),
    "victim_without_safe_contact": lambda: changed(household().pair, recorded_at=NOW - timedelta(days=5)),
    "refuge_detail_open": refuge_detail_open,
    "refuge_number_open": refuge_number_open,
    "near_alert_past_its_clock": lambda: World().make(NearAlert).pk,
    "safeguard_owner_gone": safeguard_owner_gone,
    "safeguard_not_reviewed": lambda: safeguard(review_on=LONG_AGO).pk,
    "safeguard_of_closed_case": safeguard_of_closed_case,
    "risk_not_reviewed": risk_not_reviewed,
    "risk_never_assessed": lambda: changed(owned_case(), opened_at=NOW - timedelta(days=8)),
    "disclosure_past_its_clock": lambda: changed(request(), due_on=LONG_AGO),
    "disclosure_of_nobody": lambda: changed(request(), owner=None, recorded_at=NOW - timedelta(days=2)),
    "disclosure_stopped_without_reason": stopped_without_reason,
    "pair_of_another_force": lambda: changed(household().pair, force=builders.force("14")),
    "attachment_missing": attachment_missing,
    "attachment_differs": attachment_differs,
    "attachment_not_scanned": attachment_not_scanned,
    "file_of_no_document": file_of_no_document,
    "meeting_forgotten": lambda: World().make(Meeting, held_on=LONG_AGO).pk,
    "referral_not_heard": lambda: World().make(MeetingReferral, hear_by_on=LONG_AGO).pk,
    "referral_without_minutes": referral_without_minutes,
    "agency_reader_with_another_role": lambda: World().make(AgencyAccount).pk,
    "case_twice": case_twice,
    "case_about_disposed_record": case_about_disposed_record,
}


def found_by(code: str) -> list[Found]:
    check = check_of(code)
    assert check is not None
    return list(check.find(timezone.now()))


def test_every_check_has_a_planted_fault() -> None:
    assert [check.code for check in CHECKS] == list(dict.fromkeys(check.code for check in CHECKS))
    assert {check.code for check in CHECKS} == PLANTED.keys()


def test_every_check_is_whole() -> None:
    for check in CHECKS:
        assert check.sentence.endswith(".") and check.remedy.endswith("."), check.code
        assert bool(check.page) is bool(check.permission), check.code


@pytest.mark.parametrize("code", PLANTED)
def test_a_planted_fault_is_found_and_nothing_else(code: str) -> None:
    sound = household()
    set_safe_contact(sound.pair, actor=sound.officer, reason=CALL, what_to_say="The dentist")
    registered()
    assert found_by(code) == []

    number = PLANTED[code]()

    assert [each.number for each in found_by(code)] == [number]


@pytest.mark.parametrize(
    "code", [code for code in PLANTED if (check := check_of(code)) and check.readers and check.readers.about]
)
def test_a_finding_is_kept_from_whoever_is_barred_from_the_people_it_is_about(code: str) -> None:
    number, check = PLANTED[code](), check_of(code)
    assert check is not None and check.readers is not None
    people = [Person.objects.get(pk=key) for key in check.readers.people_of(number) if key]
    readers = [builders.user("oversight-auditor", force_code=None) for _ in range(len(people) + 1)]
    for reader, person in zip(readers, people, strict=False):
        builders.bar(reader, person)
    run_checks(TODAY)

    found = IntegrityFinding.objects.filter(check_code=code, number=number)

    assert people
    assert [found.visible_to(each.actor(on=TODAY)).exists() for each in readers] == [False] * len(people) + [True]


def test_two_rows_of_different_kinds_with_one_number_are_two_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    def two(at: datetime) -> Iterator[Found]:
        yield from (Found(what, 7, None, f"{what} 7") for what in ("registration", "victim update"))

    monkeypatch.setattr("register.actions.integrity.CHECKS", [_with(CHECKS[0], two)])
    run_checks(TODAY)
    run_checks(TODAY)
    run_checks(TODAY + timedelta(days=1))

    findings = IntegrityFinding.objects.values_list("what", "number", "last_found_on")
    tomorrow = TODAY + timedelta(days=1)
    assert set(findings) == {("registration", 7, tomorrow), ("victim update", 7, tomorrow)}
    assert findings.count() == 2


def test_what_is_mended_is_gone_and_what_stays_keeps_its_first_day() -> None:
    stays, goes = task_owner_gone(), World().make(Task, title="Other", owner=gone_user()).pk
    run_checks(TODAY)
    changed(Task.objects.get(pk=goes), owner=None)

    run_checks(TODAY + timedelta(days=1))

    findings = IntegrityFinding.objects.filter(check_code="task_owner_gone")
    first, last = findings.values_list("first_found_on", "last_found_on").get(number=stays)
    assert (first, last) == (TODAY, TODAY + timedelta(days=1))
    assert findings.get(number=goes).gone_at is not None


def test_each_check_runs_once_a_day_and_leaves_its_heartbeat() -> None:
    assert [run_checks(TODAY), run_checks(TODAY)] == [len(CHECKS), 0]
    assert IntegrityRun.objects.filter(checked_on=TODAY, ended_at__isnull=False, problem="").count() == len(CHECKS)


def test_a_check_that_fails_says_so_and_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(at: datetime) -> Iterator[Found]:
        raise RuntimeError("no such column")

    task = task_owner_gone()
    monkeypatch.setattr("register.actions.integrity.CHECKS", [_with(CHECKS[0], broken), check_of("task_owner_gone")])

    assert run_checks(TODAY) == 2
    assert IntegrityRun.objects.get(check_code=CHECKS[0].code).problem == "RuntimeError"
    assert IntegrityFinding.objects.get().number == task


def _with(check: Any, find: Callable[[datetime], Iterator[Found]]) -> Any:
    return replace(check, find=find)


def test_a_check_gives_so_much_at_the_most_and_says_that_there_is_more(monkeypatch: pytest.MonkeyPatch) -> None:
    def many(at: datetime) -> Iterator[Found]:
        yield from (Found("row", number, None, str(number)) for number in range(MOST + 1))

    monkeypatch.setattr("register.actions.integrity.CHECKS", [_with(CHECKS[0], many)])
    run_checks(TODAY)

    assert IntegrityRun.objects.get().is_cut
    assert IntegrityFinding.objects.count() == MOST


# The page


def page_for(role: str, force_code: str | None = "13") -> str:
    client = sign_in(Client(), builders.user(role, force_code=force_code))
    return client.get("/oversight/integrity").content.decode()


def test_a_supervisor_sees_the_faults_of_their_force_with_links_and_oversight_those_of_all_without() -> None:
    world = World()
    own = world.make(Task, owner=gone_user())
    foreign = world.make(Task, owner=gone_user(), force=world.other, person=None)
    run_checks(TODAY)

    lead, oversight = page_for("supervisor"), page_for("oversight-auditor", None)

    assert f'href="/tasks/{own.reference}"' in lead and foreign.reference not in lead
    assert {own.reference, foreign.reference} <= set(oversight.replace("<", " ").replace(">", " ").split())
    assert f"/tasks/{own.reference}" not in oversight


def test_the_page_says_when_the_checks_did_not_run() -> None:
    never = page_for("supervisor")
    run_checks(TODAY)
    now = page_for("supervisor")
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        late = page_for("supervisor")

    assert "Not every check has run yet" in never
    assert "did not run last night" not in now
    assert "did not run last night" in late


def test_the_page_names_nobody() -> None:
    home = household()
    switched_off(home.owner)
    run_checks(TODAY)

    page = page_for("supervisor")

    assert home.case.reference in page
    assert not {each for each in ("Kowalski", "Asha", home.owner.name) if each in page}


def test_the_page_costs_the_same_however_much_is_found() -> None:
    client = sign_in(Client(), builders.user("supervisor"))
    counts = []
    for number in range(2):
        for each in range(3):
            World().make(Task, title=f"Task {number} {each}", owner=gone_user())
        run_checks(TODAY + timedelta(days=number))
        with CaptureQueriesContext(connection) as asked:
            client.get("/oversight/integrity")
        counts.append(len(asked))

    assert counts[0] == counts[1]
