"""The pages of a force administrator."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests import builders
from tests.accounts.conftest import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return builders.user("force-administrator", name="Ada Minister")


@pytest.fixture
def browser(administrator: User) -> Client:
    return builders.sign_in(Client(), administrator)


@pytest.fixture
def officer() -> User:
    return builders.user("offender-manager", name="Otto Officer")


def text_of(answer) -> str:
    return answer.content.decode()


def test_users_lists_the_own_force_with_roles(browser: Client, officer: User) -> None:
    builders.user("supervisor", force_code="14", name="Fremd Stranger")

    page = text_of(browser.get("/users"))

    assert "Otto Officer" in page
    assert "Offender manager" in page
    assert "Fremd Stranger" not in page


def test_users_takes_the_same_number_of_queries_however_many_there_are(
    browser: Client, officer: User, django_assert_num_queries
) -> None:
    browser.get("/users")
    for _ in range(5):
        builders.user("supervisor")

    # The user with force, memberships with roles, grants; the count, the page, its memberships.
    with django_assert_num_queries(6):
        browser.get("/users")


def test_create_user_shows_the_first_password_once_and_it_signs_in(browser: Client) -> None:
    page = text_of(browser.post("/users/new", {"name": "New Officer", "email": "new@example.org", "collar_number": ""}))

    password = re.search(r'id="first-password">([a-z-]+)<', page)[1]
    made = User.objects.get(email="new@example.org")
    assert made.force.code == "13"
    assert password not in text_of(browser.get(f"/users/{made.reference}"))
    assert Visitor(made, Client()).give_password(password)["Location"] == "/"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        pytest.param({"name": "", "email": "x@example.org"}, "Enter the person&#x27;s name", id="no name"),
        pytest.param(
            {"name": "X", "email": "nothing"}, "Enter an e-mail address in the correct format", id="no address"
        ),
        pytest.param({"name": "Kept Name", "email": "taken@example.org"}, "There is a user with this", id="taken"),
        pytest.param({"name": "a\x00b", "email": "x@example.org"}, "There is a problem", id="NUL"),
        pytest.param({"name": "n" * 10_000, "email": "x@example.org"}, "characters or fewer", id="10 kB"),
    ],
)
def test_a_user_that_cannot_be_created_loses_nothing_typed(browser: Client, typed: dict[str, str], says: str) -> None:
    builders.allow_writes()
    User.objects.create_user("taken@example.org", name="Taken")

    page = text_of(browser.post("/users/new", typed))

    assert says in page
    assert f'value="{typed["email"]}"' in page


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", '=HYPERLINK("x")', "سمير \u202eevil", "🙂" * 20],
    ids=["script", "formula", "rtl", "emoji"],
)
def test_hostile_names_are_inert(browser: Client, name: str) -> None:
    browser.post("/users/new", {"name": name, "email": "x@example.org"})

    page = text_of(browser.get("/users"))

    assert "<script>alert" not in page


def test_give_role_and_end_it(browser: Client, officer: User) -> None:
    last = (timezone.localdate() + timedelta(days=30)).isoformat()
    typed = {"role": "supervisor", "ends_on": last, "why": "Stands in for DS Okoro"}
    answer = browser.post(f"/users/{officer.reference}/roles/new", typed)
    assert answer["Location"] == f"/users/{officer.reference}"
    page = text_of(browser.get(answer["Location"]))
    assert "Supervisor (held)" in page
    assert "given by <bdi>Ada Minister</bdi>" in page
    membership = officer.memberships.get(role__code="supervisor")

    assert "ends at once" in text_of(browser.get(f"/users/{officer.reference}/roles/{membership.pk}/end"))
    browser.post(f"/users/{officer.reference}/roles/{membership.pk}/end")

    assert "Supervisor (ended)" in text_of(browser.get(answer["Location"]))
    again = browser.post(f"/users/{officer.reference}/roles/{membership.pk}/end")
    assert "has been ended already" in text_of(again)


@pytest.mark.parametrize("role", ["oversight-auditor", "force-system", "no-such-role", ""])
def test_a_role_beyond_the_force_is_not_offered_and_not_given(browser: Client, officer: User, role: str) -> None:
    page = text_of(browser.post(f"/users/{officer.reference}/roles/new", {"role": role}))

    assert "There is a problem" in page
    assert not re.search(rf'value="{role or "oversight-auditor"}"', page)
    assert officer.memberships.count() == 1


def test_an_administrator_gives_themselves_nothing(browser: Client, administrator: User) -> None:
    assert "Give a role" not in text_of(browser.get(f"/users/{administrator.reference}"))

    answer = browser.post(f"/users/{administrator.reference}/roles/new", {"role": "supervisor"})

    assert "There is a problem" in text_of(answer)
    assert administrator.memberships.count() == 1


def test_disable_and_enable(browser: Client, officer: User) -> None:
    unsaid = browser.post(f"/users/{officer.reference}/disable", {"why": ""})
    assert "Answer this question: Why?" in text_of(unsaid)
    browser.post(f"/users/{officer.reference}/disable", {"why": "Left the force"})
    assert "Disabled" in text_of(browser.get(f"/users/{officer.reference}"))

    browser.post(f"/users/{officer.reference}/enable", {"why": "Came back"})

    officer.refresh_from_db()
    assert officer.is_active


def test_reset_shows_a_new_password(browser: Client, officer: User) -> None:
    page = text_of(browser.post(f"/users/{officer.reference}/reset"))

    officer.refresh_from_db()
    assert officer.check_password(re.search(r'id="first-password">([a-z-]+)<', page)[1])


def test_professional_standards_sees_users_and_manages_none(officer: User) -> None:
    browser = builders.sign_in(Client(), builders.user("professional-standards"))

    assert "Otto Officer" in text_of(browser.get("/users"))
    assert "Give a role" not in text_of(browser.get(f"/users/{officer.reference}"))
    assert browser.post(f"/users/{officer.reference}/disable", {"why": "x"}).status_code == 403


@pytest.mark.parametrize("page", ["", "/roles/new", "/disable", "/enable", "/reset", "/roles/1/end"])
def test_a_user_of_another_force_answers_as_none(browser: Client, page: str) -> None:
    stranger = builders.user("supervisor", force_code="14")

    there = browser.get(f"/users/{stranger.reference}{page}")

    absent = browser.get(f"/users/U-000000000000{page}")
    assert there.status_code == absent.status_code == 404
    assert there.content == absent.content
