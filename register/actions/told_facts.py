"""What somebody notified enters their facts: a name, a home, an address where they stay, a number.

Lookup, the card and the comparison with protected addresses then know it in the same moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.actor import Actor
from accounts.models import Force
from audit.core.entry import Reason
from register.actions.facts import add_address, add_name, add_phone
from register.models import (
    Address,
    Notification,
    NotificationItem,
    Person,
    PersonName,
    Protection,
    Source,
)
from register.rules.notifications.places import place_key
from register.rules.phones import read_phone
from register.rules.regimes.table import DutyKind
from register.rules.time_limits import LONDON

KINDS_OF_ADDRESS = {
    DutyKind.INITIAL: Address.Kind.HOME,
    DutyKind.HOME_ADDRESS: Address.Kind.HOME,
    DutyKind.OTHER_ADDRESS: Address.Kind.STAYS,
}


def _no_force(postcode: str) -> Force | None:
    return None


@dataclass(frozen=True, slots=True)
class FromNotification:
    """How told facts are written: the protection that the person's circumstances ask, and which force polices a
    postcode."""

    protection: Protection = Protection.OPEN
    force_of: Callable[[str], Force | None] = _no_force


def record_told_facts(
    person: Person, facts: FromNotification, taken: Notification, items: Iterable[NotificationItem], *, actor: Actor,
    reason: Reason,
) -> None:  # fmt: skip
    """Write the facts that follow from what was told. What may be false, has not happened yet or stands in the record
    already adds none."""
    today = taken.taken_at.astimezone(LONDON).date()
    told = {"actor": actor, "reason": reason, "source": Source.OFFENDER, "is_confirmed": True}
    for item in items:
        if item.outcome == NotificationItem.Outcome.FALSE or not _has_happened(item, today):
            continue
        if item.kind == DutyKind.NAME:
            _name(person, item.particulars, told)
        elif item.kind in KINDS_OF_ADDRESS:
            _address(person, item, facts, told)
    if taken.phone_told:
        _phone(person, taken.phone_told, facts, told)


def _has_happened(item: NotificationItem, today: date) -> bool:
    change = item.change
    return change is None or (change.happened_on is not None and change.happened_on <= today)


def _name(person: Person, given: Mapping[str, str], told: Mapping[str, Any]) -> None:
    """A name that took the place of the old one, by deed poll or marriage, is the person's name from now on, and the
    old one a former name; any other that is used besides is an alias (Sexual Offences Act 2003 s.84(1)(a))."""
    forenames, surname = given.get("forenames", ""), given.get("surname", "")
    kind = PersonName.Kind.CURRENT if given.get("replaces", "").strip() else PersonName.Kind.ALIAS
    names = person.personname_set.filter(ends_on__isnull=True)
    known = names.filter(kind=kind) if kind == PersonName.Kind.CURRENT else names
    if place_key(f"{forenames} {surname}") not in {place_key(each.full) for each in known} | {""}:
        add_name(person, forenames=forenames, surname=surname, kind=kind, **told)


def _address(person: Person, item: NotificationItem, facts: FromNotification, told: Mapping[str, Any]) -> None:
    given = {name: item.particulars.get(name, "") for name in ("line_1", "line_2", "town", "postcode")}
    kind = KINDS_OF_ADDRESS[DutyKind(item.kind)]
    key = place_key(" ".join(given.values()))
    held = {place_key(each.in_one_line) for each in person.address_set.filter(kind=kind, ends_on__isnull=True)}
    is_findable = given["line_1"] or given["town"] or given["postcode"]
    if is_findable and key and key not in held:
        add_address(
            person, kind=kind, starts_on=item.change.happened_on if item.change else None, protection=facts.protection,
            police_force=facts.force_of(given["postcode"]), **given, **told,
        )  # fmt: skip


def _phone(person: Person, number: str, facts: FromNotification, told: Mapping[str, Any]) -> None:
    read = read_phone(number)
    held = {each.digits for each in person.phone_set.filter(ends_on__isnull=True)}
    if read.digits[:20] not in held:
        add_phone(person, number=number, protection=facts.protection, **told)
