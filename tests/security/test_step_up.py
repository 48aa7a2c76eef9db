"""Before somebody changes what another may do, or takes the log away, they say again who they are."""

from __future__ import annotations

import time

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts import sessions
from accounts.models import User
from tests import builders

pytestmark = pytest.mark.django_db

PASSWORD = "copper-lantern-willow-tide"
HEAVY = ("create-user", "give-role", "end-role", "disable-user", "enable-user", "reset-sign-in", "log-download")


def somebody(role: str, *, signed_in_ago: float) -> Client:
    user = builders.user(role)
    user.set_password(PASSWORD)
    user.save()
    client = builders.sign_in(Client(), user)
    session = client.session
    session[sessions.STARTED] = time.time() - signed_in_ago
    session.save()
    return client


def address_of(name: str, other: User) -> str:
    if name in ("create-user", "log-download"):
        return reverse(name)
    more = {"membership": other.memberships.get().pk} if name == "end-role" else {}
    return reverse(name, kwargs={"reference": other.reference, **more})


def reader(name: str) -> str:
    return "professional-standards" if name == "log-download" else "force-administrator"


def is_asked(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith("/account/confirm/password?next=")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", HEAVY)
def test_later_in_a_session_a_heavy_act_asks_who_is_there(name: str, method: str) -> None:
    other = builders.user()
    client = somebody(reader(name), signed_in_ago=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)
    address = address_of(name, other)

    answer = getattr(client, method)(address, {"why": "x", "file_format": "csv"} if method == "post" else {})

    assert is_asked(answer)
    other.refresh_from_db()
    assert other.is_active
    assert other.memberships.get().ended_at is None


@pytest.mark.parametrize("name", HEAVY)
def test_whoever_has_just_signed_in_is_not_asked(name: str) -> None:
    client = somebody(reader(name), signed_in_ago=10)

    assert client.get(address_of(name, builders.user())).status_code == 200


def test_whoever_confirms_comes_back_to_where_they_were() -> None:
    client = somebody("force-administrator", signed_in_ago=3_600)
    address = address_of("disable-user", builders.user())
    asked = client.get(address)["Location"]

    refused = client.post(asked, {"password": "wrong", "next": address})
    confirmed = client.post(asked, {"password": PASSWORD, "next": address}, follow=True)

    assert refused.status_code == 200
    assert confirmed.request["PATH_INFO"] == address
    assert confirmed.status_code == 200
