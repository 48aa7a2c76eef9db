"""One's own account: sign-in details, why one works here, keeping the session, and what to do when locked out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import events, policies, reasons, sessions
from accounts.actions.own_account import note
from accounts.middleware import ActingRequest
from accounts.models import User
from accounts.web.forms import ReasonForm
from ui.components import Action, SummaryRow

View = Callable[..., HttpResponseBase]
own_pages: list[tuple[str, str, str]] = []
"""Pages about oneself that the floors above have: permission, name of the address, words of the link."""


@never_cache
@require_safe
def account(request: ActingRequest) -> HttpResponse:
    """Who the register takes the person for, and what they can change themselves."""
    codes = Authenticator.objects.filter(user=request.user.pk, type=Authenticator.Type.RECOVERY_CODES).first()
    left = len(codes.wrap().get_unused_codes()) if codes else 0
    shown = {
        "rows": _rows(request),
        "recovery_codes_left": left,
        "may_declare_leave": policies.DECLARE_LEAVE.allows(request.actor),
        "own_pages": [(reverse(name), words) for permission, name, words in own_pages if request.actor.may(permission)],
    }
    return render(request, "accounts/account.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
def choose_reason(request: ActingRequest) -> HttpResponse:
    """Say why one works here; asked once a session of those whose roles do not settle it."""
    kinds = reasons.choices_of(request.actor)
    current = reasons.kind_of(request)
    initial = reasons.chosen(request) | {"reason": current.code if current else ""}
    form = ReasonForm(request.POST if request.method == "POST" else None, kinds=kinds, initial=initial)
    if form.is_valid():
        chosen = form.cleaned_data
        kind = form.kinds[chosen["reason"]]
        reasons.choose(request, kind, words=chosen.get("words", ""), incident=chosen.get("incident", ""))
        return redirect(_next(request))
    return render(request, "accounts/choose_reason.html", {"form": form, "next": _next(request)})


@require_POST
def keep_alive(request: ActingRequest) -> HttpResponse:
    """Somebody is still there. The middleware has counted the request already."""
    return HttpResponse(status=204)


@login_not_required
@require_safe
def forgotten_password(request: HttpRequest) -> HttpResponse:
    """Nothing is sent to an address: a force administrator knows the person and resets the sign-in."""
    return render(request, "accounts/forgotten_password.html")


def with_factor_events(view: View) -> View:
    """A page of allauth that adds or removes second factors: its changes commit with their events or not at all."""

    @wraps(view)
    def page(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user: User = request.user  # type: ignore[assignment]
        with transaction.atomic():
            before = _factors(user)
            response = view(request, *args, **kwargs)
            after = _factors(user)
            for factor in before - after:
                note(events.SECOND_FACTOR_REMOVED, user=user, type=factor[1])
            for factor in after - before:
                note(events.SECOND_FACTOR_ADDED, user=user, type=factor[1])
        _mark(request, user, before, after)
        return response

    return page


def _factors(user: User) -> set[tuple[int, str]]:
    return set(Authenticator.objects.filter(user=user.pk).values_list("pk", "type"))


def _mark(request: HttpRequest, user: User, before: set[tuple[int, str]], after: set[tuple[int, str]]) -> None:
    types = {kind for _, kind in after}
    if Authenticator.Type.TOTP not in types:
        sessions.drop_second_factor(request)
    elif after - before:
        sessions.grant_second_factor(request, user)


def _next(request: HttpRequest) -> str:
    """Where to go on: an address of this service only."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_ours else "/"


def _rows(request: ActingRequest) -> list[SummaryRow]:
    user: User = request.user  # type: ignore[assignment]
    kind, incident = reasons.kind_of(request), reasons.incident_of(request)
    reason = f"{kind.title} {incident}".strip() if kind else "Not chosen yet"
    can_change = len(reasons.choices_of(request.actor)) > 1
    change = [Action("Change", reverse("choose-reason"), about="reason")] if can_change else []
    return [
        SummaryRow("Name", user.name),
        SummaryRow("E-mail address", user.email),
        SummaryRow("Collar number", user.collar_number),
        SummaryRow("Force", user.force.name if user.force else "None: a national body"),
        SummaryRow("Roles", ", ".join(m.role.title for m in request.memberships) or "None"),
        SummaryRow("Reason for using the register", reason, change),
    ]
