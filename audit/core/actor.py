"""Who acts, as the log needs to know it. `accounts.actor.Actor` is the only implementation."""

from __future__ import annotations

from typing import Protocol


class AuditedActor(Protocol):
    """The parts of an actor that are written into every event."""

    @property
    def ref(self) -> str:
        """A stable reference to the person or system: never a name or an e-mail address."""

    @property
    def kind(self) -> str:
        """`person` or `system`."""

    @property
    def label(self) -> str:
        """The name to show to a reader of the log; personal, so kept apart from the event itself."""

    @property
    def force_code(self) -> str:
        """Two-digit Home Office force code, or empty for a national body."""

    @property
    def roles(self) -> tuple[str, ...]:
        """Codes of the roles held at the time."""

    @property
    def on_behalf_of(self) -> str:
        """For a force system: the officer it acts for (force, collar number), or empty."""
