"""The page of the log's state: how far it is sealed and signed, who vouches for it, and a button that verifies it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from audit.tlog.standing import MOST_COUNTED, Standing, known_keys
from audit.web import policies
from audit.web.actions import verify_log
from ui.components import SummaryRow
from ui.dates import moment, since


@never_cache
@require_http_methods(["GET", "POST"])
def log_status(request: ActingRequest) -> HttpResponse:
    """How the log stands. Posting verifies it, and says what was found on the same page."""
    policies.READ_LOG.require(request.actor)
    act = {"actor": request.actor, "reason": reason_of(request)}
    checked = verify_log(known_keys(), **act) if request.method == "POST" else None
    standing, now = Standing.read(), timezone.now()
    shown = {
        "rows": [*_signed_rows(standing, now), SummaryRow("Waits to be sealed", _waiting(standing, now))],
        "is_late": standing.is_late(now),
        "keys": [str(key) for key in known_keys()],
        "checkpoint": standing.newest.note if standing.newest else "",
        "witness_head": ["Witness", "Last vouched for", "State"],
        "witnesses": _witness_rows(standing, now),
        "checked": checked,
    }
    return render(request, "audit/log_status.html", shown)


def _signed_rows(standing: Standing, now: datetime) -> list[SummaryRow]:
    newest = standing.newest
    if newest is None:
        return [SummaryRow("Last signed", "Not yet")]
    return [
        SummaryRow("Log", newest.note.split("\n", 1)[0]),
        SummaryRow("Entries sealed and signed", f"{newest.size:,}"),
        SummaryRow("Last signed", f"{moment(newest.signed_at)} ({since(newest.signed_at, now)})"),
    ]


def _waiting(standing: Standing, now: datetime) -> str:
    if standing.since is None:
        return "Nothing"
    count = f"{standing.waiting:,}" if standing.waiting < MOST_COUNTED else f"{MOST_COUNTED:,} or more"
    return f"{count} {'entry' if standing.waiting == 1 else 'entries'}, the oldest written {since(standing.since, now)}"


def _witness_rows(standing: Standing, now: datetime) -> list[list[str]]:
    return [
        [
            each.name,
            f"{each.size:,} entries, {since(each.cosigned_at, now)}" if each.cosigned_at else "Nothing yet",
            f"{each.trouble} Asked {since(each.asked_at, now)}." if each.trouble else "Vouches",
        ]
        for each in standing.witnesses
    ]
