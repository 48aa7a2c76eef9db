"""What a reader may see of the words of an incident, and of the address it is linked to: closed by default.

An incident is about several people. Its words are shown to whoever may see all of them and is barred from nobody any
of them harmed, without anything that is
protected of any of them or of whoever lives where it happened; and to nobody, in a list, while one of those is in
refuge.
"""

from __future__ import annotations

from cases.contact import Guard, may_show
from cases.models import Incident
from cases.rules.contact import Why, instead_of_it

WITHHELD, IN_REFUGE = "words withheld", "words withheld, in refuge"


def people_in(incident: Incident) -> set[int]:
    """The keys of everybody of the register in it (`IncidentQuerySet.with_people`)."""
    about = {incident.person_id} if incident.person_id else set()
    return about | set(incident.parties_in)  # type: ignore[attr-defined]


def groups_around(incident: Incident) -> set[int]:
    """The human beings whose protection bears on its words: those in it, whose address it is linked to, and whoever
    else has an address there."""
    arrays = ("groups_in", "groups_at_line", "groups_at_property")
    groups = {group for name in arrays for group in getattr(incident, name)}
    address = incident.address
    people = [each for each in (incident.person, address.person if address else None) if each is not None]
    return groups | {person.group_id for person in people}


def is_covered(incident: Incident, guard: Guard) -> bool:
    """Whether the guard was made for everybody who bears on it."""
    return groups_around(incident) <= set(guard.groups.values())


def account_of(incident: Incident, guard: Guard) -> str:
    """What happened, in a list or on a card: its words, or why they are not there."""
    around = groups_around(incident)
    people = people_in(incident)
    if not people <= guard.seen or guard.is_closed_around(people) or not is_covered(incident, guard):
        return WITHHELD
    if any(guard.groups.get(person) in around for person in guard.in_refuge):
        return IN_REFUGE
    return guard.free_text(incident.account)


def address_of(incident: Incident, guard: Guard) -> str:
    """The address it is linked to, or what stands in its place: it is shown to nobody from whom anybody who has an
    address there is protected."""
    address = incident.address
    if address is None:
        return ""
    decision = may_show(address, actor=guard.actor, guard=guard)
    if is_covered(incident, guard) and guard.free_text(decision.text) == decision.text:
        return decision.text
    return instead_of_it(Why.CONFIDENTIAL, guard.whom_to_ask.get(address.person_id) or incident.force.name)
