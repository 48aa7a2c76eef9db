"""`POST /api/v1/token`: a force's system proves who it is and is given a token (RFC 6749 s.4.4).

Of allauth's identity provider this is the only endpoint that is reached, and client credentials the only grant: no
browser is sent anywhere, nobody's consent is asked, and nothing is refreshed.
"""

from __future__ import annotations

import json
from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from allauth.idp.oidc.models import Token
from allauth.idp.oidc.views import TokenView
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DataError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError

from accounts import events
from accounts.actor import NOBODY
from accounts.api.machines import client_of, shows_certificate
from accounts.api.openapi import Schema, headers_named, problems_of
from accounts.api.problems import outside_a_view
from accounts.api.rates import spend
from accounts.models import ForceClient
from accounts.reasons import NOT_GIVEN
from audit.core.entry import Entry, Reason, write

GRANT = "client_credentials"
TAKEN = frozenset({"grant_type", "scope", "client_id", "client_secret"})
CHALLENGE = 'Basic realm="Domestic Abuse Register"'
REFUSED: Schema = {
    "application/json": {
        "schema": {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"]}
    }
}
DESCRIBED: dict[str, Schema] = {
    "/token": {
        "post": {
            "operationId": "token",
            "summary": "Give a force's system a token for its client credentials (RFC 6749 s.4.4).",
            "security": [{"client": []}],
            "requestBody": {
                "required": True,
                "content": {
                    "application/x-www-form-urlencoded": {
                        "schema": {
                            "type": "object",
                            "properties": {
                                "grant_type": {"const": GRANT},
                                "scope": {"type": "string"},
                                "client_id": {"type": "string"},
                                "client_secret": {"type": "string"},
                            },
                            "required": ["grant_type"],
                            "additionalProperties": False,
                        },
                        "example": {"grant_type": GRANT, "scope": "tasks:read"},
                    }
                },
            },
            "responses": {
                "200": {
                    "description": "The token. It holds for `expires_in` seconds.",
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "properties": {
                                    "access_token": {"type": "string"},
                                    "token_type": {"const": "Bearer"},
                                    "expires_in": {"type": "integer"},
                                    "scope": {"type": "string"},
                                },
                                "required": ["access_token", "token_type", "expires_in"],
                            }
                        }
                    },
                },
                "400": {"description": "The form is not what it must be.", "content": REFUSED},
                "401": {
                    "description": "These are not the credentials of a client.",
                    "headers": headers_named("WWW-Authenticate"),
                    "content": REFUSED,
                },
                **problems_of(["too_many"]),
            },
        }
    }
}
KEPT_NOWHERE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class GiveToken(TokenView):
    """Gives a token for client credentials."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        allowance = spend(f"token:{_address_of(request)}", limit=settings.TOKEN_REQUESTS_A_MINUTE)
        if allowance.is_spent:
            return outside_a_view("too_many", headers=allowance.headers)
        answer, fault = None, _fault_in(request)
        if not fault:
            answer, fault = self._ask(request)
        return answer if answer is not None else _refused(fault)

    def _ask(self, request: HttpRequest) -> tuple[HttpResponse | None, str]:
        """The token, or the code of what is wrong; then nothing is kept."""
        try:
            with transaction.atomic():
                answer: HttpResponse = super().post(request)
                if answer.status_code != 200:
                    return None, str(json.loads(answer.content).get("error", "invalid_request"))
                if _is_given(request, answer):
                    return answer, ""
                transaction.set_rollback(True)
        except DataError:
            return None, "invalid_request"
        return None, "invalid_client"


def _refused(code: str) -> HttpResponse:
    """RFC 6749 s.5.2. What went wrong is told by its code alone, and logged."""
    _note_refusal(code)
    is_stranger = code == "invalid_client"
    headers = KEPT_NOWHERE | ({"WWW-Authenticate": CHALLENGE} if is_stranger else {})
    return JsonResponse({"error": code}, status=401 if is_stranger else 400, headers=headers)


def _fault_in(request: HttpRequest) -> str:
    """What is wrong with the form itself: it cannot be read, a parameter is not taken or given twice, or the wrong
    grant is asked for."""
    if request.content_type != "application/x-www-form-urlencoded":
        return "invalid_request"  # before it is read: a file in a form would be kept, however large
    try:
        form = request.POST
    except (SuspiciousOperation, MultiPartParserError):
        return "invalid_request"
    if request.GET or set(form) - TAKEN or any(len(form.getlist(name)) > 1 for name in form):
        return "invalid_request"
    if not all(value.isascii() and value.isprintable() for value in form.dict().values()):
        return "invalid_request"
    if "grant_type" not in form:
        return "invalid_request"
    return "" if form["grant_type"] == GRANT else "unsupported_grant_type"


def _is_given(request: HttpRequest, answer: HttpResponse) -> bool:
    """Whether the client may have the token that was just made: it is live, and shows its certificate."""
    token = Token.objects.by_value(json.loads(answer.content)["access_token"]).get()
    client = client_of(token.client_id or "")
    if client is None or not shows_certificate(client, request):
        return False
    _note_gift(client, token.get_scopes())
    return True


def _note_gift(client: ForceClient, scopes: list[str]) -> None:
    actor = client.user.actor_holding([])
    entry = Entry(events.TOKEN_GIVEN, actor, Reason("sign_in"))
    entry.about(client)
    entry.record(scopes=scopes)
    write(entry)


def _note_refusal(code: str) -> None:
    """Nobody has proved who they are: the entry names nobody."""
    entry = Entry(events.TOKEN_REFUSED, NOBODY, NOT_GIVEN, outcome="denied")
    entry.record(cause=code)
    with transaction.atomic():
        write(entry)


def _address_of(request: HttpRequest) -> str:
    """Where the request came from; those of whom it cannot be said are counted together, and so are the addresses of
    one IPv6 network (/64), of which a single line has more than can be counted."""
    try:
        address = ip_address(get_adapter().get_client_ip(request))
    except (PermissionDenied, ValueError):
        return ""
    return str(address if address.version == 4 else ip_network((address, 64), strict=False))
