"""Who asks through the API. `REST_FRAMEWORK` in the settings lists the ways, and is the only place that does."""

from __future__ import annotations

from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import PermissionDenied, UnsupportedMediaType
from rest_framework.request import Request

from accounts import sessions
from accounts.actor import Actor
from accounts.api.parsing import StrictJSONParser
from accounts.api.problems import NoProof
from accounts.middleware import ActingRequest
from accounts.models import User

REALM = 'Session realm="Domestic Abuse Register"'


class SignedInSession(SessionAuthentication):
    """The session of somebody who has signed in with a second factor; `request.auth` is the actor.

    A browser sends the session by itself, so each request proves with the CSRF token that our own page made it. The
    token is taken from the header alone: a body is not read before it is known to be what the address takes, JSON or a
    document, and no form.
    """

    def authenticate(self, request: Request) -> tuple[User, Actor] | None:  # type: ignore[override]
        asked: ActingRequest = request._request  # type: ignore[assignment]
        if not sessions.has_second_factor(asked):
            return None
        takes = getattr(request.parser_context.get("view"), "takes", (StrictJSONParser.media_type,))
        if request.method == "POST" and request.content_type.partition(";")[0].strip() not in takes:
            raise UnsupportedMediaType("")
        self.enforce_csrf(request)
        return asked.user, asked.actor  # type: ignore[return-value]

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request._request)  # type: ignore[arg-type]
        except PermissionDenied:
            raise NoProof from None

    def authenticate_header(self, request: Request) -> str:
        return REALM
