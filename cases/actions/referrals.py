"""Referring a case to a meeting, what becomes of it there, and referring it again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q
from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import policies
from cases.actions.disclosures import whoever_acts
from cases.actions.hearings import again_on, bring_forward, hear_again
from cases.actions.shares import end_all_of
from cases.events import meetings as events
from cases.models import (
    Agency,
    Case,
    Meeting,
    MeetingKind,
    MeetingMinutes,
    MeetingReferral,
    MeetingShare,
    Pair,
    ReferralStatusChange,
)
from cases.rules import meetings as rules
from cases.rules.meetings import Kind, Status, Step
from register.actions.tasks import close, raise_task
from register.models import Person, Task
from register.policies import SEE_PERSON

REFER_AGAIN = "Refer to MARAC again: a further incident within 12 months of {reference}"
TEAM = "safeguarding-officer"


@dataclass(frozen=True, slots=True)
class Told:
    """Whether the victim knows of the referral, and what they want or why they were not asked."""

    knows: MeetingReferral.Knows
    view: str = ""


@action(event=events.REFERRAL_MADE, policy=policies.REFER_TO_MEETING)
def refer_to_meeting(
    case: Case, *, entry: Entry, actor: Actor, reason: Reason, kind: MeetingKind, victim: Person | None,
    criterion: MeetingReferral.Criterion, why: str, told: Told, referred_by: Agency | None = None,
) -> MeetingReferral:  # fmt: skip
    """Refer a case to a meeting, for a victim in it or, to MATAC and MAPPA, about the person alone.

    `referred_by` is the agency that asked for it; without one it is the police.
    """
    _require_referable(case, actor, kind, victim, criterion)
    _require_words(why, told, victim)
    if referred_by is not None and referred_by.force_id != case.force_id:
        raise Refused("Choose an agency of your force’s directory.", field="referred_by")
    today, last = timezone.localdate(), last_heard(case.person, victim, kind)
    is_repeat = rules.is_repeat(last, today)
    if criterion == MeetingReferral.Criterion.REPEAT and not is_repeat:
        raise Refused("These two were not heard within the last 12 months. Choose another reason.", field="criterion")

    referral = MeetingReferral.objects.create(
        kind=kind, force=case.force, case=case, person=case.person, victim=victim, criterion=criterion,
        why=why.strip(), knows=told.knows, view=told.view.strip(), referred_by=referred_by,
        recorded_by_id=actor.user_id, last_heard_on=last, is_repeat=is_repeat, hear_by_on=rules.hear_by(today),
    )  # fmt: skip
    _note(referral, actor)
    _answer_the_task(referral, actor)
    entry.about(referral, subject=victim or case.person)
    entry.record(kind=kind, criterion=criterion, is_repeat=is_repeat, hear_by_on=referral.hear_by_on)
    return referral


@action(event=events.REFERRAL_READ, policy=policies.SEE_REFERRALS, lock=False)
def read_referral(referral: MeetingReferral, *, entry: Entry, actor: Actor, reason: Reason) -> MeetingReferral:
    """Open a referral. Each time is logged."""
    entry.about(referral, subject=referral.victim or referral.person)
    return referral


@action(event=events.REFERRALS_LISTED, policy=policies.SEE_REFERRALS, lock=False)
def list_referrals(
    listed: Collection[MeetingReferral], *, entry: Entry, actor: Actor, reason: Reason
) -> Collection[MeetingReferral]:
    """The referrals of one page that this actor's reach gave."""
    entry.showed([each.reference for each in listed])
    return listed


@action(event=events.REFERRAL_DEFERRED, policy=policies.WORK_REFERRAL)
def defer_referral(
    referral: MeetingReferral, *, entry: Entry, actor: Actor, reason: Reason, why: str
) -> MeetingReferral:  # fmt: skip
    """Take a case off an agenda: it was not heard, and waits for another meeting."""
    if not why.strip():
        raise Refused("Say why it is not heard.", field="why")
    before = referral.meeting
    move(referral, Step.DEFER, actor, why=why)
    entry.about(referral, subject=referral.victim or referral.person)
    entry.record(meeting=before.reference if before else "", why=why.strip())
    return referral


