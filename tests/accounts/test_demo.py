"""The demonstration's accounts, and the codes that are shown for them, outside production only."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.demo import ACCOUNTS, create_demo_accounts
from accounts.models import Role, User
from accounts.one_time_codes import NotHere, set_up_app
from accounts.passwords import new_password
from register.answering import forces_that_answer
from tests import builders

pytestmark = pytest.mark.django_db


def output_of(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_there_is_an_account_for_each_role_that_a_person_holds() -> None:
    create_demo_accounts()

    held = {role for user in User.objects.all() for role in user.actor(on=timezone.localdate()).roles}
    assert held == set(Role.objects.exclude(code="force-system").values_list("code", flat=True))


def test_the_forces_that_learn_of_each_others_records_have_somebody_who_answers() -> None:
    create_demo_accounts()

    assert {"10", "13", "14"} <= set(forces_that_answer(on=timezone.localdate()).values_list("code", flat=True))


def test_making_them_twice_changes_nothing(django_assert_num_queries) -> None:
    first = [user.pk for user in create_demo_accounts()]

    with django_assert_num_queries(1):
        assert [user.pk for user in create_demo_accounts()] == first


def test_every_seed_is_random_and_encrypted() -> None:
    create_demo_accounts()

    stored = [authenticator.data["secret"] for authenticator in Authenticator.objects.all()]
    assert len(set(stored)) == len(ACCOUNTS)
    assert all(seed.startswith("gAAAA") for seed in stored)


def test_the_printed_password_and_code_sign_in() -> None:
    create_demo_accounts()
    printed = output_of("demo_accounts")
    assert all(account.email in printed and account.first in printed for account in ACCOUNTS)
    email, password, code = re.search(
        r"e-mail    (auditor\S+)\n  password  (\S+)\n  code now  (\d{6})\n", printed
    ).groups()
    browser = Client()
    browser.post("/account/sign-in", {"login": email, "password": password})

    assert browser.post("/account/sign-in/code", {"code": code})["Location"] == "/"


def test_one_time_code_prints_the_code_alone() -> None:
    create_demo_accounts()

    assert re.fullmatch(r"\d{6}\n", output_of("one_time_code", "CONTROL.13@example.org"))


@pytest.mark.parametrize(
    ("email", "says"),
    [
        pytest.param("nobody@example.org", "Nobody signs in", id="unknown"),
        pytest.param("without.app@example.org", "has not set up", id="no app"),
    ],
)
def test_one_time_code_says_what_is_missing(email: str, says: str) -> None:
    builders.allow_writes()
    User.objects.create_user("without.app@example.org", name="Without App")

    with pytest.raises(CommandError, match=says):
        output_of("one_time_code", email)


def test_demo_accounts_says_that_they_are_not_there_yet() -> None:
    with pytest.raises(CommandError, match="make demo"):
        output_of("demo_accounts")


@pytest.mark.parametrize(
    "command", [("demo_accounts",), ("one_time_code", "control.13@example.org")], ids=lambda c: c[0]
)
def test_production_shows_nothing(settings, command: tuple[str, ...]) -> None:
    create_demo_accounts()
    settings.IS_PRODUCTION = True

    with pytest.raises(CommandError, match="in production"):
        output_of(*command)


def test_production_makes_none(settings) -> None:
    settings.IS_PRODUCTION = True

    with pytest.raises(NotHere):
        create_demo_accounts()
    with pytest.raises(NotHere):
        set_up_app(User(name="Anybody"))
    assert not User.objects.exists()


def test_first_passwords_differ_and_are_long() -> None:
    made = {new_password() for _ in range(100)}

    assert len(made) == 100
    assert all(re.fullmatch(r"([a-z]{6}-){4}[a-z]{6}", password) for password in made)
