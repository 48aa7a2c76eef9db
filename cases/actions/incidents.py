"""Taking down an incident while a call is live, and what is done with it afterwards."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import policies
from cases.actions.asked_assessments import take_back
from cases.actions.asked_referrals import ask_no_more
from cases.actions.pairs import Reasoning
from cases.actions.referrals import ask_to_refer_again
from cases.actions.risk import reassess_after
from cases.actions.school_asking import ask_to_tell_schools, schools_need_not_be_told
from cases.actions.turned_round import known_otherwise, note_turned_round, require_who_is_afraid
from cases.actions.update_clocks import start_of_outcome, start_of_report, withdraw_of_incident
from cases.events import incidents as events
from cases.models import Case, Incident, IncidentChange, IncidentParty
from cases.models.incident import Role
from cases.rules.incidents import Asked, is_still_to_come
from register.actions.tasks import do_task, raise_task
from register.actions.telling import tell_forces
from register.harm_changed import harm_changed
from register.models import Address, Alert, Person, ProtectiveOrder, Source, Task
from register.policies import SEE_PERSON
from register.rules.working_days import add_working_days

TEAM = "safeguarding-officer"
CORRECTABLE = (
    "happened_at", "person_role", "source", "caller", "caller_phone", "place", "account", "has_weapons",
    "has_children", "has_strangulation", "has_injuries", "officers_told", "incident_number",
)  # fmt: skip
_Kind = IncidentChange.Kind


@dataclass(frozen=True, slots=True)
class Told:
    """What was said, as far as anything was. `address` is one that the register holds already."""

    source: Source = Source.CALLER
    caller: str = ""
    caller_phone: str = ""
    place: str = ""
    address: Address | None = None
    account: str = ""
    has_weapons: bool = False
    has_children: bool = False
    has_strangulation: bool = False
    has_injuries: bool = False
    officers_told: str = ""
    incident_number: str = ""

    def fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Involved:
    """Somebody else who was in it: a person of the register, or somebody in words."""

    role: Role = Role.NOT_KNOWN
    person: Person | None = None
    words: str = ""


@action(event=events.INCIDENT_RECORDED, policy=policies.RECORD_INCIDENT, lock=False)
def record_incident(
    force: Force, *, entry: Entry, actor: Actor, reason: Reason, happened_at: datetime | None = None,
    person: Person | None = None, person_role: Role = Role.SUSPECT, told: Told | None = None,
    involved: Sequence[Involved] = (), orders: Collection[ProtectiveOrder] = (),
) -> Incident:  # fmt: skip
    """Take down what happened. Nothing but its time is required, and what is incomplete is saved as it is; unverified.

    It goes into the force's open case about whoever is in it, whose risk must then be assessed again, and a task asks
    to confirm it.
    """
    at = happened_at or timezone.now()
    _require_past(at)
    told = told or Told()
    people = [each for each in (person, *(one.person for one in involved)) if each is not None]
    for each in people:
        SEE_PERSON.require(actor, each)

    incident = Incident.objects.create(
        force=force, person=person, person_role=person_role, happened_at=at, case=_case_of(force, people),
        recorded_by_id=actor.user_id, **_stripped(told.fields()),
    )  # fmt: skip
    for one in _once(involved, person):
        _add(incident, one, actor)
    incident.orders.set(orders)
    _note(incident, _Kind.RECORDED, actor)
    entry.about(incident, subject=person)
    entry.record(
        force=force.code, case=incident.case.reference if incident.case else "", involved=len(people),
        orders=len(orders), **{each.value: getattr(told, each) for each in Asked},
    )  # fmt: skip
    _follow_up(incident, actor, reason)
    _tell_forces(incident, people, actor)
    for one in (Involved(person_role, person), *involved):
        if one.person is not None and known_otherwise(one.person, one.role, actor=actor):
            note_turned_round(incident, one.person, one.role, None, actor=actor, reason=reason)
    return incident


@action(event=events.INCIDENT_CORRECTED, policy=policies.WORK_INCIDENT)
def correct_incident(
    incident: Incident, *, entry: Entry, actor: Actor, reason: Reason, changes: Mapping[str, Any], why: str
) -> Incident:
    """Correct what was taken down. What stood there before stays in the history of the incident, with the reason.

    `changes` are fields of `CORRECTABLE` with their new values.
    """
    if not why.strip():
        raise Refused("Say what shows that it was otherwise.", field="why")
    if "happened_at" in changes:
        _require_past(changes["happened_at"])
    given = _stripped({name: value for name, value in changes.items() if name in CORRECTABLE})
    differing = {name: value for name, value in given.items() if getattr(incident, name) != value}
    if not differing:
        raise Refused("Nothing differs from what stands there already.")

    for name, value in differing.items():
        _note(incident, _Kind.CORRECTED, actor, field=name, before=getattr(incident, name), after=value, why=why)
        setattr(incident, name, value)
    _store(incident, *differing)
    entry.about(incident, subject=incident.person)
    entry.record(fields=sorted(differing), why=why)
    return incident


@action(event=events.INCIDENT_CONFIRMED, policy=policies.CONFIRM_INCIDENT)
def confirm_incident(incident: Incident, *, entry: Entry, actor: Actor, reason: Reason, how: str) -> Incident:
    """Confirm that it happened, in words: who checked what. One that was found not to be so may be confirmed later."""
    was_disproved = incident.status == Incident.Status.DISPROVED
    _check(incident, Incident.Status.CONFIRMED, how, actor, reason)
    if was_disproved:
        _reach_the_case(incident, actor, reason)
        _refer_again(incident, actor, reason)
        start_of_outcome(incident, actor=actor)
    entry.about(incident, subject=incident.person)
    entry.record(how=how)
    return incident


@action(event=events.INCIDENT_DISPROVED, policy=policies.CONFIRM_INCIDENT)
def disprove_incident(incident: Incident, *, entry: Entry, actor: Actor, reason: Reason, how: str) -> Incident:
    """Find that it was not so, in words. It stays in the record, marked; what it asked for is taken back: victims need
    not be told of it, nor the risk assessed or MARAC asked again, unless something else asks for that too."""
    _check(incident, Incident.Status.DISPROVED, how, actor, reason)
    withdraw_of_incident(incident, actor=actor, why=f"The incident was found not to be so: {how.strip()}"[:300])
    schools_need_not_be_told(incident, actor=actor)
    ask_no_more(incident, _people_in(incident), actor=actor)
    if incident.case is not None:
        take_back(incident.case, incident, actor=actor)
    entry.about(incident, subject=incident.person)
    entry.record(how=how)
    return incident


@action(event=events.INCIDENT_PARTY_ADDED, policy=policies.WORK_INCIDENT)
def add_to_incident(
    incident: Incident, *, entry: Entry, actor: Actor, reason: Reason, somebody: Involved,
    reasoning: Reasoning | None = None,
) -> IncidentParty:  # fmt: skip
    """Add somebody who was in it. Of somebody known in the other role whoever adds them says who is afraid of whom."""
    if somebody.person is None and not somebody.words.strip():
        raise Refused("Give the reference of a person of the register, or say who it was.", field="words")
    _require_new_in(incident, somebody.person, actor)
    is_turned = require_who_is_afraid(somebody.person, somebody.role, reasoning, actor=actor)

    party = _add(incident, somebody, actor)
    _note(incident, _Kind.SOMEBODY_ADDED, actor, after=party.get_role_display(), why=_afraid(reasoning))
    _store(incident)
    if is_turned and somebody.person is not None:
        note_turned_round(incident, somebody.person, somebody.role, reasoning, actor=actor, reason=reason)
    _refer_again(incident, actor, reason)
    _tell_forces(incident, [somebody.person] if somebody.person else [], actor)
    entry.about(incident, subject=somebody.person)
    entry.record(somebody=somebody.person.reference if somebody.person else "", role=party.role)
    return party


@action(event=events.INCIDENT_PARTY_IDENTIFIED, policy=policies.WORK_INCIDENT)
def identify_in_incident(
    incident: Incident, *, entry: Entry, actor: Actor, reason: Reason, party: IncidentParty | None, person: Person,
    role: Role | None = None, reasoning: Reasoning | None = None,
) -> Incident:  # fmt: skip
    """Say which person of the register somebody is who was in it in words alone; the words stay. Without a `party` it
    is whom the incident is about. Of somebody known in the other role it is said who is afraid of whom."""
    _require_new_in(incident, person, actor)
    if party is None and incident.person_id is not None:
        raise Refused("It is known already whom this incident is about.")
    held = IncidentParty.objects.filter(pk=party.pk, incident=incident, person=None).first() if party else None
    if party is not None and held is None:
        raise Refused("It is known already who this is.")
    stands_as = role or (held.role if held else Role.SUSPECT)
    is_turned = require_who_is_afraid(person, stands_as, reasoning, actor=actor)

    if held is None:
        incident.person, incident.person_role = person, stands_as
    else:
        held.person, held.role = person, stands_as
        held.save(update_fields=["person", "role"])
    was_in_none = incident.case is None
    incident.case = incident.case or _case_of(incident.force, [person])
    _note(incident, _Kind.IDENTIFIED, actor, after=person.reference, why=_afraid(reasoning))
    _store(incident, "person", "person_role", "case")
    if was_in_none:
        _reach_the_case(incident, actor, reason)
    if is_turned:
        note_turned_round(incident, person, stands_as, reasoning, actor=actor, reason=reason)
    _refer_again(incident, actor, reason)
    _tell_forces(incident, [person], actor)
    entry.about(incident, subject=person)
    entry.record(somebody=person.reference)
    return incident


@action(event=events.INCIDENT_PUT_IN_CASE, policy=policies.WORK_INCIDENT)
def put_in_case(incident: Incident, *, entry: Entry, actor: Actor, reason: Reason, case: Case) -> Incident:
    """Put an incident into an open case of the force about somebody who was in it; its risk is then assessed again."""
    policies.SEE_CASE.require(actor, case)
    if incident.case_id == case.pk:
        raise Refused("It is in this case already.", field="case")
    if case.closed_at is not None or case.force_id != incident.force_id:
        raise Refused("Choose an open case of your force.", field="case")
    if case.person_id not in _people_in(incident):
        raise Refused("This case is about somebody who was not in the incident. Add them to it first.", field="case")

    before = incident.case.reference if incident.case else ""
    incident.case = case
    _note(incident, _Kind.PUT_IN_CASE, actor, before=before, after=case.reference)
    _store(incident, "case")
    entry.about(incident, subject=case.person)
    entry.record(case=case.reference)
    _reach_the_case(incident, actor, reason)
    return incident


@action(event=events.INCIDENT_OUTCOME_RECORDED, policy=policies.WORK_INCIDENT)
def record_incident_outcome(
    incident: Incident, *, entry: Entry, actor: Actor, reason: Reason, outcome: Incident.Outcome, on: date,
    why: str = "",
) -> Incident:  # fmt: skip
    """Record what came of it. A later outcome takes the place of an earlier one, which stays in the history."""
    if on > timezone.localdate():
        raise Refused("The day is in the future. Record the outcome when it has come.", field="on")
    if on < timezone.localtime(incident.happened_at).date():
        raise Refused("The outcome would come before the incident. Check the day.", field="on")
    if (incident.outcome, incident.outcome_on) == (outcome, on):
        raise Refused("This outcome is in the record already.", field="outcome")

    after = Incident.Outcome(outcome).label
    _note(incident, _Kind.OUTCOME, actor, before=incident.get_outcome_display(), after=after, why=why)
    incident.outcome, incident.outcome_on = outcome, on
    _store(incident, "outcome", "outcome_on")
    start_of_outcome(incident, actor=actor)
    entry.about(incident, subject=incident.person)
    entry.record(code=str(outcome), outcome_on=on)
    return incident


def _afraid(reasoning: Reasoning | None) -> str:
    return reasoning.afraid if reasoning else ""


def _require_past(at: datetime) -> None:
    if is_still_to_come(at, timezone.now()):
        raise Refused("The time is in the future. Check it.", field="time")


def _require_new_in(incident: Incident, person: Person | None, actor: Actor) -> None:
    if person is None:
        return
    SEE_PERSON.require(actor, person)
    if person.pk in _people_in(incident):
        raise Refused("This person is in the incident already.", field="reference")


def _people_in(incident: Incident) -> set[int]:
    parties = incident.parties.exclude(person=None).values_list("person", flat=True)
    return {person for person in (incident.person_id, *parties) if person is not None}


def _case_of(force: Force, people: Iterable[Person]) -> Case | None:
    """The force's open case about somebody in it; where there is none, the newest in which they are the victim."""
    mine = Case.objects.open().filter(force=force)
    numbers = [each.pk for each in people]
    about = mine.filter(person__in=numbers).order_by("-opened_at", "-pk").first()
    return about or mine.filter(pairs__victim__in=numbers).order_by("-opened_at", "-pk").first()


