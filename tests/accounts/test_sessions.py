"""A session ends in time, with the next sign-in, and at once when the user may no longer be here."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import sessions
from accounts.actions.roles import end_role, give_role
from accounts.actions.users import disable_user, enable_user, reset_sign_in
from accounts.models import Role
from tests.accounts.conftest import NATIONAL, PASSWORD, TESTING, Visitor, a_visitor, authenticators, events

BEGIN = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)  # a role given today runs from today


@pytest.fixture
def clock():
    with time_machine.travel(BEGIN, tick=False) as traveller:
        yield traveller


def give(visitor: Visitor, role: str) -> None:
    elevated = {"ends_on": timezone.localdate() + timedelta(days=30), "why": "Stands in for a colleague"}
    give_role(visitor.user, actor=NATIONAL, reason=TESTING, role=Role.objects.get(code=role), **elevated)


def why_ended() -> list[str]:
    return [event.fields["why"] for event in events("user.session_ended")]


@pytest.mark.parametrize(
    ("role", "idle_minutes"),
    [("control-room-specialist", 60), ("supervisor", 30), ("force-administrator", 15)],
)
def test_an_idle_session_ends_at_the_limit_of_the_role(db, clock, role: str, idle_minutes: int) -> None:
    visitor = a_visitor(role)
    visitor.sign_in()
    clock.shift(timedelta(minutes=idle_minutes, seconds=-1))
    assert visitor.is_in()
    clock.shift(timedelta(minutes=idle_minutes))

    answer = visitor.client.get("/account")

    assert answer["Location"] == "/account/sign-in?ended=idle&next=%2Faccount"
    assert why_ended() == ["idle"]
    assert "because nothing was done for a while" in visitor.client.get(answer["Location"]).content.decode()


def test_the_strictest_of_several_roles_counts(visitor: Visitor, clock) -> None:
    give(visitor, "force-administrator")
    visitor.sign_in()
    clock.shift(timedelta(minutes=15))

    assert not visitor.is_in()


def test_a_session_ends_however_busy_it_is(visitor: Visitor, clock) -> None:
    visitor.sign_in()
    for _ in range(23):
        clock.shift(timedelta(minutes=30))
        assert visitor.is_in()
    clock.shift(timedelta(minutes=30))

    assert visitor.client.get("/account")["Location"].startswith("/account/sign-in?ended=absolute")
    assert why_ended() == ["absolute"]


def test_keeping_alive_counts_as_use_and_polling_does_not(visitor: Visitor, clock) -> None:
    visitor.sign_in()
    clock.shift(timedelta(minutes=50))
    assert visitor.client.post("/account/still-here").status_code == 204
    clock.shift(timedelta(minutes=50))
    assert visitor.client.get("/account", headers={"X-Background-Request": "1"}).status_code == 200
    clock.shift(timedelta(minutes=10))

    assert not visitor.is_in()


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(visitor: Visitor, clock) -> None:
    visitor.sign_in()
    clock.shift(timedelta(minutes=60))

    answer = visitor.client.get("/account", headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert answer["HX-Redirect"] == "/account/sign-in?ended=idle&next=%2F"
    anonymous = Client().get("/account", headers={"HX-Request": "true"})
    assert anonymous["HX-Redirect"] == "/account/sign-in?next=/account"


def test_the_page_tells_the_browser_when_to_warn(visitor: Visitor) -> None:
    visitor.sign_in()

    page = visitor.client.get("/account").content.decode()

    assert f'data-session-idle="{60 * 60 - sessions.TOUCH_SECONDS}"' in page
    assert 'data-session-keep-alive="/account/still-here"' in page


def test_signing_in_elsewhere_ends_the_first_session(visitor: Visitor, clock) -> None:
    visitor.sign_in()
    clock.shift(timedelta(minutes=2))
    second = Visitor(visitor.user, Client(), visitor.seed)

    second.sign_in()

    assert second.is_in()
    assert not visitor.is_in()
    (ended,) = events("user.session_ended")
    assert ended.fields["why"] == "signed-in-again"
    assert ended.fields["session"] == events("user.signed_in")[0].session


def test_two_people_do_not_end_each_others_sessions(visitor: Visitor) -> None:
    other = a_visitor(email="other@example.org")
    visitor.sign_in()
    other.sign_in()

    assert visitor.is_in()
    assert other.is_in()


def test_signing_out_kills_the_session_itself(visitor: Visitor) -> None:
    visitor.sign_in()
    stolen = Client()
    stolen.cookies.update(visitor.client.cookies)
    assert stolen.get("/account").status_code == 200

    answer = visitor.client.post("/account/sign-out")

    assert answer["Location"] == "/account/sign-in"
    assert stolen.get("/account").status_code == 302
    assert len(events("user.signed_out")) == 1


def test_nobody_is_signed_out_by_a_link(visitor: Visitor) -> None:
    visitor.sign_in()

    assert visitor.client.get("/account/sign-out").status_code == 200
    assert visitor.is_in()


def test_disabling_a_user_ends_their_session_at_once(visitor: Visitor) -> None:
    visitor.sign_in()

    disable_user(visitor.user, actor=NATIONAL, reason=TESTING, why="Left the force")

    assert not visitor.is_in()
    assert why_ended() == ["disabled"]
    assert not Session.objects.exists()
    enable_user(visitor.user, actor=NATIONAL, reason=TESTING, why="Came back")
    assert not visitor.is_in()


def test_ending_a_role_ends_the_session_and_takes_the_permissions(visitor: Visitor) -> None:
    visitor.sign_in()
    membership = visitor.user.memberships.get()

    end_role(visitor.user, actor=NATIONAL, reason=TESTING, membership=membership)

    assert not visitor.is_in()
    assert why_ended() == ["role-ended"]
    assert visitor.user.actor(on=timezone.localdate()).grants == {}


def test_a_role_that_runs_out_takes_its_permissions_with_it(db, clock) -> None:
    visitor = a_visitor("oversight-auditor", force_code=None)
    today = timezone.localdate()
    give_role(
        visitor.user,
        actor=NATIONAL,
        reason=TESTING,
        role=Role.objects.get(code="control-room-specialist"),
        ends_on=today,
        why="Helps out for a day",
    )

    assert visitor.user.actor(on=today).may("person.look_up")
    assert not visitor.user.actor(on=today + timedelta(days=1)).may("person.look_up")


def test_resetting_the_sign_in_ends_session_and_second_factor(visitor: Visitor, mailoutbox) -> None:
    visitor.sign_in()

    reset_sign_in(visitor.user, actor=NATIONAL, reason=TESTING, password="tobika-ranelo-visodu")

    assert not visitor.is_in()
    assert authenticators(visitor.user) == set()
    assert visitor.give_password("tobika-ranelo-visodu")["Location"] == "/"
    assert visitor.client.get("/")["Location"] == "/account/second-factor"


def test_changing_the_password_keeps_this_session_and_is_an_event(visitor: Visitor) -> None:
    visitor.sign_in()

    answer = visitor.client.post(
        "/account/password",
        {"oldpassword": PASSWORD, "password1": "harbour-quilt-lemon-42", "password2": "harbour-quilt-lemon-42"},
    )

    assert answer["Location"] == "/account"
    assert visitor.is_in()
    assert len(events("user.password_changed")) == 1
    visitor.user.refresh_from_db()
    assert visitor.user.check_password("harbour-quilt-lemon-42")


@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        pytest.param(
            "wrong-password-entirely", "harbour-quilt-lemon-42", None, "current password is wrong", id="wrong old"
        ),
        pytest.param(PASSWORD, "short", None, "too short", id="too short"),
        pytest.param(PASSWORD, "password12345", None, "too common", id="common"),
        pytest.param(PASSWORD, "harbour-quilt-lemon-42", "harbour-quilt-lemon-43", "same password", id="not the same"),
    ],
)
def test_a_bad_new_password_changes_nothing(visitor: Visitor, old: str, new: str, again: str | None, says: str) -> None:
    visitor.sign_in()

    answer = visitor.client.post("/account/password", {"oldpassword": old, "password1": new, "password2": again or new})

    assert says in answer.content.decode()
    visitor.user.refresh_from_db()
    assert visitor.user.check_password(PASSWORD)


def test_replacing_the_app_leads_to_setting_up_the_next(visitor: Visitor) -> None:
    visitor.sign_in()

    answer = visitor.client.post("/account/second-factor/replace")

    assert answer.status_code == 302
    assert authenticators(visitor.user) == set()
    assert [event.fields["type"] for event in events("user.second_factor_removed")] == ["totp"]
    assert visitor.client.get("/")["Location"] == "/account/second-factor"


def test_later_in_a_session_the_app_is_replaced_only_by_who_confirms(visitor: Visitor, clock) -> None:
    visitor.sign_in()
    clock.shift(timedelta(minutes=6))

    answer = visitor.client.post("/account/second-factor/replace")

    assert answer["Location"].startswith("/account/confirm/password")
    assert authenticators(visitor.user) == {"totp"}
    visitor.client.post(answer["Location"], {"password": "wrong-password-entirely"})
    assert authenticators(visitor.user) == {"totp"}
    visitor.client.post(answer["Location"], {"password": PASSWORD})
    visitor.client.post("/account/second-factor/replace")
    assert authenticators(visitor.user) == set()


def test_a_session_without_its_beginning_is_over(visitor: Visitor) -> None:
    visitor.sign_in()
    session = visitor.client.session
    del session[sessions.STARTED]
    session.save()

    assert not visitor.is_in()


@pytest.mark.django_db(transaction=True)
def test_of_several_sign_ins_at_once_one_session_is_left() -> None:
    visitor = a_visitor()
    codes = RecoveryCodes.activate(visitor.user).generate_codes()[:4]
    browsers = [Client() for _ in codes]
    for browser in browsers:
        Visitor(visitor.user, browser).give_password()
    together = Barrier(len(codes))

    def give_code(browser: Client, code: str) -> None:
        together.wait()
        browser.post("/account/sign-in/code", {"code": code})
        connection.close()

    with ThreadPoolExecutor(len(codes)) as pool:
        list(pool.map(give_code, browsers, codes))

    assert [Visitor(visitor.user, browser).is_in() for browser in browsers].count(True) == 1
    assert len(events("user.signed_in")) == len(codes)
