"""Codes, references and values in a reader's words."""

from __future__ import annotations

from typing import Any

import pytest

from audit.web import words


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("person.fact_added", "Person: fact added"),
        ("audit.record_reviewed", "Log: record reviewed"),
        ("notification_duty.started", "Notification duty: started"),
        ("odd", "Odd"),
    ],
    ids=["two parts", "of the log", "words", "one part"],
)
def test_what_happened(code: str, said: str) -> None:
    assert words.title(code) == said


@pytest.mark.parametrize(
    ("recorded", "said"),
    [
        (None, "Not recorded"),
        ("", "Not recorded"),
        ([], "Not recorded"),
        ({}, "Not recorded"),
        (True, "Yes"),
        (False, "No"),
        (0, "0"),
        ({"old": None, "new": "high"}, "from Not recorded to high"),
        ({"record": "DAR-1", "since_on": "2026-01-01"}, "Record: DAR-1; Since on: 2026-01-01"),
        (["a", 1], "a, 1"),
    ],
    ids=["none", "empty", "no items", "no keys", "yes", "no", "zero", "change", "mapping", "list"],
)
def test_a_recorded_value(recorded: Any, said: str) -> None:
    assert words.value(recorded) == said


@pytest.mark.parametrize(
    ("label", "said"),
    [("accounts.force", "Force"), ("audit.record", "audit.record"), ("gone.model", "gone.model"), ("odd", "odd")],
    ids=["a model", "no model", "no app", "no dot"],
)
def test_a_kind_of_record(label: str, said: str) -> None:
    assert words.kind_of_record(label) == said