def _once(involved: Iterable[Involved], person: Person | None) -> Iterable[Involved]:
    """Each person once, and nobody of whom nothing is known."""
    seen = {person.pk} if person else set()
    for one in involved:
        if one.person is not None and one.person.pk in seen:
            continue
        seen |= {one.person.pk} if one.person else set()
        if one.person is not None or one.words.strip():
            yield one


def _add(incident: Incident, one: Involved, actor: Actor) -> IncidentParty:
    return IncidentParty.objects.create(
        incident=incident, person=one.person, words=one.words.strip(), role=one.role, recorded_by_id=actor.user_id
    )


def _check(incident: Incident, status: Incident.Status, how: str, actor: Actor, reason: Reason) -> None:
    if actor.person_id is None:
        raise Refused("A person must check an incident; a system cannot.")
    if incident.status == status:
        raise Refused(f"The incident stands as “{status.label}” already.")
    if not how.strip():
        raise Refused("Say how it was checked: with whom, by what.", field="how")
    kind = _Kind.CONFIRMED if status == Incident.Status.CONFIRMED else _Kind.DISPROVED
    _note(incident, kind, actor, before=incident.get_status_display(), after=status.label, why=how)
    incident.status, incident.how_checked = status, how.strip()
    incident.checked_at, incident.checked_by_id = timezone.now(), actor.person_id
    _store(incident, "status", "how_checked", "checked_at", "checked_by")
    task = Task.objects.open().filter(force=incident.force, title=_to_confirm(incident)).first()
    if task is not None:
        do_task(task, actor=actor, reason=reason, outcome=f"{status.label}: {how.strip()}"[:2000])


