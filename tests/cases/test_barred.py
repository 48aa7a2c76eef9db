"""Whoever is barred from a record learns of it from no list, count, inbox or check, and gets no work on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db.models import Model
from django.test import Client

from accounts.actions.leave import declare_leave
from accounts.actions.users import disable_user
from accounts.models import Force, User
from audit.core.errors import Refused
from audit.models import Event
from cases.actions.case_life import reassign_case, reopen_case
from cases.actions.cases import close_case, open_case
from cases.actions.disclosures import assign_disclosure
from cases.actions.safeguards import add_safeguard, renew_safeguard
from cases.models import (
    Case,
    CaseRisk,
    Disclosure,
    Lowering,
    Meeting,
    MeetingAction,
    Safeguard,
    SafetyPlanStep,
    SchoolNotice,
    VictimUpdate,
)
from register import outbox_handlers
from register.actions import tasks
from register.actions.escalation import watch_work
from register.actions.handover import sweep_handovers
from register.actions.inbox import mail_digests, put
from register.actions.management import assign_manager
from register.actions.people import make_exception, restrict_person
from register.actions.plans import add_plan_action, write_plan
from register.integrity.checks import CHECKS
from register.models import (
    Alert,
    BrokenGlass,
    Handover,
    IndefiniteReview,
    IntegrityFinding,
    ManagementTransfer,
    Match,
    Notice,
    Outbox,
    Person,
    PlanAction,
    ReasonSample,
    Registration,
    Task,
    UnroutedAlert,
    Watch,
)
from register.readers import Readers
from register.watched.sources import SOURCES, Source, source_of
from tests import builders
from tests.architecture.test_constraints import World
from tests.builders import CALL, sign_in
from tests.cases import met
from tests.cases.builders import household, officer
from tests.cases.disclosed import started
from tests.cases.test_stored_clocks import a_near_alert

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
TODAY, LONG_AGO = date(2026, 11, 26), date(2026, 10, 1)
BY: dict[str, Any] = {"reason": CALL}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def lead() -> User:
    return builders.user("supervisor")


def raised(person: Person, lead: User, owner: User | None = None, title: str = "Review") -> Task:
    by = lead.actor(on=TODAY)
    task = tasks.raise_task(
        Force.objects.get(pk=by.force_id), actor=by, kind=Task.Kind.REVIEW, title=title, team="offender-manager",
        due_on=TODAY - timedelta(days=20), person=person, **BY,
    )  # fmt: skip
    return tasks.give_task(task, actor=by, owner=owner, **BY) if owner else task


def page_of(who: User, address: str) -> str:
    return sign_in(Client(), who).get(address).content.decode()


# Every source and every check says who may learn of what it finds


def all_readers() -> list[Readers]:
    found = [each.readers for each in (*SOURCES, *CHECKS) if each.readers is not None]
    return list(dict.fromkeys(found))


def people_named_by(model: type[Model]) -> set[str]:
    fields = {each.name for each in model._meta.fields if each.related_model is Person and each.name != "lead"}
    return {"pk"} if model is Person else fields


def test_readers_name_every_person_whom_their_rows_are_about() -> None:
    """A column that leads to a person and stands in no `about` would tell of them whoever is barred."""
    assert {each.model.__name__: people_named_by(each.model) - {*each.about} for each in all_readers()} == {
        each.model.__name__: set() for each in all_readers()
    }
    of_nobody = [each.model for each in all_readers() if not each.about]
    assert sorted(each.__name__ for each in of_nobody) == ["Meeting", "Meeting", "MisuseAlert"], "about no record"


def test_only_checks_of_the_service_itself_are_about_nobody() -> None:
    assert {check.code for check in CHECKS if check.readers is None} == {
        "agency_reader_with_another_role", "outbox_stuck", "reminders_stopped", "stored_date_differs",
        "work_not_brought_back", "file_of_no_document",
    }  # fmt: skip


def _of_world(model: type[Model]) -> Model:
    return World().make(model)


def waiting_for(code: str, make: Callable[[], object]) -> Model:
    """The one row that waits of a source once it was made."""
    make()
    source = source_of(code)
    assert source is not None
    row: Model = source.rows().get()
    return row


ROWS: dict[str, Any] = {
    "task": lambda: World().make(Task),
    "glass": lambda: World().make(BrokenGlass),
    "reason_sample": lambda: World().make(ReasonSample),
    "visit": lambda: World().make(Registration),
    "plan": lambda: World().make(Registration),
    "review": lambda: World().make(Registration),
    "plan_action": lambda: World().make(PlanAction),
    "alert": lambda: World().make(Alert),
    "alert_sent": lambda: World().make(Alert),
    "match": lambda: World().make(Match),
    "match_of_other": lambda: World().make(Match),
    "case": lambda: household().case,
    "safeguard": lambda: protected(),
    "disclosure": lambda: disclosure(),
    "meeting": lambda: World().make(Meeting),
    "referral": lambda: met.referred(household()),
    "meeting_action": lambda: action_of_an_agency(),
    **{code: partial(waiting_for, code, partial(_of_world, model)) for code, model in {
        "transfer": ManagementTransfer, "indefinite": IndefiniteReview, "safeguard_end": Safeguard,
        "plan_step": SafetyPlanStep, "victim_update": VictimUpdate, "school_notice": SchoolNotice, "risk": CaseRisk,
        "risk_lowered": CaseRisk, "lowering": Lowering,
    }.items()},
    "safe_contact": partial(waiting_for, "safe_contact", partial(household, in_refuge=True)),
    "unrouted": partial(waiting_for, "unrouted", partial(_of_world, UnroutedAlert)),
    "near_alert": partial(waiting_for, "near_alert", a_near_alert),
}  # fmt: skip


def protected() -> Safeguard:
    home = household()
    return add_safeguard(
        home.pair, kind=Safeguard.Kind.ALARM, instruction="Answer at once", owner=home.owner, starts_on=TODAY,
        review_on=TODAY + timedelta(days=7), actor=home.officer, **BY,
    )  # fmt: skip


def action_of_an_agency() -> MeetingAction:
    with time_machine.travel(NOW, tick=False):
        return met.heard(household(), agency=met.agency()).actions.get()


def disclosure() -> Disclosure:
    found, home = started(builders.actor("safeguarding-officer")), household()
    builders.allow_writes()
    Disclosure.objects.filter(pk=found.pk).update(person=home.person, at_risk=home.victim)
    found.refresh_from_db()
    return found


def people_of(source: Source, row: Model) -> list[Person]:
    keys = source.readers.people_of(row.pk)
    assert None not in keys
    return [Person.objects.get(pk=key) for key in keys if key]


def told_of(source: Source, row: Any, who: User) -> tuple[int, int]:
    """How many lines of the inbox, and how many watched things, show this row to somebody."""
    actor = who.actor(on=TODAY)
    lines, watched = Notice.objects.visible_to(actor), Watch.objects.visible_to(actor)
    return lines.filter(source=source.code).count(), watched.filter(source=source.code, number=row.pk).count()


# Nobody of a user's own line is told of it, barred or not: tests/register/misuse/test_watch.py.
KEPT_FROM_THE_LINE = {"misuse"}


def test_every_source_is_tried() -> None:
    assert {source.code for source in SOURCES} - KEPT_FROM_THE_LINE == ROWS.keys()


@pytest.mark.parametrize("code", ROWS)
def test_a_line_and_a_count_are_kept_from_whoever_is_barred_from_anybody_they_are_about(code: str) -> None:
    source, row = source_of(code), ROWS[code]()
    assert source is not None
    people, readers = people_of(source, row), []
    builders.allow_writes()
    Watch.objects.create(source=code, number=row.pk, force=builders.force(), due_on=LONG_AGO, next_on=TODAY)
    for person in [None, *people]:
        reader = builders.user("supervisor")
        put([reader.pk], Notice.Topic.WATCHED, "1", people=source.readers.people_of(row.pk), source=code,
            page=source.page, argument=source.argument_of(row))  # fmt: skip
        readers.append((reader, person))
        if person is not None:
            builders.bar(reader, person)

    seen = [told_of(source, row, reader) for reader, _ in readers]

    assert seen == [(1, 1), *[(0, 0)] * len(people)]


def test_a_bar_holds_for_the_inbox_whichever_record_of_a_human_being_it_names(lead: User) -> None:
    home, other = household(), household()
    raised(home.person, lead, lead)
    builders.bar(lead, other.person)
    builders.allow_writes()
    Person.objects.filter(pk=other.person.pk).update(lead=home.person)

    assert not Notice.objects.visible_to(lead.actor(on=TODAY)).exists()


def test_a_line_about_a_restricted_record_is_read_in_the_force_that_holds_it_alone(lead: User) -> None:
    person, foreign = builders.person(lead.actor(on=TODAY)), builders.user("supervisor", force_code="14")
    put([lead.pk, foreign.pk], Notice.Topic.WATCHED, "1", people=[person.pk], page="person-record",
        argument=person.reference)  # fmt: skip
    before = [Notice.objects.visible_to(each.actor(on=TODAY)).exists() for each in (lead, foreign)]

    restrict_person(person, actor=builders.actor("professional-standards"), is_restricted=True, **BY)

    after = [Notice.objects.visible_to(each.actor(on=TODAY)).exists() for each in (lead, foreign)]
    assert (before, after) == ([True, True], [True, False])


# The pages


def test_the_inbox_and_its_count_agree_for_whoever_is_barred(lead: User) -> None:
    mine, home = builders.person(lead.actor(on=TODAY)), household()
    hidden, shown = raised(home.person, lead, lead), raised(mine, lead, lead)
    line = Notice.objects.get(argument=hidden.reference)
    builders.bar(lead, home.person)

    page = page_of(lead, "/inbox")
    answers = [sign_in(Client(), lead).get(f"/inbox/{line.reference}").status_code]

    assert shown.reference in page and hidden.reference not in page
    assert '<span class="app-count">1<span class="govuk-visually-hidden"> unread' in page
    assert answers == [404]


def test_the_count_of_what_is_late_leaves_out_what_is_about_somebody_they_are_barred_from(lead: User) -> None:
    home = household()
    task = raised(home.person, lead)
    watch_work(TODAY)
    before = page_of(lead, "/oversight/overdue")
    builders.bar(lead, home.person)

    after = page_of(lead, "/oversight/overdue")
    oversight = page_of(builders.user("oversight-auditor", force_code=None), "/oversight/overdue")

    named = f"task-{task.pk}"
    assert named in before and named not in after and named in oversight
    assert "Nothing is late." in after


def test_no_e_mail_counts_what_the_inbox_would_not_show(lead: User) -> None:
    home = household()
    raised(home.person, lead, lead)
    builders.bar(lead, home.person)

    mail_digests(NOW)
    for row in Outbox.objects.filter(kind="mail_digest", done_at__isnull=True):
        outbox_handlers.handle(row)

    assert mail.outbox == []


# Reminders


def test_nobody_is_reminded_of_somebody_they_are_barred_from_and_the_next_in_the_chain_is(lead: User) -> None:
    home, head = household(), builders.user("superintendent")
    owner = builders.user("offender-manager")
    raised(home.person, lead, owner)
    for barred in (owner, lead):
        builders.bar(barred, home.person)

    watch_work(TODAY)

    told = set(Notice.objects.filter(topic="watched", source="task").values_list("user", flat=True))
    assert told == {head.pk}


# Handing over


def on_leave(owner: User, deputy: User) -> None:
    declare_leave(
        owner, actor=owner.actor(on=TODAY), starts_on=TODAY, ends_on=TODAY + timedelta(days=5), deputy=deputy, **BY
    )
    sweep_handovers(TODAY)


def test_a_deputy_who_is_barred_gets_neither_the_task_nor_the_person_nor_the_action(lead: User) -> None:
    owner, deputy, by = builders.user("offender-manager"), builders.user("offender-manager"), lead.actor(on=TODAY)
    person, other = builders.person(by), builders.person(by)
    kept, given = raised(person, lead, owner), raised(other, lead, owner)
    registration = builders.registered(person, by)
    assign_manager(registration, actor=by, manager=owner, why="Knows them", **BY)
    write_plan(registration, actor=by, risks="High", strategy="Visits", **BY)
    measure = add_plan_action(registration, actor=by, measure="Ring", due_on=TODAY, owner=owner, **BY)
    builders.bar(deputy, person)

    on_leave(owner, deputy)

    for row in (kept, given, registration, measure):
        row.refresh_from_db()
    assert (kept.owner, registration.offender_manager, measure.owner, given.owner) == (None, None, None, deputy)
    counts = Notice.objects.filter(topic="handed_over")
    assert (counts.get(user=deputy).count, counts.get(user=lead).count) == (1, 3)


@pytest.mark.parametrize("barred_from", ["person", "victim"])
def test_a_case_and_a_safeguard_go_past_a_deputy_who_is_barred(barred_from: str, lead: User) -> None:
    home, (deputy, _) = household(), officer()
    safeguard = add_safeguard(
        home.pair, kind=Safeguard.Kind.ALARM, instruction="Answer at once", owner=home.owner, starts_on=TODAY,
        review_on=TODAY, actor=home.officer, **BY,
    )  # fmt: skip
    builders.bar(deputy, getattr(home, barred_from))

    on_leave(home.owner, deputy)

    safeguard.refresh_from_db()
    assert (safeguard.owner, Case.objects.get().owner) == (lead, lead)


def test_the_registration_of_a_restricted_person_is_handed_over_as_any_other(lead: User) -> None:
    owner, by = builders.user("offender-manager"), lead.actor(on=TODAY)
    person = builders.person(by)
    registration = builders.registered(person, by)
    assign_manager(registration, actor=by, manager=owner, why="Knows them", **BY)
    restrict_person(person, actor=builders.actor("professional-standards"), is_restricted=True, **BY)

    disable_user(owner, actor=builders.actor("force-administrator"), why="Left the force", **BY)
    sweep_handovers(TODAY)

    registration.refresh_from_db()
    assert registration.offender_manager is None


@pytest.mark.parametrize("barred_from", ["person", "victim"])
def test_what_somebody_owns_goes_to_others_once_they_are_barred(barred_from: str, lead: User) -> None:
    home, manager, by = household(), builders.user("offender-manager"), lead.actor(on=TODAY)
    registration = assign_manager(
        builders.registered(home.person, by), actor=by, manager=manager, why="Knows them", **BY
    )  # fmt: skip
    task, other = raised(home.person, lead, home.owner), raised(builders.person(by), lead, home.owner)
    safeguard = add_safeguard(
        home.pair, kind=Safeguard.Kind.ALARM, instruction="Answer at once", owner=home.owner, starts_on=TODAY,
        review_on=TODAY, actor=home.officer, **BY,
    )  # fmt: skip
    for who in (home.owner, manager):
        builders.bar(who, getattr(home, barred_from))

    moved = [sweep_handovers(TODAY), sweep_handovers(TODAY)]

    for row in (task, other, safeguard, registration, home.case):
        row.refresh_from_db()
    is_barred_from_him = barred_from == "person"
    assert moved == [4 if is_barred_from_him else 2, 0]
    assert (safeguard.owner, home.case.owner, other.owner) == (lead, lead, home.owner)
    assert (task.owner is None) is is_barred_from_him
    assert (registration.offender_manager is None) is is_barred_from_him
    assert set(Handover.objects.values_list("why", flat=True)) == {"kept"}


def test_barring_somebody_asks_at_once_for_their_work_to_be_handed_over(lead: User) -> None:
    person = builders.person(lead.actor(on=TODAY))

    make_exception(
        person, actor=builders.actor("professional-standards"), user=lead, may_open=False, why="Own record", **BY
    )

    assert Outbox.objects.filter(kind="hand_over", payload={"user": lead.reference}).exists()


def test_work_that_its_owner_finishes_meanwhile_is_not_opened_again(
    lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep reads what it moves before it moves the first."""
    owner, by = builders.user("offender-manager"), lead.actor(on=TODAY)
    first, second = (raised(builders.person(by), lead, owner) for _ in range(2))
    real = tasks.unhand

    def slow(task: Task, **given: Any) -> None:
        real(task, **given)
        tasks.do_task(second, actor=by, outcome="Done", **BY)

    monkeypatch.setattr("register.actions.handover.unhand", slow)
    disable_user(owner, actor=builders.actor("force-administrator"), why="Left the force", **BY)
    sweep_handovers(TODAY)

    for task in (first, second):
        task.refresh_from_db()
    assert (first.owner, second.status) == (None, Task.Status.DONE)


