"""The casework of the demonstration: what makes the invented people of the feeds look like records in use.

Everything goes through the actions, as the people of the demonstration's accounts. Whoever has been enriched is left
alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actor import Actor, system_actor
from accounts.models import Force, User
from audit.core.entry import Reason
from cases.actions.cases import NewVictim, add_child, add_victim, open_case
from cases.actions.children import Attended, ask_for_notices, set_school
from cases.actions.protection import SafeTime, set_safe_contact
from cases.actions.risk import set_risk
from cases.actions.safeguards import add_safeguard
from cases.attachments.demo import documents
from cases.disclosures.demo import disclosures
from cases.meetings.demo import meetings
from cases.models import Case, ChildSchool, Pair, RiskAssessment, SafeContactRule, Safeguard
from register.actions import facts
from register.actions.management import set_level
from register.actions.orders import record_order
from register.actions.people import register_person, restrict_person
from register.actions.plans import add_plan_action, answer_plan, write_plan
from register.actions.registrations import (
    approve_designation,
    approve_registration,
    propose_registration,
    record_notice_given,
)
from register.actions.visits import plan_visit
from register.gate_facts import gates_of
from register.models import (
    Address,
    DangerMarker,
    Identifier,
    Person,
    PersonName,
    Phone,
    Protection,
    ProtectiveOrder,
    Registration,
    Source,
    WarningSignal,
)
from register.models.registration import DESIGNATION
from register.policies import PERPETRATORS
from register.rules.orders import ORDER_KINDS

REASON = Reason("system", "demonstration")
RESTRICTED_NUMBER = "07700 900400"
RESTRICTING_GRANTS = {
    "person.register": "force", "person.see": "national", "person.edit": "national", "order.record": "national",
    "task.raise": "national", "person.restrict": "force",
}  # fmt: skip
PROPORTIONATE = "Two victims in three years and threats to kill; lesser means were tried and did not hold."
WITH_A_CASE, WITH_A_MARKER = 11, 4
MANAGED_AT = {
    RiskAssessment.Level.STANDARD: Registration.HarmRisk.LOW,
    RiskAssessment.Level.MEDIUM: Registration.HarmRisk.MEDIUM,
    RiskAssessment.Level.HIGH: Registration.HarmRisk.HIGH,
}
PNC_OF_MAREK = "81/34U"
NEIGHBOUR_GRANTS = {
    "person.see": "national", "person.edit": "national", "registration.propose": "national",
    "registration.decide": "force",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """One victim of the demonstration. `channel` and `protection` say how careful to be."""

    relationship: Pair.Relationship
    protection: Protection
    is_in_refuge: bool
    channel: SafeContactRule.Channel
    code_word: str
    level: RiskAssessment.Level
    judgement: str
    signals: tuple[str, ...]
    child: str = ""


_R, _C, _L = Pair.Relationship, SafeContactRule.Channel, RiskAssessment.Level
STORIES = (
    Story(_R.EX_INTIMATE_PARTNER, Protection.REFUGE, True, _C.THROUGH_IDVA, "Marigold", _L.HIGH,
          "Threats to kill after the end of the relationship; strangulation once; knows the workplace.",
          ("VI", "WE"), "Ravi"),
    Story(_R.EX_SPOUSE, Protection.CONFIDENTIAL, False, _C.TEXT, "Heron", _L.MEDIUM,
          "Follows them to the school; damage to the car.", ("DR",), "Ffion"),
    Story(_R.INTIMATE_PARTNER, Protection.OPEN, False, _C.PHONE, "Anchor", _L.STANDARD,
          "First report; wants advice only.", ("SH",)),
    Story(_R.PARENT, Protection.CONFIDENTIAL, False, _C.ASK_FIRST, "Lantern", _L.HIGH,
          "Controls money and medicine; the victim is frail.", ("VI", "AT")),
)  # fmt: skip
VICTIMS = (
    ("Asha", "Kaur"), ("Bronwen", "Parry"), ("Chidi", "Okafor"), ("Zofia", "Nowak"), ("Maryam", "Hussain"),
    ("Siân", "Griffiths"), ("Grace", "Achebe"), ("Ewa", "Lis"), ("Jodie", "Marsh"), ("Linh", "Tran"),
    ("Roisin", "Daly"), ("Tanya", "Reid"), ("Owen", "Pugh"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of the demonstration's accounts who do the work."""

    safeguarding: User
    supervisor: User
    manager: User
    superintendent: User
    control_room: User
    partner: User

    @classmethod
    def of_force_13(cls) -> Cast:
        found = {user.email.split("@")[0]: user for user in User.objects.filter(email__endswith=".13@example.org")}
        roles = ("safeguarding", "supervisor", "manager", "superintendent", "control", "partner")
        return cls(*(found[f"{role}.13"] for role in roles))


