"""The kinds of protective order, the types of condition, and both in plain words."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from register.rules.time_limits import in_words


@dataclass(frozen=True, slots=True)
class OrderKind:
    """One kind of order. `breach` is what breaking it is; `arrest` says in words when an officer may arrest.

    `applicant` is who asks for it, `duration` how long it lasts, both in words; `breach_code` is the CJS code of
    breaking it (register/reference/offences.csv), where there is one. `regime` is the notification requirement that
    comes with it, or "none".
    """

    code: str
    title: str
    legal_basis: str
    court: str
    breach: str
    arrest: str
    applicant: str
    duration: str
    breach_code: str = ""
    regime: str = "none"


_CRIME = "A crime, up to 5 years"
_CRIME_OR_CONTEMPT = "A crime, up to 5 years, or contempt of court"
_PACE = "May arrest for breach without a warrant: breach is a crime"
_IF_ATTACHED = "May arrest only if a power of arrest is attached: check the order"
_NONE = "No arrest for breach alone: the court deals with it"
_FAMILY, _CRIMINAL, _MAGISTRATES = "Family court", "Criminal court", "Magistrates' court"
_BY_POLICE = "None: given by the police"
_POLICE, _VICTIM, _COURT = "Police", "The victim", "The court itself"
_AUTHORITY = "The victim, a local authority or somebody else with leave"
_UNTIL, _STATED = "A stated period or until further order", "A stated period"

ORDER_KINDS: dict[str, OrderKind] = {
    kind.code: kind
    for kind in (
        OrderKind("NMO", "Non-molestation order", "Family Law Act 1996 s.42", _FAMILY, _CRIME_OR_CONTEMPT, _PACE,
                  "The victim, or somebody for them", f"{_UNTIL}; usually 6 to 12 months", "FL96001"),
        OrderKind("OCC", "Occupation order", "Family Law Act 1996 ss.33–41", _FAMILY, "Contempt of court",
                  "May arrest only if a power of arrest is attached (s.47): check the order", _VICTIM,
                  "Under s.33 any period; under ss.35 to 38 at most 6 months at a time"),
        OrderKind("RO", "Restraining order on conviction", "Sentencing Act 2020 s.360", _CRIMINAL, _CRIME, _PACE,
                  _COURT, f"{_UNTIL}; usually 2 to 5 years or indefinite", "SE20002"),
        OrderKind("ROA", "Restraining order on acquittal", "Protection from Harassment Act 1997 s.5A", _CRIMINAL,
                  _CRIME, _PACE, _COURT, _UNTIL, "PH97012"),
        OrderKind("DVPN", "Domestic violence protection notice", "Crime and Security Act 2010 s.24", _BY_POLICE,
                  "Not a crime; arrest and court", "May arrest without a warrant (s.25)", "A superintendent or above",
                  "Until the application is heard, within 48 hours", "CS10503"),
        OrderKind("DVPO", "Domestic violence protection order", "Crime and Security Act 2010 s.28", _MAGISTRATES,
                  "Civil: fine or up to 2 months", "May arrest without a warrant (s.28)", _POLICE, "14 to 28 days",
                  "MC80530"),
        OrderKind("DAPN", "Domestic abuse protection notice", "Domestic Abuse Act 2021 s.22", _BY_POLICE,
                  "Not a crime; before a court within 24 hours", "May arrest without a warrant (s.26)",
                  "An inspector or above", "Until the application is determined; heard within 48 hours", "DA21503"),
        OrderKind("DAPO", "Domestic abuse protection order", "Domestic Abuse Act 2021 s.27",
                  "Family, magistrates', criminal, county or High Court", _CRIME_OR_CONTEMPT, _PACE,
                  "The victim, the chief officer, or somebody else with leave; the court itself",
                  "A stated period, until an event or until further order; electronic monitoring at most 12 months at "
                  "a time", "DA21001", "dapo"),
        OrderKind("SPO", "Stalking protection order", "Stalking Protection Act 2019 s.2", _MAGISTRATES, _CRIME, _PACE,
                  _POLICE, "At least 2 years, or until further order", "ST19001", "spo"),
        OrderKind("ISPO", "Interim stalking protection order", "Stalking Protection Act 2019 s.5", _MAGISTRATES, _CRIME,
                  _PACE, _POLICE, "A fixed period", "ST19001", "spo"),
        OrderKind("SHPO", "Sexual harm prevention order", "Sentencing Code s.345; Sexual Offences Act 2003 s.103A",
                  "Criminal or magistrates' court", _CRIME, _PACE,
                  "The court on conviction; police or the National Crime Agency", "At least 5 years, or until further "
                  "order", "SE20012", "shpo"),
        OrderKind("SRO", "Sexual risk order", "Sexual Offences Act 2003 s.122A", _MAGISTRATES, _CRIME, _PACE,
                  "Police or the National Crime Agency", "At least 2 years, or until further order"),
        OrderKind("FMPO", "Forced marriage protection order", "Family Law Act 1996 s.63A", _FAMILY, _CRIME_OR_CONTEMPT,
                  _PACE, _AUTHORITY, _UNTIL, "FL96002"),
        OrderKind("FGMPO", "Female genital mutilation protection order",
                  "Female Genital Mutilation Act 2003 s.5A, Sch. 2", "Family or criminal court", _CRIME_OR_CONTEMPT,
                  _PACE, _AUTHORITY, _UNTIL, "FG03006"),
        OrderKind("PHI", "Harassment injunction", "Protection from Harassment Act 1997 s.3",
                  "High Court or county court", _CRIME_OR_CONTEMPT, _PACE, _VICTIM, _UNTIL, "PH97001"),
        OrderKind("CIV", "Civil injunction or family undertaking",
                  "Anti-social Behaviour, Crime and Policing Act 2014 Pt 1", "County or youth court",
                  "Contempt of court", _IF_ATTACHED, "Police, a local authority or another agency; for an undertaking, "
                  "a party to the case", _UNTIL),
        OrderKind("PSO", "Prohibited steps or specific issue order", "Children Act 1989 s.8", _FAMILY,
                  "Contempt of court", _NONE, "A parent or another party", _STATED),
        OrderKind("CBO", "Criminal behaviour order", "Sentencing Code s.331", _CRIMINAL, _CRIME, _PACE,
                  "The prosecution", "Of an adult at least 2 years, or until further order"),
        # Its own notification requirement (ss.107–112) is none of the regimes that the register computes.
        OrderKind("VOO", "Violent offender order", "Criminal Justice and Immigration Act 2008 s.98", _MAGISTRATES,
                  _CRIME, _PACE, _POLICE, "2 to 5 years"),
        OrderKind("PREBAIL", "Pre-charge bail conditions", "Police and Criminal Evidence Act 1984 ss.30A, 37, 47",
                  _BY_POLICE, "Not a crime by itself", "May arrest without a warrant (s.46A)", "A custody officer",
                  "3 months; an inspector extends to 6, a superintendent to 9, then a magistrates' court"),
        OrderKind("POSTBAIL", "Bail conditions", "Bail Act 1976", _CRIMINAL,
                  "Not a crime by itself; before a court within 24 hours", "May arrest without a warrant (s.7)",
                  "The court, or a custody officer after charge", "Until the next hearing"),
        OrderKind("LIC", "Licence conditions", "Criminal Justice Act 2003", "None: set on release", "Recall to prison",
                  "No arrest for breach alone: tell probation at once", "HM Prison and Probation Service",
                  "As long as the licence"),
        OrderKind("CO", "Community order or suspended sentence requirements", "Sentencing Code ss.200, 286", _CRIMINAL,
                  "Back before the court", "No arrest for breach alone: tell probation at once", _COURT,
                  "At most 3 years, or 2 years of a suspended sentence"),
    )
}  # fmt: skip


class ConditionType(StrEnum):
    NO_CONTACT = "no_contact"
    NO_VIOLENCE = "no_violence"
    EXCLUSION_DISTANCE = "exclusion_distance"
    EXCLUSION_PLACE = "exclusion_place"
    EXCLUSION_AREA = "exclusion_area"
    LEAVE_HOME = "leave_home"
    RESIDENCE = "residence"
    CURFEW = "curfew"
    ELECTRONIC_MONITORING = "electronic_monitoring"
    PROGRAMME = "programme"
    TREATMENT = "treatment"
    POLYGRAPH = "polygraph"
    DEVICES = "devices"
    TRAVEL = "travel"
    SURRENDER = "surrender"
    NOTIFY = "notify"
    OTHER = "other"


SUPERVISED = ("DAPO", "CBO", "CIV")
"""Kinds whose requirements a responsible person watches over (Domestic Abuse Act 2021 s.36; Sentencing Code s.333;
Anti-social Behaviour, Crime and Policing Act 2014 s.3)."""
# Those that keep the person away from a place.
ZONES = (
    ConditionType.EXCLUSION_DISTANCE, ConditionType.EXCLUSION_PLACE, ConditionType.EXCLUSION_AREA,
    ConditionType.LEAVE_HOME,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition: its type, its own text, and the distance, place and people it names. Any of these may be secret.

    `protected_people` are the names that the reader may know, `others_protected` how many more it protects.
    `starts_on` and `ends_on` are its own first and last day where it has them. `monitoring_ends_on` is the last day of
    its electronic tag; `is_monitored` without it means that no end is recorded.
    """

    type: str
    text: str
    distance_metres: int | None = None
    place: str = ""
    protected_people: tuple[str, ...] = ()
    others_protected: int = 0
    starts_on: date | None = None
    ends_on: date | None = None
    is_monitored: bool = False
    monitoring_ends_on: date | None = None


