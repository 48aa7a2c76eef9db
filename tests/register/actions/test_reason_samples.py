"""The monthly sample of reasons: drawn from the log, looked at by somebody else, and what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from audit.core.entry import Reason
from audit.core.errors import OutOfReach, PermissionDenied, Refused, Stale
from audit.models import Event
from cases.actions.cards import open_card
from register.actions.escalation import watch_work
from register.actions.reason_samples import (
    DRAWER,
    ask_reader,
    decide_reason,
    draw_sample,
    draw_samples,
    explain_reading,
)
from register.actions.tasks import give_task, raise_task
from register.models import Escalation, Notice, Person, ReasonSample, Task
from register.reason_samples import reason_given
from register.rules.reason_sample import month_after
from tests import builders
from tests.builders import CALL
from tests.machines import System, officer, system
from tests.register.glass import acting

pytestmark = pytest.mark.django_db
Decision = ReasonSample.Decision
WORDS = Reason("investigation", "A burglary at Mill Road")


def opened(person: Person, user: User, reason: Reason = CALL) -> Event:
    open_card(person, actor=acting(user), reason=reason)
    return Event.objects.filter(code="card.opened").latest("at", "id")


def month() -> date:
    """The month in which the log's newest entry stands: PostgreSQL's own clock writes it."""
    return timezone.localdate(Event.objects.latest("at").at).replace(day=1)


def sampled(user: User | None = None, reason: Reason = CALL) -> ReasonSample:
    """One reading that was drawn."""
    entry = opened(builders.person(), user or builders.user(), reason)
    draw_samples(month_after(month()))
    return ReasonSample.objects.get(event=entry.pk)


def by(user: User) -> dict[str, Any]:
    return {"actor": acting(user), "reason": CALL}


def decided(sample: ReasonSample, user: User, decision: Decision = Decision.SATISFIED, **more: Any) -> ReasonSample:
    return decide_reason(sample, decision=decision, **by(user), **more)


# Drawing


def test_what_people_read_in_the_month_is_drawn_with_its_reason_and_nothing_else() -> None:
    user = builders.user()
    person = builders.person()
    entry = opened(person, user, WORDS)

    count = draw_samples(month_after(month()))

    sample = ReasonSample.objects.get()
    assert count == 1
    assert (sample.event, sample.user, sample.person, sample.force) == (entry.pk, user, person, user.force)
    assert (sample.code, sample.reason, sample.has_incident) == ("card.opened", "investigation", False)
    assert sample.due_on == timezone.localdate() + timedelta(days=14)
    assert (reason_given(sample).title, reason_given(sample).words) == ("Investigation", "A burglary at Mill Road")


def test_a_live_call_with_its_number_has_an_incident_and_without_has_none() -> None:
    user, person = builders.user(), builders.person()
    opened(person, user)
    opened(person, user, Reason("live_call"))

    draw_samples(month_after(month()))

    assert sorted(ReasonSample.objects.values_list("has_incident", flat=True)) == [False, True]


def test_a_second_night_draws_nothing() -> None:
    opened(builders.person(), builders.user())
    first = draw_samples(month_after(month()))

    opened(builders.person(), builders.user())
    second = draw_samples(month_after(month()))

    assert (first, second) == (1, 0)


def test_a_draw_that_is_made_again_draws_the_same() -> None:
    """The key hangs on the force and the month: whoever checks it comes to the same readings."""
    user, person = builders.user(), builders.person()
    for _ in range(15):
        opened(person, user)
    force = builders.force()
    draw = draw_sample(force, month_on=month(), actor=DRAWER, reason=Reason("system"))
    drawn = {each.event for each in draw}
    builders.allow_writes()
    ReasonSample.objects.all().delete()

    again = {each.event for each in draw_sample(force, month_on=month(), actor=DRAWER, reason=Reason("system"))}

    assert len(drawn) == 10
    assert drawn == again


def test_each_force_draws_what_its_own_people_read() -> None:
    person = builders.person()
    opened(person, builders.user())
    opened(person, builders.user(force_code="14"))

    draw_samples(month_after(month()))

    assert sorted(ReasonSample.objects.values_list("force__code", flat=True)) == ["13", "14"]


def test_nothing_but_readings_is_drawn() -> None:
    opened(builders.person(), builders.user())
    assert Event.objects.filter(actor_force="13").exclude(code="card.opened").exists()
    drawn_from = set(Event.objects.filter(code="card.opened").values_list("pk", flat=True))

    draw_samples(month_after(month()))

    assert set(ReasonSample.objects.values_list("event", flat=True)) == drawn_from


def read_through(through: System, person: Person) -> None:
    assert through.get(f"/api/v1/people/{person.reference}/card").status_code == 200


def test_what_a_system_read_for_an_officer_is_drawn_as_theirs() -> None:
    read_through(system("card:read"), builders.person())

    draw_samples(month_after(month()))

    sample = ReasonSample.objects.get()
    assert (sample.user, sample.officer, sample.reason) == (officer(), "", "force_system")
    assert sample.has_incident and "WY-1234" in reason_given(sample).words


def test_what_a_system_read_for_an_officer_without_an_account_is_decided_without_asking_them() -> None:
    through = system("card:read", for_officer=False)
    unknown = replace(through, headers={"On-Behalf-Of": 'force=13, collar="0817", incident="WY-1234"'})
    lead, namesakes = builders.user("supervisor"), [builders.user("supervisor", collar_number="0817") for _ in range(2)]
    read_through(unknown, builders.person())
    draw_samples(month_after(month()))
    sample = ReasonSample.objects.get()

    with pytest.raises(Refused, match="through their force's system alone"):
        ask_reader(sample, question="Why?", **by(lead))
    seen = [ReasonSample.objects.visible_to(acting(each)).exists() for each in (lead, *namesakes)]
    decided(sample, lead)

    assert (sample.user, sample.officer, sample.who) == (None, "13 0817", "Officer 13 0817")
    assert seen == [True, False, False]
    assert ReasonSample.objects.get().decision == "satisfied"


# Who looks at it


@pytest.mark.parametrize("role", ["supervisor", "superintendent", "professional-standards"])
def test_somebody_of_the_force_who_does_not_lead_the_reader_decides(role: str) -> None:
    sample = sampled()

    decided(sample, builders.user(role))

    assert ReasonSample.objects.get().decision == "satisfied"
    assert not Task.objects.filter(team="professional-standards").exists()


def test_nobody_of_another_force_sees_it() -> None:
    with pytest.raises(OutOfReach):
        decided(sampled(), builders.user("supervisor", force_code="14"))


def test_nobody_looks_at_a_reason_of_their_own() -> None:
    user = builders.user("supervisor")
    sample = sampled(user)

    assert not ReasonSample.objects.visible_to(acting(user)).exists()
    with pytest.raises(OutOfReach):
        decided(sample, user)


def test_whoever_gives_the_reader_work_leads_them_and_does_not_decide() -> None:
    lead, user = builders.user("supervisor"), builders.user("offender-manager")
    sample = sampled(user)
    before = ReasonSample.objects.visible_to(acting(lead)).exists()
    task = raise_task(
        builders.force(), kind=Task.Kind.REVIEW, title="Look at it", team="offender-manager", due_on=date(2026, 12, 1),
        **by(lead),
    )  # fmt: skip

    give_task(task, owner=user, **by(lead))

    assert before
    assert not ReasonSample.objects.visible_to(acting(lead)).exists()
    with pytest.raises(OutOfReach):
        decided(sample, lead)


def test_whoever_is_barred_from_the_record_does_not_see_who_read_it() -> None:
    sample, lead = sampled(), builders.user("supervisor")
    assert sample.person is not None
    builders.bar(lead, sample.person)

    assert not ReasonSample.objects.visible_to(acting(lead)).exists()


# Asking and deciding


def test_whoever_read_it_is_asked_answers_and_the_reviewer_is_told() -> None:
    user, lead = builders.user(), builders.user("supervisor")
    sample = sampled(user)
    hidden = ReasonSample.objects.visible_to(acting(user)).exists()

    ask_reader(sample, question="Which incident was it?", **by(lead))
    seen = ReasonSample.objects.visible_to(acting(user)).exists()
    explain_reading(sample, explanation="4471, I forgot to type it", **by(user))

    assert (hidden, seen) == (False, True)
    told = Notice.objects.filter(topic="reason", key=sample.reference).values_list("user", flat=True)
    assert set(told) == {user.pk, lead.pk}
    sample.refresh_from_db()
    assert (sample.explanation, sample.decision) == ("4471, I forgot to type it", "")


def test_nobody_is_asked_twice_or_answers_twice() -> None:
    user, lead = builders.user(), builders.user("supervisor")
    sample = sampled(user)
    ask_reader(sample, question="Why?", **by(lead))
    explain_reading(sample, explanation="A call", **by(user))

    with pytest.raises(Refused):
        ask_reader(sample, question="Why really?", **by(lead))
    with pytest.raises(Refused):
        explain_reading(sample, explanation="Another call", **by(user))


def test_whoever_was_not_asked_explains_nothing() -> None:
    user = builders.user()
    sample = sampled(user)

    with pytest.raises((OutOfReach, PermissionDenied)):
        explain_reading(sample, explanation="A call", **by(user))


def test_a_reason_that_does_not_satisfy_becomes_a_task_of_professional_standards() -> None:
    sample, lead = sampled(reason=WORDS), builders.user("supervisor")

    with pytest.raises(Refused) as refused:
        decided(sample, lead, Decision.NOT_SATISFIED)
    decided(sample, lead, Decision.NOT_SATISFIED, words="There was no burglary")

    assert refused.value.field == "words"
    assert Task.objects.get(team="professional-standards").title == f"The reason of {sample.reference} was not accepted"


def test_of_two_decisions_the_first_counts() -> None:
    sample = sampled()
    decided(sample, builders.user("supervisor"), version=1)

    with pytest.raises(Stale):
        decided(sample, builders.user("supervisor"), Decision.NOT_SATISFIED, words="No", version=1)
    with pytest.raises(Refused):
        decided(sample, builders.user("supervisor"), Decision.NOT_SATISFIED, words="No")


# Samples that nobody answers


def told_of_reasons() -> dict[int, str]:
    """Whose inbox holds a line about a sample that waits, and by which step."""
    return dict(Notice.objects.filter(topic="watched", source="reason_sample").values_list("user", "step"))


def steps() -> list[tuple[str, date, int]]:
    rows = Escalation.objects.filter(watch__source="reason_sample").order_by("taken_on", "pk")
    return list(rows.values_list("step", "taken_on", "told"))


def test_an_unanswered_sample_goes_to_supervisors_then_the_superintendent_then_professional_standards() -> None:
    lead, head, standards = (builders.user(each) for each in ("supervisor", "superintendent", "professional-standards"))
    sample = sampled()
    seen = {}
    for days in range(-4, 15):
        watch_work(sample.due_on + timedelta(days=days))
        seen[days] = told_of_reasons()

    assert steps() == [
        (step, sample.due_on + timedelta(days=days), told)
        for step, days, told in (
            ("reminded", -3, 1), ("due", 0, 1), ("late", 1, 1), ("supervisor", 3, 1), ("lead", 7, 1),
            ("standards", 10, 1), ("oversight", 14, 0),
        )
    ]  # fmt: skip
    assert seen[-4] == {}
    assert seen[3] == {lead.pk: "supervisor"}
    assert seen[6] == seen[3]
    assert seen[7] == {lead.pk: "supervisor", head.pk: "lead"}
    assert seen[9] == seen[7]
    assert seen[10] == {lead.pk: "supervisor", head.pk: "lead", standards.pk: "standards"}


def test_a_sample_that_somebody_answers_goes_no_further() -> None:
    lead, standards = builders.user("supervisor"), builders.user("professional-standards")
    sample = sampled()
    watch_work(sample.due_on + timedelta(days=9))

    decided(sample, lead)
    watch_work(sample.due_on + timedelta(days=10))

    assert standards.pk not in told_of_reasons()
    assert "standards" not in [step for step, _, _ in steps()]


def test_a_supervisor_who_leads_the_reader_is_left_out_and_the_next_one_is_told() -> None:
    lead, another = builders.user("supervisor"), builders.user("supervisor")
    user = builders.user("offender-manager")
    sample = sampled(user)
    task = raise_task(
        builders.force(), kind=Task.Kind.REVIEW, title="Look at it", team="offender-manager", due_on=date(2026, 12, 1),
        **by(lead),
    )  # fmt: skip
    give_task(task, owner=user, **by(lead))

    watch_work(sample.due_on + timedelta(days=3))

    assert told_of_reasons() == {another.pk: "supervisor"}


def test_where_a_force_has_nobody_to_answer_the_sample_still_comes_before_oversight() -> None:
    sample = sampled()

    watch_work(sample.due_on + timedelta(days=14))

    assert [(step, told) for step, _, told in steps()] == [
        ("late", 0), ("supervisor", 0), ("lead", 0), ("standards", 0), ("oversight", 0),
    ]  # fmt: skip


def test_the_inbox_of_professional_standards_leads_to_the_samples_that_wait() -> None:
    standards = builders.user("professional-standards")
    sample = sampled()
    watch_work(sample.due_on + timedelta(days=10))

    browser = builders.sign_in(Client(), standards)
    page = browser.get("/inbox").content.decode()
    queue = browser.get("/inbox/team/reason_sample", follow=True).content.decode()

    assert "1 reason for a reading waits for your team" in page
    assert sample.reference in queue


def test_what_nobody_looks_at_goes_up_the_chain_and_never_to_whoever_read() -> None:
    reader, lead, force_lead = builders.user("supervisor"), builders.user("supervisor"), builders.user("superintendent")
    sample = sampled(reader)

    watch_work(sample.due_on + timedelta(days=8), seconds=30)

    told = set(Notice.objects.filter(topic="watched", source="reason_sample").values_list("user", flat=True))
    assert {lead.pk, force_lead.pk} <= told
    assert reader.pk not in told
