"""The written acknowledgement of a notification, whole in English and in Welsh.

Made from what the person said and from nothing else: no note of the officer, nothing of anybody else. What they said
stands on it as they said it, also where it is somebody's protected address: a blank would tell them that it is one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from register.rules.notifications.particulars import PARTICULARS
from register.rules.regimes.table import KINDS, DutyKind
from register.rules.time_limits import LONDON


class Language(StrEnum):
    """The languages of the law in England and Wales."""

    ENGLISH = "en"
    WELSH = "cy"


@dataclass(frozen=True, slots=True)
class SaidItem:
    """One thing that was said, with its particulars as they are kept. `is_complete` false: more must be told."""

    kind: DutyKind
    said: str
    particulars: Mapping[str, str]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class NextDuty:
    """What is due next, and its last day; None while the clock stands still."""

    kind: DutyKind
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What an acknowledgement is made from. `taken_at` is aware."""

    reference: str
    name: str
    taken_at: datetime
    method: str
    police_station: str
    force: str
    taken_by: str
    has_fixed_abode: bool
    phone: str
    items: Sequence[SaidItem]
    due: Sequence[NextDuty]


@dataclass(frozen=True, slots=True)
class Sheet:
    """An acknowledgement in one language: a title, rows of who and when, what was notified, what is due, and notes."""

    language: Language
    title: str
    rows: tuple[tuple[str, str], ...]
    told_title: str
    told: tuple[tuple[str, tuple[str, ...]], ...]
    due_title: str
    due: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    signature: str


