"""A force's system is given a token for its credentials and for nothing else."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from allauth.idp.oidc.models import Client as Credential
from allauth.idp.oidc.models import Token
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from accounts.actions.force_clients import end_client
from audit.core.entry import Reason
from audit.models import Event
from tests.machines import OPERATOR, ask_for_token, basic, issued, system

pytestmark = pytest.mark.django_db
TOKEN = "/api/v1/token"
FORM = "application/x-www-form-urlencoded"


def posted(form: dict[str, str], headers: dict[str, str], address: str = "127.0.0.1") -> HttpResponse:
    """The answer to a form that comes from this address."""
    return Client(REMOTE_ADDR=address).post(TOKEN, urlencode(form, doseq=True), FORM, headers=headers)


def test_credentials_are_answered_with_a_token_for_their_scopes() -> None:
    credentials = issued("orders:read", "orders:write")

    answer = ask_for_token(credentials)

    said = answer.json()
    assert answer.status_code == 200
    assert {name: said[name] for name in ("token_type", "expires_in", "scope")} == {
        "token_type": "Bearer", "expires_in": 900, "scope": "orders:read orders:write",
    }  # fmt: skip
    assert "refresh_token" not in said
    assert answer["Cache-Control"] == "no-store"
    given = Event.objects.get(code="client.token_given")
    assert (given.actor_ref, given.object_ref) == (credentials.client.user.reference, credentials.client.reference)


def test_a_system_may_ask_for_less_than_it_has() -> None:
    credentials = issued("orders:read", "orders:write")

    assert ask_for_token(credentials, scope="orders:read").json()["scope"] == "orders:read"
    more = ask_for_token(credentials, scope="orders:read tasks:read")
    assert (more.status_code, more.json()) == (400, {"error": "invalid_scope"})


def test_neither_secret_nor_token_is_kept() -> None:
    credentials = issued("orders:read")
    token = ask_for_token(credentials).json()["access_token"]

    assert Credential.objects.get().secret.startswith("scrypt$")
    assert credentials.secret not in Credential.objects.get().secret
    assert token not in Token.objects.get().hash


@pytest.mark.parametrize(
    ("header", "form"),
    [
        pytest.param(basic("nobody", "x"), {}, id="unknown client"),
        pytest.param("wrong", {}, id="wrong secret"),
        pytest.param("", {}, id="no credentials"),
        pytest.param("", {"client_id": "nobody", "client_secret": "x"}, id="unknown client in the form"),
    ],
)
def test_who_is_not_known_is_refused_with_one_answer(header: str, form: dict[str, str]) -> None:
    credentials = issued("orders:read")
    header = basic(credentials.client.credential_id, "wrong") if header == "wrong" else header

    answer = posted({"grant_type": "client_credentials", **form}, {"Authorization": header})

    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})
    assert answer["WWW-Authenticate"] == 'Basic realm="Domestic Abuse Register"'
    assert Event.objects.get(code="client.token_refused").fields == {"cause": "invalid_client"}
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    ("form", "code"),
    [
        pytest.param({}, "invalid_request", id="nothing"),
        pytest.param({"grant_type": "password", "username": "x", "password": "x"}, "invalid_request", id="a password"),
        pytest.param({"grant_type": "password"}, "unsupported_grant_type", id="another grant"),
        pytest.param({"grant_type": "authorization_code"}, "unsupported_grant_type", id="a code of a browser"),
        pytest.param({"grant_type": "refresh_token"}, "unsupported_grant_type", id="a refresh"),
        pytest.param(
            {"grant_type": "urn:ietf:params:oauth:grant-type:device_code"}, "unsupported_grant_type", id="a device"
        ),
        pytest.param({"grant_type": "client_credentials", "resource": "x"}, "invalid_request", id="a resource"),
        pytest.param({"grant_type": "client_credentials", "scope": "a\x00b"}, "invalid_request", id="a null"),
        pytest.param({"grant_type": ["client_credentials"] * 2}, "invalid_request", id="twice"),
    ],
)
def test_no_other_form_and_no_other_grant_is_taken(form: dict[str, object], code: str) -> None:
    credentials = issued("orders:read")
    header = {"Authorization": basic(credentials.client.credential_id, credentials.secret)}

    answer = posted(form, header)

    assert (answer.status_code, answer.json()) == (400, {"error": code})


def test_a_null_in_the_name_of_a_client_is_no_fault_of_the_register() -> None:
    answer = posted({"grant_type": "client_credentials"}, {"Authorization": basic("a\x00b", "x")})

    assert answer.status_code in (400, 401)


def test_an_ended_client_is_given_nothing_and_its_token_is_worth_nothing() -> None:
    held = system("orders:read")

    end_client(held.credentials.client, actor=OPERATOR, reason=Reason("system"), why="Lost")

    assert held.get("/api/v1/orders").status_code == 401
    assert ask_for_token(held.credentials).json() == {"error": "invalid_client"}


def test_a_token_is_worth_nothing_after_a_quarter_of_an_hour() -> None:
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False) as clock:
        held = system("tasks:read")
        assert held.get("/api/v1/tasks").status_code == 200
        clock.shift(901)
        answer = held.get("/api/v1/tasks")

    assert (answer.status_code, answer.json()["code"]) == (401, "bad_token")
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]


def test_the_endpoint_is_slowed_before_a_secret_can_be_guessed(settings: Any) -> None:
    settings.TOKEN_REQUESTS_A_MINUTE = 2
    credentials = issued("orders:read")
    with time_machine.travel("2026-11-25T12:00:10Z", tick=False):
        answers = [ask_for_token(credentials) for _ in range(3)]

    assert [each.status_code for each in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "50"


def test_no_browser_is_sent_anywhere() -> None:
    for name in ("authorization", "device_authorization", "userinfo", "configuration", "revoke", "jwks"):
        with pytest.raises(NoReverseMatch):
            reverse(f"idp:oidc:{name}")
    for address in ("/identity/o/authorize", "/identity/o/api/token", "/.well-known/openid-configuration"):
        with pytest.raises(Resolver404):
            resolve(address)


def test_credentials_in_an_address_are_not_taken() -> None:
    """Addresses stand in the logs of every proxy on the way."""
    credentials = issued("orders:read")

    answer = Client().post(
        f"{TOKEN}?client_id={credentials.client.credential_id}&client_secret={credentials.secret}",
        {"grant_type": "client_credentials"},
    )

    assert answer.status_code == 400


# A certificate that a gateway saw


@pytest.mark.parametrize(
    ("address", "shown", "is_believed"),
    [
        pytest.param("10.1.2.3", "wy-records.example.org", True, id="seen by the gateway"),
        pytest.param("10.1.2.3", "other.example.org", False, id="another certificate"),
        pytest.param("10.1.2.3", "", False, id="none"),
        pytest.param("192.0.2.7", "wy-records.example.org", False, id="said by a stranger"),
        pytest.param("", "wy-records.example.org", False, id="said by nobody known"),
    ],
)
def test_a_client_that_is_bound_to_a_certificate_needs_it_each_time(
    settings: Any, address: str, shown: str, is_believed: bool
) -> None:
    settings.TRUSTED_GATEWAYS = ["10.0.0.0/8"]
    credentials = issued("tasks:read", certificate_name="wy-records.example.org")
    form, header = {"grant_type": "client_credentials"}, basic(credentials.client.credential_id, credentials.secret)
    seen = {"X-Client-Certificate-Name": shown, "Authorization": header}

    answer = posted(form, seen, address)

    assert answer.status_code == (200 if is_believed else 401)
    named = seen | {"X-Client-Certificate-Name": "wy-records.example.org"}
    good = posted(form, named, "10.9.9.9")
    asked = Client(REMOTE_ADDR=address).get(
        "/api/v1/tasks",
        headers={
            "Authorization": f"Bearer {good.json()['access_token']}",
            "X-Client-Certificate-Name": shown,
            "On-Behalf-Of": 'force=13, collar="4471", incident="WY-1234"',
        },
    )
    assert asked.status_code == (200 if is_believed else 401)


def test_without_gateways_no_certificate_is_believed() -> None:
    credentials = issued("tasks:read", certificate_name="wy-records.example.org")

    answer = ask_for_token(credentials, headers={"X-Client-Certificate-Name": "wy-records.example.org"})

    assert answer.status_code == 401


def test_a_form_of_another_type_is_not_even_read() -> None:
    """A file in it would be kept on the disk before anybody is known."""
    credentials = issued("orders:read")
    said = {"Authorization": basic(credentials.client.credential_id, credentials.secret)}

    answer = Client().post(TOKEN, {"grant_type": "client_credentials"}, headers=said)

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})
    assert not Token.objects.exists()


def test_the_addresses_of_one_network_are_counted_together(settings: Any) -> None:
    settings.TOKEN_REQUESTS_A_MINUTE = 2
    form = {"grant_type": "client_credentials"}

    statuses = [posted(form, {}, f"2001:db8:1:2::{number}").status_code for number in (1, 2, 3)]

    assert statuses == [401, 401, 429]
    assert posted(form, {}, "2001:db8:1:3::1").status_code == 401