# Longest first: "metres" before "m". A zone that is stated in yards or miles is never made smaller by rounding.
_METRES = {"metre": 1.0, "meter": 1.0, "m": 1.0, "kilometre": 1000.0, "kilometer": 1000.0, "km": 1000.0,
           "mile": 1609.344, "yard": 0.9144, "feet": 0.3048}  # fmt: skip
_DISTANCE = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d{1,6})(\.\d{1,3})?\s{0,3}(" + "|".join(_METRES) + r")s?\b",
    re.IGNORECASE | re.ASCII,
)
_KNOWN = (
    (ConditionType.ELECTRONIC_MONITORING, re.compile(r"\belectronic|\btag(?:ged)?\b|\bGPS\b", re.IGNORECASE)),
    (ConditionType.NO_CONTACT, re.compile(r"\b(?:contact|communicate)\b", re.IGNORECASE)),
    (ConditionType.EXCLUSION_PLACE, re.compile(r"\bnot (?:to )?(?:enter|re-?enter|go|attend|visit)\b", re.I)),
    (ConditionType.LEAVE_HOME, re.compile(r"\bleave\b.{0,40}\b(?:home|house|property|premises)\b", re.I)),
    (ConditionType.PROGRAMME, re.compile(r"\b(?:programme|course)\b", re.IGNORECASE)),
    (ConditionType.NOTIFY, re.compile(r"\bnotify|\b(?:tell|inform) the police\b", re.IGNORECASE)),
)
# "Within" half a mile, or a stone's throw; not within three days.
_WITHIN = re.compile(r"\bwithin\b(?!\s+\S+\s+(?:hour|day|week|month))", re.IGNORECASE)
# What the wider of two conditions says already.
_SAID_BY = {
    ConditionType.EXCLUSION_DISTANCE: ConditionType.EXCLUSION_PLACE,
    ConditionType.LEAVE_HOME: ConditionType.EXCLUSION_PLACE,
}


