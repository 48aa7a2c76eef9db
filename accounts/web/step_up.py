"""Asking again who is there before something that weighs much (OWASP ASVS 5.0, 7.5.3): changing what somebody may do,
and taking data out of the register."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from accounts.sessions import must_confirm

View = Callable[..., HttpResponseBase]


def confirm_address(request: HttpRequest) -> str:
    """Where somebody confirms who they are, and comes back to this page."""
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}"


def confirmed_lately(view: View) -> View:
    """Whoever neither signed in nor confirmed who they are within five minutes does so first, and comes back."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if must_confirm(request):
            return redirect(confirm_address(request))
        return view(request, *args, **kwargs)

    return page
