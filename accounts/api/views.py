"""The frame of everything the API answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.cache import add_never_cache_headers, patch_cache_control
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actor import NOBODY, Actor
from accounts.api.deprecation import Deprecated
from accounts.api.machines import OFFICER_HEADER, Machine, Officer, as_user, officer_in, reason_for
from accounts.api.parsing import StrictJSONParser
from accounts.api.problems import PeopleOnly, ScopeNeeded, TooMany
from accounts.api.rates import Allowance, spend
from accounts.reasons import reason_if_any, reason_of
from audit.core.entry import Reason


class View(APIView):
    """Knows who acts and why; its answers are kept nowhere.

    The middleware that sends strangers to sign in leaves it alone: the API tells them who they must be, with 401.
    `takes` are the types of body that it reads; nothing of another type is read at all.
    `scopes` names for each method the scope by which a system may use it; what is not named is for people.
    `deprecated` says which methods will go.
    """

    request: Request
    takes: tuple[str, ...] = (StrictJSONParser.media_type,)
    http_method_names = ["get", "post", "put", "patch", "delete", "head"]
    scopes: Mapping[str, str] = {}
    deprecated: Mapping[str, Deprecated] = {}
    about_nobody: frozenset[str] = frozenset()
    officer: Officer | None = None
    allowance: Allowance | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if isinstance(request.auth, Machine):
            self.allowance = spend(request.auth.client.reference, limit=settings.API_REQUESTS_A_MINUTE)
            self.admit(request.auth, "GET" if request.method == "HEAD" else str(request.method))

    def admit(self, machine: Machine, method: str) -> None:
        """Let a system pass to what its scopes are for, in the name of an officer.

        Raises:
            TooMany, PeopleOnly, ScopeNeeded, OfficerNeeded: it may not, or not so.
        """
        if self.allowance is not None and self.allowance.is_spent:
            raise TooMany(self.allowance.headers)
        if not hasattr(self, method.lower()) or method == "OPTIONS":
            return
        scope = self.scopes.get(method, "")
        if not scope:
            raise PeopleOnly
        if scope not in machine.scopes:
            raise ScopeNeeded(scope)
        named = self.request.headers.get(OFFICER_HEADER, "")
        if named or method not in self.about_nobody:
            self.officer = as_user(officer_in(named, machine.actor.force_code))

    @property
    def actor(self) -> Actor:
        """Who acts: somebody signed in, or a system on behalf of an officer."""
        asks = self.request.auth
        if isinstance(asks, Machine):
            return asks.acting_for(self.officer) if self.officer is not None else asks.actor
        return asks if isinstance(asks, Actor) else NOBODY

    @property
    def asker(self) -> str:
        """Whose request it is, where several must be told apart: a system, or somebody."""
        asks = self.request.auth
        return asks.client.reference if isinstance(asks, Machine) else self.actor.ref

    @property
    def reason(self) -> Reason:
        """The reason the session works under, or the officer's incident. Raises ReasonNotChosen."""
        return reason_for(self.officer) if self.officer is not None else reason_of(self.request._request)

    @property
    def reason_if_any(self) -> Reason:
        return reason_for(self.officer) if self.officer is not None else reason_if_any(self.request._request)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        add_never_cache_headers(response)
        patch_cache_control(response, no_store=True)
        for told in (self.allowance, self.deprecated.get(str(request.method))):
            for name, value in (told.headers if told is not None else {}).items():
                response[name] = value
        return super().finalize_response(request, response, *args, **kwargs)
