"""The answer when the database, its log or the cache is away: 503, when to try again, and no stack trace."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from psycopg.errors import InsufficientPrivilege
from redis.exceptions import ConnectionError as NoCache
from redis.exceptions import TimeoutError as SlowCache

AWAY = (OperationalError, InterfaceError, NoCache, SlowCache)
LOG_TABLE = "audit_event"
RETRY_AFTER_SECONDS = "5"


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`: a page of its own for an outage, which is nobody's mistake; the other page for a bug."""
    error = sys.exception()
    if isinstance(error, AWAY) or _refuses_the_log(error):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_AFTER_SECONDS})
    return HttpResponse(render_to_string("500.html"), status=500)


def _refuses_the_log(error: BaseException | None) -> bool:
    """The log cannot be written, so nothing may be shown or done until it can."""
    is_refusal = isinstance(getattr(error, "__cause__", None), InsufficientPrivilege)
    return isinstance(error, ProgrammingError) and is_refusal and LOG_TABLE in str(error)
