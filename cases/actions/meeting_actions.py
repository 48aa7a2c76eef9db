"""What a meeting decided that somebody does by a day: an agency, or the police by a task."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from accounts.actor import Actor, system_actor
from accounts.models import User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import policies
from cases.actions.referrals import require_held
from cases.events import meetings as events
from cases.models import Agency, MeetingAction, MeetingActionChange, MeetingKind, MeetingReferral, MeetingShare
from cases.models.referral import MeetingActionQuerySet
from register.actions.tasks import do_task, hand_to, raise_task
from register.models import Task
from register.rules.working_days import add_working_days

TEAMS = {MeetingKind.MARAC: "safeguarding-officer", MeetingKind.MATAC: "safeguarding-officer",
         MeetingKind.MAPPA: "offender-manager"}  # fmt: skip
FURTHEST_DAYS = 400
NOT_DONE = "{kind} action {number} of {reference}: the agency has not done it"
RUNNER = system_actor("meetings", {"task.raise": "national"})
BY_ITSELF = Reason("system")


@action(event=events.MEETING_ACTION_ADDED, policy=policies.WORK_REFERRAL)
def add_meeting_action(
    referral: MeetingReferral, *, entry: Entry, actor: Actor, reason: Reason, what: str, due_on: date,
    agency: Agency | None = None, officer: User | None = None,
) -> MeetingAction:  # fmt: skip
    """Record that an agency, or the police, does something by a day.

    Without an agency, or with the police as the agency, it becomes a task of the force: an `officer` has it, or their
    team. What an agency does stays with whoever runs the meeting.
    """
    meeting = require_held(referral)
    today = timezone.localdate()
    if not what.strip():
        raise Refused("Say what is to be done.", field="what")
    if due_on < today or (due_on - today).days > FURTHEST_DAYS:
        raise Refused("Choose a day from today on, within a year.", field="due_on")
    if agency is not None and (agency.force_id != referral.force_id or not agency.is_listed):
        raise Refused("Choose an agency of your force’s directory.", field="who")

    if officer is not None and not policies.SEE_REFERRALS.allows(officer.actor(on=today), referral):
        raise Refused(f"{officer.name} cannot be given this task. Choose somebody else.", field="who")

    is_ours = agency is None or agency.kind == Agency.Kind.POLICE
    task = _task_of(referral, due_on, officer, actor, reason) if is_ours else None
    row = MeetingAction.objects.create(
        referral=referral, meeting=meeting, force=referral.force, agency=None if is_ours else agency, task=task,
        measure=what.strip(), due_on=due_on, recorded_by_id=actor.user_id,
    )  # fmt: skip
    _note(row, actor)
    entry.about(referral, subject=referral.victim or referral.person)
    entry.record(
        agency=row.agency.reference if row.agency else "", task=task.reference if task else "", due_on=due_on
    )  # fmt: skip
    return row


@action(event=events.MEETING_ACTION_CLOSED, policy=policies.WORK_REFERRAL)
def close_meeting_action(
    referral: MeetingReferral, *, entry: Entry, actor: Actor, reason: Reason, row: MeetingAction,
    status: MeetingAction.Status, outcome: str,
) -> MeetingAction:  # fmt: skip
    """Record that an action was done, or was not and why. That of the police ends its task as well."""
    held = _close(MeetingAction.objects.filter(pk=row.pk, referral=referral), status, outcome, actor)
    if held.task is not None:
        said = f"{MeetingAction.Status(status).label}: {held.outcome}"[:2000]
        do_task(held.task, actor=actor, reason=reason, outcome=said)
    entry.about(referral, subject=referral.victim or referral.person)
    entry.record(status=status, outcome=held.outcome)
    return held


@action(event=events.OWN_ACTION_REPORTED, policy=policies.REPORT_OWN_ACTION)
def report_own_action(
    share: MeetingShare, *, entry: Entry, actor: Actor, reason: Reason, meeting_action: MeetingAction,
    status: MeetingAction.Status, outcome: str,
) -> MeetingAction:  # fmt: skip
    """Report, as the agency that was to do it, that an action was done, or was not and why. What was not done becomes
    a task of the police, who decide who does it now."""
    own = MeetingAction.objects.filter(pk=meeting_action.pk, referral=share.referral_id, agency=share.agency_id)
    held = _close(own, status, outcome, actor, agency=share.agency)
    if held.status == MeetingAction.Status.NOT_DONE:
        _ask_the_police(held)
    entry.about(share, subject=share.referral.victim or share.referral.person)
    entry.record(
        agency=share.agency.reference, referral=share.referral.reference, status=status, outcome=held.outcome
    )  # fmt: skip
    return held


def _close(
    rows: MeetingActionQuerySet, status: MeetingAction.Status, outcome: str, actor: Actor,
    *, agency: Agency | None = None,
) -> MeetingAction:  # fmt: skip
    """Close the one action among these, with its row of history.

    Raises:
        Refused: it is closed already, or it is not said what came of it.
    """
    held = rows.open().select_for_update(of=("self",)).first()
    if held is None:
        raise Refused("What came of this action is recorded already.")
    if status == MeetingAction.Status.OPEN:
        raise Refused("Say whether it was done.", field="status")
    if not outcome.strip():
        raise Refused("Say what came of it, or why it was not done.", field="outcome")

    held.status, held.outcome = status, outcome.strip()
    held.save(update_fields=["status", "outcome"])
    _note(held, actor, agency=agency)
    return held


def _ask_the_police(row: MeetingAction) -> None:
    """A task that names nobody: what an agency left undone is still to be done for somebody."""
    referral, kind = row.referral, MeetingKind(row.referral.kind)
    raise_task(
        referral.force, actor=RUNNER, reason=BY_ITSELF, kind=Task.Kind.MEETING, team=TEAMS[kind],
        title=NOT_DONE.format(kind=kind.label, number=_number_in(referral, row), reference=referral.reference),
        due_on=add_working_days(timezone.localdate(), 1), person=referral.person,
        detail=f"What it says stands in referral {referral.reference}. Decide who does it now, and add an action.",
    )  # fmt: skip


def _task_of(
    referral: MeetingReferral, due_on: date, officer: User | None, actor: Actor, reason: Reason
) -> Task:  # fmt: skip
    """The task of an action of the police. It says of which referral, and no more: what is to be done may be about the
    victim, and is read in the referral by whoever is not barred from them."""
    kind = MeetingKind(referral.kind)
    number = _number_in(referral) + 1
    task = raise_task(
        referral.force, actor=actor, reason=reason, kind=Task.Kind.MEETING, team=TEAMS[kind], due_on=due_on,
        title=f"{kind.label} action {number} of {referral.reference}", person=referral.person,
        detail=f"What is to be done stands in referral {referral.reference}.",
    )  # fmt: skip
    if officer is not None:
        hand_to(task, officer, actor=actor, why=f"Decided by {kind.label}.")
    return task


def _number_in(referral: MeetingReferral, row: MeetingAction | None = None) -> int:
    """Which of the referral's actions this is, counted from 1; the last of them without one."""
    rows = MeetingAction.objects.filter(referral=referral)
    return rows.filter(pk__lte=row.pk).count() if row is not None else rows.count()


def _note(row: MeetingAction, actor: Actor, *, agency: Agency | None = None) -> None:
    MeetingActionChange.objects.create(
        action=row, to_status=row.status, changed_by_id=actor.user_id, outcome=row.outcome, agency=agency
    )