def _follow_up(incident: Incident, actor: Actor, reason: Reason) -> None:
    raise_task(
        incident.force, actor=actor, reason=reason, kind=Task.Kind.CONFIRM_FACT, title=_to_confirm(incident),
        team=TEAM, due_on=add_working_days(timezone.localdate(), 1), person=incident.person,
    )  # fmt: skip
    _reach_the_case(incident, actor, reason)
    _refer_again(incident, actor, reason)
    _tell_of_harm(incident)


def _refer_again(incident: Incident, actor: Actor, reason: Reason) -> None:
    """Whoever was heard at MARAC within a year is heard again, whatever force holds their case. An incident that was
    not so asks nobody."""
    if incident.status == Incident.Status.DISPROVED:
        return
    happened_on = timezone.localdate(incident.happened_at)
    ask_to_refer_again(_people_in(incident), happened_on=happened_on, actor=actor, reason=reason)


def _tell_forces(incident: Incident, people: Iterable[Person], actor: Actor) -> None:
    """Tell the forces that manage or hold them. An incident that was not so tells nobody."""
    if incident.status == Incident.Status.DISPROVED:
        return
    for person in people:
        tell_forces(Alert.Kind.INCIDENT, person, about=incident.reference, sender=incident.force, by=actor.user_id)