WELSH_TITLES: Final[Mapping[DutyKind, str]] = {
    DutyKind.INITIAL: "Hysbysiad cychwynnol",
    DutyKind.NAME: "Enw newydd",
    DutyKind.HOME_ADDRESS: "Newid cyfeiriad cartref",
    DutyKind.NO_HOME_ADDRESS: "Dim cyfeiriad cartref mwyach",
    DutyKind.OTHER_ADDRESS: "Cyfeiriad arall ar ôl cyfnod cymhwyso",
    DutyKind.CHILD_HOUSEHOLD: "Aros mewn cartref lle mae plentyn",
    DutyKind.BANK: "Cyfrif banc neu gerdyn",
    DutyKind.IDENTITY_DOCUMENT: "Pasbort neu ddogfen adnabod",
    DutyKind.RELEASE: "Rhyddhau o’r ddalfa neu o’r ysbyty",
    DutyKind.TRAVEL: "Teithio dramor",
    DutyKind.RETURN: "Dychwelyd o dramor",
    DutyKind.PERIODIC: "Hysbysiad cyfnodol",
    DutyKind.WEEKLY: "Hysbysiad wythnosol heb gartref sefydlog",
    DutyKind.NON_EVENT: "Newid a gyhoeddwyd na ddigwyddodd",
    DutyKind.INTENDED_NAME: "Enw y bwriedir ei ddefnyddio",
    DutyKind.ABSENCE: "Absenoldeb o’r cartref am fwy na 5 diwrnod",
    DutyKind.COURT_ITEM: "Yr hyn a ychwanegodd y llys",
}
_MONTHS: Final = {
    Language.ENGLISH: (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
    Language.WELSH: (
        "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd",
        "Rhagfyr",
    ),
}  # fmt: skip
WORDS: Final[Mapping[str, Mapping[Language, str]]] = {
    code: {Language.ENGLISH: english, Language.WELSH: welsh}
    for code, english, welsh in (
        ("title", "Acknowledgement of a notification", "Cydnabyddiaeth o hysbysiad"),
        ("reference", "Reference", "Cyfeirnod"),
        ("name", "Name", "Enw"),
        ("taken_at", "Given on", "Rhoddwyd ar"),
        ("at", "at", "am"),
        ("where", "At", "Yn"),
        ("method", "How", "Sut"),
        ("taken_by", "Taken by", "Cymerwyd gan"),
        ("abode", "Home", "Cartref"),
        ("has_abode", "A home address is notified", "Hysbyswyd cyfeiriad cartref"),
        ("no_abode", "No fixed abode", "Dim cartref sefydlog"),
        ("phone", "Telephone", "Ffôn"),
        ("told", "What you notified", "Yr hyn a hysbyswyd gennych"),
        ("incomplete", "Something is still missing. You must still notify it.",
         "Mae rhywbeth ar goll o hyd. Rhaid i chi ei hysbysu o hyd."),
        ("due", "What you must notify next", "Yr hyn y mae’n rhaid i chi ei hysbysu nesaf"),
        ("by", "by", "erbyn"),
        ("paused", "no date while you are in custody, in hospital or abroad",
         "dim dyddiad tra byddwch yn y ddalfa, yn yr ysbyty neu dramor"),
        ("nothing_due", "Nothing at present", "Dim ar hyn o bryd"),
        ("in_person", "In person at a police station", "Yn bersonol mewn gorsaf heddlu"),
        ("counter", "In person at a front counter", "Yn bersonol wrth gownter blaen"),
        ("video", "By video", "Drwy fideo"),
        ("keep", "Keep this paper. It is your proof of what you notified.",
         "Cadwch y papur hwn. Dyma eich prawf o’r hyn a hysbyswyd gennych."),
        ("changes", "If anything changes you must notify it within the time that your order or the law gives.",
         "Os bydd unrhyw beth yn newid, rhaid i chi ei hysbysu o fewn yr amser a roddir gan eich gorchymyn neu’r "
         "gyfraith."),
        ("offence", "It is an offence to fail to notify without reasonable excuse, or to give information that you "
         "know to be false.",
         "Mae’n drosedd peidio â hysbysu heb esgus rhesymol, neu roi gwybodaeth y gwyddoch ei bod yn ffug."),
        ("signature", "Signature of the officer", "Llofnod y swyddog"),
    )
}  # fmt: skip


def sheet_of(told: Acknowledged, language: Language) -> Sheet:
    """The acknowledgement in one language. What the person said stays in the language in which it was said."""

    def word(code: str) -> str:
        return WORDS[code][language]

    rows = [
        (word("reference"), told.reference), (word("name"), told.name), (word("taken_at"), _moment(told, language)),
        (word("where"), f"{told.police_station}, {told.force}"), (word("method"), word(told.method)),
        (word("taken_by"), told.taken_by), (word("abode"), word("has_abode" if told.has_fixed_abode else "no_abode")),
    ]  # fmt: skip
    if told.phone:
        rows.append((word("phone"), told.phone))
    return Sheet(
        language=language, title=word("title"), rows=tuple(rows), told_title=word("told"),
        told=tuple((title_of(each.kind, language), _lines(each, language)) for each in told.items),
        due_title=word("due"), due=_due(told, language), notes=(word("keep"), word("changes"), word("offence")),
        signature=word("signature"),
    )  # fmt: skip


def digest_of(sheets: Sequence[Sheet]) -> str:
    """SHA-256 (hex) of the text as it was handed over: the same facts give the same digest."""
    text = [
        [each.language, each.title, each.rows, each.told_title, each.told, each.due_title, each.due, each.notes]
        for each in sheets
    ]
    return hashlib.sha256(json.dumps(text, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def title_of(kind: DutyKind, language: Language) -> str:
    return WELSH_TITLES[kind] if language is Language.WELSH else KINDS[kind].title


def day_of(on: date, language: Language) -> str:
    """ "23 November 2026", "23 Tachwedd 2026"."""
    return f"{on.day} {_MONTHS[language][on.month - 1]} {on.year}"


def _moment(told: Acknowledged, language: Language) -> str:
    local = told.taken_at.astimezone(LONDON)
    return f"{day_of(local.date(), language)} {WORDS['at'][language]} {local:%H:%M}"


def _lines(item: SaidItem, language: Language) -> tuple[str, ...]:
    asked = PARTICULARS.get(item.kind, ())
    titles = [(each.welsh if language is Language.WELSH else each.title, each.code) for each in asked]
    lines = [f"{title}: {item.particulars[code]}" for title, code in titles if item.particulars.get(code)]
    lines += [item.said] if item.said else []
    return (*lines, *(() if item.is_complete else (WORDS["incomplete"][language],)))


def _due(told: Acknowledged, language: Language) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            title_of(each.kind, language),
            f"{WORDS['by'][language]} {day_of(each.due_on, language)}" if each.due_on else WORDS["paused"][language],
        )
        for each in told.due
    ) or ((WORDS["nothing_due"][language], ""),)
