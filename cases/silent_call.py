"""The silent-call rule on the register's data: who holds a number, which rule fits, and what this reader is told.

The instruction goes to every control room: whoever rings, and whatever force they ring, is answered by the rule. A
reader who may not see the holder learns no name and no address, only which force to ring; nor does anybody while no
call is live, where the number is protected. A bar on the holder, or on anybody they are paired with, leaves nothing:
the answer is that of a number nobody holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import chain
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.actor import Actor
from audit.core.entry import Reason
from cases import policies
from cases.models import Case, RiskAssessment, SafeContactRule, Safeguard
from cases.presenters import age_of
from cases.rules.silent_call import HIGH, Holder, SilentCallRule, rules_for, strictest_first
from register.lookup.instructions import Holder as ShownHolder
from register.lookup.instructions import Instruction, instruction_sources
from register.lookup.restricted import LIVE_CALL
from register.models import Person, Phone, Protection

MOST_HOLDERS = 5


def silent_call_instruction(numbers: Sequence[str], actor: Actor, reason: Reason, on: date) -> Instruction | None:
    """What the reader is told about whoever holds one of these numbers today: one query, or none."""
    fitting = [(phone, rules) for phone in _held(numbers, actor, on) if (rules := rules_for(_holder(phone, on), on=on))]
    if not fitting:
        return None
    rule, *others = strictest_first(chain.from_iterable(rules for _, rules in fitting))
    holders = {phone.person_id: _shown(phone, reason) for phone, _ in fitting}
    return Instruction(
        rule=rule.code,
        title=rule.title,
        sentences=rule.instruction,
        also=tuple(other.title for other in others),
        holders=tuple(holders.values())[:MOST_HOLDERS],
        safeguards=tuple(sorted({str(pk) for phone, rules in fitting for pk in _behind(phone, rules)})),
    )


instruction_sources.append(silent_call_instruction)


def _held(numbers: Sequence[str], actor: Actor, on: date) -> QuerySet[Phone]:
    """The numbers as held today, protected ones too, each with what the rules ask of its holder: what stands in any
    record that is joined with theirs counts, and what one of them protects is protected."""
    group = Coalesce(OuterRef(OuterRef("person__lead")), OuterRef(OuterRef("person")))
    records = Person.objects.order_by().filter(Q(pk=group) | Q(lead=group)).values("pk")
    safeguards = Safeguard.objects.in_force(on=on).filter(person__in=records).order_by("pk")
    newest = RiskAssessment.objects.filter(case=OuterRef("pk")).order_by("-assessed_at", "-pk").values("level")[:1]
    cases = Case.objects.open().order_by().annotate(newest_level=Subquery(newest))
    of_holder, of_harmed = cases.filter(person__in=records), cases.filter(pairs__victim__in=records)
    closing = SafeContactRule.objects.closing().filter(person__in=records)
    same = Phone.objects.filter(person__in=records, e164=OuterRef("e164"))
    protected = same.exclude(protection=Protection.OPEN)
    phones = Phone.objects.current(on=on).filter(e164__in=numbers).select_related("person__owner_force")
    return policies.ANSWER_SILENT_CALL.rows(phones, actor).annotate(
        safeguard_kinds=ArraySubquery(safeguards.values("kind")),
        safeguard_keys=ArraySubquery(safeguards.values("pk")),
        levels_of_holder=ArraySubquery(of_holder.values("newest_level")),
        levels_of_harmed=ArraySubquery(of_harmed.values("newest_level")),
        is_in_refuge=Exists(closing.filter(is_in_refuge=True)),
        is_protected=Exists(protected) | Exists(closing),
        is_holder_seen=Exists(Person.objects.visible_to(actor).filter(pk=OuterRef("person"))),
    )


def _holder(phone: Any, on: date) -> Holder:
    born = phone.person.date_of_birth
    return Holder(
        safeguards=frozenset(phone.safeguard_kinds),
        risk=HIGH if HIGH in (*phone.levels_of_holder, *phone.levels_of_harmed) else "",
        is_in_refuge=phone.is_in_refuge,
        is_perpetrator=phone.person.is_perpetrator,
        age=age_of(born, on) if born else None,
    )


def _shown(phone: Any, reason: Reason) -> ShownHolder:
    person = phone.person
    force = person.owner_force
    is_named = phone.is_holder_seen and (not phone.is_protected or reason.code == LIVE_CALL)
    name = person.display_name if is_named else ""
    return ShownHolder(person.reference, force.name, force.control_room_phone, name)


def _behind(phone: Any, rules: Sequence[SilentCallRule]) -> list[int]:
    """The safeguards for which the rules fit."""
    kinds = {rule.safeguard for rule in rules}
    held = zip(phone.safeguard_keys, phone.safeguard_kinds, strict=True)
    return [key for key, kind in held if kind in kinds]
