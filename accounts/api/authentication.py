"""Who asks through the API. `REST_FRAMEWORK` in the settings lists the ways, and is the only place that does."""

from __future__ import annotations

from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import PermissionDenied, UnsupportedMediaType
from rest_framework.request import Request

from accounts import sessions
from accounts.actor import Actor
from accounts.api.machines import Machine, machine_of
from accounts.api.parsing import StrictJSONParser
from accounts.api.problems import BadToken, NoProof
from accounts.middleware import ActingRequest
from accounts.models import User

REALM = 'realm="Domestic Abuse Register"'
BEARER = "Bearer"


class ForceClientToken(BaseAuthentication):
    """The token of a force's system (RFC 6750), in the header alone; `request.auth` is the machine.

    Whoever sends a token is judged by it: one that is not good is never passed over for a session that happens to
    come with it.
    """

    def authenticate(self, request: Request) -> tuple[User, Machine] | None:
        value = _token_in(request)
        if value is None:
            return None
        machine = machine_of(value, request._request)
        if machine is None:
            raise BadToken
        return machine.client.user, machine

    def authenticate_header(self, request: Request) -> str:
        """Both ways to say who one is; and of a token that was sent, that it is not good."""
        error = "" if _token_in(request) is None else ', error="invalid_token"'
        return f"{BEARER} {REALM}{error}, Session {REALM}"


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


def _token_in(request: Request) -> str | None:
    """What was sent as a token; None where nothing was."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if scheme.lower() == BEARER.lower() else None
