"""Who is what to whom in a case: changed with its history, ended, and asked about where the roles are turned round."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import policies
from cases.counter_allegations import Known, known_as_harmed, known_as_having_abused
from cases.events import pairs as events
from cases.models import Case, CounterAllegation, Pair, PairChange
from register.actions.tasks import raise_task
from register.models import Person, SubjectCategory, Task
from register.policies import PERPETRATORS, SEE_PERSON
from register.rules.working_days import add_working_days

LOOK_AT = "Look at a counter-allegation"


@dataclass(frozen=True, slots=True)
class Reasoning:
    """Who is the primary aggressor, in the officer's own words. Only who is afraid of whom must be said; what is not
    known yet stays open, and is better said than guessed."""

    afraid: str
    primary: CounterAllegation.Primary = CounterAllegation.Primary.UNCLEAR
    injuries: str = ""
    control: str = ""
    history: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Turned:
    """Who of a pair is entered on the other side than before."""

    person: Person
    direction: CounterAllegation.Direction


def turned_round(pair: Pair, *, person_role: str, victim_role: str) -> Turned | None:
    """Whether these roles turn the pair round: somebody harmed becomes somebody who abused, or the reverse. The pair
    may be one that is not entered yet, with the roles that its two people have by themselves."""
    sides = ((pair.victim, pair.victim_role, victim_role), (pair.person, pair.person_role, person_role))
    for person, was, becomes in sides:
        if (was in PERPETRATORS) != (becomes in PERPETRATORS):
            known = CounterAllegation.Direction
            return Turned(person, known.KNOWN_VICTIM if becomes in PERPETRATORS else known.KNOWN_OFFENDER)
    return None


def require_turn_said(turned: Turned | None, reasoning: Reasoning | None) -> None:
    """Raises Refused where a role turns round and nobody has said who is afraid of whom."""
    if turned is not None:
        as_harmed = turned.direction == CounterAllegation.Direction.KNOWN_OFFENDER
        _require_said(reasoning, is_entered_as_harmed=as_harmed)


def require_reasoning(known: tuple[Known, ...], reasoning: Reasoning | None, *, is_entered_as_harmed: bool) -> None:
    """Raises Refused where somebody is known in the other role and nobody has said who is afraid of whom."""
    if known:
        _require_said(reasoning, is_entered_as_harmed=is_entered_as_harmed)


def _require_said(reasoning: Reasoning | None, *, is_entered_as_harmed: bool) -> None:
    if reasoning is not None and reasoning.afraid.strip():
        return
    now, before = ("harmed", "having abused") if is_entered_as_harmed else ("having abused", "harmed")
    raise Refused(
        f"This person is held as {before}, and is now entered as {now}. Both stay. Say who is afraid of whom, and what "
        "shows it.",
        field="afraid",
    )


@action(event=events.COUNTER_ALLEGATION_RECORDED, policy=policies.SEE_CASE)
def record_counter_allegation(
    case: Case, *, entry: Entry, actor: Actor, reason: Reason, person: Person, direction: CounterAllegation.Direction,
    reasoning: Reasoning, pair: Pair | None = None,
) -> CounterAllegation:  # fmt: skip
    """Write down who is the primary aggressor and why, beside the act that turned the roles round. A supervisor looks
    at it on the next working day."""
    said = {name: str(value).strip() for name, value in asdict(reasoning).items()}
    row = CounterAllegation.objects.create(
        case=case, pair=pair, person=person, force=case.force, direction=direction, recorded_by_id=actor.user_id, **said
    )
    entry.about(row, subject=person)
    entry.record(direction=direction, **said)
    raise_task(
        case.force, actor=actor, reason=reason, kind=Task.Kind.REVIEW, title=LOOK_AT, team="supervisor",
        due_on=add_working_days(timezone.localdate(), 1), person=person,
        detail=f"It stands in case {case.reference}. Both roles stay until somebody decides otherwise.",
    )  # fmt: skip
    return row


@action(event=events.OTHER_ROLE_READ, policy=SEE_PERSON, lock=False)
def read_other_role(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, is_entered_as_harmed: bool
) -> tuple[Known, ...]:
    """What is known of somebody in the other role than the one they are to be entered in, for whoever enters them."""
    known = (known_as_having_abused if is_entered_as_harmed else known_as_harmed)(person, actor=actor)
    entry.showed(dict.fromkeys([person.reference, *(each.reference for each in known)]))
    entry.record(count=len(known))
    return known


@action(event=events.PAIR_CHANGED, policy=policies.WORK_CASE)
def change_pair(
    pair: Pair, *, entry: Entry, actor: Actor, reason: Reason, relationship: Pair.Relationship,
    person_role: SubjectCategory, victim_role: SubjectCategory, starts_on: date | None, ends_on: date | None, why: str,
    reasoning: Reasoning | None = None,
) -> Pair:  # fmt: skip
    """Correct what two people are to each other, in which roles they are held, and from when until when. Where a role
    turns round, whoever changes it says who is afraid of whom (`reasoning`)."""
    _require_open(pair)
    _require_order(starts_on, ends_on)
    if not why.strip():
        raise Refused("Say why: what is new, or what was wrong.", field="why")
    turned = turned_round(pair, person_role=person_role, victim_role=victim_role)
    require_turn_said(turned, reasoning)

    said = {
        "relationship": relationship, "person_role": person_role, "victim_role": victim_role, "starts_on": starts_on,
        "ends_on": ends_on,
    }  # fmt: skip
    entry.changed(**{name: (getattr(pair, name), value) for name, value in said.items()})
    for name, value in said.items():
        setattr(pair, name, value)
    note_pair(pair, actor=actor, why=why)
    entry.about(pair, subject=pair.victim)
    entry.record(why=why.strip())
    if turned and reasoning is not None:
        record_counter_allegation(
            pair.case, actor=actor, reason=reason, person=turned.person, pair=pair, reasoning=reasoning,
            direction=turned.direction,
        )  # fmt: skip
    return pair


@action(event=events.PAIR_ENDED, policy=policies.WORK_CASE)
def end_pair(pair: Pair, *, entry: Entry, actor: Actor, reason: Reason, ends_on: date, why: str) -> Pair:
    """Say since when a relationship is over. Both stay in the case, and so does everything that protects them: leaving
    is when the danger is greatest."""
    _require_open(pair)
    if pair.ends_on is not None:
        raise Refused("It is recorded already when this relationship ended. Correct it there.", field="ends_on")
    if ends_on > timezone.localdate():
        raise Refused("The day is in the future. Record the end when it has come.", field="ends_on")
    _require_order(pair.starts_on, ends_on)
    if not why.strip():
        raise Refused("Say how you know: who told you, and what has changed for them.", field="why")

    pair.ends_on = ends_on
    note_pair(pair, actor=actor, why=why)
    entry.about(pair, subject=pair.victim)
    entry.record(ends_on=ends_on, why=why.strip())
    return pair


def note_pair(pair: Pair, *, actor: Actor, why: str = "") -> None:
    """Save the pair, and what it says from now on as a row of its history."""
    pair.version += 1
    pair.save()
    PairChange.objects.create(
        pair=pair, person_role=pair.person_role, victim_role=pair.victim_role, relationship=pair.relationship,
        starts_on=pair.starts_on, ends_on=pair.ends_on, why=why.strip(), changed_by_id=actor.user_id,
    )  # fmt: skip


def _require_open(pair: Pair) -> None:
    if pair.case.closed_at is not None:
        raise Refused("This case is closed. Open a new one to go on.")


def _require_order(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused("The relationship would end before it began. Check both days.", field="ends_on")