def enrich(people: QuerySet[Person]) -> int:
    """Enrich about a dozen people of force 13 and some of force 14. Gives how many were enriched now."""
    cast = Cast.of_force_13()
    force = Force.objects.get(code="13")
    perpetrators = people.filter(subject_category__in=PERPETRATORS)
    in_force = ProtectiveOrder.objects.in_force(on=timezone.localdate()).values("person")
    chosen = perpetrators.filter(owner_force=force, pk__in=in_force, local_records__isnull=False)
    done = [
        _tell(person, STORIES[number % len(STORIES)], 2 + number % (len(VICTIMS) - 2), cast)
        for number, person in enumerate(_by_local_reference(chosen, WITH_A_CASE))
    ]
    done.append(_marek(force, cast))
    disclosures(cast.safeguarding, cast.control_room, _person_of(PNC_OF_MAREK))
    documents(cast.safeguarding)
    meetings(cast.safeguarding, cast.supervisor, cast.partner)
    neighbours = perpetrators.filter(owner_force__code="14", pk__in=in_force, local_records__isnull=False)
    done += [_mark(person) for person in _by_local_reference(neighbours, WITH_A_MARKER)]
    done.append(_restricted(Force.objects.get(code="14")))
    return sum(done)


def _person_of(number: str) -> Person | None:
    return Person.objects.filter(identifier_set__as_received=number).first()


def _by_local_reference(people: QuerySet[Person], count: int) -> list[Person]:
    return list(people.order_by("local_records__local_reference").distinct()[:count])


@transaction.atomic
def _tell(person: Person, story: Story, victim: int, cast: Cast) -> bool:
    """One person's casework: markers, registration, case, victim, safeguards, child and risk."""
    if Case.objects.filter(person=person).exists():
        return False
    by = _act(cast.safeguarding)
    _mark_danger(person, story.signals, by)
    _register(person, cast)
    _manage(person, story, cast)
    case = open_case(person, force=cast.safeguarding.force, owner=cast.safeguarding, **by)
    pair = _victim(case, story, victim, by)
    add_safeguard(
        pair, kind=Safeguard.Kind.TECSOS if story.level == _L.HIGH else Safeguard.Kind.ADDRESS_MARKER,
        instruction="Treat every call as an emergency. Do not ring back.", owner=cast.safeguarding,
        starts_on=timezone.localdate(), review_on=timezone.localdate() + timedelta(days=90), **by,
    )  # fmt: skip
    if story.child:
        _child(case, f"{story.child} {VICTIMS[victim][1]}", by)
    set_risk(case, level=story.level, judgement=story.judgement, instrument="dash_24", **by)
    return True