@action(event=events.REFERRAL_WITHDRAWN, policy=policies.WORK_REFERRAL)
def withdraw_referral(
    referral: MeetingReferral, *, entry: Entry, actor: Actor, reason: Reason, why: str
) -> MeetingReferral:  # fmt: skip
    """Withdraw a referral before it was heard. What was shared of it is shared no longer."""
    if not why.strip():
        raise Refused("Say why it is withdrawn.", field="why")
    move(referral, Step.WITHDRAW, actor, why=why)
    ended = end_all_of(MeetingShare.objects.filter(referral=referral), actor, "The referral was withdrawn.")
    entry.about(referral, subject=referral.victim or referral.person)
    entry.record(shares_ended=ended, why=why.strip())
    return referral


@action(event=events.MINUTES_WRITTEN, policy=policies.WORK_REFERRAL)
def write_minutes(
    referral: MeetingReferral, *, entry: Entry, actor: Actor, reason: Reason, said: str, decided: str = "",
    hear_again_on: date | None = None, is_last: bool = False,
) -> MeetingMinutes:  # fmt: skip
    """Write down what a meeting said and decided about a case: it is heard now. More may be added afterwards; what
    stands there stays.

    The meeting may decide that it hears the case again by a day. MAPPA does so by its level without being asked, until
    it decides that this hearing `is_last`.
    """
    meeting = require_held(referral)
    if not said.strip():
        raise Refused("Write what was said, in a sentence at least.", field="said")
    writer = whoever_acts(actor)
    if is_last and not decided.strip():
        raise Refused("Say what was decided: why it is heard no more.", field="decided")

    is_addition = referral.status == Status.HEARD
    again = again_on(
        referral, meeting.held_on, asked=hear_again_on, is_last=is_last, is_addition=is_addition
    )  # fmt: skip
    if not is_addition:
        move(referral, Step.HEAR, actor, meeting=meeting)
    minutes = MeetingMinutes.objects.create(
        referral=referral, meeting=meeting, said=said.strip(), decided=decided.strip(), written_by_id=writer
    )
    if again is not None:
        hear_again(referral, actor=actor, reason=reason, by_on=again)
    entry.about(referral, subject=referral.victim or referral.person)
    entry.record(
        meeting=meeting.reference,
        heard_on=referral.heard_on,
        flag_ends_on=referral.flag_ends_on,
        is_addition=is_addition,
    )
    return minutes


def require_held(referral: MeetingReferral) -> Meeting:
    """The meeting that hears a case. Raises Refused until it has taken place."""
    meeting = referral.meeting
    if meeting is None:
        raise Refused("This case is on no agenda. Put it on the agenda of a meeting first.")
    if meeting.status != Meeting.Status.HELD:
        raise Refused("Record first that the meeting took place, and which agencies came.")
    return meeting


def last_heard(person: Person, victim: Person | None, kind: MeetingKind) -> date | None:
    """When meetings of this kind, of whatever force, last heard these two human beings, or the one."""
    rows = MeetingReferral.objects.filter(kind=kind, person__in=Person.objects.joined_with(person).values("pk"))
    if victim is not None:
        rows = rows.filter(victim__in=Person.objects.joined_with(victim).values("pk"))
    last: date | None = rows.aggregate(last=Max("heard_on"))["last"]
    return last


def ask_to_refer_again(people: Collection[int], *, happened_on: date, actor: Actor, reason: Reason) -> int:
    """After an incident with these people in it, ask for each flagged case of theirs, and each victim, that its force
    refers it again. One that waits to be heard on a later day is brought forward. Gives how many were asked for;
    asked twice, it is one task."""
    flagged = list(flagged_with(people, happened_on))
    waiting = MeetingReferral.objects.open().filter(kind=MeetingKind.MARAC, case__in=[row.case_id for row in flagged])
    under_way = {(row.case_id, row.victim_id): row for row in waiting.select_for_update(of=("self",)).order_by("pk")}
    newest = {(row.case_id, row.victim_id): row for row in flagged}
    for matter in newest.keys() & under_way.keys():
        bring_forward(under_way[matter], by_on=rules.hear_by(timezone.localdate()), actor=actor)
    asked = [row for matter, row in newest.items() if matter not in under_way]
    due_on = rules.refer_again_by(timezone.localdate())
    for row in asked:
        raise_task(
            row.force, actor=actor, reason=reason, kind=Task.Kind.MEETING, title=asking_again(row), team=TEAM,
            due_on=due_on, person=row.person,
        )  # fmt: skip
    return len(asked)


