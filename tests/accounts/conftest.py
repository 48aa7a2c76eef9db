from __future__ import annotations

import time
from dataclasses import dataclass

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.http import HttpResponse
from django.test import Client

from accounts.actions.roles import give_role
from accounts.actions.users import create_user
from accounts.actor import system_actor
from accounts.models import Force, Role, User
from audit.core.entry import Reason
from audit.models import Event

NATIONAL = system_actor("test", {"user.create": "national", "user.manage": "national", "user.see": "national"})
TESTING = Reason("system")
PASSWORD = "copper-lantern-willow-tide"


@dataclass
class Visitor:
    """A person before a browser, with the app that shows their codes."""

    user: User
    client: Client
    seed: str = ""

    def code(self, *, steps: int = 0) -> str:
        """What the app shows now, or showed or will show some 30-second steps from now."""
        return format_hotp_value(hotp_value(self.seed, int(time.time()) // 30 + steps))

    def give_password(self, password: str = PASSWORD, *, email: str | None = None) -> HttpResponse:
        return self.client.post("/account/sign-in", {"login": email or self.user.email, "password": password})

    def give_code(self, code: str | None = None) -> HttpResponse:
        return self.client.post("/account/sign-in/code", {"code": code or self.code()})

    def sign_in(self) -> HttpResponse:
        self.give_password()
        return self.give_code()

    def is_in(self) -> bool:
        return self.client.get("/account").status_code == 200


def a_visitor(role: str = "control-room-specialist", *, email: str = "a.visitor@example.org", has_app: bool = True,
              force_code: str | None = "13", kind: User.Kind = User.Kind.PERSON) -> Visitor:  # fmt: skip
    force = Force.objects.get(code=force_code) if force_code else None
    user = create_user(
        force, actor=NATIONAL, reason=TESTING, email=email, name="Ann Visitor", password=PASSWORD, kind=kind
    )
    give_role(user, actor=NATIONAL, reason=TESTING, role=Role.objects.get(code=role))
    seed = generate_totp_secret()
    if has_app:
        TOTP.activate(user, seed)
    return Visitor(user, Client(), seed)


@pytest.fixture
def visitor(db: None) -> Visitor:
    return a_visitor()


@pytest.fixture
def newcomer(db: None) -> Visitor:
    """Somebody with a password who has set up no app yet."""
    return a_visitor(email="newcomer@example.org", has_app=False)


def events(code: str) -> list[Event]:
    return list(Event.objects.filter(code=code).order_by("at"))


def authenticators(user: User) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real hash takes a quarter of a second by design; these tests make hundreds of them."""
    monkeypatch.setattr(ScryptPasswordHasher, "work_factor", 2**4)
