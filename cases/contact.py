"""The one place that decides whether a contact detail may be shown to somebody.

`may_show` answers for an address, a telephone number, the place in an order's condition or a child's school. Every
page, list, export and message that prints one asks it and prints the text it gives. What it needs to know of the people
concerned is a `Guard`, read once for a whole page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from accounts.actor import Actor
from accounts.models import Force
from accounts.together import lists_of
from audit.core.errors import Refused
from cases import policies
from cases.models import ChildSchool, Pair, SafeContactRule
from cases.rules.contact import SHOWN, Circumstances, Why, decide, instead_of_it, spellings_of, without_secrets
from register.models import Address, OrderCondition, Person, Phone, Protection
from register.protection import protection_sources
from register.rules.phones import say

Detail = Address | Phone | OrderCondition | ChildSchool
Kept = Address | Phone | ChildSchool
"""What is kept out of free text."""
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

    A person the guard was not made for is treated as out of reach. From those `barred` the actor is kept by name.
    `secrets` are the details that this actor may not see: free text is shown without them. Records that are joined
    stand for one human being (`groups`): the refuge of one is the refuge of all, after it nothing is open before
    somebody has decided (`left_refuge`), and what is protected in one (`protected`, by group) is not shown from
    another, whether or not the actor may see the record that protects it.
    """

    actor: Actor
    seen: frozenset[int]
    in_refuge: frozenset[int]
    forces: Mapping[int, frozenset[int]]
    victims_of: Mapping[int, frozenset[int]]
    whom_to_ask: Mapping[int, str]
    groups: Mapping[int, int]
    barred: frozenset[int] = frozenset()
    left_refuge: frozenset[int] = frozenset()
    secrets: frozenset[str] = frozenset()
    protected: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def free_text(self, text: str) -> str:
        """Free text as this actor may read it."""
        return without_secrets(text, self.secrets)

    def is_protected_elsewhere(self, holder: int, text: str) -> bool:
        """Whether a record of the same human being protects this detail from the actor."""
        protected = self.protected.get(self.groups.get(holder, holder), frozenset())
        return without_secrets(text, protected) != text

    def is_closed_around(self, people: Iterable[int]) -> bool:
        """Whether the actor is barred from one of these people or from anybody one of them harmed."""
        concerned = {victim for person in people for victim in self.victims_of.get(person, ())}.union(people)
        return bool(concerned & self.barred)

    def circumstances(self, holder: int, protection: str, forces: Iterable[int]) -> Circumstances:
        return Circumstances(
            protection=protection,
            is_holder_seen=holder in self.seen,
            is_in_refuge=holder in self.in_refuge,
            has_left_refuge=holder in self.left_refuge,
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
    if isinstance(detail, ChildSchool):
        return _school(detail, guard)

    forces = guard.forces.get(detail.person_id, frozenset())
    why, text = decide(guard.circumstances(detail.person_id, detail.protection, forces)), _text_of(detail)
    if why is Why.OPEN and guard.is_protected_elsewhere(detail.person_id, text):
        why = Why.CONFIDENTIAL
    return _decision(why, text, guard.whom_to_ask.get(detail.person_id))


def guard_of(people: Collection[int], *, actor: Actor) -> Guard:
    """The guard over these people, the records joined with theirs and everybody they are paired with, for this actor:
    five queries."""
    groups = {person.group_id for person in Person.objects.filter(pk__in=people).only("pk", "lead_id")}
    return guard_of_groups(groups, actor=actor)


def guard_of_groups(groups: Collection[int], *, actor: Actor) -> Guard:
    """The same over these human beings (`Person.group_id`): four queries."""
    groups = set(groups)
    pairs = list(Pair.objects.of_groups(groups).select_related("force", "person", "victim"))
    holders = holders_of(groups | groups_of_pairs(pairs), actor=actor)
    everybody = Q(person__in=[each.person_id for each in holders])
    found: dict[str, Any] = lists_of(
        rules=SafeContactRule.objects.closing().filter(everybody),
        addresses=Address.objects.filter(everybody),
        phones=Phone.objects.filter(everybody),
        schools=ChildSchool.objects.filter(everybody),
    )
    details = [*found["addresses"], *found["phones"], *found["schools"]]
    return make_guard(actor, holders=holders, pairs=pairs, rules=found["rules"], details=details)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a contact detail: the record, and whether the actor may see it at all."""

    person: Person
    is_seen: bool
    is_barred: bool = False

    @property
    def person_id(self) -> int:
        return self.person.pk

    @property
    def force(self) -> Force:
        return self.person.owner_force


def groups_of_pairs(pairs: Iterable[Pair]) -> set[int]:
    """The human beings on either side of the pairs."""
    return {person.group_id for pair in pairs for person in (pair.person, pair.victim)}


def holders_of(groups: Collection[int], *, actor: Actor) -> list[Holder]:
    """Every record of these human beings, hidden ones too: one query for any number."""
    seen = Person.objects.visible_to(actor).filter(pk=OuterRef("pk"))
    rows = Person.objects.of_groups(groups).select_related("owner_force").order_by("pk")
    rows = rows.annotate(is_seen=Exists(seen), is_free=ExpressionWrapper(policies.not_barred(actor), BooleanField()))
    return [Holder(row, row.is_seen, is_barred=not row.is_free) for row in rows]  # type: ignore[attr-defined]


def make_guard(
    actor: Actor,
    *,
    holders: Iterable[Holder],
    pairs: Iterable[Pair],
    rules: Iterable[SafeContactRule],
    details: Iterable[Kept],
) -> Guard:
    """The guard from rows that are read already. `rules` are the safe-contact rules in force of the holders, or at
    least those that close their details; `details` are all those of the holders."""
    held_by, details = {each.person_id: each for each in holders}, list(details)
    groups = {person: each.person.group_id for person, each in held_by.items()}
    case_forces, victims_of = defaultdict(set), defaultdict(set)
    for pair in pairs:
        case_forces[pair.victim_id].add(pair.force)
        victims_of[groups.get(pair.person_id)].add(pair.victim_id)
    closing = [rule for rule in rules if rule.is_closing]
    forces = {person: case_forces[person] | {each.force} for person, each in held_by.items()}
    guard = Guard(
        actor=actor,
        seen=frozenset(person for person, each in held_by.items() if each.is_seen),
        barred=frozenset(person for person, each in held_by.items() if each.is_barred),
        in_refuge=_of_the_same([rule.person_id for rule in closing if rule.is_in_refuge], groups),
        left_refuge=_of_the_same([rule.person_id for rule in closing if rule.has_left_refuge], groups),
        forces={person: frozenset(force.pk for force in theirs) for person, theirs in forces.items()},
        victims_of={person: frozenset(victims_of[group]) for person, group in groups.items()},
        whom_to_ask={person: control_rooms(theirs) for person, theirs in forces.items()},
        groups=groups,
    )
    return _keeping_secrets(guard, details)


def _of_the_same(people: Collection[int], groups: Mapping[int, int]) -> frozenset[int]:
    """These people, and every record that stands for one of them."""
    concerned = {groups.get(person) for person in people}
    return frozenset(people) | {person for person, group in groups.items() if group in concerned}


def _keeping_secrets(guard: Guard, details: Collection[Kept]) -> Guard:
    """The guard with what it withholds. An unprotected detail of a hidden record of somebody the actor does see is no
    secret: were it one, what else the actor reads of them would tell that the record is there."""
    protected = defaultdict(set)
    for each in _withheld(guard, details):
        if each.protection != Protection.OPEN:
            protected[guard.groups.get(each.person_id, each.person_id)].update(secrets_of(each))
    guard = replace(guard, protected={group: frozenset(secrets) for group, secrets in protected.items()})
    known = {guard.groups[person] for person in guard.seen}
    kept = [
        each
        for each in _withheld(guard, details)
        if each.person_id in guard.seen | guard.in_refuge | guard.left_refuge
        or each.protection != Protection.OPEN
        or guard.groups.get(each.person_id) not in known
    ]
    return replace(guard, secrets=frozenset(secret for each in kept for secret in secrets_of(each)))


def _withheld(guard: Guard, details: Iterable[Kept]) -> list[Kept]:
    return [each for each in details if not may_show(each, actor=guard.actor, guard=guard).is_shown]


def control_rooms(forces: Iterable[Force]) -> str:
    """Whom to ask, in words, with the telephone number where there is one."""
    rooms = [
        f"the control room of {force.name}" + (f", {force.control_room_phone}" if force.control_room_phone else "")
        for force in sorted(forces, key=lambda force: force.code)
    ]
    return " or ".join(rooms)


def _place(condition: OrderCondition, guard: Guard) -> Decision:
    """The place in a condition is taken for the address of everybody it protects: whoever may not see it of one of them
    does not see it. Where nobody is named it is confidential to the force of the order, and a refuge of any victim of
    the person bound by it closes it."""
    people = sorted(condition.protected_by_key)
    for holder in people:
        forces = guard.forces.get(holder, frozenset())
        why = decide(guard.circumstances(holder, Protection.CONFIDENTIAL, forces))
        if why not in SHOWN or holder == people[-1]:
            return _decision(why, condition.place, guard.whom_to_ask.get(holder))

    bound = condition.order.person_id
    circle_in_refuge = guard.victims_of.get(bound, frozenset()) & guard.in_refuge
    protection = Protection.REFUGE if circle_in_refuge else Protection.CONFIDENTIAL
    why = decide(guard.circumstances(bound, protection, [condition.order.force_id]))
    return _decision(why, condition.place, guard.whom_to_ask.get(bound))


def _school(school: ChildSchool, guard: Guard) -> Decision:
    """A child's school tells where whoever they live with is: it is confidential to the force of the case, and a refuge
    of anybody harmed by the person the case is about closes it."""
    bound = school.person_id
    circle_in_refuge = guard.victims_of.get(bound, frozenset()) & guard.in_refuge
    protection = Protection.REFUGE if circle_in_refuge else Protection.CONFIDENTIAL
    why = decide(guard.circumstances(bound, protection, [school.force_id]))
    return _decision(why, school.in_one_line, guard.whom_to_ask.get(bound))


def _decision(why: Why, text: str, whom_to_ask: str | None) -> Decision:
    if why in SHOWN:
        return Decision(True, text, why)
    return Decision(False, instead_of_it(why, whom_to_ask or "the force that recorded it"), why)


def _people_of(detail: Detail) -> list[int]:
    if isinstance(detail, OrderCondition):
        return [detail.order.person_id, *detail.protected_by_key]
    return [detail.person_id]


def _text_of(detail: Address | Phone) -> str:
    if isinstance(detail, Address):
        return detail.in_one_line
    return say(detail.e164) if detail.e164 else detail.as_received


def secrets_of(detail: Kept) -> list[str]:
    """The parts of a detail by which somebody could be found in a text."""
    if isinstance(detail, ChildSchool):
        return [part for part in (detail.name, detail.contact) if part]
    if isinstance(detail, Address):
        lines = [spelt for line in (detail.line_1, detail.line_2) if line for spelt in spellings_of(line)]
        return [*lines, detail.postcode] if detail.postcode else lines
    return [detail.digits[-NATIONAL_DIGITS:], detail.as_received]


def require_no_secret(person: Person, **texts: str) -> None:
    """What more people read than may know where somebody is must not say it.

    Raises:
        Refused: a text names a protected address or number of the person, or a school of a child of theirs.
    """
    records = Person.objects.joined_with(person).values("pk")
    details: list[Kept] = [
        *Address.objects.filter(person__in=records).exclude(protection=Protection.OPEN),
        *Phone.objects.filter(person__in=records).exclude(protection=Protection.OPEN),
        *ChildSchool.objects.filter(child__case__pairs__victim__in=records),
    ]
    secrets = [secret for detail in details for secret in secrets_of(detail)]
    for name, text in texts.items():
        if without_secrets(text, secrets) != text:
            raise Refused(
                "This names a protected address, number or school. Take it out: more people read this than may know.",
                field=name,
            )


def protection_of(person: Person, asked: Protection) -> Protection:
    """The protection a new contact detail of this person begins with: no weaker than asked, than a refuge demands,
    than confidential after one, or, for anybody but a perpetrator, than confidential while a detail of theirs is."""
    records = Person.objects.joined_with(person).order_by().values("pk")
    closing = SafeContactRule.objects.closing().filter(person__in=records).order_by()
    closed_in_refuge = list(closing.values_list("is_in_refuge", flat=True))
    if any(closed_in_refuge):
        return Protection.REFUGE
    if asked == Protection.OPEN and closed_in_refuge:
        return Protection.CONFIDENTIAL
    if asked == Protection.OPEN and not person.is_perpetrator:
        details = (Address.objects, Phone.objects)
        if any(each.filter(person__in=records, protection=Protection.CONFIDENTIAL).exists() for each in details):
            return Protection.CONFIDENTIAL
    return asked


# Whoever records a detail, and however it comes in: it begins no weaker than this (`register.protection`).
protection_sources.append(protection_of)
