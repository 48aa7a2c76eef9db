"""The systems of a force are given their credentials at the command line, once, and lose them there."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.actions.force_clients import Issued
from accounts.api.scopes import every_scope
from accounts.models import ForceClient, User
from tests.accounts.conftest import events
from tests.machines import ask_for_token, issued

pytestmark = pytest.mark.django_db


def said(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def test_what_is_printed_is_answered_with_a_token() -> None:
    printed = said("create_force_client", "13", "--scope=orders:read", "--scope=tasks:*")

    client = ForceClient.objects.get()
    secret = re.search(r"^Secret:  (\S+)$", printed, re.MULTILINE)[1]
    assert ask_for_token(Issued(client, secret)).json()["scope"] == "orders:read tasks:read tasks:write"
    assert [event.actor_ref for event in events("client.created")] == ["system:create_force_client"]
    assert secret.encode() not in bytes(events("client.created")[0].payload)


def test_every_scope_is_one_pattern() -> None:
    said("create_force_client", "13", "--scope=*:*")

    assert ForceClient.objects.get().credential.get_scopes() == list(every_scope())


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["00", "--scope=orders:read"], id="no such force"),
        pytest.param(["13", "--scope=orders:delete"], id="no such scope"),
        pytest.param(["13", "--scope=orders:read", "--name="], id="no name"),
        pytest.param(["13", "--scope=orders:read", "--name=A\x00B"], id="a hidden character"),
        pytest.param(["13", "--scope=orders:read", f"--name={'x' * 61}"], id="a long name"),
        pytest.param(["13", "--scope=orders:read", f"--certificate={'x' * 201}"], id="a long certificate"),
    ],
)
def test_what_cannot_be_created_leaves_nothing(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        said("create_force_client", *arguments)

    assert not ForceClient.objects.exists()
    assert not User.objects.exists()


def test_a_name_is_given_once_until_it_is_ended() -> None:
    said("create_force_client", "13", "--scope=orders:read")
    with pytest.raises(CommandError, match="already"):
        said("create_force_client", "13", "--scope=orders:read")

    said("end_force_client", ForceClient.objects.get().credential_id, "--why=A new secret")
    said("create_force_client", "13", "--scope=orders:read")

    assert ForceClient.objects.live().count() == 1
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("client", "why"),
    [pytest.param("nobody", "x", id="no such client"), pytest.param("", " ", id="no reason")],
)
def test_ending_needs_a_client_and_a_reason(client: str, why: str) -> None:
    kept = issued("orders:read").client

    with pytest.raises(CommandError):
        said("end_force_client", client or kept.credential_id, f"--why={why}")

    kept.refresh_from_db()
    assert kept.ended_at is None


def test_credentials_are_ended_once() -> None:
    kept = issued("orders:read").client
    said("end_force_client", kept.credential_id, "--why=Lost")

    with pytest.raises(CommandError, match="ended already"):
        said("end_force_client", kept.credential_id, "--why=Lost")
