"""Waiting for what another process does: on a condition, with a deadline, and never longer than it takes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

DEADLINE = 60.0
_never = threading.Event()


def until(holds: Callable[[], object], what: str, *, seconds: float = DEADLINE) -> None:
    """Return as soon as the condition holds.

    Raises:
        AssertionError: it did not within so many seconds; `what` says what was waited for.
    """
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        _never.wait(0.05)
