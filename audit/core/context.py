"""Where an act came from: the channel, the session and the request, set once at the edge and read by the log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """`session` is a digest, never the session key itself: whoever reads the log must not be able to use it."""

    channel: str = "command"
    session: str = ""
    request: str = ""


_origin: ContextVar[Origin] = ContextVar("origin", default=Origin())  # noqa: B039 (Origin is frozen)


def current_origin() -> Origin:
    return _origin.get()


@contextmanager
def acting_from(origin: Origin) -> Iterator[None]:
    """Every event written inside the block carries this origin."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)
