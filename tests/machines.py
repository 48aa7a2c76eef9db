"""Systems of forces that ask the API by themselves, as tests see them: with credentials, a token and an officer."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client, override_settings

from accounts.actions.force_clients import Issued, create_client
from accounts.actor import system_actor
from accounts.api.scopes import matching
from accounts.models import User
from audit.core.entry import Reason
from tests import builders

OPERATOR = system_actor(
    "test",
    {"client.create": "national", "client.end": "national", "user.create": "national", "user.manage": "national"},
)
EVERYTHING = ("*:read", "*:write")
COLLAR = "4471"


def issued(*scopes: str, force_code: str = "13", name: str = "Records system", certificate_name: str = "") -> Issued:
    """Credentials of a system of the force, for the scopes of these patterns."""
    found = sorted({scope for each in scopes or EVERYTHING for scope in matching(each)})
    made: Issued = create_client(
        builders.force(force_code), actor=OPERATOR, reason=Reason("system"), name=name, scopes=found,
        certificate_name=certificate_name,
    )  # fmt: skip
    return made


def basic(client_id: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


def ask_for_token(credentials: Issued, *, headers: dict[str, str] | None = None, **form: str) -> HttpResponse:
    """What the token endpoint answers to these credentials."""
    said = {"Authorization": basic(credentials.client.credential_id, credentials.secret), **(headers or {})}
    body = urlencode({"grant_type": "client_credentials", **form})
    return Client().post("/api/v1/token", body, "application/x-www-form-urlencoded", headers=said)


def officer_of(force_code: str) -> str:
    return f'force={force_code}, collar="{COLLAR}", incident="WY-1234"'


@dataclass(frozen=True)
class System:
    """A system with a token: it asks as a program does, without cookies."""

    credentials: Issued
    token: str
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, address: str, **headers: str) -> HttpResponse:
        return Client().get(address, headers=self._with(headers))

    def post(self, address: str, body: Any, **headers: str) -> HttpResponse:
        return Client().post(address, body, content_type="application/json", headers=self._with(headers))

    def ask(self, method: str, address: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.get(address, **headers) if method == "GET" else self.post(address, body or {}, **headers)

    def _with(self, headers: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return {"Authorization": f"Bearer {self.token}", **self.headers, **named}


def secrets_hashed_fast() -> override_settings:
    """Where only the token matters: the hash of a secret is made to be slow, and a matrix asks for hundreds."""
    return override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])


def system(*scopes: str, force_code: str = "13", for_officer: bool = True, **given: str) -> System:
    """A system of the force that has its token, and says for which officer it asks: one who uses the register too."""
    with secrets_hashed_fast():
        credentials = issued(*scopes, force_code=force_code, **given)
        token = ask_for_token(credentials).json()["access_token"]
    if for_officer:
        officer(force_code)
    return System(credentials, token, {"On-Behalf-Of": officer_of(force_code)} if for_officer else {})


def officer(force_code: str = "13") -> User:
    """The user for whom `system` asks."""
    known = User.objects.filter(force__code=force_code, collar_number=COLLAR).first()
    return known or builders.user(force_code=force_code, collar_number=COLLAR)
