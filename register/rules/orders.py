"""The kinds of protective order, the types of condition, and both in plain words (shared facts 3.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class OrderKind:
    """One kind of order. `breach` is what breaking it is; `arrest` says in words when an officer may arrest."""

    code: str
    title: str
    legal_basis: str
    breach: str
    arrest: str
    regime: str = "none"


_CRIME = "A crime, up to 5 years"
_PACE = "May arrest for breach without a warrant: breach is a crime"

ORDER_KINDS: dict[str, OrderKind] = {
    kind.code: kind
    for kind in (
        OrderKind("NMO", "Non-molestation order", "Family Law Act 1996 s.42", _CRIME, _PACE),
        OrderKind("OCC", "Occupation order", "Family Law Act 1996 ss.33–41", "Contempt of court",
                  "May arrest only if a power of arrest is attached (s.47): check the order"),
        OrderKind("RO", "Restraining order on conviction", "Sentencing Act 2020 s.360", _CRIME, _PACE),
        OrderKind("ROA", "Restraining order on acquittal", "Protection from Harassment Act 1997 s.5A", _CRIME, _PACE),
        OrderKind("DVPN", "Domestic violence protection notice", "Crime and Security Act 2010 s.24",
                  "Not a crime; arrest and court", "May arrest without a warrant (s.25)"),
        OrderKind("DVPO", "Domestic violence protection order", "Crime and Security Act 2010 s.28",
                  "Civil: fine or up to 2 months", "May arrest without a warrant (s.28)"),
        OrderKind("DAPN", "Domestic abuse protection notice", "Domestic Abuse Act 2021 s.22",
                  "Not a crime; before a court within 24 hours", "May arrest without a warrant (s.26)"),
        OrderKind("DAPO", "Domestic abuse protection order", "Domestic Abuse Act 2021 s.27", _CRIME, _PACE, "dapo"),
        OrderKind("SPO", "Stalking protection order", "Stalking Protection Act 2019 s.2", _CRIME, _PACE, "spo"),
        OrderKind("ISPO", "Interim stalking protection order", "Stalking Protection Act 2019 s.5", _CRIME, _PACE, "spo"),
        OrderKind("SHPO", "Sexual harm prevention order", "Sentencing Code s.345; Sexual Offences Act 2003 s.103A",
                  _CRIME, _PACE, "shpo"),
        OrderKind("SRO", "Sexual risk order", "Sexual Offences Act 2003 s.122A", _CRIME, _PACE),
        OrderKind("FMPO", "Forced marriage protection order", "Family Law Act 1996 s.63A", _CRIME, _PACE),
        OrderKind("FGMPO", "Female genital mutilation protection order",
                  "Female Genital Mutilation Act 2003 s.5A", _CRIME, _PACE),
        OrderKind("PHI", "Harassment injunction", "Protection from Harassment Act 1997 s.3", _CRIME, _PACE),
        OrderKind("CBO", "Criminal behaviour order", "Sentencing Code s.331", _CRIME, _PACE),
        OrderKind("PREBAIL", "Pre-charge bail conditions", "Police and Criminal Evidence Act 1984 ss.30A, 37, 47",
                  "Not a crime by itself", "May arrest without a warrant (s.46A)"),
        OrderKind("POSTBAIL", "Bail conditions", "Bail Act 1976", "Not a crime by itself",
                  "May arrest without a warrant (s.7)"),
        OrderKind("LIC", "Licence conditions", "Criminal Justice Act 2003", "Recall to prison",
                  "No arrest for breach alone: tell probation at once"),
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
    """A condition: its type, its own text, and the distance, place and person it names. Place and person may be secret."""

    type: str
    text: str
    distance_metres: int | None = None
    place: str = ""
    protected_person: str = ""


_DISTANCE = re.compile(r"(\d+)\s*(?:metres|meters|m)\b", re.IGNORECASE)
_KNOWN = (
    (re.compile(r"electronic|\btag\b", re.IGNORECASE), ConditionType.ELECTRONIC_MONITORING),
    (_DISTANCE, ConditionType.EXCLUSION_DISTANCE),
    (re.compile(r"\bcontact\b", re.IGNORECASE), ConditionType.NO_CONTACT),
    (re.compile(r"not (?:to )?(?:enter|go)", re.IGNORECASE), ConditionType.EXCLUSION_PLACE),
    (re.compile(r"leave\b.*home|leave the (?:property|premises)", re.IGNORECASE), ConditionType.LEAVE_HOME),
    (re.compile(r"programme|course", re.IGNORECASE), ConditionType.PROGRAMME),
    (re.compile(r"notify|tell the police", re.IGNORECASE), ConditionType.NOTIFY),
)


def read_condition(text: str) -> Condition:
    """A condition in free text as its type and distance; what is not recognised stays as it was written."""
    distance = _DISTANCE.search(text)
    type_ = next((type_ for pattern, type_ in _KNOWN if pattern.search(text)), ConditionType.OTHER)
    return Condition(type_, text.strip(), distance_metres=int(distance[1]) if distance else None)


def condition_in_words(condition: Condition, *, may_show_place: bool = False, may_show_person: bool = False) -> str:
    """A condition as an officer reads it out. A place or person that may not be shown is only described."""
    person = condition.protected_person if may_show_person and condition.protected_person else "the protected person"
    hidden = "the named place" if condition.type == ConditionType.EXCLUSION_PLACE else "a protected address"
    place = condition.place if may_show_place and condition.place else hidden
    words = {
        ConditionType.NO_CONTACT: f"Must not contact {person}, directly or through others",
        ConditionType.EXCLUSION_DISTANCE: f"Must not go within {condition.distance_metres} metres of {place}",
        ConditionType.EXCLUSION_PLACE: f"Must not enter {place}",
        ConditionType.ELECTRONIC_MONITORING: "Must wear an electronic tag",
        ConditionType.LEAVE_HOME: f"Must leave and stay away from {place}",
        ConditionType.PROGRAMME: "Must attend a programme",
        ConditionType.NOTIFY: "Must tell the police of name and address changes",
    }
    return words.get(ConditionType(condition.type), "Another condition: read the order")


def power_of_arrest_in_words(code: str) -> str:
    """When an officer may arrest for a breach of this kind of order."""
    kind = ORDER_KINDS.get(code)
    return kind.arrest if kind else "Not known: check the order"
