"""How often a registration is looked at again: the register's own intervals, by tier and by risk of serious harm."""

from __future__ import annotations

from register.rules.limits.terms import AFTER, MONTHS, NO_AUTHORITY, PROPOSAL, REGISTER_OPENS, TimeLimit

_NEAR_MAPPA = "MAPPA guidance has the lead agency review level 1 at least every 4 to 6 months."

REGISTRATIONS: tuple[TimeLimit, ...] = (
    TimeLimit("review.very_high", "Review of a registration at very high risk of serious harm", NO_AUTHORITY, 4, MONTHS,
              AFTER, REGISTER_OPENS, confidence=PROPOSAL, note=_NEAR_MAPPA),
    TimeLimit("review.high", "Review of a registration at high risk of serious harm", NO_AUTHORITY, 6, MONTHS, AFTER,
              REGISTER_OPENS, confidence=PROPOSAL, note=_NEAR_MAPPA),
    TimeLimit("review.medium", "Review of a registration at medium risk of serious harm", NO_AUTHORITY, 12, MONTHS,
              AFTER, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("review.low", "Review of a registration at low risk of serious harm", NO_AUTHORITY, 12, MONTHS, AFTER,
              REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("review.not_assessed", "Review of a registration whose risk of serious harm is not assessed",
              NO_AUTHORITY, 6, MONTHS, AFTER, REGISTER_OPENS, confidence=PROPOSAL,
              note="Not assessed is treated as unknown, not as low."),
    TimeLimit("review.designation", "Review of a police designation without a conviction", NO_AUTHORITY, 3, MONTHS,
              AFTER, REGISTER_OPENS, confidence=PROPOSAL,
              note="Whatever the risk: never as long as for the statutory tier."),
)  # fmt: skip
