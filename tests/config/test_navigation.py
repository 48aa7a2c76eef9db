"""The menu and the first page of each role."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from config.navigation import ITEMS, STANDS_UNDER, item_of, navigation
from register.models import Alert, Match, Task, TaskStatusChange
from tests import builders

pytestmark = pytest.mark.django_db

OF_ALL_FORCES = ("oversight-auditor", "national-desk")
FIRST = {
    "control-room-specialist": "/lookup",
    "offender-manager": "/lookup",
    "safeguarding-officer": "/lookup",
    "supervisor": "/lookup",
    "professional-standards": "/lookup",
    "force-administrator": "/users",
    "oversight-auditor": "/log",
    "national-desk": "/national-queue",
    "partner-agency": "/shared",
}


def every_pattern(resolver: URLResolver) -> Iterator[URLPattern]:
    """The pages of the service: all is included at its root but the API and the gallery."""
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield each
        elif not str(each.pattern):
            yield from every_pattern(each)


def request_of(role: str, force_code: str | None = "13"):
    request = RequestFactory().get("/")
    request.actor = builders.actor(role, force_code=force_code)
    request.resolver_match = None
    return request


@pytest.mark.parametrize("role", FIRST)
def test_home_is_where_the_work_of_the_role_begins(role: str) -> None:
    force_code = None if role in OF_ALL_FORCES else "13"
    browser = builders.sign_in(Client(), builders.user(role, force_code=force_code))

    assert browser.get("/")["Location"] == FIRST[role]


def test_home_of_somebody_for_whom_nothing_is_open_says_so() -> None:
    answer = builders.sign_in(Client(), builders.user("partner-agency", starts_on=date(2090, 1, 1))).get("/")

    assert answer.status_code == 200
    assert "Nothing is open to you yet" in answer.content.decode()


@pytest.mark.parametrize("role", FIRST)
def test_the_menu_holds_what_the_role_may_use(role: str) -> None:
    request = request_of(role)

    shown = [inner.label for item in navigation(request) for inner in (item.inner or (item,))]

    allowed = {label for label, _, permission, _ in ITEMS if request.actor.may(permission)}
    assert len(shown) == len(set(shown))
    assert set(shown) == allowed


def test_the_menu_of_a_supervisor_is_one_row_with_another_beneath_it() -> None:
    items = {item.label: [inner.label for inner in item.inner] for item in navigation(request_of("supervisor"))}

    assert len(items) < 10
    assert items["Alerts"] == ["Alerts", "Move check", "Matches", "Conflicts", "Break-glass"]
    assert items["Retention"] == ["Retention", "Disposals"]


def test_what_stands_under_another_is_in_the_menu_of_whoever_may_not_use_that() -> None:
    assert "Disposals" in [item.label for item in navigation(request_of("oversight-auditor", None))]


def test_every_item_stands_under_one_that_stands_under_none() -> None:
    names = {name for _, name, _, _ in ITEMS}

    assert STANDS_UNDER.keys() | set(STANDS_UNDER.values()) <= names
    assert not STANDS_UNDER.keys() & set(STANDS_UNDER.values())


def test_the_row_beneath_is_shown_on_its_pages_alone() -> None:
    browser = builders.sign_in(Client(), builders.user("supervisor"))

    inside, outside = (browser.get(path).content.decode() for path in ("/matches", "/lookup"))

    assert 'aria-label="Menu: Alerts"' in inside
    assert 'aria-current="true"><strong class="govuk-service-navigation__active-fallback">Alerts' in inside
    assert 'href="/move-check"' in inside
    assert 'href="/move-check"' not in outside


def test_the_menu_counts_what_waits_for_the_force_in_one_query(django_assert_num_queries) -> None:
    request = request_of("supervisor")
    person, elsewhere, own = (builders.person(builders.actor(force_code=code)) for code in ("14", "10", "13"))
    builders.allow_writes()
    TaskStatusChange.objects.all().delete()
    Task.objects.all().delete()
    Alert.objects.create(
        kind=Alert.Kind.MOVED_IN, person=person, from_force=builders.force("14"), to_force=builders.force("13"),
        due_at=timezone.now(), limit_code="test",
    )  # fmt: skip
    for other in (elsewhere, own):
        Match.objects.create(
            one=person, other=other, force_one=person.owner_force, force_other=other.owner_force, weight=4.0,
            outcome="possible", model_version="test", due_at=timezone.now(), limit_code="test",
        )  # fmt: skip
    for force, days in (("13", -1), ("13", 1), ("14", -1)):
        Task.objects.create(
            kind=Task.Kind.REVIEW, title=f"Review {force} {days}", force=builders.force(force), team="supervisor",
            due_on=timezone.localdate() + timedelta(days=days),
        )  # fmt: skip

    with django_assert_num_queries(1):
        items = navigation(request)

    counts = {item.label: item.count for item in items if item.count is not None}
    inner = {each.label: each.count for item in items for each in item.inner if each.count is not None}
    assert counts == {"Alerts": 2, "Tasks": 1}
    assert inner == {"Alerts": 1, "Move check": 0, "Tasks": 1, "Matches": 1, "Conflicts": 0, "Inbox": 0}


def test_the_present_page_is_marked() -> None:
    page = builders.sign_in(Client(), builders.user("force-administrator")).get("/users/new").content.decode()

    assert page.count('aria-current="page"') == 1
    assert 'aria-current="page"><strong class="govuk-service-navigation__active-fallback">Users' in page


@pytest.mark.parametrize(
    ("route", "item"),
    [
        ("cases/<str:reference>/victims/<str:victim>/safe-contact", "cases"),
        ("people/<str:reference>/card", "lookup"),
        ("people/<str:reference>/incidents/new", "incidents"),
        ("people/<str:reference>/plan/actions/new", "managed-people"),
        ("^log/people/(?P<reference>x)$", "log-search"),
        ("logs", None),
        ("", None),
    ],
)
def test_a_page_belongs_to_the_item_with_the_longest_beginning(route: str, item: str | None) -> None:
    assert item_of(route, ITEMS) == item


OF_NO_ITEM = ("account", "away", "live", "ready", "api", "gallery", "static")


def test_every_page_belongs_to_an_item() -> None:
    routes = [str(pattern.pattern).removeprefix("^") for pattern in every_pattern(get_resolver())]
    signed_in = [route for route in routes if route and route.split("/")[0].split("(")[0] not in OF_NO_ITEM]

    assert len(signed_in) > 150
    assert [route for route in signed_in if item_of(route, ITEMS) is None] == []
