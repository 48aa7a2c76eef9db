"""What was typed into lookup, kept for the session that typed it: coming back from a card shows the same answer.

It stands in no address, and not in the session either: every letter would then be a write to the database. The cache
holds it for an hour under the session's digest, which says nothing to anybody without the session.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.core.cache import cache
from django.http import HttpRequest

from accounts.sessions import digest_of

LONGEST = 200
SECONDS = 3600


def keep_terms(request: HttpRequest, terms: str) -> None:
    """Keep these terms instead of those before; empty ones keep none."""
    cache.set(_name(request), terms[:LONGEST], SECONDS)


def kept_terms(request: HttpRequest) -> str:
    """The terms that were typed last, or nothing."""
    return str(cache.get(_name(request), ""))


def offer_terms(request: HttpRequest, terms: str) -> None:
    """Put these terms into the box of the next page, for its reader to look up or not."""
    cache.set(_name(request, "offered"), terms[:LONGEST], SECONDS)


def take_offered(request: HttpRequest) -> str:
    """The terms that were offered, once."""
    offered = str(cache.get(_name(request, "offered"), ""))
    if offered:
        cache.delete(_name(request, "offered"))
    return offered


def keep_search(request: HttpRequest, what: str, typed: Mapping[str, str]) -> None:
    """Keep what was typed into the boxes of another search, named by `what`."""
    cache.set(_name(request, what), {name: value[:LONGEST] for name, value in typed.items()}, SECONDS)


def kept_search(request: HttpRequest, what: str) -> dict[str, str]:
    """What was typed into these boxes last, or nothing."""
    return dict(cache.get(_name(request, what), {}))


def _name(request: HttpRequest, what: str = "terms") -> str:
    return f"lookup-{what}:{digest_of(request.session.session_key)}"
