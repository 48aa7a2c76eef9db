"""Signing in as a browser does it, with real codes."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.demo import ACCOUNTS, create_demo_accounts
from accounts.models import User
from accounts.one_time_codes import current_code

pytestmark = pytest.mark.django_db

SPECIALIST = ACCOUNTS[0]


@pytest.fixture
def user() -> User:
    return create_demo_accounts()[0]


def test_sign_in_asks_for_password_and_code(client: Client, user: User) -> None:
    answer = client.post("/account/sign-in", {"login": SPECIALIST.email, "password": SPECIALIST.password})

    assert answer.status_code == 302
    assert answer["Location"] == "/account/sign-in/code"
    answer = client.post("/account/sign-in/code", {"code": current_code(user)})
    assert answer["Location"] == "/"
    assert client.get("/account").status_code == 200
