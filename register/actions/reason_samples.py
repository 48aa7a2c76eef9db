"""The monthly sample of reasons: drawing it, asking whoever read, and saying whether the reason satisfies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from accounts.actor import Actor, system_actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from audit.models import Event
from register import policies
from register.actions.inbox import put
from register.actions.tasks import raise_task
from register.events import reason_samples as events
from register.misuse.readers import readers_of, said_in
from register.models import Notice, Person, ReasonSample, Task
from register.reason_samples import entries_of, has_incident, key_of, readings_of
from register.rules.reason_sample import drawn, month_before, size_in_force
from register.rules.time_limits import due, limit_in_force

BY_ITSELF = Reason("system")
DRAWER = system_actor("reasons", {"reason_sample.draw": "national", "task.raise": "national"})


def draw_samples(on: date) -> int:
    """Draw the sample of the month before for each force that has none of it yet. Gives how many readings were drawn;
    a second time there are none."""
    month_on = month_before(on)
    done = ReasonSample.objects.filter(month_on=month_on).values("force")
    forces = [each for each in Force.objects.exclude(pk__in=done) if entries_of(each, month_on).exists()]
    return sum(len(draw_sample(each, month_on=month_on, actor=DRAWER, reason=BY_ITSELF)) for each in forces)


@action(event=events.REASONS_DRAWN, policy=policies.DRAW_REASONS, lock=False)
def draw_sample(force: Force, *, entry: Entry, actor: Actor, reason: Reason, month_on: date) -> list[ReasonSample]:
    """Draw the readings of one force and month that somebody looks at. One that was drawn is not drawn again."""
    readings = list(readings_of(force, month_on))
    numbers = drawn(readings, key=key_of(force, month_on), size=size_in_force(month_on).of(len(readings)))
    made = ReasonSample.objects.bulk_create(_samples(force, month_on, numbers))
    entry.record(month_on=month_on, readings=len(readings), drawn=len(made))
    return made


@action(event=events.READER_ASKED, policy=policies.DECIDE_REASON)
def ask_reader(sample: ReasonSample, *, entry: Entry, actor: Actor, reason: Reason, question: str) -> ReasonSample:
    """Ask whoever read it for more, once. They find the question in their inbox."""
    _require_undecided(sample)
    if sample.user_id is None:
        raise Refused("This officer reads through their force's system alone. Ask them there, and decide.")
    if sample.asked_at is not None:
        raise Refused("Whoever read it was asked already. Wait for the answer, or decide without it.")
    if not question.strip():
        raise Refused("Write what you want to know.", field="question")

    sample.question, sample.asked_at, sample.asked_by_id = question.strip(), timezone.now(), actor.user_id
    _keep(sample)
    _tell(sample, sample.user_id)
    entry.record(question=sample.question)
    return sample


@action(event=events.READING_EXPLAINED, policy=policies.EXPLAIN_READING)
def explain_reading(
    sample: ReasonSample, *, entry: Entry, actor: Actor, reason: Reason, explanation: str
) -> ReasonSample:
    """Say why one read it. The reviewer who asked is told."""
    _require_undecided(sample)
    if sample.explained_at is not None:
        raise Refused("You have answered this already.")
    if not explanation.strip():
        raise Refused("Say why you read it.", field="explanation")

    sample.explanation, sample.explained_at = explanation.strip(), timezone.now()
    _keep(sample)
    _tell(sample, sample.asked_by_id)
    entry.record(explanation=sample.explanation)
    return sample


@action(event=events.REASON_DECIDED, policy=policies.DECIDE_REASON)
def decide_reason(
    sample: ReasonSample, *, entry: Entry, actor: Actor, reason: Reason, decision: ReasonSample.Decision,
    words: str = "",
) -> ReasonSample:  # fmt: skip
    """Say whether the reason satisfies. Where it does not, professional standards get a task."""
    _require_undecided(sample)
    if decision == ReasonSample.Decision.NOT_SATISFIED and not words.strip():
        raise Refused("Say what is missing: professional standards read it.", field="words")

    sample.decision, sample.words = decision, words.strip()
    sample.decided_at, sample.decided_by_id = timezone.now(), actor.user_id
    _keep(sample)
    if sample.decision == ReasonSample.Decision.NOT_SATISFIED:
        _ask_standards(sample)
    entry.record(decision=sample.decision, words=sample.words)
    return sample


def _samples(force: Force, month_on: date, numbers: Sequence[str]) -> list[ReasonSample]:
    """A row for each reading that was drawn; one by somebody whose account is not known any more is left out. What a
    system read is its officer's."""
    entries = list(Event.objects.filter(pk__in=numbers).with_details().order_by("at", "id"))
    readers = readers_of(map(said_in, entries))
    references = {each.subject_ref for each in entries if each.subject_ref}
    people = dict(Person.objects.filter(reference__in=references).values_list("reference", "pk"))
    today = timezone.localdate()
    due_on = due(limit_in_force("reasons.review", today), today).due_on
    return [
        ReasonSample(
            force=force, month_on=month_on, event=each.pk, user=reader.user, officer=reader.unknown_officer,
            code=each.code, person_id=people.get(each.subject_ref), reason=each.reason, read_at=each.at, due_on=due_on,
            has_incident=has_incident(each.reason, bool(each.told("reason_text"))),
        )
        for each in entries
        if (reader := readers.get(said_in(each))) is not None
    ]  # fmt: skip


def _require_undecided(sample: ReasonSample) -> None:
    if sample.decision:
        raise Refused("Somebody has decided about this already. Nothing was changed.")


def _keep(sample: ReasonSample) -> None:
    sample.version += 1
    sample.save()


def _tell(sample: ReasonSample, user_id: int | None) -> None:
    """Put it into somebody's inbox. The line names nobody."""
    if user_id is not None:
        put(
            [user_id], Notice.Topic.REASON, sample.reference, people=[], page="reason-sample", argument=sample.reference
        )


def _ask_standards(sample: ReasonSample) -> None:
    today = timezone.localdate()
    raise_task(
        sample.force, actor=DRAWER, reason=BY_ITSELF, kind=Task.Kind.REVIEW, team="professional-standards",
        title=f"The reason of {sample.reference} was not accepted",
        due_on=due(limit_in_force("reasons.answer_for", today), today).due_on,
        detail=f"A reviewer did not accept why somebody read a record. Read {sample.reference}.",
    )  # fmt: skip
