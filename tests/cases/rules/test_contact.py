from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.contact import (
    SHOWN,
    WITHHELD,
    Circumstances,
    Why,
    decide,
    instead_of_it,
    spellings_of,
    without_secrets,
)

YES_NO = (False, True)


@pytest.mark.parametrize("may_see_confidential", YES_NO, ids=["not entitled", "entitled"])
@pytest.mark.parametrize("is_in_refuge", YES_NO, ids=["at home", "in refuge"])
@pytest.mark.parametrize("is_holder_seen", YES_NO, ids=["holder unseen", "holder seen"])
@pytest.mark.parametrize("protection", ["open", "confidential", "refuge", "", "Open"])
def test_decide(protection: str, is_holder_seen: bool, is_in_refuge: bool, may_see_confidential: bool) -> None:
    why = decide(Circumstances(protection, is_holder_seen, is_in_refuge, may_see_confidential))

    is_shown = (
        is_holder_seen
        and not is_in_refuge
        and (protection == "open" or (protection == "confidential" and may_see_confidential))
    )
    assert (why in SHOWN) is is_shown


@pytest.mark.parametrize("why", [why for why in Why if why not in SHOWN], ids=str)
def test_what_stands_instead_says_whom_to_ask(why: Why) -> None:
    assert "the control room of X" in instead_of_it(why, "the control room of X")


@pytest.mark.parametrize(
    ("text", "secrets", "left"),
    [
        pytest.param("at 12 Mill Rd", ["12 Mill Rd"], f"at {WITHHELD}", id="as written"),
        pytest.param("LS63aa.", ["LS6 3AA"], f"{WITHHELD}.", id="without the space"),
        pytest.param("ring +44 7700 900-777", ["7700900777"], f"ring +44 {WITHHELD}", id="a number as typed"),
        pytest.param("flat 2 is loud", ["Flat 2"], "flat 2 is loud", id="too short to be told apart"),
        pytest.param("nothing here", [""], "nothing here", id="no secret"),
        pytest.param("12 Mill Rd, Leeds", ["Mill Rd", "12 Mill Rd, Leeds"], WITHHELD, id="the longest first"),
        pytest.param("She is at M1 1AE now", ["M1 1AE"], f"She is at {WITHHELD} now", id="the shortest postcode"),
        pytest.param("at m11ae.", ["M1 1AE"], f"at {WITHHELD}.", id="the shortest postcode as typed"),
        pytest.param("form M11AEX", ["M1 1AE"], "form M11AEX", id="five characters within a word"),
    ],
)
def test_without_secrets(text: str, secrets: list[str], left: str) -> None:
    assert without_secrets(text, secrets) == left


@pytest.mark.parametrize(
    "said",
    ["7 canary lane", "7, Canary Ln", "Canary Lane", "canary ln", "7 Canary", "No. 7 Canary-Lane", "CANARYLANE"],
)
def test_a_street_is_taken_out_however_it_is_said(said: str) -> None:
    left = without_secrets(f"She moved to {said} in May", spellings_of("Flat 2, 7 Canary Lane"))

    assert "canary" not in left.lower()
    assert left.startswith("She moved to ")


def test_the_name_of_a_house_is_taken_out_without_its_street() -> None:
    assert without_secrets("at Rose Cottage", spellings_of("Rose Cottage, Mill Lane")) == f"at {WITHHELD}"


@given(before=st.text(max_size=50), after=st.text(max_size=50))
def test_a_secret_never_survives(before: str, after: str) -> None:
    assert "Canary Lane" not in without_secrets(f"{before}7 Canary Lane{after}", ["7 Canary Lane"])
