"""What happens to every request: session limits, the second factor, and who is acting from where."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import structlog
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from accounts import events, sessions
from accounts.actions.own_account import end_own_session
from accounts.actor import NOBODY, Actor
from accounts.models import Membership, User
from accounts.reasons import ReasonNotChosen, reason_if_any
from audit.core.action import record_denial
from audit.core.context import Origin, acting_from
from audit.core.errors import OutOfReach, PermissionDenied

Answer = Callable[[HttpRequest], HttpResponseBase]

# A request's own number. Anything else a client might send could be about somebody, and would stand in the log.
REQUEST_ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")

# Under it systems are answered: with a problem in JSON, never with a page or the way to one.
API = "/api/"

# All that a person without a second factor reaches: by name, so that a new page is never among them by accident.
SETS_UP = frozenset({"mfa_activate_totp", "account_reauthenticate", "account_logout", "session-keep-alive"})


class ActingRequest(HttpRequest):
    """A request after `CurrentActor`. `number` is empty where a page is asked for and none was sent."""

    actor: Actor
    number: str
    htmx: HtmxDetails
    memberships: list[Membership]


class RequestNumber:
    """Tells a system the number under which its request stands in the logs: its own, or one that it is given here."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: ActingRequest) -> HttpResponseBase:
        request.number = number_sent_in(request)
        if not is_for_api(request):
            return self.get_response(request)
        request.number = request.number or str(uuid4())
        structlog.contextvars.bind_contextvars(request_id=request.number)
        response = self.get_response(request)
        response.headers["X-Request-ID"] = request.number
        return response


class SessionLimits:
    """Signs a session out when it has been idle, or has lasted, longer than the person's roles allow."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: ActingRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            request.memberships = request.user.running_memberships(on=timezone.localdate())
            limits = sessions.limits_of(request.memberships)
            if why := sessions.why_over(request, limits):
                _end(request, request.user, why)
                if not is_for_api(request):
                    return _to_sign_in(request, why)
            else:
                sessions.touch(request)
        return _whole_page(request, self.get_response(request))


class SignInRequired(LoginRequiredMiddleware):
    """Sends a stranger to sign in. What stood behind the question mark may be a caller's number: it is dropped."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponseRedirect:
        return redirect_to_login(request.path)


class RequireSecondFactor:
    """Until a second factor was given in this session, a person reaches nothing but the pages that set one up."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], arguments: Sequence[Any], named: dict[str, Any]
    ) -> HttpResponse | None:
        if (
            request.user.is_anonymous
            or sessions.has_second_factor(request)
            or not getattr(view, "login_required", True)
        ):
            return None
        name = request.resolver_match.url_name if request.resolver_match else ""
        return None if name in SETS_UP else redirect("mfa_activate_totp")


class CurrentActor:
    """Puts `request.actor` in place, tells the log where the request came from, and logs what is refused."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: ActingRequest) -> HttpResponseBase:
        request.actor = actor_of(request)
        with acting_from(origin_of(request)):
            return self.get_response(request)

    def process_exception(self, request: ActingRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, ReasonNotChosen):
            here = request.get_full_path() if request.method == "GET" and not request.htmx else reverse("home")
            return redirect(f"{reverse('choose-reason')}?{urlencode({'next': here})}")
        if isinstance(exception, PermissionDenied | OutOfReach):
            record_denial(exception, actor=request.actor, reason=reason_if_any(request))
        return None


def actor_of(request: ActingRequest) -> Actor:
    """Who acts. Somebody who has not given a second factor yet is nobody."""
    if not sessions.has_second_factor(request):
        return NOBODY
    user: User = request.user  # type: ignore[assignment]
    return user.actor_holding(request.memberships)


def is_for_api(request: HttpRequest) -> bool:
    """Whether a system asks: then the API itself says who it must be."""
    return request.path.startswith(API)


def number_sent_in(request: HttpRequest) -> str:
    """The number that a request says it has, or nothing."""
    sent = request.headers.get("X-Request-ID", "").lower()
    return sent if REQUEST_ID.fullmatch(sent) else ""


def origin_of(request: ActingRequest) -> Origin:
    return Origin(
        channel="api" if is_for_api(request) else "web",
        session=sessions.digest_of(request.session.session_key),
        request=request.number,
    )


def _end(request: ActingRequest, user: User, why: str) -> None:
    with transaction.atomic(), acting_from(origin_of(request)):
        end_own_session(request, user, events.SESSION_ENDED, why=why)
    logout(request)


def _to_sign_in(request: ActingRequest, why: str) -> HttpResponse:
    next_url = request.path if request.method == "GET" and not request.htmx else reverse("home")
    address = f"{reverse('account_login')}?{urlencode({'ended': why, 'next': next_url})}"
    return _whole_page(request, redirect(address))  # type: ignore[return-value]


def _whole_page(request: ActingRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A redirection to sign-in answers the whole page, never a part of it that asked for itself."""
    to_sign_in = response.status_code == 302 and response["Location"].startswith(reverse("account_login"))
    return HttpResponseClientRedirect(response["Location"]) if request.htmx and to_sign_in else response
