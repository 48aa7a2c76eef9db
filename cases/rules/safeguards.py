"""What is offered when a safeguard is put in place: what the control room does, the review, and the last day."""

from __future__ import annotations

from datetime import date

from register.rules.time_limits import due, limit_in_force

REVIEW, MARKER_ENDS, DEVICE_ENDS = "safeguards.review", "safeguards.marker_ends", "safeguards.device_ends"
ENDS = {
    "address_marker": MARKER_ENDS,
    "phone_marker": MARKER_ENDS,
    "silent_call": MARKER_ENDS,
    "tecsos": DEVICE_ENDS,
    "alarm": DEVICE_ENDS,
}
INSTRUCTIONS = {
    "address_marker": "Treat every call to this address as an emergency.",
    "phone_marker": "Treat every call from this number as an emergency. Do not ring back.",
    "tecsos": "TecSOS phone: treat as an emergency. The line is open: listen. Do not ring back.",
    "silent_call": "A silent call is an emergency. Send officers. Do not ring back.",
    "alarm": "An alarm is an emergency. Send officers.",
    "safety_plan": "There is a safety plan. Ask the case owner what it says before anything is arranged.",
    "idva": "Tell the adviser of every call on the next working day.",
    "support": "Nothing. The service works with the victim.",
}
"""By kind of safeguard; whoever puts it in place changes it as they need."""


def review_on(starts_on: date) -> date:
    """The day by which a safeguard that starts, or is looked at, on this day is looked at again."""
    return due(limit_in_force(REVIEW, starts_on), starts_on).due_on


def ends_on(kind: str, starts_on: date) -> date | None:
    """The last day of a safeguard of this kind that starts on this day; None where it runs until somebody ends it."""
    code = ENDS.get(kind)
    return due(limit_in_force(code, starts_on), starts_on).due_on if code else None
