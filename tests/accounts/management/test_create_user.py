"""The first administrator of a force is created at the command line."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.accounts.conftest import Visitor, events

pytestmark = pytest.mark.django_db


def create(*arguments: str) -> str:
    out = StringIO()
    call_command("create_user", *arguments, stdout=out)
    return out.getvalue()


def test_the_printed_password_signs_in() -> None:
    printed = create("first@example.org", "--name=First Admin", "--role=force-administrator", "--force=13")

    user = User.objects.get(email="first@example.org")
    assert user.actor(on=timezone.localdate()).roles == ("force-administrator",)
    password = re.search(r"shown once: (\S+)", printed)[1]
    assert Visitor(user, Client()).give_password(password)["Location"] == "/"
    assert [event.actor_ref for event in events("user.created")] == ["system:create_user"]


def test_a_national_body_has_no_force() -> None:
    create("auditor@example.org", "--name=An Auditor", "--role=oversight-auditor")

    assert User.objects.get(email="auditor@example.org").force is None


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["not-an-address", "--role=supervisor", "--force=13"], id="address"),
        pytest.param(["x@example.org", "--role=no-such-role", "--force=13"], id="role"),
        pytest.param(["x@example.org", "--role=supervisor", "--force=00"], id="force"),
        pytest.param(["x@example.org", "--role=force-system", "--force=13"], id="a system's role"),
    ],
)
def test_what_cannot_be_created_leaves_nothing(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        create(*arguments, "--name=X")

    assert not User.objects.exists()
