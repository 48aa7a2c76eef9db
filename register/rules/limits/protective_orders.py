"""Protective orders and notices, and the notification that comes with some of them."""

from __future__ import annotations

from datetime import date

from register.rules.limits.terms import BEGIN, DAYS, HOURS, MEDIUM, MOMENT, MONTHS, Disregards, TimeLimit

_SPA = date(2020, 1, 20)
_DAA = date(2024, 11, 27)
_PILOT = "In force in pilot areas only."

PROTECTIVE_ORDERS: tuple[TimeLimit, ...] = (
    TimeLimit("dapo.initial", "Initial notification", "Domestic Abuse Act 2021 s.41(2)", 3, DAYS, BEGIN, _DAA,
              note="Runs from the day the order is made, or from the day another notification requirement ends that "
              f"stood in its place (s.41(8), (9)). Not suspended in custody: s.41 has no such rule. {_PILOT}"),
    TimeLimit("dapo.name", "New name used", "Domestic Abuse Act 2021 s.41(4)", 3, DAYS, BEGIN, _DAA, note=_PILOT),
    TimeLimit("dapo.address", "Change of home address", "Domestic Abuse Act 2021 s.41(5)", 3, DAYS, BEGIN, _DAA,
              note=_PILOT),
    TimeLimit("dapo.no_address", "No longer any home address", "Domestic Abuse Act 2021 s.41(6)", 3, DAYS, BEGIN,
              _DAA, note=_PILOT),
    TimeLimit("dapo.court_item", "What the court added to the notification", "Domestic Abuse Act 2021 s.41(7)", 3, DAYS,
              BEGIN, _DAA, confidence=MEDIUM, note=f"Where the order sets no time of its own. {_PILOT}"),
    TimeLimit("dapo.electronic_monitoring", "Electronic monitoring, the longest period at a time",
              "Domestic Abuse Act 2021 ss.38, 44(10)", 12, MONTHS, BEGIN, _DAA, note=_PILOT),
    TimeLimit("dapn.hearing", "Hearing of the application for an order after a domestic abuse protection notice",
              "Domestic Abuse Act 2021 s.29(2), (3)", 48, HOURS, MOMENT, _DAA, disregards=Disregards.EXCLUDED_DAYS,
              note=f"From giving the notice. {_PILOT}"),
    TimeLimit("dapn.arrest", "Before a court after arrest for breach of a domestic abuse protection notice",
              "Domestic Abuse Act 2021 s.26(2), (4)", 24, HOURS, MOMENT, _DAA, disregards=Disregards.EXCLUDED_DAYS,
              note=f"At the hearing of the application where that is earlier. {_PILOT}"),
    TimeLimit("dvpn.hearing", "Hearing of the application for an order after a domestic violence protection notice",
              "Crime and Security Act 2010 s.27", 48, HOURS, MOMENT, date(2014, 3, 8),
              disregards=Disregards.EXCLUDED_DAYS, confidence=MEDIUM, note="From serving the notice."),
    TimeLimit("spo.initial", "Initial notification", "Stalking Protection Act 2019 s.9(1)", 3, DAYS, BEGIN, _SPA,
              note="Runs from the day the order, or the interim order that it replaces, is served, not made. Not "
              "suspended in custody: s.9 has no such rule."),
    TimeLimit("spo.name", "New name used", "Stalking Protection Act 2019 s.9(3)", 3, DAYS, BEGIN, _SPA),
    TimeLimit("spo.address", "Change of home address", "Stalking Protection Act 2019 s.9(4)", 3, DAYS, BEGIN, _SPA),
    TimeLimit("orders.decision", "Deciding whether to apply for a protective order",
              "Government policy (Raneem's Law), no statute", 24, HOURS, MOMENT, date(2025, 2, 1), confidence=MEDIUM,
              note="Pilot forces; the first day is to be confirmed."),
)  # fmt: skip
