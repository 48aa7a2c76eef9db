"""What casework tells the queues: which of its days are watched, and who has what when somebody is away or has left."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts import absence
from accounts.actor import Actor
from accounts.models import User
from audit.core.errors import Refused
from cases import policies
from cases.actions.case_life import give_case, give_safeguard, may_have, stand_in_for
from cases.models import (
    Case,
    CaseRisk,
    Disclosure,
    Lowering,
    Meeting,
    MeetingAction,
    MeetingReferral,
    NearAlert,
    Pair,
    SafeContactRule,
    Safeguard,
    SafetyPlanStep,
    SchoolNotice,
    VictimUpdate,
)
from cases.owners import OWNING_ROLES
from register.actions.handover import HOLDINGS, LEFT_BEHIND, Holding, granted
from register.misuse import own_work
from register.readers import Readers
from register.watched.sources import SOURCES, Source


def _safeguards() -> QuerySet[Any]:
    """Safeguards that have not ended, of cases that are open."""
    running = Safeguard.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate()))
    return running.filter(pair__case__closed_at__isnull=True).select_related("pair__case")


def _safeguards_that_end() -> QuerySet[Any]:
    """Those of which somebody has said when they end, and nobody has ended them."""
    return _safeguards().filter(ended_at__isnull=True)


def _plan_steps() -> QuerySet[Any]:
    """Steps of safety plans that run, in open cases. They are theirs who look after the plan."""
    waiting = SafetyPlanStep.objects.waiting(on=timezone.localdate())
    return waiting.select_related("safeguard__pair__case")


def _safe_contact() -> QuerySet[Any]:
    """Rules in force of victims in open cases of the force. They are theirs who own the case."""
    pairs = Pair.objects.filter(victim=OuterRef("person"), case__force=OuterRef("force"), case__closed_at__isnull=True)
    named = pairs.order_by("pk")
    return SafeContactRule.objects.in_force().filter(Exists(pairs)).annotate(
        case_owner=Subquery(named.values("case__owner")[:1]),
        case_reference=Subquery(named.values("case__reference")[:1]),
    )  # fmt: skip


def _risks() -> QuerySet[Any]:
    return CaseRisk.objects.filter(case__closed_at__isnull=True).select_related("case")


def _lowerings() -> QuerySet[Any]:
    """Requests that wait for a second person. Until one has answered (`answered_by`) they are nobody's."""
    return Lowering.objects.waiting().filter(case__closed_at__isnull=True).select_related("case")


def _near_alerts() -> QuerySet[Any]:
    """Alerts of the move check that nobody has answered. Until somebody has (`answered_by`) they are nobody's."""
    return NearAlert.objects.open().annotate(answer_by_on=TruncDate("due_at"))


def _not_brought_about_by(actor: Actor) -> Q:
    """Whoever brought an alert of the move check about never learns that there is one."""
    return ~Q(typed_by__in=actor.readers) & ~Q(caused_by__in=actor.readers)


def _give_case(case: Case, to: User | None, actor: Actor) -> User:
    """A case is never without an owner: where there is no deputy who can, somebody of the force has it meanwhile."""
    today = timezone.localdate()
    if to is not None and not may_have(to, case, on=today):
        raise Refused("This person cannot have the case.")
    owner = to or stand_in_for(case, on=today)
    give_case(case, owner, actor=actor, why=LEFT_BEHIND)
    return owner


def _give_safeguard(safeguard: Safeguard, to: User | None, actor: Actor) -> User:
    """A safeguard goes to the deputy, or to whoever has its case, or as the case would."""
    case = safeguard.pair.case
    whose: dict[str, Any] = {"on": timezone.localdate(), "victim": safeguard.person}
    if to is not None and not may_have(to, case, **whose):
        raise Refused("This person cannot have the safeguard.")
    has_case = case.owner if case.owner_id != safeguard.owner_id and may_have(case.owner, case, **whose) else None
    owner = to or has_case or stand_in_for(case, **whose)
    give_safeguard(safeguard, owner)
    return owner


def _give_disclosure(disclosure: Disclosure, to: User | None, actor: Actor) -> User | None:
    """A request goes to the deputy, or stands in the team's list as nobody's, of which the supervisors are told."""
    today = timezone.localdate()
    if to is not None and not policies.WORK_DISCLOSURE.allows(to.actor(on=today), disclosure):
        raise Refused("This person cannot have the request.")
    disclosure.owner = to
    disclosure.version += 1
    disclosure.save(update_fields=["owner", "version"])
    return to


def _give_meeting(meeting: Meeting, to: User | None, actor: Actor) -> User:
    """Somebody always sees to a meeting: the deputy, or a supervisor of the force who is there, or whoever else can."""
    today = timezone.localdate()
    fit = absence.at_work(on=today).filter(force=meeting.force_id).holding(*_running_meetings(), on=today)
    if to is not None and not fit.filter(pk=to.pk).exists():
        raise Refused("This person cannot run the meeting.")
    others = fit.exclude(pk=meeting.owner_id).order_by("pk")
    owner = to or others.holding("supervisor", on=today).first() or others.first()
    if owner is None:
        raise Refused("Nobody in the force is there who could run this meeting.")
    meeting.owner = owner
    meeting.version += 1
    meeting.save(update_fields=["owner", "version"])
    return owner


_running_meetings = granted(policies.WORK_MEETING.permission)


def _agencies_actions() -> QuerySet[Any]:
    """What agencies do; that of the police are tasks."""
    return MeetingAction.objects.open().filter(agency__isnull=False).select_related("referral")