def _marek(force: Force, cast: Cast) -> bool:
    """The person whom the first steps of the demonstration look for."""
    if Identifier.objects.filter(value="1981/0000034U").exists():
        return False
    with transaction.atomic():
        by = _act(cast.safeguarding)
        person = register_person(
            force, source=Source.OFFICER, forenames="Marek", surname="Kowalski", sex=Person.Sex.MALE,
            date_of_birth=date(1981, 3, 27), **by,
        )  # fmt: skip
        origin: dict[str, Any] = {"source": Source.OFFICER, "is_confirmed": True, **by}
        facts.add_name(person, forenames="Marko", surname="Kowalsky", kind=PersonName.Kind.ALIAS, **origin)
        facts.add_identifier(person, kind=Identifier.Kind.PNC, text=PNC_OF_MAREK, **origin)
        facts.add_phone(person, number="07700 900123", **origin)
        facts.add_vehicle(person, mark="BM23 JPF", description="grey van", **origin)
        facts.add_address(person, line_1="12 Mill Road", town="Leeds", postcode="LS6 3AA", police_force=force, **origin)
        _orders(person, force, by)
        _tell(person, STORIES[0], 0, cast)
        pair = _victim(Case.objects.get(person=person), STORIES[1], 1, by)
        _zone(person, force, pair, by)
        facts.add_address(
            person, kind=Address.Kind.FOUND, line_1="The Fleece, Westgate", town="Otley", postcode="LS21 1AD",
            source=Source.OFFICER, **_act(cast.manager),
        )  # fmt: skip
        facts.record_sighting(
            person, place="Outside the Black Bull, Leeds", note="Shouting at a woman; left in a grey van",
            incident_number="WY-0441", **_act(cast.control_room),
        )  # fmt: skip
    return True


def _orders(person: Person, force: Force, by: dict[str, Any]) -> None:
    made_on = timezone.localdate() - timedelta(days=2)
    record_order(
        person, force=force, kind="DAPO", made_on=made_on, served_on=made_on, court="Leeds Magistrates",
        ends_on=made_on + timedelta(days=365),
        conditions=[{"type": "no_contact", "text": "No contact"}], **by,
    )  # fmt: skip


def _zone(person: Person, force: Force, pair: Pair, by: dict[str, Any]) -> None:
    """An order that names a place: a protected address, so it is not shown to everybody."""
    made_on = timezone.localdate() - timedelta(days=200)
    place = {"type": "exclusion_distance", "text": "Keep 200 metres away", "distance_metres": 200}
    record_order(
        person, force=force, kind="RO", made_on=made_on, served_on=made_on, court="Leeds Crown",
        conditions=[{**place, "place": "5 Chapel Row, Otley", "protected_people": [pair.victim]}], **by,
    )  # fmt: skip


def _victim(case: Case, story: Story, victim: int, by: dict[str, Any]) -> Pair:
    """A victim in a story, with an address and a number as protected as the story says."""
    forenames, surname = VICTIMS[victim]
    pair = add_victim(
        case, victim=NewVictim(forenames, surname, date(1980 + victim, 4, 12)),
        relationship=story.relationship, **by,
    )  # fmt: skip
    where: dict[str, Any] = {"source": Source.OFFICER, "protection": story.protection, "is_confirmed": True, **by}
    facts.add_address(pair.victim, line_1=f"{4 + victim} Chapel Row", town="Otley", postcode="LS21 1AB", **where)
    facts.add_phone(pair.victim, number=f"07700 900{200 + victim}", **where)
    set_safe_contact(
        pair, channel=story.channel, code_word=story.code_word,
        safe_time=SafeTime(frozenset(range(1, 6)), time(10), time(14)), hours="Not in school holidays",
        what_to_say="It is the library about your book", is_in_refuge=story.is_in_refuge, **by,
    )  # fmt: skip
    return pair


def _child(case: Case, name: str, by: dict[str, Any]) -> None:
    """A child at a school that is to be told of an attendance this night."""
    child = add_child(case, name=name, date_of_birth=date(2018, 5, 2), **by)
    school = {"name": "Chapel Row Primary", "lead": "Ms Ellis", "contact": "dsl@chapel-row.example.org"}
    set_school(case, child=child, education=ChildSchool.Education.SCHOOL, **school, **by)
    attended = Attended(timezone.now() - timedelta(hours=2), police_reference="13/4471", voice="He hid under the bed")
    ask_for_notices(case, attended=attended, children=[child], **by)


