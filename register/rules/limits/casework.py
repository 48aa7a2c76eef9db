"""The clocks of safe contact: how long what a victim said may be relied on."""

from __future__ import annotations

from register.rules.limits.terms import (
    AFTER,
    DAYS,
    NO_AUTHORITY,
    PROPOSAL,
    REGISTER_OPENS,
    WORKING,
    TimeLimit,
)

SAFE_CONTACT: tuple[TimeLimit, ...] = (
    TimeLimit("contact.confirm", "Confirming again how a victim may be contacted safely", NO_AUTHORITY, 90, DAYS, AFTER,
              REGISTER_OPENS, confidence=PROPOSAL,
              note="From the day it was last confirmed with the victim. From then on the register says: ask the case "
              "owner first. What was recorded stays to be read."),
    TimeLimit("contact.after_refuge", "Deciding what may be shown after a victim has left refuge", NO_AUTHORITY, 5,
              WORKING, AFTER, REGISTER_OPENS, confidence=PROPOSAL,
              note="Until somebody decides, everything stays confidential that was hidden while they were in refuge."),
)  # fmt: skip