def _tell_of_harm(incident: Incident) -> None:
    """Whose place in the priority list may have changed: whoever is in it."""
    others = incident.parties.filter(person__isnull=False).values_list("person", flat=True)
    harm_changed([each for each in (incident.person_id, *others) if each is not None])


def _reach_the_case(incident: Incident, actor: Actor, reason: Reason) -> None:
    """What an incident means for the case it has come into: a fresh look at the risk, and at what victims need. One
    that was not so means nothing."""
    if incident.case is not None and incident.status != Incident.Status.DISPROVED:
        reassess_after(incident.case, at=incident.happened_at)
        start_of_report(incident, actor=actor)
        ask_to_tell_schools(incident, actor=actor, reason=reason)


def _to_confirm(incident: Incident) -> str:
    return f"Confirm incident {incident.reference}"


def _note(
    incident: Incident, kind: IncidentChange.Kind, actor: Actor, *, field: str = "", before: object = "",
    after: object = "", why: str = "",
) -> None:  # fmt: skip
    IncidentChange.objects.create(
        incident=incident, kind=kind, field=field, before=str(before), after=str(after), why=why.strip(),
        changed_by_id=actor.user_id,
    )  # fmt: skip


def _store(incident: Incident, *fields: str) -> None:
    incident.version += 1
    incident.save(update_fields=[*fields, "version"])
    _tell_of_harm(incident)


def _stripped(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
