"""What happens to every request: session limits, the second factor, and who is acting from where."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from accounts.actor import NOBODY, Actor
from audit.core.action import record_denial
from audit.core.context import Origin, acting_from
from audit.core.entry import Reason
from audit.core.errors import OutOfReach, PermissionDenied

Answer = Callable[[HttpRequest], HttpResponseBase]


class ActingRequest(HttpRequest):
    """A request after `CurrentActor`."""

    actor: Actor


class SessionLimits:
    """Signs a session out when it has been idle, or has lasted, longer than the person's roles allow."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)


class RequireSecondFactor:
    """Until a second factor is set up, a signed-in person reaches nothing but the pages that set it up."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and not is_mfa_enabled(request.user) and not _sets_up(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)


def _sets_up(request: HttpRequest) -> bool:
    return request.path.startswith(("/account/", "/static/"))


class CurrentActor:
    """Puts `request.actor` in place, tells the log where the request came from, and logs what is refused."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: ActingRequest) -> HttpResponseBase:
        request.actor = actor_of(request)
        with acting_from(origin_of(request)):
            return self.get_response(request)

    def process_exception(self, request: ActingRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, PermissionDenied | OutOfReach):
            record_denial(exception, actor=request.actor, reason=Reason("not-given"))
        return None


def actor_of(request: HttpRequest) -> Actor:
    user = request.user
    return user.actor(on=timezone.localdate()) if user.is_authenticated else NOBODY


def origin_of(request: HttpRequest) -> Origin:
    key = request.session.session_key or ""
    session = hashlib.sha256(key.encode()).hexdigest()[:16] if key else ""
    return Origin(channel="web", session=session, request=request.headers.get("X-Request-ID", "")[:64])
