"""Failures to notify: what each may be, which offence fits, and what may follow. Nothing closes by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from register.rules.limits.terms import Confidence
from register.rules.regimes.table import DA_REGISTER, DAPO, KINDS, SHPO, SOA, SPO, DutyKind


class Failure(StrEnum):
    """What went wrong. Not made and made late are one failure, which goes on until it is made."""

    NOT_IN_TIME = "not_in_time"
    INCOMPLETE = "incomplete"
    FALSE = "false"
    REFUSED_IDENTITY = "refused_identity"


class BreachStatus(StrEnum):
    """How far a failure has been judged."""

    SUSPECTED = "suspected"
    REFERRED = "referred"
    EXCUSED = "excused"
    NO_BREACH = "no_breach"
    CONCLUDED = "concluded"


UNDECIDED: Final = (BreachStatus.SUSPECTED,)
MOVES: Final[Mapping[BreachStatus, tuple[BreachStatus, ...]]] = {
    BreachStatus.SUSPECTED: (BreachStatus.REFERRED, BreachStatus.EXCUSED, BreachStatus.NO_BREACH),
    BreachStatus.REFERRED: (BreachStatus.CONCLUDED,),
    BreachStatus.EXCUSED: (BreachStatus.REFERRED,),
    BreachStatus.NO_BREACH: (BreachStatus.REFERRED,),
    BreachStatus.CONCLUDED: (),
}
"""An excuse that proves untrue can still be referred; what was referred ends with an outcome."""


def may_become(status: str, to: BreachStatus) -> bool:
    return to in MOVES[BreachStatus(status)]


@dataclass(frozen=True, slots=True)
class Offence:
    """An offence that a failure may be. `code` is the CJS code, "" where no law makes it one."""

    code: str
    title: str
    authority: str
    confidence: Confidence = Confidence.HIGH
    note: str = ""


_MEDIUM = Confidence.MEDIUM
_S43 = "Domestic Abuse Act 2021 s.43"
_S11 = "Stalking Protection Act 2019 s.11"
_S91 = "Sexual Offences Act 2003 s.91"
_DAPO_INITIAL = Offence(
    "DA21002", "Fail to comply with initial notification requirements under domestic abuse protection order", _S43
)
_DAPO_NAME = Offence(
    "DA21003", "Fail to notify police of name not provided under s41 of the Domestic Abuse Act 2021", _S43
)
_DAPO_HOME = Offence(
    "DA21006", "Fail to notify police of new home address as required by s41 of Domestic Abuse Act 2021", _S43
)
_DAPO_NO_HOME = Offence(
    "DA21007",
    "Fail to notify police of not having an address - a requirement to notify such under s41 Domestic Abuse Act 2021",
    _S43,
)
_DAPO_COURT_ITEM = Offence(
    "DA21001", "Breach of domestic abuse protection order", "Domestic Abuse Act 2021 ss.39, 41(7)", _MEDIUM,
    "What the court added by the order has no code of its own: ask the prosecutor.",
)  # fmt: skip
_DAPO_OTHER = Offence(
    "DA21002", "Fail to comply with initial notification requirements under domestic abuse protection order", _S43,
    _MEDIUM, "No code of its own for this kind: ask the prosecutor.",
)  # fmt: skip
_SPO_INITIAL = Offence(
    "ST19002",
    "Fail to notify police of notification requirements within 3 days of service of stalking order / interim stalking "
    "order",
    _S11,
)
_SPO_NAME = Offence("ST19003", "Fail to notify police of name not already notified within 3 days", _S11)
_SPO_HOME = Offence("ST19004", "Fail to notify police of new home address within 3 days", _S11)
_SPO_OTHER = Offence(
    _SPO_INITIAL.code, _SPO_INITIAL.title, _S11, _MEDIUM, "No code of its own for this kind: ask the prosecutor."
)
_SOA_FAIL = Offence(
    "SX03204", "Sex offenders register - fail comply with notification requirements - SOA 2003", f"{_S91}(1)(a)"
)
_SOA_FALSE = Offence(
    "SX03204", _SOA_FAIL.title, f"{_S91}(1)(b)", _MEDIUM,
    "The list has no code of its own for false information: ask the prosecutor.",
)  # fmt: skip
_SOA_REFUSED = Offence(
    "SX03204", _SOA_FAIL.title, f"{_S91}(1)(a), s.87(4)", _MEDIUM,
    "The list has no code of its own for a refusal of fingerprints or a photograph: ask the prosecutor.",
)  # fmt: skip
INTERIM: Final = Offence(
    "SX03205", "Sex offenders register - fail comply with interim notification requirements - SOA 2003", _S91
)
"""Instead of SX03204 while the requirement rests on an interim order."""
NO_OFFENCE: Final = Offence(
    "", "No law makes this failure an offence", "Proposed for the register; no authority yet", Confidence.PROPOSAL
)


def _row(other: Offence, **kinds: Offence) -> dict[DutyKind, Offence]:
    return {kind: kinds.get(kind.value, other) for kind in KINDS}


NOT_GIVEN: Final[Mapping[str, Mapping[DutyKind, Offence]]] = {
    SOA: _row(_SOA_FAIL),
    SHPO: _row(_SOA_FAIL),
    SPO: _row(_SPO_OTHER, initial=_SPO_INITIAL, name=_SPO_NAME, home_address=_SPO_HOME),
    DAPO: _row(
        _DAPO_OTHER, initial=_DAPO_INITIAL, name=_DAPO_NAME, home_address=_DAPO_HOME, no_home_address=_DAPO_NO_HOME,
        court_item=_DAPO_COURT_ITEM,
    ),
    DA_REGISTER: _row(NO_OFFENCE),
}  # fmt: skip
FALSELY_GIVEN: Final[Mapping[str, Offence]] = {
    SOA: _SOA_FALSE,
    SHPO: _SOA_FALSE,
    SPO: Offence("ST19006", "Provide information relating to notification requirement known to be false", _S11),
    DAPO: Offence(
        "DA21004", "Provide false information in notification to police under domestic abuse protection order", _S43
    ),
    DA_REGISTER: NO_OFFENCE,
}
IDENTITY_REFUSED: Final[Mapping[str, Offence]] = {
    SOA: _SOA_REFUSED,
    SHPO: _SOA_REFUSED,
    SPO: Offence(
        "ST19005",
        "Fail to comply with request of police officer or other authorised persons for fingerprints / photographs / "
        "both",
        _S11,
    ),
    DAPO: Offence(
        "DA21005",
        "Fail to comply with request for fingerprints or photographs during notification under domestic abuse "
        "protection order",
        _S43,
    ),
    DA_REGISTER: NO_OFFENCE,
}


def offence_of(failure: Failure, regime: str, kind: DutyKind | None = None, *, is_interim: bool = False) -> Offence:
    """The offence that a failure under a regime may be. `kind` is what was to be notified; a refusal of identity has
    none.

    Raises:
        KeyError: no such regime, or a failure to give something without saying what.
    """
    if failure is Failure.FALSE:
        return FALSELY_GIVEN[regime]
    if failure is Failure.REFUSED_IDENTITY:
        return IDENTITY_REFUSED[regime]
    if kind is None:
        raise KeyError(kind)
    return INTERIM if is_interim and regime == SHPO else NOT_GIVEN[regime][kind]
