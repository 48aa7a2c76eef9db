"""The one place that decides whether a contact detail may be shown to somebody.

`may_show` answers for an address, a telephone number or the place in an order's condition. Every page, list, export
and message that prints one asks it and prints the text it gives. What it needs to know of the people concerned is a
`Guard`, read once for a whole page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Q

from accounts.actor import Actor
from accounts.models import Force
from cases import policies
from cases.models import Pair, SafeContactRule
from cases.rules.contact import SHOWN, Circumstances, Why, decide, instead_of_it, without_secrets
from register.models import Address, OrderCondition, Person, Phone, Protection
from register.rules.phones import say

Detail = Address | Phone | OrderCondition
NATIONAL_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Decision:
    """`text` is what the page prints: the detail, or the sentence that stands in its place. `why` is the ground."""

    is_shown: bool
    text: str
    why: Why


@dataclass(frozen=True, slots=True)
class Guard:
    """What decides over the contact details of some people, for one actor.

    A person the guard was not made for is treated as out of reach. `secrets` are the details that this actor may not
    see: free text is shown without them.
    """

    actor: Actor
    seen: frozenset[int]
    in_refuge: frozenset[int]
    forces: Mapping[int, frozenset[int]]
    victims_of: Mapping[int, frozenset[int]]
    whom_to_ask: Mapping[int, str]
    secrets: frozenset[str] = frozenset()

    def free_text(self, text: str) -> str:
        """Free text as this actor may read it."""
        return without_secrets(text, self.secrets)

    def circumstances(self, holder: int, protection: str, forces: Iterable[int]) -> Circumstances:
        return Circumstances(
            protection=protection,
            is_holder_seen=holder in self.seen,
            is_in_refuge=holder in self.in_refuge,
            may_see_confidential=any(
                policies.reaches_force(policies.SEE_PROTECTED, self.actor, force) for force in forces
            ),
        )


def may_show(detail: Detail, *, actor: Actor, guard: Guard | None = None) -> Decision:
    """Whether `actor` may see this detail, and what to print.

    A victim's detail is shown by its protection, and not at all while the victim is in refuge. A perpetrator's own
    address is shown to whoever may see the perpetrator. Anything unknown is withheld. Without a guard of this very
    actor one is made for the detail (five queries).
    """
    if guard is None or guard.actor is not actor:
        guard = guard_of(_people_of(detail), actor=actor)
    if isinstance(detail, OrderCondition):
        return _place(detail, guard)

    forces = guard.forces.get(detail.person_id, frozenset())
    why = decide(guard.circumstances(detail.person_id, detail.protection, forces))
    return _decision(why, _text_of(detail), guard.whom_to_ask.get(detail.person_id))


def guard_of(people: Collection[int], *, actor: Actor) -> Guard:
    """The guard over these people and everybody they are paired with, for this actor: five queries."""
    pairs = list(Pair.objects.filter(Q(person__in=people) | Q(victim__in=people)).select_related("force"))
    everybody = {*people, *(pair.victim_id for pair in pairs), *(pair.person_id for pair in pairs)}
    rules = SafeContactRule.objects.filter(person__in=everybody, is_in_refuge=True, ended_at__isnull=True)
    return make_guard(
        actor,
        holders=holders_of(everybody, actor=actor),
        pairs=pairs,
        in_refuge=rules.values_list("person_id", flat=True),
        details=[*Address.objects.filter(person__in=everybody), *Phone.objects.filter(person__in=everybody)],
    )


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a contact detail: whether the actor may see them at all, and the force that holds their record."""

    person_id: int
    is_seen: bool
    force: Force


def holders_of(people: Collection[int], *, actor: Actor) -> list[Holder]:
    """One query for any number of people."""
    seen = Person.objects.visible_to(actor).filter(pk=OuterRef("pk"))
    rows = Person.objects.filter(pk__in=people).annotate(is_seen=Exists(seen)).select_related("owner_force")
    return [Holder(row.pk, row.is_seen, row.owner_force) for row in rows]  # type: ignore[attr-defined]


