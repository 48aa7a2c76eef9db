"""The life of a case: who has it, when it is looked at again, and opening it once more. It never lacks a live owner or
a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts import absence
from accounts.actor import Actor
from accounts.models import User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import policies
from cases.actions.case_changes import note_change
from cases.actions.cases import may_see, require_fit_owner, require_open
from cases.actions.risk_levels import start_clock
from cases.events import queues as events
from cases.models import Case, CaseChange, RiskAssessment, Safeguard
from cases.owners import OWNING_ROLES
from cases.rules.case_review import latest_case_review
from register.actions.inbox import put
from register.lookup.upkeep import refresh
from register.models import Notice, Person
from register.rules.time_limits import Due, in_words

Step = CaseChange.Step
CHOICES_OF_STAND_IN = 20


@action(event=events.CASE_REASSIGNED, policy=policies.WORK_CASE)
def reassign_case(case: Case, *, entry: Entry, actor: Actor, reason: Reason, owner: User, why: str) -> Case:
    """Give a case to somebody else who works on cases in the force. They find it in their inbox."""
    require_open(case)
    if owner.pk == case.owner_id:
        raise Refused(f"{owner.name} has this case already.", field="owner")
    require_fit_owner(owner, case)
    if not why.strip():
        raise Refused("Say why the case changes hands.", field="why")

    give_case(case, owner, actor=actor, why=why.strip())
    people = [case.person_id, *case.pairs.values_list("victim", flat=True)]
    put([owner.pk], Notice.Topic.GIVEN, case.reference, people=people, source="case", page="case",
        argument=case.reference, due_on=case.next_review_on)  # fmt: skip
    entry.about(case, subject=case.person)
    entry.record(owner=owner.reference, why=why.strip())
    return case


@action(event=events.CASE_REVIEWED, policy=policies.WORK_CASE)
def review_case(
    case: Case, *, entry: Entry, actor: Actor, reason: Reason, words: str, next_review_on: date | None = None
) -> Case:
    """Look at a case as a whole and say in words how it stands. The next day follows from the risk; an earlier one may
    be chosen, a later one never."""
    require_open(case)
    if actor.person_id is None:
        raise Refused("A person must review a case; a system cannot.")
    if not words.strip():
        raise Refused("Say how the case stands: what has changed, what protects, what comes next.", field="words")
    today, latest = timezone.localdate(), clock_of(case)
    chosen = next_review_on or latest.due_on
    if not today < chosen <= latest.due_on:
        raise Refused(
            f"The next review is tomorrow at the earliest and on {in_words(latest.due_on)} at the latest.",
            field="next_review_on",
        )

    case.next_review_on = chosen
    _keep(case, Step.REVIEWED, actor, why=words.strip(), limit_code=latest.limit_code)
    entry.about(case, subject=case.person)
    entry.record(next_review_on=chosen, limit_code=latest.limit_code, words=words.strip())
    return case


@action(event=events.CASE_REOPENED, policy=policies.WORK_CASE)
def reopen_case(case: Case, *, entry: Entry, actor: Actor, reason: Reason, owner: User, why: str) -> Case:
    """Open a closed case again, with an owner and a day from the start."""
    if case.closed_at is None:
        raise Refused("This case is open already.")
    if Case.objects.open().filter(person=case.person_id, force=case.force_id).exists():
        raise Refused("Your force has another open case about this person. Work on that one.")
    require_fit_owner(owner, case)
    if not why.strip():
        raise Refused("Say why the case is opened again.", field="why")

    case.closed_at, case.owner, case.next_review_on = None, owner, clock_of(case).due_on
    _keep(case, Step.REOPENED, actor, why=why.strip())
    start_clock(case)
    refresh([case.person_id])
    entry.about(case, subject=case.person)
    entry.record(owner=owner.reference, next_review_on=case.next_review_on, why=why.strip())
    return case


def clock_of(case: Case) -> Due:
    """The last day for the next review of the case if it is looked at today."""
    newest = RiskAssessment.objects.filter(case=case).first()
    return latest_case_review(newest.level if newest else None, on=timezone.localdate())


def give_case(case: Case, owner: User, *, actor: Actor, why: str) -> None:
    """Write who has the case from now on, inside the act that gives it."""
    case.owner = owner
    _keep(case, Step.REASSIGNED, actor, why=why)


def give_safeguard(safeguard: Safeguard, owner: User) -> None:
    """Write who looks after a safeguard from now on, inside the act that gives it."""
    safeguard.owner = owner
    safeguard.version += 1
    safeguard.save(update_fields=["owner", "version"])


def stand_in_for(case: Case, *, on: date, victim: Person | None = None) -> User:
    """Whoever of the force can have a case, or a safeguard of a victim in it, whose owner is away or has left: a
    supervisor who is there, the one with the fewest open cases first; where there is none, anybody who works on cases.

    Raises:
        Refused: nobody in the force can.
    """
    theirs = Case.objects.open().filter(owner=OuterRef("pk")).order_by().values("owner")
    load = Coalesce(Subquery(theirs.annotate(count=Count("pk")).values("count")), 0)
    there = absence.at_work(on=on).filter(force=case.force_id).exclude(pk=case.owner_id)
    for roles in (("supervisor",), OWNING_ROLES):
        for user in there.holding(*roles, on=on).order_by(load, "pk")[:CHOICES_OF_STAND_IN]:
            if may_see(user, case, victim):
                return user
    raise Refused("Nobody in the force is there who could have this case.")


def may_have(user: User, case: Case, *, on: date, victim: Person | None = None) -> bool:
    """Whether this user is there, works on cases of the force, may open this one and is not barred from the victim."""
    there = absence.at_work(on=on).filter(force=case.force_id).holding(*OWNING_ROLES, on=on)
    return there.filter(pk=user.pk).exists() and may_see(user, case, victim)


def _keep(case: Case, step: CaseChange.Step, actor: Actor, *, why: str, limit_code: str = "") -> None:
    case.version += 1
    case.save(update_fields=["owner", "next_review_on", "closed_at", "version"])
    note_change(case, step, actor=actor, why=why, limit_code=limit_code)
