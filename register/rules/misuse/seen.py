"""An entry of the log as the rules of misuse read it, and the entries of one user together.

The rules read what happened, when and for which kind of reason. What was typed, and every word that somebody wrote, is
kept apart from the log's entries and never comes here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from register.rules.lookup.shape import Shape


class Kind(StrEnum):
    """What an entry is to these rules."""

    SEARCH = "search"
    OPEN = "open"
    PRINT = "print"
    LIST = "list"


SEARCHED = ("person.looked_up",)
OPENED = (
    "attachment.read", "card.opened", "card.safety_opened", "case.children_read", "case.page_opened",
    "incident.opened", "management.read", "notifications.opened", "observation.opened", "order.opened",
    "person.entry_opened", "person.opened", "person.register_entry_opened", "person.timeline_opened",
    "retention.opened", "risk.read", "victim.details_read", "victim.protection_read", "victim.safe_contact_read",
)  # fmt: skip
PRINTED = ("case.briefing_printed", "person.entry_printed")
LISTED = (
    "audit.record_reviewed", "audit.searched", "case.listed", "incident.listed", "priority.read", "referral.listed",
)  # fmt: skip
KIND_OF: Mapping[str, Kind] = {
    **dict.fromkeys(SEARCHED, Kind.SEARCH),
    **dict.fromkeys(OPENED, Kind.OPEN),
    **dict.fromkeys(PRINTED, Kind.PRINT),
    **dict.fromkeys(LISTED, Kind.LIST),
}
"""Code of the event → its kind. Entries of other codes are not read at all."""


class Shared(StrEnum):
    """What a user has in common with whoever they looked at."""

    NOTHING = ""
    SURNAME = "surname"
    HOUSEHOLD = "household"


@dataclass(frozen=True, slots=True)
class Seen:
    """One entry. `at` is the time in England and Wales; `people` are references: the one it is about, and of a search
    all that it showed. `is_own_work`: the user manages the person, has the case, or a task about them. `is_by_system`:
    a force's system asked for the user; it names an incident in every request."""

    id: str
    at: datetime
    code: str
    reason: str
    session: str
    people: tuple[str, ...] = ()
    has_incident: bool = False
    shape: tuple[Shape, ...] = ()
    shares: Shared = Shared.NOTHING
    is_own_work: bool = False
    is_by_system: bool = False

    @property
    def kind(self) -> Kind:
        return KIND_OF[self.code]


@dataclass(frozen=True, slots=True)
class Peers:
    """What others did on a day who hold the same roles: how many they are, and the middle one of their counts of people
    looked at. Where too few of them are in the force, they are those of all forces."""

    count: int
    median: int


@dataclass(frozen=True, slots=True)
class History:
    """The entries of one user, oldest first, and what there is to compare them with.

    `user` is a reference, or an officer as a force's system named them. `bearers` is how many people of the register
    bear the user's surname; `peers` has the days on which there were enough others.
    """

    user: str
    force: str
    entries: tuple[Seen, ...]
    bearers: int = 0
    peers: Mapping[date, Peers] = field(default_factory=dict)
