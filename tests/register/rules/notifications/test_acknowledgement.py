from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from register.rules.notifications.acknowledgement import (
    WELSH_TITLES,
    WORDS,
    Acknowledged,
    Language,
    NextDuty,
    SaidItem,
    digest_of,
    sheet_of,
)
from register.rules.notifications.particulars import PARTICULARS
from register.rules.regimes.table import DutyKind

TOLD = Acknowledged(
    reference="N-0a1b2c3d4e", name="Marek Kowalski", taken_at=datetime(2026, 7, 23, 9, 5, tzinfo=UTC), method="counter",
    police_station="Elland Road", force="West Yorkshire Police", taken_by="PC Ruth Adeyemi", has_fixed_abode=False,
    phone="", items=(SaidItem(DutyKind.HOME_ADDRESS, "Moved on Monday", {"line_1": "5 Elm Street"}, True),),
    due=(NextDuty(DutyKind.WEEKLY, date(2026, 7, 30)), NextDuty(DutyKind.RELEASE, None)),
)  # fmt: skip


@pytest.mark.parametrize("kind", list(DutyKind))
def test_every_kind_has_a_welsh_title(kind: DutyKind) -> None:
    assert WELSH_TITLES[kind]


def test_every_word_and_particular_is_there_in_both_languages() -> None:
    assert all(set(each) == set(Language) and all(each.values()) for each in WORDS.values())
    assert all(each.title and each.welsh for kind in PARTICULARS.values() for each in kind)


def test_the_english_text_says_what_when_where_and_what_is_due() -> None:
    sheet = sheet_of(TOLD, Language.ENGLISH)

    assert ("Given on", "23 July 2026 at 10:05") in sheet.rows
    assert ("At", "Elland Road, West Yorkshire Police") in sheet.rows
    assert ("Home", "No fixed abode") in sheet.rows
    assert sheet.told == (("Change of home address", ("House and street: 5 Elm Street", "Moved on Monday")),)
    assert sheet.due == (
        ("Weekly notification with no fixed abode", "by 30 July 2026"),
        ("Release from custody or hospital", "no date while you are in custody, in hospital or abroad"),
    )


def test_the_welsh_text_is_whole() -> None:
    sheet = sheet_of(TOLD, Language.WELSH)

    assert sheet.title == "Cydnabyddiaeth o hysbysiad"
    assert ("Rhoddwyd ar", "23 Gorffennaf 2026 am 10:05") in sheet.rows
    assert sheet.told == (("Newid cyfeiriad cartref", ("Tŷ a stryd: 5 Elm Street", "Moved on Monday")),)
    assert sheet.due[0] == ("Hysbysiad wythnosol heb gartref sefydlog", "erbyn 30 Gorffennaf 2026")


def test_what_is_incomplete_must_still_be_told() -> None:
    incomplete = replace(TOLD, items=(SaidItem(DutyKind.BANK, "", {}, False),))

    assert "must still notify" in sheet_of(incomplete, Language.ENGLISH).told[0][1][-1]
    assert "hysbysu o hyd" in sheet_of(incomplete, Language.WELSH).told[0][1][-1]


def test_the_digest_is_of_the_text_and_of_nothing_else() -> None:
    sheet = sheet_of(TOLD, Language.ENGLISH)

    assert digest_of([sheet]) == digest_of([sheet_of(TOLD, Language.ENGLISH)])
    assert digest_of([sheet]) != digest_of([sheet_of(replace(TOLD, phone="07700 900123"), Language.ENGLISH)])
    assert digest_of([sheet]) != digest_of([sheet, sheet_of(TOLD, Language.WELSH)])