def move(
    referral: MeetingReferral, step: Step, actor: Actor, *, why: str = "", meeting: Meeting | None = None
) -> None:  # fmt: skip
    """Take a step, with its row of history.

    Raises:
        Refused: the step cannot be taken from where the referral stands.
    """
    reached = rules.after(Status(referral.status), step)
    if reached is None:
        raise Refused(f"The referral stands as “{referral.get_status_display()}”. This cannot be done from there.")

    referral.status, referral.meeting = reached.value, meeting
    if reached is Status.HEARD and meeting is not None:
        referral.heard_on = meeting.held_on
        referral.flag_ends_on = rules.flag_ends_on(Kind(referral.kind), meeting.held_on)
    referral.version += 1
    referral.save()
    _note(referral, actor, why)


def flagged_with(people: Collection[int], on: date) -> Collection[MeetingReferral]:
    """The flagged cases of these human beings, heard last at the end: those of which both sides were in it, or else
    those of a victim who was, or else those of whoever caused harm."""
    groups = {person.group_id for person in Person.objects.filter(pk__in=people).only("pk", "lead_id")}
    if not groups:
        return []
    everybody = set(Person.objects.of_groups(groups).values_list("pk", flat=True))
    rows = MeetingReferral.objects.flagged(on=on).filter(Q(person__in=everybody) | Q(victim__in=everybody))
    found = list(rows.select_related("force", "person").order_by("heard_on", "pk"))
    of_victims = [row for row in found if row.victim_id in everybody]
    return [row for row in of_victims if row.person_id in everybody] or of_victims or found


def asking_again(flagged: MeetingReferral) -> str:
    """The title of the task, by the referral that was heard: each victim has one of their own, and it names nobody."""
    return REFER_AGAIN.format(reference=flagged.reference)


def _require_referable(
    case: Case, actor: Actor, kind: MeetingKind, victim: Person | None, criterion: MeetingReferral.Criterion
) -> None:
    if case.closed_at is not None:
        raise Refused("This case is closed. Open it again first.")
    if rules.Criterion(criterion) not in rules.CRITERIA[Kind(kind)]:
        raise Refused(f"Choose a reason for which {MeetingKind(kind).label} hears a case.", field="criterion")
    if victim is None and kind == MeetingKind.MARAC:
        raise Refused("Say for which victim MARAC is to hear it.", field="victim")
    if victim is not None:
        SEE_PERSON.require(actor, victim)
        if not Pair.objects.filter(case=case, victim=victim).exists():
            raise Refused("This person is no victim in the case. Add them to it first.", field="victim")
    if MeetingReferral.objects.open().filter(case=case, victim=victim, kind=kind).exists():
        raise Refused("This is referred already, and waits to be heard. Add to that referral.")


def _require_words(why: str, told: Told, victim: Person | None) -> None:
    if not why.strip():
        raise Refused("Say why it is referred: what gives concern now.", field="why")
    if (victim is None) != (told.knows == MeetingReferral.Knows.NOBODY):
        raise Refused("Say whether the victim knows of it; where there is none, that it is about none.", field="knows")
    if told.knows == MeetingReferral.Knows.NOT_SAFE and not told.view.strip():
        raise Refused("Say why it was not safe to ask the victim.", field="view")


def _answer_the_task(referral: MeetingReferral, actor: Actor) -> None:
    """A referral to MARAC answers the tasks that asked for it: of this victim, and of no other."""
    if referral.kind != MeetingKind.MARAC or referral.victim is None:
        return
    heard = MeetingReferral.objects.filter(
        kind=referral.kind, force=referral.force_id,
        person__in=Person.objects.joined_with(referral.person).values("pk"),
        victim__in=Person.objects.joined_with(referral.victim).values("pk"),
    ).exclude(pk=referral.pk)  # fmt: skip
    tasks = Task.objects.open().select_for_update(of=("self",)).filter(
        force=referral.force_id, title__in=[asking_again(row) for row in heard.only("reference")]
    )  # fmt: skip
    for task in tasks:
        close(task, actor=actor, outcome=f"Referred: {referral.reference}")


def _note(referral: MeetingReferral, actor: Actor, why: str = "") -> None:
    ReferralStatusChange.objects.create(
        referral=referral, to_status=referral.status, meeting=referral.meeting, changed_by_id=actor.user_id,
        why=why.strip(),
    )  # fmt: skip
