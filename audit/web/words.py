"""An event in the words of a reader: what its codes, references and values mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps

from accounts.models import Force, Role
from accounts.reasons import title_of as title_of_reason
from audit.core.events import Operation
from audit.models import Event

NOT_RECORDED = "Not recorded"
OPERATIONS: Mapping[str, str] = {
    Operation.COLLECTION: "Collection",
    Operation.ALTERATION: "Alteration",
    Operation.CONSULTATION: "Consultation",
    Operation.DISCLOSURE: "Disclosure",
    Operation.COMBINATION: "Combination",
    Operation.ERASURE: "Erasure",
    Operation.SECURITY: "Security",
}
OUTCOMES = {"done": "Done", "refused": "Refused by a rule; nothing was changed", "denied": "Not permitted"}
CHANNELS = {
    "web": "The register's web pages",
    "api": "A connected system",
    "worker": "The register's own background work",
    "command": "A command on the server",
}
NATIONAL = "A national body"


def title(code: str) -> str:
    """ "person.fact_added" reads "Person: fact added"; the log itself goes by that name."""
    thing, _, happened = code.replace("audit.", "log.", 1).partition(".")
    words = f"{thing}: {happened}" if happened else thing
    return words.replace("_", " ").capitalize()


def kind_of_record(label: str) -> str:
    """ "register.person" reads "Person"; a kind that is no longer known keeps its code."""
    try:
        return str(apps.get_model(label)._meta.verbose_name).capitalize()
    except (LookupError, ValueError):
        return label


def value(recorded: Any) -> str:
    """A recorded value as text: a change as "from … to …", lists and mappings item by item."""
    if recorded is None or recorded == "":
        return NOT_RECORDED
    if isinstance(recorded, bool):
        return "Yes" if recorded else "No"
    if isinstance(recorded, Mapping):
        if recorded.keys() == {"old", "new"}:
            return f"from {value(recorded['old'])} to {value(recorded['new'])}"
        return "; ".join(f"{label(str(name))}: {value(each)}" for name, each in recorded.items()) or NOT_RECORDED
    if isinstance(recorded, list):
        return ", ".join(value(each) for each in recorded) or NOT_RECORDED
    return str(recorded)


def label(field: str) -> str:
    """The name of a recorded field: "is_confirmed" reads "Is confirmed"."""
    return field.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Words:
    """The names of forces and roles, read once for a page or a file."""

    forces: Mapping[str, str]
    roles: Mapping[str, str]

    @classmethod
    def load(cls) -> Words:
        """Two queries."""
        return cls(
            dict(Force._default_manager.values_list("code", "name")),
            dict(Role._default_manager.values_list("code", "title")),
        )

    def force(self, code: str) -> str:
        return self.forces.get(code, code) if code else NATIONAL

    def roles_of(self, event: Event) -> str:
        return ", ".join(self.roles.get(code, code) for code in event.actor_roles)

    def recipient(self, reference: str) -> str:
        """A force by its name; anybody else by the reference."""
        return self.force(reference.removeprefix("force-")) if reference.startswith("force-") else reference

    def recipients_of(self, event: Event) -> str:
        return ", ".join(self.recipient(each) for each in event.recipients)

    def who(self, event: Event) -> str:
        """The actor's name as it was at the time, or the reference where the name was not kept or has been erased."""
        return event.told("actor_label") or event.actor_ref

    def body(self, event: Event) -> str:
        """The force or body the actor belongs to; the register's own work belongs to none."""
        if event.actor_kind == "nobody":
            return "Not signed in"
        return "The register itself" if event.actor_ref.startswith("system:") else self.force(event.actor_force)

    def why(self, event: Event) -> str:
        """The reason's title, and what the actor wrote with it."""
        words = event.told("reason_text")
        return f"{title_of_reason(event.reason)}: {words}" if words else title_of_reason(event.reason)

    def where_from(self, event: Event) -> str:
        return CHANNELS.get(event.channel, event.channel)


def at_utc(moment: datetime) -> str:
    """A moment for a file: ISO 8601 in UTC, to the microsecond."""
    return moment.isoformat().replace("+00:00", "Z")
