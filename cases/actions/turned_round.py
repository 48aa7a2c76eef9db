"""Somebody who is known in the other role, where they are put into an incident: a known victim as the suspect, or a
known offender as the victim. Both roles stay, whoever puts them there says who is afraid of whom, and a supervisor
looks at it. Taking an incident down while a call is live waits for nothing: there the supervisor alone is asked."""

from __future__ import annotations

from django.utils import timezone

from accounts.actor import Actor
from audit.core.entry import Reason
from cases import policies
from cases.actions.pairs import LOOK_AT, Reasoning, record_counter_allegation, require_reasoning
from cases.counter_allegations import Known, known_as_harmed, known_as_having_abused
from cases.models import CounterAllegation, Incident
from cases.models.incident import Role
from register.actions.tasks import raise_task
from register.models import Person, Task
from register.rules.working_days import add_working_days

_Direction = CounterAllegation.Direction


def known_otherwise(person: Person | None, role: str, *, actor: Actor) -> tuple[Known, ...]:
    """What this actor may know of somebody in the other role than the one they are to have in an incident."""
    if person is None:
        return ()
    if role == Role.SUSPECT:
        return known_as_harmed(person, actor=actor)
    return known_as_having_abused(person, actor=actor) if role == Role.VICTIM else ()


def require_who_is_afraid(person: Person | None, role: str, reasoning: Reasoning | None, *, actor: Actor) -> bool:
    """Whether the roles are turned round. Raises Refused where they are, and nobody has said who is afraid of whom."""
    known = known_otherwise(person, role, actor=actor)
    require_reasoning(known, reasoning, is_entered_as_harmed=role == Role.VICTIM)
    return bool(known)


def note_turned_round(
    incident: Incident, person: Person, role: str, reasoning: Reasoning | None, *, actor: Actor, reason: Reason
) -> None:
    """Write it down in the case of the incident, if there is one that the actor reads, and ask a supervisor."""
    case = incident.case
    if case is not None and reasoning is not None and policies.SEE_CASE.allows(actor, case):
        direction = _Direction.KNOWN_VICTIM if role == Role.SUSPECT else _Direction.KNOWN_OFFENDER
        record_counter_allegation(
            case, actor=actor, reason=reason, person=person, direction=direction, reasoning=reasoning
        )
        return
    raise_task(
        incident.force, actor=actor, reason=reason, kind=Task.Kind.REVIEW, title=LOOK_AT, team="supervisor",
        due_on=add_working_days(timezone.localdate(), 1), person=person,
        detail=f"In incident {incident.reference} this person stands in the other role than elsewhere. Both roles stay "
        "until somebody decides otherwise.",
    )  # fmt: skip