def make_guard(
    actor: Actor,
    *,
    holders: Iterable[Holder],
    pairs: Iterable[Pair],
    in_refuge: Iterable[int],
    details: Iterable[Address | Phone],
) -> Guard:
    """The guard from rows that are read already. `details` are all those of the holders."""
    case_forces, victims_of = defaultdict(set), defaultdict(set)
    for pair in pairs:
        case_forces[pair.victim_id].add(pair.force)
        victims_of[pair.person_id].add(pair.victim_id)
    forces = {each.person_id: case_forces[each.person_id] | {each.force} for each in holders}
    guard = Guard(
        actor=actor,
        seen=frozenset(each.person_id for each in holders if each.is_seen),
        in_refuge=frozenset(in_refuge),
        forces={person: frozenset(force.pk for force in theirs) for person, theirs in forces.items()},
        victims_of={person: frozenset(victims) for person, victims in victims_of.items()},
        whom_to_ask={person: control_rooms(theirs) for person, theirs in forces.items()},
    )
    withheld = [each for each in details if not may_show(each, actor=actor, guard=guard).is_shown]
    return replace(guard, secrets=frozenset(secret for each in withheld for secret in secrets_of(each)))


def control_rooms(forces: Iterable[Force]) -> str:
    """Whom to ask, in words, with the telephone number where there is one."""
    rooms = [
        f"the control room of {force.name}" + (f", {force.control_room_phone}" if force.control_room_phone else "")
        for force in sorted(forces, key=lambda force: force.code)
    ]
    return " or ".join(rooms)


def _place(condition: OrderCondition, guard: Guard) -> Decision:
    """The place in a condition is taken for the address of whoever it protects. Where nobody is named it is
    confidential to the force of the order, and a refuge of any victim of the person bound by it closes it."""
    if condition.protected_person_id is not None:
        holder = condition.protected_person_id
        forces = guard.forces.get(holder, frozenset())
        why = decide(guard.circumstances(holder, Protection.CONFIDENTIAL, forces))
        return _decision(why, condition.place, guard.whom_to_ask.get(holder))

    bound = condition.order.person_id
    circle_in_refuge = guard.victims_of.get(bound, frozenset()) & guard.in_refuge
    protection = Protection.REFUGE if circle_in_refuge else Protection.CONFIDENTIAL
    why = decide(guard.circumstances(bound, protection, [condition.order.force_id]))
    return _decision(why, condition.place, guard.whom_to_ask.get(bound))


def _decision(why: Why, text: str, whom_to_ask: str | None) -> Decision:
    if why in SHOWN:
        return Decision(True, text, why)
    return Decision(False, instead_of_it(why, whom_to_ask or "the force that recorded it"), why)


def _people_of(detail: Detail) -> list[int]:
    if isinstance(detail, OrderCondition):
        return [pk for pk in (detail.order.person_id, detail.protected_person_id) if pk is not None]
    return [detail.person_id]


def _text_of(detail: Address | Phone) -> str:
    if isinstance(detail, Address):
        return detail.in_one_line
    return say(detail.e164) if detail.e164 else detail.as_received


def secrets_of(detail: Address | Phone) -> list[str]:
    """The parts of a detail by which somebody could be found in a text."""
    if isinstance(detail, Address):
        return [part for part in (detail.line_1, detail.line_2, detail.postcode) if part]
    return [detail.digits[-NATIONAL_DIGITS:], detail.as_received]


def protection_of(person: Person, asked: Protection) -> Protection:
    """The protection a new contact detail of this person begins with: no weaker than asked, than a refuge demands, or,
    for anybody but a perpetrator, than confidential while a detail of theirs is confidential."""
    if SafeContactRule.objects.filter(person=person, is_in_refuge=True, ended_at__isnull=True).exists():
        return Protection.REFUGE
    if asked == Protection.OPEN and not person.is_perpetrator:
        details = (Address.objects, Phone.objects)
        if any(each.filter(person=person, protection=Protection.CONFIDENTIAL).exists() for each in details):
            return Protection.CONFIDENTIAL
    return asked
