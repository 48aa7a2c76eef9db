"""The safety card: of a restricted record only what keeps people alive, for whoever answers a call in another force.

No other name, no address, no number, no victim, no history and no casework: whoever needs more rings the force that
holds the record.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cases.holdings import Holdings
from cases.presenters import (
    NOT_RECORDED,
    OrderLine,
    Said,
    born_in_words,
    current,
    danger,
    is_in_force,
    newest_of_each_case,
    order_line,
)
from cases.rules.risk import LEVELS

KEEP_QUIET = "Tell only the officers who attend. Do not say the name over an open radio, and pass nothing on."


@dataclass(frozen=True, slots=True)
class SafetyCard:
    """What is dangerous, what is in force, what to tell the officers, and whom to ring."""

    reference: str
    name: str
    born: str
    sex: str
    dangers: tuple[Said, ...]
    orders: tuple[OrderLine, ...]
    to_tell: tuple[str, ...]
    force: str
    control_room: str


def safety_card_of(held: Holdings) -> SafetyCard:
    """The safety card of the person of the holdings; joined records give nothing to it."""
    person = held.person
    alone = replace(held, records=(person,))
    dangers = tuple(danger(each, alone) for each in current(held.markers, alone) if each.person_id == person.pk)
    orders = [each for each in held.orders if each.person_id == person.pk and is_in_force(each, held.on)]
    lines = tuple(order_line(each, alone) for each in orders)
    return SafetyCard(
        reference=person.reference,
        name=person.display_name,
        born=born_in_words(person, held.on),
        sex=person.get_sex_display(),
        dangers=dangers,
        orders=lines,
        to_tell=tuple(_to_tell(alone, dangers, lines)),
        force=person.owner_force.name,
        control_room=person.owner_force.control_room_phone or NOT_RECORDED,
    )


def _to_tell(held: Holdings, dangers: tuple[Said, ...], orders: tuple[OrderLine, ...]) -> list[str]:
    told = [f"Danger: {', '.join(each.text.split(':')[0] for each in dangers)}." if dangers else NO_MARKER]
    levels = [each.level for each in newest_of_each_case(held.assessments) if each.person_id == held.person.pk]
    if levels:
        told.append(f"Risk to the people harmed: {max(levels, key=LEVELS.index)}.")
    told += [f"{title}: {arrest}." for title, arrest in dict.fromkeys((each.title, each.arrest) for each in orders)]
    return [*told, KEEP_QUIET]


NO_MARKER = "No danger marker is recorded. That does not mean there is no danger."
