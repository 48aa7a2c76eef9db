"""What casework tells the queues: which of its days are watched, and who has what when somebody is away or has left."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from audit.core.errors import Refused
from cases import policies
from cases.actions.case_life import give_case, give_safeguard, may_have, stand_in_for
from cases.models import Case, Disclosure, Safeguard
from cases.owners import OWNING_ROLES
from register.actions.handover import HOLDINGS, LEFT_BEHIND, Holding, granted
from register.readers import Readers
from register.watched.sources import SOURCES, Source


def _safeguards() -> QuerySet[Any]:
    """Safeguards that have not ended, of cases that are open."""
    running = Safeguard.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate()))
    return running.filter(pair__case__closed_at__isnull=True).select_related("pair__case")


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
]
_CASES = Readers(Case, policies.SEE_CASE, ("person",), around="pairs__victim")
_SAFEGUARDS = Readers(Safeguard, policies.SEE_CASE, ("person", "pair__person"), of="pair__case")
_DISCLOSURES = Readers(Disclosure, policies.SEE_DISCLOSURES, ("person", "at_risk"))
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
        "disclosure", "Request under the disclosure scheme", Disclosure.objects.open, _DISCLOSURES, "next_due_on",
        "force_id", "owner_id", "disclosure", "reference",
    ),
]  # fmt: skip
