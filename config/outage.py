"""The answer when the database, its log or the cache is away: 503, when to try again, and no stack trace."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from psycopg.errors import InsufficientPrivilege
from redis.exceptions import ConnectionError as NoCache
from redis.exceptions import TimeoutError as SlowCache

from accounts.api.problems import outside_a_view
from accounts.middleware import is_for_api

AWAY = (OperationalError, InterfaceError, NoCache, SlowCache)
LOG_TABLE = "audit_event"
RETRY_AFTER_SECONDS = "5"


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`: a page of its own for an outage, which is nobody's mistake; the other page for a bug."""
    error = sys.exception()
    is_outage = isinstance(error, AWAY) or _refuses_the_log(error)
    if is_for_api(request):
        waits = {"Retry-After": RETRY_AFTER_SECONDS} if is_outage else {}
        return outside_a_view("unavailable" if is_outage else "server_error", headers=waits)
    if is_outage:
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_AFTER_SECONDS})
    return HttpResponse(render_to_string("500.html"), status=500)


def _refuses_the_log(error: BaseException | None) -> bool:
    """The log cannot be written, so nothing may be shown or done until it can."""
    is_refusal = isinstance(getattr(error, "__cause__", None), InsufficientPrivilege)
    return isinstance(error, ProgrammingError) and is_refusal and LOG_TABLE in str(error)
