"""What each change is asked for, in English and Welsh.

Of an account, a card or a document the register keeps its issuer and its last four characters and throws the rest away:
that is enough to tell one from another and to see whether a later one was notified, and nobody can pay with it. The
full number belongs to the force's own file of the notification.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from register.rules.regimes.table import KINDS, DutyKind

KEPT = 4
_PART = re.compile(r"[0-9A-Za-z]")
_LONG_NUMBER = re.compile(r"(?:[0-9][ -]?){4,}[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Particular:
    """One thing that is asked. `is_asked_by_law`: without it the notification is incomplete. `is_number`: only its last
    four characters are kept."""

    code: str
    title: str
    welsh: str
    is_asked_by_law: bool = True
    is_number: bool = False


def _p(code: str, title: str, welsh: str, **more: bool) -> Particular:
    return Particular(code, title, welsh, **more)


_OPTIONAL = {"is_asked_by_law": False}
_NAME = (
    _p("forenames", "Forenames", "Enwau cyntaf", **_OPTIONAL),
    _p("surname", "Surname", "Cyfenw"),
)
_REPLACES = _p(
    "replaces",
    "How it took the place of the old name, such as deed poll, marriage or civil partnership; empty if both are used",
    "Sut y cymerodd le’r hen enw, megis gweithred newid enw, priodas neu bartneriaeth sifil; gadewch yn wag os "
    "defnyddir y ddau",
    **_OPTIONAL,
)
_ADDRESS = (
    _p("line_1", "House and street", "Tŷ a stryd"),
    _p("line_2", "Second line", "Ail linell", **_OPTIONAL),
    _p("town", "Town", "Tref", **_OPTIONAL),
    _p("postcode", "Postcode", "Cod post"),
)
_K = DutyKind
PARTICULARS: Final[Mapping[DutyKind, tuple[Particular, ...]]] = {
    _K.INITIAL: (
        _p("names", "All names they use", "Pob enw a ddefnyddir ganddynt"),
        *_ADDRESS,
        _p(
            "other_addresses",
            "Other places where they regularly stay",
            "Lleoedd eraill lle byddant yn aros yn aml",
            **_OPTIONAL,
        ),
    ),
    _K.NAME: (*_NAME, _REPLACES),
    _K.INTENDED_NAME: _NAME,
    _K.HOME_ADDRESS: _ADDRESS,
    _K.NO_HOME_ADDRESS: (_p("place", "Where they can regularly be found", "Lle y gellir dod o hyd iddynt fel arfer"),),
    _K.OTHER_ADDRESS: _ADDRESS,
    _K.CHILD_HOUSEHOLD: _ADDRESS,
    _K.BANK: (
        _p("issuer", "Bank or card company", "Banc neu gwmni cardiau"),
        _p("product", "Account or card, and whose it is", "Cyfrif neu gerdyn, a phwy biau ef"),
        _p("last_four", "Last four digits of the number", "Pedwar digid olaf y rhif", is_number=True),
    ),
    _K.IDENTITY_DOCUMENT: (
        _p("document", "Document and country", "Dogfen a gwlad"),
        _p("last_four", "Last four characters of the number", "Pedwar nod olaf y rhif", is_number=True),
    ),
    _K.TRAVEL: (
        _p("countries", "Each country", "Pob gwlad"),
        _p("arrivals", "Points of arrival", "Mannau cyrraedd"),
        _p("carrier", "Carrier", "Cludwr"),
        _p("first_night", "Where they stay the first night", "Llety ar y noson gyntaf"),
        _p("return_day", "Day of return, if known", "Diwrnod dychwelyd, os yw’n hysbys", **_OPTIONAL),
        _p("return_point", "Point of return, if known", "Man dychwelyd, os yw’n hysbys", **_OPTIONAL),
    ),
    _K.ABSENCE: (
        _p("where", "Where they stay meanwhile", "Lle byddant yn aros yn y cyfamser"),
        _p("return_day", "Day of return", "Diwrnod dychwelyd"),
    ),
    _K.COURT_ITEM: (_p("item", "What the court asked for", "Yr hyn y gofynnodd y llys amdano"),),
}


def kept(kind: DutyKind, given: Mapping[str, str]) -> dict[str, str]:
    """The particulars of this kind as they are kept: known ones, without blanks, of a number its last four characters.

    Anything that the kind does not ask for is left out.
    """
    found = {each.code: _kept(each, given.get(each.code, "").strip()) for each in PARTICULARS.get(kind, ())}
    return {code: text for code, text in found.items() if text}


def shortened(kind: DutyKind, text: str) -> str:
    """Free text about an account, a card or a document with no more than the last four digits of a long number."""
    if not any(each.is_number for each in PARTICULARS.get(kind, ())):
        return text
    return _LONG_NUMBER.sub(lambda found: f"…{found[0][-KEPT:]}", text)


def is_untold(kind: DutyKind, said: str, given: Mapping[str, str]) -> bool:
    """Whether nothing was said of a kind of which something is asked."""
    return bool(PARTICULARS.get(kind)) and not said.strip() and not any(text.strip() for text in given.values())


def missing(kind: DutyKind, given: Mapping[str, str]) -> tuple[Particular, ...]:
    """What the law asks for and was not given."""
    return tuple(each for each in PARTICULARS.get(kind, ()) if each.is_asked_by_law and not given.get(each.code))


def in_words(kind: DutyKind, given: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """(title, what was given) of each particular that was given, in the order in which they are asked."""
    return tuple((each.title, given[each.code]) for each in PARTICULARS.get(kind, ()) if given.get(each.code))


def in_one_line(kind: DutyKind, given: Mapping[str, str]) -> str:
    """What was given, in one line without titles."""
    return ", ".join(text for _, text in in_words(kind, given))


def titles_of(kinds: Iterable[DutyKind]) -> tuple[tuple[str, str], ...]:
    """(code, title) of kinds, for a choice."""
    return tuple((kind.value, KINDS[kind].title) for kind in kinds)


def _kept(each: Particular, text: str) -> str:
    return "".join(_PART.findall(text))[-KEPT:] if each.is_number else text[:300]
