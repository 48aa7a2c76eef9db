"""Which offence somebody means, and what is known of it."""

from __future__ import annotations

import pytest

from register.rules.offences import SPECIFIED_STALKING, find_offences, offence_of, offences, which_offence


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        pytest.param("SC15004", "SC15004", id="code"),
        pytest.param(" sc15004 ", "SC15004", id="small letters"),
        pytest.param(offence_of("SC15004").label, "SC15004", id="as the list offers it"),
        pytest.param("controlling coercive", "SC15004", id="words"),
    ],
)
def test_an_offence_is_found_by_code_or_words(typed: str, code: str) -> None:
    assert which_offence(typed).code == code


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("", "No offence has that code", id="nothing"),
        pytest.param("XX99999", "No offence has that code", id="unknown"),
        pytest.param("stalking", "Type the code of the one you mean", id="several"),
    ],
)
def test_what_is_not_one_offence_says_what_to_do(typed: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        which_offence(typed)


def test_every_specified_offence_is_in_the_table_and_says_stalking() -> None:
    assert all("stalking" in offences()[code].title.lower() for code in SPECIFIED_STALKING)
    assert not offence_of("XX1").is_inherently_domestic
    assert len(find_offences("murder")) == 1