# Giving


def test_nobody_gets_a_case_or_a_safeguard_of_somebody_they_are_barred_from() -> None:
    home, (kept, _) = household(), officer()
    measure: dict[str, Any] = {"kind": Safeguard.Kind.ALARM, "instruction": "Answer", "starts_on": TODAY}
    held = add_safeguard(home.pair, owner=home.owner, review_on=TODAY, actor=home.officer, **measure, **BY)
    builders.bar(kept, home.victim)
    builders.bar(other := officer()[0], home.person)
    by: dict[str, Any] = {"actor": home.officer, **BY}

    refused = []
    for act in (
        lambda: reassign_case(home.case, owner=other, why="Busy", **by),
        lambda: add_safeguard(home.pair, owner=kept, review_on=TODAY, **measure, **by),
        lambda: renew_safeguard(
            home.pair, safeguard=held, owner=kept, review_on=TODAY + timedelta(days=1), ends_on=None, why="On", **by
        ),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        refused.append((refusal.value.field, refusal.value.sentence.split(" ", 2)[2]))

    assert set(refused) == {("owner", "cannot be given this. Choose somebody else.")}


def test_a_case_is_opened_again_with_nobody_who_is_barred() -> None:
    home, (other, _) = household(), officer()
    close_case(home.case, actor=home.officer, why="Moved away", **BY)
    builders.bar(other, home.person)

    with pytest.raises(Refused, match="cannot be given this"):
        reopen_case(home.case, actor=home.officer, owner=other, why="Came back", **BY)


def test_a_request_for_disclosure_is_given_to_nobody_who_is_barred() -> None:
    found, (other, _) = disclosure(), officer()
    builders.bar(other, found.at_risk)  # type: ignore[arg-type]

    with pytest.raises(Refused, match="cannot be given this"):
        assign_disclosure(found, actor=builders.actor("safeguarding-officer"), owner=other, **BY)


def test_nobody_is_proposed_as_manager_of_somebody_they_are_barred_from(lead: User) -> None:
    by, manager = lead.actor(on=TODAY), builders.user("offender-manager")
    person = builders.person(by)
    builders.bar(manager, person)

    with pytest.raises(Refused) as refusal:
        builders.proposed(person, by, offender_manager=manager)

    assert refusal.value.field == "offender_manager"


def test_of_several_tasks_those_that_cannot_be_given_keep_no_other_back_and_are_logged(lead: User) -> None:
    owner, by = builders.user("offender-manager"), lead.actor(on=TODAY)
    people = [builders.person(by) for _ in range(3)]
    barred, fine, hidden = (raised(person, lead) for person in people)
    builders.bar(owner, people[0])
    builders.bar(lead, people[2])
    wanted = [barred.reference, fine.reference, hidden.reference, "T-0"]

    given = tasks.give_tasks(wanted, actor=by, owner=owner, **BY)

    assert (given.count, given.left) == (1, (barred.reference, hidden.reference, "T-0"))
    assert list(Task.objects.filter(owner=owner)) == [fine]
    assert Event.objects.filter(code="access.denied", object_ref=hidden.reference).exists()
    assert Event.objects.filter(code="act.refused", object_ref=barred.reference).exists()


def test_the_page_says_that_some_were_not_given_and_not_why(lead: User) -> None:
    owner, by = builders.user("offender-manager", name="Ruth Adeyemi"), lead.actor(on=TODAY)
    people = [builders.person(by) for _ in range(2)]
    both = [raised(person, lead).reference for person in people]
    builders.bar(owner, people[0])
    client = sign_in(Client(), lead)

    page = client.post(
        "/tasks/team?team=offender-manager", {"tasks": both, "owner": owner.reference}, follow=True
    ).content.decode()

    assert "1 task was given to Ruth Adeyemi." in page
    assert "1 task was not given: done meanwhile, or cannot be given to Ruth Adeyemi." in page


# Checks


def test_findings_are_read_by_whoever_may_learn_of_each(lead: User) -> None:
    home = household()
    builders.allow_writes()
    IntegrityFinding.objects.create(
        check_code="case_owner_gone", number=home.case.pk, reference=home.case.reference, force=home.case.force,
        first_found_on=TODAY, last_found_on=TODAY,
    )  # fmt: skip
    before = page_of(lead, "/oversight/integrity")
    builders.bar(lead, home.person)

    after = page_of(lead, "/oversight/integrity")

    assert home.case.reference in before and home.case.reference not in after
    assert "Not true" not in after


def test_no_case_is_opened_for_somebody_who_is_barred_from_it(lead: User) -> None:
    person = builders.person(lead.actor(on=TODAY))
    owner = builders.user("safeguarding-officer")
    builders.bar(owner, person)

    with pytest.raises(Refused, match="cannot be given this"):
        open_case(person, force=owner.force, owner=owner, actor=lead.actor(on=TODAY), **BY)
    assert not Case.objects.exists()
