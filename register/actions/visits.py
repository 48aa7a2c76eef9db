"""Visits: planned, made or tried, cancelled, and taken back when they were entered by mistake."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.management import settle
from register.actions.tasks import raise_task
from register.events import management as events
from register.managed.clock import clock_of
from register.managed.managers import may_manage
from register.models import Registration, Task, Visit, VisitStatusChange
from register.rules.time_limits import due, in_words, limit_in_force
from register.rules.visits import FAILURES_BEFORE_A_SUPERVISOR

MANAGERS, SUPERVISORS = "offender-manager", "supervisor"


@action(event=events.VISIT_PLANNED, policy=policies.WORK_MANAGEMENT)
def plan_visit(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, planned_on: date,
    officer: User | None = None, note: str = "",
) -> Visit:  # fmt: skip
    """Plan the next visit, or change the plan. A plan moves no clock: the visit stays due when it is due."""
    _require_live(registration)
    today = timezone.localdate()
    if planned_on < today:
        raise Refused("Plan the visit for today or later. One that was made already is recorded instead.",
                      field="planned_on")  # fmt: skip
    if officer is not None and not may_manage(
        officer, registration.person, force_id=registration.managing_force_id, on=today
    ):
        raise Refused("This officer cannot make the visit: choose somebody who may manage this person.",
                      field="officer")  # fmt: skip

    visit = Visit.objects.planned().filter(registration=registration).first() or _new(registration, actor)
    was = "" if visit.pk is None else visit.status
    visit.planned_on, visit.officer, visit.plan_note = planned_on, officer, note.strip()
    _become(visit, Visit.Status.PLANNED, actor, was=was)
    _bump(registration)
    entry.about(visit, subject=registration.person)
    entry.record(planned_on=planned_on, officer=officer.reference if officer else "", note=note)
    return visit


@action(event=events.VISIT_RECORDED, policy=policies.WORK_MANAGEMENT)
def record_visit(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, visited_at: datetime,
    outcome: Visit.Outcome, place: Visit.Place, is_unannounced: bool = False, present: str = "",
    circumstances: str = "", concerns: str = "", follow_up: str = "", asks_team: str = "",
) -> Visit:  # fmt: skip
    """Record a visit that was made or tried; it takes the place of the one planned. Seeing the person starts the clock
    anew; an attempt that failed sets a day to try again. `asks_team` raises a task about the concerns."""
    _require_live(registration)
    _require_possible(registration, visited_at)
    if asks_team and not concerns.strip():
        raise Refused("Say what the concern is: whoever gets the task needs to know.", field="concerns")

    visit = Visit.objects.planned().filter(registration=registration).first() or _new(registration, actor)
    was = "" if visit.pk is None else visit.status
    visit.visited_at, visit.outcome, visit.place, visit.is_unannounced = visited_at, outcome, place, is_unannounced
    visit.present, visit.circumstances = present.strip(), circumstances.strip()
    visit.concerns, visit.follow_up = concerns.strip(), follow_up.strip()
    visit.recorded_by_id, visit.recorded_at = actor.user_id, timezone.now()
    _become(visit, Visit.Status.RECORDED, actor, was=was)
    settle(registration)
    _ask(visit, registration, actor, reason, asks_team)
    entry.about(visit, subject=registration.person)
    entry.record(
        result=outcome, kind_of_place=place, visited_at=visited_at, is_unannounced=is_unannounced, present=present,
        circumstances=circumstances, concerns=concerns, follow_up=follow_up, next_visit_on=registration.next_visit_on,
    )  # fmt: skip
    return visit


@action(event=events.VISIT_CANCELLED, policy=policies.WORK_MANAGEMENT)
def cancel_visit(registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> Visit:
    """Cancel the visit that is planned. It stays due when it is due."""
    visit = Visit.objects.planned().filter(registration=registration).first()
    if visit is None:
        raise Refused("No visit is planned. Somebody may have recorded or cancelled it already.")
    if not why.strip():
        raise Refused("Say why the visit is cancelled.", field="why")

    _become(visit, Visit.Status.CANCELLED, actor, was=visit.status, why=why.strip())
    _bump(registration)
    entry.about(visit, subject=registration.person)
    entry.record(why=why)
    return visit


@action(event=events.VISIT_WITHDRAWN, policy=policies.LEAD_MANAGEMENT)
def withdraw_visit(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, visit: Visit, why: str
) -> Visit:
    """Take back a visit that was entered by mistake: it stays readable, and the clock runs as if it had not been."""
    visit = Visit.objects.select_for_update().get(pk=visit.pk, registration=registration)
    if visit.status != Visit.Status.RECORDED:
        raise Refused("Only a recorded visit can be taken back. This one was taken back already, or not made.")
    if not why.strip():
        raise Refused("Say what was wrong: the visit no longer counts.", field="why")

    _become(visit, Visit.Status.WITHDRAWN, actor, was=visit.status, why=why.strip())
    settle(registration)
    entry.about(visit, subject=registration.person)
    entry.record(why=why, next_visit_on=registration.next_visit_on)
    return visit


def _new(registration: Registration, actor: Actor) -> Visit:
    return Visit(
        registration=registration, person=registration.person, force=registration.managing_force,
        recorded_by_id=actor.user_id,
    )  # fmt: skip


def _require_possible(registration: Registration, visited_at: datetime) -> None:
    entered_on = timezone.localdate(registration.created_at)
    if visited_at > timezone.now():
        raise Refused("The visit cannot be later than now. Check the day and the time.", field="visited_on")
    if timezone.localdate(visited_at) < entered_on:
        raise Refused(
            f"The registration was entered on {in_words(entered_on)}: visits count from then. Put an earlier one into "
            "the notes of the next.",
            field="visited_on",
        )


def _ask(visit: Visit, registration: Registration, actor: Actor, reason: Reason, asks_team: str) -> None:
    """The tasks that follow from what a visit found. Their titles name nobody."""
    asked = []
    if asks_team:
        asked.append((Task.Kind.REVIEW, f"Act on the concern of visit {visit.reference}", asks_team))
    if visit.outcome == Visit.Outcome.ADDRESS_DOUBTFUL:
        asked.append(
            (Task.Kind.DATA_QUALITY, f"Check the address that visit {visit.reference} found doubtful", MANAGERS)
        )
    if visit.outcome == Visit.Outcome.REFUSED:
        asked.append((Task.Kind.REVIEW, f"Decide what follows the refusal at visit {visit.reference}", SUPERVISORS))
    elif clock_of(registration).failures >= FAILURES_BEFORE_A_SUPERVISOR:
        asked.append((Task.Kind.REVIEW, f"Not seen again at visit {visit.reference}: decide what to do", SUPERVISORS))
    today = timezone.localdate()
    due_on = due(limit_in_force("management.concern", today), today).due_on
    for kind, title, team in asked:
        raise_task(
            registration.managing_force, actor=actor, reason=reason, kind=kind, title=title, team=team, due_on=due_on,
            person=registration.person, detail="The page of how this person is managed says what was found.",
        )  # fmt: skip


def _become(visit: Visit, status: Visit.Status, actor: Actor, *, was: str, why: str = "") -> None:
    visit.status = status
    visit.version += bool(visit.pk)
    visit.save()
    VisitStatusChange.objects.create(
        visit=visit, from_status=was, to_status=status, changed_by_id=actor.user_id, why=why
    )


def _require_live(registration: Registration) -> None:
    if not Registration.objects.managed().filter(pk=registration.pk).exists():
        raise Refused("Visits are made under a registration that was decided and has not ended. Nothing was changed.")


def _bump(registration: Registration) -> None:
    registration.version += 1
    registration.save(update_fields=["version"])
