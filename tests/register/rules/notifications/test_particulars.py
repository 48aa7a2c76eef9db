from __future__ import annotations

import pytest

from register.rules.notifications.particulars import PARTICULARS, in_words, kept, missing, shortened
from register.rules.notifications.places import place_key
from register.rules.regimes.table import HAPPENINGS, DutyKind


def test_every_kind_that_happens_is_asked_something() -> None:
    assert {kind for kind in HAPPENINGS if not PARTICULARS.get(kind)} == set()


@pytest.mark.parametrize(
    ("kind", "typed", "left"),
    [
        pytest.param(DutyKind.BANK, "60-83-71 1234 5678", "5678", id="account-number"),
        pytest.param(DutyKind.BANK, "4929 0000 0000 1234", "1234", id="card-number"),
        pytest.param(DutyKind.IDENTITY_DOCUMENT, "5333 80 006 ", "0006", id="passport"),
    ],
)
def test_of_a_number_only_the_last_four_are_kept(kind: DutyKind, typed: str, left: str) -> None:
    assert kept(kind, {"last_four": typed})["last_four"] == left


def test_what_the_kind_does_not_ask_is_thrown_away() -> None:
    assert kept(DutyKind.NAME, {"surname": " Cole ", "account": "1234"}) == {"surname": "Cole"}


def test_what_the_law_asks_and_nobody_gave_is_missing() -> None:
    given = {"countries": "France", "carrier": "Ferry"}

    assert [each.code for each in missing(DutyKind.TRAVEL, given)] == ["arrivals", "first_night"]
    assert in_words(DutyKind.TRAVEL, given) == (("Each country", "France"), ("Carrier", "Ferry"))


@pytest.mark.parametrize(
    ("kind", "text", "left"),
    [
        pytest.param(DutyKind.BANK, "Card 4929 0000 0000 1234, new", "Card …1234, new", id="card-in-a-sentence"),
        pytest.param(DutyKind.BANK, "Opened on 12 3 2026", "Opened on 12 3 2026", id="a-date-stays"),
        pytest.param(DutyKind.HOME_ADDRESS, "Phone 07700 900123", "Phone 07700 900123", id="other-kinds-stay"),
    ],
)
def test_a_long_number_in_what_was_said_is_shortened(kind: DutyKind, text: str, left: str) -> None:
    assert shortened(kind, text) == left


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        pytest.param("Flat 2, 5 Elm St.", "FLAT 2  5 ELM ST", True, id="capitals-and-points"),
        pytest.param("Café Row 1", "Cafe Row 1", True, id="accents"),
        pytest.param("5 Elm Street", "15 Elm Street", False, id="another-house"),
    ],
)
def test_places_are_compared_without_their_spelling(one: str, other: str, is_same: bool) -> None:
    assert (place_key(one) == place_key(other)) is is_same
