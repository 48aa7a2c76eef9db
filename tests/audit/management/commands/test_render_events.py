"""docs/reference/events.md says what the code declares."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from audit.core.events import OPERATIONAL, SPECIAL, EventType, Operation
from audit.management.commands.render_events import PAGE, rendered

ROOT = Path(__file__).resolve().parents[4]


def test_the_page_is_up_to_date() -> None:
    """In a process of its own: the tests declare events that the register does not have."""
    command = [sys.executable, "manage.py", "render_events", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_the_page_names_each_event_once() -> None:
    lines = (ROOT / PAGE).read_text("utf-8").splitlines()
    codes = [line.split("`")[1] for line in lines if line.startswith("| `")]

    assert len(codes) == len(set(codes)) > 30
    assert "audit.exported" in codes


@pytest.mark.parametrize(
    ("event", "row"),
    [
        (EventType("a.b", "Said.", Operation.ERASURE), "| `a.b` | Said. | nothing more |"),
        (
            EventType("a.c", "Said.", Operation.ERASURE, {"one": OPERATIONAL, "two": SPECIAL}),
            "| `a.c` | Said. | `one`, `two` (special) |",
        ),
    ],
    ids=["without fields", "with fields"],
)
def test_a_row_says_what_an_event_means_and_records(event: EventType, row: str) -> None:
    page = rendered([event])

    assert row in page.splitlines()
    assert "## Erasure" in page
    assert "## Collection" not in page
