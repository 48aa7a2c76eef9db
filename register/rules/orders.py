"""The kinds of protective order, the types of condition, and both in plain words."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class OrderKind:
    """One kind of order. `breach` is what breaking it is; `arrest` says in words when an officer may arrest.

    `regime` is the notification requirement that comes with it, or "none".
    """

    code: str
    title: str
    legal_basis: str
    court: str
    breach: str
    arrest: str
    regime: str = "none"


_CRIME = "A crime, up to 5 years"
_CRIME_OR_CONTEMPT = "A crime, up to 5 years, or contempt of court"
_PACE = "May arrest for breach without a warrant: breach is a crime"
_IF_ATTACHED = "May arrest only if a power of arrest is attached: check the order"
_NONE = "No arrest for breach alone: the court deals with it"
_FAMILY, _CRIMINAL, _MAGISTRATES = "Family court", "Criminal court", "Magistrates' court"
_POLICE = "None: given by the police"

ORDER_KINDS: dict[str, OrderKind] = {
    kind.code: kind
    for kind in (
        OrderKind("NMO", "Non-molestation order", "Family Law Act 1996 s.42", _FAMILY, _CRIME_OR_CONTEMPT, _PACE),
        OrderKind("OCC", "Occupation order", "Family Law Act 1996 ss.33–41", _FAMILY, "Contempt of court",
                  "May arrest only if a power of arrest is attached (s.47): check the order"),
        OrderKind("RO", "Restraining order on conviction", "Sentencing Act 2020 s.360", _CRIMINAL, _CRIME, _PACE),
        OrderKind("ROA", "Restraining order on acquittal", "Protection from Harassment Act 1997 s.5A", _CRIMINAL,
                  _CRIME, _PACE),
        OrderKind("DVPN", "Domestic violence protection notice", "Crime and Security Act 2010 s.24", _POLICE,
                  "Not a crime; arrest and court", "May arrest without a warrant (s.25)"),
        OrderKind("DVPO", "Domestic violence protection order", "Crime and Security Act 2010 s.28", _MAGISTRATES,
                  "Civil: fine or up to 2 months", "May arrest without a warrant (s.28)"),
        OrderKind("DAPN", "Domestic abuse protection notice", "Domestic Abuse Act 2021 s.22", _POLICE,
                  "Not a crime; before a court within 24 hours", "May arrest without a warrant (s.26)"),
        OrderKind("DAPO", "Domestic abuse protection order", "Domestic Abuse Act 2021 s.27",
                  "Family, magistrates', criminal, county or High Court", _CRIME_OR_CONTEMPT, _PACE, "dapo"),
        OrderKind("SPO", "Stalking protection order", "Stalking Protection Act 2019 s.2", _MAGISTRATES, _CRIME, _PACE,
                  "spo"),
        OrderKind("ISPO", "Interim stalking protection order", "Stalking Protection Act 2019 s.5", _MAGISTRATES, _CRIME,
                  _PACE, "spo"),
        OrderKind("SHPO", "Sexual harm prevention order", "Sentencing Code s.345; Sexual Offences Act 2003 s.103A",
                  "Criminal or magistrates' court", _CRIME, _PACE, "shpo"),
        OrderKind("SRO", "Sexual risk order", "Sexual Offences Act 2003 s.122A", _MAGISTRATES, _CRIME, _PACE),
        OrderKind("FMPO", "Forced marriage protection order", "Family Law Act 1996 s.63A", _FAMILY, _CRIME_OR_CONTEMPT,
                  _PACE),
        OrderKind("FGMPO", "Female genital mutilation protection order",
                  "Female Genital Mutilation Act 2003 s.5A, Sch. 2", "Family or criminal court", _CRIME_OR_CONTEMPT,
                  _PACE),
        OrderKind("PHI", "Harassment injunction", "Protection from Harassment Act 1997 s.3",
                  "High Court or county court", _CRIME_OR_CONTEMPT, _PACE),
        OrderKind("CIV", "Civil injunction or family undertaking",
                  "Anti-social Behaviour, Crime and Policing Act 2014 Pt 1", "County or youth court",
                  "Contempt of court", _IF_ATTACHED),
        OrderKind("PSO", "Prohibited steps or specific issue order", "Children Act 1989 s.8", _FAMILY,
                  "Contempt of court", _NONE),
        OrderKind("CBO", "Criminal behaviour order", "Sentencing Code s.331", _CRIMINAL, _CRIME, _PACE),
        # Its own notification requirement (ss.107–112) is none of the regimes that the register computes.
        OrderKind("VOO", "Violent offender order", "Criminal Justice and Immigration Act 2008 s.98", _MAGISTRATES,
                  _CRIME, _PACE),
        OrderKind("PREBAIL", "Pre-charge bail conditions", "Police and Criminal Evidence Act 1984 ss.30A, 37, 47",
                  _POLICE, "Not a crime by itself", "May arrest without a warrant (s.46A)"),
        OrderKind("POSTBAIL", "Bail conditions", "Bail Act 1976", _CRIMINAL,
                  "Not a crime by itself; before a court within 24 hours", "May arrest without a warrant (s.7)"),
        OrderKind("LIC", "Licence conditions", "Criminal Justice Act 2003", "None: set on release", "Recall to prison",
                  "No arrest for breach alone: tell probation at once"),
        OrderKind("CO", "Community order or suspended sentence requirements", "Sentencing Code ss.200, 286", _CRIMINAL,
                  "Back before the court", "No arrest for breach alone: tell probation at once"),
    )
}  # fmt: skip


class ConditionType(StrEnum):
    NO_CONTACT = "no_contact"
    EXCLUSION_DISTANCE = "exclusion_distance"
    EXCLUSION_PLACE = "exclusion_place"
    ELECTRONIC_MONITORING = "electronic_monitoring"
    LEAVE_HOME = "leave_home"
    PROGRAMME = "programme"
    NOTIFY = "notify"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition: its type, its own text, and the distance, place and person it names. Any of these may be secret."""

    type: str
    text: str
    distance_metres: int | None = None
    place: str = ""
    protected_person: str = ""


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


def condition_in_words(condition: Condition, *, may_show_place: bool = False, may_show_person: bool = False) -> str:
    """A condition as an officer reads it out. A place or person that may not be shown is only described.

    The condition's own text is never part of it: it may name either.
    """
    person = condition.protected_person if may_show_person and condition.protected_person else "the protected person"
    hidden = "the named place" if condition.type == ConditionType.EXCLUSION_PLACE else "a protected address"
    place = condition.place if may_show_place and condition.place else hidden
    metres = condition.distance_metres
    words: dict[str, str] = {
        ConditionType.NO_CONTACT: f"Must not contact {person}, directly or through others",
        ConditionType.EXCLUSION_DISTANCE: f"Must not go {f'within {metres} metres of' if metres else 'near'} {place}",
        ConditionType.EXCLUSION_PLACE: f"Must not enter {place}",
        ConditionType.ELECTRONIC_MONITORING: "Must wear an electronic tag",
        ConditionType.LEAVE_HOME: f"Must leave and stay away from {place}",
        ConditionType.PROGRAMME: "Must attend a programme",
        ConditionType.NOTIFY: "Must tell the police of name and address changes",
    }
    return words.get(condition.type, "Another condition: read the order")


def power_of_arrest_in_words(code: str) -> str:
    """When an officer may arrest for a breach of this kind of order."""
    kind = ORDER_KINDS.get(code)
    return kind.arrest if kind else "Not known: check the order"
