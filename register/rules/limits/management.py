"""Managing registered people: how often they are visited, by the risk they pose."""

from __future__ import annotations

from register.rules.limits.terms import (
    AFTER,
    DAYS,
    HOURS,
    LOW,
    MEDIUM,
    MOMENT,
    MONTHS,
    NO_AUTHORITY,
    PROPOSAL,
    REGISTER_OPENS,
    WORKING,
    YEARS,
    TimeLimit,
)

_VISITS = "College of Policing APP and ViSOR practice for registered sex offenders; no statute"
_PLANS = "MAPPA guidance and police practice with risk management plans; no statute"
_LAST = (
    "Runs from the last visit at which the person was seen. An attempt that failed does not restart it, and custody or "
    "hospital does not suspend it: a contact there is a visit."
)

MANAGEMENT: tuple[TimeLimit, ...] = (
    TimeLimit("management.visit_not_set", "First visit, and any visit while no level of risk is set", NO_AUTHORITY, 1,
              MONTHS, AFTER, REGISTER_OPENS, confidence=PROPOSAL,
              note="Runs from the day the registration was entered. Nobody is taken for low until somebody says so."),
    TimeLimit("management.visit_very_high", "Visit at very high risk", _VISITS, 1, MONTHS, AFTER, REGISTER_OPENS,
              confidence=MEDIUM, note=_LAST),
    TimeLimit("management.visit_high", "Visit at high risk", _VISITS, 3, MONTHS, AFTER, REGISTER_OPENS,
              confidence=MEDIUM, note=_LAST),
    TimeLimit("management.visit_medium", "Visit at medium risk", _VISITS, 6, MONTHS, AFTER, REGISTER_OPENS,
              confidence=MEDIUM, note=_LAST),
    TimeLimit("management.visit_low", "Visit at low risk", _VISITS, 12, MONTHS, AFTER, REGISTER_OPENS,
              confidence=MEDIUM, note=_LAST),
    TimeLimit("management.reactive_from", "Low risk without a break before reactive management is possible", _VISITS,
              3, YEARS, AFTER, REGISTER_OPENS, confidence=MEDIUM, note="A supervisor decides and says why."),
    TimeLimit("management.reactive_review", "Review of reactive management", NO_AUTHORITY, 12, MONTHS, AFTER,
              REGISTER_OPENS, confidence=PROPOSAL,
              note="No visits are planned; a person decides each time whether it goes on."),
    TimeLimit("management.retry_not_set", "Trying again after a failed visit while no level of risk is set",
              NO_AUTHORITY, 1, WORKING, AFTER, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("management.retry_very_high", "Trying again after a failed visit at very high risk", NO_AUTHORITY, 1,
              WORKING, AFTER, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("management.retry_high", "Trying again after a failed visit at high risk", NO_AUTHORITY, 2, WORKING,
              AFTER, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("management.retry_medium", "Trying again after a failed visit at medium risk", NO_AUTHORITY, 5, WORKING,
              AFTER, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("management.retry_low", "Trying again after a failed visit at low risk", NO_AUTHORITY, 10, WORKING,
              AFTER, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("management.concern", "Acting on what a visit found", NO_AUTHORITY, 1, WORKING, AFTER, REGISTER_OPENS,
              confidence=PROPOSAL),
    TimeLimit("management.plan_first", "First risk management plan", _PLANS, 15, WORKING, AFTER, REGISTER_OPENS,
              confidence=LOW, note="From the day the registration was entered."),
    TimeLimit("management.plan_after_change", "Review of the plan after a higher level of risk was set", _PLANS, 15,
              WORKING, AFTER, REGISTER_OPENS, confidence=LOW),
    TimeLimit("management.plan_review", "Review of the plan of somebody outside MAPPA", _PLANS, 12, MONTHS, AFTER,
              REGISTER_OPENS, confidence=LOW),
    TimeLimit("management.plan_review_mappa_1", "Review of the plan at MAPPA level 1", _PLANS, 6, MONTHS, AFTER,
              REGISTER_OPENS, confidence=MEDIUM, note="The latest day; 4 to 6 months."),
    TimeLimit("management.plan_review_mappa_2", "Review of the plan at MAPPA level 2", _PLANS, 112, DAYS, AFTER,
              REGISTER_OPENS, confidence=MEDIUM, note="The latest day: 16 weeks. Meetings are every 8 to 12 weeks."),
    TimeLimit("management.plan_review_mappa_3", "Review of the plan at MAPPA level 3", _PLANS, 56, DAYS, AFTER,
              REGISTER_OPENS, confidence=MEDIUM, note="The latest day: 8 weeks. Meetings are every 4 to 6 weeks."),
    TimeLimit("management.transfer_answer_not_set", "Answer to an offer to take over somebody whose risk is not set",
              NO_AUTHORITY, 24, HOURS, MOMENT, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("management.transfer_answer_very_high", "Answer to an offer to take over somebody at very high risk",
              NO_AUTHORITY, 24, HOURS, MOMENT, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("management.transfer_answer_high", "Answer to an offer to take over somebody at high risk", NO_AUTHORITY,
              2, WORKING, AFTER, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("management.transfer_answer_medium", "Answer to an offer to take over somebody at medium risk",
              NO_AUTHORITY, 5, WORKING, AFTER, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("management.transfer_answer_low", "Answer to an offer to take over somebody at low risk", NO_AUTHORITY,
              5, WORKING, AFTER, REGISTER_OPENS, confidence=PROPOSAL),
)  # fmt: skip