def _register(person: Person, cast: Cast) -> None:
    """An active registration; with a notification requirement where the newest order carries one."""
    order = ProtectiveOrder.objects.in_force(on=timezone.localdate()).filter(person=person).first()
    if order is None or Registration.objects.live().filter(person=person).exists():
        return
    regime = Registration.Regime(ORDER_KINDS[order.kind].regime)
    by = _act(cast.supervisor)
    today = timezone.localdate()
    follows = gates_of(person, actor=cast.supervisor.actor(on=today), on=today)
    is_designation = not follows
    registration = propose_registration(
        person, managing_force=cast.supervisor.force,
        gate_reason=f"The facts: {follows[0].why}." if follows else "A protective order is in force.",
        gate=follows[0].gate.code if follows else DESIGNATION, proportionality=PROPORTIONATE if is_designation else "",
        regime=regime, starts_on=order.made_on, ends_on=order.ends_on, offender_manager=cast.manager, **by,
    )  # fmt: skip
    if is_designation:
        approve_designation(registration, why="Necessary and proportionate.", **_act(cast.superintendent))
        return
    approve_registration(registration, why="The order is in force.", **by)
    _told(registration, order.made_on or timezone.localdate(), by)


def _manage(person: Person, story: Story, cast: Cast) -> None:
    """How somebody registered is managed: the level of risk, a plan with an action, the next visit."""
    registration = Registration.objects.managed().filter(person=person).first()
    if registration is None:
        return
    today, by = timezone.localdate(), _act(cast.manager)
    set_level(registration, level=MANAGED_AT[story.level], why=story.judgement, **by)
    plan = write_plan(registration, risks=story.judgement, strategy="Visits, and a check with the victim's IDVA.", **by)
    if plan.in_force_on is None and not story.is_in_refuge:
        answer_plan(registration, is_approved=True, why="Complete.", **_act(cast.supervisor))
    add_plan_action(registration, measure="Refer to a programme", due_on=today + timedelta(days=21), **by)
    plan_visit(registration, planned_on=today + timedelta(days=7), officer=cast.manager, **by)


def _told(registration: Registration, on: date, by: dict[str, Any]) -> Registration:
    means = Registration.NoticeMeans.AT_COURT
    return record_notice_given(registration, given_on=on, given_by="Ruth Adeyemi, offender manager", means=means, **by)


@transaction.atomic
def _mark(person: Person) -> bool:
    """Somebody of the neighbouring force: danger markers and a registration."""
    if DangerMarker.objects.filter(person=person).exists():
        return False
    force = person.owner_force
    actor = system_actor("seed_demo", NEIGHBOUR_GRANTS, force_id=force.pk, force_code=force.code)
    by = {"actor": actor, "reason": REASON}
    _mark_danger(person, ("VI", "OB"), by)
    order = ProtectiveOrder.objects.in_force(on=timezone.localdate()).filter(person=person)[0]
    registration = propose_registration(
        person, managing_force=force, gate="order", gate_reason="A protective order is in force.",
        regime=Registration.Regime.NONE, starts_on=order.made_on, ends_on=order.ends_on, **by,
    )  # fmt: skip
    approve_registration(registration, why="The order is in force.", **by)
    _told(registration, order.made_on or timezone.localdate(), by)
    return True


@transaction.atomic
def _restricted(force: Force) -> bool:
    """Somebody of the neighbouring force whose record is restricted: its safety card opens while a call is live."""
    if Phone.objects.filter(as_received=RESTRICTED_NUMBER).exists():
        return False
    actor = system_actor("seed_demo", RESTRICTING_GRANTS, force_id=force.pk, force_code=force.code)
    by: dict[str, Any] = {"actor": actor, "reason": REASON}
    person = register_person(
        force, source=Source.OFFICER, forenames="Darren", surname="Holt", sex=Person.Sex.MALE,
        date_of_birth=date(1976, 8, 14), **by,
    )  # fmt: skip
    facts.add_phone(person, number=RESTRICTED_NUMBER, source=Source.OFFICER, **by)
    _mark_danger(person, ("VI", "WE"), by)
    _orders(person, force, by)
    restrict_person(person, is_restricted=True, **by)
    return True


def _mark_danger(person: Person, codes: Sequence[str], by: dict[str, Any]) -> None:
    review_on = timezone.localdate() + timedelta(days=180)
    for signal in WarningSignal.objects.filter(code__in=codes):
        facts.add_danger_marker(
            person, signal=signal, review_on=review_on, narrative=signal.meaning, source=Source.FORCE_SYSTEM, **by
        )


def _act(user: User) -> dict[str, Actor | Reason]:
    return {"actor": user.actor(on=timezone.localdate()), "reason": REASON}