# The case goes first: its safeguards follow it.
HOLDINGS += [
    Holding(
        "case", Case.objects.open, ("person", "pairs__victim"), "owner", "force_id", lambda: OWNING_ROLES, _give_case
    ),
    Holding(
        "safeguard", _safeguards, ("person", "pair__person"), "owner", "force_id", lambda: OWNING_ROLES, _give_safeguard
    ),
    Holding(
        "disclosure",
        Disclosure.objects.open,
        ("person", "at_risk"),
        "owner",
        "force_id",
        granted(policies.WORK_DISCLOSURE.permission),
        _give_disclosure,
    ),
    Holding("meeting", Meeting.objects.planned, (), "owner", "force_id", _running_meetings, _give_meeting),
]
_CASES = Readers(Case, policies.SEE_CASE, ("person",), around="pairs__victim")
_SAFEGUARDS = Readers(Safeguard, policies.SEE_CASE, ("person", "pair__person"), of="pair__case")
_PLAN_STEPS = Readers(
    SafetyPlanStep, policies.SEE_CASE, ("safeguard__person", "safeguard__pair__person"), of="safeguard__pair__case"
)
_SAFE_CONTACT = Readers(SafeContactRule, policies.SEE_SAFE_CONTACT, ("person",))
_UPDATES = Readers(VictimUpdate, policies.SEE_VICTIM_UPDATES, ("person", "case__person"))
_NOTICES = Readers(SchoolNotice, policies.SEE_SCHOOL_NOTICES, ("person",))
_RISKS = Readers(CaseRisk, policies.SEE_CASE, ("person",))
_LOWERINGS = Readers(Lowering, policies.SEE_CASE, ("person",))
_NEAR_ALERTS = Readers(NearAlert, policies.SEE_NEAR_ALERTS, ("person", "victim"), limits=_not_brought_about_by)
_DISCLOSURES = Readers(Disclosure, policies.SEE_DISCLOSURES, ("person", "at_risk"))
_MEETINGS = Readers(Meeting, policies.SEE_MEETINGS, ())
_REFERRALS = Readers(MeetingReferral, policies.SEE_REFERRALS, ("person", "victim"))
_ACTIONS = Readers(MeetingAction, policies.SEE_REFERRALS, ("referral__person", "referral__victim"), of="referral")
SOURCES += [
    Source(
        "case", "Review of a case", Case.objects.open, _CASES, "next_review_on", "force_id", "owner_id", "case",
        "reference",
    ),
    Source(
        "safeguard", "Review of a safeguard", _safeguards, _SAFEGUARDS, "review_on", "force_id", "owner_id", "case",
        "pair.case.reference",
    ),
    Source(
        "safeguard_end", "Last day of a safeguard", _safeguards_that_end, _SAFEGUARDS, "ends_on", "force_id",
        "owner_id", "case", "pair.case.reference",
    ),
    Source(
        "plan_step", "Step of a safety plan", _plan_steps, _PLAN_STEPS, "due_on", "safeguard__force_id",
        "safeguard__owner_id", "case", "safeguard.pair.case.reference",
    ),
    Source(
        "safe_contact", "Safe contact to confirm", _safe_contact, _SAFE_CONTACT, "confirm_by_on", "force_id",
        "case_owner", "case", "case_reference",
    ),
    Source(
        "victim_update", "Victim to be told", VictimUpdate.objects.waiting, _UPDATES, "due_on", "force_id",
        "case__owner_id", "tell-victim", "reference",
    ),
    Source(
        "school_notice", "Notice to a school", SchoolNotice.objects.open, _NOTICES, "due_on", "force_id",
        "case__owner_id", "school-notice", "reference",
    ),
    Source(
        "risk", "Risk to assess again", _risks, _RISKS, "due_on", "force_id", "case__owner_id", "case-risk",
        "case.reference",
    ),
    Source(
        "risk_lowered", "Lowered risk that ends", _risks, _RISKS, "lowered_until_on", "force_id", "case__owner_id",
        "case-risk", "case.reference",
    ),
    Source(
        "lowering", "Request to lower the risk", _lowerings, _LOWERINGS, "due_on", "force_id", "answered_by_id",
        "case-risk", "case.reference",
    ),
    Source(
        "near_alert", "Alert of the move check", _near_alerts, _NEAR_ALERTS, "answer_by_on", "force_id",
        "answered_by_id", "near-alert", "reference", "alerts of the move check", "near-alerts",
    ),
    Source(
        "disclosure", "Request under the disclosure scheme", Disclosure.objects.open, _DISCLOSURES, "next_due_on",
        "force_id", "owner_id", "disclosure", "reference", "requests under the disclosure scheme", "disclosures",
    ),
    Source(
        "meeting", "Meeting of several agencies", Meeting.objects.planned, _MEETINGS, "held_on", "force_id", "owner_id",
        "meeting", "reference",
    ),
    Source(
        "referral", "Case to be heard at a meeting", MeetingReferral.objects.open, _REFERRALS, "hear_by_on", "force_id",
        "case__owner_id", "referral", "reference",
    ),
    Source(
        "meeting_action", "Action of an agency", _agencies_actions, _ACTIONS, "due_on", "force_id", "meeting__owner_id",
        "referral", "referral.reference",
    ),
]  # fmt: skip


def _people_of_cases(user_id: int) -> list[str]:
    """Whoever is in a case of the user's, open or closed: they are theirs to look after."""
    theirs = Case.objects.filter(owner=user_id)
    of_pairs = Pair.objects.filter(case__owner=user_id).values_list("victim__reference", flat=True)
    return [*theirs.values_list("person__reference", flat=True), *of_pairs]


own_work.SOURCES.append(_people_of_cases)