def read_condition(text: str) -> Condition:
    """A condition in free text as its type and its distance in metres, where it states one.

    A text that forbids several things at once, or that says "within" without a distance, is of the type OTHER: to name
    one of them would hide the rest, and whoever reads OTHER is told to read the order.
    """
    metres = _metres(text)
    found = {type_ for type_, pattern in _KNOWN if pattern.search(text)}
    if metres is not None:
        found.add(ConditionType.EXCLUSION_DISTANCE)
    elif _WITHIN.search(text):
        return Condition(ConditionType.OTHER, text.strip())
    found -= {_SAID_BY[wider] for wider in found & _SAID_BY.keys()}
    if len(found) != 1:
        return Condition(ConditionType.OTHER, text.strip())
    return Condition(found.pop(), text.strip(), distance_metres=metres)


def _metres(text: str) -> int | None:
    found = _DISTANCE.search(text)
    if not found:
        return None
    length = float(found[1].replace(",", "") + (found[2] or ""))
    return math.ceil(length * _METRES[found[3].lower()])


def condition_in_words(
    condition: Condition, *, may_show_place: bool = False, may_show_person: bool = False, on: date | None = None
) -> str:
    """A condition as an officer reads it out. A place or person that may not be shown is only described.

    The condition's own text is never part of it: it may name either. With a day it also says from when or until when
    it holds, and whether a tag watches over it on that day.
    """
    person = _people(condition) if may_show_person else "the protected person"
    hidden = _HIDDEN.get(condition.type, "a protected address")
    place = condition.place if may_show_place and condition.place else hidden
    metres = condition.distance_metres
    words: dict[str, str] = {
        ConditionType.NO_CONTACT: f"Must not contact {person}, directly or through others",
        ConditionType.NO_VIOLENCE: f"Must not use or threaten violence against {person}",
        ConditionType.EXCLUSION_DISTANCE: f"Must not go {f'within {metres} metres of' if metres else 'near'} {place}",
        ConditionType.EXCLUSION_PLACE: f"Must not enter {place}",
        ConditionType.EXCLUSION_AREA: f"Must not enter {place}",
        ConditionType.LEAVE_HOME: f"Must leave and stay away from {place}",
        ConditionType.RESIDENCE: f"Must live and sleep at {place}",
        ConditionType.CURFEW: f"Must stay at {place} during the hours of the curfew: read the order",
        **_PLAIN,
    }
    said = words.get(condition.type, "Another condition: read the order")
    return said + _time_of(condition, on) + _tag_of(condition, on)


