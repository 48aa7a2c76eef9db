"""What the frame of every page shows of the person: who they are, why they work here, and when their session ends."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from accounts import reasons, sessions
from ui.layout import Account, SessionLimits

WARN_SECONDS = 120


def account(request: HttpRequest) -> Account | None:
    """Name; then role, force and the reason in force."""
    if not request.user.is_authenticated:
        return None
    return Account(
        name=request.user.name,
        detail=_detail(request) if sessions.has_second_factor(request) else "",
        url=reverse("mfa_index"),
        sign_out_url=reverse("account_logout"),
    )


def session_limits(request: HttpRequest) -> SessionLimits | None:
    """When the browser must warn; nothing for somebody who has not signed in."""
    if not request.user.is_authenticated or not hasattr(request, "memberships"):
        return None
    idle = sessions.limits_of(request.memberships).idle - sessions.TOUCH_SECONDS
    return SessionLimits(
        idle_seconds=idle,
        warn_before_seconds=WARN_SECONDS,
        keep_alive_url=reverse("session-keep-alive"),
        ended_url=f"{reverse('account_login')}?ended=idle",
    )


def _detail(request: HttpRequest) -> str:
    titles = [membership.role.title for membership in request.memberships]  # type: ignore[attr-defined]
    force = [request.user.force.name] if request.user.force else []  # type: ignore[union-attr]
    kind, incident = reasons.kind_of(request), reasons.incident_of(request)
    reason = [f"{kind.title} {incident}".strip()] if kind is not None else []
    return ", ".join([*titles, *force, *reason])
