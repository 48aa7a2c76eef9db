"""How long protective orders last, when somebody arrested under one must be before a court, and when a force is
reminded that one ends."""

from __future__ import annotations

from datetime import date

from register.rules.limits.terms import (
    BEFORE,
    BEGIN,
    DAYS,
    HOURS,
    LOW,
    MEDIUM,
    MOMENT,
    MONTHS,
    NO_AUTHORITY,
    PROPOSAL,
    REGISTER_OPENS,
    YEARS,
    Disregards,
    TimeLimit,
)

_EXCLUDED = Disregards.EXCLUDED_DAYS
_DAA, _SPA, _CSA = date(2024, 11, 27), date(2020, 1, 20), date(2014, 3, 8)
_FLA, _CODE, _BAIL = date(1997, 10, 1), date(2020, 12, 1), date(2022, 10, 28)

ORDER_DURATIONS: tuple[TimeLimit, ...] = (
    TimeLimit("durations.spo_least", "Stalking protection order, the shortest fixed period",
              "Stalking Protection Act 2019 s.3", 2, YEARS, BEGIN, _SPA,
              note="Or until further order. The interim order is for a fixed period of any length (s.5)."),
    TimeLimit("durations.shpo_least", "Sexual harm prevention order, the shortest fixed period",
              "Sentencing Code s.347; Sexual Offences Act 2003 s.103C", 5, YEARS, BEGIN, date(2015, 3, 8),
              confidence=MEDIUM, note="Or until further order."),
    TimeLimit("durations.sro_least", "Sexual risk order, the shortest fixed period",
              "Sexual Offences Act 2003 s.122A", 2, YEARS, BEGIN, date(2015, 3, 8), confidence=MEDIUM,
              note="Or until further order."),
    TimeLimit("durations.dvpo_least", "Domestic violence protection order, the shortest period",
              "Crime and Security Act 2010 s.28", 14, DAYS, BEGIN, _CSA),
    TimeLimit("durations.dvpo_most", "Domestic violence protection order, the longest period",
              "Crime and Security Act 2010 s.28", 28, DAYS, BEGIN, _CSA),
    TimeLimit("durations.occ_most", "Occupation order under ss.35 to 38, the longest period at a time",
              "Family Law Act 1996 ss.35(10), 36(10), 37(5), 38(6)", 6, MONTHS, BEGIN, _FLA, confidence=MEDIUM,
              note="An order under s.33 may be for any period."),
    TimeLimit("durations.cbo_least", "Criminal behaviour order of an adult, the shortest fixed period",
              "Sentencing Code s.334", 2, YEARS, BEGIN, _CODE, confidence=MEDIUM,
              note="Of somebody under 18 between 1 and 3 years."),
    TimeLimit("durations.voo_least", "Violent offender order, the shortest period",
              "Criminal Justice and Immigration Act 2008 s.98", 2, YEARS, BEGIN, date(2009, 8, 3), confidence=MEDIUM),
    TimeLimit("durations.voo_most", "Violent offender order, the longest period",
              "Criminal Justice and Immigration Act 2008 s.98", 5, YEARS, BEGIN, date(2009, 8, 3), confidence=MEDIUM),
    TimeLimit("durations.prebail_custody_officer", "Pre-charge bail that a custody officer may give",
              "Police and Criminal Evidence Act 1984 s.47ZB", 3, MONTHS, BEGIN, _BAIL, confidence=MEDIUM),
    TimeLimit("durations.prebail_inspector", "Pre-charge bail to which an inspector may extend",
              "Police and Criminal Evidence Act 1984 s.47ZC", 6, MONTHS, BEGIN, _BAIL, confidence=MEDIUM),
    TimeLimit("durations.prebail_superintendent", "Pre-charge bail to which a superintendent may extend",
              "Police and Criminal Evidence Act 1984 s.47ZD", 9, MONTHS, BEGIN, _BAIL, confidence=MEDIUM,
              note="Beyond it a magistrates' court extends, to 12, 18 and 24 months (s.47ZF)."),
    TimeLimit("durations.monitoring_extension", "Electronic monitoring, the longest extension at a time",
              "Domestic Abuse Act 2021 s.44(10)", 12, MONTHS, BEGIN, _DAA,
              note="From the day after the last day that was set."),
    TimeLimit("durations.reminder_first", "First reminder that an order ends", NO_AUTHORITY, 28, DAYS, BEFORE,
              REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("durations.reminder_second", "Second reminder that an order ends", NO_AUTHORITY, 7, DAYS, BEFORE,
              REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("durations.reminder_last", "Last reminder that an order ends", NO_AUTHORITY, 1, DAYS, BEFORE,
              REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("arrests.dvpn", "Before a court after arrest for breach of a domestic violence protection notice",
              "Crime and Security Act 2010 s.26", 24, HOURS, MOMENT, _CSA, disregards=_EXCLUDED, confidence=MEDIUM),
    TimeLimit("arrests.dvpo", "Before a court after arrest for breach of a domestic violence protection order",
              "Crime and Security Act 2010 s.29", 24, HOURS, MOMENT, _CSA, disregards=_EXCLUDED, confidence=MEDIUM),
    TimeLimit("arrests.attached", "Before a court after arrest under a power of arrest that is attached",
              "Family Law Act 1996 s.47(7)", 24, HOURS, MOMENT, _FLA, disregards=_EXCLUDED, confidence=MEDIUM,
              note="The Act leaves out Sundays, Christmas Day and Good Friday; whether also bank holidays is to be "
              "confirmed."),
    TimeLimit("arrests.bail", "Before a court after arrest for breach of bail conditions", "Bail Act 1976 s.7(4)", 24,
              HOURS, MOMENT, date(1978, 4, 17), disregards=_EXCLUDED, confidence=LOW,
              note="The Act leaves out Sundays, Christmas Day and Good Friday; whether also bank holidays is to be "
              "confirmed."),
)  # fmt: skip
