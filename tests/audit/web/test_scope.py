"""What may be searched for: references, and days in England and Wales."""

from __future__ import annotations

from datetime import date

import pytest

from audit.web.scope import REFERENCE, Scope, tidied


@pytest.mark.parametrize(
    "reference",
    [
        "DAR-7K3F-9QX2",
        "A-0a1b2c3d4e",
        "C-0a1b2c3d4e",
        "U-81ed3a0dc657",
        "force-13",
        "system:courier",
        "17",
        "01a20a71-5944-77c0-a79c-b2ec326cc2bf",
    ],
)
def test_a_reference_is_known_by_its_shape(reference: str) -> None:
    assert REFERENCE.fullmatch(reference)


@pytest.mark.parametrize("text", ["Kowalski", "Marek Kowalski", "07700900067", "81/34U", "LS12 3BF", "forcekowalski"])
def test_a_name_is_no_reference(text: str) -> None:
    assert not REFERENCE.fullmatch(text)


@pytest.mark.parametrize(
    ("typed", "reference"),
    [(" dar-7k3f-9qx2\t", "DAR-7K3F-9QX2"), ("dar- 7k3f -9qx2", "DAR-7K3F-9QX2"), ("U-81ed3a0dc657", "U-81ed3a0dc657")],
    ids=["case", "spaces", "as it is"],
)
def test_a_reference_may_be_typed_loosely(typed: str, reference: str) -> None:
    assert tidied(typed) == reference


def test_a_scope_says_only_what_is_set() -> None:
    scope = Scope.of({"record": "DAR-7K3F-9QX2", "by": "", "since_on": date(2026, 3, 29), "until_on": None, "other": 1})

    assert scope == Scope(record="DAR-7K3F-9QX2", since_on=date(2026, 3, 29))
    assert scope.query() == "record=DAR-7K3F-9QX2&since_on=2026-03-29"
    assert scope.without("record").as_text() == {"since_on": "2026-03-29"}
