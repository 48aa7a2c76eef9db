"""A notification requirement of a domestic abuse register, as policy could switch it on: modelled, limit by limit, on
Part 2 of the Sexual Offences Act 2003. No Act has created it."""

from __future__ import annotations

from dataclasses import replace

from register.rules.limits.sexual_offences import SEXUAL_OFFENCES
from register.rules.limits.terms import NO_AUTHORITY, PROPOSAL, REGISTER_OPENS, TimeLimit

MODELLED = frozenset((
    "soa.initial", "soa.name", "soa.address", "soa.other_address", "soa.change", "soa.child_household", "soa.release",
    "soa.non_event", "soa.periodic", "soa.periodic_no_fixed_abode", "soa.travel", "soa.travel_late", "soa.return",
))  # fmt: skip

DOMESTIC_ABUSE_REGISTER: tuple[TimeLimit, ...] = tuple(
    replace(
        limit,
        code=limit.code.replace("soa.", "dar."),
        authority=f"{NO_AUTHORITY}. Modelled on: {limit.authority}",
        in_force_from=REGISTER_OPENS,
        in_force_to=None,
        confidence=PROPOSAL,
    )
    for limit in SEXUAL_OFFENCES
    if limit.code in MODELLED
)
