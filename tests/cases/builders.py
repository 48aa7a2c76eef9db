"""A case with everything in it, made by the real actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.actor import Actor
from accounts.models import User
from cases.actions.cases import NewVictim, add_child, add_victim, open_case
from cases.actions.protection import set_safe_contact
from cases.actions.risk import set_risk
from cases.actions.safeguards import add_safeguard
from cases.models import Case, Pair, RiskAssessment, SafeContactRule, Safeguard
from register.actions import facts
from register.actions.orders import record_order
from register.lookup.upkeep import refresh
from register.models import (
    Address,
    Identifier,
    Match,
    Person,
    PersonName,
    Phone,
    Protection,
    Source,
    WarningSignal,
)
from tests import builders
from tests.builders import CALL

TODAY = date(2026, 11, 23)
CANARY_LINE, CANARY_TOWN, CANARY_POSTCODE = "7 Canary Lane", "Canaryford", "CA7 4RY"
CANARY_PHONE = "07700 900777"
# Digits that long are in no identifier by accident: six of them were, now and then.
CANARIES = ("Canary Lane", "Canaryford", "CA7 4RY", "CA74RY", "700900777", "700 900777", "900 777", "900-777")


def act(by: Actor) -> dict[str, Any]:
    return {"actor": by, "reason": CALL}


def officer(force_code: str = "13") -> tuple[User, Actor]:
    """A safeguarding officer as a user, who can own a case, and as an actor."""
    user = builders.user("safeguarding-officer", force_code=force_code)
    return user, user.actor(on=TODAY)


@dataclass(frozen=True, slots=True)
class Household:
    """A registered person, the case about them, and one victim with an address and a number."""

    person: Person
    case: Case
    pair: Pair
    victim: Person
    address: Address
    phone: Phone
    owner: User
    officer: Actor


def household(protection: Protection = Protection.CONFIDENTIAL, *, in_refuge: bool = False) -> Household:
    """A person of force 13 with a case and a victim whose address and number have this protection."""
    owner, by = officer()
    person = builders.person(by, date_of_birth=date(1984, 3, 27), sex=Person.Sex.MALE)
    case = open_case(person, force=owner.force, owner=owner, **act(by))
    pair = add_victim(
        case,
        victim=NewVictim(forenames="Asha", surname="Kaur", sex=Person.Sex.FEMALE),
        relationship=Pair.Relationship.EX_INTIMATE_PARTNER,
        **act(by),
    )
    address = facts.add_address(
        pair.victim, source=Source.OFFICER, line_1=CANARY_LINE, town=CANARY_TOWN, postcode=CANARY_POSTCODE,
        protection=protection, **act(by),
    )  # fmt: skip
    phone = facts.add_phone(pair.victim, source=Source.OFFICER, number=CANARY_PHONE, protection=protection, **act(by))
    if in_refuge:
        refuge(pair, by)
    return Household(person, case, pair, pair.victim, address, phone, owner, by)


def refuge(pair: Pair, by: Actor) -> SafeContactRule:
    return set_safe_contact(
        pair, is_in_refuge=True, code_word="Marigold", channel=SafeContactRule.Channel.THROUGH_IDVA, **act(by)
    )


def enrich(home: Household) -> None:
    """Give the person of the household one and more of everything that the card shows."""
    person, by = home.person, home.officer
    supervisor = builders.actor("supervisor")
    origin: dict[str, Any] = {"source": Source.OFFICER, **act(by)}
    for name in ("Marko Kowalsky", "Mark Cole"):
        first, last = name.split()
        facts.add_name(person, forenames=first, surname=last, kind=PersonName.Kind.ALIAS, **origin)
    facts.add_address(person, line_1="12 Mill Road", town="Leeds", postcode="LS6 3AA", is_confirmed=True, **origin)
    facts.add_phone(person, number="07700 900123", **origin)
    facts.add_vehicle(person, mark="BM23 JPF", description="grey van", **origin)
    facts.add_identifier(person, kind=Identifier.Kind.PNC, text="79/163001B", **origin)
    for signal in WarningSignal.objects.filter(code__in=("VI", "WE", "FI")):
        facts.add_danger_marker(person, signal=signal, review_on=date(2027, 5, 1), narrative="Kitchen knife", **origin)
    condition = {"type": "exclusion_distance", "text": "not to go within 200 metres", "distance_metres": 200}
    record_order(
        person, force=home.owner.force, kind="DAPO", made_on=date(2026, 11, 20), court="Leeds Magistrates",
        served_on=date(2026, 11, 21), ends_on=date(2027, 11, 20),
        conditions=[{**condition, "place": f"{CANARY_LINE}, {CANARY_TOWN}", "protected_people": [home.victim]}],
        **act(by),
    )  # fmt: skip
    builders.registered(person, supervisor)
    add_safeguard(
        home.pair, kind=Safeguard.Kind.TECSOS, instruction="TecSOS phone: treat as emergency, do not ring back",
        owner=home.owner, starts_on=TODAY, review_on=date(2027, 2, 1), **act(by),
    )  # fmt: skip
    add_child(home.case, name="Ravi Kaur", date_of_birth=date(2019, 5, 2), **act(by))
    set_risk(home.case, level=RiskAssessment.Level.HIGH, judgement="Threats to kill; strangulation", **act(by))
    facts.record_sighting(person, place="Outside the Black Bull, Leeds", phone="07700 900456", **act(by))


def stand_as_one(*people: Person) -> None:
    """Join these records, as `register.actions.joining` leaves them, whoever may see them."""
    builders.allow_writes("joined")
    lead, *others = sorted(people, key=lambda person: person.pk)
    for other in others:
        Match.objects.create(
            one=lead, other=other, force_one=lead.owner_force, force_other=other.owner_force, weight=30,
            outcome=Match.Outcome.SAME, model_version="test", status=Match.Status.JOINED,
            decided_at="2026-11-24T12:00:00Z", due_at="2026-12-01T12:00:00Z", limit_code="test",
        )  # fmt: skip
        Person.objects.filter(pk=other.pk).update(lead=lead)
    refresh([lead.pk])
