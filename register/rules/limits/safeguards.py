"""How long what protects a victim runs before somebody looks at it again."""

from __future__ import annotations

from register.rules.limits.terms import AFTER, MEDIUM, MONTHS, NO_AUTHORITY, PROPOSAL, REGISTER_OPENS, TimeLimit

_MARKERS = "Practice of control rooms with address flags; no statute"

SAFEGUARDS: tuple[TimeLimit, ...] = (
    TimeLimit("safeguards.review", "Looking at a safeguard again", _MARKERS, 3, MONTHS, AFTER, REGISTER_OPENS,
              confidence=MEDIUM, note="Offered when a safeguard is put in place or renewed; forces use 3 to 6 months."),
    TimeLimit("safeguards.marker_ends", "Last day of a marker on an address or a number", _MARKERS, 12, MONTHS, AFTER,
              REGISTER_OPENS, confidence=MEDIUM, note="Offered when a marker is put in place; it may be renewed."),
    TimeLimit("safeguards.device_ends", "Last day of a phone or an alarm on loan", NO_AUTHORITY, 6, MONTHS, AFTER,
              REGISTER_OPENS, confidence=PROPOSAL,
              note="Offered when a TecSOS phone or an alarm is given; they are lent for 3 to 6 months."),
)  # fmt: skip
