"""Whether the service lives (`/live`) and can do its work (`/ready`), asked by machines without signing in."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.celery import app

BROKER_SECONDS = 2


@login_not_required
@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers. Asks nothing of the database: restarting the web would not mend that."""
    return JsonResponse({"status": "live"})


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database, the cache and the broker answer; 503 with the names of those that do not."""
    answers = {name: _answers(ask) for name, ask in CHECKS.items()}
    is_ready = all(answers.values())
    words = {name: "ready" if answer else "not ready" for name, answer in answers.items()}
    return JsonResponse(words, status=200 if is_ready else 503, headers={} if is_ready else {"Retry-After": "5"})


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM audit_event LIMIT 1")


def _ask_cache() -> None:
    cache.get("ready")


def _ask_broker() -> None:
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)
        broker.default_channel.client.ping()  # type: ignore[attr-defined]


CHECKS: dict[str, Callable[[], None]] = {"database": _ask_database, "cache": _ask_cache, "broker": _ask_broker}


def _answers(ask: Callable[[], None]) -> bool:
    try:
        ask()
    except Exception:  # whatever went wrong, the machine that asks must get an answer
        return False
    return True
