"""Recording and grading what was seen, said or heard of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import policies
from cases.contact import guard_of
from cases.events import incidents as events
from cases.incident_words import IN_REFUGE
from cases.models import Case, Observation
from cases.rules.incidents import is_still_to_come
from register.models import Person, Source
from register.policies import SEE_PERSON


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody reads of an observation: nothing of what is protected of the person or of whoever they harmed, and
    none of the words while the person is in refuge."""

    words: str
    conditions: str


@action(event=events.OBSERVATION_RECORDED, policy=policies.RECORD_INCIDENT, lock=False)
def record_observation(
    force: Force, *, entry: Entry, actor: Actor, reason: Reason, person: Person, words: str,
    kind: Observation.Kind = Observation.Kind.SEEN, observed_at: datetime | None = None,
    source: Source = Source.OFFICER,
) -> Observation:  # fmt: skip
    """Record what was seen, said or heard. It stands ungraded (untested, not known) until somebody grades it."""
    SEE_PERSON.require(actor, person)
    at = observed_at or timezone.now()
    if is_still_to_come(at, timezone.now()):
        raise Refused("The time is in the future. Check it.", field="time")
    if not words.strip():
        raise Refused("Say what was seen, said or heard.", field="words")

    made = Observation.objects.create(
        force=force, person=person, kind=kind, observed_at=at, words=words.strip(), source=source,
        case=Case.objects.open().filter(force=force, person=person).first(), recorded_by_id=actor.user_id,
    )  # fmt: skip
    entry.about(made, subject=person)
    entry.record(kind=made.kind, grade=made.grade)
    return made


@action(event=events.OBSERVATION_OPENED, policy=policies.SEE_OBSERVATION, lock=False)
def open_observation(observation: Observation, *, entry: Entry, actor: Actor, reason: Reason) -> Told:
    """The words of an observation as this actor may read them."""
    guard = guard_of([observation.person_id], actor=actor)
    entry.about(observation, subject=observation.person)
    entry.showed([observation.person.reference])
    words = IN_REFUGE if observation.person_id in guard.in_refuge else guard.free_text(observation.words)
    return Told(words, guard.free_text(observation.conditions))


@action(event=events.OBSERVATION_GRADED, policy=policies.GRADE_OBSERVATION)
def grade_observation(
    observation: Observation, *, entry: Entry, actor: Actor, reason: Reason, source_grade: Observation.SourceGrade,
    known: Observation.Known, sharing: Observation.Sharing, conditions: str = "", why: str = "",
) -> Observation:  # fmt: skip
    """Grade an observation 3x5x2. Grading it again needs a reason."""
    if sharing == Observation.Sharing.WITH_CONDITIONS and not conditions.strip():
        raise Refused("Say on what conditions it may be shared.", field="conditions")
    if observation.graded_at is not None and not why.strip():
        raise Refused(f"It is graded {observation.grade} already. Say why it is graded anew.", field="why")

    observation.source_grade, observation.known, observation.sharing = source_grade, known, sharing
    observation.conditions = conditions.strip() if sharing == Observation.Sharing.WITH_CONDITIONS else ""
    observation.graded_at, observation.graded_by_id = timezone.now(), actor.user_id
    observation.version += 1
    observation.save()
    entry.about(observation, subject=observation.person)
    entry.record(grade=observation.grade, why=why)
    return observation
