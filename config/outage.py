"""The answer when the database or the cache is away: 503, when to try again, and no stack trace."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from redis.exceptions import ConnectionError as NoCache
from redis.exceptions import TimeoutError as SlowCache

AWAY = (OperationalError, InterfaceError, NoCache, SlowCache)
RETRY_AFTER_SECONDS = "5"


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`: a page of its own for an outage, which is nobody's mistake; the other page for a bug."""
    if isinstance(sys.exception(), AWAY):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_AFTER_SECONDS})
    return HttpResponse(render_to_string("500.html"), status=500)
