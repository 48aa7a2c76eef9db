"""Which word counts when a force's system says something new of what the register holds: the policy, field by field.

Of a single-valued field either word may be the newer one, and the register cannot know which. A system replaces what it
said itself. What somebody else has settled since is not overwritten in silence: where a mistake would hide somebody,
the force's staff see both side by side and decide. A list takes in what is new, whoever else has added to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Field(StrEnum):
    """What a force's record says of a person."""

    NAME = "name"
    SEX = "sex"
    DATE_OF_BIRTH = "date_of_birth"
    HOME = "home"
    ALIASES = "aliases"
    FORMER_HOMES = "former_homes"
    PHONES = "phones"
    VEHICLES = "vehicles"
    IDENTIFIERS = "identifiers"
    REMARKS = "remarks"


class Holder(StrEnum):
    """Whose word the register holds now: nobody's, that of the same force's system, or that of somebody else."""

    NOBODY = "nobody"
    OWN_SYSTEM = "own_system"
    OTHER_SYSTEM = "other_system"
    CALLER = "caller"
    OFFICER = "officer"
    OFFENDER = "offender"
    COURT = "court"
    PARTNER = "partner"


class Merge(StrEnum):
    """What becomes of the new word: it replaces the old one, it stands beside it, or people decide."""

    TAKE = "take"
    ADD = "add"
    ASK = "ask"


def _always(merge: Merge) -> dict[Holder, Merge]:
    return dict.fromkeys(Holder, merge)


_IDENTITY = _always(Merge.ASK) | {Holder.NOBODY: Merge.TAKE, Holder.OWN_SYSTEM: Merge.TAKE, Holder.CALLER: Merge.TAKE}
POLICY: Mapping[Field, Mapping[Holder, Merge]] = {
    Field.NAME: _IDENTITY,
    Field.SEX: _IDENTITY,
    Field.DATE_OF_BIRTH: _IDENTITY,
    # Where somebody lives now is told to other forces at once. Only what the person has notified under the law, what a
    # court has ordered and what another force's system holds weighs so much that people look first.
    Field.HOME: _always(Merge.TAKE)
    | {Holder.OFFENDER: Merge.ASK, Holder.COURT: Merge.ASK, Holder.OTHER_SYSTEM: Merge.ASK},
    Field.ALIASES: _always(Merge.ADD),
    Field.FORMER_HOMES: _always(Merge.ADD),
    Field.PHONES: _always(Merge.ADD),
    Field.VEHICLES: _always(Merge.ADD),
    Field.IDENTIFIERS: _always(Merge.ADD),
    # The force's own remarks stand on its own record, where nobody else writes.
    Field.REMARKS: _always(Merge.TAKE),
}


def merge(field: Field, holder: Holder) -> Merge:
    """What becomes of a system's new word about this field."""
    return POLICY[field][holder]


def holder_of(source: str, *, is_own_force: bool) -> Holder:
    """Whose word a fact of this source is, for the system of the force or of another."""
    if source == "force_system":
        return Holder.OWN_SYSTEM if is_own_force else Holder.OTHER_SYSTEM
    return Holder(source)
