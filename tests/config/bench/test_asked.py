"""What people are looked up by."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from config.bench.asked import KINDS, UNKNOWN, Known, draw

MAREK = Known(
    reference="DAR-7K3F-9QX2", forename="Marek", surname="Kowalski", alias="Big Mark", born=date(1984, 11, 23),
    phone="07700900067", line_1="14 Abbey Close", town="Leeds", postcode="LS12 3BF", plate="BS61HSC",
    pnc="1981/0000034U", cro="535817/17V", local_reference="13DA/000113/26",
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "terms"),
    [
        ("forename and surname", "Marek Kowalski"),
        ("surname before forename", "KOWALSKI, Marek"),
        ("part of the surname and town", "Kowalsk Leeds"),
        ("surname and date of birth", "Kowalski 23/11/1984"),
        ("date of birth in words", "23 Nov 1984"),
        ("telephone number in groups", "07700 900 067"),
        ("telephone number from abroad", "+44 7700900067"),
        ("telephone number as spoken", "oh seven seven oh oh nine oh oh oh six seven"),
        ("end of the telephone number", "900067"),
        ("postcode without its space", "ls123bf"),
        ("street and town", "Abbey Close Leeds"),
        ("vehicle mark with a space", "bs61 hsc"),
        ("PNC ID in short", "81/34U"),
    ],
    ids=lambda value: value if value in KINDS else "",
)
def test_kind_gives_its_terms(kind: str, terms: str) -> None:
    assert KINDS[kind](MAREK, Random(1)) == terms


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "surname with" in kind])
def test_slip_is_one_slip(kind: str) -> None:
    slipped = KINDS[kind](MAREK, Random(1))

    assert slipped.startswith("Marek ")
    assert slipped != "Marek Kowalski"
    assert abs(len(slipped) - len("Marek Kowalski")) <= 1


def test_terms_are_of_many_kinds_and_the_same_every_time() -> None:
    drawn = draw([MAREK, replace(MAREK, reference="DAR-0000-0000")], 80)

    assert drawn == draw([MAREK, replace(MAREK, reference="DAR-0000-0000")], 80)
    assert len({each.kind for each in drawn}) >= 25
    assert all(each.terms.strip() for each in drawn)


def test_nobody_is_asked_for_by_what_is_not_known() -> None:
    nameless_numbers = replace(MAREK, phone="", pnc="", cro="", plate="", born=None, alias="")

    kinds = {each.kind for each in draw([nameless_numbers], 60)}

    assert not {kind for kind in kinds if "telephone" in kind or "PNC" in kind or "vehicle" in kind or "birth" in kind}
    assert UNKNOWN in kinds