_HIDDEN: dict[str, str] = {
    ConditionType.EXCLUSION_PLACE: "the named place",
    ConditionType.EXCLUSION_AREA: "the area marked in the order",
    ConditionType.RESIDENCE: "the address in the order",
    ConditionType.CURFEW: "the address in the order",
}
_PLAIN: dict[str, str] = {
    ConditionType.ELECTRONIC_MONITORING: "Must wear an electronic tag",
    ConditionType.PROGRAMME: "Must attend a programme",
    ConditionType.TREATMENT: "Must attend treatment for drugs, alcohol or mental health",
    ConditionType.POLYGRAPH: "Must take polygraph tests",
    ConditionType.DEVICES: "Must keep to limits on phones, computers and social media",
    ConditionType.TRAVEL: "Must not travel abroad as the order says",
    ConditionType.SURRENDER: "Must hand over documents or weapons as the order says",
    ConditionType.NOTIFY: "Must tell the police of name and address changes",
}


def _people(condition: Condition) -> str:
    """Those whom it protects: by name as far as they may be named, the others by number."""
    named, others = condition.protected_people, condition.others_protected
    if not named:
        return "the protected people" if others > 1 else "the protected person"
    more = f"{others} more protected {'person' if others == 1 else 'people'}" if others else ""
    listed = [*named, more] if more else list(named)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"


def _time_of(condition: Condition, on: date | None) -> str:
    """From when and until when it holds, as far as that lies ahead."""
    if on is None:
        return ""
    begins = f" from {in_words(condition.starts_on)}" if condition.starts_on and condition.starts_on > on else ""
    ends = f" until {in_words(condition.ends_on)}" if condition.ends_on else ""
    return begins + ends


def _tag_of(condition: Condition, on: date | None) -> str:
    if on is None or not condition.is_monitored or (condition.monitoring_ends_on and condition.monitoring_ends_on < on):
        return ""
    tagged = "" if condition.type == ConditionType.ELECTRONIC_MONITORING else ", watched by an electronic tag"
    return tagged + (f" (tag until {in_words(condition.monitoring_ends_on)})" if condition.monitoring_ends_on else "")


def power_of_arrest_in_words(code: str, arrest_power: str = "", *, is_unaware: bool = False) -> str:
    """When an officer may arrest for a breach of this kind of order; `arrest_power` says whether a power of arrest is
    attached ("attached", "not_attached") where that is known. `is_unaware` says that the person is not known to be
    aware of it: then no breach is a crime yet."""
    kind = ORDER_KINDS.get(code)
    if kind is None:
        return "Not known: check the order"
    if is_unaware and kind.arrest == _PACE:
        return "No arrest for breach yet: tell them of the order first, and record that they were told"
    if kind.arrest.startswith("May arrest only if"):
        return _ARREST_POWERS.get(arrest_power, kind.arrest)
    return kind.arrest


_ARREST_POWERS = {
    "attached": "May arrest for breach: a power of arrest is attached",
    "not_attached": "No power of arrest is attached: no arrest for breach alone",
}


def service_in_words(*, served_on: date | None, is_without_notice: bool, aware_on: date | None) -> str:
    """What is known of service, and, of an order made without notice, of whether the person knows of it: breaking one
    is a crime only for whoever is aware of it (Domestic Abuse Act 2021 s.39(2), Family Law Act 1996 s.42A(2))."""
    if served_on is not None:
        return f"Served {in_words(served_on)}"
    if not is_without_notice:
        return "Service not recorded"
    if aware_on is not None:
        return f"Made without notice; not served, but aware of it since {in_words(aware_on)}"
    return "Made without notice; not known to be aware until served: breach is no crime until then"


def missing_in_condition(
    type: str, *, distance_metres: int | None, has_area: bool, place: str, easting: int | None, northing: int | None
) -> tuple[str, str] | None:
    """The field that is missing of a condition that somebody records by hand, and what to do; None if none is. What a
    force's system sends may lack it."""
    if type == ConditionType.EXCLUSION_DISTANCE and not distance_metres:
        return "distance_metres", "Enter the distance in metres"
    if type == ConditionType.EXCLUSION_AREA and not (has_area or place):
        return "area", "Give the corners of the area, or name it under “Place”"
    if (easting is None) != (northing is None):
        return "northing" if northing is None else "easting", "Give both the easting and the northing"
    return None
