"""Opening a case, and joining to it the people who were harmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force, User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import events, policies
from cases.actions.case_changes import note_change
from cases.actions.pairs import (
    Reasoning,
    Turned,
    note_pair,
    record_counter_allegation,
    require_reasoning,
    require_turn_said,
    turned_round,
)
from cases.actions.risk_levels import carry_level, stop_clock
from cases.actions.update_clocks import start_of_victim
from cases.counter_allegations import known_as_harmed, known_as_having_abused
from cases.models import Case, CaseChange, Child, CounterAllegation, Pair, SafeContactRule, Safeguard
from cases.owners import owners_in
from cases.rules.case_review import latest_case_review
from register.actions.joining import hold
from register.actions.moves import ask_for_move_check
from register.actions.people import register_person
from register.harm_changed import harm_changed
from register.lookup.upkeep import refresh
from register.models import Person, Source, SubjectCategory, Task
from register.policies import not_barred_from
from register.rules.time_limits import in_words


@dataclass(frozen=True, slots=True)
class NewVictim:
    """What is known of a victim who is not in the register yet; a name is enough."""

    forenames: str = ""
    surname: str = ""
    date_of_birth: date | None = None
    sex: Person.Sex = Person.Sex.NOT_STATED


@action(event=events.CASE_OPENED, policy=policies.OPEN_CASE)
def open_case(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, force: Force, owner: User,
    next_review_on: date | None = None, reasoning: Reasoning | None = None,
) -> Case:  # fmt: skip
    """Open the force's case about somebody held as having abused. It has an owner and a next date from the start.

    Somebody known as harmed may be accused by the one who abuses them: whoever opens the case must say who is afraid of
    whom (`reasoning`).
    """
    if not person.is_perpetrator:
        raise Refused("A case is about somebody who is held as having abused. Open it from that person's record.")
    if force.pk != actor.force_id:
        raise Refused("You can open a case for your own force only.")
    if Case.objects.open().filter(person=person, force=force).exists():
        raise Refused("Your force has an open case about this person already. Work on that one.")
    require_live_owner(owner, force)
    known = known_as_harmed(person, actor=actor)
    require_reasoning(known, reasoning, is_entered_as_harmed=False)

    case = Case.objects.create(person=person, force=force, owner=owner, next_review_on=_first_review(next_review_on))
    require_fit_owner(owner, case)
    note_change(case, CaseChange.Step.OPENED, actor=actor)
    carry_level(case)
    refresh([person.pk])
    entry.about(case, subject=person)
    entry.record(force=force.code, owner=owner.reference, next_review_on=case.next_review_on)
    if known and reasoning is not None:
        record_counter_allegation(
            case, actor=actor, reason=reason, person=person, reasoning=reasoning,
            direction=CounterAllegation.Direction.KNOWN_VICTIM,
        )  # fmt: skip
    return case


@action(event=events.VICTIM_ADDED, policy=policies.WORK_CASE)
def add_victim(
    case: Case, *, entry: Entry, actor: Actor, reason: Reason, victim: Person | NewVictim,
    relationship: Pair.Relationship = Pair.Relationship.NOT_KNOWN, starts_on: date | None = None,
    person_role: SubjectCategory | None = None, victim_role: SubjectCategory = SubjectCategory.VICTIM,
    reasoning: Reasoning | None = None,
) -> Pair:  # fmt: skip
    """Join somebody who was harmed to the case.

    Somebody known as having abused may be a victim too, or may be accusing the one they abuse: then whoever adds them
    must say who is afraid of whom, and on what evidence (`reasoning`). Both roles stay.
    """
    require_open(case)
    hold([case.person_id, *([victim.pk] if isinstance(victim, Person) else [])])
    if isinstance(victim, NewVictim):
        victim = _enter(victim, case.force, actor=actor, reason=reason)
    _refuse_as_victim(victim, case)
    known = known_as_having_abused(victim, actor=actor)
    require_reasoning(known, reasoning, is_entered_as_harmed=True)
    pair = Pair(
        case=case, force=case.force, person=case.person, person_role=SubjectCategory.SUSPECT, victim=victim,
        victim_role=SubjectCategory.VICTIM, relationship=relationship, starts_on=starts_on, version=0,
    )  # fmt: skip
    roles = {"person_role": person_role or case.person.subject_category, "victim_role": victim_role}
    turned = turned_round(pair, **roles)
    require_turn_said(turned, reasoning)

    pair.person_role, pair.victim_role = roles["person_role"], roles["victim_role"]
    note_pair(pair, actor=actor)
    ask_for_move_check(case.person, by=actor.author_id)
    start_of_victim(pair, actor=actor)
    harm_changed([case.person_id])
    entry.about(pair, subject=victim)
    entry.record(victim=victim.reference, relationship=relationship, **roles)
    if (known or turned) and reasoning is not None:
        found = turned or Turned(victim, CounterAllegation.Direction.KNOWN_OFFENDER)
        record_counter_allegation(
            case, actor=actor, reason=reason, person=found.person, pair=pair, reasoning=reasoning,
            direction=found.direction,
        )  # fmt: skip
    return pair


@action(event=events.CHILD_ADDED, policy=policies.WORK_CASE)
def add_child(
    case: Case, *, entry: Entry, actor: Actor, reason: Reason, name: str, date_of_birth: date | None = None,
    lives_with_victim: bool = True, note: str = "",
) -> Child:  # fmt: skip
    """Add a child who sees, hears or lives with the abuse; a child is a victim too (Domestic Abuse Act 2021 s.3)."""
    require_open(case)
    if not name.strip():
        raise Refused("Give the child's name, or what is known, such as “a boy of about 4”.", field="name")
    if date_of_birth and date_of_birth > timezone.localdate():
        raise Refused("The date of birth is in the future. Check it.", field="date_of_birth")

    child = Child.objects.create(
        case=case,
        person=case.person,
        force=case.force,
        name=name.strip(),
        date_of_birth=date_of_birth,
        lives_with_victim=lives_with_victim,
        note=note.strip(),
    )
    entry.about(child, subject=case.person)
    entry.record(name=child.name, date_of_birth=date_of_birth, lives_with_victim=lives_with_victim)
    return child


@action(event=events.CASE_CLOSED, policy=policies.WORK_CASE)
def close_case(case: Case, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> Case:
    """Close a case. Nobody may lose protection by it: first each safeguard gets its last day, and each victim in
    refuge a rule for when they have left."""
    require_open(case)
    _require_no_protection(case)
    if not why.strip():
        raise Refused("Say why the case is closed.", field="why")

    case.closed_at = timezone.now()
    case.version += 1
    case.save(update_fields=["closed_at", "version"])
    stop_clock(case)
    note_change(case, CaseChange.Step.CLOSED, actor=actor, why=why.strip())
    entry.about(case, subject=case.person)
    entry.record(why=why.strip(), open_tasks=Task.objects.open().filter(person=case.person, force=case.force).count())
    return case


def _first_review(chosen: date | None) -> date:
    """The first day on which the case is looked at: by the clock of a risk that nobody has assessed, or earlier."""
    today = timezone.localdate()
    latest = latest_case_review(None, on=today).due_on
    if chosen is not None and not today <= chosen <= latest:
        raise Refused(
            f"The first review is today at the earliest and on {in_words(latest)} at the latest.",
            field="next_review_on",
        )
    return chosen or latest


def require_open(case: Case) -> None:
    """Raises Refused where the case is closed: nothing is added to it any more. It stays as it is until the act is
    done: nobody closes a case while something that protects is put into it."""
    if Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk).closed_at is not None:
        raise Refused("This case is closed. Open a new one to go on.")


def _require_no_protection(case: Case) -> None:
    today = timezone.localdate()
    running = Safeguard.objects.filter(pair__case=case).exclude(ends_on__lte=today)
    if running.exists():
        named = ", ".join(sorted({each.get_kind_display() for each in running}))
        raise Refused(f"A safeguard still runs: {named}. End it first, or keep the case open.")
    victims = Pair.objects.filter(case=case).values("victim")
    if SafeContactRule.objects.in_force().filter(person__in=victims, is_in_refuge=True).exists():
        raise Refused("A victim in this case is in refuge. The case stays open until they have left.")


def require_live_owner(owner: User, force: Force, *, field: str = "owner") -> None:
    """Nothing is ever unowned: the owner works in the force today.

    Raises:
        Refused: they do not.
    """
    if not owners_in(force.pk, on=timezone.localdate()).filter(pk=owner.pk).exists():
        raise Refused(f"Choose an owner who works on cases in {force.name} now.", field=field)


def require_fit_owner(owner: User, case: Case, *, victim: Person | None = None) -> None:
    """Whoever is given a case, or a safeguard of a victim in it, works on cases of the force and may open it.

    Raises:
        Refused: they may not; nothing says why, which may be a bar.
    """
    require_live_owner(owner, case.force)
    if not may_see(owner, case, victim):
        raise Refused(f"{owner.name} cannot be given this. Choose somebody else.", field="owner")


def may_see(user: User, case: Case, victim: Person | None = None) -> bool:
    """Whether somebody may open the case and, of a safeguard, is not barred from its victim."""
    actor = user.actor(on=timezone.localdate())
    is_barred = victim is not None and not Person.objects.filter(not_barred_from("pk")(actor), pk=victim.pk).exists()
    return not is_barred and policies.SEE_CASE.allows(actor, case)


def _refuse_as_victim(victim: Person, case: Case) -> None:
    if victim.pk == case.person_id:
        raise Refused("The person the case is about cannot be the victim in it.", field="victim")
    if Pair.objects.filter(case=case, victim=victim).exists():
        raise Refused("This person is in the case already.", field="victim")


def _enter(new: NewVictim, force: Force, *, actor: Actor, reason: Reason) -> Person:
    return register_person(
        force,
        actor=actor,
        reason=reason,
        source=Source.OFFICER,
        forenames=new.forenames,
        surname=new.surname,
        date_of_birth=new.date_of_birth,
        sex=new.sex,
        category=SubjectCategory.VICTIM,
    )
