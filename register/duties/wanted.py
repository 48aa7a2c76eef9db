"""Notification requirements that a conviction brings by law, and that nobody has begun under a registration yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from accounts.actor import Actor
from register.gate_facts import conviction_facts
from register.models import Conviction, NotificationRequirement, Person, Registration
from register.rules.regimes.table import DA_REGISTER, REGIMES

Regime = NotificationRequirement.Regime


@dataclass(frozen=True, slots=True)
class Wanted:
    """A conviction, and the regime under which it requires notification."""

    conviction: Conviction
    regime: NotificationRequirement.Regime

    @property
    def authority(self) -> str:
        """The Act and sections, or what policy has switched on."""
        return REGIMES[self.regime].authority


def regimes_of(conviction: Conviction) -> tuple[NotificationRequirement.Regime, ...]:
    """The regimes under which a conviction requires notification: an offence of Schedule 3 under the Sexual Offences
    Act 2003, and domestic abuse under that of the register, where policy had opened it by the day of the conviction."""
    if conviction.quashed_on is not None:
        return ()
    is_abusive = conviction_facts(conviction).is_abusive
    is_open = REGIMES[DA_REGISTER].is_open(conviction.convicted_on)
    found = ((Regime.SOA, conviction.is_schedule_3_offence), (Regime.DA_REGISTER, is_abusive and is_open))
    return tuple(regime for regime, follows in found if follows)


def brought_to(person: Person, *, actor: Actor) -> tuple[Wanted, ...]:
    """What the standing convictions of every joined record that the actor may see bring, each conviction once."""
    people = Person.objects.visible_to(actor).filter(pk__in=Person.objects.joined_with(person))
    rows = Conviction.objects.standing().filter(person__in=people).select_related("follows")
    each_once = {(row.cjs_code, row.convicted_on): row for row in rows.order_by("convicted_on", "pk")}
    return tuple(Wanted(row, regime) for row in each_once.values() for regime in regimes_of(row))


def wanted(registration: Registration, *, actor: Actor) -> tuple[Wanted, ...]:
    """What is brought and was not begun under this registration. A police designation puts no duty of the register on
    anybody; what the Sexual Offences Act 2003 requires it does not take away."""
    begun = _begun(registration)
    brought = brought_to(registration.person, actor=actor)
    return tuple(_new(brought, begun, is_designation=registration.is_designation))


def is_to_decide(conviction: Conviction, *, actor: Actor) -> bool:
    """Whether somebody registered, as far as the actor sees, waits for a decision on this conviction."""
    people = Person.objects.joined_with(conviction.person)
    managed = Registration.objects.visible_to(actor).managed().filter(person__in=people).select_related("person")
    return any(each.conviction.pk == conviction.pk for row in managed for each in wanted(row, actor=actor))


def _new(brought: Iterable[Wanted], begun: Collection[tuple[object, ...]], *, is_designation: bool) -> Iterable[Wanted]:
    for each in brought:
        is_barred = is_designation and each.regime == Regime.DA_REGISTER
        if not is_barred and (each.conviction.cjs_code, each.conviction.convicted_on, each.regime) not in begun:
            yield each


def _begun(registration: Registration) -> set[tuple[object, ...]]:
    rows = NotificationRequirement.objects.filter(registration=registration, conviction__isnull=False)
    return set(rows.values_list("conviction__cjs_code", "conviction__convicted_on", "regime"))
