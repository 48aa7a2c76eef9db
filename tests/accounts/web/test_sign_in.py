"""Signing in as a browser does it: a password, then a one-time code, and nothing before both are right."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.actions.users import disable_user
from accounts.models import User
from audit.models import Detail
from tests.accounts.conftest import NATIONAL, PASSWORD, TESTING, Visitor, a_visitor, authenticators, events

ADDRESSES_WITHOUT_ARGUMENTS = sorted(
    name for name, (forms, *_) in get_resolver().reverse_dict.items() if isinstance(name, str) and not forms[0][1]
)
PAGES = [name for name in ADDRESSES_WITHOUT_ARGUMENTS if not name.startswith("api-")]
WRONG = "not-the-right-password"
PUBLIC = {
    "live", "ready", "account_login", "mfa_authenticate", "forgotten-password",
    "component-gallery", "component-gallery-dense",
}  # fmt: skip


def test_password_and_code_sign_in(visitor: Visitor) -> None:
    assert visitor.give_password()["Location"] == "/account/sign-in/code"
    assert visitor.give_code()["Location"] == "/"
    assert visitor.is_in()
    (signed_in,) = events("user.signed_in")
    assert signed_in.actor_ref == visitor.user.reference
    assert signed_in.fields == {"method": "password+mfa"}
    assert signed_in.session


def test_sign_in_goes_where_the_person_wanted_to_go(visitor: Visitor) -> None:
    visitor.client.post(
        "/account/sign-in?next=/account/reason", {"login": visitor.user.email, "password": PASSWORD, "next": "/account"}
    )

    assert visitor.give_code()["Location"] == "/account"


def test_sign_in_never_leads_to_another_site(visitor: Visitor) -> None:
    visitor.client.post(
        "/account/sign-in", {"login": visitor.user.email, "password": PASSWORD, "next": "https://evil.example.org/"}
    )

    assert visitor.give_code()["Location"] == "/"


def test_e_mail_address_is_taken_in_any_case(visitor: Visitor) -> None:
    assert visitor.give_password(email="A.Visitor@EXAMPLE.org")["Location"] == "/account/sign-in/code"


@pytest.mark.parametrize("name", [name for name in PAGES if name not in PUBLIC])
def test_a_password_alone_reaches_nothing(visitor: Visitor, name: str) -> None:
    visitor.give_password()

    answer = visitor.client.get(reverse(name))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/sign-in")


@pytest.mark.parametrize(
    "name",
    [name for name in PAGES if name not in PUBLIC | {"account_logout", "session-keep-alive"}],
)
def test_without_a_second_factor_only_its_set_up_is_reached(newcomer: Visitor, name: str) -> None:
    newcomer.give_password()

    answer = newcomer.client.get(reverse(name))

    reached = "mfa_activate_totp" if answer.status_code == 200 else answer["Location"]
    assert reached in ("mfa_activate_totp", "/account/second-factor"), name
    assert answer.status_code == 302 or name in ("mfa_activate_totp", "account_reauthenticate")


@pytest.mark.parametrize("name", [name for name in ADDRESSES_WITHOUT_ARGUMENTS if name not in [*PAGES, "api-token"]])
def test_the_api_knows_nobody_without_a_second_factor(visitor: Visitor, newcomer: Visitor, name: str) -> None:
    """Another system is told so; there is no page to send it to."""
    for each in (visitor, newcomer):
        each.give_password()

        assert each.client.post(reverse(name), {"q": "kowalski"}, content_type="application/json").status_code == 401


def test_set_up_shows_the_key_and_takes_the_first_code(newcomer: Visitor) -> None:
    newcomer.give_password()
    page = newcomer.client.get("/account/second-factor").content.decode()
    newcomer.seed = re.search(r'id="authenticator-key">([A-Z2-7]+)<', page)[1]
    assert 'src="data:image/svg+xml;base64,' in page
    assert newcomer.seed not in str(dict(newcomer.client.session.items())), "the seed waits encrypted"

    answer = newcomer.client.post("/account/second-factor", {"code": newcomer.code()})

    assert answer["Location"] == "/account/recovery-codes"
    assert newcomer.is_in()
    assert authenticators(newcomer.user) == {"totp", "recovery_codes"}
    stored = Authenticator.objects.get(user=newcomer.user, type="totp").data["secret"]
    assert stored.startswith("gAAAA")
    assert newcomer.seed not in stored
    assert {event.fields["type"] for event in events("user.second_factor_added")} == {"totp", "recovery_codes"}


def test_set_up_refuses_a_wrong_code_and_keeps_the_key(newcomer: Visitor) -> None:
    newcomer.give_password()
    before = newcomer.client.get("/account/second-factor").content.decode()

    answer = newcomer.client.post("/account/second-factor", {"code": "000000"})

    assert "The code is wrong" in answer.content.decode()
    key = re.compile(r'id="authenticator-key">([A-Z2-7]+)<')
    assert key.search(before)[1] == key.search(answer.content.decode())[1]
    assert authenticators(newcomer.user) == set()


def test_recovery_codes_are_shown_once_and_work_once(newcomer: Visitor) -> None:
    newcomer.give_password()
    page = newcomer.client.get("/account/second-factor").content.decode()
    newcomer.seed = re.search(r'id="authenticator-key">([A-Z2-7]+)<', page)[1]
    newcomer.client.post("/account/second-factor", {"code": newcomer.code()})
    shown = re.findall(r"<li>(\d{8})</li>", newcomer.client.get("/account/recovery-codes").content.decode())
    assert len(shown) == 10
    assert not re.findall(r"<li>(\d{8})</li>", newcomer.client.get("/account/recovery-codes").content.decode())
    newcomer.client.post("/account/sign-out")

    newcomer.give_password()
    assert newcomer.give_code(shown[0])["Location"] == "/"
    newcomer.client.post("/account/sign-out")
    newcomer.give_password()

    assert newcomer.give_code(shown[0]).status_code == 200
    assert not newcomer.is_in()


def test_a_code_is_good_for_one_use(visitor: Visitor) -> None:
    code = visitor.code()
    visitor.give_password()
    visitor.give_code(code)
    elsewhere = Visitor(visitor.user, Client(), visitor.seed)
    elsewhere.give_password()

    answer = elsewhere.give_code(code)

    assert "The code is wrong or has been used" in answer.content.decode()
    assert not elsewhere.is_in()


def test_a_used_code_stays_used_as_long_as_it_would_be_taken(visitor: Visitor, time_machine) -> None:
    time_machine.move_to("2026-11-23T10:00:05Z", tick=False)
    code = visitor.code()
    visitor.give_password()
    visitor.give_code(code)
    time_machine.move_to("2026-11-23T10:00:50Z", tick=False)
    elsewhere = Visitor(visitor.user, Client(), visitor.seed)
    elsewhere.give_password()

    assert elsewhere.give_code(code).status_code == 200
    assert elsewhere.give_code()["Location"] == "/"


@pytest.mark.parametrize("code", ["", "000000", "12345", "<script>", "1" * 10_000, "\x00"], ids=lambda c: repr(c[:8]))
def test_a_wrong_code_is_refused(visitor: Visitor, code: str) -> None:
    visitor.give_password()

    answer = visitor.client.post("/account/sign-in/code", {"code": code})

    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert not visitor.is_in()


class TestNobodyLearnsWhoHasAnAccount:
    @pytest.fixture
    def page(self, visitor: Visitor):
        """The answer to a wrong attempt with this address, apart from what is random in every page."""

        def ask(email: str, password: str = WRONG) -> tuple[int, str]:
            answer = Client().post("/account/sign-in", {"login": email, "password": password})
            body = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"', "", answer.content.decode())
            return answer.status_code, body.replace(email, "")

        return ask

    def test_an_unknown_address_answers_as_a_wrong_password(self, visitor: Visitor, page) -> None:
        assert page("nobody@example.org") == page(visitor.user.email)

    def test_a_disabled_user_answers_so_even_with_the_right_password(self, visitor: Visitor, page) -> None:
        unknown = page("nobody@example.org", PASSWORD)
        disable_user(visitor.user, actor=NATIONAL, reason=TESTING, why="Left the force")

        assert page(visitor.user.email, PASSWORD) == unknown

    def test_a_force_system_answers_so_even_with_the_right_password(self, page) -> None:
        system = a_visitor("force-system", email="system@example.org", kind=User.Kind.SYSTEM)

        assert page(system.user.email, PASSWORD) == page("nobody@example.org", PASSWORD)

    @pytest.mark.parametrize("whose", ["known", "unknown", "disabled"])
    def test_each_answer_costs_one_password_hash(self, visitor: Visitor, page, monkeypatch, whose: str) -> None:
        if whose == "disabled":
            disable_user(visitor.user, actor=NATIONAL, reason=TESTING, why="Left the force")
        spent = []
        encode = ScryptPasswordHasher.encode
        monkeypatch.setattr(ScryptPasswordHasher, "encode", lambda *a, **k: spent.append(1) or encode(*a, **k))

        page("nobody@example.org" if whose == "unknown" else visitor.user.email)

        assert len(spent) == 1


def test_a_wrong_password_is_an_event_that_names_nobody_in_the_open(visitor: Visitor) -> None:
    visitor.give_password("wrong-password-entirely")

    (failed,) = events("user.sign_in_failed")
    assert failed.outcome == "denied"
    assert failed.fields == {"why": "password"}
    assert visitor.user.email.encode() not in bytes(failed.payload)
    assert Detail.objects.get(event=failed, field="email").value == f'"{visitor.user.email}"'


def test_after_five_wrong_passwords_even_the_right_one_waits(visitor: Visitor) -> None:
    for _ in range(5):
        visitor.give_password("wrong-password-entirely")

    answer = visitor.give_password()

    assert answer.status_code == 200
    assert "Wait 5 minutes" in answer.content.decode()
    assert len(events("user.locked_out")) == 1


def test_locking_out_one_person_locks_out_nobody_else(visitor: Visitor) -> None:
    other = a_visitor(email="other@example.org")
    for _ in range(6):
        visitor.give_password("wrong-password-entirely")

    assert other.sign_in()["Location"] == "/"


def test_after_five_wrong_codes_even_the_right_one_waits(visitor: Visitor) -> None:
    visitor.give_password()
    for _ in range(5):
        visitor.give_code("000000")

    answer = visitor.give_code()

    assert answer.status_code == 200
    assert "Wait 5 minutes" in answer.content.decode()
    assert [event.fields["why"] for event in events("user.sign_in_failed")] == ["second-factor"] * 5
    assert len(events("user.locked_out")) == 1


@pytest.mark.parametrize(
    "path",
    ["/accounts/signup/", "/account/signup", "/accounts/login/", "/accounts/social/connections/", "/admin/",
     "/account/password/reset/", "/account/email/", "/accounts/inactive/"],
)  # fmt: skip
def test_pages_that_nobody_needs_are_not_there(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 404


def test_forgotten_password_tells_whom_to_ask(client: Client, db: None) -> None:
    answer = client.get("/account/forgotten-password")

    assert answer.status_code == 200
    assert "Ask your force administrator" in answer.content.decode()


def test_the_key_of_the_session_changes_at_sign_in(visitor: Visitor) -> None:
    visitor.give_password()
    before = visitor.client.session.session_key

    visitor.give_code()

    assert visitor.client.session.session_key != before
